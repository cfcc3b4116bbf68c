"""What a window shows and what it says to those who cannot see it: painted words against the accessibility tree.

Every widget is painted for itself onto a device that keeps the words (SVG); each of them must be in what the widget's accessible
object says: name, value, description, text, or what its parts say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QSize
from PySide6.QtGui import QAccessible, QAccessibleInterface, QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QHeaderView, QWidget

from annotator.ui.article_view import ArticleView
from annotator.ui.spoken_text import quotation_words

_WORDS = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
_SIGNS = re.compile("[▾▸✓✕⏎⚑●○◐◌·–]")
_LETTER = re.compile(r"[^\W_]")
TEXTS = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
DEEP, MANY = 6, 400  # how far down the parts of an object are asked, and how many of each


def painted(widget: QWidget) -> list[str]:
    """The words that a widget itself paints, a run of text each; its children are left out."""
    keeper = QBuffer()
    keeper.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QSvgGenerator()
    device.setOutputDevice(keeper)
    device.setSize(QSize(max(widget.width(), 1), max(widget.height(), 1)))
    painter = QPainter(device)
    widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag(0))
    painter.end()
    runs = _WORDS.findall(keeper.data().data().decode("utf-8"))
    return [text for run in runs if (text := " ".join(unescape(run).split()))]


def said(thing: QAccessibleInterface | None, depth: int = DEEP) -> Iterator[str]:
    """All that an object and its parts say."""
    if thing is None or not thing.isValid():
        return
    yield from (text for kind in TEXTS if (text := thing.text(kind)))
    lines = thing.textInterface()
    if lines is not None:
        yield _without_notes(thing.object(), lines.text(0, lines.characterCount()))
    if depth:
        for at in range(min(thing.childCount(), MANY)):
            yield from said(thing.child(at), depth - 1)


def _without_notes(view: object, read: str) -> str:
    """What is read of the article without what announces its quotations, which is shown as lines and signs."""
    if isinstance(view, ArticleView):
        for at, mark in enumerate(view.marks.all, start=1):
            note = f"[{quotation_words(mark, at, len(view.marks.all))}: "
            assert note in read, "a quotation that is not named"
            read = read.replace(note, "")
    return read.replace("]", "")


def plain(text: str) -> str:
    """A text as it is compared: one line, small letters, no mnemonics, no ellipsis, no invisible characters."""
    text = text.replace("&&", "\0").replace("&", "").replace("\0", "&").replace("\u2060", "").replace("\u200b", "")
    text = re.sub(r"(\d+)/(\d+)", r"\1 of \2", text)
    return " ".join(_SIGNS.sub(" ", text).split()).casefold().strip("… ")


def unsaid(window: QWidget) -> list[str]:
    """“what is shown (which widget)” for all words of a window that its accessibility tree does not say."""
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        if widget.isVisible() and widget.window() is window.window() and not widget.visibleRegion().isEmpty():
            spoken = plain(" ".join(said(_speaker(widget))))
            found += [
                f"{text} ({type(widget).__name__}, {widget.accessibleName() or widget.objectName()})"
                for text in painted(widget)
                if _LETTER.search(text) and not _holds(spoken, plain(text))
            ]
    return found


def _holds(spoken: str, shown: str) -> bool:
    """Whether what is shown is said; of a text that is cut in its middle both ends, in their order."""
    at = 0
    for part in map(str.strip, shown.split("…")):
        at = spoken.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def marked_up(window: QWidget) -> list[str]:
    """What is said with markup in it."""
    return [text for text in said(QAccessible.queryAccessibleInterface(window), 12) if re.search(r"<\w+>|&lt;", text)]


def _speaker(widget: QWidget) -> QAccessibleInterface | None:
    """The accessible object that speaks for a widget: its own, or for a viewport and the like that of what it belongs to."""
    parent = widget.parentWidget()
    while parent is not None and (_is_viewport(widget) or isinstance(widget, QHeaderView)):
        widget, parent = parent, parent.parentWidget()
    return QAccessible.queryAccessibleInterface(widget)


def _is_viewport(widget: QWidget) -> bool:
    around = widget.parentWidget()
    return widget.objectName().startswith("qt_") or (
        isinstance(around, QAbstractScrollArea) and around.viewport() is widget
    )


def hear() -> None:
    """Behave as where a screen reader runs."""
    QAccessible.setActive(True)
    QApplication.processEvents()


def hear_no_more() -> None:
    """Behave as where none does."""
    QAccessible.setActive(False)
