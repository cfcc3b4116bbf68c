"""What the annotator decides: each act makes a whole decision, writes it, and goes on. Nothing is ever only in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError
from annotator.records import (
    ArticleRow,
    Change,
    Decision,
    Desk,
    Kind,
    Label,
    Mention,
    Origin,
    Quotation,
    Stance,
    Status,
    fold,
)
from annotator.ui.choices import Choice, is_unsure, names_in, speaker_choices
from annotator.ui.controller import Controller
from annotator.ui.notice import Answer, Question
from annotator.ui.saver import Saver, Written
from annotator.ui.stale import COMMENT, Stale
from annotator.workflow import desk as work


class Decisions(QObject):
    """The acts on the current quotation, called by keys, menus and the card alike."""

    asked = Signal()  # Enter was pressed where the speaker is unsure
    done = Signal()  # something was decided or undone: the undo menu changes

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self.controller = controller
        self.saver = Saver(controller)
        self._chosen: set[str] = set()  # quotations whose speaker was chosen since the desk was opened
        self._asked = ""
        self._finishing: Question | None = None
        self._asks_to_finish = True  # until this session is told otherwise

    def write(self, decision: Decision, action: str, *, over: str | None = None) -> bool:
        """Put a decision on disk and show what came back; where the disk refuses it is kept, shown and tried again.

        False where it is wrong, or another window decided the quotation meanwhile: then it is not shown. ``over``: see the saver.
        """
        ready = replace(decision, seconds=round(self.controller.stopwatch.seconds(), 1))
        written = self.saver.write(ready, action, over=over)
        if written is Written.KEPT:
            self.controller.put(ready)
        if written is Written.SAVED:
            self.done.emit()
        return written is not Written.WRONG

    def insist(self, stale: Stale) -> None:
        """Write a decision that another window overtook, in the place of the newer one."""
        if self.write(stale.wanted, stale.action, over=stale.newer.id if stale.newer else ""):
            self.controller.current_touched.emit()

    # Speakers

    def choices(self) -> list[Choice]:
        """The numbered speakers of the current quotation."""
        desk, current = self.controller.desk, self.controller.current
        return speaker_choices(desk, current) if desk is not None and current is not None else []

    def names(self) -> list[str]:
        """Who can be found beside the register: this quotation's candidates, then all who speak in the article."""
        names = [choice.name for choice in self.choices()]
        return names + (names_in(self.controller.desk) if self.controller.desk is not None else [])

    def unsure(self) -> bool:
        """Whether the current quotation's speaker has to be chosen by hand: nobody did, and the machine is unsure."""
        desk, current = self.controller.desk, self.controller.current
        return desk is not None and current is not None and current.id not in self._chosen and is_unsure(desk, current)

    def choose(self, number: int) -> None:
        """Choose a numbered speaker."""
        choices = self.choices()
        if number > len(choices):
            self.controller.told.emit(f"There is no speaker {number} here; / searches one.")
            return
        choice = choices[number - 1]
        self.speak(choice.name, choice.mention)

    def speak(self, name: str, mention: Mention | None = None) -> None:
        """Say who speaks, by name; the source in the article stays where the name stays or no other mention is given."""
        shown = self.speech()
        if shown is None or not name.strip():
            return
        source = mention or (shown.source if fold(shown.speaker_name) == fold(name) else None)
        self.chose(
            replace(shown, source=source, speaker_id=None, speaker_name=" ".join(name.split())), "Choose speaker"
        )

    def nobody(self) -> None:
        """Say that the article names no source."""
        shown = self.speech()
        if shown is not None:
            self.chose(work.choose_speaker(shown, None), "No source named")

    def chose(self, decision: Decision, action: str) -> None:
        """Write a decision whose speaker was chosen by hand."""
        self._chosen.add(decision.quotation)
        self.write(decision, action)
        self.controller.current_changed.emit(False)

    # Deciding

    def confirm(self) -> None:
        """Confirm what is shown and go on; asks once where the speaker is unsure."""
        shown, current = self.controller.shown(), self.controller.current
        if shown is None or current is None:
            self.controller.go_on()
            return
        if self.unsure() and self._asked != current.id:
            self._asked = current.id
            self.asked.emit()
            return
        if current.decided:
            self.controller.go_on()
            return
        if current.proposal is None and not shown.speaker_name and self.choices() and current.id not in self._chosen:
            first = self.choices()[0]
            shown = replace(shown, speaker_name=first.name, source=first.mention)
        if self.write(work.confirm(shown), "Confirm quotation"):
            self.controller.after_decision()

    def reject(self) -> None:
        """Not speech, and go on; on a quotation already rejected: take that back. A hand-made one is taken away."""
        shown, current = self.controller.shown(), self.controller.current
        if shown is None or current is None:
            return
        if shown.status is Status.REJECTED:
            self._take_back(current)
            return
        withdrawn = shown.origin is Origin.MANUAL
        if not self.write(work.reject(shown), "Remove quotation" if withdrawn else "Not speech"):
            return
        if withdrawn:
            self.controller.reload_desk()
        else:
            self.controller.after_decision()

    def _take_back(self, current: Quotation) -> None:
        """Say that it is speech after all: as it was proposed, or open where no proposal is left to go back to."""
        stood = current.decision
        assert stood is not None, "only what was decided can be taken back"
        if current.proposal is not None:
            kept = replace(work.shown(_desk(self.controller), replace(current, decision=None)), comment=stood.comment)
        else:
            kept = replace(stood.anew(), status=Status.OPEN)
        kept = replace(kept, kind=Kind.DIRECT) if kept.kind is Kind.NOT_SPEECH else kept
        self.write(kept, "Speech after all")
        self.controller.current_changed.emit(False)

    def set_kind(self, kind: str) -> None:
        """Say what kind of quotation it is."""
        shown = self.controller.shown()
        if shown is None or shown.kind == kind:
            return
        if kind == Kind.NOT_SPEECH:
            self.reject()
            return
        status = Status.OPEN if shown.status is Status.REJECTED else shown.status
        self.change(replace(shown, kind=Kind(kind), status=status), "Change kind")

    def flag(self) -> None:
        """Flag or unflag the current quotation."""
        shown = self.controller.shown()
        if shown is not None:
            self.change(replace(shown, flagged=not shown.flagged), "Remove flag" if shown.flagged else "Flag")

    def comment(self, quotation: str, text: str) -> None:
        """Keep a comment on a quotation of the article."""
        shown = self.controller.shown(self.controller.quotation(quotation))
        if shown is not None and shown.comment != text:
            self.write(replace(shown, comment=text), COMMENT)

    def toggle_key(self, key: str) -> None:
        """Set or remove the active target's label with that key."""
        desk = self.controller.desk
        target = desk.codebook.target(self.controller.target_id) if desk else None
        label = next((label for label in target.labels if label.key == key), None) if target else None
        if label is not None and target is not None:
            self.toggle(target.id, label)
        elif target is not None:
            self.controller.told.emit(
                f"{target.name} has no label with the key {key}; a capital letter changes the target."
            )

    def toggle(self, target: str, label: Label) -> None:
        """Set or remove a label."""
        shown = self.speech()
        if shown is None:
            return
        stance = Stance(target, label.id)
        on = stance in shown.stances
        stances = tuple(sorted({s for s in shown.stances if s != stance} | (set() if on else {stance})))
        self.change(replace(shown, stances=stances), f"{'Remove' if on else 'Set'} label {label.name}")

    def finish(self) -> None:
        """Say that the annotator is done with the article, or is not; only finished articles count in agreement.

        Where something is undecided the notice line asks first; the same key again answers that it is so.
        """
        self.controller.before_leaving.emit()
        if not self.saver.flush():
            return
        self.controller.refresh_row()  # what is asked about is what the file says now
        row = self.controller.row()
        if row is None:
            self.controller.told.emit("No article is open.")
            return
        open_still = _undecided(row)
        again = self._finishing is not None and self._finishing.stands
        if not row.finished and open_still and self._asks_to_finish and not again:
            answers: list[Answer] = [("Finish", partial(self._say_finished, row.sha256, True)),
                                     ("Finish, and do not ask again", self._finish_unasked)]  # fmt: skip
            text = f"{open_still} Finish the article all the same? The same key again says yes."
            self._finishing = Question(text, answers)
            self.controller.asked.emit(self._finishing)
            return
        self._say_finished(row.sha256, not row.finished)

    def _finish_unasked(self) -> None:
        """Finish, now and for the rest of the session, without a question."""
        self._asks_to_finish = False
        self.finish()

    def _say_finished(self, sha256: str, finished: bool) -> None:
        try:
            change = work.set_finished(self.controller.store, sha256, self.controller.annotator, finished=finished)
        except AnnotatorError as error:
            self.controller.problem.emit(str(error))
            return
        self.controller.broadcast(change)
        self.done.emit()

    def speech(self) -> Decision | None:
        """What is shown, where it is speech; else the reader is told how to take it back."""
        shown = self.controller.shown()
        if shown is not None and shown.status is Status.REJECTED:
            self.controller.told.emit("This is marked as not speech; x takes that back.")
            return None
        if shown is not None and shown.kind is Kind.NOT_SPEECH:
            return replace(shown, kind=Kind.DIRECT)  # who gives it a speaker or a label takes it for speech
        return shown

    def change(self, decision: Decision, action: str) -> None:
        """Write a decision about the current quotation and stay with it."""
        self.write(decision, action)
        self.controller.current_touched.emit()

    # History

    def undo(self) -> None:
        """Take back the last thing this annotator did, wherever it was."""
        self._turn(work.undo, "There is nothing to undo.")

    def redo(self) -> None:
        """Do again what was undone."""
        self._turn(work.redo, "There is nothing to redo.")

    def _turn(self, act: Callable[..., Change | None], nothing: str) -> None:
        self.controller.before_leaving.emit()
        if not self.saver.flush():
            return
        try:
            change = act(self.controller.store, self.controller.annotator)
        except work.OthersWorkError as error:
            answers: list[Answer] = [("Undo", partial(self._turn, partial(work.undo, sure=True), nothing))]
            self.controller.asked.emit(Question(str(error), answers))
            return
        except AnnotatorError as error:
            self.controller.problem.emit(str(error))
            return
        if change is None:
            self.controller.told.emit(nothing)
            return
        self._asked = ""
        self._chosen -= change.quotations
        self.controller.broadcast(change)
        self.done.emit()


def _undecided(row: ArticleRow) -> str:
    """What of an article is still to be done, in a sentence; "" where nothing is."""
    if not row.proposed:
        return "This article has not been read yet, so that its quotations are still to come."
    left = row.quotations - row.decided
    if not left:
        return ""
    return f"{left} of {row.quotations} quotations {'is' if left == 1 else 'are'} undecided."


def _desk(controller: Controller) -> Desk:
    assert controller.desk is not None, "an act on a quotation needs an article"
    return controller.desk
