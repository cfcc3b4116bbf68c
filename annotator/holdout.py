"""Which suggestions are withheld from whom, and the note that each decision keeps of what it was shown. Standard library alone.

To tell whether people lean on suggestions, some are withheld, chosen by chance for each (annotator, quotation) and each field: so no
quotation is without them for everybody, and a difference between shown and hidden is not one between quotations.
"""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import Any

from annotator.records import FrozenRecord, Stance, record


class HoldOutRule(StrEnum):
    """What decides whether a suggestion is withheld: the quotation alone (as in old projects), or annotator and quotation."""

    QUOTATION = "quotation"
    ANNOTATOR = "annotator"


class OrderReason(StrEnum):
    """Why the order "teaches most" has an article where it is: the model learns from it, or chance put it there as a control."""

    TEACHES = "teaches"
    CHANCE = "chance"


@record
class HoldOut(FrozenRecord):
    """The rule of a project, the share of speakers that are withheld (with the cue and the kind), and that of marked labels."""

    rule: HoldOutRule = HoldOutRule.ANNOTATOR
    speakers: float = 0.0
    stances: float = 0.1

    def hides_speaker(self, annotator: str, quotation: str) -> bool:
        """Whether the proposed speaker of a quotation is withheld from an annotator."""
        who = annotator if self.rule is HoldOutRule.ANNOTATOR else ""
        return chosen(self.speakers, who, quotation, "speaker" if who else "")

    def hides_stance(self, annotator: str, quotation: str) -> bool:
        """Whether the likely label is not marked for an annotator."""
        return chosen(self.stances, annotator, quotation, "stance")

    def __str__(self) -> str:
        return f"{self.rule} speakers={self.speakers:g} stances={self.stances:g}"


def chosen(share: float, annotator: str, quotation: str, field: str) -> bool:
    """Whether a quotation is one of a share, by a hash: the same in every copy of a project."""
    key = "\0".join((annotator, quotation, field)) if field else quotation
    return share > 0 and int(hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) < share * 2**32


@record
class Shown(FrozenRecord):
    """What the annotator was shown when a decision was made.

    ``rule``: the hold-out as it was. ``edges``, ``speaker``, ``stance``: whether the field's suggestion was shown (False: withheld; None:
    there was none). ``marks``: the labels that were likely enough to be marked, shown or not; ``model`` says what learned them.
    ``targets``: whether the likely targets stood first, where the annotator asked for that (False: withheld).
    ``queue``: why the article came when it did (:class:`OrderReason`), "" in any other order of the queue.
    """

    rule: str
    edges: bool | None = None
    speaker: bool | None = None
    stance: bool | None = None
    marks: tuple[Stance, ...] = ()
    model: str = ""
    queue: str = ""
    targets: bool | None = None

    def as_text(self) -> str:
        """As a decision keeps it."""
        out: dict[str, Any] = {"rule": self.rule}
        fields = {"edges": self.edges, "speaker": self.speaker, "stance": self.stance, "targets": self.targets}
        out |= {name: value for name, value in fields.items() if value is not None}
        if self.marks:
            out["marks"] = [f"{mark.target}/{mark.label}" for mark in sorted(self.marks)]
        if self.model:
            out["model"] = self.model
        if self.queue:
            out["queue"] = self.queue
        return json.dumps(out, ensure_ascii=False, separators=(",", ":"))


def read_shown(text: str) -> Shown | None:
    """The note in a decision; None where it has none, as older decisions, or one that cannot be read."""
    try:
        found = json.loads(text) if text else None
        if not isinstance(found, dict):
            return None
        fields = [found.get(name) for name in ("edges", "speaker", "stance", "targets")]
        if not all(value is None or isinstance(value, bool) for value in fields):
            return None
        marks = tuple(Stance(*mark.split("/", 1)) for mark in found.get("marks", ()))
        edges, speaker, stance, targets = fields
        return Shown(
            str(found["rule"]),
            edges,
            speaker,
            stance,
            marks,
            str(found.get("model", "")),
            str(found.get("queue", "")),
            targets,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
