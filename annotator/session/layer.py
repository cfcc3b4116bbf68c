"""Whose decisions a session shows and writes: an annotator's own ones, or the settled ones of adjudication."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from annotator.records import ArticleRow, Change, Decision, Desk, Quotation, is_second_reading, second_reading
from annotator.store.connection import Store
from annotator.workflow import desk as work

FIRST = 300  # articles of the queue that the window waits for; those of a longer one follow from the worker


class Layer(Protocol):
    """A layer of decisions in the project's file. What cannot be read or written raises an AnnotatorError with a sentence."""

    store: Store
    annotator: str  # who works; "" for nobody yet
    first: int  # how many rows of the queue are read at once; 0: all are read beside the window
    all_done: str  # what is said where no article has anything left to decide

    def first_rows(self) -> tuple[Sequence[ArticleRow], bool]:
        """The queue's first articles, and whether these are all."""

    def row(self, sha256: str, before: ArticleRow | None) -> ArticleRow | None:
        """An article's progress now, ``before`` being its line of the queue; None where it has none."""

    def read(self, sha256: str) -> Desk:
        """What is shown for an article."""

    def read_proposals(self, desk: Desk) -> Desk:
        """The article shown with the proposals that it has now; its text is not read again."""

    def reader(self, sha256: str) -> str:
        """The name under which what is decided of an article stands."""

    def write(self, decision: Decision, action: str) -> Change:
        """Put a decision on disk, and answer it as it is stored. StaleDecisionError where another one stands by now."""

    def shown(self, desk: Desk, quotation: Quotation) -> Decision:
        """What the card shows for a quotation and Enter would confirm."""

    def as_shown(self, decision: Decision) -> Decision:
        """A stored decision as the article shows it."""

    def waits(self, quotation: Quotation) -> bool:
        """Whether a quotation waits for a decision: where going to the next one stops."""

    def has_work(self, row: ArticleRow) -> bool:
        """Whether an article has something left to decide."""

    def article_done(self, more: bool) -> str:
        """What is said at the end of an article; ``more``: another one has something left to decide."""


class OwnDecisions:
    """An annotator's own decisions over the machine's proposals; of an article that came back, those of the second reading.

    That is shown until another article is, also once it is finished: what was decided last is what one sees.
    """

    first = FIRST
    all_done = "Every quotation of every article is decided."

    def __init__(self, store: Store, annotator: str = "") -> None:
        self.store = store
        self.annotator = annotator
        self._shown = ("", "", False)  # the annotator and article read last, and whether as a second reading

    def _again(self, sha256: str) -> bool:
        """Whether an article is read a second time."""
        if self._shown[:2] == (self.annotator, sha256) and self._shown[2]:
            return True
        return work.came_back(self.store, sha256, self.annotator)

    def reader(self, sha256: str) -> str:
        """The annotator, or the name of their second reading."""
        return second_reading(self.annotator) if self._again(sha256) else self.annotator

    def first_rows(self) -> tuple[Sequence[ArticleRow], bool]:
        """The queue's first articles, and whether these are all."""
        return work.load_queue_start(self.store, self.annotator, self.first)

    def row(self, sha256: str, before: ArticleRow | None) -> ArticleRow | None:
        """The article's line of the queue; None where its import was taken back."""
        return work.load_row(self.store, sha256, self.reader(sha256))

    def read(self, sha256: str) -> Desk:
        """The article with the annotator's decisions over its proposals."""
        self._shown = (self.annotator, sha256, self._again(sha256))
        return work.load_desk(self.store, sha256, self.annotator, again=self._shown[2])

    def read_proposals(self, desk: Desk) -> Desk:
        """The same article with the annotator's decisions over the proposals that it has now."""
        again = is_second_reading(desk.annotator)
        return work.load_desk(self.store, desk.article.sha256, self.annotator, known=desk.article, again=again)

    def write(self, decision: Decision, action: str) -> Change:
        """Append the decision."""
        return work.decide(self.store, decision, action=action)

    def shown(self, desk: Desk, quotation: Quotation) -> Decision:
        """The decision, else what the machine proposes."""
        return work.shown(desk, quotation)

    def as_shown(self, decision: Decision) -> Decision:
        """The decision as it is."""
        return decision

    def waits(self, quotation: Quotation) -> bool:
        """Whether it is undecided."""
        return not quotation.decided

    def has_work(self, row: ArticleRow) -> bool:
        """Whether the annotator has not finished it."""
        return row.unfinished

    def article_done(self, more: bool) -> str:
        """The article's end is told, not jumped over."""
        return "Article done." + (" Space goes to the next open article." if more else " Nothing is left open.")
