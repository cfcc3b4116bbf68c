"""What becomes of the labels of old decisions when a codebook changes: fates, and how they are written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from annotator.jsontext import MisfitError
from annotator.records import Stance


class LabelFate(NamedTuple):
    """What becomes of one label of the version before.

    ``to`` is the label that takes its place, None where a person must choose again (among ``options``, if any). ``retired``: it
    stays on old decisions and is not offered any more; ``to`` is then the label itself. ``look``: its decisions are to be looked
    at again: None no, 0 all, n a sample of n.
    """

    was: Stance
    to: Stance | None
    retired: bool = False
    look: int | None = None
    options: tuple[Stance, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether no decision is touched."""
        return self.to == self.was and self.look is None


def as_json(fates: Iterable[LabelFate]) -> list[dict[str, Any]]:
    """The fates as values that JSON can hold."""
    return [
        {
            "was": list(_pair(fate.was)),
            "to": list(_pair(fate.to)) if fate.to else None,
            "retired": fate.retired,
            "look": fate.look,
            "options": [list(_pair(option)) for option in fate.options],
        }
        for fate in fates
    ]


def from_json(values: object) -> tuple[LabelFate, ...]:
    """The fates that :func:`as_json` gave; MisfitError where a file holds something else."""
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise MisfitError("it is not a list of labels")
    return tuple(_fate(value) for value in values)


def _fate(value: Mapping[str, Any]) -> LabelFate:
    look, to, options = value.get("look"), value.get("to"), value.get("options", [])
    if not (look is None or (type(look) is int and look >= 0)) or not isinstance(options, list):
        raise MisfitError("what becomes of a label cannot be read")
    return LabelFate(
        _stance(value.get("was")),
        None if to is None else _stance(to),
        value.get("retired") is True,
        look,
        tuple(_stance(option) for option in options),
    )


def _pair(stance: Stance) -> tuple[str, str]:
    return stance.target, stance.label


def _stance(value: object) -> Stance:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(part, str) for part in value):
        raise MisfitError("a label must be a list of two texts")
    return Stance(value[0], value[1])
