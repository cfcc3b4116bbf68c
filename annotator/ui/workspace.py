"""What the parts of a window share: the project, the view that is shown, the settings, and what they tell the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QStackedWidget, QTabWidget, QWidget

from annotator.errors import AnnotatorError
from annotator.records import Change
from annotator.session.voice import ACT
from annotator.store.connection import Store
from annotator.ui.commands.actions import Actions
from annotator.ui.keeping import KeepKeys
from annotator.ui.settings import Settings
from annotator.ui.status import StatusLine
from annotator.ui.theme import Theme
from annotator.ui.work_view import AnnotationView, Hints, WorkView


class Workspace(QObject):
    """Handed to every part of a window in the place of the window itself: parts know this, and only the window knows the parts."""

    project_wanted = Signal(object, object)  # Path, and the Beginning of a new one or None
    history_changed = Signal()  # what undo would take back may be something else
    codebook_used = Signal()  # the project may have another codebook
    caught_up = Signal()  # what another window or program wrote is shown now
    view_made = Signal(object)  # a WorkView besides the desk
    view_shown = Signal()  # another view, or the agreement page, is shown

    def __init__(self, window: QMainWindow, annotation: AnnotationView, settings: Settings, theme: Theme,
                 actions: Actions) -> None:  # fmt: skip
        super().__init__(window)
        self.window = window
        self.settings, self.theme, self.actions = settings, theme, actions
        self.annotation = annotation
        self.view: WorkView = annotation
        self.page: QWidget = annotation.root
        self.hints = annotation.hints
        self.status = StatusLine(annotation.navigator)
        self.stack = QStackedWidget()
        self.stack.addWidget(annotation.root)
        self._below: list[QDockWidget] = []
        self._front: QDockWidget | None = None
        self._keeper = KeepKeys(window)
        self._keeper.watch(window)

    @property
    def store(self) -> Store:
        """The project's file."""
        return self.annotation.navigator.store

    @property
    def annotator(self) -> str:
        """Who annotates; "" for nobody yet."""
        return self.annotation.navigator.annotator

    def tell(self, text: str) -> None:
        """A sentence for the reader; nothing is wrong."""
        self.view.navigator.voice.told.emit(text)

    def problem(self, text: str, about: str = ACT) -> None:
        """A sentence about something that went wrong; it goes when ``about`` works again (see :meth:`settle`)."""
        self.view.navigator.voice.fail(about, text)

    def settle(self, about: str) -> None:
        """Take back what was said to be wrong about something: it works now."""
        self.view.navigator.voice.settle(about)

    def hand_in(self) -> bool:
        """Have what was typed handed in and what waits written; False where the disk refuses."""
        self.view.navigator.before_leaving.emit()
        return self.view.session.acts.saver.flush()

    def change(self, act: Callable[[], Change]) -> Change | None:
        """Hand in what was typed, then change the project; None where either is refused, and the reader is told why."""
        if not self.hand_in():
            return None
        try:
            return act()
        except AnnotatorError as error:
            self.problem(str(error))
            return None

    # Views

    @property
    def working(self) -> bool:
        """Whether quotations can be decided in what is shown: not on the agreement page."""
        return self.stack.currentWidget() is self.view.root

    @property
    def on_desk(self) -> bool:
        """Whether the desk is what is shown."""
        return self.stack.currentWidget() is self.annotation.root

    @property
    def settling(self) -> bool:
        """Whether adjudication is what is shown."""
        return self.working and not self.on_desk

    def show_view(self, view: WorkView) -> None:
        """Show a view in which quotations are decided; commands act on it from now on."""
        self.view = view
        self.show_page(view.root, view.hints)

    def show_page(self, page: QWidget, hints: Hints) -> None:
        """Show a page that has no quotations, with the keys that matter there."""
        self.page, self.hints = page, hints
        self.stack.setCurrentWidget(page)
        self.status.counting = self.on_desk
        self.status.counts.setText("")
        self.view_shown.emit()

    def show_desk(self) -> bool:
        """Back to the desk; False where the disk refuses what was decided last in another view."""
        if self.view is not self.annotation and not self.hand_in():
            return False
        if not self.on_desk:
            self.show_view(self.annotation)
            self.status.show_counts()
            if self.annotator:
                self.annotation.navigator.queue.reload()
                self.annotation.navigator.reload_desk()
                self.history_changed.emit()
            self.annotation.article.setFocus()
        return True

    def open_below(self, dock: QDockWidget) -> None:
        """Show a dock under what is shown, in front of others there: side by side they would be too narrow to read."""
        area = Qt.DockWidgetArea.BottomDockWidgetArea
        if dock not in self._below:
            self.window.setTabPosition(area, QTabWidget.TabPosition.North)
            self.window.addDockWidget(area, dock)
            self.watch_keys(dock)  # its controls keep the keys they need
            if self._below:
                self.window.tabifyDockWidget(self._below[-1], dock)
            self._below.append(dock)
            dock.visibilityChanged.connect(partial(self._shown_below, dock))
        dock.show()
        dock.raise_()
        self._front = dock

    def _shown_below(self, dock: QDockWidget, shown: bool) -> None:
        """A dock was opened, or its tab was chosen."""
        if shown:
            self._front = dock

    def in_front(self, dock: QDockWidget) -> bool:
        """Whether a dock below is open and no other stands in front of it."""
        return dock.isVisible() and self._front is dock

    # Keys

    def watch_keys(self, part: QWidget) -> None:
        """Let the controls of a part keep the keys they need."""
        self._keeper.watch(part)

    def take_keys(self) -> None:
        """Have the keys act on what is shown: without a window manager nobody else gives them back."""
        if QApplication.activeModalWidget() is not None:
            return  # a dialog was opened meanwhile
        self.window.activateWindow()
        shown = self.view.article if self.working else self.page
        welcome = self.annotation.welcome
        (welcome.name if welcome.isVisible() else shown).setFocus()
