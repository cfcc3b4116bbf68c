"""Which label of another codebook is meant where that one is put in the place of a codebook that decisions were made with."""

from __future__ import annotations

from annotator.codebook.steps import LabelFate
from annotator.records import Codebook, Label, Stance, Target


def fates(before: Codebook, after: Codebook) -> dict[Stance, LabelFate]:
    """What becomes of each label of ``before`` that ``after`` does not have by its ids.

    It is the label of the same target (by id, else by name) with the same id or name. Where there is none, a person chooses again among the
    labels of that target: a label of another target means another thing, whatever its name.
    """
    found = {}
    for target in before.targets:
        goal = _target(after, target)
        for label in target.labels:
            was = Stance(target.id, label.id)
            if not after.has(was):
                to = _label(goal, label) if goal is not None else None
                offered = goal.labels if goal is not None and to is None else ()
                options = tuple(Stance(goal.id, each.id) for each in offered if goal is not None)
                found[was] = LabelFate(was, to, options=options)
    return found


def _target(book: Codebook, target: Target) -> Target | None:
    by_name = (each for each in book.targets if each.name.casefold() == target.name.casefold())
    return book.target(target.id) or next(by_name, None)


def _label(target: Target, label: Label) -> Stance | None:
    by_id = (each for each in target.labels if each.id == label.id)
    by_name = (each for each in target.labels if each.name.casefold() == label.name.casefold())
    found = next(by_id, None) or next(by_name, None)
    return Stance(target.id, found.id) if found is not None else None
