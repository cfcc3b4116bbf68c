"""Colors: readable in both schemes, and changing while the desk is open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout

from annotator.codebook import read_codebook
from annotator.resources import resource
from annotator.session.states import QuotationState
from annotator.ui.badges import ink_on
from annotator.ui.dialogs.checked_table import CheckedModel, CheckedTable
from annotator.ui.painter import text_colors
from annotator.ui.settings import Settings
from annotator.ui.theme import (
    CONTRAST_DARK,
    CONTRAST_LIGHT,
    DARK,
    ENOUGH,
    LIGHT,
    PAIRS,
    SCHEMES,
    Colors,
    Theme,
    contrast,
    label_color,
    strong,
    style_sheet,
)
from annotator.ui.window import DeskWindow
from annotator.workflow import project
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_every_ground_it_is_painted_on(name: str, text: str, ground: str) -> None:
    scheme = SCHEMES[name]
    assert contrast(getattr(scheme, text), getattr(scheme, ground)) >= (ENOUGH if strong(scheme) else 4.5)


@pytest.mark.parametrize("name", ["contrast-light", "contrast-dark"])
@pytest.mark.parametrize("line", ["proposed", "current", "confirmed", "source", "cue"])
def test_lines_of_high_contrast_stand_out_as_text_does(name: str, line: str) -> None:
    scheme = SCHEMES[name]
    assert contrast(getattr(scheme, line + "_line"), scheme.page) >= ENOUGH


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["border", "favor"])
def test_a_labels_key_can_be_read_on_its_color(name: str) -> None:
    codebook = read_codebook(resource("codebooks", f"{name}.toml"))
    for target in codebook.targets:
        for label in target.labels:
            assert contrast(ink_on(label.color), label.color) >= 4.5
            for scheme in (CONTRAST_LIGHT, CONTRAST_DARK):
                shown = label_color(label.color, scheme)
                assert min(contrast(ink_on(shown), shown), contrast(shown, scheme.page)) >= ENOUGH


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_no_name_is_left_unfilled_in_the_style_sheet(scheme: Colors) -> None:
    sheet = style_sheet(scheme).split("*/", 1)[1]
    assert "@" not in sheet


def test_light_goes_dark_while_the_desk_is_open(desk: Desk) -> None:
    page = desk.window.article.viewport()
    light = page.grab().toImage().pixelColor(2, 2).name()
    desk.window.panels.choose_theme("dark")
    dark = page.grab().toImage().pixelColor(2, 2).name()
    assert (light, dark) == (LIGHT.page, DARK.page)
    assert desk.window.settings.text("theme") == "dark"


@pytest.mark.parametrize("choice", ["contrast-light", "contrast-dark"])
def test_high_contrast_is_chosen_in_the_menu_and_remembered(desk: Desk, choice: str) -> None:
    desk.window.menus.items[choice].trigger()
    page = desk.window.article.viewport().grab().toImage().pixelColor(2, 2).name()
    assert page == SCHEMES[choice].page and desk.window.settings.text("theme") == choice
    desk.window.menus.items["light"].trigger()


def test_words_that_are_not_speech_are_struck_out_in_high_contrast(desk: Desk) -> None:
    desk.press("x")
    desk.window.menus.items["contrast-light"].trigger()
    rejected = [mark for mark in desk.window.article.marks.all if mark.state is QuotationState.REJECTED]
    styles = [selection.format.fontStrikeOut() for selection in text_colors(desk.window.article, rejected)]
    desk.window.menus.items["light"].trigger()
    assert styles == [True] and not any(
        selection.format.fontStrikeOut() for selection in text_colors(desk.window.article, rejected)
    )


def test_the_text_of_the_window_grows_and_the_article_keeps_its_own(
    desk: Desk, settings: Settings, application: QApplication
) -> None:
    window, items = desk.window, desk.window.menus.items
    before, article = application.font().pointSizeF(), window.article.font().pixelSize()
    row = window.card.speakers.rows[0]
    heights = row.height(), window.card.comment.height()
    items["window-larger"].trigger()
    items["window-larger"].trigger()
    desk.wait(lambda: row.height() > heights[0])
    assert application.font().pointSizeF() == pytest.approx(before * 1.3)
    assert window.queue.filter.font().pointSizeF() == pytest.approx(before * 1.3)
    assert window.card.comment.height() > heights[1] and window.article.font().pixelSize() == article
    path = window.navigator.store.path
    desk.close()
    again = DeskWindow(project.open_project(path), settings, Theme("light", settings.number("text size", 100)), NoModel)
    assert again.queue.filter.font().pointSizeF() == pytest.approx(before * 1.3)
    again.menus.items["window-normal"].trigger()
    assert application.font().pointSizeF() == before and settings.number("text size", 0) == 100
    again.close()


@pytest.mark.parametrize("choice", SCHEMES)
def test_the_box_of_a_line_without_a_tick_is_seen(desk: Desk, choice: str) -> None:
    desk.window.theme.choose(choice)
    dialog = QDialog(desk.window)
    model = CheckedModel(("Article",), dialog)
    table = CheckedTable(model, wide=0, name="Articles")
    QVBoxLayout(dialog).addWidget(table)
    model.show_lines([("A chosen line",), ("A line",)])
    dialog.open()
    table.setCurrentIndex(model.index(0, 0))
    model.setData(model.index(1, 0), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    place = table.visualRect(model.index(1, 0))
    drawn = table.viewport().grab(place).toImage()
    ground = drawn.pixelColor(1, 1).name()
    box = [drawn.pixelColor(x, drawn.height() // 2).name() for x in range(22)]
    assert max(contrast(ground, color) for color in box) >= 3, (ground, box)
    dialog.reject()
    desk.window.theme.choose("light")
