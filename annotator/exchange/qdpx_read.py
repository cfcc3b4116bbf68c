"""Reading REFI-QDA projects (.qdpx) of NVivo, MAXQDA, ATLAS.ti, QualCoder and others: texts with their codings, by user.

Source: REFI-QDA Standard 1.5, "Project": ``project.qde`` with Users, CodeBook, Sources (TextSource with PlainTextSelection and Coding),
Links and Cases; the plain text of a source in ``sources/``. The standard leaves open what programs do in different ways: whether
``endPosition`` is the last character or the one after it, whether a byte order mark and carriage returns count, and characters or UTF-16
units. The names of the selections, which are their words, tell which way a file counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import zips
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of, normal_newlines
from annotator.exchange.encodings import decode_any
from annotator.exchange.given import record_at
from annotator.exchange.graph import SAID, Builder
from annotator.exchange.offsets import ForeignText
from annotator.exchange.scheme import Scheme
from annotator.exchange.xml_input import local, parse_xml
from annotator.jsontext import MisfitError, read_json
from annotator.records import Article, Span

ORIGIN = "quotation-annotator"
"""What an export of ours says of the program that wrote it."""
PROVENANCE = (
    "annotator: "  # begins the description of a selection in which an export of ours keeps what has no place elsewhere
)


@dataclass(slots=True)
class CodedSelection:
    """A selection of a source with its codings: (user, code)."""

    guid: str
    start: int
    end: int
    name: str
    note: str
    codings: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Project:
    """What of a project all its sources need."""

    root: Any
    users: dict[str, str] = field(default_factory=dict)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)  # guid -> (name, name of the code above it)
    links: list[tuple[str, str]] = field(default_factory=list)
    speakers: dict[str, str] = field(default_factory=dict)  # selection -> name of the case that holds it
    stances: dict[str, str] = field(default_factory=dict)  # code -> target:label, in an export of ours
    notes: dict[str, str] = field(default_factory=dict)  # guid -> text
    variables: dict[str, str] = field(default_factory=dict)  # guid -> name
    cases: dict[str, list[str]] = field(default_factory=dict)  # source -> names of the cases that hold it whole
    ours: bool = False  # whether an export of ours wrote it, so that its places and selections are known

    @classmethod
    def of(cls, root: Any) -> Project:
        """The users, codes, links and cases of a project file."""
        made = cls(root, ours=root.get("origin") == ORIGIN)
        about = _kept(next((c.text or "" for c in root if local(c) == "Description"), ""))
        if isinstance(stances := about.get("stances"), dict):
            made.stances = {str(code): str(name) for code, name in stances.items()}
        for element in root.iter():
            kind = local(element)
            if kind == "User":
                made.users[element.get("guid", "")] = element.get("name") or "user"
            elif kind == "Code":
                above = element.getparent()
                made.codes[element.get("guid", "")] = (
                    element.get("name", ""), above.get("name", "") if local(above) == "Code" else ""
                )  # fmt: skip
            elif kind == "Link":
                made.links.append((element.get("originGUID", ""), element.get("targetGUID", "")))
            elif kind == "Case":
                for child in element:
                    if local(child) == "SelectionRef":
                        made.speakers[child.get("targetGUID", "")] = element.get("name", "")
                    elif local(child) == "SourceRef":
                        made.cases.setdefault(child.get("targetGUID", ""), []).append(element.get("name", ""))
            elif kind == "Variable":
                made.variables[element.get("guid", "")] = element.get("name", "")
            elif kind == "Note":
                made.notes[element.get("guid", "")] = next(
                    (c.text or "" for c in element if local(c) == "PlainTextContent"), ""
                )
        if len(made.users) == 1:  # then a coding that names nobody is by them
            made.users[""] = next(iter(made.users.values()))
        return made


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """The text sources of a project with what each user coded in them; BadInputError where it cannot be read."""
    with zips.opened(path) as archive:
        names = zips.names(archive)
        wanted = next((n for n in names if n.lower().endswith(".qde")), None)
        if wanted is None:
            raise BadInputError(f"{path}: there is no project.qde in it; export the project as REFI-QDA (.qdpx) again.")
        project = Project.of(parse_xml(zips.read(archive, wanted, str(path)), f"{path}: {wanted}"))
        by_name = {PurePosixPath(name).name.lower(): name for name in names}
        count = 0
        for source in project.root.iter():
            if local(source) not in ("TextSource", "Representation", "Transcript"):
                continue
            found = next((c for c in source if local(c) == "PlainTextContent"), None)
            inside = str(source.get("plainTextPath") or "").rpartition("/")[2].lower()
            if found is not None and found.text:
                raw = found.text
            elif inside in by_name:
                data = zips.read(archive, by_name[inside], str(path))
                raw = ("\ufeff" if data.startswith(b"\xef\xbb\xbf") else "") + decode_any(
                    data, f"{path}: {inside}"
                ).text
            else:
                scheme(f"source {source.get('name', '')} without a plain text: left out")
                continue
            count += 1
            with record_at(f"{path}: source {source.get('name') or count}", "not a readable text with codings"):
                yield from _source(source, raw, project, str(path), scheme)
        others = 0
        for source in project.root.iter():
            if local(source).endswith("Source") and local(source) != "TextSource":
                others += 1
                scheme("picture, sound, film or document: left out")
        if not count and (others or names != [wanted]):  # else nothing was exported, as from a project without articles
            raise BadInputError(f"{path}: there is no text in the project; check that its texts were exported with it.")


def _source(source: Any, raw: str, project: Project, where: str, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """One text with what each user coded in it; without codings the article alone."""
    points = {p.get("guid", ""): p.get("position", "") for p in source if local(p) == "SyncPoint"}
    selections = []
    for each in source:
        if local(each) == "PlainTextSelection" or (local(each) == "TranscriptSelection" and _is_placed(each, points)):
            selections.append(_selection(each, project, points))
        elif local(each) == "TranscriptSelection":
            scheme("selection of a transcript without a place in its text: left out")
    for _ in (each for each in source if local(each) == "Coding"):
        scheme("code of a whole source: left out")
    name = source.get("name") or source.getparent().get("name") or source.get("guid", "source")
    note = next((c.text or "" for c in source if local(c) == "Description"), "")
    kept = _kept(note)
    if not kept:
        kept = {"metadata": _about(source, note.strip(), project)}
    yield from coded(name, raw, selections, project, where, scheme, kept)


def _about(source: Any, description: str, project: Project) -> dict[str, str]:
    """What a program says of a source: its description and notes, the values of its variables, the cases that hold it."""
    found = {"description": description} if description else {}
    notes = [
        text
        for each in source
        if local(each) == "NoteRef" and (text := project.notes.get(each.get("targetGUID", ""), ""))
    ]
    if notes:
        found["note"] = "\n".join(notes)
    for value in (each for each in source if local(each) == "VariableValue"):
        name = next(
            (project.variables.get(c.get("targetGUID", ""), "") for c in value if local(c) == "VariableRef"), ""
        )
        words = next((c.text or "" for c in value if local(c) != "VariableRef"), "")
        if name and words:
            found[name] = words
    if cases := [*project.cases.get(source.get("guid", ""), []), *_cases_above(source, project)]:
        found["case"] = "; ".join(cases)
    return found


def _cases_above(source: Any, project: Project) -> list[str]:
    above = source.getparent()
    return project.cases.get(above.get("guid", ""), []) if local(source) != "TextSource" and above is not None else []


def coded(
    name: str,
    raw: str,
    selections: Sequence[CodedSelection],
    project: Project,
    where: str,
    scheme: Scheme,
    kept: Mapping[str, Any] | None = None,
) -> Iterator[AnnotatedArticle]:
    """A text with what each user coded in it, as QDA programs have it; without codings the article alone.

    ``kept`` is what an export of ours said of the text.
    """
    kept, place = kept or {}, _own_place(raw) if project.ours else _place(raw, selections)
    given, done = kept.get("metadata"), kept.get("finished")
    metadata = {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}
    about = {**metadata, "title": str(kept.get("title", ""))}
    article = article_of(str(kept.get("id", name)), place.text, where, about)
    finished = done if isinstance(done, dict) else {}
    people = [project.users.get(user, "user") for selection in selections for user, _ in selection.codings]
    for person in dict.fromkeys([*people, *map(str, finished)]):
        yield _person(article, person, selections, place, project, scheme, finished=bool(finished.get(person, True)))
    if not people and not finished:
        yield AnnotatedArticle(article, "", (), False)


def _person(
    article: Article, person: str, selections: Sequence[CodedSelection], place: _Place, project: Project, scheme: Scheme, *, finished: bool
) -> AnnotatedArticle:  # fmt: skip
    """What one user coded. Selections of one stretch are one, but in an export of ours: other programs make one for each code."""
    builder = Builder(article, person, scheme)
    mine: dict[Span, list[CodedSelection]] = {}
    for selection in selections:
        if any(project.users.get(user, "user") == person for user, _ in selection.codings):
            key = place.span(selection)
            mine.setdefault(key, []).append(selection)
    keys: dict[str, Any] = {}
    for span, several in mine.items():
        ours = [s for s in several if project.ours or _kept(s.note)]
        for group in [[s] for s in ours] + [[s for s in several if s not in ours]]:
            if group:
                _stretch(builder, span, group, person, project)
                keys.update({s.guid: group[0].guid for s in group})
    for one, other in project.links:
        if one in keys and other in keys:
            builder.link(keys[one], keys[other])
    return builder.finished(finished)


def _stretch(builder: Builder, span: Span, group: Sequence[CodedSelection], person: str, project: Project) -> None:
    codes = [
        code for s in group for user, code in s.codings if project.users.get(user, "user") == person
    ]  # fmt: skip
    said = {k: v for s in group for k, v in _kept(s.note).items() if k in SAID and k != "stances"}
    speaker = next((project.speakers[s.guid] for s in group if s.guid in project.speakers), "")
    if speaker and not said.get("speaker"):
        said["speaker"] = speaker
    key = group[0].guid
    named = [(code, *project.codes.get(code, (code, ""))) for code in dict.fromkeys(codes)]
    for code, name, above in sorted(named, key=lambda each: not builder.scheme.knows(each[1])):
        if code in project.stances:
            builder.stance(key, project.stances[code])
        else:
            builder.node(key, name, span, parent=above, **said)
    for s in group:
        if s.note and not _kept(s.note):
            builder.say(key, "comment", s.note)


def _kept(note: str) -> dict[str, Any]:
    """What an export of ours keeps at the end of a description, as JSON; nothing of any other."""
    if PROVENANCE not in note:
        return {}
    try:
        found = read_json(note.rpartition(PROVENANCE)[2])
    except MisfitError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_placed(element: Any, points: Mapping[str, str]) -> bool:
    """Whether both points of a selection of a transcript stand in its text."""
    return all(points.get(element.get(name, "")) for name in ("fromSyncPoint", "toSyncPoint"))


def _selection(element: Any, project: Project, points: Mapping[str, str]) -> CodedSelection:
    """A selection with its codings; one of a transcript stands between two of the transcript's points."""
    ends = [element.get(name) for name in ("startPosition", "endPosition")]
    if local(element) == "TranscriptSelection":
        ends = [points.get(element.get(name, "")) for name in ("fromSyncPoint", "toSyncPoint")]
    try:
        start, end = int(ends[0]), int(ends[1])
    except (TypeError, ValueError) as err:
        raise MisfitError("a selection has no start or end") from err
    user = element.get("creatingUser", "")
    note = next((c.text or "" for c in element if local(c) == "Description"), "").strip()
    if not _kept(note):
        more = [project.notes.get(c.get("targetGUID", ""), "") for c in element if local(c) == "NoteRef"]
        note = "\n".join(filter(None, [note, *more]))
    made = CodedSelection(element.get("guid", ""), start, end, element.get("name") or "", note)
    for coding in element:
        if local(coding) == "Coding":
            codes = [c.get("targetGUID", "") for c in coding if local(c) == "CodeRef"]
            made.codings += [(coding.get("creatingUser") or user, code) for code in codes]
    return made


@dataclass(slots=True)
class _Place:
    """One way to count in a text: which form of it, and whether the end is the last character or the one after it."""

    foreign: ForeignText
    inclusive: bool
    shift: int = 0  # characters before the text that count: a byte order mark

    @property
    def text(self) -> str:
        return self.foreign.text

    def span(self, selection: CodedSelection) -> Span:
        """The place of a selection in the article's text."""
        start = max(selection.start - self.shift, 0)
        return self.foreign.span(start, selection.end - self.shift + self.inclusive)

    def score(self, selections: Sequence[CodedSelection]) -> tuple[int, int]:
        """How well the selections hold the words of their names, and how few cut a word in two."""
        named = cut = 0
        for selection in selections:
            try:
                span = self.span(selection)
            except MisfitError:
                cut += 2
                continue
            words = span.words(self.text)
            named += _likeness(words, selection.name)
            around = f" {self.text} "[span.start : span.end + 2]
            cut += (around[0].isalnum() and around[1].isalnum()) + (around[-1].isalnum() and around[-2].isalnum())
            cut += words[:1] in _NEVER_FIRST or around[0] in _OPENING or words[-1:] in _NEVER_LAST
        return named, -cut


#: With what nobody begins a selection, what nobody leaves before it, and with what nobody ends it.
_NEVER_FIRST, _OPENING, _NEVER_LAST = tuple(" \n\t,.;:!?)”»"), tuple("„«("), tuple(" \n\t(„«")


def _likeness(words: str, name: str) -> int:
    """How well a selection's name fits its words: 3 as they are, 2 but for white space, 1 where a long name was cut."""
    mine, given = " ".join(words.split()), " ".join(name.split())
    if words == name or mine == given:
        return 3 if words == name else 2
    cut = given.removesuffix("...").removesuffix("…")
    return int(len(cut) >= 20 and mine.startswith(cut))


def _own_place(raw: str) -> _Place:
    """The way in which :mod:`annotator.exchange.qdpx` counts: code points, half-open."""
    return _Place(ForeignText(raw), inclusive=False)


def _place(raw: str, selections: Sequence[CodedSelection]) -> _Place:
    """The way of counting that fits the selections best; where several do, the one that the standard's own reader has."""
    marked = raw.startswith("\ufeff")
    plain = raw.removeprefix("\ufeff")
    forms = [(plain, 0)] + ([(plain, 1)] if marked else [])
    if "\r" in plain:
        forms += [(normal_newlines(text), shift) for text, shift in forms]
        forms += [(re.sub(r"\r?\n|\r", "\r\n", plain), 0)] if "\r\n" not in plain else []
    elif "\n" in plain:
        forms.append((plain.replace("\n", "\r\n"), 0))
    ways = [
        _Place(ForeignText(text, utf16=utf16), inclusive, shift)
        for text, shift in forms for utf16 in ((False, True) if max(text, default="") > "\uffff" else (False,))
        for inclusive in (False, True)
    ]  # fmt: skip
    return max(ways, key=lambda way: way.score(selections)) if selections else ways[0]


def describe(values: Mapping[str, Any], words: str = "") -> str:
    """A description: words for people, then what :func:`_kept` reads back, in ASCII, which XML can always hold."""
    return (f"{words}\n" if words else "") + PROVENANCE + json.dumps(values)
