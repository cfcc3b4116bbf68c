"""All keys at a glance, over the window; made from the table of commands and the codebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from annotator.language import tr
from annotator.records import Codebook
from annotator.ui.commands.command import DECIDE, DESK, GROUPS, MOVE, SELECT, SPEAKER, Command, Keymap, shown_key
from annotator.ui.overlay import Overlay
from annotator.ui.text import plain_label

RIGHT = (MOVE, SELECT, DESK)  # the groups of the right column; both are about as long


def help_lines(
    commands: Iterable[Command[Any]], keymap: Keymap, group: str, *, settling: bool = False
) -> list[tuple[str, str]]:
    """Keys and what they do, for one group, in the words of the desk or of adjudication; the nine digits share a line."""
    lines = []
    for command in (each.worded(settling=settling) for each in commands):
        keys = keymap.keys(command)
        if command.place.group != group or not keys or command.number > 1:
            continue
        digits = tr("Decision of annotator 1 to 9") if settling else tr("Speaker 1 to 9")
        text = digits if command.number else command.text.rstrip("…")
        shown = ["1 – 9"] if command.number else list(dict.fromkeys(shown_key(key) for key in keys))
        lines.append((", ".join(shown), text))
    return lines


def stance_lines(codebook: Codebook) -> list[tuple[str, str]]:
    """Keys of the codebook: a capital for each target, small letters for its labels; with Alt a label is set and confirmed."""
    lines = [(tr("Alt + key"), tr("set the label, confirm and go on"))]
    for target in codebook.targets:
        lines.append((target.key, target.name))
        lines.append(("", "   ".join(f"{label.key} {label.name}".replace(" ", "\u00a0") for label in target.labels)))
    return lines


class HelpOverlay(Overlay):
    """Dims the window and lists the keys; any key or click closes it."""

    takes_all_keys = True
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("All keys"))
        self.panel = QFrame(self)
        self.panel.setProperty("panel", True)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(24, 18, 12, 18)
        column.addWidget(self.area)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def show_keys(
        self, commands: Sequence[Command[Any]], keymap: Keymap, codebook: Codebook | None, *, settling: bool = False
    ) -> None:
        """Open over the window with the keys of these commands; no ``codebook``: its keys do nothing now."""
        inside = QWidget()
        inside.setProperty("clear", True)
        columns = QHBoxLayout(inside)
        columns.setSpacing(36)
        left, right = QVBoxLayout(), QVBoxLayout()
        stances = stance_lines(codebook) if codebook is not None else []
        for group in GROUPS:
            lines = help_lines(commands, keymap, group, settling=settling)
            title = tr("Settle" if settling and group == DECIDE else group)
            if lines:
                (right if group in RIGHT else left).addLayout(_group(title, lines))
            if group == SPEAKER and stances:
                left.addLayout(
                    _group(tr("Stance: capitals choose the target, small letters toggle its labels"), stances)
                )
        for column in (left, right):
            column.setSpacing(16)
            column.addStretch(1)
            columns.addLayout(column, 1)
        self.area.setWidget(inside)
        self.place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """Cover the window whatever its size, with the panel in its middle."""
        room = self.room.rect()
        self.setGeometry(room)
        inside = self.area.widget()
        wanted = inside.heightForWidth(900) if inside and inside.hasHeightForWidth() else 700
        width, height = min(room.width() - 60, 1000), min(room.height() - 60, wanted + 60)
        self.panel.setGeometry((room.width() - width) // 2, (room.height() - height) // 2, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window shines through, dimmed."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 110))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key closes, but for shift and its like, and the key that opened and is still held."""
        if not event.isAutoRepeat() and event.key() not in (
            Qt.Key.Key_Shift,
            Qt.Key.Key_Control,
            Qt.Key.Key_Alt,
            Qt.Key.Key_Meta,
        ):
            self.close_keys()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the panel closes."""
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_keys()

    def close_keys(self) -> None:
        """Back to the article."""
        self.hide()
        self.closed.emit()


def _group(title: str, lines: list[tuple[str, str]]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(6)
    heading = plain_label(title, wrap=True)
    heading.setProperty("heading", True)
    column.addWidget(heading)
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, 140)
    grid.setColumnStretch(1, 1)
    for row, (keys, text) in enumerate(lines):
        grid.addWidget(_keys_label(keys), row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(plain_label(text, wrap=True), row, 1)
    column.addLayout(grid)
    return column


def _keys_label(keys: str) -> QLabel:
    label = plain_label(keys, muted=True)
    label.setMinimumWidth(0)
    return label
