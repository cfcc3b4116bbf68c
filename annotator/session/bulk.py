"""Deciding many quotations at once, as one change: the rest of an article, or everything that a search found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError, many
from annotator.records import Change, Decision
from annotator.session.acts import Acts
from annotator.workflow import desk as work

if TYPE_CHECKING:  # not needed until somebody decides in bulk
    from annotator.workflow.bulk import Sure

NOTHING_LEFT = "Nothing is undecided here that can be confirmed together."


class Bulk:
    """Belongs to an annotator's own session. ``show`` shows a change that touches more than one quotation."""

    def __init__(self, acts: Acts, show: Callable[[Change], None]) -> None:
        self.acts = acts
        self.navigator = acts.navigator
        self._show = show

    def rest(self) -> list[Sure]:
        """The undecided quotations of the article that can be confirmed together; a sentence where there are none."""
        from annotator.workflow import bulk

        at = self.navigator
        at.before_leaving.emit()
        if at.desk is None or not self.acts.saver.flush():
            return []
        found = bulk.undecided(at.desk)
        if not found:
            at.voice.told.emit(at.unread or NOTHING_LEFT)
        return found

    def confirm(self, chosen: Sequence[Sure]) -> None:
        """Confirm these quotations of the article shown as one change, and go to the first one that is still undecided."""
        at = self.navigator
        made = [
            replace(self.acts.noted(sure.decision), seconds=0.0, replaces=at.stands(sure.quotation.id))
            for sure in chosen
        ]
        if made and self.change(made, f"Confirm {many(len(made), 'quotation')}"):
            at.make_current(at.first_to_decide())

    def change(self, made: Sequence[Decision], action: str) -> bool:
        """Write decisions as one change, in whichever articles; whether it was done. What is refused is told, and none is written."""
        from annotator.workflow import bulk

        at = self.navigator
        at.before_leaving.emit()
        if not made or not self.acts.saver.flush():
            return False
        try:
            change = bulk.decide_all(at.store, made, annotator=at.annotator, action=action)
        except AnnotatorError as error:
            at.voice.problem.emit(str(error))
            if isinstance(error, work.StaleDecisionError):
                at.reload_desk()
            return False
        self._show(replace(change, message=f"Done: {many(len(made), 'quotation')}. Ctrl+Z takes all of it back."))
        self.acts.done.emit()
        return True
