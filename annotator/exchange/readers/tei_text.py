"""TEI: texts of corpora, editions and parliaments (ParlaMint), each with its header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.readers.base import Extract, ReadOptions, Source, with_text
from annotator.exchange.readers.dates import dated
from annotator.exchange.readers.xml import child_text, parse, told
from annotator.exchange.xml_input import local

_BEGINS = re.compile(rb"<(?:\w{1,20}:)?(?:TEI|teiCorpus|TEI\.2)\b")
#: Elements that are paragraphs of their own; those that a reader of the text does not see, or sees beside it.
_BLOCKS = frozenset((
    "p", "head", "ab", "l", "seg", "item", "u", "byline", "dateline", "salute", "signed", "opener", "closer", "trailer", "row", "speaker",
    "stage", "argument", "epigraph", "sp", "lg", "list", "table", "div", "div1", "div2", "body", "front", "back", "quote", "cit", "said",
    "label", "docTitle", "titlePart", "postscript", "floatingText", "text", "bibl", "figDesc", "note", "titlePage", "group", "docAuthor",
))  # fmt: skip
_INLINE_ALSO = frozenset(
    ("seg", "said", "quote", "bibl", "label", "note", "cit")
)  # blocks only where no line is around them
_LINES = frozenset(
    ("p", "head", "ab", "l", "seg", "item", "byline", "dateline", "salute", "signed", "speaker", "stage", "row")
)
_UNSEEN = {
    "del": "deleted words of a TEI file: left out", "sic": "corrected or modernized words of a TEI file: the correction is taken",
    "orig": "corrected or modernized words of a TEI file: the correction is taken",
    "abbr": "corrected or modernized words of a TEI file: the correction is taken", "fw": "heads of pages of a TEI file: left out",
    "vocal": "sounds and gestures in a TEI file: left out", "kinesic": "sounds and gestures in a TEI file: left out",
    "incident": "sounds and gestures in a TEI file: left out", "gap": "sounds and gestures in a TEI file: left out",
}  # fmt: skip
_CORRECTED = {"sic": "corr", "orig": "reg", "abbr": "expan"}
SPEAKERS = "names of speakers of a TEI file, which its text does not say: a line before their words"
QUOTED = "who says words marked as said in a TEI file: left out"
NOTES = "notes of a TEI file: put behind the text"
STANDOFF = "annotations beside the text of a TEI file (standoff): left out"
DIVIDED = "words divided at line ends: put together, without their hyphens"
EMPTY = "TEI text without words: left out"
_JOINED = (
    "\ue000"  # stands where no blank is to be, whatever white space is there; for private use, so that no text has it
)
_WHITE, _TIGHT = re.compile(r"\s+"), re.compile(rf"\s{{0,200}}{_JOINED}\s{{0,200}}")
_XML = "{http://www.w3.org/XML/1998/namespace}"


def recognizes(source: Source) -> bool:
    """Whether an XML file is TEI."""
    return _BEGINS.search(source.head_letters[:4000]) is not None


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """Each text of a file or a corpus."""
    root = parse(source)
    several = [root] if local(root) in ("TEI", "TEI.2") else list(root.iter("{*}TEI", "{*}TEI.2"))
    yield from with_text((_extract(each, root, told(source)) for each in several), notes, EMPTY)


def _extract(each: Any, root: Any, mine: list[str]) -> Extract:
    made = Extract("", _about(each), mine)
    text = next((child for child in each if local(child) == "text"), None)
    if text is not None:
        reading = _Reading(_people(root, each), made.notes)
        reading.walk(text)
        made.text = "\n".join(reading.finished())
        if any(next(each.iter(f"{{*}}{name}"), None) is not None for name in ("span", "annotation", "linkGrp")):
            made.notes.append(STANDOFF)
    return made


def _about(each: Any) -> dict[str, str]:
    """What the header says."""
    header = next((child for child in each if local(child) == "teiHeader"), None)
    if header is None:
        return {}
    titles = [t for t in header.iterfind(".//{*}titleStmt/{*}title") if child_text(t)]
    main = [t for t in titles if t.get("type") == "main"] or [t for t in titles if t.get("type") != "sub"] or titles
    language = each.get(f"{_XML}lang") or ""
    wanted = [t for t in main if language and t.get(f"{_XML}lang") == language] or main
    found = {"title": child_text(wanted[0]) if wanted else ""}
    found["author"] = "; ".join(filter(None, map(child_text, header.iterfind(".//{*}titleStmt/{*}author"))))
    sources = (
        ".//{*}sourceDesc//{*}title[@level='j']",
        ".//{*}sourceDesc//{*}monogr/{*}title",
        ".//{*}sourceDesc//{*}bibl/{*}title",
    )
    found["source"] = next((child_text(t) for path in sources for t in header.iterfind(path) if child_text(t)), "")
    days = (
        ".//{*}settingDesc//{*}date",
        ".//{*}sourceDesc//{*}date",
        ".//{*}creation/{*}date",
        ".//{*}publicationStmt/{*}date",
    )
    day = next((d for path in days for d in header.iterfind(path) if d.get("when") or child_text(d)), None)
    if day is not None:
        dated(found, day.get("when") or child_text(day))
    found["url"] = next((child_text(i) for i in header.iterfind(".//{*}publicationStmt/{*}idno[@type='URL']")), "")
    found["language"] = language
    return {key: value for key, value in found.items() if value}


def _people(root: Any, each: Any) -> dict[str, str]:
    """The names of the people that a header lists, by their ids."""
    found = {}
    for person in (*root.iter("{*}person"), *each.iter("{*}person")):
        name = next(iter(person.iter("{*}persName")), None)
        kinds = ("forename", "nameLink", "surname")
        parts = [part for kind in kinds for part in (name.iterfind(f"{{*}}{kind}") if name is not None else ())]
        key = person.get(f"{_XML}id")
        if key and name is not None:
            found[key] = " ".join(map(child_text, parts)) or child_text(name)
    return found


class _Reading:
    """The lines of a text while it is walked through."""

    def __init__(self, people: dict[str, str], notes: list[str]) -> None:
        self.people = people
        self.notes = notes
        self.lines: list[str] = []
        self.behind: list[str] = []
        self.line: list[str] = []

    def tell(self, note: str) -> None:
        """Add a note, once."""
        if note not in self.notes:
            self.notes.append(note)

    def end(self) -> None:
        """End the line that is being read."""
        words = _WHITE.sub(" ", _TIGHT.sub("", "".join(self.line))).strip()
        if words:
            self.lines.append(words)
        self.line = []

    def finished(self) -> list[str]:
        """All lines."""
        self.end()
        return [*self.lines, *self.behind]

    def walk(self, element: Any, depth: int = 0, inline: bool = False) -> None:
        """Take the words of an element; ``inline``: it stands in a line."""
        name = local(element)
        if depth > 200 or self._left_out(element, name):
            return
        if name == "note" and element.get("type") not in ("speaker", "narrative", "comment", "time") and inline:
            self.tell(NOTES)
            self.behind.append(child_text(element))
            return
        block = name in _BLOCKS and not (inline and name in _INLINE_ALSO)
        if block:
            self.end()
        if name == "u":
            self._speaker(element)
        if name == "said" and element.get("who"):
            self.tell(QUOTED)
        self.line.append(element.text or "")
        for child in element:
            self.walk(child, depth + 1, inline or name in _LINES)
            self.line.append(child.tail or "")
        if name in ("w", "pc"):
            self.line.append(_JOINED if element.get("join") in ("right", "both") else " ")
        if name in ("lb", "pb", "cb", "cell"):
            if element.get("break") == "no" and "".join(self.line[-3:]).rstrip().endswith("-"):
                self.tell(DIVIDED)
                self.line[:] = ["".join(self.line).rstrip().removesuffix("-")]
            self.line.append(_JOINED if element.get("break") == "no" else " ")
        if block:
            self.end()

    def _left_out(self, element: Any, name: str) -> bool:
        note = _UNSEEN.get(name, "")
        if name in _CORRECTED:
            parent = element.getparent()
            if parent is None or not any(local(each) == _CORRECTED[name] for each in parent):
                return False
        if note and child_text(element):
            self.tell(note)
        return bool(note) or not name

    def _speaker(self, element: Any) -> None:
        who = (element.get("who") or "").lstrip("#")
        before = element.getprevious()
        if who and not (before is not None and local(before) == "note" and before.get("type") == "speaker"):
            self.tell(SPEAKERS)
            self.lines.append(f"{self.people.get(who, who)}:")
