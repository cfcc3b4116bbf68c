"""The command that shows what came in."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    shown = commands.add_parser("articles", help="print the articles of a project with their import notes")
    shown.add_argument("project", type=Path)
    shown.add_argument("--jsonl", action="store_true", help="print one JSON object for each article")
    shown.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print id, title, metadata, notes and text of each article."""
    from annotator.workflow import articles, project

    with closing(project.open_project(args.project)) as store:
        for article in articles.every_article(store):
            found = articles.record(article)
            if args.jsonl:
                print(json.dumps(found, ensure_ascii=False))
                continue
            print(f"{' '.join(article.id.split())}: {' '.join(article.title.split())}")
            for key, value in found["metadata"].items():
                print(f"  {key}: {' '.join(str(value).split())}")
            for note in found["notes"]:
                print(f"  note: {note}")
            print(f"\n{article.text.strip()}\n")
    return 0
