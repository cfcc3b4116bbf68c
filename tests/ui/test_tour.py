"""The tour: five callouts beside real controls, which take no keys, cover nothing that matters, and are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.app import App
from annotator.ui.settings import Settings
from annotator.ui.tour import SEEN, STEPS, Tour
from tests.support import ANNOTATOR
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk


@pytest.fixture
def tour(desk: Desk) -> Tour:
    """The tour at its first step, in a small window."""
    desk.window.resize(1280, 720)
    QApplication.processEvents()
    desk.press("Shift+F1")
    found = desk.window.panels.guide
    assert found is not None and found.shown
    return found


def area(widget: QWidget, of: QWidget) -> QRect:
    return QRect(widget.mapTo(of, QPoint(0, 0)), widget.size())


def test_each_callout_stands_beside_its_control_and_clear_of_the_current_quotation(desk: Desk, tour: Tour) -> None:
    window = desk.window
    for number, step in enumerate(STEPS):
        assert tour.at == number and tour.callout.title.text() == step.title
        QApplication.processEvents()
        place = area(tour.callout, window)
        assert window.rect().contains(place)
        control = step.control(window.annotation)
        if control is not window.article:
            assert not place.intersects(area(control, window)), step.title
        quotation = tour._quotation()
        assert quotation is not None and not place.intersects(quotation), step.title
        assert "{" not in tour.callout.words.text()
        desk.press("Shift+F1")
    assert not tour.shown


def test_it_takes_no_keys_and_what_is_done_meanwhile_leads_on(desk: Desk, tour: Tour) -> None:
    assert desk.window.article.hasFocus()
    desk.press("j")
    desk.wait(lambda: tour.at == 1)
    assert desk.window.navigator.position() == 2
    desk.press("1")
    assert tour.at == 2 and desk.decision.speaker_name
    desk.press("j", "j")
    QApplication.processEvents()
    assert tour.at == 2, "walking on is no act"
    desk.press("x", "Enter")
    assert tour.at == 4 and len(desk.decided()) == 2
    desk.press("Enter")
    assert not tour.shown and len(desk.decided()) == 3


def test_a_first_decision_leads_to_one_callout_alone(desk: Desk, tour: Tour) -> None:
    desk.press("x")
    QApplication.processEvents()
    assert tour.at == 1


def test_esc_skips_it_and_it_is_begun_again_where_it_was_left(desk: Desk, tour: Tour) -> None:
    desk.click(tour.callout.forward)
    desk.click(tour.callout.forward)
    desk.click(tour.callout.back)
    assert tour.at == 1
    desk.press("Esc")
    assert not tour.shown and desk.window.article.hasFocus()
    desk.window.menus.items["tour"].trigger()
    assert tour.shown and tour.at == 1
    desk.click(tour.callout.skip)
    assert not tour.shown


def test_its_buttons_are_reached_by_keys_and_give_the_keys_back(desk: Desk, tour: Tour) -> None:
    tour.callout.forward.setFocus()
    desk.press("Space")
    assert tour.at == 1
    tour.callout.skip.setFocus()
    desk.press("Space")
    assert not tour.shown and desk.window.article.hasFocus()


def test_it_goes_with_the_desk(desk: Desk, tour: Tour) -> None:
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: not tour.shown)


@pytest.fixture
def app(
    settings: Settings, application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[App]:
    """The application of a person without a project; no detector."""
    monkeypatch.chdir(tmp_path)
    made = App(settings)
    begin = made.begin
    monkeypatch.setattr(made, "begin", lambda store: begin(store, NoModel))
    yield made
    if made.window is not None:
        Desk(made.window).close()


@pytest.mark.parametrize("seen", [0, 1])
def test_it_begins_by_itself_after_the_first_choice_once(
    app: App, settings: Settings, seen: int, tmp_path: Path
) -> None:
    settings.set_number(SEEN, seen)
    app.ask(tmp_path / "sample.annot").sample.click()
    assert app.window is not None
    desk = Desk(app.window)
    desk.wait(lambda: desk.window.welcome.isVisible())
    tour = desk.window.panels.guide
    assert tour is not None and not tour.shown
    desk.window.welcome.name.setText(ANNOTATOR)
    desk.click(desk.window.welcome.start)
    desk.wait(lambda: desk.window.navigator.desk is not None)
    QApplication.processEvents()
    assert tour.shown is not bool(seen)
    assert not tour.callout.isAncestorOf(QApplication.focusWidget() or desk.window)
