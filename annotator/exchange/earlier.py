"""How a file is known as an earlier output of one kind: by how it begins or ends, which is as our own writer makes it.

Readers of foreign files are more generous (``AnnotationFormat.recognizes``): what another tool wrote is no earlier output of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from annotator.jsontext import NotJsonError, read_json
from annotator.open_projects import open_input

LONGEST = 1 << 26  # bytes of a first line that are read
ENDS = 1 << 16  # bytes at the beginning and end of a file in which a mark is looked for


def first_record(path: Path) -> dict[str, Any]:
    """The JSON object in a file's first line, which may be the first of a list; {} where there is none. OSError as it comes."""
    with open_input(path) as file:
        line = file.readline(LONGEST).strip()
    try:
        found = read_json(line.removeprefix(b"[").removesuffix(b"]").removesuffix(b","))
    except NotJsonError:
        return {}
    return found if isinstance(found, dict) else {}


def has_keys(*keys: str, also: Collection[str] = ()) -> Callable[[Path], bool]:
    """Whether the first line of a file is an object with these keys and no others; ``also``: those that older files lack."""
    wanted, later = frozenset(keys), frozenset(also)
    return lambda path: wanted - later <= first_record(path).keys() <= wanted


def begins(*texts: str) -> Callable[[Path], bool]:
    """Whether a file begins with one of these texts, in UTF-8."""
    wanted = tuple(text.encode() for text in texts)

    def known(path: Path) -> bool:
        with open_input(path) as file:
            return file.read(max(map(len, wanted))).startswith(wanted)

    return known


def marked(magic: bytes, mark: str) -> Callable[[Path], bool]:
    """Whether a binary file begins with ``magic`` and bears a mark near its beginning or its end, in UTF-8 or UTF-16."""
    wanted = mark.encode(), mark.encode("utf-16-be")

    def known(path: Path) -> bool:
        with open_input(path) as file:
            head = file.read(ENDS)
            file.seek(max(path.stat().st_size - ENDS, 0))
            ends = head + file.read(ENDS)
        return head.startswith(magic) and any(each in ends for each in wanted)

    return known
