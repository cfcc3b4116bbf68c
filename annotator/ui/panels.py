"""What opens beside the work or over it, and what the user prefers: keys, guideline, speakers, colors."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from annotator.errors import AnnotatorError
from annotator.language import tr
from annotator.records import Codebook, Stance
from annotator.session.arrangement import QueueChoice
from annotator.ui.latest_job import LatestJob
from annotator.ui.notice import LONG
from annotator.ui.theme import SIZES
from annotator.ui.worker import Worker
from annotator.ui.workspace import Workspace
from annotator.workflow import project

if TYPE_CHECKING:
    from annotator.ui.article_view import ArticleView
    from annotator.ui.dialogs.overview import Overview
    from annotator.ui.find_bar import FindBar
    from annotator.ui.guideline import GuidelineDock
    from annotator.ui.help import HelpOverlay
    from annotator.ui.search.pane import SearchPane
    from annotator.ui.tour import Tour
    from annotator.workflow.training_round import KnownLabel, TrainingResult

WIDE = 1600  # pixels from which guideline and queue both fit beside the article


class Panels(QObject):
    """Opens and closes them for a window; each is made when it is first asked for."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.window = workspace.window
        self.guideline: GuidelineDock | None = None
        self.help: HelpOverlay | None = None
        self.finder: SearchPane | None = None
        self.guide: Tour | None = None
        self.worker: Worker | None = None  # begun when something is first read
        self._reads: LatestJob | None = None
        self.find_bars: dict[ArticleView, FindBar] = {}  # by the article's view that each belongs to

    def show_codebook(self, codebook: Codebook) -> None:
        """Another codebook: its guideline, if that is open."""
        if self.guideline is not None:
            self.guideline.show_codebook(codebook)

    def toggle_help(self) -> None:
        """All keys over the window."""
        from annotator.ui.help import HelpOverlay

        workspace, desk = self.workspace, self.workspace.view.navigator.desk
        if self.help is None:
            self.help = HelpOverlay(self.window)
            self.help.closed.connect(workspace.take_keys)
        if self.help.isVisible():
            self.help.close_keys()
            return
        actions = workspace.actions
        commands = [command for command in actions.commands if actions.acts(command)]
        codebook = desk.codebook if desk and workspace.working else None
        self.help.show_keys(commands, actions.keymap, codebook, settling=workspace.settling)

    def tour(self) -> Tour:
        """The tour of the desk, made when it is first asked for."""
        from annotator.ui.tour import Tour

        if self.guide is None:
            self.guide = Tour(self.workspace)
        return self.guide

    def show_tour(self) -> None:
        """Begin the tour, or go to its next step."""
        tour = self.tour()
        tour.go_on() if tour.shown else tour.begin()

    def end_tour(self) -> None:
        """Leave the tour, where it is shown."""
        if self.guide is not None and self.guide.shown:
            self.guide.end()

    def search(self) -> None:
        """The search pane at the foot of the window; where it has the keys, it is closed."""
        if not self.workspace.annotator:
            return
        keys = QApplication.focusWidget()
        if self.finder is not None and self.finder.isVisible() and keys is not None and self.finder.isAncestorOf(keys):
            self.finder.hide()
            self.workspace.view.article.setFocus()
        else:
            self.search_pane().begin()

    def search_pane(self) -> SearchPane:
        """The pane, made when it is first asked for."""
        from annotator.ui.search.pane import SearchPane

        if self.finder is None:
            self.finder = SearchPane(self.workspace)
            self.workspace.open_below(self.finder)
            self.window.resizeDocks([self.finder], [max(self.window.height() * 2 // 5, 220)], Qt.Orientation.Vertical)
        return self.finder

    def find_here(self) -> None:
        """Look for words in the article that is shown."""
        from annotator.ui.find_bar import FindBar

        view = self.workspace.view.article
        if view not in self.find_bars:
            self.find_bars[view] = bar = FindBar(view)
            bar.left.connect(self.workspace.take_keys)
            self.workspace.watch_keys(bar)
        self.find_bars[view].begin()

    def step_hit(self, by: int) -> None:
        """Open the next or previous hit of the last search."""
        if self.finder is None:
            self.search()
        else:
            self.finder.step(by)

    def concordance(self, what: object) -> None:
        """Everything that a speaker (a name) says, or where a label (a stance) stands."""
        if isinstance(what, Stance):
            self.search_pane().of_label(what)
        else:
            self.search_pane().of_speaker(str(what))

    def begin_blind(self) -> None:
        """Another annotator begins: nothing that the one before found is shown, and the queue asks for figures of its own."""
        arrangement = self.workspace.annotation.navigator.queue.arrangement
        arrangement.forget()
        if arrangement.wanted:
            arrangement.figures_wanted.emit()
        if self.finder is not None:
            self.finder.forget_hits()

    def remember_queue(self) -> None:
        """Arrange the queue as it was when this project was open last, and keep in mind how it is from now on."""
        arrangement = self.workspace.annotation.navigator.queue.arrangement
        settings, path = self.workspace.settings, self.workspace.store.path
        arrangement.choose(QueueChoice.from_json(settings.of_project("queue", path)))
        arrangement.changed.connect(lambda: settings.set_of_project("queue", path, arrangement.choice.to_json()))

    def offer_states(self) -> None:
        """Offer the articles on which others disagree to whoever leads a team."""
        from annotator.workflow import queue_figures

        store, annotator = self.workspace.store, self.workspace.annotator
        voice = self.workspace.annotation.navigator.voice
        led = voice.told_of(lambda: queue_figures.is_led(store, annotator))
        self.workspace.annotation.queue.bar.offer(led=bool(led))

    def stop(self) -> None:
        """End the workers; call before the window goes."""
        if self.finder is not None:
            self.finder.finder.stop()
        if self.worker is not None:
            self.worker.stop()

    def cancel(self) -> None:
        """Wait no longer for what is read."""
        if self._reads is not None:
            self._reads.cancel()
            self.workspace.status.show_model("")

    def _read(self, work: Callable[[], Any], show: Callable[[Any], object]) -> None:
        """Read beside the window what a dialog shows, then open it: a large project takes seconds. Only the last is waited for."""
        if self.worker is None or self._reads is None:
            self.worker = Worker("dialogs", self)
            self._reads = LatestJob(self.worker, self)
        self.workspace.status.show_model(tr("Reading the decisions…"), busy=True)
        done = partial(self._done, self.workspace.annotator)
        self._reads.run(lambda _: work(), partial(done, show), partial(done, self._refused), self._clear)

    def _done(self, annotator: str, then: Callable[[Any], object], found: object) -> None:
        self._clear()
        if self.workspace.annotator == annotator:  # what was read is not for anybody else
            then(found)

    def _clear(self) -> None:
        self.workspace.status.show_model("")

    def _refused(self, error: AnnotatorError) -> None:
        self.workspace.problem(str(error))

    def toggle_guideline(self) -> None:
        """The codebook's guideline beside the article."""
        from annotator.ui.guideline import GuidelineDock

        desk = self.workspace.view.navigator.desk
        if desk is None:
            return
        if self.guideline is None:
            self.guideline = GuidelineDock(self.window)
            self.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.guideline)
            self.guideline.visibilityChanged.connect(self._make_room)
            self.guideline.show_codebook(desk.codebook)
            self.guideline.show()
        else:
            self.guideline.setVisible(not self.guideline.isVisible())
        self.workspace.view.article.setFocus()

    def toggle_reading(self) -> None:
        """The article as a page alone, with whole words beside its quotations; again: back to deciding."""
        view = self.workspace.view
        reading = not view.article.reading
        view.article.setFocus()  # a pane that has the keys would unfold
        view.root.set_reading(reading)
        view.article.set_reading(reading)

    def _make_room(self, guideline: bool) -> None:
        """In a narrow window the guideline takes the queue's place, so that the article keeps its measure."""
        self.workspace.view.queue.setVisible(not guideline or self.window.width() >= WIDE)

    def toggle_indirect(self) -> None:
        """Ask for decisions on proposals of indirect quotations, or hide those that are undecided."""
        store = self.workspace.store
        try:
            show = not project.shows_indirect(store)
            change = project.show_indirect(store, show)
        except AnnotatorError as error:
            self.workspace.problem(str(error))
            return
        self.workspace.view.session.broadcast(change)
        self.workspace.view.navigator.reload_desk()
        self.workspace.tell(f"Undecided indirect quotations are {'shown' if show else 'hidden'}.")

    def toggle_nested(self) -> None:
        """Keep proposals inside quotations when articles are read from now on, or leave them out."""
        store = self.workspace.store
        try:
            keep = not project.asks_nested(store)
            project.ask_nested(store, keep)
        except AnnotatorError as error:
            self.workspace.problem(str(error))
            return
        self.workspace.tell(
            f"Quotations inside quotations are {'proposed' if keep else 'left out'} "
            "where an article is read from now on (F5 reads this one again)."
        )

    def choose_theme(self, choice: str) -> None:
        """One of the schemes, or as the system is."""
        self.workspace.theme.choose(choice)
        self.workspace.settings.set_text("theme", choice)

    def choose_language(self, code: str) -> None:
        """Speak another language from the next start on: a code, or ``system``."""
        self.workspace.settings.set_text("language", code)
        self.workspace.tell("The language changes when the program starts again.")

    def resize_text(self, steps: int) -> None:
        """Larger or smaller text in the window, but for the article's; 0: the system's size."""
        theme = self.workspace.theme
        at = SIZES.index(theme.size) + steps if steps else SIZES.index(100)
        theme.resize(SIZES[min(max(at, 0), len(SIZES) - 1)])
        self.workspace.settings.set_number("text size", theme.size)
        self.workspace.tell(f"The text of the window has {theme.size} % of the system's size.")

    def edit_keys(self) -> None:
        """Change keys; they act at once."""
        from annotator.ui.dialogs.keys import KeysDialog

        keymap = self.workspace.actions.keymap
        dialog = KeysDialog(self.workspace.actions.commands, keymap, self.window)
        if dialog.exec():
            keymap.changes = dialog.changes
            self.workspace.settings.set_text("keys", keymap.to_json())
            self.workspace.view_shown.emit()
        dialog.deleteLater()  # its fields refer to it: it would stay for ever

    def edit_speakers(self) -> None:
        """The project's register of speakers."""
        from annotator.ui.dialogs.speakers import SpeakersDialog

        navigator = self.workspace.view.navigator
        navigator.before_leaving.emit()
        dialog = SpeakersDialog(navigator, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self.workspace.view.session.broadcast)
        dialog.changed.connect(lambda _: self.workspace.history_changed.emit())
        dialog.quotation_wanted.connect(navigator.show_article)
        dialog.open()

    def confirm_rest(self) -> None:
        """List the undecided quotations of the article above a probability, and confirm them as one change."""
        session = self.workspace.annotation.session
        found, desk = session.bulk.rest(), session.navigator.desk
        if not found or desk is None:
            return
        from annotator.ui.dialogs.confirm_rest import ConfirmRestDialog
        from annotator.workflow.bulk import LEAST

        settings = self.workspace.settings
        dialog = ConfirmRestDialog(found, desk.codebook, settings.number("rest_least", round(LEAST * 100)), self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.least_chosen.connect(partial(settings.set_number, "rest_least"))
        dialog.wanted.connect(session.bulk.confirm)
        dialog.open()

    def overview(self) -> None:
        """Who says what, how often, and how far everybody is."""
        from annotator.ui.dialogs.overview import read_overview

        if self.workspace.annotator and self.workspace.hand_in():
            self._read(partial(read_overview, self.workspace.store.path, self.workspace.annotator), self._show_overview)

    def _show_overview(self, found: Overview) -> None:
        from annotator.ui.dialogs.overview import OverviewDialog

        dialog = OverviewDialog(found, self.workspace.theme, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.concordance_wanted.connect(self.concordance)
        dialog.show()

    def choose_repeats(self) -> None:
        """Say which finished articles come back to their annotator as if new."""
        from annotator.ui.dialogs.repeats import RepeatsDialog
        from annotator.workflow import own_consistency

        try:
            rule = own_consistency.rule(self.workspace.store)
        except AnnotatorError as error:
            self.workspace.problem(str(error))
            return
        dialog = RepeatsDialog(rule, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._set_repeats)
        dialog.open()

    def _set_repeats(self, share: float, days: int) -> None:
        from annotator.workflow import own_consistency

        change = self.workspace.change(partial(own_consistency.set_rule, self.workspace.store, share, days))
        if change is None:
            return
        session = self.workspace.annotation.session
        if self.workspace.annotator:
            session.bring_back()
            session.navigator.queue.reload()
        self.workspace.tell(change.message)

    def train(self) -> None:
        """A round of questions whose answer is known."""
        if self.workspace.annotator and self.workspace.hand_in():
            self._read(partial(_questions, self.workspace.store.path, self.workspace.annotator), self._ask)

    def _ask(self, found: tuple[list[KnownLabel], Codebook]) -> None:
        from annotator.ui.dialogs.training import TrainingDialog

        asked, codebook = found
        dialog = TrainingDialog(asked, self._answer, self._trained, codebook, self.workspace.theme, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _answer(self, asked: KnownLabel, given: str) -> bool | None:
        """Keep an answer; None where the disk refuses it, which is told."""
        from annotator.workflow import training_round

        try:
            return training_round.answer(self.workspace.store, self.workspace.annotator, asked, given)
        except AnnotatorError as error:
            self.workspace.problem(str(error))
            return None

    def _trained(self) -> TrainingResult | None:
        from annotator.workflow import training_round

        try:
            every = training_round.report(self.workspace.store)
        except AnnotatorError as error:
            self.workspace.problem(str(error))
            return None
        return next((each for each in every if each.annotator == self.workspace.annotator), None)

    def show_about(self) -> None:
        """Version and license, as a line like any other."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("quotation-annotator")
        except PackageNotFoundError:
            number = "from a checkout"
        self.workspace.view.notice.tell(
            f"Quotation Annotator {number}. Apache License 2.0. Nothing leaves this computer.", stay=LONG
        )


def _questions(path: Path, annotator: str) -> tuple[list[KnownLabel], Codebook]:
    """In the worker, with a connection of its own: the questions of a training round, and the codebook."""
    from annotator.workflow import training_round

    with closing(project.read_project(path)) as store, store.reading():
        return training_round.next_round(store, annotator), project.current_codebook(store)
