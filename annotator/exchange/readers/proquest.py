"""Downloads of ProQuest, as web page or mail: a title, then lines ``Label: value``, the text behind ``Full text:``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.encodings import decode_html
from annotator.exchange.readers import blocks, mail
from annotator.exchange.readers.base import Extract, ReadOptions, Source, with_text
from annotator.exchange.readers.dates import dated
from annotator.exchange.readers.plain import told

LABELS = {
    "author": "author", "publication info": "publication_info", "abstract": "abstract", "abstract (summary)": "abstract", "links": "links",
    "subject": "subject", "location": "location", "company / organization": "company", "people": "person", "title": "title",
    "publication title": "source", "pages": "page", "publication year": "year", "publication date": "date", "year": "year",
    "section": "section", "publisher": "publisher", "place of publication": "place_of_publication", "volume": "volume", "issue": "issue",
    "country of publication": "country", "publication subject": "publication_subject", "issn": "issn", "source type": "source_type",
    "language of publication": "language", "language": "language", "document type": "document_type", "document feature": "feature",
    "proquest document id": "document", "document url": "url", "copyright": "copyright", "last updated": "updated", "database": "database",
    "credit": "credit", "dateline": "place", "column": "column", "edition": "edition", "first page": "first_page", "number of pages":
    "number_of_pages", "identifier / keyword": "keywords", "column name": "column", "startpage": "first_page",
    "accession number": "accession",
}  # fmt: skip
_LABEL = re.compile(r"\A\s*([A-Z][A-Za-z/() ]{2,30}?)\s*:[\s\xa0]*(.*)", re.S)
_FULL_TEXT = re.compile(r"\A\s*full[\s-]text\s*:?\s*(.*)", re.I | re.S)
_LINK = "proquest document link"
_NUMBERED = re.compile(r"\A\s*document \d+ of \d+\s*", re.I)
_RULE = re.compile(r"\A\s*[_=-]{20,}\s*")


def recognizes(source: Source) -> bool:
    """Whether a web page is a download of ProQuest."""
    return _is_proquest(source.data)


def recognizes_mail(source: Source) -> bool:
    """Whether a mail holds a download of ProQuest."""
    return b"proquest" in source.data.lower() and _is_proquest(mail.content(source).encode("utf-8", "replace"))


def _is_proquest(data: bytes) -> bool:
    return (
        re.search(rb"proquest document (?:link|id)", data, re.I) is not None
        and re.search(rb"full[\s-]text", data, re.I) is not None
    )


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download as web page."""
    mine: list[str] = []
    html = told(decode_html(source.data, source.where), mine)
    yield from _articles(_page_lines(html), mine, notes)


def read_mail(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download as mail."""
    content = mail.content(source)
    lines = _page_lines(content) if "<" in content[:200] or "</p>" in content else _text_lines(content)
    yield from _articles(lines, [], notes)


def _page_lines(html: str) -> list[str]:
    root = blocks.tree(html)
    return [text for text in blocks.texts(root) if text.strip()]


def _text_lines(text: str) -> list[str]:
    return [" ".join(part.split("\n")) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _articles(lines: Sequence[str], mine: list[str], notes: ReaderNotes) -> Iterator[Extract]:
    """Each article: from its title, a line before the first label, to its last label."""
    starts = [_start(lines, n) for n, line in enumerate(lines) if line.strip().casefold() == _LINK]
    starts = sorted(set(starts)) or [0]
    if any(line.strip() for line in lines[: starts[0]]):
        notes("cover of a ProQuest download: left out")
    parts = (lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True))
    found = (_extract(part, mine) for part in parts)
    yield from with_text(found, notes, "article without full text in a ProQuest download: left out")


def _start(lines: Sequence[str], link: int) -> int:
    """Where the article of a document link begins: at its title, above the labels before the link."""
    at = link
    while at > 0 and _label(lines[at - 1]):
        at -= 1
    return max(at - 1, 0)


def _label(line: str) -> tuple[str, str] | None:
    found = _LABEL.match(line)
    if found is None or found[1].strip().casefold() not in LABELS:
        return None
    return LABELS[found[1].strip().casefold()], found[2].strip()


def _extract(lines: Sequence[str], notes: list[str]) -> Extract:
    made = Extract("", notes=list(notes))
    body: list[str] = []
    place = "title"  # then "head", "abstract", "body", "tail"
    begin = next((n for n, line in enumerate(lines) if _FULL_TEXT.match(line)), None)
    tail = len(lines)
    while begin is not None and tail > begin + 1 and _ends(lines[tail - 1]):
        tail -= 1
    for n, line in enumerate(lines):
        if begin is not None and begin <= n < tail:
            match = _FULL_TEXT.match(line) if n == begin else None
            body += [match[1]] if match else [line]
            continue
        if n >= tail and begin is not None:
            place = "tail"
        label = _label(line)
        if place == "title" and label is None:
            made.metadata["title"], place = line, "head"
        elif label is not None:
            key, value = label
            place = "abstract" if key == "abstract" and place != "tail" else place
            _put(made.metadata, key, value)
        elif place == "abstract" and line.strip().casefold() != _LINK:
            _put(made.metadata, "abstract", line)
        elif line.strip().casefold() != _LINK and not _RULE.fullmatch(line) and not _NUMBERED.fullmatch(line):
            _put(made.metadata, "about", line)
    made.text = "\n".join(line for line in body if line.strip())
    return made


def _ends(line: str) -> bool:
    """Whether a line stands behind the text: a label, a rule, the number of the next document."""
    return _label(line) is not None or bool(_RULE.fullmatch(line) or _NUMBERED.fullmatch(line))


def _put(metadata: dict[str, str], key: str, value: str) -> None:
    if not value:
        return
    if key == "date":
        dated(metadata, value)
    else:
        metadata[key] = f"{metadata[key]} {value}" if key in metadata else value
