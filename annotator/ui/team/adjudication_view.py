"""The view of adjudication: its parts are those of the desk, on the cases of all annotators."""

from __future__ import annotations

from PySide6.QtCore import QObject

from annotator.records import Kind, Quotation
from annotator.store.connection import Store
from annotator.ui.article_pane import ArticlePane
from annotator.ui.highlights import Mark, State
from annotator.ui.notice import Notice
from annotator.ui.queue import QueuePane
from annotator.ui.selecting import Selecting
from annotator.ui.team.case_card import CaseCard
from annotator.ui.team.case_controller import CaseController, differences
from annotator.ui.team.columns import HEADS, NARROWEST
from annotator.ui.team.settling import Settling
from annotator.ui.team.words import HINTS, NOBODY, NONE_FINISHED
from annotator.ui.text import elided, plain_tip
from annotator.ui.theme import Theme
from annotator.ui.work_view import side_by_side


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


class AdjudicationView(QObject):
    """What the annotators decided differently, settled article by article in a layer of its own."""

    hints = HINTS

    def __init__(self, store: Store, annotator: str, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.controller = CaseController(store, annotator, self)
        self.pane = CasePane(self.controller, theme)
        self.article = self.pane.view
        self.article.let_slide()
        self.decisions = Settling(self.controller)
        self.selecting = Selecting(self.article, self.decisions)
        self.queue = QueuePane(self.controller, theme)
        self.card = CaseCard(self.controller, self.decisions, theme)
        self.notice = Notice(self.pane)
        self.root = side_by_side(self.queue, self.pane, self.card, 400)

    def fit(self, people: int, width: int) -> None:
        """Give the card room for a column a person, but never more than the article; ``width``: of the window, in pixels."""
        card = min(max(420, HEADS + people * (NARROWEST + 4) + 44), int(width * 0.42))
        self.root.setSizes([200, width - 200 - card, card])
