"""Long undo and redo beside the window: progress, canceling, and the keys that are pressed meanwhile.

The keys act on what is shown once the turn is made, as if the window had waited for it; none acts on what was shown before.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from annotator.errors import AnnotatorError
from annotator.language import sentence, tr
from annotator.records import Change
from annotator.session.acts import Turn
from annotator.ui.commands.actions import action_of
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.worker import Worker
from annotator.ui.workspace import Workspace
from annotator.workflow import project

_KEYS = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_MOUSE = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
                    QEvent.Type.ContextMenu, QEvent.Type.Drop})  # fmt: skip


class Turning(QObject):
    """Runs one turn at a time in a worker; the window scrolls meanwhile, and does nothing else."""

    def __init__(self, workspace: Workspace, worker: Worker) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.job = LatestJob(worker, self)
        self.job.progressed.connect(lambda _, said: self._show(said))
        application = QCoreApplication.instance()
        assert application is not None, "a window has an application"
        self._application = application
        self.running = False
        self._waits = False  # whether keys are kept from the window
        self._held: list[Callable[[], object]] = []  # those, as what presses them
        self._passing = False  # whether a key that waited is being pressed

    @property
    def busy(self) -> bool:
        """Whether a turn is made, or a key waits that was pressed meanwhile."""
        return self.running or self._waits

    def begin(
        self,
        told: str,
        turn: Turn,
        then: Callable[[Any], object],
        failed: Callable[[AnnotatorError], object],
    ) -> None:
        """Make a turn; what is asked for while another one is made comes after it."""
        if self.running:
            self._held.append(partial(self.begin, told, turn, then, failed))
            return
        self.running = self._waits = True
        self._application.installEventFilter(self)
        shared = self.workspace
        shared.tell(told)
        self._show(told)
        work = partial(_turn, shared.store.path, shared.annotator, turn)
        self.job.run(
            work, partial(self._ended, then), partial(self._ended, failed), partial(self._ended, lambda _: None, None)
        )

    def _show(self, said: str) -> None:
        self.workspace.status.show_model(sentence(said).rstrip(".") + "…", busy=True)

    def cancel(self) -> None:
        """Stop the turn, and drop the keys that waited for it: they were meant for what is not to come."""
        if self.running:
            self._held.clear()
            self.job.halt()
            self.workspace.status.show_model(tr("Canceling…"), busy=True)

    def _ended(self, tell: Callable[[Any], object], outcome: object) -> None:
        self.running = False
        self.workspace.status.show_model("")
        try:
            tell(outcome)
        finally:
            self._next()

    def _next(self) -> None:
        """Press the next key that waits, once what the one before did is shown."""
        if self.running:
            return
        if not self._held:
            self._waits = False
            self._application.removeEventFilter(self)
            return
        press = self._held.pop(0)
        QTimer.singleShot(0, self, self._next)
        press()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep keys and clicks from the window; Esc and Cancel stop the turn."""
        kind = event.type()
        if self._passing or kind not in (_KEYS | _MOUSE) or not isinstance(watched, QWidget) or not self._ours(watched):
            return False
        if kind in _MOUSE:
            return watched is not self.workspace.status.stop
        if isinstance(event, QKeyEvent) and not event.isAutoRepeat() and kind == QEvent.Type.KeyPress:
            if self.running and event.key() == Qt.Key.Key_Escape:
                self.cancel()
            else:
                self._held.append(
                    partial(self._press, _copied(event, kind), _copied(event, QEvent.Type.ShortcutOverride))
                )
        event.accept()
        return True

    def _ours(self, part: QWidget) -> bool:
        top = part.window()
        return (top.parentWidget() if isinstance(top, QDockWidget) else top) is self.workspace.window

    def _press(self, key: QKeyEvent, asks: QKeyEvent) -> None:
        """A key as the window system sends it: what has the focus may keep it, else it is a command's, else it is typed."""
        window = self.workspace.window
        part = QApplication.focusWidget() or window
        self._passing = True
        try:
            asks.ignore()
            QApplication.sendEvent(part, asks)
            item = None if asks.isAccepted() else action_of(window, *_sequences(key))
            if item is not None:
                item.trigger()
            else:
                QApplication.sendEvent(part, key)
                QApplication.sendEvent(part, _copied(key, QEvent.Type.KeyRelease))
        finally:
            self._passing = False

    def stop(self) -> None:
        """Have what runs stop where it stands; call before the worker ends."""
        self.job.cancel()
        self._application.removeEventFilter(self)


def _turn(path: Path, annotator: str, turn: Turn, watch: JobWatch) -> Change | None:
    with closing(project.open_project(path)) as store:
        return turn(store, annotator, lambda said: watch(0, said))


def _copied(key: QKeyEvent, kind: QEvent.Type) -> QKeyEvent:
    native = (key.nativeScanCode(), key.nativeVirtualKey(), key.nativeModifiers())
    return QKeyEvent(kind, key.key(), key.modifiers(), *native, key.text(), False, 1)


def _sequences(key: QKeyEvent) -> list[QKeySequence]:
    """What a key may be listed as: a character that needs Shift (?) without it, too."""
    held = key.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    found = [held] if key.text().isalpha() else [held, held & ~Qt.KeyboardModifier.ShiftModifier]
    return [QKeySequence(QKeyCombination(each, Qt.Key(key.key()))) for each in found]
