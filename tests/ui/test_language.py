"""The window in other languages: every text of it is translated, and a text 40 % longer still fits."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from annotator import language
from annotator.language import counted, lengthened, sentence, tr, trn
from annotator.store.connection import Store
from annotator.ui.settings import Settings
from annotator.ui.spoken_language import system_language
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from tests.support import ANNOTATOR, seed_sha
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.ids import shown_texts, written_texts
from tests.ui.saying import painted

OTHERS = [code for code in language.LANGUAGES if code != "en"]  # those with a table


@pytest.fixture
def speaking(store: Store, settings: Settings, theme: Theme, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The desk in the language of the test's parameter."""
    language.use(request.param)
    settings.set_annotator(store.path, ANNOTATOR)
    settings.set_number("greeted", 1)
    window = DeskWindow(store, settings, theme, NoModel)
    window.resize(1280, 720)
    window.show()
    window.begin()
    window.navigator.show_article(seed_sha())
    desk = Desk(window)
    yield desk
    desk.close()
    language.use("en")


@pytest.fixture
def spanish() -> Iterator[None]:
    """Spanish for one test."""
    language.use("es")
    yield
    language.use("en")


def gaps(text: str) -> list[str]:
    """The gaps of a text, in order."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_of_the_window_is_translated(code: str) -> None:
    catalog = language.catalog(code)
    language.use(code)
    try:
        assert sorted(text for text in shown_texts() if text not in catalog and sentence(text) == text) == []
    finally:
        language.use("en")


#: Ids of sentences that the code puts together of parts, so that they stand nowhere in it as they are.
PUT_TOGETHER = {
    "Backspace", "Nothing is left open.", "Space goes to the next one.", "Space goes to the next open article.",
    "Press the same key again to use it as it is.", "Delete {}", "Retire {}", "Rename article", "Tag article", "Take in article",
    "Redo: {}", "Redone: {}", "Redone: {}.", "Undo: {}", "Undone: {}", "Undone: {}.",
    "added: target “{}”", "removed: target “{}”", "{}, paired ({})", "{} in {} article", "English model loading… {} s",
    "{}: deleted.", "{}: excluded.", "{}: in the queue again.", "{}: tags changed.",
    "{}: this is its title now.",
    "it needs at least {} articles, there are {}", "it needs at least {} articles, there is {}",
    "{} agreed, accepted", "{} agreed, {} of them to accept", "{} on which all agree can be accepted (Ctrl+Shift+Return).",
    "{} article added, {} of them new versions ({} decisions moved, {} to review).",
    "{} articles added, {} of them new versions ({} decisions moved, {} to review).",
    "subject of the cue",
}  # fmt: skip


@pytest.mark.parametrize("code", OTHERS)
def test_the_catalog_has_no_text_that_the_program_does_not_say(code: str) -> None:
    shown, (whole, patterns) = shown_texts(), written_texts()
    whole |= {re.sub(r"\{\w*\}", "{}", text) for text in whole}

    def said(text: str) -> bool:
        plain = re.sub(r"\{\w*\}", "{}", text)
        count = re.fullmatch(r"\{\} (.+?)(s?)", text)  # “{} articles” is made of a number and “article”
        return (
            text in shown
            or plain in whole
            or any(pattern.fullmatch(text) for pattern in patterns)
            or (count is not None and not {count[1], count[1] + count[2]}.isdisjoint(whole))
        )

    assert {text for text in language.catalog(code) if not said(text)} - PUT_TOGETHER == set()
    assert {text for text in PUT_TOGETHER if text not in language.catalog(code) or said(text)} == set()


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_gaps_lines_and_keys_of_its_text(code: str) -> None:
    for english, other in language.catalog(code).items():
        assert other.strip() and len(gaps(english)) == len(gaps(other)), english
        assert english.count("\n") == other.count("\n"), english
        assert [key for key in re.findall(r"Ctrl\+\w|\bF\d\b", english) if key not in other] == [], english


def test_a_sentence_that_was_put_together_is_known_by_its_pattern(spanish: None) -> None:
    assert sentence("Undone: Set label unlawful") == "Deshecho: Poner etiqueta unlawful"
    assert sentence("2 of 5 quotations are undecided.") == "Quedan 2 de 5 citas pendientes."
    assert sentence("The end of the world") == "The end of the world"
    assert (
        tr("{} of {}", 3, 18) == "3 de 18"
        and trn(1, "{} retired label", "{} retired labels", 1) == "1 etiqueta retirada"
    )
    assert (counted(1234), counted(12345)) == ("1234", "12\u202f345")


def test_english_is_as_it_is_written() -> None:
    assert tr("Confirm  ⏎") == "Confirm  ⏎" and sentence("Undone: x") == "Undone: x" and counted(12345) == "12,345"


def test_the_computers_language_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    assert system_language() == "es"
    monkeypatch.setenv("LC_ALL", "")
    monkeypatch.setenv("LC_MESSAGES", "")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert system_language() == "de"


def test_a_longer_text_keeps_its_gaps() -> None:
    made = lengthened("{} of {} quotations are undecided.")
    assert gaps(made) == ["", ""] and len(made) >= 1.35 * len("{} of {} quotations are undecided.")


@pytest.mark.parametrize("speaking", ["es"], indirect=True)
def test_the_desk_speaks_spanish(speaking: Desk) -> None:
    window = speaking.window
    assert [item.text() for item in window.menuBar().actions()] == [
        "Archivo",
        "Edición",
        "Artículo",
        "Cita",
        "Hablante",
        "Ver",
        "Equipo",
        "Ayuda",
    ]
    assert window.card.confirm.text() == "Confirmar  ⏎"
    speaking.press("Enter", "u")
    assert speaking.notice().startswith("Deshecho: Confirmar cita")


def data_of(desk: Desk) -> str:
    """The words on the desk that are nobody's to translate: articles, codebook, names, keys."""
    navigator = desk.window.navigator
    shown = navigator.desk
    assert shown is not None
    parts = [
        shown.article.text,
        *(row.title or row.id for row in navigator.queue.rows),
        *map(str, shown.article.metadata.values()),
    ]
    parts += [
        name for target in shown.codebook.targets for name in (target.name, *(label.name for label in target.labels))
    ]
    parts += [*desk.window.session.names(), *(choice.reason for choice in desk.window.session.choices()), ANNOTATOR]
    parts += ["1–9"]
    return " ".join(" ".join(parts).split())


def untranslated(desk: Desk) -> list[str]:
    """What is painted on the desk and is neither of the pseudo-language nor data."""
    known, found = data_of(desk), []
    for widget in desk.window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        for text in painted(widget):
            left = re.sub(r"⟦.*?(⟧|$)|^.*?⟧", "", text).strip("… ▾")
            accented = (any(letter in "áéíóúñç" for letter in text) and "~" in text) or "~~" in text
            if (
                re.search(r"[A-Za-z]{2}", left)
                and left not in known
                and not accented
                and text.strip("… ▾") not in known
            ):
                found.append(f"{text} ({type(widget).__name__})")
    return found


@pytest.mark.parametrize("speaking", ["pseudo"], indirect=True)
def test_nothing_on_the_desk_is_left_in_english(speaking: Desk) -> None:
    QApplication.processEvents()
    assert untranslated(speaking) == []
    for title, menu in speaking.window.menus.by_name.items():
        assert menu.title().startswith("⟦"), title
        assert [item.text() for item in menu.actions() if item.text() and not item.text().startswith("⟦")] == []
    assert speaking.window.minimumSizeHint().width() <= 1280
