"""What stands over the queue: the state of the articles that are listed, their order, and more to narrow them by."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from annotator.language import tr
from annotator.session.arrangement import Arrangement, QueueChoice
from annotator.session.orders import ORDERS, OUTLET, STATES, Order
from annotator.ui.text import menu_text, plain_tip, set_tone

ANY_SOURCE, ANY_TAG = "any source", "any tag"
DAY_HOW = "As 2024-05-31, or 2024-05 for a whole month, or 2024"


class QueueBar(QWidget):
    """Shows and changes an arrangement. ``figures``: whether what has to be read beside the window is offered."""

    def __init__(self, arrangement: Arrangement, *, figures: bool) -> None:
        super().__init__()
        self.arrangement = arrangement
        self.orders = tuple(order for order in ORDERS if figures or order.figure is None)
        self._figures = figures
        self._led = False
        self.state = QComboBox()
        self.order = QPushButton("⇅")
        self.words = QPushButton()
        self.narrower: Narrower | None = None
        self._lay_out()
        self._fill_states()
        arrangement.changed.connect(self.show_choice)

    def _lay_out(self) -> None:
        self.state.setAccessibleName(tr("Show articles in this state"))
        self.state.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.state.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.state.currentIndexChanged.connect(lambda _: self._choose(state=str(self.state.currentData())))
        self.order.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.order.setFixedWidth(38)
        self.order.clicked.connect(self.open_menu)
        self.words.setProperty("flat", True)
        self.words.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.words.clicked.connect(self.reset)
        self.words.hide()
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.state, 1)
        top.addWidget(self.order)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addLayout(top)
        self._column.addWidget(self.words)

    def offer(self, *, led: bool) -> None:
        """Offer the states that show others' decisions, or do not."""
        if led != self._led:
            self._led = led
            self._fill_states()

    def _fill_states(self) -> None:
        chosen = self.arrangement.state
        with QSignalBlocker(self.state):
            self.state.clear()
            for state in STATES:
                offered = (self._figures or state.figure is None) and (self._led or not state.led)
                if offered or state is chosen:
                    self.state.addItem(tr(state.text), state.id)
        self.show_choice()

    def show_choice(self) -> None:
        """Show what is chosen."""
        chosen = self.arrangement
        if (at := self.state.findData(chosen.state.id)) < 0:
            self._fill_states()
            return
        with QSignalBlocker(self.state):
            self.state.setCurrentIndex(at)
        tip = tr("Order of the articles: {}; and filters", tr(chosen.order.text))
        self.order.setToolTip(plain_tip(tip))
        self.order.setAccessibleName(tip)
        words = _in_words(chosen)
        self.words.setText(menu_text(f"{words}  ✕" if words else ""))
        self.words.setToolTip(
            plain_tip(tr("{}: back to the order of import, from all sources and days", words) if words else "")
        )
        self.words.setVisible(bool(words))
        if self.narrower is not None:
            self.narrower.show_choice(chosen)

    def open_menu(self) -> None:
        """The orders, and the source and days to narrow the list by."""
        menu = self.made_menu()
        menu.popup(self.order.mapToGlobal(self.order.rect().bottomLeft()))

    def made_menu(self) -> QMenu:
        """A menu of the orders; it destroys itself when it is closed."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        group = QActionGroup(menu)
        for order in self.orders:
            text = tr(order.text)
            item = menu.addAction(menu_text(text[:1].upper() + text[1:]))
            item.setCheckable(True)
            item.setChecked(order is self.arrangement.order)
            item.setToolTip(plain_tip(tr(order.tip)))
            item.triggered.connect(partial(self.order_by, order))
            group.addAction(item)
        if self._figures:
            menu.addSeparator()
            menu.addAction(tr("Filter by source, tag and day…")).triggered.connect(lambda _: self.open_narrower())
        return menu

    def order_by(self, order: Order, *_: object) -> None:
        """Put the articles in an order."""
        self._choose(order=order.id)

    def open_narrower(self) -> None:
        """Show the fields of source and days, and put the keys into the first."""
        if self.narrower is None:
            self.narrower = Narrower()
            self.narrower.changed.connect(lambda choice: self._choose(**choice))
            self._column.addWidget(self.narrower)
        if OUTLET.id not in self.arrangement.figures:
            self.arrangement.figures_wanted.emit()
        self.narrower.show_choice(self.arrangement)
        self.narrower.show()
        self.narrower.source.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def reset(self) -> None:
        """As imported, from all sources and days; the state stays."""
        if self.narrower is not None:
            self.narrower.hide()
        self.arrangement.choose(QueueChoice(state=self.arrangement.choice.state))

    def _choose(self, **parts: str) -> None:
        wanted = self.arrangement.choice._replace(**parts)
        if wanted != self.arrangement.choice:
            self.arrangement.choose(wanted)


class Narrower(QWidget):
    """The fields of source, tag and days."""

    changed = Signal(object)  # what of the choice is another one, by name

    def __init__(self) -> None:
        super().__init__()
        self.source, self.tag = QComboBox(), QComboBox()
        self.since = QLineEdit(placeholderText=tr("since"))
        self.until = QLineEdit(placeholderText=tr("until"))
        self.source.setAccessibleName(tr("Source of the articles"))
        self.source.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.tag.setAccessibleName(tr("Tag of the articles"))
        self.tag.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tag.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.tag.activated.connect(lambda _: self.changed.emit({"tag": str(self.tag.currentData() or "")}))
        self.source.activated.connect(lambda _: self.changed.emit({"source": str(self.source.currentData() or "")}))
        days = QHBoxLayout()
        days.setSpacing(6)
        for line, name in ((self.since, "since"), (self.until, "until")):
            what = tr("First day of publication") if name == "since" else tr("Last day of publication")
            line.setAccessibleName(what)
            line.setToolTip(plain_tip(f"{what}. {tr(DAY_HOW)}."))
            line.editingFinished.connect(partial(self._day, line, name))
            days.addWidget(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.source)
        column.addWidget(self.tag)
        column.addLayout(days)

    def show_choice(self, arrangement: Arrangement) -> None:
        """Offer the sources that are known, and show what is chosen."""
        choice = arrangement.choice
        _offer(self.source, tr(ANY_SOURCE), arrangement.sources(), choice.source)
        _offer(self.tag, tr(ANY_TAG), arrangement.known_tags(), choice.tag)
        for line, day in ((self.since, choice.since), (self.until, choice.until)):
            if not line.hasFocus():
                line.setText(day)

    def _day(self, line: QLineEdit, name: str) -> None:
        """Take a day; what is none stays in its field, marked, and narrows nothing."""
        text = line.text().strip()
        sound = not text or is_day(text)
        set_tone(line, "wrong", not sound)
        if sound:
            self.changed.emit({name: text})


def _offer(box: QComboBox, anything: str, known: list[str], chosen: str) -> None:
    """Fill a box with what can be chosen, and show what is."""
    with QSignalBlocker(box):
        box.clear()
        box.addItem(anything, "")
        for name in dict.fromkeys([*known, *([chosen] if chosen else [])]):
            box.addItem(name, name)
        box.setCurrentIndex(max(box.findData(chosen), 0))


def _in_words(chosen: Arrangement) -> str:
    """What is chosen beside the state, in a line; "" where nothing is."""
    choice = chosen.choice
    parts = [tr("by {}", tr(chosen.order.text)) if chosen.order is not ORDERS[0] else "", choice.source]
    parts += [f"#{choice.tag}"] * bool(choice.tag)
    parts += [
        tr("since {}", choice.since) if choice.since else "",
        tr("until {}", choice.until) if choice.until else "",
    ]
    return "  ·  ".join(filter(None, parts))


def is_day(text: str) -> bool:
    """Whether a text is a day, a month or a year as 2024-05-31, 2024-05 or 2024."""
    parts = text.split("-")
    sizes = [len(part) for part in parts]
    return all(part.isascii() and part.isdecimal() for part in parts) and sizes == [4, 2, 2][: len(parts)]
