"""The command that lists the register of speakers, and who in it may be the same."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import speaker_uri
from annotator.cli import options
from annotator.errors import BadInputError

if TYPE_CHECKING:
    from annotator.records import Speaker
    from annotator.store.connection import Store


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    speakers = commands.add_parser(
        "speakers", help="list the speakers: how much each says, and which may be the same person"
    )
    speakers.add_argument("project", type=Path, help="the project file (.annot)")
    speakers.add_argument("--duplicates", action="store_true", help="pairs that may be one person, the likeliest first")
    speakers.add_argument("--merge", nargs=2, metavar=("NAME", "INTO"), help="merge the first speaker into the second")
    speakers.add_argument(
        "--note", nargs=2, metavar=("NAME", "TEXT"), help="say who a speaker is; an empty text removes the note"
    )
    speakers.add_argument(
        "--id",
        nargs=2,
        metavar=("NAME", "ID"),
        help="an external id: a Wikidata number (Q42) or any URI; it is not looked up",
    )
    speakers.add_argument("--delete", metavar="NAME", help="remove a speaker whom no decision names from the register")
    options.add_author(speakers)
    speakers.set_defaults(run=run_speakers)


def run_speakers(args: argparse.Namespace) -> int:
    """Print the register, or change it."""
    from annotator.workflow import project, speakers

    if args.merge or args.note or args.id or args.delete:
        return _change(args)
    with closing(project.read_project(args.project)) as store:
        rows = speakers.load_register(store)
    if args.duplicates:
        for pair in speakers.likely_duplicates(rows):
            print(f"{pair.speaker.name} = {pair.into.name}?  ({pair.why})")
        return 0
    for row in rows:
        speaker = row.speaker
        about = [f"also {', '.join(speaker.aliases)}"] if speaker.aliases else []
        about += [part for part in (speaker_uri.shown(speaker.uri), " ".join(speaker.note.split())) if part]
        print("  ".join([f"{row.use.quotations:6,} quotations {row.use.articles:6,} articles", speaker.name, *about]))
    return 0


def _change(args: argparse.Namespace) -> int:
    """Merge two speakers, note who one is, or delete one."""
    from annotator.workflow import project, speakers

    named = options.author(args)
    with closing(project.open_project(args.project)) as store:
        who = project.author(store, named)
        if args.merge:
            name, into = args.merge
            merged = _called(store, name).id, _called(store, into).id
            project.merge_speakers(store, *merged, annotator=who)
            print(f"{name} was merged into {into}.")
        if args.note:
            speaker, note = _called(store, args.note[0]), args.note[1]
            speakers.describe_speaker(store, speaker.id, note=note, uri=speaker.uri, annotator=who)
            print(f"{speaker.name}: the note is saved.")
        if args.id:
            speaker, uri = _called(store, args.id[0]), args.id[1]
            speakers.describe_speaker(store, speaker.id, note=speaker.note, uri=uri, annotator=who)
            print(f"{speaker.name}: the external id is saved.")
        if args.delete:
            done = speakers.remove_speaker(store, _called(store, args.delete).id, annotator=who)
            print(done.message)
    return 0


def _called(store: Store, name: str) -> Speaker:
    """The speaker of that name; BadInputError where there is none."""
    from annotator.workflow import project

    found = next((speaker for speaker in project.speakers(store) if speaker.name == name), None)
    if found is None:
        raise BadInputError(f"{store.path}: there is no speaker “{name}”; look the name up with “annotator speakers”.")
    return found
