"""The command that shows what came in, and says of articles what people say of them since."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli import options
from annotator.errors import many

if TYPE_CHECKING:
    from annotator.records import Change
    from annotator.store.connection import Store


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    shown = commands.add_parser(
        "articles", help="print the articles of a project with their import notes; exclude, rename, tag or delete some"
    )
    shown.add_argument("project", type=Path)
    shown.add_argument("--jsonl", action="store_true", help="print one JSON object for each article")
    shown.add_argument("--excluded", action="store_true", help="list the articles that are excluded, with who did it")
    shown.add_argument(
        "--exclude",
        nargs="+",
        metavar="ID",
        default=[],
        help="leave articles out of the queue, agreement, exports and releases",
    )
    shown.add_argument("--include", nargs="+", metavar="ID", default=[], help="include excluded articles again")
    shown.add_argument(
        "--delete", nargs="+", metavar="ID", default=[], help="delete articles in which nobody decided anything"
    )
    shown.add_argument(
        "--title", nargs=2, metavar=("ID", "TEXT"), help="rename an article; an empty title restores the imported one"
    )
    shown.add_argument("--tag", nargs=2, action="append", metavar=("ID", "TAG"), default=[], help="tag an article")
    shown.add_argument("--untag", nargs=2, action="append", metavar=("ID", "TAG"), default=[], help="remove a tag")
    shown.add_argument("--reopen", metavar="ID", help="open an article again that the annotator has finished")
    options.add_author(shown)
    shown.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print id, title, metadata, notes and text of each article; or change some."""
    from annotator.workflow import articles, project

    if args.exclude or args.include or args.delete or args.title or args.tag or args.untag or args.reopen:
        return _change(args)
    if args.excluded:
        return _list_excluded(args.project)
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


def _list_excluded(path: Path) -> int:
    """Print the excluded articles."""
    from annotator.workflow import articles, project

    with closing(project.open_project(path)) as store:
        found = articles.excluded(store)
    for each in found:
        title, by = " ".join(each.title.split()), each.by or "nobody known"
        print(f"{' '.join(each.id.split())}: {title}  (by {by}, {each.at[:10]}; {many(each.decisions, 'decision')})")
    if not found:
        print("No article is excluded.")
    return 0


def _change(args: argparse.Namespace) -> int:
    """Make the changes that were asked for, each one change of its annotator."""
    from annotator.workflow import articles, desk, project

    named = options.author(args)
    with closing(project.open_project(args.project)) as store:
        name = project.author(store, named)
        who = {"annotator": name}
        done: list[Change] = []
        done += [articles.exclude(store, _named(store, args.exclude), **who)] if args.exclude else []
        done += [articles.include(store, _named(store, args.include), **who)] if args.include else []
        done += [articles.delete(store, _named(store, args.delete), **who)] if args.delete else []
        if args.title:
            done.append(articles.rename(store, articles.named(store, args.title[0]), args.title[1], **who))
        done += [articles.tag(store, _named(store, [name]), [tag], **who) for name, tag in args.tag]
        done += [articles.tag(store, _named(store, [name]), off=[tag], **who) for name, tag in args.untag]
        if args.reopen:
            done.append(desk.set_finished(store, articles.named(store, args.reopen), name, finished=False))
    for change in done:
        print(change.message)
    return 0


def _named(store: Store, names: list[str]) -> list[str]:
    from annotator.workflow import articles

    return [articles.named(store, name) for name in names]
