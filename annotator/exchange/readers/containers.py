"""Files that hold files: .zip, saved pages (.mht) and web archives (.warc, .wacz). Each part is read as the file that it is."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import compat32
from io import BytesIO
from typing import cast

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.given import read_by
from annotator.exchange.readers import base, formats, web
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.dates import iso_day

#: Bytes that a part may have when it is unpacked, and archives that may lie in one another.
LARGEST, DEEPEST = 512 << 20, 3
SAVED_PAGE = (".html",)
_PAGES = ("text/html", "application/xhtml+xml")


def read_zip(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of every file of a kind that is read; the others, and those that cannot be read, are told."""
    if source.depth >= DEEPEST:
        raise BadInputError(f"{source.where}: it is nested in too many archives; unpack it and import its files.")
    told = f"{source.where}: it is not a readable archive (.zip); unpack it and import its files."
    with read_by("zipfile", "zlib", told=told):
        archive = zipfile.ZipFile(BytesIO(source.data))
        members = [each for each in archive.infolist() if not each.is_dir() and not _is_system(each.filename)]
    for each in members:
        base.on_progress()
        part = _part(archive, each, source, notes)
        if part is not None:
            yield from parts_of(part, options, notes)


def _is_system(name: str) -> bool:
    """Whether a file of an archive is one that a system puts there."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith((".", "Thumbs.db", "desktop.ini"))


def _part(archive: zipfile.ZipFile, each: zipfile.ZipInfo, source: Source, notes: ReaderNotes) -> Source | None:
    """A file of an archive; None, and told, where it is of no kind that is read, too large, or damaged."""
    suffix = base.split_name(each.filename)[1]
    if not formats.by_suffix(suffix):
        notes(f"file of a kind that is not read, in an archive: left out ({each.filename})")
        return None
    if each.file_size > LARGEST:
        notes(f"file in an archive that is too large: left out ({each.filename})")
        return None
    try:
        return source.part(each.filename, archive.read(each))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as err:
        notes(f"file in an archive that cannot be unpacked: left out ({each.filename}: {err})")
        return None


def parts_of(part: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a part, named after it; a part that cannot be read is told, and the others come in."""
    try:
        found = formats.format_of(part)
        if found is None:
            notes(f"file of a kind that is not read, in an archive: left out ({part.where})")
            return
        read = cast(formats.Read, formats.function(found.read))
        for number, each in enumerate(read(part, options, notes), 1):
            each.name = each.name or (part.name if number == 1 else f"{part.name}-{number}")
            each.where = each.where or part.where
            if each.text.strip():
                yield each
            else:
                notes(f"file without text in an archive: left out ({part.where})")
    except BadInputError as err:
        notes(f"file in an archive that cannot be read: left out ({err})")


def read_saved_page(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The page of a .mht file, which browsers save as a mail of parts."""
    message = BytesParser(policy=compat32).parsebytes(source.data)
    for part in message.walk():
        if part.get_content_type() not in _PAGES:
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes) or not data.strip():
            continue
        charset = str(part.get_param("charset", "") or "")
        page = source.part(source.name + ".html", _with_charset(data, charset))
        page.name = source.name
        for each in web.read(page, options, notes):
            each.metadata.setdefault("url", str(part["content-location"] or message["snapshot-content-location"] or ""))
            yield each
        return
    raise BadInputError(f"{source.where}: there is no page in it; save the page again.")


def _with_charset(page: bytes, charset: str) -> bytes:
    """A page with the encoding that is declared outside it, where it does not declare one itself."""
    if charset and b"charset" not in page[:4096]:
        return f'<meta charset="{charset}">'.encode(errors="ignore") + page
    return page


def read_warc(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The pages of a web archive: each answer that is a page, once for each address."""
    from warcio.archiveiterator import ArchiveIterator

    seen: set[str] = set()
    told = f"{source.where}: it is not a readable web archive (.warc); check the file."
    with read_by("warcio", told=told):
        for number, record in enumerate(ArchiveIterator(BytesIO(source.data)), 1):
            base.on_progress()
            kind = (record.http_headers.get_header("Content-Type") or "") if record.http_headers else ""
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type not in ("response", "resource") or kind.partition(";")[0].strip().lower() not in _PAGES:
                continue
            if record.http_headers and record.http_headers.get_statuscode() not in ("200", ""):
                continue
            if address in seen:
                notes("page that a web archive holds twice: left out")
                continue
            seen.add(address)
            charset = re.search(r"charset=[\"']?([\w-]{1,40})", kind, re.I)
            data = _with_charset(record.content_stream().read(), charset[1] if charset else "")
            part = source.part(f"{source.name}-{number}.html", data, ".html")
            part.where = f"{source.where}: {address}"
            day = iso_day(record.rec_headers.get_header("WARC-Date") or "")
            for each in parts_of(part, options, notes):
                each.metadata = {"url": address, "archived": day, **each.metadata}
                yield each


def read_wacz(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The pages of the web archives in a .wacz file."""
    told = f"{source.where}: it is not a readable web archive (.wacz); check the file."
    with read_by("zipfile", "zlib", told=told):
        archive = zipfile.ZipFile(BytesIO(source.data))
        members = [each for each in archive.infolist() if base.split_name(each.filename)[1] in (".warc", ".warc.gz")]
    for each in members:
        part = _part(archive, each, source, notes)
        if part is not None:
            yield from read_warc(part, options, notes)
