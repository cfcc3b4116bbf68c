"""The Qt binding itself: a build that loses references to None brings the whole desk down after some thousand calls."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication


def test_calls_that_return_nothing_leave_none_alone(qapp: QApplication) -> None:
    timer = QTimer()
    timer.setInterval(10)
    before = sys.getrefcount(None)
    for _ in range(500):
        timer.setInterval(10)
    assert sys.getrefcount(None) > before - 100
