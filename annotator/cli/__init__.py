"""The command line: every step of the way through, without a window. Answers go to standard output, all else to standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from annotator.errors import AnnotatorError

BAD_INPUT = 2
DESK = "desk"


def build_parser(command: str = "") -> argparse.ArgumentParser:
    """The parser with every command; each command's module registers its own. For the desk, which must be quick, its own alone."""
    from annotator.cli import project

    modules: list[ModuleType] = [project]
    if command != DESK:
        from annotator.cli import corpus, doctor, propose, search, team

        modules += [corpus, propose, team, search, doctor]
    parser = argparse.ArgumentParser(
        prog="annotator",
        description="Find quotations and their speakers in news articles, label stances, export the corpus.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in modules:
        module.register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 done, 1 done in part, 2 bad input (a sentence on standard error), 130 interrupted."""
    argv = sys.argv[1:] if argv is None else argv
    args = build_parser(argv[0] if argv else "").parse_args(argv)
    try:
        status: int = args.run(args)
        sys.stdout.flush()
        return status
    except AnnotatorError as err:
        print(f"error: {err}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # the reader went away, as `| head` does: nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
