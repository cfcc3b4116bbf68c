"""What the labels of other people's files mean here: the label map of a project, and names that mean the same everywhere.

A label of a stretch means a quotation (of a kind, where it says one), a source, a cue, a stance, or nothing. A value beside a stretch
(a choice, a text, a feature, an attribute) means a stance, the speaker's name, a comment, or a kind. The map comes first, then the
usual names, then the codebook, whose targets and labels are found by id and by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes, ignore
from annotator.records import Codebook, Span, Stance, Target, fold

QUOTATION, SOURCE, CUE = "quotation", "source", "cue"
KINDS = ("direct", "mixed", "indirect")
SPEAKER, KIND, COMMENT, STANCE, NOTHING = "speaker", "kind", "comment", "stance", "nothing"
STRETCHES = (QUOTATION, *KINDS, SOURCE, CUE, SPEAKER)  # what a stretch of text can be
MEANINGS = (QUOTATION, *KINDS, SOURCE, CUE, SPEAKER, COMMENT, NOTHING)
"""The words of a label map, beside ``target:label`` (a stance) and ``target:`` (a field whose values are labels of the target)."""
_WORDS = {
    **{word: word for word in MEANINGS}, "quote": QUOTATION, "content": QUOTATION, "leave out": NOTHING, "ignore": NOTHING,
    **{f"{kind} {word}": kind for kind in KINDS for word in ("quotation", "quote")},
}  # fmt: skip
_SPANS = {
    "content": QUOTATION, "quote": QUOTATION, "quotation": QUOTATION, "source": SOURCE, "speaker": SOURCE, "cue": CUE,
    "reporting verb": CUE, "cue verb": CUE, **{f"{kind} {word}": kind for kind in KINDS for word in ("quotation", "quote")},
}  # fmt: skip
_FIELDS = {"speaker": SPEAKER, "speaker name": SPEAKER, "speakername": SPEAKER, "kind": KIND, "comment": COMMENT}
_SHOWN = 6  # labels that a message names


def _plain(name: str) -> str:
    """A name for comparison: folded, with underscores and hyphens as blanks."""
    return fold(name.replace("_", " ").replace("-", " "))


Tables = Callable[[Path, str], Sequence[Mapping[str, Any]]]  # the rows of a table of another program's database
Marks = Callable[[str], Sequence[Span]]  # what stands in quotation marks in a text


def _no_tables(path: Path, table: str) -> Sequence[Mapping[str, Any]]:
    raise BadInputError(f"{path}: only an import reads databases of other programs.")


def _no_marks(text: str) -> Sequence[Span]:
    return ()


@dataclass(slots=True)
class Scheme:
    """What a reader of annotations is given: the label map, the codebook, and where it reports what it leaves out.

    ``tables`` reads the databases in which some programs keep their projects. ``marks`` finds what stands in quotation marks, for
    formats that do not say the kind of a quotation.

    Calling it reports a note. ``met`` collects the labels of the file with what each was taken for ("": nothing is known of it).
    """

    notes: ReaderNotes = ignore
    codebook: Codebook | None = None
    labels: Mapping[str, str] = field(default_factory=dict)  # name for comparison -> meaning
    tables: Tables = _no_tables
    marks: Marks = _no_marks
    met: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)  # the same of "name:value" beside stretches
    quotations: int = 0

    def __call__(self, note: str) -> None:
        """Report one thing that was left out or could not be known."""
        self.notes(note)

    def knows(self, name: str) -> str:
        """What a label means by the map or everywhere, "" for none; without the codebook, and without counting it."""
        return self.labels.get(_plain(name)) or _SPANS.get(_plain(name), "")

    def is_given(self, name: str) -> bool:
        """Whether the map of the project says what a label means."""
        return _plain(name) in self.labels

    def of_span(self, name: str, parent: str = "") -> str:
        """What a labeled stretch is: a meaning, ``target:label``, or "" where nothing is known. ``parent``: the group of the label."""
        whole = _plain(f"{parent}:{name}") if parent else ""
        found = self.labels.get(whole) or self.knows(name)
        if not found and (stance := self.stance(parent, name)):
            found = f"{stance.target}:{stance.label}"
        found = SOURCE if found == SPEAKER else found
        if found in (QUOTATION, *KINDS):
            self.quotations += 1
        self.met.setdefault(f"{parent}:{name}" if whole in self.labels else name, found)
        return found

    def of_value(self, name: str, value: str, *, source: bool = False) -> tuple[str, str]:
        """What a value beside a stretch says: (speaker, kind, comment, stance or nothing; the value), ("", "") where that is not known.

        A stance is given as ``target:label``. ``source``: the stretch is a source, whose "name" is the speaker's.
        """
        mapped = next(
            (self.labels[key] for key in map(_plain, (f"{name}:{value}", value, name)) if key in self.labels), ""
        )
        what = mapped or _FIELDS.get(_plain(name), SPEAKER if source and _plain(name) == "name" else "")
        if what in KINDS:  # the map says that the value is a kind
            return KIND, what
        if what in (SPEAKER, COMMENT, NOTHING, KIND):
            return what, value
        of_target = what.removesuffix(":")
        stance = (
            self.stance(of_target, value) if what != of_target else self.stance("", what) or self.stance(name, value)
        )
        self.values.setdefault(f"{name}:{value}", f"{stance.target}:{stance.label}" if stance else "")
        return (STANCE, f"{stance.target}:{stance.label}") if stance else ("", "")

    def stance(self, target: str, label: str) -> Stance | None:
        """The stance of that target and label, by id or name; the label may be written ``target:label`` or be one that only one target
        has. None for any other.
        """
        return stance_of(self.codebook, target, label) if self.codebook is not None else None

    def for_file(self, notes: ReaderNotes) -> Scheme:
        """The same for one file, with its notes and what it meets apart."""
        return Scheme(notes, self.codebook, self.labels, self.tables, self.marks)

    def add(self, met: Mapping[str, str], values: Mapping[str, str], quotations: int) -> None:
        """Add the labels and values that a file was found to hold, and the number of its quotations."""
        self.met.update(met)
        self.values.update(values)
        self.quotations += quotations

    def check(self, where: str) -> None:
        """BadInputError where a file had labels and none of them was a quotation: it would come in as read and empty."""
        unknown = [name for name, meaning in self.met.items() if not meaning]
        if unknown and not self.quotations:
            named = ", ".join(f"“{name}”" for name in unknown[:_SHOWN]) + " …" * (len(unknown) > _SHOWN)
            raise BadInputError(
                f"{where}: none of its labels is known as a quotation (it has {named}); say what they mean, in the preview or with "
                f'--as "{unknown[0]}=quotation".'
            )


def stance_of(codebook: Codebook, target: str, label: str) -> Stance | None:
    """The stance that a name and a value stand for, see :meth:`Scheme.stance`."""
    if codebook.has(Stance(target, label)):
        return Stance(target, label)
    given, colon, rest = label.partition(":")
    if not colon:
        given, colon, rest = label.partition("__")
    named = _target(codebook, given if colon else target)
    wanted = [named] if named else [] if colon else list(codebook.targets)
    found = [
        Stance(t.id, x.id) for t in wanted for x in t.labels if _plain(rest if colon else label) in _names(x.id, x.name)
    ]
    return found[0] if len(found) == 1 else None


def _target(codebook: Codebook, name: str) -> Target | None:
    return next((t for t in codebook.targets if name and _plain(name) in _names(t.id, t.name)), None)


def _names(*names: str) -> tuple[str, ...]:
    return tuple(map(_plain, names))


def label_map(given: Iterable[str], codebook: Codebook) -> dict[str, str]:
    """``LABEL=MEANING`` words as a map; BadInputError with what can be said where one is not so written or means nothing here."""
    found = {}
    for word in given:
        label, equals, meaning = word.rpartition("=")
        if not equals or not label.strip():
            raise BadInputError(f'“{word}” is not written as LABEL=MEANING, as in --as "Direct quote=quotation".')
        found[_plain(label)] = meaning_of(meaning, codebook)
    return found


def meaning_of(word: str, codebook: Codebook) -> str:
    """A meaning as the map keeps it; BadInputError for a word that is none."""
    if known := _WORDS.get(_plain(word)):
        return known
    if stance := stance_of(codebook, "", word.strip()):
        return f"{stance.target}:{stance.label}"
    if target := _target(codebook, word.strip().removesuffix(":")):
        return f"{target.id}:"
    raise BadInputError(
        f"“{word.strip()}” is not a meaning of a label; write {', '.join(MEANINGS)}, or a label of the codebook {codebook.name} "
        "as target:label."
    )
