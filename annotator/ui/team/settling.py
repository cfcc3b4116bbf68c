"""The acts of adjudication: those of the desk, but that digits take a person's decision and Enter settles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from annotator.errors import AnnotatorError
from annotator.records import Decision, Kind, Reason, Status
from annotator.ui.choices import Choice, names_in
from annotator.ui.decisions import Decisions
from annotator.ui.team.case_controller import CaseController
from annotator.workflow import desk as work

HOW = "1–9 takes an annotator's decision; labels, / and the other keys make a new one."


class Settling(Decisions):
    """The acts on the current case: those of the desk, but that digits take a person's decision and Enter settles."""

    def __init__(self, controller: CaseController) -> None:
        super().__init__(controller)
        self.settling = controller

    def choices(self) -> list[Choice]:
        """Whose decision each digit takes, for the menu."""
        return [Choice(self.settling.name_of(name), None, None, "") for name in self.settling.people()]

    def names(self) -> list[str]:
        """Who can be found beside the register: whom the annotators name, then all who speak in the article."""
        case, desk = self.settling.case, self.controller.desk
        given = [d.speaker_name for d in case.given.values() if d is not None and d.speaker_name] if case else []
        return [*dict.fromkeys(given), *(names_in(desk) if desk is not None else [])]

    def unsure(self) -> bool:
        """The machine has no say here."""
        return False

    def choose(self, number: int) -> None:
        """Take a person's decision, not confirmed yet."""
        case, people = self.settling.case, self.settling.people()
        if case is None:
            return
        if number > len(people):
            self.controller.told.emit(f"There is no annotator {number} here. {HOW}")
            return
        self.change(case.take(people[number - 1]), "Take a decision")

    def confirm(self) -> None:
        """Settle what is shown and go to the next disagreement."""
        case, shown = self.settling.case, self.controller.shown()
        if case is None or shown is None or case.done:
            self.controller.next_undecided()
        elif case.settlement is None and case.differs:
            self.controller.told.emit(f"Nothing is chosen yet. {HOW}")
        else:
            if self.write(_confirmed(shown), "Settle"):
                self.controller.after_decision()

    def reject(self) -> None:
        """Settle that it is not a quotation, and go on; on one settled so: take that back."""
        case, shown = self.settling.case, self.controller.shown()
        if case is None or shown is None:
            return
        if shown.status is Status.REJECTED:
            fresh = case.draft()
            self.change(
                replace(fresh, kind=Kind.DIRECT) if fresh.kind is Kind.NOT_SPEECH else fresh, "Speech after all"
            )
            return
        if self.write(work.not_speech(shown), "Not a quotation"):
            self.controller.after_decision()

    def reason(self, reason: str) -> None:
        """Say why the annotators differ; the same again takes it back."""
        case = self.settling.case
        if case is None:
            return
        before = case.settlement.reason if case.settlement else Reason.NONE
        self.act(lambda: self.settling.give_reason(Reason.NONE if before == reason else Reason(reason)))

    def act(self, do: Callable[[], None]) -> None:
        """Do something that writes; tell what goes wrong."""
        if not self.saver.flush():
            return
        try:
            do()
        except AnnotatorError as error:
            self.controller.problem.emit(str(error))
            if isinstance(error, work.StaleDecisionError):
                self.controller.reload_desk()
            return
        self.controller.current_touched.emit()
        self.done.emit()

    def finish(self) -> None:
        """An article is settled by its last case."""
        self.controller.told.emit("An article is settled when the last of its quotations is.")


def _confirmed(shown: Decision) -> Decision:
    return work.not_speech(shown) if shown.kind is Kind.NOT_SPEECH else work.confirm(shown)
