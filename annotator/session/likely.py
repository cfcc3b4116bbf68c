"""The labels that are likely enough to be marked once their target is chosen, and what a decision notes of what was shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from annotator.errors import AnnotatorError
from annotator.holdout import HoldOut, Shown, read_shown
from annotator.records import Decision, Stance
from annotator.session.navigator import Navigator
from annotator.workflow import desk as work


class LikelyLabels:
    """Never sets a label. A share of the marks is withheld by chance; each decision notes those of the targets that were open."""

    def __init__(self, navigator: Navigator) -> None:
        self.navigator = navigator
        self.model = ""  # what learned the marks
        self._marks: Mapping[str, tuple[Stance, ...]] = {}
        self._open: dict[str, set[str]] = defaultdict(set)  # quotation -> targets whose labels were seen

    def use(self, model: str, marks: Mapping[str, tuple[Stance, ...]]) -> None:
        """Mark these from now on: quotation -> labels."""
        self.model, self._marks = model, marks
        self._open.clear()

    def marked(self) -> Stance | None:
        """The label to mark for the current quotation and the active target; None where there is none or it is withheld."""
        quotation, target = self.navigator.current_id, self.navigator.target_id
        mark = next((mark for mark in self._marks.get(quotation, ()) if mark.target == target), None)
        if mark is None:
            return None
        self._open[quotation].add(target)
        return None if self._hold_out().hides_stance(self.navigator.annotator, quotation) else mark

    def note(self, decision: Decision) -> Decision:
        """The decision with a note of the marks that its annotator could see, or that were withheld, and of why the article came."""
        queue = self.navigator.queue
        row = queue.row()
        if row is not None and row.sha256 == decision.article and (drawn := queue.arrangement.drawn(row)):
            note = read_shown(decision.shown) or Shown(str(self._hold_out()))
            decision = replace(decision, shown=replace(note, queue=drawn).as_text())
        targets = self._open.get(decision.quotation, set())
        seen = tuple(mark for mark in self._marks.get(decision.quotation, ()) if mark.target in targets)
        if not seen:
            return decision
        rule = self._hold_out()
        before = read_shown(decision.shown) or Shown(str(rule))
        shown = not rule.hides_stance(decision.annotator, decision.quotation)
        return replace(decision, shown=replace(before, stance=shown, marks=seen, model=self.model).as_text())

    def _hold_out(self) -> HoldOut:
        try:
            return work.hold_out(self.navigator.store)
        except AnnotatorError:  # a setting that cannot be read: withhold as a new project does
            return HoldOut()
