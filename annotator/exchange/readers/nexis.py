"""Downloads of LexisNexis and Nexis Uni: many articles in one file, each with its head and its tail of labels.

Layouts, as real downloads have them. Nexis Uni (.docx, and .rtf by the same layout, which is untried): title, source, day, copyright,
``Section:``/``Length:``/``Byline:``, the line ``Body``, the text, ``Classification`` or ``Load-Date:``, ``End of Document``.
LexisNexis (.txt, .html): ``1 of 10 DOCUMENTS``, source, day, title, ``BYLINE:``/``LENGTH:``, the text, ``LOAD-DATE:`` and the like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.encodings import decode_any, decode_html
from annotator.exchange.readers import blocks, rich_text, web, word, wrapped
from annotator.exchange.readers.base import Extract, ReadOptions, Source, add_value, with_text
from annotator.exchange.readers.dates import dated, iso_day
from annotator.exchange.readers.plain import told

#: What a label before or behind the text is called in our metadata, without accents, in the languages of the service; all others keep
#: their own name, in small letters. Those before the text, then those behind it.
_HEAD = {
    "byline": "author", "autor": "author", "signature": "author", "verfasser": "author", "auteur": "author", "autore": "author",
    "section": "section", "rubrik": "section", "rubrique": "section", "seccion": "section", "secao": "section",
    "sectie": "section", "sezione": "section", "ressort": "section", "length": "length", "lange": "length",
    "longueur": "length", "longitud": "length", "lengte": "length", "lunghezza": "length", "extensao": "length",
    "dateline": "place", "highlight": "highlight", "insert": "highlight", "encart": "highlight", "resaltado": "highlight",
    "series": "series", "column": "column", "edition": "edition",
}  # fmt: skip
_TAIL = {
    "load-date": "load_date", "update": "load_date", "date-chargement": "load_date", "fecha-carga": "load_date",
    "fecha-de-carga": "load_date", "laaddatum": "load_date", "ladedatum": "load_date", "language": "language",
    "date-de-chargement": "load_date", "data-di-caricamento": "load_date", "data-caricamento": "load_date",
    "data-de-carregamento": "load_date",
    "sprache": "language", "langue": "language", "idioma": "language", "taal": "language", "lingua": "language",
    "publication-type": "publication_type", "zeitungstyp": "publication_type", "type-publication": "publication_type",
    "tipo-publicacion": "publication_type", "tipo-de-publicacion": "publication_type", "publicatietype": "publication_type",
    "graphic": "graphic", "grafik": "graphic", "journal-code": "journal_code", "zeitungs-code": "journal_code",
    "code-revue": "journal_code", "geographic": "geographic", "geo-localization": "geographic",
    "localisation-geo": "geographic", "acc-no": "acc_no", "pub-type": "pub_type", "document-type": "document_type",
    "stock-symbol": "ticker", "symbole-boursier": "ticker", "secteur-activite": "industry",
    "correction-date": "correction_date", "ticker": "ticker", "issn": "issn",
}  # fmt: skip
#: Labels behind the text that sentences of a text begin with, too: in small letters they count behind another label alone.
_PLAIN_TAIL = frozenset((
    "subject", "sujet", "thema", "organization", "organisation", "company", "societe", "person", "personne", "country", "state", "city",
    "industry", "type", "correction", "notes", "note", "copyright", "url", "category", "name", "distribution", "graphics", "website",
))  # fmt: skip
_LABEL = re.compile(r"\A\s*([^\W\d_]{3,24}(?:[ -][^\W\d_]{2,15}){0,3}):[\s\xa0]*(.*)", re.S)
_BODY = frozenset(
    ("body", "text", "textkörper", "volltext", "corps", "cuerpo", "corpo", "hauptteil", "tekst", "hoofdtekst")
)
_END = frozenset(
    (
        "end of document",
        "ende des dokuments",
        "fin du document",
        "fin del documento",
        "fine del documento",
        "einde van document",
        "fim do documento",
    )
)
LONGEST_DAY = 36  # letters of a day behind a label in a language that is not known
_GRAPHIC = frozenset(("graphic", "graphics", "grafik", "graphique", "gráfico"))
_CLASSIFICATION = frozenset(
    (
        "classification",
        "klassifizierung",
        "klassifikation",
        "clasificación",
        "classificazione",
        "classificatie",
        "classificação",
    )
)
_MARK = re.compile(
    r"^[ \t]*(?:(?:document|dokument)\s+)?\d{1,6} (?:of|de|von|di|sur|van) \d{1,6}(?: (?:document|dokument)[a-z]*)?[ \t\r]*$",
    re.M | re.I,
)
_BODY_LABEL = re.compile(r"\A\s*(?:BODY|TEXT|VOLLTEXT):\s*")
_EMPTY = "document without text in a LexisNexis download: left out"
_COPYRIGHT = re.compile(r"(?:copyright|©|\(c\)|derechos de autor|urheberrecht)[\s\xa0]", re.I)
_RIGHTS = (
    "all rights reserved", "alle rechte vorbehalten", "tous droits réservés", "todos los derechos", "alle rechten voorbehouden",
    "tutti i diritti", "todos os direitos",
)  # fmt: skip
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


@dataclass(slots=True)
class NexisArticle:
    """One article of a download."""

    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def put(self, key: str, value: str) -> None:
        """Add to the metadata; a second value of a key goes behind the first."""
        value = " ".join(value.split())
        if value and key:
            add_value(self.metadata, key, value)

    def label(self, line: str) -> bool:
        """Take a line ``Label: value`` into the metadata; whether it is one."""
        found = _labeled(line)
        if found is None:
            return False
        label, value = found
        name = _bare(label)
        self.put(_HEAD.get(name) or _TAIL.get(name) or re.sub(r"[\s-]+", "_", label.casefold()), value)
        return True


def _labeled(line: str) -> tuple[str, str] | None:
    """The label of a line, which begins with a capital, and what stands behind it."""
    found = _LABEL.match(line)
    return (found[1].strip(), found[2]) if found is not None and found[1][0].isupper() else None


def _bare(label: str) -> str:
    """A label by which it is known: small letters without accents, hyphens between words."""
    parts = unicodedata.normalize("NFKD", label.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char)).replace(" ", "-")


def recognizes_word(source: Source) -> bool:
    """Whether a Word file is a download of Nexis Uni."""
    try:
        lines = word.document(source).paragraphs
    except Exception:  # the reader of Word files says what is wrong with it
        return False
    return is_uni(lines)


def recognizes_rich_text(source: Source) -> bool:
    """Whether a rich text is a download of Nexis Uni."""
    if not any(end.encode() in source.data.lower() for end in _END):
        return False
    try:
        return is_uni(rich_text.text_of(source, []).split("\n"))
    except BadInputError:  # the reader of rich text says what is wrong with it
        return False


def is_uni(lines: Sequence[str]) -> bool:
    """Whether paragraphs are those of a download of Nexis Uni."""
    plain = {line.strip().casefold() for line in lines if len(line) < 40}
    return bool(plain & _END) and bool(plain & _BODY)


def read_word(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a Nexis Uni download in Word."""
    found = word.document(source)
    # heads, boxes, lists and tables of a download are of its cover and its layout
    kept = [note for note in found.notes if note.startswith(("deleted", "hidden", "comments", "footnotes", "endnotes"))]
    yield from _extracts(_uni_parts(found.paragraphs, notes), kept)


def read_rich_text(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a Nexis Uni download in rich text."""
    mine: list[str] = []
    text = rich_text.text_of(source, mine)
    yield from _extracts(
        _uni_parts(text.split("\n"), notes), [*mine, "Nexis Uni in rich text: this layout is untried, check it"]
    )


def of_pages(
    lines: Sequence[str], mine: list[str], notes: ReaderNotes, unwrap: Callable[[str], str]
) -> Iterator[Extract]:
    """The articles of a Nexis Uni download whose lines are broken to fit pages; ``unwrap`` joins those of a text.

    Each page of an article bears its title, which is taken out (told).
    """
    for part in _uni_parts(lines, notes):
        told = list(mine)
        text = [line for line in part.lines if " ".join(line.split()) != part.title]
        if len(text) < len(part.lines):
            told.append("heads of pages that are the title: left out")
        yield Extract(unwrap("\n".join(text)), {"title": part.title, **part.metadata}, told)


def _is_one(line: str, names: frozenset[str]) -> bool:
    """Whether a line is one of the lines by which a layout is known."""
    return len(line) < 40 and line.strip().casefold() in names


def _extracts(parts: Iterator[NexisArticle], notes: list[str]) -> Iterator[Extract]:
    for part in parts:
        text = "\n".join(part.lines).strip("\n")
        yield Extract(text, {"title": part.title, **part.metadata}, list(notes))


def _uni_parts(lines: Sequence[str], notes: ReaderNotes) -> Iterator[NexisArticle]:
    start, first = 0, True
    for at, line in enumerate(lines):
        if not _is_one(line, _END):
            continue
        document = list(lines[start:at])
        if first:
            begin = _first_begin(document)
            if any(each.strip() for each in document[:begin]):
                notes("cover of a Nexis Uni download (search and list of its articles): left out")
            document = document[begin:]
        start, first = at + 1, False
        part = _uni_part(document)
        if any(each.strip() for each in part.lines):
            yield part
        else:
            notes("document without text in a Nexis Uni download: left out")
    if any(each.strip() for each in lines[start:]):
        notes("words after the last article of a Nexis Uni download: left out")


def _first_begin(lines: list[str]) -> int:
    """Where the first article begins behind the cover: two lines above its day."""
    body = next((n for n, line in enumerate(lines) if _is_one(line, _BODY)), len(lines))
    filled = [n for n in range(body) if lines[n].strip()]
    days = [k for k, n in enumerate(filled) if iso_day(lines[n]) and not _labeled(lines[n])]
    if not days:
        return 0
    return filled[max(days[-1] - 2, 0)]


def _uni_part(lines: list[str]) -> NexisArticle:
    part = NexisArticle()
    body = next((n for n, line in enumerate(lines) if _is_one(line, _BODY)), None)
    head = [line.strip() for line in lines[:body] if line.strip()] if body is not None else []
    day = _day_at(head)
    if day is not None:
        part.title = " ".join(" ".join(head[: max(day - 1, 1)]).split())
        if day > 1:
            part.put("source", head[day - 1])
        dated(part.metadata, head[day])
    elif head:
        part.title, head = head[0], head[1:]
        day = -1
    for line in head[day + 1 :] if day is not None else []:
        if _is_copyright(line):
            part.put("copyright", line)
        elif not part.label(line):
            part.put("head", line)
    rest = lines[(body + 1) if body is not None else 0 :]
    part.lines, tail = _without_tail(rest)
    for line in tail:
        if line.strip() and not _is_one(line, _CLASSIFICATION) and not part.label(line):
            part.put("tail", line)
    return part


def _day_at(head: Sequence[str]) -> int | None:
    """Which line names the day, or, where none does, a month or season of a year."""
    places = [n for n, line in enumerate(head) if n and not _is_copyright(line) and not _labeled(line)]
    day = next((n for n in places if iso_day(head[n])), None)
    return (
        day
        if day is not None
        else next((n for n in places if n < 5 and len(head[n]) < 40 and _YEAR.search(head[n])), None)
    )


def _without_tail(lines: list[str]) -> tuple[list[str], list[str]]:
    """The text, and the labels behind it: from ``Classification`` on, or the last lines that are all labels."""
    at = next((n for n, line in enumerate(lines) if _is_one(line, _CLASSIFICATION)), len(lines))
    graphic = next((n for n in range(at - 1, 0, -1) if _is_one(lines[n], _GRAPHIC)), None)
    if graphic is not None:  # captions of pictures stand behind the text
        shown = " ".join(line.strip() for line in lines[graphic + 1 : at] if line.strip() and not _is_tail(line))
        rest = [line for line in lines[graphic + 1 : at] if _is_tail(line)]
        return _trimmed(lines[:graphic]), [f"Graphic: {shown}" * bool(shown), *rest, *lines[at:]]
    if at < len(lines):
        return _trimmed(lines[:at]), lines[at:]
    at = _tail_begins(lines)
    return _trimmed(lines[:at]), [each for each in lines[at:] if each.strip()]


def _tail_begins(lines: Sequence[str]) -> int:
    """Where the labels behind the text begin: its last lines that are all labels, the first of them one that no text begins with."""
    at = end = len(lines)
    while at and (not lines[at - 1].strip() or _is_tail(lines[at - 1])):
        at -= 1
    while at < end and (not lines[at].strip() or not _is_tail(lines[at], sure=True)):
        at += 1
    return at


def _is_tail(line: str, sure: bool = False) -> bool:
    """Whether a line is a label or the rights behind a text; ``sure``: one that no sentence of a text begins with."""
    if _is_copyright(line):
        return True
    found = _labeled(line)
    if found is None:
        return False
    name = _bare(found[0])
    day = found[1].strip()
    if name in _TAIL or (len(day) < LONGEST_DAY and iso_day(day) and not day.endswith((".", "”", '"'))):
        return True
    shouted = found[0].isupper()
    return (name in _PLAIN_TAIL and (shouted or not sure)) or (shouted and "-" in name and not sure)


def _trimmed(lines: list[str]) -> list[str]:
    """The lines without blank ones at their beginning and end."""
    filled = [n for n, line in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


# LexisNexis, text and web page


def recognizes_text(source: Source) -> bool:
    """Whether a text is a download of LexisNexis: ``1 of n DOCUMENTS`` begins each article."""
    if not (source.says(b"ument") and (source.says(b"document") or source.says(b"dokument"))):  # most texts: one search
        return False
    text = source.head_letters[:20_000].decode("latin-1")
    lower = text.lower()
    places = (place for word in ("document", "dokument") for place in _places(lower, word))
    return any(_MARK.match(text, text.rfind("\n", 0, place) + 1) for place in places)


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word stands in a text."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _marks(text: str) -> list[re.Match[str]]:
    """The lines that begin an article."""
    return [mark for mark in _MARK.finditer(text) if re.search(r"document|dokument", mark[0], re.I)]


def read_text(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a LexisNexis download as text."""
    mine: list[str] = []
    text = told(decode_any(source.data, source.where), mine)
    marks = _marks(text)
    if text[: marks[0].start()].strip():
        notes("cover of a LexisNexis download (search and recipient): left out")
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    found = (_text_extract(text[mark.end() : end], mine) for mark, end in zip(marks, ends, strict=True))
    yield from with_text(found, notes, _EMPTY)


def _text_extract(text: str, notes: list[str]) -> Extract:
    """An article of a download as text."""
    part = _lexis(list(_paragraphs(text.split("\n"))))
    whole = wrapped.joined("\n".join(part.lines))
    return Extract(whole.text, {"title": part.title, **part.metadata, **whole.kept()}, [*notes, *whole.notes])


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """The paragraphs of a text: lines up to a blank one."""
    current: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            current.append(line)
        elif current:
            yield "\n".join(current)
            current = []


def _lexis(paragraphs: list[str]) -> NexisArticle:
    """An article by its paragraphs, in the order source, day, title, labels, text, labels, copyright."""
    part = NexisArticle()
    end = _tail_begins(paragraphs)
    first = end
    last_head = -1
    for n, each in enumerate(paragraphs[:end]):
        if _is_head_label(each) and _bare((_labeled(each) or ("", ""))[0]) in _HEAD:
            last_head = n
        elif last_head >= 0:
            break
    upper = paragraphs[: max(last_head, 3)]
    day = next((n for n, each in enumerate(upper) if iso_day(each)), None)
    if day is None:
        day = next(
            (
                n
                for n, each in enumerate(upper[:3])
                if n and len(each) < 60 and _YEAR.search(each) and not _labeled(each)
            ),
            None,
        )
    if last_head < 0 and day is not None:
        last_head = min(day + 1, end - 1)
    first = last_head + 1
    head = paragraphs[:first]
    if day is not None and day < len(head):
        for each in head[:day]:
            rights, source = _rights_of(each)
            part.put("copyright", rights)
            part.put("source", source)
        dated(part.metadata, head[day])
        head = head[day + 1 :]
    titles = []
    for each in head:
        if not (_is_head_label(each) and part.label(each)):
            titles.append(" ".join(each.split()))
    part.title, more = (titles[0], titles[1:]) if titles else ("", [])
    for each in more:
        part.put("head", each)
    body = paragraphs[first:end]
    if body and _BODY_LABEL.match(body[0]):
        body[0] = _BODY_LABEL.sub("", body[0])
    part.lines = "\n\n".join(each for each in body if each.strip()).split("\n")
    for each in paragraphs[end:]:
        if _is_copyright(each):
            part.put("copyright", each)
        else:
            part.label(each)
    return part


def _rights_of(paragraph: str) -> tuple[str, str]:
    """The lines of a paragraph that claim rights, and those behind them: the source often stands right below."""
    lines = paragraph.split("\n")
    last = max((n for n, line in enumerate(lines) if _is_copyright(line)), default=-1)
    if last < 0 or not _is_copyright(lines[0]):
        return "", paragraph
    return "\n".join(lines[: last + 1]), "\n".join(lines[last + 1 :])


def _is_head_label(paragraph: str) -> bool:
    found = _labeled(paragraph)
    return found is not None and found[0].isupper()


def _is_copyright(paragraph: str) -> bool:
    plain = paragraph.strip()
    return bool(_COPYRIGHT.match(plain)) or plain.casefold().startswith(_RIGHTS)


def recognizes_page(source: Source) -> bool:
    """Whether a web page is a download of LexisNexis."""
    return re.search(rb"\d+ (?:of|von|de) \d+ (?:DOCUMENT|DOKUMENT)", source.data, re.I) is not None


def read_page(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a LexisNexis download as web page."""
    mine: list[str] = []
    html = told(decode_html(source.data, source.where), mine)
    lines = [text for text in blocks.texts(blocks.tree(html)) if text.strip()]
    marks = [n for n, line in enumerate(lines) if _marks(line) and _MARK.fullmatch(line.strip())]
    if not marks:
        yield from web.pages(html, source.where, mine, options)
        return
    if any(line.strip() for line in lines[: marks[0]]):
        notes("cover of a LexisNexis download (search and recipient): left out")
    ends = [*marks[1:], len(lines)]
    parts = (_lexis(lines[mark + 1 : end]) for mark, end in zip(marks, ends, strict=True))
    found = (Extract(_filled(part.lines), {"title": part.title, **part.metadata}, list(mine)) for part in parts)
    yield from with_text(found, notes, _EMPTY)


def _filled(lines: list[str]) -> str:
    """The lines that are not blank."""
    return "\n".join(line for line in lines if line.strip())
