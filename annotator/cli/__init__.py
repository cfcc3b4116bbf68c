"""The command line: every step of the way through, without a window. Answers go to standard output, all else to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.cli import interrupts, streams
from annotator.errors import AnnotatorError, BadInputError, OccupiedError

if TYPE_CHECKING:
    import argparse
    from types import ModuleType

BAD_INPUT = 2
DESK = "desk"


def build_parser(command: str = "") -> argparse.ArgumentParser:
    """The parser with every command; each command's module registers its own. For the desk, which must be quick, its own alone."""
    import argparse

    from annotator.cli import options, project

    modules: list[ModuleType] = [project]
    if command != DESK:
        from annotator.cli import (
            articles,
            codebook,
            corpus,
            doctor,
            estimate,
            influence,
            propose,
            report,
            search,
            speakers,
            team,
            train,
        )

        modules += [
            corpus,
            articles,
            propose,
            estimate,
            team,
            train,
            influence,
            codebook,
            report,
            search,
            speakers,
            doctor,
        ]
    parser = argparse.ArgumentParser(
        prog="annotator",
        description="Find quotations and their speakers in news articles, label stances, export the corpus.",
    )
    parser.add_argument("--version", action=options.VersionAction, nargs=0, help="print the program's version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in modules:
        module.register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 done, 1 done in part, 2 bad input (a sentence on standard error), 130 interrupted."""
    with streams.printing():
        try:
            try:
                status = _run(sys.argv[1:] if argv is None else argv)
            finally:
                sys.stdout.flush()
            if interrupts.came() and status < 128:  # something on the way swallowed it
                raise KeyboardInterrupt
            return status
        except (Exception, KeyboardInterrupt) as err:
            told = _tell(err)
            if told is None:
                raise
            return told


def _run(argv: Sequence[str]) -> int:
    try:
        os.getcwd()  # noqa: PTH109  # the cheapest way to ask
    except OSError as err:
        raise BadInputError("The current folder no longer exists; change to another one.") from err
    from annotator.cli import options

    args = build_parser(argv[0] if argv else "").parse_args(argv)
    options.check_text(args)
    status: int = args.run(args)
    return status


def _tell(error: BaseException) -> int | None:
    """Say in a sentence why a command ended, on standard error; the exit status, or None for a bug of ours."""
    if isinstance(error, streams.OutputError | BrokenPipeError):
        streams.give_up()
    if isinstance(error, KeyboardInterrupt) or interrupts.came():
        interrupts.ignore() if interrupts.came() else None  # once is enough
        print(interrupts.SENTENCE, file=sys.stderr)
        return interrupts.STATUS
    if isinstance(error, BrokenPipeError):  # the reader went away, as `| head` does: nobody is left to tell
        return 0
    if isinstance(error, OccupiedError):
        print(f"error: {str(error).removesuffix('.')}, or replace it with --force.", file=sys.stderr)
        return BAD_INPUT
    if isinstance(error, AnnotatorError):
        print(f"error: {error}", file=sys.stderr)
        return BAD_INPUT
    if isinstance(error, OSError) and error.strerror:  # whatever it concerned, it was no bug
        print(f"error: {error.filename or 'The system'}: {error.strerror}.", file=sys.stderr)
        return BAD_INPUT
    return None
