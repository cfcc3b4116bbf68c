"""Decisions on their way to disk: in order, kept while the disk refuses, tried again until they are there."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.errors import AnnotatorError, StoreError
from annotator.records import Decision
from annotator.ui.controller import Controller

RETRY = 1000  # milliseconds between attempts while the disk refuses


class Written(Enum):
    """What became of a decision: on disk, kept until the disk takes it, or refused for what it says."""

    SAVED = "saved"
    KEPT = "kept"
    WRONG = "wrong"


class Saver(QObject):
    """Writes decisions one by one. ``saved`` is sent when the disk begins to refuse and when it takes all again."""

    saved = Signal(int)  # how many decisions wait for the disk

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self.controller = controller
        self.waiting = controller.waiting
        self._refused = False
        self._retry = QTimer(self, singleShot=True, interval=RETRY)
        self._retry.timeout.connect(self.flush)

    def write(self, decision: Decision, action: str) -> Written:
        """Write a decision after all that wait."""
        self.waiting.append((decision, action))
        if self.flush():
            return Written.SAVED
        return Written.KEPT if any(kept is decision for kept, _ in self.waiting) else Written.WRONG

    def flush(self) -> bool:
        """Write what waits; False where something still waits or was refused."""
        wrong = False
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
            except AnnotatorError as error:
                self.controller.problem.emit(str(error))
                self.waiting.pop(0)
                wrong = True
                continue
            except Exception:  # a bug of ours, told as one: what cannot be written must not hold up what comes after it
                self.waiting.pop(0)
                raise
            self.waiting.pop(0)
            self.controller.wrote(change)
        if self._refused:
            self._refused = False
            self._retry.stop()
            self.saved.emit(0)
        return not wrong
