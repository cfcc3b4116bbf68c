"""The lists under the article stand in front of each other, each as wide as the window lets it."""

from __future__ import annotations

from PySide6.QtWidgets import QDockWidget

from tests.support import decide_all
from tests.ui.driving import Desk


def in_front(desk: Desk, dock: QDockWidget | None) -> bool:
    return dock is not None and desk.window.workspace.in_front(dock) and not dock.visibleRegion().isEmpty()


def test_lists_stand_in_front_of_each_other_and_their_keys_bring_them_forward(desk: Desk) -> None:
    decide_all(desk.window.navigator.store)
    window = desk.window
    window.resize(1280, 720)
    window.review.toggle()
    desk.wait(lambda: in_front(desk, window.review.dock))
    assert window.review.dock is not None
    alone = window.review.dock.width()
    window.codebooks.toggle()
    desk.wait(lambda: in_front(desk, window.codebooks.dock))
    window.second_look.toggle()
    desk.wait(lambda: in_front(desk, window.second_look.dock))
    window.panels.search()
    desk.wait(lambda: in_front(desk, window.panels.finder))
    every = [window.review.dock, window.codebooks.dock, window.second_look.dock, window.panels.finder]
    assert all(dock is not None and dock.isVisible() for dock in every)
    window.review.toggle()
    desk.wait(lambda: in_front(desk, window.review.dock))
    assert window.review.dock.width() == alone, "no list takes another's room"
    assert [dock is not None and in_front(desk, dock) for dock in every] == [True, False, False, False]
    window.review.toggle()
    assert not window.review.dock.isVisible()
