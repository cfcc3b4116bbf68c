"""In which orders the queue can stand, and to which articles it can be narrowed. A new one is a new entry here.

What the line of an article does not say is a :class:`QueueFigure`, which is read beside the window for all articles at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.holdout import OrderReason
from annotator.records import ArticleRow, fold

if TYPE_CHECKING:
    from annotator.store.connection import Store

Value = str | float
Values = Mapping[str, Value]  # by an article's sha256


class QueueFigure(NamedTuple):
    """A figure of every article, and what an article has that is not read (``missing``).

    ``read`` answers it for an annotator; it runs in a worker's thread, with a connection of its own.
    """

    id: str
    read: Callable[[Store, str], Values]
    missing: Value


class Order(NamedTuple):
    """An order of the queue, the smallest ``key`` first; equals stand as they were imported.

    ``key`` is given an article's line and its figure, or ``""`` where the order has no ``figure``. ``drawn`` says of an article why it
    has its place ("" where there is nothing to say): the list shows it, and decisions note it.
    """

    id: str
    text: str
    tip: str
    key: Callable[[ArticleRow, Any], Any]
    figure: QueueFigure | None = None
    drawn: Callable[[Any], str] = lambda _: ""


class QueueState(NamedTuple):
    """The articles that are in a state. ``passes`` is given an article's line and its figure, as the key of an order is.

    ``led``: offered only where others' decisions may be shown, to the lead of a team.
    """

    id: str
    text: str
    passes: Callable[[ArticleRow, Any], bool]
    figure: QueueFigure | None = None
    led: bool = False


def _days(store: Store, annotator: str) -> Values:
    from annotator.workflow import queue_figures

    return queue_figures.days(store, annotator)


def _outlets(store: Store, annotator: str) -> Values:
    from annotator.workflow import queue_figures

    return queue_figures.outlets(store, annotator)


def _doubts(store: Store, annotator: str) -> Values:
    from annotator.workflow import queue_figures

    return queue_figures.doubts(store, annotator)


def _stances(store: Store, annotator: str) -> Values:
    from annotator.workflow import queue_figures

    return queue_figures.stances(store, annotator)


def _disagreements(store: Store, annotator: str) -> Values:
    from annotator.workflow import queue_figures

    return queue_figures.disagreements(store, annotator)


def _expected(store: Store, annotator: str) -> Values:
    from annotator.workflow import next_articles

    return next_articles.expected_stances(store, annotator)


def _places(store: Store, annotator: str) -> Values:
    from annotator.workflow import next_articles

    return next_articles.places(store, annotator)


def _drawn(place: float) -> str:
    """Places with a half are those that chance gave."""
    if place == NOWHERE:
        return ""
    return str(OrderReason.CHANCE if place % 1 else OrderReason.TEACHES)


NOWHERE = float("inf")
DAY = QueueFigure("day", _days, "")
OUTLET = QueueFigure("outlet", _outlets, "")
DOUBT = QueueFigure("doubt", _doubts, 0.0)
STANCES = QueueFigure("stances", _stances, 0)
EXPECTED = QueueFigure("expected", _expected, -1.0)
PLACE = QueueFigure("place", _places, NOWHERE)
DISAGREEMENTS = QueueFigure("disagreements", _disagreements, 0)


def _latest(day: str) -> tuple[bool, tuple[int, ...]]:
    return not day, tuple(-ord(letter) for letter in day)


ORDERS: tuple[Order, ...] = (
    Order("imported", "as imported", "As the articles came into the project", lambda row, _: 0),
    Order("title", "title", "By title, alphabetically", lambda row, _: fold(row.title or row.id)),
    Order("newest", "date, newest first", "By the day of publication; unknown days last", lambda _, day: _latest(day), DAY),
    Order("oldest", "date, oldest first", "By the day of publication; unknown days last", lambda _, day: (not day, day), DAY),
    Order("source", "source", "By who published it; unknown ones last", lambda _, name: (not name, fold(name)), OUTLET),
    Order("quotations", "most quotations first", "By the number of quotations", lambda row, _: -row.quotations),
    Order("undecided", "undecided first", "By the number of undecided quotations",
          lambda row, _: row.decided - row.quotations),
    Order("expected", "most stances first", "By the number of stances that your decisions predict for undecided quotations",
          lambda _, count: -count, EXPECTED),
    Order("teaches", "teaches most",
          "By how much the program would learn from an article, with every fifth article drawn at random; needs 150 decisions",
          lambda _, place: place, PLACE, _drawn),
    Order("uncertain", "uncertain first", "By how unsure the detector is of the undecided quotations", lambda _, doubt: -doubt, DOUBT),
)  # fmt: skip

STATES: tuple[QueueState, ...] = (
    QueueState("all", "all articles", lambda row, _: True),
    QueueState("to-do", "to do", lambda row, _: not row.finished),
    QueueState("flagged", "flagged", lambda row, _: bool(row.flagged)),
    QueueState("done", "done", lambda row, _: row.finished),
    QueueState("no-stance", "without stance", lambda row, count: not count, STANCES),
    QueueState("disputed", "others disagree", lambda row, count: bool(count), DISAGREEMENTS, led=True),
)
