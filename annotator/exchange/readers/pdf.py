"""PDF files with a text layer: heads and numbers of pages out, columns one after the other, paragraphs in one line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.given import read_by
from annotator.exchange.readers import base, factiva_text, nexis
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.properties import author_of, title_of

_END = re.compile(r"[.!?:;…][\"'”’»)]*$|[”»]$")
_NUMBER = re.compile(
    r"(?:\W{0,3}(?:page|seite|p\.|s\.)\W{0,6}|\W{0,9})(?:\d{1,4}|[ivxl]{1,7})(?:\s{0,3}(?:of|/|von|de)\s{0,3}\d{1,4})?\W{0,3}",
    re.I,
)
_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
}  # fmt: skip
#: Points between the left edges of two columns at least; between lines of one row at most.
COLUMN, ROW = 90.0, 3.0
#: From one paragraph to the next, by what the lines of a paragraph are apart, at least.
APART = 1.3
#: The lines of the text are apart by what those of a caption are, at most.
CAPTION = 1.5
#: The share of a page's rows that must hold several columns, and of its pages that must bear a line for it to be their head.
ROWS_SHARE, PAGES_SHARE = 0.5, 0.5
EDGE = 3  # lines at the top and foot of a page among which its head and number are looked for


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The text layer of a PDF is one article; of a download of Nexis Uni or Factiva each article of it."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of oddities of files that it can read all the same
    data = BytesIO(source.data)
    mine: list[str] = []
    told = f"{source.where}: it is not a readable PDF, or it asks for a password; save its text."
    with read_by("pypdf", told=told):
        reader = PdfReader(data)
        pages = [_page(page, mine) for page in reader.pages]
        about: Mapping[str, Any] = reader.metadata or {}
    if not any(page.strip() for page in pages):
        raise BadInputError(
            f"{source.where}: the PDF has no text layer, only pictures; run text recognition (OCR) on it first."
        )
    text = _in_lines(pages, mine)
    lines = text.split("\n")
    if nexis.is_uni(lines):
        yield from nexis.of_pages(lines, list(dict.fromkeys(mine)), notes, unwrapped)
        return
    if factiva_text.is_download(lines):
        yield from factiva_text.articles(lines, list(dict.fromkeys(mine)), notes, unwrapped)
        return
    text = unwrapped(text)
    metadata = {"title": title_of(str(about.get("/Title") or "")), "author": author_of(str(about.get("/Author") or ""))}
    yield Extract(text, metadata, list(dict.fromkeys(mine)))


@dataclass(slots=True)
class _Piece:
    """Words that a page draws in one go, and where they begin, in points from the lower left."""

    text: str
    x: float
    y: float


def _page(page: Any, notes: list[str]) -> str:
    """The text of a page; where it is drawn row by row across columns, one column after the other (told)."""
    drawn: list[_Piece] = []

    def take(text: str, outer: Sequence[float], inner: Sequence[float], font: object, size: float) -> None:
        x, y = inner[4], inner[5]
        drawn.append(_Piece(text, outer[0] * x + outer[2] * y + outer[4], outer[1] * x + outer[3] * y + outer[5]))

    base.on_progress()
    text = str(page.extract_text(visitor_text=take))
    columns = _columns([_Piece(piece.text.strip("\n"), piece.x, piece.y) for piece in drawn if piece.text.strip()])
    if columns is None:
        lines = _lines(drawn)
        same = "\n".join(line.text for line in lines) == text
        return normal_newlines("\n".join(_spaced(lines)) if same else text)
    notes.append("columns of a page, drawn row by row: put one after the other")
    return "\n".join(columns)


def _lines(drawn: Sequence[_Piece]) -> list[_Piece]:
    """The lines that pieces with line breaks in them make; each stands where its first words do."""
    out = [_Piece("", 0.0, 0.0)]
    for piece in drawn:
        for n, part in enumerate(piece.text.split("\n")):
            if n:
                out.append(_Piece("", 0.0, 0.0))
            line = out[-1]
            if part.strip() and not line.text.strip():
                line.x, line.y = piece.x, piece.y
            line.text += part
    return out


def _columns(pieces: Sequence[_Piece]) -> list[str] | None:
    """The lines of a page in the order of its columns; None where it is not drawn row by row across columns."""
    rows: list[list[_Piece]] = []
    for piece in pieces:
        if rows and abs(rows[-1][-1].y - piece.y) < ROW and piece.x > rows[-1][-1].x + COLUMN:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    several = [row for row in rows if len(row) > 1]
    if len(several) < 3 or len(several) < ROWS_SHARE * len(rows):
        return None
    edges = Counter(round(piece.x / 10) for row in several for piece in row)
    common = sorted(10.0 * edge for edge, count in edges.items() if count >= 0.6 * len(several))
    starts = [x for n, x in enumerate(common) if n == 0 or x - common[n - 1] > COLUMN]
    return _spaced(_in_columns(rows, starts)) if len(starts) > 1 else None


def _in_columns(rows: Sequence[Sequence[_Piece]], starts: Sequence[float]) -> list[_Piece]:
    """The pieces of a page, those of a column together; a line over all columns stands before what follows it."""
    out: list[_Piece] = []
    band: list[list[_Piece]] = [[] for _ in starts]
    for row in rows:
        widest = max((len(piece.text) for column in band for piece in column), default=0)
        alone = len(row) == 1 and row[0].x < starts[1] - COLUMN / 2
        if alone and (not widest or len(row[0].text) > 1.3 * widest):
            out += [piece for column in band for piece in column]
            band = [[] for _ in starts]
            out.append(row[0])
            continue
        for piece in row:
            band[max((n for n, x in enumerate(starts) if piece.x > x - 20), default=0)].append(piece)
    return [*out, *(piece for column in band for piece in column)]


def _spaced(pieces: Sequence[_Piece]) -> list[str]:
    """The words of pieces, a blank line where one stands clearly lower than the lines of a paragraph do."""
    usual = _usual_gap([a.y - b.y for a, b in pairwise(piece for piece in pieces if piece.text.strip()) if a.y > b.y])
    out: list[str] = []
    before: _Piece | None = None
    for piece in pieces:
        if piece.text.strip():
            if before is not None and before.y - piece.y > APART * usual and out[-1].strip():
                out.append("")
            before = piece
        out.append(piece.text)
    return out


def _usual_gap(gaps: Sequence[float]) -> float:
    """From one line of a paragraph to the next, in points, among all gaps of a page.

    A small one, since a page of short paragraphs has many wide ones; but not that of a caption in small letters.
    """
    if not gaps:
        return 0.0
    ordered = sorted(gaps)
    small, middle = ordered[len(gaps) // 4], ordered[(len(gaps) - 1) // 2]
    return middle if APART * small < middle < CAPTION * small else small


def joined(pages: Sequence[str], notes: list[str]) -> str:
    """The pages as one text: heads, feet and numbers out, ligatures spelled out, lines and pages joined inside sentences; all told."""
    return unwrapped(_in_lines(pages, notes))


def _in_lines(pages: Sequence[str], notes: list[str]) -> str:
    """The same with the lines as the pages have them."""
    pages = [page.replace("\xad", "-") for page in pages]  # a hyphen that is drawn, as many fonts name it
    spelled = [page.translate(_LIGATURES) for page in pages]
    if spelled != pages:
        notes.append("ligatures in a PDF: spelled out")
    lines = [[line.rstrip() for line in page.strip().split("\n")] for page in spelled]
    edges = Counter(name for page in lines for name in {_bare(line) for line in _edges(page)} if name)
    # a sentence that pages have alike but for its figures is one of the text
    edges = Counter({name: count for name, count in edges.items() if not ("#" in name and _END.search(name))})
    least = 2 if len(lines) == 2 else max(3, PAGES_SHARE * len(lines))  # of two pages both, and no sentence
    repeated = {name for name, count in edges.items() if count >= least and not (len(lines) == 2 and _END.search(name))}
    gone = [line for page in lines for line in _strip_edges(page, repeated)]
    _strip_interrupting(lines, gone)
    if gone:
        shown = ", ".join(f"“{line.strip()[:40]}”" for line in list(dict.fromkeys(gone))[:5])
        notes.append(f"headers, footers and page numbers of a PDF: left out ({shown})")
    kept = [page for page in lines if any(line.strip() for line in page)]
    text = "".join(
        "\n".join(page) + ("" if n == len(kept) - 1 else "\n" if _goes_on(page[-1], kept[n + 1][0]) else "\n\n")
        for n, page in enumerate(kept)
    )
    if "\n" in text:
        notes.append("line breaks of PDF pages: made spaces inside paragraphs, check the text")
    return text


def _goes_on(last: str, first: str) -> bool:
    return not _END.search(last) or first[:1].islower()


def _edges(page: Sequence[str]) -> list[str]:
    """The lines at the top and foot of a page."""
    filled = [line for line in page if line.strip()]
    return [*filled[:EDGE], *filled[-EDGE:]]


def _strip_edges(page: list[str], repeated: set[str]) -> list[str]:
    """Take numbers and heads and feet that most pages bear off a page; answer them."""
    gone = []
    for at in (0, -1):
        for _ in range(EDGE):
            if page and (_NUMBER.fullmatch(page[at].strip()) or _bare(page[at]) in repeated):
                gone.append(page.pop(at))
                while page and not page[at].strip():
                    page.pop(at)
    return gone


def _bare(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip().casefold())


def _strip_interrupting(pages: list[list[str]], gone: list[str]) -> None:
    """Take out a head or foot that is between the two halves of a sentence that goes over a page break."""
    for before, after in pairwise(pages):
        last, first = [line for line in before if line.strip()][-2:], [line for line in after if line.strip()][:2]
        if len(last) < 2 or len(first) < 2:
            continue
        if not _END.search(last[1]) and not first[0][0].islower() and first[1][0].islower():
            gone.append(first[0])
            del after[: after.index(first[0]) + 1]
        elif _short(last[1], before) and not any(map(_END.search, last)) and first[0][0].islower():
            gone.append(last[1])
            del before[len(before) - 1 - before[::-1].index(last[1]) :]
        else:
            continue
        for page, at in ((before, -1), (after, 0)):
            while page and not page[at].strip():
                page.pop(at)


def _short(line: str, page: Sequence[str]) -> bool:
    return len(line) < 0.7 * max(map(len, page)) and not line[0].islower()


def unwrapped(text: str) -> str:
    """Lines that were broken to fit a page joined again: a line goes on where it is long and does not end a sentence.

    A word broken by a hyphen before a small letter is joined without it, unless the text has it with a hyphen elsewhere.
    """
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()))
    lines = [line.strip() for line in text.split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[len(lengths) * 3 // 4] if lengths else 0
    out: list[str] = []
    joins = False
    for line in lines:
        if joins and line:
            out[-1] = _with(out[-1], line, words)
        else:
            out.append(line)
        joins = bool(line) and (len(line) >= 0.85 * usual or not _END.search(line)) and len(line) > 0.5 * usual
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n")


def _with(before: str, line: str, words: Mapping[str, int]) -> str:
    """A line put behind the one before it."""
    if not (before.endswith("-") and line[0].islower()):
        return f"{before} {line}"
    first, second = re.search(r"[^\W\d_]*-$", before[-60:]), re.match(r"[^\W\d_]+", line)
    one = (first[0][:-1] if first else "").casefold()
    two = (second[0] if second else "").casefold()
    hyphened = words.get(f"{one}-{two}", 0) > words.get(f"{one}{two}", 0)
    return before + line if hyphened else before[:-1] + line
