"""What a random user does in the window: keys, menus, clicks, selections, files dropped and pasted."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from annotator.ui.commands.table import COMMANDS
from annotator.ui.window import DeskWindow

NO = Qt.KeyboardModifier.NoModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
LEAVES = "close"  # the action that ends the program
SEQUENCES = [QKeySequence(key)[0] for command in COMMANDS if command.id != LEAVES for key in command.keys]
OFTEN = (
    "Return Return Return Return j k x f 1 2 3 0 Space Ctrl+Z U Ctrl+Y p a n b i T B c v Esc Shift+J Shift+K Down Up"
)
PLAIN = "Tab Shift+Tab Left Right Shift+Right Shift+Left Home End PgUp PgDown Backspace Delete Return Esc Space Ctrl+A"
WORDS = (
    "Ada",
    "officials",
    "the buoys",
    "x",
    "half a thought",
    "“quoted”",
    "Ida Holm",
    "ß ü 中文 👩‍🚀",
    "border wall",
    "a OR b",
    "<b>",
)
PEOPLE = ("Ada", "Bob", "Cleo")
TOUCHED = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView, QAbstractSpinBox)


def key_of(name: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """The key and its modifiers for a portable name."""
    pressed = QKeySequence(name)[0]
    return pressed.key(), pressed.keyboardModifiers()


class Hands:
    """Acts on the window that it is given; each act answers what was done, "" where it could not be."""

    def __init__(self, chance: random.Random, home: Path) -> None:
        self.chance = chance
        self.home = home
        self.acts: dict[str, tuple[int, Callable[[DeskWindow], str]]] = {
            "key of an action": (300, self.press),
            "other key": (60, self.press_plain),
            "held key": (10, self.hold),
            "text typed": (60, self.type),
            "menu": (60, self.open_menu),
            "click on a control": (150, self.click),
            "click in the article": (70, self.click_article),
            "selection": (60, self.select),
            "wheel": (15, self.turn_wheel),
            "right click": (15, self.ask_menu),
            "paste": (6, self.paste),
            "drop": (5, self.drop),
            "window resized": (5, self.resize),
        }

    # Keys

    def _target(self, window: DeskWindow) -> QWidget:
        return QApplication.focusWidget() or window

    def press(self, window: DeskWindow) -> str:
        """A key that does something on the desk."""
        if self.chance.random() < 0.6:
            key, held = key_of(self.chance.choice(OFTEN.split()))
        else:
            pressed = self.chance.choice(SEQUENCES)
            key, held = pressed.key(), pressed.keyboardModifiers()
        QTest.keyClick(self._target(window), key, held)
        return QKeySequence(key | held).toString() if held == NO else f"{held.name} {key.name}"

    def press_plain(self, window: DeskWindow) -> str:
        """A key that moves about or edits."""
        name = self.chance.choice(PLAIN.split())
        QTest.keyClick(self._target(window), *key_of(name))
        return name

    def hold(self, window: DeskWindow) -> str:
        """A key that is held down for a while."""
        name, times = self.chance.choice(("Return", "x", "j", "f", "p", "1", "Ctrl+Z")), self.chance.randint(2, 12)
        key, held = key_of(name)
        text = name if len(name) == 1 else ""
        target = self._target(window)
        QTest.keyPress(target, key, held)
        for _ in range(times):
            for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
                QApplication.sendEvent(target, QKeyEvent(kind, key, held, text, True))
        QTest.keyRelease(target, key, held)
        return f"{name} × {times}"

    def type(self, window: DeskWindow) -> str:
        """Words, where there is room for them; a name where somebody is asked for it."""
        focus = QApplication.focusWidget()
        if not isinstance(focus, (QLineEdit, QPlainTextEdit)) or focus.isReadOnly():
            return ""
        word = self.chance.choice(PEOPLE if focus is window.welcome.name else WORDS)
        if self.chance.random() < 0.5:
            focus.selectAll()
        for letter in word:
            QApplication.sendEvent(focus, QKeyEvent(QEvent.Type.KeyPress, 0, NO, letter))
        if self.chance.random() < 0.5:
            QTest.keyClick(focus, Qt.Key.Key_Return)
            word += " Return"
        return word

    # Mouse

    def open_menu(self, window: DeskWindow) -> str:
        """A menu of the menu bar; the next action chooses from it."""
        bar = window.menuBar()
        item = self.chance.choice(bar.actions())
        QTest.mouseClick(bar, LEFT, NO, bar.actionGeometry(item).center())
        return item.text()

    def controls(self, inside: QWidget) -> list[QWidget]:
        """What can be clicked and is in sight."""
        found = [each for kind in TOUCHED for each in inside.findChildren(kind)]
        return [each for each in found if each.isVisible() and each.isEnabled() and each.window() is inside.window()]

    def spot(self, widget: QWidget) -> QPoint:
        """A point inside a widget."""
        area: QRect = widget.rect()
        return QPoint(self.chance.randrange(max(area.width(), 1)), self.chance.randrange(max(area.height(), 1)))

    def click(self, inside: QWidget) -> str:
        """A button, a box, a row of a list; sometimes twice."""
        controls = self.controls(inside)
        if not controls:
            return ""
        control = self.chance.choice(controls)
        aim = control.viewport() if isinstance(control, (QAbstractItemView, QPlainTextEdit)) else control
        name = control.accessibleName() or getattr(control, "text", str)() or type(control).__name__
        if self.chance.random() < 0.1:
            QTest.mouseDClick(aim, LEFT, NO, self.spot(aim))
            return f"{name} twice"
        QTest.mouseClick(aim, LEFT, NO, self.spot(aim))
        return name[:60]

    def click_article(self, window: DeskWindow) -> str:
        """Anywhere in the article."""
        viewport = window.article.viewport()
        if not viewport.isVisible():
            return ""
        spot = self.spot(viewport)
        QTest.mouseClick(viewport, LEFT, NO, spot)
        return f"at {spot.x()}, {spot.y()}"

    def select(self, window: DeskWindow) -> str:
        """Drag the mouse over the article, and often make something of what is selected."""
        viewport = window.article.viewport()
        if not viewport.isVisible():
            return ""
        first = self.spot(viewport)
        last = first + QPoint(self.chance.randint(-200, 300), self.chance.randint(-30, 60))
        QTest.mousePress(viewport, LEFT, NO, first)
        QTest.mouseMove(viewport, last)
        QTest.mouseRelease(viewport, LEFT, NO, last)
        key = self.chance.choice(("n", "Ctrl+Shift+N", "Ctrl+Shift+S", "Ctrl+E", "s", "e", "Ctrl+L", ""))
        if key:
            QTest.keyClick(self._target(window), *key_of(key))
        return f"{first.x()}, {first.y()} to {last.x()}, {last.y()}, then {key or 'nothing'}"

    def turn_wheel(self, window: DeskWindow) -> str:
        """Scroll, or zoom with Ctrl."""
        viewport, up = window.article.viewport(), self.chance.choice((120, -120))
        held = self.chance.choice((NO, NO, Qt.KeyboardModifier.ControlModifier))
        spot = QPointF(self.spot(viewport))
        QApplication.sendEvent(
            viewport,
            QWheelEvent(spot, QPointF(viewport.mapToGlobal(spot.toPoint())), QPoint(), QPoint(0, up), Qt.MouseButton.NoButton,
                        held, Qt.ScrollPhase.NoScrollPhase, False),
        )  # fmt: skip
        return str(up)

    def ask_menu(self, window: DeskWindow) -> str:
        """The context menu of what stands somewhere on the card or the article."""
        from PySide6.QtGui import QContextMenuEvent

        widget = self.chance.choice((window.card, window.card, window.article.viewport()))
        spot = self.spot(widget)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, widget.mapToGlobal(spot))
        inner = widget.childAt(spot) or widget
        QApplication.sendEvent(inner, event)
        return f"at {spot.x()}, {spot.y()}"

    # Files

    def some_files(self) -> list[Path]:
        """Files that articles or annotations may come from, among others."""
        found = sorted((self.home / "in").iterdir())
        return self.chance.sample(found, self.chance.randint(1, 2))

    def _mime(self, text: bool) -> QMimeData:
        data = QMimeData()
        if text:
            data.setText(
                f"“It is {self.chance.randrange(1000)},” said {self.chance.choice(WORDS)}.\n"
                * self.chance.randint(1, 3)
            )
        else:
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in self.some_files()])
        return data

    def paste(self, window: DeskWindow) -> str:
        """Text or files from the clipboard."""
        text = self.chance.random() < 0.7
        QGuiApplication.clipboard().setMimeData(self._mime(text))
        QTest.keyClick(self._target(window), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        return "text" if text else "files"

    def drop(self, window: DeskWindow) -> str:
        """Files dropped on the window."""
        data = self._mime(False)
        event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, LEFT, NO)
        QApplication.sendEvent(window, event)
        return ", ".join(url.fileName() for url in data.urls())

    def resize(self, window: DeskWindow) -> str:
        """Another size of the window."""
        width, height = self.chance.randint(900, 1700), self.chance.randint(500, 1000)
        window.resize(width, height)
        return f"{width} × {height}"

    # Menus that are open

    def choose(self, popup: QWidget) -> str:
        """From an open menu or list; never what ends the program."""
        if self.chance.random() < 0.2:
            QTest.keyClick(popup, Qt.Key.Key_Escape)
            return "Esc"
        if isinstance(popup, QMenu):
            items = [
                a
                for a in popup.actions()
                if a.isEnabled() and a.isVisible() and not a.isSeparator() and a.objectName() != LEAVES
            ]
            if not items:
                QTest.keyClick(popup, Qt.Key.Key_Escape)
                return "Esc"
            item = self.chance.choice(items)
            text = item.text()
            QTest.mouseClick(popup, LEFT, NO, popup.actionGeometry(item).center())
            return text
        view = popup if isinstance(popup, QAbstractItemView) else popup.findChild(QAbstractItemView)
        key = self.chance.choice((Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return))
        QTest.keyClick(view or popup, key)
        return key.name
