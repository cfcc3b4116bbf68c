"""Articles in the files people have: text, Markdown, web pages, Word, PDF, mail, rich text, tables. Nothing is ever fetched.

Each reader answers articles and tells, through notes, what it did that a person should know (an encoding that was guessed,
tables left out). Libraries are imported when a file of their kind is read.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import Notes, ignore
from annotator.exchange.articles import article_of, json_lines, normal_newlines, read_bytes
from annotator.exchange.encodings import Decoded, decode_any, decode_html
from annotator.exchange.given import read_by
from annotator.records import Article

#: Names that a column of texts may have where nobody named it.
TEXT_COLUMNS = ("text", "body", "content", "article")
_END = re.compile(r"[.!?:;…][\"'”’»)]*$|[”»]$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column (or key) holds the text and which names the article; None: the usual names."""

    text: str | None = None
    name: str | None = None


def read_articles(path: Path, columns: Columns | None = None, notes: Notes = ignore) -> Iterator[Article]:
    """The articles of one file; BadInputError with a sentence that names the file (and row) where it cannot be read."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInputError(f"{path}: only {', '.join(SUFFIXES)} files are read; save it as text and try again.")
    count = 0
    for count, article in enumerate(reader(path, columns or Columns(), notes), 1):  # noqa: B007
        yield article
    if not count:
        raise BadInputError(f"{path}: there is no article in it; check the file.")


def _told(decoded: Decoded, notes: Notes) -> str:
    """The text with one kind of newline; a guessed encoding is told."""
    if decoded.detected:
        notes(f"encoding {decoded.encoding}, detected: check letters with accents")
    return normal_newlines(decoded.text)


def _text(path: Path, columns: Columns, notes: Notes) -> Iterator[Article]:
    yield article_of(path.stem, _told(decode_any(read_bytes(path), str(path)), notes), str(path))


def _markdown(path: Path, columns: Columns, notes: Notes) -> Iterator[Article]:
    """Markdown as it is written; a block of ``key: value`` lines between two ``---`` at its top is metadata."""
    text = _told(decode_any(read_bytes(path), str(path)), notes)
    metadata: dict[str, str] = {}
    if front := re.match(r"---\n((?:[\w -]+:.*\n)*)---\n+", text):
        metadata = {
            k.strip().lower(): v.strip().strip("\"'") for k, v in (x.split(":", 1) for x in front[1].splitlines())
        }
        text = text[front.end() :]
    if "title" not in metadata and (heading := re.search(r"^#+\s+(.+?)\s*#*$", text, re.M)):
        metadata["title"] = heading[1]
    yield article_of(path.stem, text, str(path), metadata)


def _page(html: str, name: str, where: str) -> Article:
    """The article of a web page without its boilerplate, with title, author, date and source where the page has them."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(html, include_comments=False, include_tables=False, with_metadata=True)
    if found is None or not (found.text or "").strip():
        raise BadInputError(f"{where}: no article was found in the page; save its text and import that.")
    about = {
        "title": found.title,
        "author": found.author,
        "date": found.date,
        "source": found.sitename,
        "url": found.url,
    }
    return article_of(name, normal_newlines(found.text), where, {k: str(v) for k, v in about.items() if v})


def _html(path: Path, columns: Columns, notes: Notes) -> Iterator[Article]:
    yield _page(_told(decode_html(read_bytes(path), str(path)), notes), path.stem, str(path))


def _docx(path: Path, columns: Columns, notes: Notes) -> Iterator[Article]:
    import docx

    data = BytesIO(read_bytes(path))
    told = f"{path}: it is no Word file (.docx) that can be read; save it again or as text."
    with read_by("docx", "lxml", "zipfile", told=told):
        document = docx.Document(data)
        about = document.core_properties
        metadata = {
            "title": about.title,
            "author": about.author,
            "date": about.created and about.created.date().isoformat(),
        }
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        tables = bool(document.tables)
    if tables:
        notes("table in a Word file: left out")
    yield article_of(path.stem, normal_newlines(text), str(path), {k: str(v) for k, v in metadata.items() if v})


def _pdf(path: Path, columns: Columns, notes: Notes) -> Iterator[Article]:
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(
        logging.ERROR
    )  # it warns of each oddity of a file that it can read all the same
    data = BytesIO(read_bytes(path))
    told = f"{path}: it is no PDF that can be read, or it asks for a password; save its text."
    with read_by("pypdf", told=told):
        reader = PdfReader(data)
        text = "\n\n".join(page.extract_text() for page in reader.pages)
        about: Mapping[str, Any] = reader.metadata or {}
    if not text.strip():
        raise BadInputError(
            f"{path}: the PDF has no text layer, only pictures; run text recognition (OCR) on it first."
        )
    notes("line breaks of PDF pages: made blanks inside paragraphs, check the text")
    metadata = {"title": about.get("/Title"), "author": about.get("/Author")}
    yield article_of(
        path.stem, unwrapped(normal_newlines(text)), str(path), {k: str(v) for k, v in metadata.items() if v}
    )


def unwrapped(text: str) -> str:
    """Lines that were broken to fit a page joined again: a line goes on where it is long and does not end a sentence.

    A word broken by a hyphen before a small letter is joined without it.
    """
    lines = [line.strip() for line in text.split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[len(lengths) * 3 // 4] if lengths else 0
    out: list[str] = []
    joins = False
    for line in lines:
        if joins and line:
            hyphen = out[-1].endswith("-") and line[0].islower()
            out[-1] = out[-1][:-1] + line if hyphen else f"{out[-1]} {line}"
        else:
            out.append(line)
        joins = bool(line) and (len(line) >= 0.85 * usual or not _END.search(line)) and len(line) > 0.5 * usual
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n")


def _mail(path: Path, columns: Columns, notes: Notes) -> Iterator[Article]:
    from email import policy
    from email.parser import BytesParser

    message = BytesParser(policy=policy.default).parsebytes(read_bytes(path))
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise BadInputError(f"{path}: the mail has no text; save the text and import that.")
    if any(True for _ in message.iter_attachments()):
        notes("attachment of a mail: left out")
    with read_by("email", told=f"{path}: the mail's encoding is not known; save its text as UTF-8."):
        content = body.get_content()
    content = normal_newlines(content)
    headers = {"title": message["subject"], "author": message["from"], "date": message["date"]}
    metadata = {k: " ".join(str(v).split()) for k, v in headers.items() if v}
    if body.get_content_subtype() == "html":
        content = _page(content, path.stem, str(path)).text
    yield article_of(path.stem, content, str(path), metadata)


def _rich_text(path: Path, columns: Columns, notes: Notes) -> Iterator[Article]:
    from striprtf.striprtf import rtf_to_text

    data = read_bytes(path)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise BadInputError(f"{path}: it is no rich text (.rtf); save it as text and try again.")
    source = data.decode("cp1252", "replace")
    with read_by("striprtf", told=f"{path}: the rich text cannot be read; save it as text."):
        text = str(rtf_to_text(source))  # type: ignore[no-untyped-call]
    yield article_of(path.stem, normal_newlines(text).strip("\n"), str(path))


def _json(path: Path, columns: Columns, notes: Notes) -> Iterator[Article]:
    for number, (where, record) in enumerate(json_lines(path), 1):
        plain = {k: v for k, v in record.items() if isinstance(v, str | int | float)}
        yield from _row(plain, columns, where, f"{path.stem}-{number}", notes)


def _reader(path: Path, notes: Notes) -> csv.DictReader[str]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text = _told(decode_any(read_bytes(path), str(path)), notes)
    first = text.split("\n", 1)[0]
    delimiter = "\t" if path.suffix.lower() == ".tsv" else max(",;\t|", key=first.count)
    return csv.DictReader(StringIO(text), delimiter=delimiter, strict=True)


def _table(path: Path, columns: Columns, notes: Notes) -> Iterator[Article]:
    try:
        for number, row in enumerate(_reader(path, notes), 2):
            where = f"{path}: row {number}"
            if None in row:
                raise BadInputError(f"{where}: it has more cells than the first row has names; mend the table.")
            yield from _row({k: v or "" for k, v in row.items()}, columns, where, f"{path.stem}-{number}", notes)
    except csv.Error as err:
        raise BadInputError(f"{path}: it is no table that can be read ({err}); save it as CSV again.") from err


def column_names(path: Path) -> list[str]:
    """The columns (of JSON Lines: the first record's keys with plain values) that may hold the text; none of other files.

    BadInputError where the file cannot be read.
    """
    kind = _READERS.get(path.suffix.lower())
    if kind is _json:
        first = next(json_lines(path), ("", {}))[1]
        return [key for key, value in first.items() if isinstance(value, str | int | float)]
    try:
        return [*(_reader(path, ignore).fieldnames or ())] if kind is _table else []
    except csv.Error as err:
        raise BadInputError(f"{path}: it is no table that can be read ({err}); save it as CSV again.") from err


def _row(
    record: Mapping[str, str | int | float], columns: Columns, where: str, name: str, notes: Notes
) -> Iterator[Article]:
    """One row as an article: its text column, its name, the rest metadata; a row whose text is blank is told and left out."""
    usual = [key for wanted in TEXT_COLUMNS for key in record if str(key).lower() == wanted]
    key = columns.text if columns.text is not None else next(iter(usual), None)
    text = record.get(key) if key is not None else None
    if not isinstance(text, str):
        names = ", ".join(map(str, record)) or "none"
        raise BadInputError(
            f'{where}: an article wants "id" and "text"; name the column of the text (--text-column) out of: {names}.'
        )
    if not text or text.isspace():
        notes("row without text: left out")
        return
    more = {k: v for k, v in record.items() if k != key and v != ""}
    given = more.pop(columns.name or "id", None)
    if given is None and columns.name is not None:
        raise BadInputError(f"{where}: there is nothing in the column “{columns.name}” to name the article by.")
    metadata = {str(k): str(v) for k, v in more.items()}
    yield article_of(str(name if given is None else given), normal_newlines(text), where, metadata)


_READERS: dict[str, Callable[[Path, Columns, Notes], Iterator[Article]]] = {
    ".txt": _text, ".md": _markdown, ".markdown": _markdown, ".html": _html, ".htm": _html, ".docx": _docx, ".pdf": _pdf,
    ".jsonl": _json, ".csv": _table, ".tsv": _table, ".eml": _mail, ".rtf": _rich_text,
}  # fmt: skip
SUFFIXES = tuple(_READERS)
