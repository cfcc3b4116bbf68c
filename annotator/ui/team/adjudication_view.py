"""The view of adjudication: its parts are those of the desk, on the cases of all annotators."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.language import tr
from annotator.session.adjudication import AdjudicationSession
from annotator.session.selecting import Selecting
from annotator.store.connection import Store
from annotator.ui.article_pane import ArticlePane
from annotator.ui.panes import Panes
from annotator.ui.queue import QueuePane
from annotator.ui.session_timers import SessionTimers
from annotator.ui.team.case_card import CaseCard
from annotator.ui.team.columns import HEADS, NARROWEST
from annotator.ui.team.words import HINTS, NOBODY, NONE_FINISHED
from annotator.ui.theme import Theme


class AdjudicationView(QObject):
    """What the annotators decided differently, settled article by article in a layer of its own."""

    hints = HINTS

    def __init__(self, store: Store, annotator: str, theme: Theme, parent: QObject, room: QWidget) -> None:
        """``room``: the widget in which the view is shown."""
        super().__init__(parent)
        self.session = AdjudicationSession(store, annotator)
        self.navigator = self.session.navigator
        self.root = Panes(396, theme, room)
        self.queue = QueuePane(self.navigator, theme, self.root)
        self.pane = ArticlePane(self.session, theme, self.root)
        self.pane.bring.hide()
        self.pane.empty.setText(f"{tr(NONE_FINISHED)}\n\n{tr(NOBODY)}")
        self.article = self.pane.view
        self.article.let_slide()
        self.selecting = Selecting(self.article, self.session)
        self.card = CaseCard(self.session, theme, self.root)
        self.root.hold(self.queue, self.pane, self.card)
        self.notice = self.pane.notice
        self.timers = SessionTimers(self.session, self)

    def fit(self, people: int, width: int) -> None:
        """Give the card room for a column a person, but never more than the article; ``width``: of the window, in pixels."""
        card = min(max(420, HEADS + people * (NARROWEST + 4) + 44), int(width * 0.42))
        self.root.setSizes([200, width - 200 - card, card])
