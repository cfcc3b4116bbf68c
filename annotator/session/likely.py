"""The labels that are likely enough to be marked once their target is chosen, and what a decision notes of what was shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from annotator.errors import AnnotatorError
from annotator.holdout import HoldOut, Shown, read_shown
from annotator.records import Decision, LikelyStances, Stance
from annotator.session.navigator import Navigator
from annotator.workflow import desk as work


class LikelyLabels:
    """Never sets a label. A share of the marks is withheld by chance; each decision notes those of the targets that were open.

    ``ordered``: whether the annotator asked for the likely targets first, which is withheld with the marks.
    """

    def __init__(self, navigator: Navigator) -> None:
        self.navigator = navigator
        self.model = ""  # what learned the marks
        self.ordered = False
        self._likely: Mapping[str, LikelyStances] = {}
        self._open: dict[str, set[str]] = defaultdict(set)  # quotation -> targets whose labels were seen

    def use(self, model: str, likely: Mapping[str, LikelyStances]) -> None:
        """Mark the labels of these from now on: quotation -> what is likely."""
        self.model, self._likely = model, likely
        self._open.clear()

    def targets(self) -> tuple[str, ...]:
        """The targets' ids for the current quotation, likeliest first; empty where the codebook's order stands."""
        quotation = self.navigator.current_id
        if not self.ordered or quotation not in self._likely:
            return ()
        withheld = self._hold_out().hides_stance(self.navigator.annotator, quotation)
        return () if withheld else self._likely[quotation].targets

    def marked(self) -> Stance | None:
        """The label to mark for the current quotation and the active target; None where there is none or it is withheld."""
        quotation, target = self.navigator.current_id, self.navigator.target_id
        mark = next((mark for mark in self._of(quotation) if mark.target == target), None)
        if mark is None:
            return None
        self._open[quotation].add(target)
        return None if self._hold_out().hides_stance(self.navigator.annotator, quotation) else mark

    def note(self, decision: Decision) -> Decision:
        """The decision with a note of the marks that its annotator could see, or that were withheld, and of why the article came."""
        queue, quotation = self.navigator.queue, decision.quotation
        row = queue.row()
        told: dict[str, Any] = {}
        if row is not None and row.sha256 == decision.article and (drawn := queue.arrangement.drawn(row)):
            told["queue"] = drawn
        ordered = self.ordered and quotation in self._likely
        seen = tuple(mark for mark in self._of(quotation) if mark.target in self._open.get(quotation, ()))
        if not told and not ordered and not seen:
            return decision
        rule = self._hold_out()
        shown = not rule.hides_stance(decision.annotator, quotation)
        if ordered:
            told |= {"targets": shown, "model": self.model}
        if seen:
            told |= {"stance": shown, "marks": seen, "model": self.model}
        note = read_shown(decision.shown) or Shown(str(rule))
        return replace(decision, shown=replace(note, **told).as_text())

    def _of(self, quotation: str) -> tuple[Stance, ...]:
        return self._likely[quotation].marks if quotation in self._likely else ()

    def _hold_out(self) -> HoldOut:
        try:
            return work.hold_out(self.navigator.store)
        except AnnotatorError:  # a setting that cannot be read: withhold as a new project does
            return HoldOut()
