"""Downloads of Factiva as text, rich text and Word: many articles, one after the other, each ended by the number of its document.

Layouts, as Factiva writes them: title, byline, ``512 words``, day, (time), source, code, (page), language, rights, the text; or lines of
fields (``HD``, ``WC``, ``PD``, ``SN``, ``LP``, ``TD``), as in its pages. A search summary stands at the end, a head on each page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.encodings import decode_any
from annotator.exchange.readers import factiva, page_head, rich_text, web, word
from annotator.exchange.readers.base import Extract, ReadOptions, Source, add_value, with_text
from annotator.exchange.readers.dates import dated, iso_day
from annotator.exchange.readers.plain import told

_NUMBER = re.compile(r"\s{0,9}(?:AN\s{1,9})?(?:[^\W\d_]{3,12}\s{1,3})?([A-Z0-9]{3,10}\d{8,14}e[a-z0-9]{8,9})\s{0,9}")
_ANY_NUMBER = re.compile(rb"[A-Z]{2,10}\d{8,14}e[a-z0-9]{8,9}")
_HEAD = re.compile(
    r"\s{0,9}(?:[^\W\d_]{2,10}\s\d{1,5}\s[^\W\d_]{1,5}\s\d{1,5}\s{0,9})?(?:©|\(c\))\s{0,3}\d{4}\s{1,3}Factiva\b.{0,60}",
    re.I,
)
_PAGE = re.compile(r"\s{0,9}(?:Page|Seite|Página|Pagina)\s\d{1,5}\s(?:of|von|sur|de|di|van)\s\d{1,5}\s{0,9}", re.I)
_WORDS = re.compile(
    r"\s{0,9}\d[\d.,\s\xa0]{0,9}\s?(?:words?|Wörter|Woerter|mots|palabras|parole|palavras|woorden|ord|слов\w{0,2}|słów|字)\s{0,9}",
    re.I,
)
_RIGHTS = re.compile(
    r"\s{0,9}(?:©|\(c\)|copyright)|.{0,120}(?:rights reserved|rechte vorbehalten|droits réservés|derechos reservados)",
    re.I,
)
_FIELD = re.compile(
    r"(HD|LP|TD|PD|BY|CR|WC|ET|SN|SC|ED|PG|LA|CY|SE|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|NGC|GC|VOL|CLM|ART)(?:[ \t|]+(.*))?"
)
_MARKS = (b"HD", b"WC", b"SN")  # fields that every article has
#: Lines between the words and the text of an article.
MOST_ABOUT = 14
HEADS = "heads of pages of a Factiva download: left out"
_NO_TEXT = "article without text in a Factiva download: left out"


def recognizes_text(source: Source) -> bool:
    """Whether a text is a download of Factiva."""
    return (source.says(b"factiva") or source.says(b"ument")) and is_download(
        source.head.decode("utf-8", "replace").split("\n"), whole=False
    )


def recognizes_rich_text(source: Source) -> bool:
    """Whether a rich text is a download of Factiva."""
    if not _ANY_NUMBER.search(source.data):
        return False
    try:
        return is_download(rich_text.text_of(source, []).split("\n"))
    except BadInputError:  # the reader of rich text says what is wrong with it
        return False


def recognizes_word(source: Source) -> bool:
    """Whether a Word file is a download of Factiva."""
    try:
        return is_download(word.document(source).paragraphs)
    except Exception:  # the reader of Word files says what is wrong with it
        return False


def is_download(lines: Sequence[str], *, whole: bool = True) -> bool:
    """Whether lines are those of a download: one with a number of words, behind it the number of a document where all are there."""
    words = next(
        (n for n, line in enumerate(lines) if len(line) < 60 and (_WORDS.fullmatch(line) or _is_field(line, "WC"))),
        None,
    )
    if words is None or not any(map(iso_day, lines[words : words + 4])):
        return False
    return any(len(line) < 60 and _NUMBER.fullmatch(line) for line in lines[words:]) or (
        not whole and any(_HEAD.fullmatch(line) for line in lines if len(line) < 120)
    )


def _is_field(line: str, code: str) -> bool:
    match = _FIELD.fullmatch(line.strip())
    return match is not None and match[1] == code


def read_text(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download as text."""
    mine: list[str] = []
    yield from articles(told(decode_any(source.data, source.where), mine).split("\n"), mine, notes)


def read_rich_text(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download in rich text."""
    mine: list[str] = []
    text = rich_text.text_of(source, mine)
    yield from articles(text.split("\n"), [note for note in mine if note.startswith(("deleted", "hidden"))], notes)


def read_word(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download in Word."""
    found = word.document(source)
    lines = [line for paragraph in found.paragraphs for line in paragraph.split("\n")]
    yield from articles(lines, [note for note in found.notes if note.startswith(("deleted", "hidden"))], notes)


def articles(
    lines: Sequence[str], mine: list[str], notes: ReaderNotes, unwrap: Callable[[str], str] | None = None
) -> Iterator[Extract]:
    """The articles between the numbers of documents; what stands behind the last one is told.

    ``unwrap`` joins the lines of a text where they are broken to fit a page; else each is a paragraph.
    """
    parts: list[tuple[list[str], str]] = []
    part: list[str] = []
    for line in lines:
        if _HEAD.fullmatch(line[:200]) or _PAGE.fullmatch(line[:60]):
            notes(HEADS)
        elif len(line) < 80 and (match := _NUMBER.fullmatch(line)):
            parts.append((part, match[1]))
            part = []
        elif line.strip() or part:
            part.append(line.strip())
    left: list[str] = []
    if part and any(_WORDS.fullmatch(line) for line in part):
        parts.append((part, ""))
    else:
        web.tell_words("words of a download outside its articles: left out", part, left)
    for note in left:
        notes(note)
    found = (_extract(part, number, mine, unwrap or _plain) for part, number in parts)
    yield from with_text(found, notes, _NO_TEXT)


def _plain(text: str) -> str:
    return "\n".join(filter(None, text.split("\n")))


def _extract(lines: list[str], number: str, mine: list[str], unwrap: Callable[[str], str]) -> Extract:
    """An article in either layout."""
    made = Extract("", notes=list(mine))
    if _is_by_fields(lines):
        _by_fields(list(filter(None, lines)), made)
    else:
        _by_lines(lines, made)
        made.text = unwrap(made.text)
    if number:
        made.metadata["document"] = number
    return made


def _is_by_fields(lines: Sequence[str]) -> bool:
    codes = {match[1] for line in lines if (match := _FIELD.fullmatch(line))}
    return {"HD", "PD", "SN"} <= codes


def _by_fields(lines: Sequence[str], made: Extract) -> None:
    fields: list[tuple[str, list[str]]] = []
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match:
            fields.append((match[1], [match[2].strip(" \t|")] if match[2] else []))
        elif fields:
            fields[-1][1].append(line.strip(" \t|"))
    body: list[str] = []
    for code, several in fields:
        value = " ".join(filter(None, several))
        if code in ("LP", "TD"):
            body += filter(None, several)
        elif code == "HD":
            made.metadata["title"] = value
        elif code == "PD":
            dated(made.metadata, value)
        elif code != "AN" and value:
            made.metadata[factiva.FIELDS.get(code, code.lower())] = value
    made.text = "\n".join(body)


def _by_lines(lines: list[str], made: Extract) -> None:
    words = next((n for n, line in enumerate(lines) if _WORDS.fullmatch(line)), None)
    if words is None:  # no head as Factiva writes it: nothing of it is lost
        made.text = "\n".join(lines)
        return
    _put_title(list(filter(None, lines[:words])), made.metadata)
    places = [n for n in range(words, len(lines)) if lines[n]][:MOST_ABOUT]
    about = [lines[n] for n in places]
    end = next((n for n, line in enumerate(about) if _RIGHTS.match(line)), None)
    if end is None:
        end = next(
            (n for n, line in enumerate(about) if n > 2 and factiva.is_code(about[n - 1]) and line.isalpha()), None
        )
    if end is None:
        end = next((n for n, line in enumerate(about) if n > 1 and factiva.is_code(line)), min(3, len(about) - 1))
    factiva.put_about(about[: end + 1], made.metadata)
    made.text = "\n".join(lines[places[end] + 1 :]).strip("\n")


def _put_title(lines: list[str], metadata: dict[str, str]) -> None:
    """The lines above the words: (section), title, (byline)."""
    lines = list(lines)
    if len(lines) > 1 and page_head.authors(lines[-1]) is not None:
        metadata["author"] = lines.pop()
    if len(lines) > 1 and len(lines[0].split()) <= 3 and len(lines[1].split()) > 2:
        add_value(metadata, "section", lines.pop(0))
    metadata["title"] = " ".join(lines)
