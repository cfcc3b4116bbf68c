"""The command palette: type a part of a command, label, target, speaker or article, and Enter does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.language import tr
from annotator.records import fold
from annotator.ui.commands.matching import best
from annotator.ui.overlay import Overlay
from annotator.ui.text import cut, elided, plain_label
from annotator.ui.theme import Theme

MOST = 50  # lines shown for what was typed
WIDEST, HIGHEST = 640, 420  # pixels
_ENTRY = Qt.ItemDataRole.UserRole
_STAY = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class PaletteEntry(NamedTuple):
    """A line of the palette: what it is called, what stands at its right, what else it is found by, and what it does."""

    text: str
    aside: str
    run: Callable[[], object]
    also: str = ""


class EntryDelegate(QStyledItemDelegate):
    """Paints an entry: its text left, what stands beside it right; the current one on its own ground."""

    def __init__(self, theme: Theme, view: QListWidget) -> None:
        super().__init__(view)
        self.theme = theme
        self.view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line."""
        return QSize(100, option.fontMetrics.lineSpacing() + 10)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Both texts are cut where they would meet."""
        entry: PaletteEntry = index.data(_ENTRY)
        colors, area = self.theme.colors, option.rect.adjusted(2, 0, -2, 0)
        painter.save()
        if index.row() == self.view.currentRow():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.chosen))
            painter.drawRoundedRect(area, 5, 5)
        inside = area.adjusted(10, 0, -10, 0)
        aside = elided(entry.aside, self.view, inside.width() // 2)
        room = option.fontMetrics.horizontalAdvance(aside) + 16
        painter.setPen(QColor(colors.muted))
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, aside)
        painter.setPen(QColor(colors.text))
        left = QRect(inside.left(), inside.top(), inside.width() - room, inside.height())
        text = elided(entry.text, self.view, left.width())
        painter.drawText(left, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class Palette(Overlay):
    """Lies over the top of its window. Up and Down choose, Enter does what is chosen, Esc or its own key closes."""

    takes_all_keys = True
    left = Signal()  # the keys go back to what is shown

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAccessibleName(tr("Command palette"))
        self.field = QLineEdit(placeholderText=tr("A command, label, target, speaker or article"))
        self.field.setAccessibleName(tr("Find a command"))
        self.list = QListWidget()
        self.list.setProperty("field", True)
        self.list.setAccessibleName(tr("What was found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(EntryDelegate(theme, self.list))
        self.empty = plain_label(tr("Nothing was found."), muted=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for part in (self.field, self.list, self.empty):
            column.addWidget(part)
        self._keys: Sequence[QKeySequence] = ()
        self._entries: list[tuple[str, PaletteEntry]] = []
        self._also: list[tuple[str, PaletteEntry]] = []
        self._more: Callable[[str], Sequence[PaletteEntry]] = lambda typed: ()
        self.field.textEdited.connect(self._find)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self.hide()

    def begin(
        self,
        entries: Sequence[PaletteEntry],
        more: Callable[[str], Sequence[PaletteEntry]],
        keys: Sequence[QKeySequence],
    ) -> None:
        """Open with these entries; ``more`` finds others for what was typed, ``keys`` close the palette again."""
        self._entries = [(fold(f"{entry.text} {entry.aside}"), entry) for entry in entries]
        self._also = [(fold(f"{entry.text} {entry.also}"), entry) for entry in entries if entry.also]
        self._more, self._keys = more, keys
        self.field.clear()
        self._find("")
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def found(self) -> list[PaletteEntry]:
        """The entries shown, the best first."""
        return [self.list.item(row).data(_ENTRY) for row in range(self.list.count())]

    def _find(self, typed: str) -> None:
        more = [(fold(entry.text), entry) for entry in self._more(typed)] if typed.strip() else []
        found = best(typed, [*self._entries, *more], MOST)
        if typed.strip() and len(found) < MOST:
            known = {id(entry) for entry in found}
            found += [entry for entry in best(typed, self._also, MOST) if id(entry) not in known]
        self.list.clear()
        for entry in found[:MOST]:
            item = QListWidgetItem(cut(f"{entry.text}, {entry.aside}", 200), self.list)  # for those who cannot see it
            item.setData(_ENTRY, entry)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.place()

    def _take(self, item: QListWidgetItem | None) -> None:
        self.close_palette()
        if item is not None:
            item.data(_ENTRY).run()

    def close_palette(self) -> None:
        """Close; the keys go back to what is shown."""
        self.hide()
        self.left.emit()

    def place(self) -> None:
        """Under the top of the window, as high as the list needs."""
        room = self.room.rect()
        width, highest = min(room.width() - 40, WIDEST), min(room.height() - 180, HIGHEST)
        lines = self.list.count() * self.list.sizeHintForRow(0) + 6
        self.list.setFixedHeight(max(min(lines, highest), 60))
        self.setGeometry((room.width() - width) // 2, 48, width, self.sizeHint().height())

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key that opened the palette closes it; all others that the field has no use for do nothing."""
        if not event.isAutoRepeat() and QKeySequence(event.keyCombination()) in self._keys:
            self.close_palette()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field's arrows walk through what was found; the palette closes where the field loses the keys."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._walk(event)
        if (
            watched is self.field
            and isinstance(event, QFocusEvent)
            and event.lostFocus()
            and event.reason() not in _STAY
        ):
            self.hide()
        return super().eventFilter(watched, event)

    def _walk(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        key = Qt.Key(event.key())
        if key in steps:
            self.list.setCurrentRow(min(max(self.list.currentRow() + steps[key], 0), self.list.count() - 1))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._take(self.list.currentItem())
            return True
        if key == Qt.Key.Key_Escape:
            self.close_palette()
            return True
        return False
