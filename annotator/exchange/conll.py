"""CoNLL and other files with a token and its BIO tag a line: quotations, sources and cues as chunks.

Source: CoNLL-2003 (columns, a blank line after each sentence, ``-DOCSTART-`` before each document) and its kin: IOB, IOB2, IOBES, BILOU.
The text is put together again of the tokens, for these files do not hold what stood between them. Columns of brackets are read as well
(``(PER*``, ``*``, ``*)``: CoNLL-2005 and 2012, OntoNotes), where a stretch may hold others.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from annotator.errors import BadInputError
from annotator.exchange import zips
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of, normal_newlines, read_bytes
from annotator.exchange.encodings import decode_any
from annotator.exchange.given import record_at
from annotator.exchange.graph import Builder
from annotator.exchange.scheme import Scheme
from annotator.records import Span

TAG = re.compile(r"O|([BIESLU])[-_](\S.*)")
_SEVERAL, _UNWRITTEN = re.compile(r"(\d{1,6})-(\d{1,6})"), re.compile(r"\d{1,6}\.\d{1,3}")
COLUMNS = 5  # cells of a row from which it may be one of CoNLL-U
_START = re.compile(r"-DOCSTART-|#\s*(?:newdoc|begin document)\b(?:\s*(?:id\s*=)?\s*\(?([^);]*))?", re.I)
#: A cell of a column of brackets: the labels that it opens, and how many it closes.
_BRACKETS = re.compile(r"((?:\([^()*\s]{1,80})+)\)|((?:\([^()*\s]{1,80})*)\*[^()*\s]{0,80}(\){0,80})")
_SYNTAX = frozenset(("TOP", "ROOT", "S1", "S", "NP", "VP"))  # labels of a column of phrases
_END = re.compile(r"#\s*end document\b", re.I)
_PART = re.compile(r"\bpart 0*([1-9]\d{0,8})\s*$")
_ONTONOTES = 11  # columns of CoNLL-2012 up to the names, of which the first three say where a token stands
_SPEAKER = 5  # its column of speakers behind the token
_TOKENS = frozenset(("token", "tokens", "word", "words"))
_SENTENCE = re.compile(r"sent(?:ence)?[ _]?(?:#|id|no|nr|number|idx)?$")
_NO_BLANK_BEFORE = frozenset(",.;:!?%)]}’”»…")
_PAIRS = {"„": "“", "‚": "‘", "“": "”", "‘": "’", "«": "»", "»": "«", "‹": "›", "›": "‹"}
_SPOKEN = re.compile(r"#\s{1,3}speaker(?:_id|_name)?\s{0,3}=\s{0,3}(.+)", re.I)
#: The mentions that a token opens and closes (CorefUD, GUM), and which part of one stands where: the second by default.
_MENTIONS = re.compile(r"\(([^()]{1,300})(\))?|([^()]{1,80})\)")
_MENTION_PARTS = re.compile(r"#\s{1,3}global\.Entity\s{0,3}=\s{0,3}(\S+)")
_PIECE = re.compile(r"\[\d{1,3}/\d{1,3}\]$")
UNWRITTEN = "mentions of words that are not written: left out"
UNPLACED = "speakers of sentences, which have no place in the text: left out"
_TEXT = re.compile(r"#\s{1,3}text\s{0,3}=\s{0,3}(.+)")
_NO_BLANK_AFTER = frozenset("([{‘“«$£€#@")


@dataclass(slots=True)
class TokenDocument:
    """The sentences of a document: (token, tags) each."""

    name: str
    sentences: list[list[tuple[str, list[str]]]] = field(default_factory=lambda: [[]])
    texts: dict[int, str] = field(default_factory=dict)  # of sentences whose text stands in a comment before them
    spoken: list[str] = field(
        default_factory=list
    )  # who says each token, as the file has it; "" where it does not say so, none where it never does
    mentions: list[str] = field(default_factory=list)  # what each token opens and closes: the key Entity of CoNLL-U
    parts: tuple[str, ...] = ("eid", "etype")  # of which a mention is made, with hyphens between them
    unwritten: int = 0  # mentions of words that are not written


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """The documents of a file with their chunks; BadInputError where no column holds BIO tags."""
    text = normal_newlines(decode_any(read_bytes(path), str(path)).text)
    text = _of_table(text) or text
    documents = _documents(text, path)
    rows = [tags for d in documents for s in d.sentences for _, tags in s]
    shared = range(min(map(len, rows), default=0))
    columns = [n for n in shared if all(TAG.fullmatch(r[n]) for r in rows)]
    brackets = [n for n in shared if _is_bracketed([r[n] for r in rows], scheme)]
    columns += brackets
    if not columns and any(_in_misc(r) for r in rows):
        columns = [0]
        for each in documents:
            each.sentences = [[(token, [_in_misc(tags) or "O"]) for token, tags in s] for s in each.sentences]
    if not columns and not any(map(any, (each.mentions for each in documents))):
        raise BadInputError(
            f"{path}: no column holds BIO tags (O, B-QUOTE, I-QUOTE …) for every token; correct it and try again."
        )
    if brackets and any(len(r) > len(shared) for r in rows):
        scheme("columns that not every token has: left out")
    for document in documents:
        scheme("text assembled from tokens: what was between them is not in the file")
        with record_at(f"{path}: {document.name}", "not a readable document with tokens"):
            yield annotated(document, columns, (path.stem, str(path)), scheme)


def _of_table(text: str) -> str:
    """The rows of a table whose first row names its columns, as of CoNLL: the token first, a blank line before each sentence.

    "" where the first row does not name a column of tokens.
    """
    first = text.lstrip("\ufeff\n").partition("\n")[0]
    delimiter = max("\t,;", key=first.count)
    cells = [name.strip(" \"'") for name in first.split(delimiter)]
    names = [] if any(map(TAG.fullmatch, cells)) else [cell.casefold() for cell in cells]  # a tagged row names nothing
    token = next((n for n, name in enumerate(names) if name in _TOKENS), None)
    if token is None or len(names) < 2:
        return ""
    sentence = next((n for n, name in enumerate(names) if _SENTENCE.match(name)), None)
    lines, before = [], ""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    source = text.lstrip("\ufeff\n")
    quoted = csv.reader(StringIO(source, newline=""), delimiter=delimiter)  # of tabs, quotation marks are tokens
    rows = (line.split("\t") for line in source.split("\n")) if delimiter == "\t" else quoted
    for row in list(rows)[1:]:
        if len(row) <= token:
            lines.append("")
            continue
        at = row[sentence].strip() if sentence is not None else ""
        if at and at != before:
            lines.append("")
            before = at
        rest = [cell.strip() or "_" for n, cell in enumerate(row) if n not in (token, sentence)]
        lines.append("\t".join([" ".join(row[token].split()), *rest]))
    return "\n".join(lines)


def _is_bracketed(cells: Sequence[str], scheme: Scheme) -> bool:
    """Whether a column holds brackets for every token, and no phrases of syntax."""
    if not all(map(_BRACKETS.fullmatch, cells)) or not any("(" in cell for cell in cells):
        return False
    labels = {label for cell in cells for label in _opened(cell)}
    if len(labels & _SYNTAX) > 1:
        scheme("column of phrases (syntax): left out")
        return False
    return True


def _opened(cell: str) -> list[str]:
    """The labels that a cell of brackets opens."""
    match = _BRACKETS.fullmatch(cell)
    return [label for label in ((match[1] or match[2] or "") if match else "").split("(") if label]


def _in_misc(cells: Sequence[str]) -> str:
    """The BIO tag among the ``key=value`` pairs of the last column, as CoNLL-U has them; "" for none."""
    pairs = cells[-1].split("|") if cells else []
    return next((value for pair in pairs if TAG.fullmatch(value := pair.partition("=")[2])), "")


def _documents(text: str, path: Path) -> list[TokenDocument]:
    found: list[TokenDocument] = []
    number = 0
    written, until = "", 0  # a word of several tokens, and the last of them
    spoken, opened = "", ""  # who says the sentence, and the mentions that a word opens which is not written
    parts = TokenDocument("").parts
    for line in text.split("\n"):
        start = _START.match(line)
        if start:
            number += 1
            part = _PART.search(line)
            name = (start[1] or "").strip() or f"{path.stem}-{number}"
            found.append(TokenDocument(f"{name}-{part[1]}" if part else name, parts=parts))
        elif _END.match(line):
            continue
        elif not line.strip():
            written, until, spoken = "", 0, ""
            if found and found[-1].sentences[-1]:
                found[-1].sentences.append([])
        elif line.startswith("# "):
            if said := _SPOKEN.match(line):
                spoken = said[1].strip()
            elif said := _MENTION_PARTS.match(line):
                parts = tuple(said[1].split("-"))
                if found:
                    found[-1].parts = parts
            elif found and (said := _TEXT.match(line)):
                found[-1].texts[len(found[-1].sentences) - 1] = said[1].strip()
        else:
            token, *tags = line.split("\t") if "\t" in line else line.split()
            mentions = _entity(tags) if len(tags) > COLUMNS else ""
            several = _SEVERAL.fullmatch(token) if len(tags) > COLUMNS else None
            if several:  # words that stand in one piece
                written, until = tags[0], int(several[2])
                continue
            if len(tags) > COLUMNS and _UNWRITTEN.fullmatch(token):  # or nowhere
                opened += _of_unwritten(mentions, found)
                continue
            if "\t" in line and token.isdigit() and tags:  # CoNLL-U and others number their tokens
                place = int(token[:9])
                token, *tags = tags
                if place <= until and not written:
                    if found and found[-1].mentions:
                        found[-1].mentions[-1] += mentions
                    continue
                token, written = (written, "") if place <= until else (token, "")
            speaker = spoken
            if len(tags) >= _ONTONOTES - 1 and tags[0].isdecimal() and tags[1].isdecimal():
                token, *tags = tags[2:]
                speaker = tags[_SPEAKER] if tags[_SPEAKER] != "-" else ""
            if not token.strip():
                continue
            if not found:
                found.append(TokenDocument(path.stem, parts=parts))
            found[-1].sentences[-1].append((token, tags))
            found[-1].spoken.append(speaker)
            found[-1].mentions.append(opened + mentions)
            opened = ""
    return [d for d in found if any(d.sentences)]


def _entity(cells: Sequence[str]) -> str:
    """The mentions in the ``key=value`` pairs of the last column; "" for none."""
    return next((value for pair in cells[-1].split("|") if (value := pair.removeprefix("Entity=")) != pair), "")


def _of_unwritten(mentions: str, found: Sequence[TokenDocument]) -> str:
    """What a word that is not written opens for the next one; what it closes goes to the word before it."""
    opened = ""
    for match in _MENTIONS.finditer(mentions):
        if match[2] and found:
            found[-1].unwritten += 1
        elif match[1]:
            opened += match[0]
        elif found and found[-1].mentions:
            found[-1].mentions[-1] += match[0]
    return opened


def annotated(
    document: TokenDocument, columns: Sequence[int], about: tuple[str, str], scheme: Scheme
) -> AnnotatedArticle:
    """A document with its chunks; ``about`` says who annotated and where it stands."""
    person, where = about
    text, places = assembled(document)
    article = article_of(document.name, text, where)
    builder = Builder(article, person, scheme)
    flat = [tags for sentence in document.sentences for _, tags in sentence]
    speakers = {place.start: who.replace("_", " ") for place, who in zip(places, document.spoken, strict=False)}
    for column in columns:
        cells = [tags[column] for tags in flat]
        stretches = _chunks if all(map(TAG.fullmatch, cells)) else _bracketed
        for n, (label, span) in enumerate(stretches(cells, places)):
            builder.node((column, n), label, span, spoken_by=speakers.get(span.start, ""))
    if any(document.mentions):
        for key, (label, span) in enumerate(_mentioned(document, places, scheme)):
            builder.node(("mention", key), label, span, spoken_by=speakers.get(span.start, ""))
    found = builder.finished()
    if {*speakers.values()} - {"", *(d.speaker_name for d in found.decisions)}:
        scheme(UNPLACED)
    return found


def _mentioned(document: TokenDocument, places: Sequence[Span], scheme: Scheme) -> Iterator[tuple[str, Span]]:
    """(label, span) of each mention; which of them are of one thing has no place here."""
    kind = document.parts.index("etype") if "etype" in document.parts else 1
    going: list[tuple[str, str, int]] = []
    groups: list[str] = []
    for cell, place in zip(document.mentions, places, strict=True):
        for match in _MENTIONS.finditer(cell):
            if match[1]:
                parts = match[1].split("-")
                label = parts[kind] if kind < len(parts) else ""
                groups.append(_PIECE.sub("", parts[0]))
                going.append((parts[0], label or "entity", place.start))
            group = match[3] or (match[1].split("-")[0] if match[2] else "")
            at = next((n for n in range(len(going) - 1, -1, -1) if going[n][0] == group), None)
            if group and at is not None:
                _, label, start = going.pop(at)
                yield label, Span(start, place.end)
    if len(set(groups)) < len(groups):
        scheme("coreference groups: left out")
    for _ in range(document.unwritten):
        scheme(UNWRITTEN)


def assembled(document: TokenDocument) -> tuple[str, list[Span]]:
    """The text, a line a sentence, and the place of each token."""
    out: list[str] = []
    length = 0
    places: list[Span] = []
    for number, sentence in enumerate(document.sentences):
        written = document.texts.get(number, "")
        found = _places_in(written, [token for token, _ in sentence], length) if written else None
        if found is not None:
            places += found
            out.append(written)
            length += len(written)
        else:
            for blank, token in _spaced([token for token, _ in sentence]):
                out += [blank, token]
                places.append(Span(length + len(blank), length + len(blank) + len(token)))
                length += len(blank) + len(token)
        if sentence:
            out.append("\n")
            length += 1
    return "".join(out).rstrip("\n"), places


def _places_in(written: str, tokens: Sequence[str], start: int) -> list[Span] | None:
    """The places of tokens in the sentence as its comment writes it; None where they are not its words."""
    places, at = [], 0
    for token in tokens:
        begin = written.find(token, at)
        if begin < 0 or written[at:begin].strip():
            return None
        at = begin + len(token)
        places.append(Span(start + begin, start + at))
    return None if written[at:].strip() else places


def _spaced(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each token with the blank that belongs before it, if any."""
    opened = False
    closing: list[str] = []  # the marks that would close those that are open
    before, behind_opening = "", False
    for n, token in enumerate(tokens):
        closes = bool(closing) and token == closing[-1]
        opens = not closes and token in _PAIRS and (token in _NO_BLANK_AFTER or _PAIRS[token] in tokens[n + 1 :])
        tight = not before or closes or (token[0] in _NO_BLANK_BEFORE and not opens) or behind_opening
        if not closes and not opens:
            tight = tight or (before[-1:] in _NO_BLANK_AFTER and before not in _PAIRS)
        if token in ('"', "''", "``"):
            opened, tight = not opened, opened or not before
        elif before in ('"', "``") and opened:
            tight = True
        yield ("" if tight else " "), token
        before, behind_opening = token, opens
        if closes:
            closing.pop()
        elif opens:
            closing.append(_PAIRS[token])


def _chunks(tags: Sequence[str], places: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    """(label, span) of each chunk; a tag that continues nothing begins one."""
    label, start, end = "", 0, 0
    for tag, place in zip(tags, places, strict=True):
        match = TAG.fullmatch(tag)
        mark, name = (match[1], match[2]) if match and match[1] else ("O", "")
        goes_on = mark in "IEL" and name == label
        if label and not goes_on:
            yield label, Span(start, end)
            label = ""
        if mark != "O":
            if not goes_on:
                start = place.start
            label, end = name, place.end
    if label:
        yield label, Span(start, end)


def _bracketed(cells: Sequence[str], places: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    """(label, span) of each stretch in brackets; one that is never closed ends with the last token."""
    going: list[tuple[str, int]] = []
    for cell, place in zip(cells, places, strict=True):
        opened = _opened(cell)
        going += [(label, place.start) for label in opened]
        for _ in range(cell.count(")")):
            if going:
                label, start = going.pop()
                yield label, Span(start, place.end)
    yield from ((label, Span(start, places[-1].end)) for label, start in going)


def recognizes(path: Path) -> bool:
    """Whether lines of the file's beginning are a token and a BIO tag, or a token and brackets."""
    head = zips.head(path).decode("utf-8", "replace")
    table = _of_table("\n".join(head.splitlines()[:200]))
    if path.suffix.lower() == ".csv" and not table:
        return False
    lines = [line.split() for line in (table or head).splitlines()[:200] if line.strip()]
    tagged = [
        any(TAG.fullmatch(cell) or _BRACKETS.fullmatch(cell) for cell in line[1:])
        for line in lines
        if len(line) > 1 and not line[0].startswith("#")
    ]
    return (len(tagged) > 1 and all(tagged[:-1])) or any(
        len(line) > COLUMNS and (_in_misc(line) or _entity(line)) for line in lines
    )
