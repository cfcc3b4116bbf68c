"""Decisions on their way to disk: in order, kept while the disk refuses, tried again until they are there."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from annotator.errors import AnnotatorError, StoreError
from annotator.records import Change, Decision
from annotator.session.events import Event
from annotator.session.navigator import Navigator
from annotator.session.stale import Stale
from annotator.session.voice import ACT
from annotator.workflow.desk import StaleDecisionError


class Written(Enum):
    """What became of a decision: on disk, kept until the disk takes it, or refused for what it says."""

    SAVED = "saved"
    KEPT = "kept"
    WRONG = "wrong"


class Saver:
    """Writes decisions one by one. ``saved`` is told when the disk begins to refuse and when it takes all again."""

    def __init__(self, navigator: Navigator) -> None:
        self.saved = Event[int]()  # how many decisions wait for the disk
        self.overtaken = Event[Stale]()  # another window was faster, and nothing was written
        self.refused = Event[()]()  # something waits: flush is to be called again in a while
        self.navigator = navigator
        self.waiting = navigator.waiting
        self._refusing = False

    def write(self, decision: Decision, action: str, *, over: str | None = None) -> Written:
        """Write a decision after all that wait, where the one shown (or that of the id ``over``) still stands."""
        named = replace(decision, id="", replaces=self.navigator.stands(decision.quotation) if over is None else over)
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
                change = self.navigator.layer.write(decision, action)
            except StoreError as error:
                self._refusing = True
                self.refused.emit()
                self.saved.emit(len(self.waiting))
                self.navigator.voice.problem.emit(f"Not saved yet, but kept in memory: {error}")
                return False
            except StaleDecisionError as error:
                overtaken.append(self._drop(decision, action, error.newer))
                wrong = True
                continue
            except AnnotatorError as error:
                self.navigator.voice.fail(ACT, str(error))
                self.waiting.pop(0)
                wrong = True
                continue
            except Exception:  # a bug of ours, told as one: what cannot be written must not hold up what comes after it
                self.waiting.pop(0)
                raise
            self.waiting.pop(0)
            self._follow(change)
            self.navigator.wrote(change)
        if self._refusing:
            self._refusing = False
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
