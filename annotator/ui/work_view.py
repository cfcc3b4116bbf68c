"""The views in which quotations are decided: which parts each of them owns, and the desk, which is one of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from annotator.session.annotation import AnnotationSession
from annotator.session.navigator import Navigator
from annotator.session.protocol import Session
from annotator.session.selecting import Selecting
from annotator.store.connection import Store
from annotator.ui.article_pane import ArticlePane
from annotator.ui.article_view import ArticleView
from annotator.ui.card import Card
from annotator.ui.comment_box import CommentBox
from annotator.ui.notice import Notice, Welcome
from annotator.ui.panes import Panes
from annotator.ui.queue import QueuePane
from annotator.ui.session_timers import SessionTimers
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.session.shaping import Shaping

Hints = Sequence[tuple[str, str]]  # (a command's id or "", words), for the foot of the window
HINTS: Hints = (
    ("confirm", "confirm"),
    ("reject", "not speech"),
    ("", "1–9 speaker"),
    ("undecided", "next undecided"),
    ("help", "all keys"),
)


class WorkCard(Protocol):
    """What commands ask of the card of a quotation."""

    @property
    def left(self) -> SignalInstance:
        """The keys go back to the article."""

    @property
    def concordance_wanted(self) -> SignalInstance:
        """A speaker's name, or a stance (its label "" for all of a target)."""

    def write_comment(self) -> None:
        """Put the keys into the comment."""

    def speaker_concordance(self) -> None:
        """Ask for everything that the speaker shown says."""

    def search_speaker(self) -> None:
        """Put the keys into the search over the project's speakers."""

    @property
    def comment(self) -> CommentBox:
        """Where the comment is typed."""


class WorkView(Protocol):
    """A view that commands about quotations act on. Each view makes its parts and keeps them."""

    @property
    def session(self) -> Session:
        """What can be decided in this view, and what it shows."""

    @property
    def navigator(self) -> Navigator:
        """Where the annotator is in it."""

    @property
    def selecting(self) -> Selecting:
        """What selected words can become."""

    @property
    def article(self) -> ArticleView:
        """The article's text."""

    @property
    def queue(self) -> QueuePane:
        """The list of articles."""

    @property
    def card(self) -> WorkCard:
        """The card of the current quotation."""

    @property
    def notice(self) -> Notice:
        """The line over the foot of the article."""

    @property
    def root(self) -> Panes:
        """The widget that holds all of it."""

    @property
    def hints(self) -> Hints:
        """The keys that matter most in it."""


class AnnotationView(QObject):
    """The desk: an annotator's own decisions, article by article."""

    named = Signal(str)  # who annotates, as a person answered
    hints = HINTS

    def __init__(self, store: Store, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.session = AnnotationSession(store)
        self.navigator = self.session.navigator
        self.root = Panes(310, theme)
        self.queue = QueuePane(self.navigator, theme, self.root)
        self.pane = ArticlePane(self.session, theme, self.root)
        self.article = self.pane.view
        self.selecting = Selecting(self.article, self.session)
        self.card = Card(self.session, theme, self.root)
        self.root.hold(self.queue, self.pane, self.card)
        self.notice = self.pane.notice
        self.timers = SessionTimers(self.session, self)
        watch = self.navigator.stopwatch
        self.article.verticalScrollBar().valueChanged.connect(lambda _: watch.touch())
        self.article.selectionChanged.connect(watch.touch)
        self.card.comment.textChanged.connect(watch.touch)
        self.queue.widened.connect(self.navigator.queue.widen)

    @cached_property
    def welcome(self) -> Welcome:
        """The question who annotates, made when it is first asked for: most starts do without."""
        welcome = Welcome(self.pane)
        welcome.answered.connect(self.named)
        return welcome

    @cached_property
    def shaping(self) -> Shaping:
        """What becomes of a quotation's extent: split, merged, marked wherever its words stand again."""
        from annotator.session.shaping import Shaping

        return Shaping(self.article, self.session)
