"""One codebook of changes that were made apart: two people changed copies of one codebook, and their copies come together.

The changes are taken in one order (the caller's, the same in every copy of a project). Of each field the last change of it counts. Of
each old label all that was said counts: two changes that lead it to one label agree, two that lead it to different ones contradict
each other, and a person chooses again among them. So the result depends on which changes there are, not on who came first.

| said of a label | what becomes of its decisions |
|---|---|
| nothing, or retired | they keep it |
| it is another label now (merged, moved) | they bear what that label has become |
| it is two different labels | choose again among what these have become |
| it is split or deleted, whatever else was said | choose again among all that was offered |
| each of two labels was merged into the other | both are the one into which the last change merged |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple, TypeVar

from annotator.codebook.keys import LABEL_KEYS, TARGET_KEYS, free_key
from annotator.codebook.outline import slug
from annotator.codebook.palette import next_color
from annotator.codebook.steps import LabelFate
from annotator.codebook.writing import with_source
from annotator.records import Codebook, Label, Stance, Target

Part = Codebook | Target | Label
_P = TypeVar("_P", Codebook, Target, Label)
_Keyed = TypeVar("_Keyed", Target, Label)
_HELD: dict[type[Part], tuple[str, ...]] = {
    Codebook: ("name", "guideline"),
    Target: ("name", "key", "definition"),
    Label: tuple(field.name for field in fields(Label) if field.name != "id"),
}


@dataclass(frozen=True, slots=True)
class SavedChange:
    """A saved change of a codebook: its key, the keys of the changes that it was made on, by whom, before, after, and the fates."""

    key: str
    known: frozenset[str]
    who: str
    before: Codebook
    after: Codebook
    fates: tuple[LabelFate, ...]


class JoinedCodebook(NamedTuple):
    """The codebook that changes made apart give together, what becomes of old labels, and where they differ, in sentences."""

    book: Codebook
    fates: tuple[LabelFate, ...]
    told: tuple[str, ...]


def join(base: Codebook, changes: Sequence[SavedChange], apart: int) -> JoinedCodebook:
    """Join changes, each after those that it was made on. ``apart``: how many of them no other was made on, by which the version counts.

    ``base`` is the codebook before all of them.
    """
    values = _Values(base)
    for change in changes:
        values.take(change)
    fates = _Fates(changes, list(values.labels))
    kept = {stance for stance in values.labels if fates.of[stance].to == stance and not fates.of[stance].retired}
    orders = [change.after for change in reversed(changes)] + [base]
    targets = []
    for identity in _ordered([[t.id for t in book.targets] for book in orders]):
        labels = _ordered([[x.id for x in target.labels] for book in orders if (target := book.target(identity))])
        held = [values.labels[s] for s in (Stance(identity, label) for label in labels) if s in kept]
        if not held and identity not in values.gone and labels:
            held = [Label(slug("unclear", set(labels)), "unclear", "q", next_color(()), 0)]
        if held or identity not in values.gone:
            target = replace(values.targets[identity], labels=tuple(_keyed(held, LABEL_KEYS)))
            targets.append(target)
    last = changes[-1].after
    book = replace(
        last, name=values.book.name, guideline=values.book.guideline, targets=tuple(_keyed(targets, TARGET_KEYS)),
        version=_version([change.after.version for change in changes], apart),
    )  # fmt: skip
    said = tuple(fate for fate in fates.of.values() if fate.retired or fate.to != fate.was)
    return JoinedCodebook(with_source(book, last.source), said, tuple(dict.fromkeys(values.told)))


def numbered(version: str, by: int = 1) -> str:
    """A version whose last number is ``by`` higher; one without a number gets " 2"."""
    number = re.search(r"(\d+)(\D*)$", version)
    return f"{version[: number.start()]}{int(number[1]) + by}{number[2]}" if number else f"{version} {by + 1}"


def _version(known: Sequence[str], apart: int) -> str:
    """The number after the highest one, further on with each of the changes that were made apart."""

    def height(version: str) -> tuple[tuple[int, ...], str]:
        return tuple(int(number) for number in re.findall(r"\d{1,9}", version)), version

    return numbered(max(known, key=height), max(apart - 1, 1))


class _Values:
    """What every part holds that any version has, as the changes leave it."""

    def __init__(self, base: Codebook) -> None:
        self.book = base
        self.targets = {target.id: replace(target, labels=()) for target in base.targets}
        self.labels = {Stance(target.id, label.id): label for target in base.targets for label in target.labels}
        self.gone: set[str] = set()  # targets that a change took out
        self.told: list[str] = []
        self._set: dict[tuple[Stance, str], tuple[SavedChange, str | int]] = {}

    def take(self, change: SavedChange) -> None:
        """Take the fields that a change set."""
        before, after = change.before, change.after
        self.book = self._changed(change, Stance("", ""), self.book, before, after)
        self.gone |= {target.id for target in before.targets if after.target(target.id) is None}
        for target in after.targets:
            bare = replace(target, labels=())
            held = self.targets.setdefault(target.id, bare)
            self.targets[target.id] = self._changed(
                change, Stance(target.id, ""), held, before.target(target.id), target
            )
            for label in target.labels:
                stance = Stance(target.id, label.id)
                known = self.labels.setdefault(stance, label)
                self.labels[stance] = self._changed(change, stance, known, before.label(stance), label)

    def _changed(self, change: SavedChange, at: Stance, held: _P, before: _P | None, after: _P) -> _P:
        found: dict[str, str | int] = {}
        for name in _HELD[type(after)]:
            value = getattr(after, name)
            if before is not None and getattr(before, name) == value:
                continue
            other, theirs = self._set.get((at, name), (None, value))
            if other is not None and other.key not in change.known and theirs != value:
                self.told.append(_differing(name, held, theirs, value))
            self._set[at, name] = (change, value)
            found[name] = value
        return replace(held, **found) if found else held  # type: ignore[arg-type]


def _differing(name: str, held: Part, theirs: str | int, value: str | int) -> str:
    if name == "name":
        return f"One name was changed by two people: “{theirs}” and “{value}”; “{value}” counts."
    return f"“{held.name}” was changed by two people in different ways; the later change counts."


class _Fates:
    """What becomes of each label after all changes: ``of``."""

    def __init__(self, changes: Sequence[SavedChange], labels: Iterable[Stance]) -> None:
        self._retired: set[Stance] = set()
        self._to: dict[Stance, dict[Stance, int]] = {}  # label -> what it was led to -> the last change that did so
        self._offered: dict[Stance, dict[Stance, None]] = {}  # of labels to choose again for
        for stance, said in self._said(changes).items():
            for number, fate in said:
                if fate.to is None:
                    self._offered.setdefault(stance, {}).update(dict.fromkeys(fate.options))
                elif fate.to == stance:
                    self._retired.add(stance)
                else:
                    self._to.setdefault(stance, {})[fate.to] = number
        every = dict.fromkeys([*labels, *self._to, *self._offered, *self._retired])
        self._one = self._merged(every)
        self.of = {stance: self._fate(stance) for stance in every}

    @staticmethod
    def _said(changes: Sequence[SavedChange]) -> dict[Stance, list[tuple[int, LabelFate]]]:
        """What was said of each label that a change took out, with the change's number; one that came back is there again."""
        found: dict[Stance, list[tuple[int, LabelFate]]] = {}
        for number, change in enumerate(changes):
            told = {fate.was: fate for fate in change.fates}
            before, after = _stances(change.before), _stances(change.after)
            for stance in after:
                if stance not in before and stance in found:
                    found[stance] = [each for each in found[stance] if changes[each[0]].key not in change.known]
            for was in before:
                if was not in after:
                    fate = told.get(was, LabelFate(was, was, retired=True))
                    found.setdefault(was, []).append((number, fate))
        return found

    def _merged(self, every: Iterable[Stance]) -> dict[Stance, Stance]:
        """The one label into which those were merged that were merged into each other."""
        reach = {stance: set(self._follow(stance)) for stance in every}
        found = {}
        for stance in reach:
            ring = [other for other in reach[stance] if stance in reach.get(other, ())]
            if ring and stance in reach[stance]:
                inner = [(number, to) for each in ring for to, number in self._to[each].items() if to in ring]
                found[stance] = max(inner)[1]
        return found

    def _follow(self, stance: Stance) -> Iterator[Stance]:
        seen: set[Stance] = set()
        waits = list(self._to.get(stance, ()))
        while waits:
            now = waits.pop()
            if now not in seen:
                seen.add(now)
                yield now
                waits += self._to.get(now, ())

    def _fate(self, was: Stance) -> LabelFate:
        ends, asked = self._ends(was, frozenset())
        if asked or len(ends) != 1:
            return LabelFate(was, None, options=tuple(end for end in ends if end not in self._retired))
        (end,) = ends
        return LabelFate(was, end, retired=end in self._retired)

    def _ends(self, stance: Stance, seen: frozenset[Stance]) -> tuple[list[Stance], bool]:
        """What a label has become, and whether a person must choose among it."""
        one = self._one.get(stance, stance)
        ring = [each for each, other in self._one.items() if other == one] or [one]
        if one in seen:
            return [], False
        seen |= {one}
        to = [each for member in ring for each in self._to.get(member, ()) if each not in ring]
        offered = [each for member in ring for each in self._offered.get(member, ())]
        asked = any(member in self._offered for member in ring)
        if not to and not asked:
            return [one], False
        ends: list[Stance] = []
        for each in (*to, *offered):
            found, unsure = self._ends(each, seen)
            ends += found
            asked |= unsure
        return list(dict.fromkeys(ends)), asked


def _stances(book: Codebook) -> dict[Stance, None]:
    return {Stance(target.id, label.id): None for target in book.targets for label in target.labels}


def _ordered(orders: Sequence[Sequence[str]]) -> list[str]:
    """All names: the first order, and what others have beside it after the name before."""
    made: list[str] = []
    for order in orders:
        at = 0
        for name in order:
            if name not in made:
                made.insert(at, name)
            at = made.index(name) + 1
    return made


def _keyed(parts: Sequence[_Keyed], letters: str) -> list[_Keyed]:
    """The parts with a key of its own each: of two with one key the second gets another, or none."""
    taken: set[str] = set()
    made: list[_Keyed] = []
    own = {part.key for part in parts}
    for part in parts:
        key = part.key
        if key and key in taken:
            key = free_key(part.name, taken | own, letters)
        taken.add(key)
        made.append(replace(part, key=key))
    return made
