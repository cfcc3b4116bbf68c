"""The command that finds words and decisions in a project."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli import options
from annotator.errors import many
from annotator.exchange.earlier import has_keys
from annotator.records import Status

if TYPE_CHECKING:
    from annotator.workflow.search import Hit


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    find = commands.add_parser("search", help="find words in articles, quotations or comments, each in its context")
    find.add_argument("project", type=Path)
    find.add_argument("words", nargs="?", default="", help='words, "a phrase", begin*, -without, one OR other')
    find.add_argument(
        "--in",
        dest="scope",
        choices=("articles", "quotations", "comments"),
        default="articles",
        help="where to look (default: articles)",
    )
    find.add_argument("--annotator", default="", help="decided by this annotator")
    find.add_argument("--status", choices=[str(s) for s in Status], help="with this status")
    find.add_argument("--speaker", default="", help="spoken by this speaker (a name or alias)")
    find.add_argument("--target", default="", help="with a stance towards this target (its id)")
    find.add_argument("--label", default="", help="and this label (its id)")
    find.add_argument("--source", default="", help="with these words in the source")
    find.add_argument(
        "--since", type=options.day("--since"), default="", metavar="YYYY-MM-DD", help="decided on this day or later"
    )
    find.add_argument(
        "--until", type=options.day("--until"), default="", metavar="YYYY-MM-DD", help="decided on this day or earlier"
    )
    find.add_argument("--flagged", action="store_true", help="only flagged quotations")
    find.add_argument("--disagreement", action="store_true", help="decided differently by another annotator")
    find.add_argument(
        "--limit", type=options.whole("--limit", 1, 2**31), default=50, help="at most this many hits (default: 50)"
    )
    find.add_argument("--json", action="store_true", help="print one JSON object for each hit, offsets in code points")
    find.add_argument(
        "--output", type=Path, default=Path("-"), metavar="FILE", help="as JSON lines (default, -: standard output)"
    )
    options.add_force(find)
    find.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the hits."""
    from annotator.workflow import outputs, project
    from annotator.workflow.search import Hit, Scope, Search, index_all, search, speaker_called

    is_earlier = has_keys(*(field.name for field in fields(Hit)))
    to_file = args.output != Path("-")
    if to_file:
        outputs.check(args.output, is_earlier, force=args.force)
    with closing(project.open_project(args.project)) as store:
        wanted = Search(
            words=args.words,
            scope=Scope(args.scope) if args.words else Scope.QUOTATIONS,
            annotator=args.annotator,
            status=Status(args.status) if args.status else None,
            speaker=speaker_called(store, args.speaker) if args.speaker else "",
            **{
                name: getattr(args, name)
                for name in ("target", "label", "source", "since", "until", "flagged", "disagreement")
            },
        )
        if wanted.words:
            index_all(store, lambda left: print(f"Indexing: {left} to go", file=sys.stderr))
        hits = search(store, wanted, limit=args.limit).hits[: args.limit]
    if to_file:
        with outputs.output(args.output, is_earlier, force=args.force) as aim:
            aim.write_text("".join(json.dumps(asdict(hit)) + "\n" for hit in hits), encoding="utf-8", newline="\n")
        print(f"{args.output}: {many(len(hits), 'hit')}.")
        return 0
    for hit in hits:
        print(json.dumps(asdict(hit)) if args.json else _line(hit))
    return 0


def _line(hit: Hit) -> str:
    """A hit in its context, for people."""
    told = (hit.article_id, hit.left, hit.words, hit.right, hit.annotator)
    name, left, words, right, who = (" ".join(part.split()) for part in told)
    return f"{name}:{hit.span.start}  {left[-40:]:>40} [{words}] {right[:40]}  {who}".rstrip()
