"""What differs between two versions of a codebook, in words."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from annotator.records import Codebook, Label, Stance, Target


class DifferenceKind(StrEnum):
    """How a part differs."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    REDEFINED = "redefined"
    MOVED = "moved"
    RESTYLED = "restyled"  # its key, color or polarity


class CodebookDifference(NamedTuple):
    """One difference: its kind, the part (a target's label is ""; the codebook's target too), its name, before and after."""

    kind: DifferenceKind
    part: Stance
    name: str
    before: str
    after: str

    def what(self) -> str:
        """The kind and the part: what stands beside before and after in a table."""
        return f"{self.kind}: {self._part()}"

    def _part(self) -> str:
        return f"label “{self.name}”" if self.part.label else f"target “{self.name}”" if self.part.target else self.name

    def sides(self, most: int) -> tuple[str, str]:
        """Before and after on one line each, at most so long, from shortly before the first letter that differs."""
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        same = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
        first = max(same - most // 4, 0) if max(len(before), len(after)) > most else 0
        return _cut(before, first, most), _cut(after, first, most)

    def words(self) -> str:
        """The difference as one line."""
        if self.kind in (DifferenceKind.ADDED, DifferenceKind.REMOVED):
            return self.what()
        before, after = (f"“{text}”" if text else "nothing" for text in self.sides(80))
        return f"{self.kind}: {self._part()}: {before} → {after}"


def compare(before: Codebook, after: Codebook) -> list[CodebookDifference]:
    """The differences, those of the codebook itself first, then in the order of the new version, removed parts last.

    Targets and labels are matched by their ids. A label counts as moved where it left one target and another target has a label
    of the same id and name.
    """
    found: list[CodebookDifference] = []
    for name in ("name", "guideline"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            kind = DifferenceKind.RENAMED if name == "name" else DifferenceKind.REDEFINED
            found.append(CodebookDifference(kind, Stance("", ""), f"the codebook's {name}", old, new))
    gone, come = _labels(before), _labels(after)
    moved = _moved(gone, come)
    for at, target in enumerate(after.targets):
        known = before.target(target.id)
        here = Stance(target.id, "")
        if known is None:
            found.append(CodebookDifference(DifferenceKind.ADDED, here, target.name, "", target.name))
        else:
            found += _changed(here, known, target)
            found += _order(here, target.name, [t.id for t in before.targets], [t.id for t in after.targets], at)
        for label in target.labels:
            stance = Stance(target.id, label.id)
            old_place = moved.get(stance, stance)
            if old_place not in gone:
                found.append(CodebookDifference(DifferenceKind.ADDED, stance, _full(target, label), "", label.name))
                continue
            old_target, old_label = gone[old_place]
            if old_place != stance:
                found.append(CodebookDifference(DifferenceKind.MOVED, stance, label.name, old_target.name, target.name))
            found += _changed(stance, old_label, label, _full(target, label))
    for target in before.targets:
        if after.target(target.id) is None:
            found.append(
                CodebookDifference(DifferenceKind.REMOVED, Stance(target.id, ""), target.name, target.name, "")
            )
    for stance, (target, label) in gone.items():
        if stance not in come and stance not in moved.values() and after.target(stance.target) is not None:
            found.append(CodebookDifference(DifferenceKind.REMOVED, stance, _full(target, label), label.name, ""))
    return found


def _labels(book: Codebook) -> dict[Stance, tuple[Target, Label]]:
    return {Stance(target.id, label.id): (target, label) for target in book.targets for label in target.labels}


def _moved(gone: dict[Stance, tuple[Target, Label]], come: dict[Stance, tuple[Target, Label]]) -> dict[Stance, Stance]:
    """The new place of each label that moved to another target -> its old one."""
    left = [stance for stance in gone if stance not in come]
    found: dict[Stance, Stance] = {}
    for stance, (_, label) in come.items():
        if stance in gone:
            continue
        same = [old for old in left if old.label == stance.label and gone[old][1].name == label.name]
        if len(same) == 1 and same[0] not in found.values():
            found[stance] = same[0]
    return found


def _full(target: Target, label: Label) -> str:
    return f"{label.name}” of “{target.name}"


def _changed(
    part: Stance, before: Target | Label, after: Target | Label, name: str = ""
) -> Iterator[CodebookDifference]:
    name = name or after.name
    if before.name != after.name:
        yield CodebookDifference(DifferenceKind.RENAMED, part, name, before.name, after.name)
    for field in ("definition", "example", "counter_example"):
        old, new = getattr(before, field, ""), getattr(after, field, "")
        if old != new:
            yield CodebookDifference(DifferenceKind.REDEFINED, part, name, old, new)
    for field in ("key", "color", "polarity"):
        old, new = str(getattr(before, field, "")), str(getattr(after, field, ""))
        if old != new:
            yield CodebookDifference(DifferenceKind.RESTYLED, part, name, f"{field} {old}", f"{field} {new}")


def _order(part: Stance, name: str, before: list[str], after: list[str], at: int) -> Iterator[CodebookDifference]:
    """Yield a move where the target stands further up than before, among the targets that both versions have."""
    both = [one for one in before if one in after]
    now = [one for one in after if one in before]
    if both.index(after[at]) > now.index(after[at]):
        old, new = f"place {both.index(after[at]) + 1}", f"place {now.index(after[at]) + 1}"
        yield CodebookDifference(DifferenceKind.MOVED, part, name, old, new)


def _cut(text: str, first: int, most: int) -> str:
    rest = f"…{text[first + 1 :]}" if first else text
    return rest if len(rest) <= most else f"{rest[: most - 1]}…"
