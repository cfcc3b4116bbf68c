"""Zip files that tools export: their members by name, with limits on size, and nothing ever unpacked onto the disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.articles import decode, json_record
from annotator.open_projects import open_input

LARGEST = 1 << 30
"""Bytes that one member may have once unpacked: what is larger is refused, so that a small zip cannot fill the memory."""


def members(path: Path, *suffixes: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the members with one of the suffixes, sorted by name; BadInputError where the zip cannot be read."""
    with opened(path) as archive:
        for name in names(archive, *suffixes):
            yield name, read(archive, name, str(path))


def names(archive: zipfile.ZipFile, *suffixes: str) -> list[str]:
    """The names of the files in a zip that end in one of the suffixes, sorted; without the folders that macOS adds."""
    found = (info.filename for info in archive.infolist() if not info.is_dir())
    return sorted(n for n in found if n.lower().endswith(suffixes or "") and not n.startswith("__MACOSX/"))


def read(archive: zipfile.ZipFile, name: str, where: str) -> bytes:
    """The bytes of a member; BadInputError where it is damaged, locked or too large."""
    try:
        if archive.getinfo(name).file_size > LARGEST:
            raise BadInputError(
                f"{where}: {name} in it is larger than {LARGEST >> 20:,} MiB; unpack it and import its files."
            )
        with archive.open(name) as file:
            data = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, KeyError) as err:
        raise BadInputError(f"{where}: {name} in it cannot be read ({err}); export it again.") from err
    if len(data) > LARGEST:
        raise BadInputError(
            f"{where}: {name} in it is larger than {LARGEST >> 20:,} MiB; unpack it and import its files."
        )
    return data


@contextmanager
def opened(source: Path | bytes, where: str = "") -> Iterator[zipfile.ZipFile]:
    """A zip file, or the bytes of one, opened for reading; BadInputError with a sentence where it is none."""
    told = where or str(source)
    try:
        file = BytesIO(source) if isinstance(source, bytes) else open_input(source)
    except OSError as err:
        raise BadInputError(f"{told}: it cannot be read ({err.strerror}); check its name and permissions.") from err
    with file:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError) as err:
            raise BadInputError(f"{told}: it is not a readable zip file ({err}); export it again.") from err
        with archive:
            yield archive


def all_are(path: Path, *suffixes: str) -> bool:
    """Whether a zip holds files, and all have one of the suffixes; False where it cannot be read."""
    try:
        with opened(path) as archive:
            return bool(every := names(archive)) and len(names(archive, *suffixes)) == len(every)
    except BadInputError:
        return False


def lines(data: bytes, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """("where:line", object) of the lines of a member in JSON Lines; BadInputError where a line is no JSON object."""
    for number, line in enumerate(decode(data, where, newlines=False).split("\n"), 1):
        if line and not line.isspace():
            yield f"{where}:{number}", json_record(line.encode(), f"{where}:{number}")


def first_records(path: Path, suffix: str) -> Iterator[dict[str, Any]]:
    """The first JSON object of each member with the suffix; nothing of one that cannot be read."""
    try:
        for name, data in members(path, suffix):
            yield from (record for _, record in list(lines(data[: 1 << 26].partition(b"\n")[0], name)))
    except BadInputError:
        return


def holds(path: Path, ending: str) -> bool:
    """Whether a zip has a member whose name ends so; False where it cannot be read."""
    try:
        with opened(path) as archive:
            return bool(names(archive, ending))
    except BadInputError:
        return False


def head(path: Path, size: int = 1 << 16) -> bytes:
    """How a file begins; nothing of one that cannot be read."""
    try:
        with open_input(path) as file:
            return file.read(size)
    except (OSError, BadInputError):
        return b""
