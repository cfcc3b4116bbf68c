"""Reading brat standoff: a text beside a ``.ann`` file, in plain brat or in the event dialect of PolNeAR.

Plain brat has text-bound lines (``T1<TAB>CONTENT 14 25<TAB>words``), relations (``R1<TAB>SAID_BY Arg1:T1 Arg2:T2``), attributes
(``A1<TAB>Stance T1 inhumane``) and notes (``#1<TAB>AnnotatorNotes T1<TAB>words``). PolNeAR has events
(``E1<TAB>Attribution:T4 Content:T3 Cue:T2 Source:T1``), one ``.ann`` file an annotator, pieces joined by ``;``.
Offsets count code points of the file as it stands; they are moved where newlines become ``\\n``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import BadInputError
from annotator.exchange.articles import article_of, normal_newlines, read_bytes
from annotator.exchange.brat_files import StandoffFiles
from annotator.exchange.encodings import decode_any
from annotator.exchange.scheme import KINDS, QUOTATION, Scheme
from annotator.exchange.standoff import over_lines
from annotator.records import Article, Span

ROLES = {
    "content": "content",
    "quotation": "content",
    "quote": "content",
    "source": "source",
    "speaker": "source",
    "cue": "cue",
}
_BOUND = re.compile(r"(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)")
_ARGUMENT = re.compile(r"(\S+?)\d*:([TE]\d+)")
_ID = re.compile(r"[TERAMN]\d+|#\d+|\*")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution: pieces of content in text order, and those of its source and cue (often none or one).

    ``type`` is the file's word for it ("Attribution", "Attribution-no-source", "CONTENT"). ``attributes`` are (name, value).
    """

    id: str
    type: str
    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()  # normalizations: (id in a register, name)


@dataclass(frozen=True, slots=True)
class Remark:
    """A stretch of another kind, or one that stands in no attribution ("Discuss", "Discard", a source alone)."""

    id: str
    type: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standoff:
    """One annotator's annotation of one article. ``unsaid`` are sentences about what these records do not carry on."""

    article: Article
    annotator: str
    attributions: tuple[Attribution, ...]
    remarks: tuple[Remark, ...]
    unsaid: tuple[str, ...]


def read_standoff(files: StandoffFiles, scheme: Scheme | None = None) -> Standoff:
    """One annotation with its article; BadInputError with file and line where it cannot be read or does not fit the text."""
    if files.as_near is not None:
        raise BadInputError(
            f"{files.annotation}: its text may be {files.text} or {files.as_near}; put the right one beside it."
        )
    if not files.text.is_file():
        raise BadInputError(
            f"{files.annotation}: its text was not found; put {files.text.name} beside it, or its texts into a folder "
            "“text” beside the folder of the annotations."
        )
    data = read_bytes(files.text)
    decoded = decode_any(data, str(files.text))
    article = article_of(files.name or files.text.stem, normal_newlines(decoded.text), str(files.text))
    lines = _fitting(
        files.annotation,
        scheme or Scheme(),
        "\ufeff" * data.startswith((BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)),
        decoded.text,
    )
    if decoded.detected:
        lines.unsaid.append(f"{files.text}: encoding {decoded.encoding}, detected: check letters with accents.")
    used: set[str] = set()
    linked = _linked(lines)
    attributions = [*_events(lines, used, linked), *_entities(lines, used, linked)]
    lines.unsaid += [
        f"{lines.path.name}: the relation of {first} with {second} was left out."
        for number, _, first, second in lines.relations
        if number not in lines.told
    ]
    attributions.sort(key=lambda a: (a.content, a.id))
    remarks = [
        Remark(each.id, each.type, each.spans, tuple(lines.notes[each.id]))
        for each in lines.bounds.values()
        if each.id not in used
    ]
    return Standoff(article, files.annotator, tuple(attributions), tuple(remarks), tuple(lines.unsaid))


def _fitting(path: Path, scheme: Scheme, mark: str, text: str) -> _Lines:
    """The lines of an annotation whose offsets count characters of the file as it stands, else without what tools drop on reading.

    Some tools count neither the mark at a file's start nor carriage returns; the words of the lines say which it is.
    """
    first: BadInputError | None = None
    for raw in dict.fromkeys((mark + text, text, mark + normal_newlines(text), normal_newlines(text))):
        try:
            return _Lines.read(path, scheme, raw)
        except BadInputError as err:
            first = first or err
    assert first is not None, "there is a text to try"
    raise first


@dataclass(frozen=True, slots=True)
class _Bound:
    """A text-bound line."""

    id: str
    type: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Event:
    """An event line: its type and its arguments (role in lower case, id)."""

    id: str
    type: str
    arguments: tuple[tuple[str, str], ...]


@dataclass
class _Lines:
    """What the lines of a file say, by the ids they are about."""

    path: Path
    scheme: Scheme
    bounds: dict[str, _Bound] = field(default_factory=dict)
    events: dict[str, _Event] = field(default_factory=dict)
    relations: list[tuple[int, str, str, str]] = field(default_factory=list)  # line, type, two ids
    told: set[int] = field(default_factory=set)  # the lines of relations that were taken, or said to be left out
    attributes: Mapping[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    notes: Mapping[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    names: Mapping[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    unsaid: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)  # the line of each id

    @classmethod
    def read(cls, path: Path, scheme: Scheme, raw: str) -> _Lines:
        """The lines of ``path`` about the text ``raw``."""
        found, place = cls(path, scheme), _Places(raw)
        for number, line in enumerate(normal_newlines(decode_any(read_bytes(path), str(path)).text).split("\n"), 1):
            if line.strip():
                found._take(number, line.split("\t"), place)
        return found

    def bad(self, number: int, reason: str) -> BadInputError:
        """The error for a line."""
        return BadInputError(f"{self.path}:{number}: {reason}; fix the line and try again.")

    def _take(self, number: int, fields: list[str], place: _Places) -> None:
        name, body, *rest = [*fields, ""]
        if not _ID.fullmatch(name) or not body.strip():
            raise self.bad(number, f"it is not a line of brat standoff (“{name[:20]}”)")
        if name != "*" and name in self.numbers:
            raise self.bad(number, f"the id {name} comes twice")
        self.numbers[name] = number
        if name[0] == "T":
            self.bounds[name] = self._bound(number, name, body, rest[0], place)
        elif name[0] == "E":
            self.events[name] = self._event(number, name, body)
        elif name[0] in "AM#":
            self._say(number, name, body.split(" ", 2), rest[0])
        elif name[0] == "N" and len(words := body.split()) == 3 and ":" in words[2]:
            self.names[words[1]].append((words[2].partition(":")[2], rest[0].strip()))
        elif name[0] == "R":
            kind, *arguments = body.split()
            ids = [argument.partition(":")[2] for argument in arguments]
            if len(ids) != 2 or not all(ids):
                raise self.bad(number, "a relation needs two arguments (Arg1:T1 Arg2:T2)")
            self.relations.append((number, kind, ids[0], ids[1]))
        else:
            self.unsaid.append(f"{self.path.name}:{number}: the line {name} ({body.split()[0]}) was left out.")

    def _bound(self, number: int, name: str, body: str, words: str, place: _Places) -> _Bound:
        found = _BOUND.fullmatch(body.strip())
        if not found:
            raise self.bad(number, f"{name} needs a type and offsets, not “{body[:40]}”")
        spans = []
        for piece in found[2].split(";"):
            start, end = map(int, piece.split())
            if not start < end <= len(place.raw):
                raise self.bad(number, f"the offsets {start} {end} are outside the text of {len(place.raw)} characters")
            spans.append((start, end))
        stands = " ".join(place.raw[start:end] for start, end in spans)
        if _letters(words) and _letters(words) != _letters(
            stands
        ):  # tools differ in the white space and marks they write
            raise self.bad(number, f"the text has “{stands[:40]}” there, not “{words[:40]}”, so offsets do not fit it")
        parts = [Span(start, end) for start, end in sorted(set(spans))]
        joined = over_lines(place.raw, parts)
        return _Bound(name, found[1], tuple(place.span(part.start, part.end) for part in joined))

    def _event(self, number: int, name: str, body: str) -> _Event:
        arguments = []
        for argument in body.split():
            found = _ARGUMENT.fullmatch(argument)
            if not found:
                raise self.bad(number, f"the argument “{argument[:40]}” is not of the form Role:T1")
            arguments.append((found[1], found[2]))
        return _Event(name, arguments[0][0], tuple((role.lower(), target) for role, target in arguments))

    def _say(self, number: int, name: str, words: list[str], rest: str) -> None:
        """An attribute (``A1 Stance T1 value``) or a note (``#1 AnnotatorNotes T1<TAB>words``)."""
        if len(words) < 2:
            raise self.bad(number, f"{name} does not say what it is about")
        if name[0] == "#":
            self.notes[words[1]].append(rest.strip())
        else:
            self.attributes[words[1]].append((words[0], words[2] if len(words) > 2 else ""))

    def spans(self, owner: str, target: str) -> tuple[Span, ...]:
        """The spans of an argument; those of the content where it is another event."""
        if target in self.bounds:
            return self.bounds[target].spans
        if target in self.events and target != owner:
            inner = [
                t for role, t in self.events[target].arguments if ROLES.get(role) == "content" and t in self.bounds
            ]
            return tuple(span for t in inner for span in self.bounds[t].spans)
        raise self.bad(self.numbers[owner], f"{owner} names {target}, which does not exist")


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words))


class _Places:
    """From offsets in a file's text to those in the article's, where CRLF is one character and a mark at the start none."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.dropped = [m.start() for m in re.finditer("^\ufeff|\r(?=\n)", raw)]

    def span(self, start: int, end: int) -> Span:
        """The span in the article; an edge on a dropped character moves to the next one kept."""
        first, last = (at - bisect_left(self.dropped, at) for at in (start, end))
        return Span(first, max(last, first + 1))


def _linked(lines: _Lines) -> Mapping[str, list[tuple[int, str]]]:
    """(line, other end) of the relations of each id; BadInputError where one names what does not exist."""
    linked: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, kind, first, second in lines.relations:
        for one, other in ((first, second), (second, first)):
            if one not in lines.bounds and one not in lines.events:
                raise lines.bad(number, f"the relation {kind} names {one}, which does not exist")
            linked[one].append((number, other))
    return linked


def _add_linked(
    lines: _Lines, one: str, linked: Mapping[str, list[tuple[int, str]]], parts: dict[str, list[Span]], about: list[str]
) -> None:
    """Add the sources and cues to which relations link an id; other relations of it are told."""
    for number, other in linked.get(one, ()):
        role = _role(lines, lines.bounds[other]) if other in lines.bounds else ""
        if role in ("source", "cue"):
            parts[role] += [span for span in lines.bounds[other].spans if span not in parts[role]]
            about.append(other)
        elif number not in lines.told:
            lines.unsaid.append(f"{lines.path.name}: the relation of {one} with {other} was left out.")
        lines.told.add(number)


def _events(lines: _Lines, used: set[str], linked: Mapping[str, list[tuple[int, str]]]) -> Iterator[Attribution]:
    """The events with content, with what relations link to it or to the event; the others are told."""
    for event in lines.events.values():
        parts: dict[str, list[Span]] = defaultdict(list)
        for role, target in event.arguments:
            spans = lines.spans(event.id, target)
            used.add(target)
            if role in ROLES:
                parts[ROLES[role]] += spans
            elif role != event.type.lower():
                lines.unsaid.append(f"{lines.path.name}: {event.id}: the argument {role} was left out.")
        about = [event.id, *(target for _, target in event.arguments)]
        if parts["content"]:
            for each in (event.id, *(t for role, t in event.arguments if ROLES.get(role) == "content")):
                _add_linked(lines, each, linked, parts, about)
            used.update(about)
            lines.scheme.quotations += 1
            yield _attribution(lines, event.id, event.type, parts, about)
        else:
            lines.unsaid.append(f"{lines.path.name}: {event.id} ({event.type}) has no content; it was left out.")


def _entities(lines: _Lines, used: set[str], linked: Mapping[str, list[tuple[int, str]]]) -> Iterator[Attribution]:
    """Content that stands in no event, with what relations link to it."""
    for bound in [b for b in lines.bounds.values() if b.id not in used and _role(lines, b) == "content"]:
        parts: dict[str, list[Span]] = {"content": list(bound.spans), "source": [], "cue": []}
        about = [bound.id]
        _add_linked(lines, bound.id, linked, parts, about)
        used.update(about)
        yield _attribution(lines, bound.id, bound.type, parts, about)


def _role(lines: _Lines, bound: _Bound) -> str:
    meaning = lines.scheme.of_span(bound.type)
    return "content" if meaning in (QUOTATION, *KINDS) else meaning


def _attribution(lines: _Lines, name: str, kind: str, parts: Mapping[str, list[Span]], about: list[str]) -> Attribution:
    content, source, cue = (tuple(sorted(set(parts.get(role, ())))) for role in ("content", "source", "cue"))
    attributes = tuple(attribute for each in dict.fromkeys(about) for attribute in lines.attributes[each])
    notes = tuple(note for each in dict.fromkeys(about) for note in lines.notes[each])
    names = tuple(named for each in dict.fromkeys(about) for named in lines.names[each])
    return Attribution(name, kind, content, source, cue, attributes, notes, names)
