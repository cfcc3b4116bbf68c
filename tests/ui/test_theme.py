"""Colours: readable in both schemes, and changing while the desk is open."""

from __future__ import annotations

import pytest

from annotator.codebook import read_codebook
from annotator.resources import resource
from annotator.ui.badges import ink_on
from annotator.ui.theme import DARK, LIGHT, PAIRS, Colours, contrast, style_sheet
from tests.ui.driving import Desk


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_every_ground_it_is_painted_on(scheme: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(scheme, text), getattr(scheme, ground)) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["border", "favor"])
def test_a_labels_key_can_be_read_on_its_colour(name: str) -> None:
    codebook = read_codebook(resource("codebooks", f"{name}.toml"))
    for target in codebook.targets:
        for label in target.labels:
            assert contrast(ink_on(label.color), label.color) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_no_name_is_left_unfilled_in_the_style_sheet(scheme: Colours) -> None:
    sheet = style_sheet(scheme).split("*/", 1)[1]
    assert "@" not in sheet


def test_light_goes_dark_while_the_desk_is_open(desk: Desk) -> None:
    page = desk.window.article.viewport()
    light = page.grab().toImage().pixelColor(2, 2).name()
    desk.window.panels.choose_theme("dark")
    dark = page.grab().toImage().pixelColor(2, 2).name()
    assert (light, dark) == (LIGHT.page, DARK.page)
    assert desk.window.settings.text("theme") == "dark"
