"""How an annotator has the queue arranged: its order, and the articles it is narrowed to. Remembered from start to start."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from annotator.jsontext import NotJsonError, read_json
from annotator.records import ArticleRow
from annotator.session.events import Event
from annotator.session.orders import DAY, ORDERS, OUTLET, STATES, Order, QueueFigure, QueueState, Values


class QueueChoice(NamedTuple):
    """What is chosen: ids of an order and a state; a source ("" for any); the first and last day, or the beginning of one
    ("2024-05"), "" for any; a tag, "" for any.
    """

    order: str = ORDERS[0].id
    state: str = STATES[0].id
    source: str = ""
    since: str = ""
    until: str = ""
    tag: str = ""

    @classmethod
    def from_json(cls, text: str) -> QueueChoice:
        """What was remembered; anything that makes no sense counts as not chosen."""
        try:
            read = read_json(text or "{}")
        except NotJsonError:
            return cls()
        known = (
            {name: value for name, value in read.items() if isinstance(value, str)} if isinstance(read, dict) else {}
        )
        made = cls(**{name: value for name, value in known.items() if name in cls._fields})
        order = made.order if any(each.id == made.order for each in ORDERS) else ORDERS[0].id
        return made._replace(order=order, state=made.state if any(s.id == made.state for s in STATES) else STATES[0].id)

    def to_json(self) -> str:
        """The choice, to be remembered."""
        return json.dumps(self._asdict(), ensure_ascii=False)


class Arrangement:
    """Orders and narrows the lines of the queue. While a figure that it needs is not read, it does without."""

    def __init__(self) -> None:
        self.changed = Event[()]()  # another choice, or figures came
        self.figures_wanted = Event[()]()  # ``wanted`` is to be read, see take
        self.known_tags: Callable[[], list[str]] = list  # the tags that articles of the queue bear
        self.choice = QueueChoice()
        self.figures: dict[str, Values] = {}
        self._order, self._state = ORDERS[0], STATES[0]

    @property
    def order(self) -> Order:
        """The order that is chosen."""
        return self._order

    @property
    def state(self) -> QueueState:
        """The state that is chosen."""
        return self._state

    def choose(self, choice: QueueChoice) -> None:
        """Arrange the queue in another way."""
        self.choice = choice
        self._order = next(order for order in ORDERS if order.id == choice.order)
        self._state = next(state for state in STATES if state.id == choice.state)
        if self.wanted:
            self.figures_wanted.emit()
        self.changed.emit()

    @property
    def wanted(self) -> tuple[QueueFigure, ...]:
        """The figures that the choice needs."""
        named = [self._order.figure, self._state.figure]
        named += [OUTLET] * bool(self.choice.source) + [DAY] * bool(self.choice.since or self.choice.until)
        return tuple({figure.id: figure for figure in named if figure is not None}.values())

    def take(self, figures: Mapping[str, Values]) -> None:
        """Use figures that were read, by the ids of the figures."""
        self.figures.update(figures)
        self.changed.emit()

    def forget(self) -> None:
        """Forget all figures: another annotator begins."""
        self.figures.clear()

    def arranged(self, rows: list[ArticleRow]) -> list[ArticleRow]:
        """The rows, which stand as they were imported, in the order that is chosen."""
        order = self._order
        if order is ORDERS[0] or (order.figure is not None and order.figure.id not in self.figures):
            return rows
        return sorted(rows, key=lambda row: order.key(row, self._value(order.figure, row)))

    def drawn(self, row: ArticleRow) -> str:
        """Why an article has its place (:class:`annotator.holdout.OrderReason`); "" where the order does not say."""
        order = self._order
        if order.figure is None or order.figure.id not in self.figures:
            return ""
        return order.drawn(self._value(order.figure, row))

    @property
    def narrows(self) -> bool:
        """Whether some articles may be left out."""
        return self.choice._replace(order=ORDERS[0].id) != QueueChoice()

    def passes(self, row: ArticleRow) -> bool:
        """Whether an article is one of those that the queue is narrowed to."""
        choice, state = self.choice, self._state
        if (state.figure is None or state.figure.id in self.figures) and not state.passes(
            row, self._value(state.figure, row)
        ):
            return False
        if choice.tag and choice.tag not in row.tags.split(", "):
            return False
        if choice.source and OUTLET.id in self.figures and self._value(OUTLET, row) != choice.source:
            return False
        if not (choice.since or choice.until) or DAY.id not in self.figures:
            return True
        day = str(self._value(DAY, row))
        return bool(day) and day >= choice.since and (not choice.until or day[: len(choice.until)] <= choice.until)

    def _value(self, figure: QueueFigure | None, row: ArticleRow) -> Any:
        if figure is None:
            return ""
        return self.figures.get(figure.id, {}).get(row.sha256, figure.missing)

    def sources(self) -> list[str]:
        """The sources that articles have, as far as they are read, in the alphabet."""
        return sorted({str(name) for name in self.figures.get(OUTLET.id, {}).values() if name}, key=str.casefold)

    def in_words(self) -> str:
        """What is chosen beside the state, in a line; "" where nothing is."""
        choice = self.choice
        parts = [self._order.text if self._order is not ORDERS[0] else "", choice.source]
        parts += [f"#{choice.tag}"] * bool(choice.tag)
        parts += [f"since {choice.since}" if choice.since else "", f"until {choice.until}" if choice.until else ""]
        return "  ·  ".join(filter(None, parts))
