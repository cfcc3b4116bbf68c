"""The desk's window: three panes, menus from the table of actions, a status line. Composes; decides nothing itself."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter

from annotator.errors import AnnotatorError
from annotator.store.connection import Store
from annotator.ui.actions import ACTIONS, MENUS, Keymap, apply_keys, build_actions, fill_menus
from annotator.ui.article_pane import ArticlePane
from annotator.ui.card import Card
from annotator.ui.controller import Controller
from annotator.ui.decisions import Decisions
from annotator.ui.detection import Detection, Proposes, english
from annotator.ui.files import Files
from annotator.ui.help import HelpOverlay
from annotator.ui.keeping import KeepKeys
from annotator.ui.notice import LONG, Notice, Welcome
from annotator.ui.queue import QueuePane
from annotator.ui.settings import Settings
from annotator.ui.status import StatusLine
from annotator.ui.text import menu_text, plain_tip
from annotator.ui.theme import Theme
from annotator.workflow import desk as work
from annotator.workflow import project

FIRST_LINE = "Enter confirms, ? shows the keys."


class DeskWindow(QMainWindow):
    """One project, one annotator at a time. ``project_wanted`` asks the application for another project."""

    project_wanted = Signal(object, object)  # Path, and the codebook's Path for a new one or None
    closed = Signal()

    def __init__(self, store: Store, settings: Settings, theme: Theme, make: Callable[[], Proposes] = english) -> None:
        super().__init__()
        self.settings, self.theme = settings, theme
        self.keymap = Keymap.from_json(settings.text("keys"))
        self.controller = Controller(store, "", self)
        self.pane = ArticlePane(self.controller, theme)
        self.article = self.pane.view
        self.decisions = Decisions(self.controller, self.article.selected_span, self.article.drop_selection)
        self.queue = QueuePane(self.controller, theme)
        self.card = Card(self.controller, self.decisions, theme)
        self.status = StatusLine(self.controller)
        self.notice = Notice(self.pane)
        self.welcome = Welcome(self.pane)
        self.help = HelpOverlay(self)
        self.detection = Detection(self.controller, make)
        self.files = Files(self)
        self.items = build_actions(self, self.keymap)
        self.stance_items: list[QAction] = []
        self._guideline: object | None = None
        self._keeper = KeepKeys(self)
        self._lay_out()
        self._make_menus()
        self._connect()
        self._restore()

    def _lay_out(self) -> None:
        self.setWindowTitle(f"{self.controller.store.path.name} — Quotation Annotator")
        self.setAcceptDrops(True)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for part, stretch in ((self.queue, 0), (self.pane, 1), (self.card, 0)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.indexOf(part), stretch)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.queue.setMinimumWidth(180)
        self.pane.setMinimumWidth(380)
        self.card.setMinimumWidth(310)
        self.setCentralWidget(self.splitter)
        self.setStatusBar(self.status)
        self.setTabOrder(self.article, self.card.kind)
        self._keeper.watch(self)

    def _make_menus(self) -> None:
        self.menus = {name: self.menuBar().addMenu(name) for name in MENUS}
        self.recent = QMenu("Recent projects", self)
        self.recent.aboutToShow.connect(self._fill_recent)
        self.stance_menu = QMenu("Stance", self)
        fill_menus(self.menus, self.items)
        self.menus["File"].insertMenu(self.items["import"], self.recent)
        self.menus["Quotation"].insertMenu(self.items["direct"], self.stance_menu)
        self.menus["Edit"].aboutToShow.connect(self._name_history)

    def _connect(self) -> None:
        controller, notice = self.controller, self.notice
        controller.told.connect(notice.tell)
        controller.problem.connect(self._problem)
        controller.article_shown.connect(self.codebook_changed)
        controller.target_changed.connect(self._stance_menu_of_target)
        self.decisions.saved.connect(self._saved)
        self.decisions.done.connect(self._name_history)
        self.card.left.connect(self.article.setFocus)
        self.queue.left.connect(self.article.setFocus)
        self.pane.bring.clicked.connect(self.files.import_files)
        self.welcome.answered.connect(self.annotate_as)
        self.status.annotator_chosen.connect(self.annotate_as)
        self.status.ask_annotator.connect(self.ask_annotator)
        self.status.cancel.connect(self.detection.cancel)
        self.status.cancel.connect(self.files.cancel)
        self.detection.state.connect(lambda text, busy: self.status.show_model(text, busy=busy))
        self.article.zoomed.connect(partial(self.settings.set_number, "zoom"))
        self.article.caret_changed.connect(self._tell_caret)

    # Start and end

    def _restore(self) -> None:
        self.article.set_zoom(self.settings.number("zoom", self.article.zoom))
        if not self.restoreGeometry(self.settings.state("geometry")):
            self.resize(1360, 860)
        if not self.splitter.restoreState(self.settings.state("splitter")):
            self.splitter.setSizes([250, 750, 360])
        self.status.show_hints(self.keymap)

    def begin(self) -> None:
        """Go where the annotator was, or ask who annotates. Call once the window is shown: it is painted first."""
        store = self.controller.store
        self.settings.add_recent(store.path.absolute())
        kept = self.settings.annotator(store.path)
        if kept and kept in project.annotators(store):
            self.annotate_as(kept)
        else:
            self.ask_annotator()

    def ask_annotator(self) -> None:
        """Ask who annotates, inside the window."""
        self.welcome.ask(self.controller.annotator or self.settings.text("annotator_guess") or _account())

    def annotate_as(self, name: str) -> None:
        """Work under a name; others' decisions are not shown."""
        if self.controller.annotator:
            self.controller.before_leaving.emit()
            if not self.decisions.flush():
                return
            self.controller.save_place()
        try:
            project.add_annotator(self.controller.store, name)
            self.controller.annotator = name
            self.controller.start()
        except AnnotatorError as error:
            self._problem(str(error))
            return
        self.settings.set_annotator(self.controller.store.path, name)
        self.status.show_annotator(name)
        self._name_history()
        self.article.setFocus()
        if not self.settings.number("greeted", 0):
            self.settings.set_number("greeted", 1)
            self.notice.tell(FIRST_LINE, stay=LONG)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what was typed and where we are; ask only where the disk refuses a decision."""
        self.controller.before_leaving.emit()
        if not self.decisions.flush() and not self._close_anyway():
            event.ignore()
            return
        if self.controller.annotator:
            self.controller.save_place()
        self.settings.set_state("geometry", self.saveGeometry())
        self.settings.set_state("splitter", self.splitter.saveState())
        self.settings.sync()
        self.hide()
        self.detection.stop()
        self.files.stop()
        self.controller.store.close()
        self.closed.emit()
        super().closeEvent(event)

    def _close_anyway(self) -> bool:
        from annotator.ui.dialogs.unsaved import close_anyway

        return close_anyway(self, len(self.decisions.waiting))

    def changeEvent(self, event: QEvent) -> None:
        """The time with a quotation stops while another window is in use."""
        if event.type() == QEvent.Type.ActivationChange:
            self.controller.pause(not self.isActiveWindow())
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A project is opened, articles are brought in."""
        self.files.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    # What the panes ask for

    def _problem(self, text: str) -> None:
        if self.decisions.waiting:
            self.notice.warn(text, "Try again", lambda: self.decisions.flush() and None)
        else:
            self.notice.warn(text)

    def _saved(self, waiting: int) -> None:
        self.status.show_saved(waiting)
        if not waiting:
            self.notice.settle()

    def _tell_caret(self, shown: bool) -> None:
        if shown:
            self.notice.tell("Arrows move the caret, with Shift they select; then e edges, n new, s source. Esc ends.")

    def _name_history(self) -> None:
        store, me = self.controller.store, self.controller.annotator
        for action, ask in (("undo", work.undo_text), ("redo", work.redo_text)):
            try:
                text = ask(store, me) if me else None
            except AnnotatorError:
                continue
            name = action.capitalize()
            self.items[action].setText(menu_text(f"{name}: {text}" if text else name))

    def codebook_changed(self) -> None:
        """Give the codebook its keys, its menu and its guideline; nothing happens while it stays the same."""
        desk = self.controller.desk
        if desk is None or self.property("codebook") == desk.codebook.hash:
            return
        self.setProperty("codebook", desk.codebook.hash)
        self.keymap.use(desk.codebook)
        apply_keys(self.items, self.keymap)
        self.status.show_hints(self.keymap)
        for item in self.stance_items:
            self.removeAction(item)
            item.deleteLater()
        letters = sorted({label.key for target in desk.codebook.targets for label in target.labels})
        self.stance_items = [
            *(self._key_item(f"Shift+{t.key}", t.name, partial(self.controller.choose_target, t.id)) for t in desk.codebook.targets),
            *(self._key_item(letter, letter, partial(self.decisions.toggle_key, letter)) for letter in letters),
        ]
        self._stance_menu_of_target()
        if self._guideline is not None:
            self._guideline.show_codebook(desk.codebook)

    def _key_item(self, key: str, text: str, act: Callable[[], None]) -> QAction:
        item = QAction(menu_text(text), self)
        item.setShortcut(QKeySequence(key.upper() if len(key) == 1 else key))
        item.triggered.connect(lambda: act())
        self.addAction(item)
        return item

    def _stance_menu_of_target(self) -> None:
        """Targets, then the labels of the active one, with what they mean."""
        self.stance_menu.clear()
        desk = self.controller.desk
        for target in desk.codebook.targets if desk else ():
            item = self.stance_menu.addAction(f"{target.key}   {menu_text(target.name)}")
            item.setCheckable(True)
            item.setChecked(target.id == self.controller.target_id)
            item.triggered.connect(partial(self._choose_target, target.id))
        self.stance_menu.addSeparator()
        active = desk.codebook.target(self.controller.target_id) if desk else None
        for label in active.labels if active else ():
            item = self.stance_menu.addAction(f"{label.key}   {menu_text(label.name)}")
            item.setToolTip(plain_tip(label.definition))
            item.triggered.connect(partial(self._toggle, active.id, label))

    def _choose_target(self, target: str, *_: object) -> None:
        self.controller.choose_target(target)

    def _toggle(self, target: str, label: object, *_: object) -> None:
        self.decisions.toggle(target, label)

    def back_to_article(self) -> None:
        """Close what is open, drop the selection, give the keys back to the article."""
        if self.welcome.isVisible() and self.controller.annotator:
            self.welcome.hide()
        self.notice.settle() if not self.decisions.waiting else None
        self.article.drop_selection()
        self.article.setFocus()

    def toggle_help(self) -> None:
        """All keys over the window."""
        desk = self.controller.desk
        self.help.close_keys() if self.help.isVisible() else self.help.show_keys(self.keymap, desk.codebook if desk else None)

    def toggle_guideline(self) -> None:
        """The codebook's guideline beside the article."""
        from annotator.ui.guideline import GuidelineDock

        desk = self.controller.desk
        if desk is None:
            return
        if self._guideline is None:
            self._guideline = GuidelineDock(self)
            self._guideline.show_codebook(desk.codebook)
            self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._guideline)
        else:
            self._guideline.setVisible(not self._guideline.isVisible())
        self.article.setFocus()

    def choose_theme(self, choice: str) -> None:
        """Light, dark, or as the system is."""
        self.theme.choose(choice)
        self.settings.set_text("theme", choice)

    def edit_keys(self) -> None:
        """Change keys; they act at once."""
        from annotator.ui.dialogs.keys import KeysDialog

        dialog = KeysDialog(self.keymap, self)
        if dialog.exec():
            self.keymap.changes = dialog.changes
            self.settings.set_text("keys", self.keymap.to_json())
            apply_keys(self.items, self.keymap)
            self.status.show_hints(self.keymap)

    def edit_speakers(self) -> None:
        """The project's register of speakers."""
        from annotator.ui.dialogs.speakers import SpeakersDialog

        self.controller.before_leaving.emit()
        dialog = SpeakersDialog(self.controller, self)
        dialog.changed.connect(self.controller.broadcast)
        dialog.changed.connect(lambda _: self._name_history())
        dialog.open()

    def show_about(self) -> None:
        """Version and licence, as a line like any other."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("quotation-annotator")
        except PackageNotFoundError:
            number = "from a checkout"
        self.notice.tell(f"Quotation Annotator {number}. Apache License 2.0. Nothing leaves this computer.", stay=LONG)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self.settings.recent():
            if path != self.controller.store.path.absolute():
                self.recent.addAction(menu_text(str(path))).triggered.connect(partial(self._want, path))
        if self.recent.isEmpty():
            self.recent.addAction("No other project yet").setEnabled(False)

    def _want(self, path: Path, *_: object) -> None:
        self.project_wanted.emit(path, None)


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "annotator 1"


assert {action.menu for action in ACTIONS} <= set(MENUS)
