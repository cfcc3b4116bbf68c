"""What can be decided about a quotation, alike on the desk and in adjudication: each act makes a whole decision and writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from annotator.errors import AnnotatorError
from annotator.records import Change, Decision, Kind, Label, Mention, Stance, Status, fold
from annotator.session.events import Event
from annotator.session.navigator import Navigator
from annotator.session.question import Answer, Question
from annotator.session.saver import Saver, Written
from annotator.session.stale import COMMENT, Stale
from annotator.session.voice import ACT
from annotator.store.connection import Store
from annotator.workflow import desk as work

Turn = Callable[[Store, str, work.Progress | None], Change | None]
"""Undo or redo of an annotator's, with its progress."""
Beside = Callable[[str, Turn, Callable[[Change | None], object], Callable[[AnnotatorError], object]], object]
"""Runs a turn beside the window: what is told meanwhile, the turn, then one of two with what became of it."""


class Acts:
    """The acts that both sessions have. ``reject`` and ``show`` are the session's own: not speech, and showing a larger change."""

    def __init__(
        self,
        navigator: Navigator,
        reject: Callable[[], None],
        show: Callable[[Change], None],
        note: Callable[[Decision], Decision] | None = None,
    ) -> None:
        self.done = Event[()]()  # something was decided or undone: the undo menu changes
        self.undone = Event[Change]()  # undo or redo
        self.navigator = navigator
        self.saver = Saver(navigator)
        self.beside: Beside | None = None  # for long turns; None: they are made at once, too
        self.chosen: set[str] = set()  # quotations whose speaker was chosen since the desk was opened
        self._reject = reject
        self._note = note
        self._show = show
        self.done.connect(lambda: navigator.voice.settle(ACT))

    def write(self, decision: Decision, action: str, *, over: str | None = None) -> bool:
        """Put a decision on disk and show what came back; where the disk refuses it is kept, shown and tried again.

        False where it is wrong, or another window decided the quotation meanwhile: then it is not shown. ``over``: see the saver.
        """
        self.navigator.voice.passed.emit()
        ready = replace(self.noted(decision), seconds=round(self.navigator.stopwatch.seconds(), 1))
        written = self.saver.write(ready, action, over=over)
        if written is Written.KEPT:
            self.navigator.put(ready)
        if written is Written.SAVED:
            self.done.emit()
        return written is not Written.WRONG

    def noted(self, decision: Decision) -> Decision:
        """The decision with a note of the suggestions that its annotator could see."""
        return self._note(decision) if self._note is not None else decision

    def insist(self, stale: Stale) -> None:
        """Write a decision that another window overtook, in the place of the newer one."""
        if self.write(stale.wanted, stale.action, over=stale.newer.id if stale.newer else ""):
            self.navigator.current_touched.emit()

    # Speakers

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
        self.chosen.add(decision.quotation)
        self.write(decision, action)
        self.navigator.current_changed.emit(False)

    # The other parts of a decision

    def set_kind(self, kind: Kind) -> None:
        """Say what kind of quotation it is."""
        shown = self.navigator.shown()
        if shown is None or shown.kind is kind:
            return
        if kind is Kind.NOT_SPEECH:
            self._reject()
            return
        status = Status.OPEN if shown.status is Status.REJECTED else shown.status
        self.change(replace(shown, kind=kind, status=status), "Change kind")

    def flag(self) -> None:
        """Flag or unflag the current quotation."""
        shown = self.navigator.shown()
        if shown is not None:
            self.change(replace(shown, flagged=not shown.flagged), "Remove flag" if shown.flagged else "Flag")

    def comment(self, quotation: str, text: str) -> None:
        """Keep a comment on a quotation of the article."""
        shown = self.navigator.shown(self.navigator.quotation(quotation))
        if shown is not None and shown.comment != text:
            self.write(replace(shown, comment=text), COMMENT)

    def toggle_key(self, key: str) -> None:
        """Set or remove the active target's label with that key."""
        found = self._with_key(key)
        if found is not None:
            self.toggle(*found)

    def set_key(self, key: str) -> bool:
        """Set the active target's label with that key, if it is not set; False where there is none, or the words are not speech."""
        found, shown = self._with_key(key), self.navigator.shown()
        if found is None or shown is None or shown.status is Status.REJECTED:
            return False
        if Stance(found[0], found[1].id) not in shown.stances:
            self.toggle(*found)
        return True

    def _with_key(self, key: str) -> tuple[str, Label] | None:
        """The active target and its label with that key; None, and a sentence, where it has none."""
        desk = self.navigator.desk
        target = desk.codebook.target(self.navigator.target_id) if desk else None
        label = next((label for label in target.labels if label.key == key), None) if target else None
        if label is not None and target is not None:
            return target.id, label
        if target is not None:
            self.navigator.voice.told.emit(
                f"{target.name} has no label with the key {key}; a capital letter changes the target."
            )
        return None

    def toggle(self, target: str, label: Label) -> None:
        """Set or remove a label."""
        shown = self.speech()
        if shown is None:
            return
        stance = Stance(target, label.id)
        on = stance in shown.stances
        stances = tuple(sorted({s for s in shown.stances if s != stance} | (set() if on else {stance})))
        self.change(replace(shown, stances=stances), f"{'Remove' if on else 'Set'} label {label.name}")

    def speech(self) -> Decision | None:
        """What is shown, where it is speech; else the reader is told how to take it back."""
        shown = self.navigator.shown()
        if shown is not None and shown.status is Status.REJECTED:
            self.navigator.voice.told.emit("This is marked as not speech; x undoes that.")
            return None
        if shown is not None and shown.kind is Kind.NOT_SPEECH:
            return replace(shown, kind=Kind.DIRECT)  # who gives it a speaker or a label takes it for speech
        return shown

    def change(self, decision: Decision, action: str) -> None:
        """Write a decision about the current quotation and stay with it."""
        self.write(decision, action)
        self.navigator.current_touched.emit()

    # History

    def undo(self) -> None:
        """Take back the last thing this annotator did, wherever it was."""
        self._undo()

    def _undo(self, *, sure: bool = False) -> None:
        def turn(store: Store, annotator: str, progress: work.Progress | None) -> Change | None:
            return work.undo(store, annotator, sure=sure, progress=progress)

        self._turn(turn, work.long_undo, "Undoing “{}”. Esc cancels.", "There is nothing to undo.")

    def redo(self) -> None:
        """Redo what was undone."""

        def turn(store: Store, annotator: str, progress: work.Progress | None) -> Change | None:
            return work.redo(store, annotator, progress=progress)

        self._turn(turn, work.long_redo, "Redoing “{}”. Esc cancels.", "There is nothing to redo.")

    def _turn(self, turn: Turn, long: Callable[[Store, str], str | None], meanwhile: str, nothing: str) -> None:
        """Make a turn and show it; beside the window where it is ``long``, and then ``meanwhile`` is told."""
        at = self.navigator
        at.before_leaving.emit()
        at.voice.passed.emit()
        if not self.saver.flush():
            return
        try:
            if self.beside is not None and (action := long(at.store, at.annotator)) is not None:
                at.store.check_files()
                self.beside(meanwhile.format(action), turn, partial(self._turned, nothing), self._refused)
                return
            change = turn(at.store, at.annotator, None)
        except AnnotatorError as error:
            self._refused(error)
        else:
            self._turned(nothing, change)

    def _refused(self, error: AnnotatorError) -> None:
        voice = self.navigator.voice
        if isinstance(error, work.OthersWorkError):
            answers: list[Answer] = [("Undo", partial(self._undo, sure=True))]
            voice.asked.emit(Question(str(error), answers))
        elif isinstance(error, work.CanceledTurnError):
            voice.told.emit(str(error))
        else:
            voice.fail(ACT, str(error))

    def _turned(self, nothing: str, change: Change | None) -> None:
        if change is None:
            self.navigator.voice.told.emit(nothing)
            return
        self.chosen -= change.quotations
        self.undone.emit(change)
        self._show(change)
        self.done.emit()
