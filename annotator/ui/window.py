"""The desk's window: makes its parts, and connects what each of them tells to the others. Decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from annotator.errors import AnnotatorError
from annotator.language import tr
from annotator.session.navigator import Navigator
from annotator.session.protocol import Session
from annotator.session.question import Answer
from annotator.session.stale import Stale
from annotator.store.connection import Store
from annotator.store.presence import Trouble
from annotator.ui.article_view import ArticleView
from annotator.ui.article_work import ArticleWork
from annotator.ui.codebook.work import CodebookWork
from annotator.ui.commands.actions import Actions, action_of
from annotator.ui.commands.command import PALETTE, Keymap
from annotator.ui.commands.table import COMMANDS
from annotator.ui.detection import Detection, english
from annotator.ui.file_watch import FileWatch
from annotator.ui.files import Files
from annotator.ui.menus import Menus
from annotator.ui.notice import LONG, Notice, Welcome
from annotator.ui.panels import Panels
from annotator.ui.queue import QueuePane
from annotator.ui.queue_reader import QueueReader
from annotator.ui.review import Review
from annotator.ui.saving_anew import SavingAnew
from annotator.ui.second_look import SecondLook
from annotator.ui.settings import Settings
from annotator.ui.team.views import TeamViews
from annotator.ui.text import open_at
from annotator.ui.theme import Theme
from annotator.ui.turning import Turning
from annotator.ui.watcher import Watcher
from annotator.ui.work_view import AnnotationView, WorkCard, WorkView
from annotator.ui.workspace import Workspace
from annotator.workflow import project

if TYPE_CHECKING:
    from annotator.detection.suggester import Suggester
    from annotator.ui.palette import Palette, PaletteEntry

SOON = 50  # milliseconds after the first paint in which nothing else may begin: the first key comes first
FIRST_LINE = "Enter confirms, ? shows the keys."
MADE_FOR = "This package was made for {0}, so you work as {0}; Edit › Change annotator… changes that."
NOT_MADE_FOR = "This package was made for {}; what you decide now comes back under {}."


class DeskWindow(QMainWindow):
    """One project, one annotator at a time. ``project_wanted`` asks the application for another project."""

    project_wanted = Signal(object, object)  # Path, and the Beginning of a new one or None
    closed = Signal()
    painted = Signal()  # once: the desk is on screen, now other work may begin

    def __init__(self, store: Store, settings: Settings, theme: Theme, make: Callable[[], Suggester] = english) -> None:
        super().__init__()
        self.settings, self.theme = settings, theme
        self.annotation = AnnotationView(store, theme, self)
        actions = Actions(COMMANDS, self, Keymap.from_json(settings.text("keys")))
        self.workspace = Workspace(self, self.annotation, settings, theme, actions)
        self.commands, self.status, self.stack = actions, self.workspace.status, self.workspace.stack
        self.reader = QueueReader(self.annotation.navigator, self)
        self.detection = Detection(self.annotation.session, make, self)
        self.files = Files(self.workspace)
        self.articles = ArticleWork(self.workspace)
        self.watch = FileWatch(self.annotation.navigator, self)
        self.anew = SavingAnew(self.workspace, self.files.worker)
        self.team = TeamViews(self.workspace)
        self.menus = Menus(self.workspace)
        self.panels = Panels(self.workspace)
        self.review = Review(self.workspace)
        self.second_look = SecondLook(self.workspace)
        self.codebooks = CodebookWork(self.workspace)
        self.turning = Turning(self.workspace, self.codebooks.worker)
        self.watcher = Watcher(self.workspace)
        self.command_palette: Palette | None = None
        self._seen = False
        self._lay_out()
        self._connect()
        theme.dress()
        self._restore()

    def _lay_out(self) -> None:
        self.setWindowTitle(f"{self.workspace.store.path.name} — " + tr("Quotation Annotator"))
        self.setAcceptDrops(True)
        self.setCentralWidget(self.stack)
        self.setStatusBar(self.status)
        self.setTabOrder(self.annotation.article, self.annotation.card.kind)

    def _connect(self) -> None:
        shared, desk = self.workspace, self.annotation
        shared.store.tell = desk.navigator.voice.problem.emit
        self._connect_view(desk)
        desk.session.acts.done.connect(self.review.refresh)
        desk.session.acts.done.connect(self.codebooks.refresh)
        desk.session.acts.done.connect(desk.notice.drop_question)
        desk.selecting.made.connect(self.detection.suggest)
        desk.card.menu_wanted.connect(lambda spot: self.menus.card_menu(desk.card, spot).popup(spot))
        desk.queue.menu_wanted.connect(self._open_queue_menu)
        desk.pane.bring.clicked.connect(self.files.import_files)
        desk.article.zoomed.connect(partial(self.settings.set_number, "zoom"))
        desk.article.caret_changed.connect(self._tell_caret)
        shared.view_made.connect(self._connect_view)
        shared.view_shown.connect(self.show_keys)
        shared.project_wanted.connect(self.project_wanted)
        shared.history_changed.connect(self.menus.name_history)
        shared.codebook_used.connect(self.codebook_changed)
        shared.codebook_used.connect(self.codebooks.offer)
        self.files.codebook_wanted.connect(self.codebooks.look_at)
        shared.caught_up.connect(self.codebook_changed)
        shared.caught_up.connect(self.menus.name_history)
        shared.caught_up.connect(self.review.refresh)
        shared.caught_up.connect(self.codebooks.refresh)
        self.files.merge_wanted.connect(self.team.files.merge_files)
        self.files.review_wanted.connect(self.review.offer)
        self.annotation.named.connect(self.annotate_as)
        self.status.annotator_chosen.connect(self.annotate_as)
        self.status.ask_annotator.connect(self.ask_annotator)
        for work in (self.detection, self.files, self.team, self.turning, self.panels):
            self.status.cancel.connect(work.cancel)
        self.detection.state.connect(lambda text, busy: self.status.show_model(text, busy=busy))
        self.painted.connect(desk.article.let_slide)
        self.painted.connect(self.watch.start)
        self.painted.connect(self.anew.begin)
        self.painted.connect(self.team.shared.begin)
        self.painted.connect(self._begin_speech)

    def _open_queue_menu(self, sha256: str, spot: QPoint) -> None:
        self.menus.queue_menu(self.annotation.queue, sha256, self.articles).popup(spot)

    def _begin_speech(self) -> None:
        from annotator.ui.speech import Speech

        self.speech = Speech(self.workspace)

    def _connect_view(self, view: WorkView) -> None:
        """What a view in which quotations are decided tells."""
        navigator, acts = view.navigator, view.session.acts
        acts.beside = self.turning.begin
        navigator.voice.told.connect(view.notice.tell)
        navigator.voice.asked.connect(view.notice.ask)
        navigator.voice.solved.connect(view.notice.drop_problem)
        navigator.voice.passed.connect(view.notice.drop_told)
        navigator.article_left.connect(view.notice.drop_told)
        navigator.article_left.connect(view.notice.drop_question)
        navigator.voice.problem.connect(self.tell_problem)
        navigator.article_shown.connect(self.codebook_changed)
        acts.saver.saved.connect(self.tell_saved)
        acts.saver.overtaken.connect(self.ask_newer)
        acts.done.connect(self.menus.name_history)
        view.card.left.connect(view.article.setFocus)
        view.card.concordance_wanted.connect(self.panels.concordance)
        view.queue.left.connect(view.article.setFocus)
        view.article.menu_wanted.connect(lambda spot: self.menus.article_menu(view.article).popup(spot))

    # The parts of the view that is shown

    @property
    def view(self) -> WorkView:
        """The view in which quotations are decided now: the desk, or adjudication."""
        return self.workspace.view

    @property
    def navigator(self) -> Navigator:
        """Where the annotator is in it."""
        return self.view.navigator

    @property
    def session(self) -> Session:
        """What can be decided in it."""
        return self.view.session

    @property
    def article(self) -> ArticleView:
        """Its article."""
        return self.view.article

    @property
    def queue(self) -> QueuePane:
        """Its list of articles."""
        return self.view.queue

    @property
    def card(self) -> WorkCard:
        """The card of its current quotation."""
        return self.view.card

    @property
    def welcome(self) -> Welcome:
        """The question who annotates, over the desk's article."""
        return self.annotation.welcome

    @property
    def notice(self) -> Notice:
        """The line over the foot of its article."""
        return self.view.notice

    @property
    def working(self) -> bool:
        """Whether quotations can be decided in what is shown."""
        return self.workspace.working

    @property
    def on_desk(self) -> bool:
        """Whether the desk is what is shown."""
        return self.workspace.on_desk

    # Start and end

    def _restore(self) -> None:
        article = self.annotation.article
        article.set_zoom(self.settings.number("zoom", article.zoom))
        if not self.restoreGeometry(self.settings.state("geometry")):
            open_at(self, 1366, 860)
        if not self.annotation.root.restoreState(self.settings.state("splitter")):
            self.annotation.root.setSizes([230, 752, 384])
        self.status.show_hints(self.commands, self.workspace.hints)
        self.panels.remember_queue()

    def begin(self) -> None:
        """Go where the annotator was, or ask who annotates. Call once the window is shown: it is painted first."""
        store = self.navigator.store
        if (told := project.warning(store)) or (
            (told := project.sync_warning(store)) and self.settings.first_time("synced", store.path)
        ):
            self.navigator.voice.problem.emit(told)
        self.settings.add_recent(store.path.absolute())
        kept, made_for = self.settings.annotator(store.path), project.made_for(store)
        if kept and kept in project.annotators(store):
            self.annotate_as(kept)
        elif made_for:
            self.annotate_as(made_for)
            self.notice.tell(tr(MADE_FOR, made_for), stay=LONG)
        else:
            self.ask_annotator()

    def ask_annotator(self) -> None:
        """Ask who annotates, inside the window."""
        known = self.navigator.annotator or project.made_for(self.navigator.store)
        self.welcome.ask(known or self.settings.text("annotator_guess") or account())

    def annotate_as(self, name: str) -> None:
        """Work under a name; others' decisions are not shown."""
        self.workspace.show_desk()
        if self.navigator.annotator:
            if not self.workspace.hand_in():
                return
            self.session.save_place()
        try:
            project.add_annotator(self.navigator.store, name)
            self.navigator.annotator = name
            self.watcher.begin()
            self.session.start()
        except AnnotatorError as error:
            self.tell_problem(str(error))
            return
        self.panels.begin_blind()
        self.settings.set_annotator(self.navigator.store.path, name)
        self.status.show_annotator(name)
        self.menus.name_history()
        for offer in (self.review.offer, self.codebooks.offer, self.panels.offer_states):
            offer() if self._seen else self.painted.connect(offer)
        self.article.setFocus()
        if not self.settings.number("greeted", 0):
            self.settings.set_number("greeted", 1)
            if self.panels.guide is None:
                self.notice.tell(FIRST_LINE, stay=LONG)
        made_for = project.made_for(self.navigator.store)
        if made_for and made_for != name:
            self.notice.warn(
                tr(NOT_MADE_FOR, made_for, name),
                (f"Work as {made_for}", partial(self.annotate_as, made_for)),
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what was typed and where we are; ask only where the disk refuses a decision."""
        if not self.workspace.show_desk() and not self._close_anyway():
            event.ignore()
            return
        if not self.workspace.hand_in() and not self._close_anyway():
            event.ignore()
            return
        if self.navigator.annotator:
            self.session.save_place()
        self.settings.set_state("geometry", self.saveGeometry())
        self.settings.set_state("splitter", self.annotation.root.kept_state())
        self.settings.sync()
        self.hide()
        self.watcher.stop()
        self.detection.stop()
        self.reader.stop()
        self.second_look.stop()
        self.panels.stop()
        self.files.stop()
        self.turning.stop()
        self.codebooks.stop()
        self.team.stop()
        self.navigator.store.close()
        self.closed.emit()
        super().closeEvent(event)
        self.deleteLater()

    def _close_anyway(self) -> bool:
        from annotator.ui.dialogs.unsaved import close_anyway

        return close_anyway(self, len(self.session.acts.saver.waiting))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say that the window has been painted, a moment after it has with all that is in it."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.installEventFilter(self)
            QTimer.singleShot(SOON, self, self.painted.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that nobody took: on layouts that type something else there, its place says which command is meant."""
        from annotator.ui.key_positions import by_place

        wanted = by_place(event)
        item = action_of(self, wanted) if wanted is not None else None
        if item is None or (event.isAutoRepeat() and not item.autoRepeat()):
            super().keyPressEvent(event)
        else:
            item.trigger()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """The last dialog that kept the window from its keys was closed, whichever it was: they are given back once it is gone.

        It watches the window itself, from the first paint on: in place of ``event`` it would see every event of its making.
        """
        if event.type() == QEvent.Type.WindowUnblocked:
            QTimer.singleShot(0, self, self._give_keys_back)
        return False

    def _give_keys_back(self) -> None:
        """To a dialog that is open beside the desk, such as the codebook's: it asked the question that was answered. Else to the desk."""
        from PySide6.QtWidgets import QDialog  # not needed before the first dialog

        beside = [dialog for dialog in self.findChildren(QDialog) if dialog.isVisible()]
        if not beside:
            self.workspace.take_keys()
        elif QApplication.activeWindow() not in beside:
            beside[-1].activateWindow()

    def come_forward(self, why: str) -> None:
        """Show the window before all others, and say why."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.workspace.take_keys()
        self.notice.tell(why)

    def changeEvent(self, event: QEvent) -> None:
        """The time with a quotation stops while another window is in use; what was done there is shown on coming back."""
        if event.type() == QEvent.Type.ActivationChange:
            self.navigator.stopwatch.pause(not self.isActiveWindow())
        if event.type() in (QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange):
            self.watcher.attend()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A project is opened, articles are brought in."""
        self.files.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    # What the panes ask for

    def tell_problem(self, text: str) -> None:
        """A sentence about something wrong, until it is closed or put right."""
        lost, answers = self.navigator.store.lost, list[Answer]()
        if lost is not None:
            answers.append(("Save as a new file…", self.anew.ask))
        if (
            self.session.acts.saver.waiting and lost is not Trouble.OVERWRITTEN
        ):  # what was taken away may have been put back
            answers.append(("Try again", self._try_again))
        self.notice.warn(text, *answers)

    def _try_again(self) -> None:
        self.session.acts.saver.flush()

    def tell_saved(self, waiting: int) -> None:
        """Say that all is on disk, or how many decisions wait for it."""
        self.status.show_saved(waiting)
        if not waiting:
            self.notice.settle()

    def ask_newer(self, stale: Stale) -> None:
        """Show what another window decided, and ask whether the decision made here is to take its place."""
        self.view.card.comment.drop()
        self.navigator.reload_desk()
        self.menus.name_history()
        self.notice.warn(stale.sentence, ("Take mine", partial(self.session.acts.insist, stale)))

    def _tell_caret(self, shown: bool) -> None:
        if shown:
            self.notice.tell(
                "Arrow keys move the caret, Shift and arrow keys select. Then press n (new quotation), e (edges) or s (source). "
                "Esc hides the caret."
            )

    def show_keys(self) -> None:
        """Enable what can be done in the view that is shown, and name its keys in menus and at the foot."""
        self.menus.show_view()
        self.status.show_hints(self.commands, self.workspace.hints)

    def codebook_changed(self) -> None:
        """Give the codebook its keys, its menu and its guideline; nothing happens while it stays the same."""
        desk = self.navigator.desk
        if desk is not None and self.menus.use(desk.codebook):
            self.show_keys()
            self.panels.show_codebook(desk.codebook)

    def back_to_article(self) -> None:
        """Close what is open, drop the selection, give the keys back to the article."""
        if self.welcome.isVisible() and self.navigator.annotator:
            self.welcome.hide()
        if self.team.leave_page():
            return
        self.panels.end_tour()
        if not self.session.acts.saver.waiting:
            self.notice.hide()
        self.article.drop_selection()
        self.article.setFocus()

    def open_palette(self) -> None:
        """Open the command palette over what is shown, or close it."""
        from annotator.ui import palette_entries

        shared = self.workspace
        self._begin_palette(PALETTE, palette_entries.entries, partial(palette_entries.speakers, shared))

    def open_labels(self) -> None:
        """Open the palette with the codebook's labels alone: for those without a key."""
        from annotator.ui import palette_entries

        self._begin_palette("type-label", palette_entries.labels, lambda _: ())

    def open_orders(self) -> None:
        """Open the palette with the orders of the queue alone."""
        from annotator.ui import palette_entries

        self._begin_palette("order", palette_entries.orders, lambda _: ())

    def _begin_palette(
        self,
        own: str,
        entries: Callable[[Workspace], list[PaletteEntry]],
        more: Callable[[str], Sequence[PaletteEntry]],
    ) -> None:
        """Open the palette with some entries, or close it; the keys of the command ``own`` close it again."""
        from annotator.ui.palette import Palette

        if self.command_palette is None:
            self.command_palette = Palette(self.theme, self)
            self.command_palette.left.connect(self.workspace.take_keys)
        if self.command_palette.isVisible():
            self.command_palette.close_palette()
            return
        self.command_palette.begin(entries(self.workspace), more, self.commands.items[own].shortcuts())


def account() -> str:
    """What a person is called on this computer: the first guess at an annotator's name."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "annotator 1"
