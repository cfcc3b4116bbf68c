"""The random user: one action after the other, in the event loop of whatever is open, and a look at everything now and then."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from annotator.detection.suggester import Suggester
from annotator.store.connection import Store
from annotator.ui.app import App
from annotator.ui.demo import wait_until
from annotator.ui.settings import Settings
from annotator.ui.window import DeskWindow
from annotator.ui.worker import Worker
from annotator.workflow import project
from tests.processes import LOCKS, locks
from tests.reliability.monkey import eyes, others
from tests.reliability.monkey.answers import PATIENCE, Answers
from tests.reliability.monkey.findings import Findings
from tests.reliability.monkey.hands import Hands
from tests.reliability.monkey.marks import Marks

IDLE = 60_000  # milliseconds that work beside the window may take
LATE = 5_000  # milliseconds after which the next action comes although the one before has not ended
NOTICED = 3_000  # milliseconds after which a window must show what others wrote
DEEP = 6  # dialogs over each other


class Desk(App):
    """The program with a window, for one person at a time, with a detector that is quick."""

    def open(self, store: Store, make: Callable[[], Suggester] = Marks) -> DeskWindow:
        """Show a project's window, and forget it once it is closed."""
        window = super().open(store, make)
        window.closed.connect(lambda: self._closed(window))
        return window

    def _closed(self, window: DeskWindow) -> None:
        if self.window is window:
            self.window = None


class User(QObject):
    """Acts at random, from a seed; what goes wrong is in ``findings``."""

    looked = Signal()  # everything was looked at

    def __init__(self, home: Path, seed: int, findings: Findings, windows: int) -> None:
        super().__init__()
        self.home, self.findings, self.windows = home, findings, windows
        self.chance = random.Random(seed)
        self.hands = Hands(self.chance, home)
        self.answers = Answers(self.hands)
        self.main = home / "project.annot"
        self.desks = [Desk(Settings(home / f"settings-{n}.ini")) for n in range(2)]
        self.shown = 0  # which of the desks the user sits at
        self._next = QTimer(singleShot=True)
        self._next.timeout.connect(self._step)
        self._loop = QEventLoop()
        self._depth = self._in_dialog = self._in_popup = self._left = 0
        self._wanted = self._every = 0
        self._due = False
        self._broken: Exception | None = None

    # Windows

    @property
    def window(self) -> DeskWindow:
        """The window that the user sits at."""
        window = self.desks[self.shown].window
        assert window is not None
        return window

    def open(self, number: int, name: str) -> None:
        """Open a window on the project for somebody."""
        desk = self.desks[number]
        desk.settings.set_annotator(self.main, name)
        desk.settings.set_number("greeted", 1)
        desk.open(project.open_project(self.main))
        self.shown = number

    def _open_windows(self) -> list[int]:
        return [number for number, desk in enumerate(self.desks) if desk.window is not None]

    def _close(self, number: int) -> None:
        window = self.desks[number].window
        if window is not None and not window.close():
            self.findings.add("difference", "the window would not close")
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # Going on

    def run(self, actions: int, every: int) -> None:
        """Act so many times, and look at everything after every so many."""
        self._wanted, self._every = actions, every
        self.open(0, "Ada")
        self._settle()
        self._next.start(0)
        self._loop.exec()
        if self._broken is not None:
            raise self._broken
        for number in self._open_windows():
            self._close(number)

    def _step(self) -> None:
        """One action. A dialog that it opens has an event loop of its own, in which the next ones follow."""
        try:
            self._next.start(LATE if self._depth else 0)
            self._depth += 1
            self._act()
            self._depth -= 1
            self._next.stop()
            self._settle()
            if not self._look_where_due():
                self._next.start(0)
        except Exception as error:  # of the test's own hands or eyes: those of the program are caught by Qt
            self._broken = error
            self._loop.quit()

    def _look_where_due(self) -> bool:
        """Look at everything where that is due and no dialog is open; whether that was the last time."""
        if self._depth == 0 and self._quiet():
            self._watch_locks()
        total = self.findings.actions.total()
        self._due = self._due or total % self._every == 0
        if not (self._due and self._depth == 0 and self._quiet()):
            return False
        self._due = False
        self._check()
        if total >= self._wanted:
            self._loop.quit()
        return total >= self._wanted

    def _quiet(self) -> bool:
        return QApplication.activeModalWidget() is None and QApplication.activePopupWidget() is None

    def _did(self, kind: str, what: str) -> None:
        self.findings.did(kind, what)

    def _act(self) -> None:
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            self._in_popup += 1
            if self._due or self._in_popup > 8:
                popup.close()
                return
            self._doing("choice in a menu", lambda: self.hands.choose(popup))
            return
        self._in_popup = 0
        if dialog is not None:
            self._in_a_dialog(dialog)
            return
        self._in_dialog = self._left = 0
        if self._due:
            self._leave_text()
            return
        self._free()

    def _doing(self, kind: str, act: Callable[[], str]) -> bool:
        """Do something; it counts where it could be done."""
        self._did(kind, "…")
        what = act()
        self.findings.tell(kind, what)
        return bool(what)

    def _in_a_dialog(self, dialog: QWidget) -> None:
        self._in_dialog += 1
        leave = self._due or self._in_dialog > PATIENCE or self._depth > DEEP
        self._left += leave
        if self._left > 20:
            self.findings.add("hung dialog", f"{dialog.windowTitle() or type(dialog).__name__} does not close")
            dialog.close()
            self._left = 0
            return
        self._doing("act in a dialog", lambda: self.answers.answer(dialog, leave))

    def _leave_text(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, (QLineEdit, QPlainTextEdit)):
            QTest.keyClick(focus, Qt.Key.Key_Escape)

    def _free(self) -> None:
        """An action in the window itself."""
        acts = dict(self.hands.acts)
        rare: dict[str, tuple[int, Callable[[DeskWindow], str]]] = {
            "other program": (12, lambda _: self._other_program()),
            "window opened anew": (3, lambda _: self._reopen()),
            "second window": (6 if self.windows > 1 else 0, lambda _: self._second()),
            "other window": (25 if len(self._open_windows()) > 1 else 0, lambda _: self._switch()),
            "pause": (10, lambda _: self._pause()),
            "back to the project": (
                0 if self.window.navigator.store.path == self.main else 40,
                lambda _: self._home(),
            ),
        }
        acts |= rare
        kinds = list(acts)
        kind = self.chance.choices(kinds, [acts[each][0] for each in kinds])[0]
        self._doing(kind, lambda: acts[kind][1](self.window))

    # Rare actions

    def _other_program(self) -> str:
        act, seed = self.chance.choice(list(others.ACTS)), self.chance.randrange(10**6)
        words = [sys.executable, "-m", "tests.reliability.monkey.others", act, str(self.main), str(seed)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            self.findings.add("exception", f"another program {act}: {done.stderr}", f"{act} {done.stderr[-120:]}")
        return f"{act} {seed}"

    def _reopen(self) -> str:
        name = self.window.navigator.annotator or "Ada"
        number = self.shown
        self._close(number)
        self.open(number, name)
        return name

    def _second(self) -> str:
        if len(self._open_windows()) > 1:
            closed = self.chance.choice(self._open_windows())
            self._close(closed)
            self.shown = self._open_windows()[0]
            return f"{closed} closed"
        name = self.window.navigator.annotator if self.chance.random() < 0.5 else self.chance.choice(others.PEOPLE)
        self.open(1 - self.shown, name or "Ada")
        return f"for {name}"

    def _switch(self) -> str:
        self.shown = next(number for number in self._open_windows() if number != self.shown)
        self.window.activateWindow()
        self.window.raise_()
        return str(self.shown)

    def _pause(self) -> str:
        length = self.chance.choice((50, 300, 1600))
        wait_until(lambda: False, patience=length)
        return f"{length} ms"

    def _home(self) -> str:
        self.window.project_wanted.emit(self.main, None)
        return self.main.name

    # Looking

    def _settle(self) -> None:
        """Let all that was begun end: events, workers, what waits for the disk."""
        clock = QElapsedTimer()
        clock.start()
        QApplication.processEvents()
        while (busy := self._busy()) and not clock.hasExpired(IDLE):
            wait_until(lambda: not self._busy(), patience=IDLE)  # new work may begin as soon as the old has ended
        if busy:
            self.findings.add("hung dialog", f"work beside the window does not end: {busy}")
        QApplication.processEvents()

    def _watch_locks(self) -> None:
        """The program must hold its locks on the file as long as it is open (POSIX drops them with any descriptor closed)."""
        path = self.window.navigator.store.path
        if LOCKS.exists() and not locks(path):
            self.findings.add(
                "lock lost", f"the process holds no lock on {path.name} any more", str(self.findings.actions.total())
            )
            self._open_anew(self.window.navigator.annotator)

    def _open_anew(self, name: str) -> None:
        """Close all windows and open one: what comes next shall not be the same again."""
        for number in self._open_windows():
            self._close(number)
        self.open(0, name or "Ada")
        self._settle()

    def _busy(self) -> list[str]:
        windows = [self.desks[number].window for number in self._open_windows()]
        workers = [worker for window in windows if window is not None for worker in window.findChildren(Worker)]
        return [worker._thread.objectName() for worker in workers if worker.busy]

    def _check(self) -> None:
        """Compare every window with the file and its export."""
        self.findings.checks += 1
        self.looked.emit()
        wrong: list[str] = []
        for number in self._open_windows():
            self.shown = number
            window = self.window
            if not window.isActiveWindow():
                self._switch_to(window)
            wrong += [f"window {number + 1}: {told}" for told in self._look(window)]
        if wrong:
            for told in wrong[:3]:
                self.findings.add("difference", told, _without_ids(told))
            self._open_anew(self.window.navigator.annotator)

    def _switch_to(self, window: DeskWindow) -> None:
        window.activateWindow()
        window.raise_()
        wait_until(window.isActiveWindow, patience=5000)
        self._settle()

    def _look(self, window: DeskWindow) -> list[str]:
        if not window.navigator.annotator:
            return []
        wait_until(lambda: not window.session.acts.saver.waiting, patience=10_000)
        self._settle()
        try:
            return self._differences(window) and self._differences(window)  # a comment may be saved while it was read
        except subprocess.CalledProcessError as error:
            return [f"a fresh process cannot read it: {error.stderr[-1500:]}"]

    def _differences(self, window: DeskWindow) -> list[str]:
        """Where a window differs from what a fresh process reads now, for as long as it may take to notice what others wrote."""
        read = fresh(window.navigator.store.path, self.home / "look", [window.navigator.annotator])

        def wrong() -> list[str]:
            return [*eyes.inside(window), *read["faults"], *eyes.differences(eyes.look(window), read)]

        wait_until(lambda: not wrong(), patience=NOTICED)
        return wrong()


def fresh(path: Path, folder: Path, names: list[str]) -> dict[str, Any]:
    """What a fresh process reads and exports."""
    folder.mkdir(exist_ok=True)
    words = [sys.executable, "-m", "tests.reliability.monkey.reader", str(path), str(folder), *names]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _without_ids(told: str) -> str:
    """A difference as it is known again: without what differs from quotation to quotation."""
    return " ".join(word for word in told.split() if word.isalpha())[:120]
