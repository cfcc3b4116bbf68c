"""The panes of adjudication, put together as the desk's are: queue, article, card, and what acts on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSplitter

from annotator.records import Kind, Quotation
from annotator.ui.article_pane import ArticlePane
from annotator.ui.highlights import Mark, State
from annotator.ui.notice import Notice
from annotator.ui.queue import QueuePane
from annotator.ui.selecting import Selecting
from annotator.ui.team.case_card import CaseCard
from annotator.ui.team.case_controller import CaseController, differences
from annotator.ui.team.columns import HEADS, NARROWEST
from annotator.ui.team.keys import NOBODY, NONE_FINISHED
from annotator.ui.team.settling import Settling
from annotator.ui.text import elided, plain_tip
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.window import DeskWindow


class CasePane(ArticlePane):
    """The article with its cases; beside an open one stands in what its annotators differ."""

    controller: CaseController

    def __init__(self, controller: CaseController, theme: Theme) -> None:
        super().__init__(controller, theme)
        self.bring.hide()
        self.empty.setText(f"{NONE_FINISHED}\n\n{NOBODY}")

    def _mark(self, quotation: Quotation) -> Mark:
        start, end = self.view.map.span_to_qt(quotation.span)
        state = self.controller.state(quotation)
        return Mark(quotation.id, start, end, state, self._note(quotation, state))

    def _note(self, quotation: Quotation, state: State) -> str:
        case, desk = self.controller.cases.get(quotation.id), self.controller.desk
        if case is not None and desk is not None and case.open and case.differs:
            targets = {target.id: target.name for target in desk.codebook.targets}
            return "≠ " + differences(case, lambda target: targets.get(target, target))
        shown = self.controller.shown(quotation)
        speech = state is not State.REJECTED and quotation.kind is not Kind.NOT_SPEECH
        return shown.speaker_name if shown is not None and speech else ""

    def _show_current(self, scroll: bool) -> None:
        shown = self.controller.shown()
        if shown is None or self.controller.current is None:
            self.view.set_current("", None, None, scroll=False)
        else:
            self.view.set_current(shown.quotation, shown.source, shown.cue, scroll=scroll)

    def _show_head(self, *_: object) -> None:
        desk = self.controller.desk
        if desk is None:
            return
        title = desk.article.title or desk.article.id
        self.title.setText(elided(title, self.title, max(self.width() - 90, 200)))
        self.title.setToolTip(plain_tip(title))
        cases = self.controller.cases.values()
        disputed = [case for case in cases if case.differs]
        left = sum(case.left_open for case in cases)
        agreed = sum(not case.differs for case in cases) - left
        waiting = sum(case.agreed for case in cases)
        settled = f"{sum(case.done for case in disputed)} of {len(disputed)} disagreements settled"
        accepted = f"{agreed} agreed" + (f", {waiting} of them to accept" if waiting else ", accepted")
        more = [*([accepted] if agreed else []), *([f"{left} left open by all"] if left else [])]
        self.about.setText("  ·  ".join([self._words, settled, *more]))


class Bench(QObject):
    """The parts that the window's actions work on while adjudicating; ``root`` stands in the desk's place."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        theme = window.theme
        self.controller = CaseController(window.controller.store, window.controller.annotator, self)
        self.pane = CasePane(self.controller, theme)
        self.article = self.pane.view
        self.article.let_slide()
        self.decisions = Settling(self.controller)
        self.selecting = Selecting(self.article, self.decisions)
        self.queue = QueuePane(self.controller, theme)
        self.card = CaseCard(self.controller, self.decisions, theme)
        self.notice = Notice(self.pane)
        self.root = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect(window)

    def _lay_out(self) -> None:
        for part, stretch, least in ((self.queue, 0, 180), (self.pane, 1, 380), (self.card, 0, 400)):
            self.root.addWidget(part)
            self.root.setStretchFactor(self.root.indexOf(part), stretch)
            part.setMinimumWidth(least)
        self.root.setChildrenCollapsible(False)
        self.root.setHandleWidth(1)

    def fit(self, people: int, width: int) -> None:
        """Give the card room for a column a person, but never more than the article."""
        card = min(max(420, HEADS + people * (NARROWEST + 4) + 44), int(width * 0.42))
        self.root.setSizes([200, width - 200 - card, card])

    def _connect(self, window: DeskWindow) -> None:
        self.controller.told.connect(self.notice.tell)
        self.controller.asked.connect(self.notice.ask)
        self.controller.article_shown.connect(self.notice.drop_question)
        self.controller.problem.connect(window.tell_problem)
        self.controller.article_shown.connect(window.codebook_changed)
        self.decisions.saver.saved.connect(window.tell_saved)
        self.decisions.saver.overtaken.connect(window.ask_newer)
        self.decisions.done.connect(window.menus.name_history)
        self.card.left.connect(self.article.setFocus)
        self.card.concordance_wanted.connect(window.views.concordance)
        self.card.names_wanted.connect(window.team.hide_names)
        self.queue.left.connect(self.article.setFocus)
