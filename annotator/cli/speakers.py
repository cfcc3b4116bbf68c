"""The command that lists the register of speakers, and who in it may be the same."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from annotator.errors import BadInputError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    speakers = commands.add_parser(
        "speakers", help="the register of speakers: who says how much, and who may be the same"
    )
    speakers.add_argument("project", type=Path, help="the project file (.annot)")
    speakers.add_argument("--duplicates", action="store_true", help="pairs that may be one person, the likeliest first")
    speakers.add_argument("--merge", nargs=2, metavar=("NAME", "INTO"), help="say that the first is the second")
    speakers.add_argument("--annotator", metavar="NAME", help="who merges, and may undo it on the desk")
    speakers.set_defaults(run=run_speakers)


def run_speakers(args: argparse.Namespace) -> int:
    """Print, or merge two."""
    from annotator.workflow import project, speakers

    if args.merge:
        if not args.annotator:
            raise BadInputError("Say who merges, with --annotator NAME.")
        with closing(project.open_project(args.project)) as store:
            known = {each.name: each.id for each in project.speakers(store)}
            for name in args.merge:
                if name not in known:
                    raise BadInputError(
                        f"{args.project}: there is no speaker “{name}”; look the name up with “annotator speakers”."
                    )
            project.merge_speakers(store, known[args.merge[0]], known[args.merge[1]], annotator=args.annotator)
            print(f"{args.merge[0]} is {args.merge[1]} now.")
        return 0
    with closing(project.read_project(args.project)) as store:
        rows = speakers.load_register(store)
    if args.duplicates:
        for pair in speakers.likely_duplicates(rows):
            print(f"{pair.speaker.name} = {pair.into.name}?  ({pair.why})")
        return 0
    for row in rows:
        also = f"  also {', '.join(row.speaker.aliases)}" if row.speaker.aliases else ""
        print(f"{row.use.quotations:6,} quotations {row.use.articles:6,} articles  {row.speaker.name}{also}")
    return 0
