"""A codebook being edited: values with undo, and what becomes of the labels of old decisions.

Nothing is checked while editing: :func:`annotator.codebook.check.faults` tells what keeps a draft from being saved. Ids are
given once and never change, since decisions store them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from annotator.codebook import matching
from annotator.codebook.check import Place
from annotator.codebook.keys import LABEL_KEYS, TARGET_KEYS, free_key
from annotator.codebook.outline import slug
from annotator.codebook.palette import next_color
from annotator.codebook.steps import LabelFate
from annotator.records import Codebook, Label, Stance, Target

MOST_UNDO = 500  # steps


class _State(NamedTuple):
    book: Codebook
    fates: tuple[LabelFate, ...]
    words: tuple[str, ...]  # what was done to labels that decisions may bear, one line each
    action: str
    file: str = ""  # the name of the file whose codebook took the place of the one before


class Draft:
    """A codebook with undo. Places are those of :data:`annotator.codebook.check.Place`."""

    def __init__(self, book: Codebook, former: Iterable[Stance] = ()) -> None:
        """``former``: labels that earlier versions had; their ids are not given again."""
        self.before = book
        self._former = frozenset(former)
        self._done = [_State(book, (), (), "")]
        self._undone: list[_State] = []
        self._last: tuple[Place, str] | None = None  # the field that was edited last, None after any other step

    @property
    def book(self) -> Codebook:
        """The codebook as edited; its ``source`` is that of the version before."""
        return self._done[-1].book

    @property
    def words(self) -> tuple[str, ...]:
        """What becomes of old decisions, one line for each step."""
        return self._done[-1].words

    @property
    def file(self) -> str:
        """The name of the file whose codebook took the place of the version before; "" where none did."""
        return self._done[-1].file

    @property
    def undo_text(self) -> str:
        """What undo would take back; "" where there is nothing."""
        return self._done[-1].action

    @property
    def redo_text(self) -> str:
        """What redo would do again; "" where there is nothing."""
        return self._undone[-1].action if self._undone else ""

    @property
    def changed(self) -> bool:
        """Whether anything differs from the version before."""
        return self.book != self.before or any(not fate.idle for fate in self.fates)

    @property
    def fates(self) -> tuple[LabelFate, ...]:
        """What becomes of each label of the version before whose decisions are touched or that is gone."""
        return tuple(fate for fate in self._done[-1].fates if not fate.idle or fate.retired)

    def undo(self) -> bool:
        """Take back the last edit; False where there is none."""
        if len(self._done) == 1:
            return False
        self._undone.append(self._done.pop())
        return True

    def redo(self) -> bool:
        """Redo what was undone; False where there is nothing."""
        if not self._undone:
            return False
        self._done.append(self._undone.pop())
        return True

    # Values

    def set(self, place: Place, field: str, value: str | int) -> None:
        """Set a field of the codebook, a target or a label. Edits of one field in a row are one step of undo.

        The name of a new part gives its id, and its key as long as nobody chose another one.
        """
        part = self.part(place)
        if getattr(part, field) == value:
            return
        changed = replace(part, **{field: value})  # type: ignore[arg-type]
        if field == "name" and not isinstance(changed, Codebook) and self._is_new(place):
            changed = self._named(place, changed)
        action = f"Edit {field.replace('_', ' ')} of {part.name or 'the codebook'}"
        state, again = self._done[-1], self._last == (place, field) and not self._undone
        self._push(self._put(place, changed), state.fates, state.words, action, again=again)
        self._last = (place, field)

    def add_target(self, name: str) -> Place:
        """Add a target with the label "unclear" at the end; its place."""
        book = self.book
        taken = {target.id for target in (*self.before.targets, *book.targets)} | self._former_targets
        key = free_key(name, {target.key for target in book.targets}, TARGET_KEYS)
        unclear = Label("unclear", "unclear", free_key("q", (), LABEL_KEYS), next_color(()), 0)
        target = Target(slug(name, taken), name, key, (unclear,))
        self._step(replace(book, targets=(*book.targets, target)), f"Add target {name}")
        return (len(book.targets),)

    def add_label(self, target: int, name: str) -> Place:
        """Add a label at the end of a target; its place."""
        labels = self.book.targets[target].labels
        made = self._new_label(target, name)
        self._step(_with_labels(self.book, target, (*labels, made)), f"Add label {name}")
        return (target, len(labels))

    def shift(self, place: Place, by: int) -> Place:
        """Move a target among the targets, or a label inside its target; its new place."""
        parts: list[Target | Label] = list(self.book.targets if len(place) == 1 else self.book.targets[place[0]].labels)
        at = place[-1]
        to = min(max(at + by, 0), len(parts) - 1)
        if to == at:
            return place
        part = parts.pop(at)
        parts.insert(to, part)
        if len(place) == 1:
            book = replace(self.book, targets=tuple(part for part in parts if isinstance(part, Target)))
        else:
            book = _with_labels(self.book, place[0], tuple(part for part in parts if isinstance(part, Label)))
        self._step(book, f"Move {part.name}")
        return (*place[:-1], to)

    # Labels that decisions may bear

    def merge(self, place: Place, into: Place) -> None:
        """Merge a label into another one (of any target), or a target into another one: equal labels by id or name become one."""
        if len(place) != len(into) or place == into:
            raise ValueError("a label is merged into a label, a target into a target")
        name, other = self.part(place).name, self.part(into).name
        book, fates = self.book, self._done[-1].fates
        if len(place) == 2:
            stance, to = self._stance(place), self._stance(into)
            fates = self._lead(fates, stance, LabelFate(stance, to))
            book = _without(book, place)
        else:
            book, fates = self._merge_targets(book, fates, place[0], into[0])
        self._push(book, fates, (*self.words, f"{name} is merged into {other}"), f"Merge {name} into {other}")

    def move(self, place: Place, target: int) -> Place:
        """Move a label to another target; its new place."""
        label, stance = self.book.targets[place[0]].labels[place[1]], self._stance(place)
        goal = self.book.targets[target]
        moved = replace(label, id=self._free_id(target, label.id), key=self._free_letter(target, label))
        fates = self._lead(self._done[-1].fates, stance, LabelFate(stance, Stance(goal.id, moved.id)))
        book = _without(self.book, place)
        book = _with_labels(book, target, (*book.targets[target].labels, moved))
        said = f"{label.name} moves to {goal.name}"
        self._push(book, fates, (*self.words, said), f"Move {label.name} to {goal.name}")
        return (target, len(goal.labels))

    def split(self, place: Place, names: Sequence[str]) -> None:
        """Put new labels in the place of one: each of its decisions waits for a person to choose again."""
        if len(names) < 2 or len(place) != 2:
            raise ValueError("a label is split into at least two")
        target, at = place
        old, stance = self.book.targets[target].labels[at], self._stance(place)
        book = self.book
        made: list[Label] = []
        for name in names:
            fresh = self._new_label(target, name, [label.id for label in made], [label.key for label in made])
            color = fresh.color if made else old.color
            made.append(replace(fresh, color=color, polarity=old.polarity, definition=old.definition))
        labels = book.targets[target].labels
        options = tuple(Stance(stance.target, label.id) for label in made)
        fates = self._lead(self._done[-1].fates, stance, LabelFate(stance, None, options=options))
        book = _with_labels(book, target, (*labels[:at], *made, *labels[at + 1 :]))
        said = f"{old.name} is split into {', '.join(names)}: choose again"
        self._push(book, fates, (*self.words, said), f"Split {old.name}")

    def remove(self, place: Place, *, retire: bool) -> None:
        """Take a label or a whole target out: retired, it stays on old decisions; else its decisions wait for a person."""
        part, fates, book = self.part(place), self._done[-1].fates, self.book
        if not place:
            raise ValueError("a codebook cannot be taken out of itself")
        inside = [place] if len(place) == 2 else [(place[0], at) for at in range(len(book.targets[place[0]].labels))]
        for each in inside:
            stance = self._stance(each)
            fates = self._lead(fates, stance, LabelFate(stance, stance if retire else None, retired=retire))
        book = _without(book, place)
        done = "is retired: it stays on old decisions" if retire else "is deleted: choose again"
        self._push(book, fates, (*self.words, f"{part.name} {done}"), f"{'Retire' if retire else 'Delete'} {part.name}")

    def look_again(self, place: Place, most: int = 0) -> None:
        """Have the decisions that bear a label looked at again: all, or a sample of ``most``."""
        stance, name = self._stance(place), self.part(place).name
        fates = self._lead(self._done[-1].fates, stance, LabelFate(stance, stance, look=most))
        said = f"{name}: look at {f'{most:,} of its decisions' if most else 'all its decisions'} again"
        self._push(self.book, fates, (*self.words, said), f"Look again at {name}")

    def take(self, book: Codebook, file: str) -> None:
        """Put the codebook of a file (its name) in the place of this one.

        Labels that it has by another id go on by their names; for others choose again.
        """
        state, fates = self._done[-1], self._done[-1].fates
        meant = matching.fates(self.book, book)
        for stance, fate in meant.items():
            fates = self._lead(fates, stance, fate)
        gone = sum(fate.to is None for fate in meant.values())
        said = f"{book.name} takes the place of {self.book.name}"
        said += f": choose again where a label is one of {gone} that it lacks" if gone else ""
        self._push(book, fates, (*state.words, said), f"Take {book.name}", file=file)

    # Parts

    def place_of(self, stance: Stance) -> Place | None:
        """Where a target (its label "") or a label stands now."""
        for t, target in enumerate(self.book.targets):
            if target.id == stance.target and not stance.label:
                return (t,)
            for at, label in enumerate(target.labels):
                if (target.id, label.id) == (stance.target, stance.label):
                    return (t, at)
        return None

    def part(self, place: Place) -> Codebook | Target | Label:
        """The codebook, the target or the label at a place."""
        if not place:
            return self.book
        target = self.book.targets[place[0]]
        return target if len(place) == 1 else target.labels[place[1]]

    def _stance(self, place: Place) -> Stance:
        target = self.book.targets[place[0]]
        return Stance(target.id, target.labels[place[1]].id)

    def _put(self, place: Place, part: Codebook | Target | Label) -> Codebook:
        if isinstance(part, Codebook):
            return part
        if isinstance(part, Target):
            targets = tuple(part if at == place[0] else each for at, each in enumerate(self.book.targets))
            return replace(self.book, targets=targets)
        labels = self.book.targets[place[0]].labels
        changed = tuple(part if at == place[1] else each for at, each in enumerate(labels))
        return _with_labels(self.book, place[0], changed)

    def _merge_targets(
        self, book: Codebook, fates: tuple[LabelFate, ...], at: int, into: int
    ) -> tuple[Codebook, tuple[LabelFate, ...]]:
        source, goal = book.targets[at], book.targets[into]
        labels = list(goal.labels)
        for label in source.labels:
            was = Stance(source.id, label.id)
            same = next((each for each in labels if label.id == each.id), None) or next(
                (each for each in labels if label.name.casefold() == each.name.casefold()), None
            )
            if same is None:
                same = replace(label, id=self._free_id(into, label.id), key=self._free_letter(into, label, labels))
                labels.append(same)
            fates = self._lead(fates, was, LabelFate(was, Stance(goal.id, same.id)))
        return _without(_with_labels(book, into, tuple(labels)), (at,)), fates

    def _is_new(self, place: Place) -> bool:
        """Whether no version has a part yet, and nothing becomes of decisions that names it."""
        target = self.book.targets[place[0]]
        labels = target.labels if len(place) == 1 else (target.labels[place[1]],)
        stances = {Stance(target.id, label.id) for label in labels}
        named = {stance for fate in self._done[-1].fates for stance in (fate.to, *fate.options)}
        old = self.before.target(target.id) if len(place) == 1 else self.before.label(next(iter(stances)))
        return old is None and not stances & named

    def _named(self, place: Place, part: Target | Label) -> Target | Label:
        """A new part with the id that its name gives, and the key, where the one before came from the name before."""
        before = self.part(place)
        assert not isinstance(before, Codebook)
        if len(place) == 1:
            others = [each for at, each in enumerate(self.book.targets) if at != place[0]]
            taken, letters = {each.id for each in (*self.before.targets, *others)} | self._former_targets, TARGET_KEYS
            keys = {each.key for each in others}
        else:
            target = self.book.targets[place[0]]
            labels = [each for at, each in enumerate(target.labels) if at != place[1]]
            old = self.before.target(target.id)
            taken, letters = {each.id for each in (*labels, *(old.labels if old else ()))}, LABEL_KEYS
            taken |= self._former_labels(target.id)
            keys = {each.key for each in labels}
        given = before.key == free_key(before.name, keys, letters)
        key = free_key(part.name, keys, letters) if given else part.key
        return replace(part, id=slug(part.name, taken), key=key)

    def _new_label(self, target: int, name: str, ids: Sequence[str] = (), keys: Sequence[str] = ()) -> Label:
        labels = self.book.targets[target].labels
        key = free_key(name, {*(label.key for label in labels), *keys}, LABEL_KEYS)
        color = next_color({label.color for label in labels})
        return Label(self._free_id(target, name, ids), name, key, color, 0)

    def _free_id(self, target: int, name: str, more: Sequence[str] = ()) -> str:
        """An id that no label of the target has or had."""
        now = self.book.targets[target]
        old = self.before.target(now.id)
        known = {label.id for label in (*now.labels, *(old.labels if old else ()))}
        return slug(name, known | self._former_labels(now.id) | set(more))

    @property
    def _former_targets(self) -> frozenset[str]:
        return frozenset(stance.target for stance in self._former)

    def _former_labels(self, target: str) -> frozenset[str]:
        return frozenset(stance.label for stance in self._former if stance.target == target)

    def _free_letter(self, target: int, label: Label, labels: Sequence[Label] | None = None) -> str:
        """The label's own key where it is free in the target, else another one."""
        taken = {each.key for each in (self.book.targets[target].labels if labels is None else labels)}
        return label.key if label.key not in taken else free_key(label.name, taken, LABEL_KEYS)

    # Steps

    def _lead(self, fates: tuple[LabelFate, ...], now: Stance, fate: LabelFate) -> tuple[LabelFate, ...]:
        """The fates, changed for each label of the version before that has become ``now``: it becomes what ``fate`` says."""
        known = {each.was: each for each in fates}
        for target in self.before.targets:
            for label in target.labels:
                was = Stance(target.id, label.id)
                held = known.get(was, LabelFate(was, was))
                if held.to == now and not held.retired:
                    look = fate.look if fate.look is not None else held.look
                    known[was] = fate._replace(was=was, look=None if fate.to is None or fate.retired else look)
        return tuple(known.values())

    def _step(self, book: Codebook, action: str) -> None:
        state = self._done[-1]
        self._push(book, state.fates, state.words, action)

    def _push(
        self,
        book: Codebook,
        fates: tuple[LabelFate, ...],
        words: tuple[str, ...],
        action: str,
        *,
        again: bool = False,
        file: str = "",
    ) -> None:
        self._last = None
        file = file or self.file
        if again:
            self._done.pop()
        self._done.append(_State(book, fates, words, action, file))
        if len(self._done) > MOST_UNDO:
            del self._done[1]
        self._undone.clear()


def _with_labels(book: Codebook, target: int, labels: tuple[Label, ...]) -> Codebook:
    targets = tuple(replace(each, labels=labels) if at == target else each for at, each in enumerate(book.targets))
    return replace(book, targets=targets)


def _without(book: Codebook, place: Place) -> Codebook:
    if len(place) == 1:
        return replace(book, targets=book.targets[: place[0]] + book.targets[place[0] + 1 :])
    labels = book.targets[place[0]].labels
    return _with_labels(book, place[0], labels[: place[1]] + labels[place[1] + 1 :])
