"""What options may hold: numbers and days, told in a sentence where they are something else."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Callable
from typing import Any

from annotator.errors import BadInputError

MOST = 2**63 - 1  # what SQLite holds


def whole(option: str, least: int = 0, most: int = MOST) -> Callable[[str], int]:
    """A reader of whole numbers for ``argparse``; BadInputError with a sentence for anything else."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError as err:
            raise BadInputError(f"{option} must be a whole number, not “{text}”.") from err
        if number < least:
            raise BadInputError(f"{option} must be at least {least}.")
        if number > most:
            raise BadInputError(f"{option} must be at most {most:,}.")
        return number

    return read


def share(option: str) -> Callable[[str], float]:
    """A reader of shares from 0 to 1."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 <= number <= 1:  # NaN is none either
            raise BadInputError(f"{option} must be a number from 0 to 1, not “{text}”.")
        return number

    return read


def day(option: str) -> Callable[[str], str]:
    """A reader of days, YYYY-MM-DD; "" for no day."""

    def read(text: str) -> str:
        if not text:
            return ""
        try:
            found = datetime.date.fromisoformat(text)
        except ValueError as err:
            raise BadInputError(f"{option} must be a day written as YYYY-MM-DD, not “{text}”.") from err
        return found.isoformat()

    return read


class VersionAction(argparse.Action):
    """Print the program's version and end; it is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print and end."""
        from importlib.metadata import version

        print(f"{parser.prog} {version('quotation-annotator')}")
        parser.exit()


def add_force(parser: argparse.ArgumentParser) -> None:
    """The option that replaces what else is in the place of an output."""
    parser.add_argument(
        "--force", action="store_true", help="replace an existing file (never a project, a link or a device)"
    )


def add_author(parser: argparse.ArgumentParser) -> None:
    """Add the option that names who makes a change."""
    parser.add_argument("--annotator", metavar="NAME", help="who makes the change and can undo it on the desk")


def author(args: argparse.Namespace) -> str:
    """The annotator whom ``--annotator`` names as the one who makes the change. BadInputError where it is missing."""
    if not args.annotator:
        raise BadInputError("Say who makes the change, with --annotator NAME.")
    return str(args.annotator)


def check_text(args: argparse.Namespace) -> None:
    """BadInputError where a word of the command line, other than a path, is no text: bytes that are not in the terminal's encoding."""
    for value in vars(args).values():
        for word in value if isinstance(value, list) else [value]:
            if isinstance(word, str) and not _is_text(word):
                raise BadInputError(f"“{word}” is not text in the encoding of this terminal; type it again.")


def _is_text(word: Any) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True
