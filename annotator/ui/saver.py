"""Decisions on their way to disk: in order, kept while the disk refuses, tried again until they are there."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.errors import AnnotatorError, StoreError
from annotator.records import Change, Decision
from annotator.ui.controller import Controller
from annotator.ui.stale import Stale
from annotator.workflow.desk import StaleDecisionError

RETRY = 1000  # milliseconds between attempts while the disk refuses


class Written(Enum):
    """What became of a decision: on disk, kept until the disk takes it, or refused for what it says."""

    SAVED = "saved"
    KEPT = "kept"
    WRONG = "wrong"


class Saver(QObject):
    """Writes decisions one by one. ``saved`` is sent when the disk begins to refuse and when it takes all again."""

    saved = Signal(int)  # how many decisions wait for the disk
    overtaken = Signal(object)  # Stale: another window was faster, and nothing was written

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self.controller = controller
        self.waiting = controller.waiting
        self._refused = False
        self._retry = QTimer(self, singleShot=True, interval=RETRY)
        self._retry.timeout.connect(self.flush)

    def write(self, decision: Decision, action: str, *, over: str | None = None) -> Written:
        """Write a decision after all that wait, where the one shown (or that of the id ``over``) still stands."""
        named = replace(decision, id="", replaces=self.controller.stands(decision.quotation) if over is None else over)
        self.waiting.append((named, action))
        if self.flush():
            return Written.SAVED
        return Written.KEPT if self.waiting else Written.WRONG

    def flush(self) -> bool:
        """Write what waits; False where something still waits or was refused."""
        wrong, overtaken = False, list[Stale]()
        while self.waiting:
            decision, action = self.waiting[0]
            try:
                change = self.controller.write(decision, action)
            except StoreError as error:
                self._refused = True
                self._retry.start()
                self.saved.emit(len(self.waiting))
                self.controller.problem.emit(f"Not saved yet, and kept until it is: {error}")
                return False
            except StaleDecisionError as error:
                overtaken.append(self._drop(decision, action, error.newer))
                wrong = True
                continue
            except AnnotatorError as error:
                self.controller.problem.emit(str(error))
                self.waiting.pop(0)
                wrong = True
                continue
            except Exception:  # a bug of ours, told as one: what cannot be written must not hold up what comes after it
                self.waiting.pop(0)
                raise
            self.waiting.pop(0)
            self._follow(change)
            self.controller.wrote(change)
        if self._refused:
            self._refused = False
            self._retry.stop()
            self.saved.emit(0)
        for each in overtaken:
            self.overtaken.emit(each)
        return not wrong

    def _follow(self, change: Change) -> None:
        """What waits on the same quotation replaces what was written now."""
        made = change.decision
        for at, (kept, action) in enumerate(self.waiting):
            if made is not None and same_quotation(kept, made):
                self.waiting[at] = (replace(kept, replaces=made.id), action)

    def _drop(self, decision: Decision, action: str, newer: Decision | None) -> Stale:
        """Forget all that waits on a quotation that another window decided; the last of it is what the reader wanted."""
        gone = [(kept, what) for kept, what in self.waiting if same_quotation(kept, decision)]
        self.waiting[:] = [(kept, what) for kept, what in self.waiting if not same_quotation(kept, decision)]
        return Stale(*gone[-1], newer)


def same_quotation(one: Decision, other: Decision) -> bool:
    """Whether two decisions are one annotator's on one quotation."""
    return (one.article, one.annotator, one.quotation) == (other.article, other.annotator, other.quotation)
