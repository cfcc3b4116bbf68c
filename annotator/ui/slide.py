"""Sliding to another place of a page, so that the eye can follow. Brought in after the first paint, which does without."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPropertyAnimation
from PySide6.QtWidgets import QApplication, QTextEdit

DURATION = 140  # milliseconds


class Slide(QPropertyAnimation):
    """Moves the vertical scroll bar of a view."""

    def __init__(self, view: QTextEdit) -> None:
        super().__init__(view.verticalScrollBar(), b"value", view)
        self.view = view
        self.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.setDuration(DURATION)
        self.wanted()  # the binding makes the style's class, with 600 enum members: not when a key waits for it

    def wanted(self) -> bool:
        """Whether the system wants things to move, and the view is in sight."""
        style = self.view.style()
        milliseconds = style.styleHint(style.StyleHint.SH_Widget_Animation_Duration, None, self.view)
        return milliseconds > 0 and self.view.isVisible() and QApplication.platformName() != "offscreen"

    def to(self, goal: int) -> None:
        """Go to a value of the scroll bar."""
        bar, height = self.view.verticalScrollBar(), self.view.viewport().height()
        if abs(goal - bar.value()) > height:  # far: start near, so that the way is never long
            bar.setValue(goal + (height // 3 if goal < bar.value() else -height // 3))
        self.setStartValue(bar.value())
        self.setEndValue(goal)
        self.start()
