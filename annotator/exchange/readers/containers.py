"""Files that hold files: .zip, saved pages (.mht) and web archives (.warc, .wacz). Each part is read as the file that it is."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from io import BytesIO
from typing import cast

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.given import read_by
from annotator.exchange.readers import base, blocks, formats
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.dates import iso_day

#: Bytes that a part may have when it is unpacked, and archives that may lie in one another.
LARGEST, DEEPEST = 512 << 20, 3
#: The line before a mail in a mailbox, and such lines of a mail, which are marked with ``>``.
_MAIL_BEGINS = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{0,200}\d{4}[^\n]{0,20}\r?\n(?=[A-Za-z-]{2,60}:)")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.M)
SAVED_PAGE = (".html",)
_PAGES = ("text/html", "application/xhtml+xml")
_PAGE_BEGINS = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.I)
#: Kinds of files in web archives that hold words to read, other than pages.
_WITH_WORDS = (
    "application/pdf",
    "text/plain",
    "application/rtf",
    "text/rtf",
    "application/msword",
    "application/epub+zip",
)


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
    found = [part for part in message.walk() if part.get_content_type() in _PAGES and _payload(part).strip()]
    if not found:
        raise BadInputError(f"{source.where}: there is no page in it; save the page again.")
    address = str(message["snapshot-content-location"] or "")
    start = str(message.get_param("start", "") or "").strip("<>")
    part = next(
        (each for each in found if start and str(each["content-id"] or "").strip("<>") == start),
        next((each for each in found if address and each["content-location"] == address), found[0]),
    )
    frames = [each for each in found if each is not part and _has_words(_payload(each))]
    if frames:
        notes("frames of a saved page: left out")
    charset = str(part.get_param("charset", "") or "")
    page = source.part(source.name + ".html", _with_charset(_payload(part), charset))
    page.name = source.name
    read = cast(formats.Read, formats.function(formats.reader_of(page).read))  # it may be a download of a database
    for each in read(page, options, notes):
        each.metadata.setdefault("url", str(part["content-location"] or address))
        yield each


def read_mailbox(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The mails of a mailbox (mbox): each begins with a line ``From ``."""
    begins = [match.start() for match in _MAIL_BEGINS.finditer(source.data)]
    if not begins or source.data[: begins[0]].strip():
        raise BadInputError(f"{source.where}: it is not a readable mailbox (.mbox); save its mails as .eml files.")
    for number, (start, end) in enumerate(zip(begins, [*begins[1:], len(source.data)], strict=True), 1):
        base.on_progress()
        mail = _ESCAPED_FROM.sub(rb"\1", source.data[start:end].partition(b"\n")[2])
        part = source.part(f"{source.name}-{number}.eml", mail)
        part.where = f"{source.where}: mail {number}"
        yield from parts_of(part, options, notes)


def read_safari_page(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The page of a .webarchive file, which Safari saves as a property list of parts."""
    import plistlib

    told = f"{source.where}: it is not a readable saved page (.webarchive); save the page again."
    with read_by("plistlib", "xml", told=told):
        held = plistlib.loads(source.data)
    main = held.get("WebMainResource") if isinstance(held, dict) else None
    data = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(main, dict) or not isinstance(data, bytes) or not data.strip():
        raise BadInputError(f"{source.where}: there is no page in it; save the page again.")
    if held.get("WebSubframeArchives"):
        notes("frames of a saved page: left out")
    page = source.part(source.name + ".html", _with_charset(data, str(main.get("WebResourceTextEncodingName") or "")))
    page.name = source.name
    read = cast(formats.Read, formats.function(formats.reader_of(page).read))
    for each in read(page, options, notes):
        each.metadata.setdefault("url", str(main.get("WebResourceURL") or ""))
        yield each


def _has_words(page: bytes) -> bool:
    try:
        return bool(blocks.words_of(blocks.tree(page.decode("latin-1"))))
    except BadInputError:
        return False


def _payload(part: Message[str, str]) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


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
            headers = record.http_headers
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type not in ("response", "resource", "conversion"):
                continue
            if headers and not (headers.get_statuscode() or "200").startswith("2"):
                continue
            declared = headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")
            kind = (declared or "").partition(";")[0].strip().lower()
            if kind and kind not in _PAGES and (record.rec_type, kind) != ("conversion", "text/plain"):
                worded = kind in _WITH_WORDS or kind.startswith("application/vnd.openxmlformats")
                if worded and not address.endswith("/robots.txt"):
                    notes("file of a web archive that is no page: left out")
                continue
            data = record.content_stream().read()
            if not kind and not _PAGE_BEGINS.search(data[:1000]):
                continue
            suffix = ".txt" if kind == "text/plain" else ".html"  # the text that was made of a page, or a page
            if address in seen:
                notes("page that a web archive holds twice: left out")
                continue
            seen.add(address)
            if getattr(record.raw_stream, "limit", 0):
                notes("web archive that ends within a page: the page is cut short")
            charset = re.search(r"charset=[\"']?([\w-]{1,40})", declared or "", re.I)
            if suffix == ".html":
                data = _with_charset(data, charset[1] if charset else "")
            part = source.part(f"{source.name}-{number}{suffix}", data, suffix)
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
