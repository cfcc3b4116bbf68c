"""Starts the desk: the application, its settings and log, one window at a time."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.errors import AnnotatorError
from annotator.open_projects import identity
from annotator.store.connection import Store
from annotator.ui.detection import english
from annotator.ui.settings import Settings
from annotator.ui.signals import closing_signals
from annotator.ui.spoken_language import speak
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow, account
from annotator.workflow import crash_report, project

if TYPE_CHECKING:
    from annotator.detection.suggester import Suggester
    from annotator.ui.dialogs.project_form import Beginning
    from annotator.ui.other_window import Listener
    from annotator.ui.start import StartWindow

SAMPLE = "sample.annot"
LATER = 2000  # milliseconds after which the session's snapshot is taken: never on the way to the first key


class App:
    """The open window; opens another project by making a new window and closing the old one."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        speak(settings.text("language", "system"))
        self.theme = Theme(settings.text("theme", "system"), settings.number("text size", 100))
        self.window: DeskWindow | None = None
        self.windows: list[DeskWindow] = []  # one that could not save everything stays open beside the next
        self.listener: Listener | None = None
        self.first: StartWindow | None = None  # asks what to begin with, until a project is open
        self._told: set[str] = set()

    def open(self, store: Store, make: Callable[[], Suggester] = english) -> DeskWindow:
        """Show a project's window at the annotator's place, painted once. ``make`` gives what finds quotations."""
        before, self.window = self.window, DeskWindow(store, self.settings, self.theme, make)
        self.windows.append(self.window)
        self.window.closed.connect(partial(self.windows.remove, self.window))
        self.window.project_wanted.connect(self._wanted)
        self.window.show()
        self.window.activateWindow()  # a screen without a window manager gives no window the keys by itself
        self.window.detection.hold()
        self.window.reader.worker.hold()
        self.window.painted.connect(self.window.files.warm_up)
        self.window.painted.connect(self.window.detection.release)
        self.window.painted.connect(self.window.reader.worker.release)
        self.window.begin()
        QTimer.singleShot(LATER, self.window, self.window.files.snapshot)
        if before is not None:
            before.close()
        return self.window

    def begin(self, store: Store, make: Callable[[], Suggester] = english) -> DeskWindow:
        """Show the first project's window; the log, the garbage and other processes are seen to once it is painted."""
        window = self.open(store, make)
        for later in (start_log, collect_garbage, self.listen_later):
            window.painted.connect(later)
        return window

    def ask(self, sample: Path) -> StartWindow:
        """Ask a person who has no project what to begin with; ``sample`` is where the sample project is or would be."""
        from annotator.ui.start import StartWindow

        guess = self.settings.text("annotator_guess") or account()
        self.first = StartWindow(guess, sample)
        self.theme.dress()
        self.first.sample_wanted.connect(lambda: self._begin_first(partial(project.sample_project, sample)))
        self.first.open_wanted.connect(lambda path: self._begin_first(partial(project.open_project, path)))
        self.first.begun.connect(lambda made: self._begin_first(partial(self._make, made), made))
        self.first.show()
        self.first.activateWindow()
        return self.first

    def _begin_first(self, make: Callable[[], Store], beginning: Beginning | None = None) -> None:
        assert self.first is not None, "it asked"
        try:
            store = make()
        except AnnotatorError as error:
            self.first.tell_problem(str(error))
            return
        window = self.begin(store)
        window.panels.tour().offer()
        if beginning is not None:
            window.painted.connect(partial(window.files.begin_with, beginning))
        self.first.close()
        self.first.deleteLater()
        self.first = None

    def _make(self, beginning: Beginning) -> Store:
        """Make a new project for its annotator."""
        store = project.create_project(beginning.path, beginning.codebook)
        if beginning.annotator:
            project.add_annotator(store, beginning.annotator)
            self.settings.set_annotator(store.path, beginning.annotator)
        return store

    def listen_later(self) -> None:
        """Listen once the first key may have come."""
        QTimer.singleShot(LATER, self.listen)

    def listen(self) -> None:
        """Come forward from now on where another process is told to open a project that a window here shows."""
        from annotator.ui.other_window import Listener

        if self.window is not None and self.listener is None:
            application = QApplication.instance()
            assert application is not None, "a window is open"
            self.listener = Listener(windows_folder(), self._forward, application)

    def _forward(self, found: tuple[int, int]) -> bool:
        for window in self.windows:
            path = window.workspace.store.path
            if identity(path) == found:
                window.come_forward(f"{path.name} is open in this window.")
                return True
        return False

    def close(self) -> bool:
        """Close the window; False where it stays open, for the disk takes no decision."""
        if self.first is not None:
            self.first.close()
        return self.window is None or self.window.close()

    def _wanted(self, path: Path, beginning: Beginning | None) -> None:
        assert self.window is not None
        for window in self.windows:
            if beginning is None and window.navigator.store.is_at(path):
                window.come_forward(f"{path.name} is open in this window.")
                return
        try:
            store = self._make(beginning) if beginning is not None else project.open_project(path)
        except AnnotatorError as error:
            self.window.navigator.voice.problem.emit(str(error))
            return
        opened = self.open(store)
        if beginning is not None:
            opened.painted.connect(partial(opened.files.begin_with, beginning))

    def unexpected(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A bug of ours: logged, told once in a line with the report to send, and the work goes on."""
        crash_report.log_unexpected(error, trace)
        sys.__excepthook__(kind, error, trace)
        told = crash_report.told(error)  # where it happened: its words may differ each time
        if self.window is not None and told not in self._told:
            self._told.add(told)
            try:
                path = crash_report.save_report(log_path().parent, error, log_path())
            except AnnotatorError:
                path = log_path()
            self.window.navigator.voice.problem.emit(
                f"Something in the program went wrong ({kind.__name__}); a report that holds none of your texts is in {path}."
            )


def log_path() -> Path:
    """Where the log lies."""
    from PySide6.QtCore import QStandardPaths

    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder or ".") / "desk.log"


def windows_folder() -> Path:
    """Where the desks of this user find each other."""
    return log_path().parent / "windows"


def start_log() -> None:
    """Open the log; what went wrong before has been shown and is reported without it."""
    crash_report.start_log(log_path())


def collect_garbage() -> None:
    """Look for garbage from now on, but not among what the start made."""
    from annotator.ui.garbage import GarbageCollector

    gc.freeze()
    application = QApplication.instance()
    assert application is not None
    GarbageCollector(application)


def make_application(argv: Sequence[str]) -> QApplication:
    """The Qt application in the desk's style."""
    app = QApplication.instance() or QApplication([*argv, "-style", "fusion"])  # setStyle would bring all of QStyle in
    assert isinstance(app, QApplication)
    app.setApplicationName("quotation-annotator")
    app.setApplicationDisplayName("Quotation Annotator")
    return app


def find_store(path: Path | None, settings: Settings, *, sample: bool) -> Store | None:
    """The project asked for, else the one opened last; None where there is none, and the person is to be asked."""
    if sample:
        return project.sample_project(path or Path(SAMPLE))
    if path is not None:
        return project.open_project(path)
    for recent in settings.recent():
        if os.path.isfile(recent):  # noqa: PTH113  # Path.is_file raises where a folder may not be entered
            return project.open_project(recent)
    return None


def sample_place() -> Path:
    """Where the sample project is made at a first start."""
    from annotator.ui.dialogs.project_form import own_folder

    return own_folder() / SAMPLE


def main(path: Path | None = None, *, sample: bool = False, argv: Sequence[str] = ("annotator",),
         settings: Settings | None = None, new_window: bool = False) -> int:  # fmt: skip
    """Open the desk and stay until it is closed; AnnotatorError where the project cannot be opened.

    Where another process shows the project that is named, its window comes forward instead, unless ``new_window``.
    The exit status: 0, or 128 and the number of the signal that closed it.
    """
    application = make_application(argv)
    settings = settings or Settings()
    if path is not None and not new_window and windows_folder().exists():
        from annotator.ui.other_window import raise_other

        if raise_other(path, windows_folder()):
            print(f"{path.name} is open already; its window was raised (--new-window opens another one).")
            return 0
    app = App(settings)
    with closing_signals(app.close) as signals:
        store = find_store(path, settings, sample=sample)
        sys.excepthook = app.unexpected
        app.begin(store) if store is not None else app.ask(sample_place())
        status = application.exec()
        app.listener.close() if app.listener is not None else None
    return 128 + signals.came if signals.came else status
