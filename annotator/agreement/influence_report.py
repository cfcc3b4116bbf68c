"""What an influence report says: its figures by field, and the same in plain sentences for the command, the page and the data card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from annotator.agreement.influence import Influence
from annotator.holdout import HoldOut

NONE_NOTED = (
    "No suggestion was withheld from any decision, so it cannot be told how far suggestions led the annotators."
)
FOOT = "Intervals (95 %) are by article. How often a suggestion is accepted says nothing about its quality."


@dataclass(frozen=True)
class Together:
    """How often two annotators of a quotation agreed: where both were shown the suggestion, and where it was withheld from one."""

    field: str
    shown: int
    agree_shown: float
    hidden: int
    agree_hidden: float


@dataclass(frozen=True)
class InfluenceReport:
    """The figures by field, and the rule that holds now."""

    rule: HoldOut
    fields: tuple[Influence, ...]
    together: tuple[Together, ...]

    @property
    def any_withheld(self) -> bool:
        """Whether anything can be compared: a suggestion was withheld in some field."""
        return any(one.hidden for one in self.fields)

    def as_json(self) -> dict[str, Any]:
        """As JSON; NaN becomes null."""

        def plain(value: Any) -> Any:
            return None if isinstance(value, float) and value != value else value

        def record(one: Influence | Together) -> dict[str, Any]:
            return {name: plain(value) for name, value in asdict(one).items()}

        return {
            "rule": str(self.rule),
            "fields": [*map(record, self.fields)],
            "annotators": [*map(record, self.together)],
        }

    def sentences(self) -> Iterator[str]:
        """The figures in plain words, a sentence or two for each field, then the annotators' agreement with each other."""
        for one in self.fields:
            yield told(one)
            if needed := still_needed(one):
                yield f"  To find a bias of {100 * one.bias:.0f} points: {needed}."
        met = [one for one in self.together if one.shown + one.hidden]
        if met:
            yield ""
            yield "Agreement between annotators of one quotation, where both were shown the suggestion, and where not."
        for each in met:
            yield (
                f"{each.field}: {share(each.agree_shown)} of {each.shown:,}, {share(each.agree_hidden)} of {each.hidden:,}."
            )


def told(one: Influence) -> str:
    """One field's shares and their difference."""
    if not one.shown + one.hidden:
        return f"{one.field}: no suggestions yet."
    head = f"{one.field}: shown {share(one.agree_shown)} of {one.shown:,}, withheld {share(one.agree_hidden)} of {one.hidden:,}"
    return f"{head}; difference {difference(one)}." if difference(one) else f"{head}; too few to tell a difference."


def difference(one: Influence) -> str:
    """The difference in points with its interval; "" where there are too few cases."""
    if one.low is None or one.high is None:
        return ""
    return f"{100 * one.difference:+z.0f} points ({100 * one.low:+z.0f} to {100 * one.high:+z.0f})"


def still_needed(one: Influence) -> str:
    """How many more withheld ones would find the bias; "" where that is not known."""
    if one.needed is None:
        return ""
    return f"{one.needed:,} more withheld ones are needed" if one.needed else "enough were withheld"


def share(value: float) -> str:
    """A share in percent; a dash for NaN."""
    return "–" if value != value else f"{value:.0%}"
