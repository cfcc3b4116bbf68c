"""The window in other languages: every text of it is translated, and a text 40 % longer still fits."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from annotator import language
from annotator.language import PSEUDO, counted, lengthened, sentence, tr, trn
from annotator.store.connection import Store
from annotator.ui.settings import Settings
from annotator.ui.spoken_language import speak, system_language
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from tests.support import ANNOTATOR, seed_sha
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.ids import shown_texts, told_texts, written_texts
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
    "Backspace",
    "Press the same key again to use it as it is.", "Retire {}", "Rename article", "Tag article", "Include article",
    "Redo: {}", "Redone: {}", "Redone: {}.", "Undo: {}", "Undone: {}", "Undone: {}.",
    "added: target “{}”", "removed: target “{}”", "redefined: target “{}”",
    "renamed: target “{}”", "moved: target “{}”", "restyled: target “{}”",
    "redefined: the codebook's guideline", "renamed: the codebook's name", "{}, paired ({})", "English model loading… {} s",
    "Finding quotations…", "Finding quotations… {} s", "Finding quotations {} of {}…",
    "{}: deleted.", "{}: excluded.", "{}: in the queue again.", "{}: tags changed.",
    "{}: this is its title now.",
    "it needs at least {} articles, there are {}", "it needs at least {} articles, there is {}",
    "{} agreed, accepted",
    "{} article added, {} of them new versions ({} decisions moved, {} to review).",
    "{} articles added, {} of them new versions ({} decisions moved, {} to review).",
    "subject of the cue",
    "footnote: put at the end", "{} mark of an article finished by {}", "{} remarks about a speaker", "{} remarks about an article",
    "{} rows of {}", "{} (“{}” in {})",
}  # fmt: skip


@pytest.mark.parametrize("code", OTHERS)
def test_the_catalog_has_no_text_that_the_program_does_not_say(code: str) -> None:
    shown, (whole, patterns) = shown_texts(), written_texts()
    whole = whole | {re.sub(r"\{\w*\}", "{}", text) for text in whole}
    told = {*MADE_OF_PARTS, *(text for _, text in told_texts())}
    of_parts = {part for text in told for part in (text, *re.split(r"(?<=[.?!]) (?=[A-Z“])", text))}

    def said(text: str) -> bool:
        plain, filled = re.sub(r"\{\w*\}", "{}", text), gaps_filled(text)
        count = re.fullmatch(r"\{\} (.+?)(s?)", text)  # “{} articles” is made of a number and “article”
        return (
            text in shown
            or plain in whole
            or plain in of_parts
            or any(pattern.fullmatch(text) for pattern in patterns)
            or any(filled.fullmatch(part) for part in of_parts)
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


def gaps_filled(text: str) -> re.Pattern[str]:
    """What a text looks like with its gaps filled."""
    return re.compile(".+".join(map(re.escape, re.split(r"\{\w*\}", text))), re.DOTALL)


def left_in_english(text: str) -> str:
    """What is neither of the pseudo-language, once it is in use, nor a value of the text."""
    said = sentence(text.strip().replace("{}", "Ω"))
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", said)) != said:
        said = less
    return said


#: Texts of the code that are parts of others: whole sentences of them stand in PUT_TOGETHER or below, and are translated so.
PARTS = {
    "1 decision in it was", "Accepted {} on which all agree.", "No disagreement is left in this article.{}{}",
    "Shares of the labels by the month of the article.{}", "The mark of a finished article in row",
    "The package was made for {}, and {} made under the name {}.", "The reason of decision",
    "This article seems to be in {}. Proposals are made for English; {}", "Two people gave a speaker another {}: “{}” is used, not “{}”.",
    "Two people gave {} another {}: “{}” is used, not “{}”.", "What is said of a speaker in row", "What is said of an article in row",
    "came in with a safe value instead of a bad one", "in the queue again", "is deleted: choose again",
    "is retired: it stays on old decisions", "its {} is changed, or stands in more than one place", "mark of a finished article",
    "mark of a shown proposal", "mark of an article finished by {}", "move that away and put the project back, {}",
    "no interval: it needs at least {} articles, there {}", "or save what you decided as a new file", "put it back where it was, {}",
    "reference to a replaced decision", "remark about an article", "the key of a {} must be one {} letter, not {}",
    'the {} "{}" is taken by the {} “{}”', "there is no article", "this is its title now",
    "{} The articles are listed in the order of their import.", "{} decisions in it were", "{} left open by all",
    "{} not to be in English ({}). {}", "{} of them new versions ({} decisions moved, {} to review)",
    "{} quotation was decided by {} both here and in {}, neither knowing of the other: {}",
    "{} quotation was decided by {} both here and in {}, neither knowing of the other; e.g. {}",
    "{} quotations were decided by {} both here and in {}, neither knowing of the other: {}",
    "{} quotations were decided by {} both here and in {}, neither knowing of the other; e.g. {}",
    "{}: another program deleted the log (-wal) of the open project; {}.{}",
    "{}: one person {}, another {}; it stays {}.", "{}: {} “{}”; look it up with “annotator articles”.",
    "“Find marks alone” proposes what stands in marks, nothing else.", "“{}” ({}): {} here, {} in {}; the decision {} counts.",
    "95 % intervals. An article counts in each {} in which it was decided, with the decisions it had when that {} ended.",
    "95 % intervals. An article counts in the {} in which its second reading ended.",
}  # fmt: skip
#: Texts that the window hands to ``tr`` at once, or counts (“{} file”), so that another test looks at them.
HANDED_TO_TR = {
    "No article is open.\n\nDrop articles on this window, or choose File › Import articles…", "Source (words that name who speaks)",
    "Cue (words that report)", "Nothing: leave it out", "{} article finished by at least two of them",
    "{} articles finished by at least two of them", "{} could not be read", "{} file that stays out", "{} file with annotations or codes",
    "{} files that stay out", "{} files with annotations or codes",
}  # fmt: skip
#: Texts that are shown on the command line alone, or stand in files; lines that people type into another program.
FOR_NOBODY_HERE = {
    "# Written by an export. The next one replaces or removes the files listed here that are unchanged (SHA-256).",
    "    too few articles for figures (at least {})", "- Comes back in with `annotator import`: no.",
    "- Comes back in with `annotator import`: yes.", "//*[@hidden or @style or @class or @id]",
    "Dataset > Import dataset > JSONL (relation) in a Sequence Labeling project with relations", "Not carried by this format:",
    "Quotations with their speakers and stances",
    "The officials said in a statement on Monday that they would not change the plan for the river. ",
    "cassis.load_cas_from_xmi(file, typesystem); in INCEpTION: Settings > Documents > Import > UIMA CAS XMI",
    "paste out.config.xml into Settings > Labeling Interface > Code, then Import out.json", "prodigy db-in my_dataset out.jsonl",
    "prodigy db-in my_dataset out.jsonl, or prodigy mark my_dataset out.jsonl --view-id choice", "settings, and where each annotator is",
    "; the format cannot store: {}",
    "QualCoder: Project > Import > REFI-QDA project; NVivo, MAXQDA, ATLAS.ti: import a REFI-QDA project (.qdpx)",
    "annotator import new.annot FOLDER", "split -l 1 out.jsonl, then citron-train-models (one document a file)",
    "what follows from the others",
    "what the detector found",
}  # fmt: skip
#: Sentences of such parts, as they are told.
MADE_OF_PARTS = (
    "1 article seems not to be in English (a1). Proposals are made for English; for other languages use "
    "only what stands in quotation marks (--marks-only).",
    "2 marks of an article finished by Ann were left out: e.g. its article is not there.",
    "2 articles seem not to be in English (a1, a2 and more in Dutch). Proposals are made for English; for other languages use only "
    "what stands in quotation marks (--marks-only).",
    "A stance of decision 3: its label is blank.", "The review entry 3: its id is blank.",
    "3 decisions of Ann came in with a safe value instead of a bad one: e.g. its comment is not text (“Yes” in a1).",
    "1 remark about an article was left out: its tag holds a comma or a semicolon, which separate tags.",
    "1 quotation was decided by Ann both here and in b.annot, neither knowing of the other: “Yes” (a1): confirmed here, rejected in "
    "b.annot; the decision made here counts.",
    "2 quotations were decided by Ann both here and in b.annot, neither knowing of the other; e.g. “Yes” (a1): rejected here, "
    "confirmed in b.annot; the decision from b.annot counts.",
    "No disagreement is left in this article. Space goes to the next one.",
    "Only 3 quotations are decided; the program needs at least 30 to tell which articles it would learn most from. The articles are "
    "listed in the order of their import.",
    "Shares of the labels by the month of the article. 12 stances have no date.",
    "The mark of a finished article in row 3: its time is not a time (x).", "The reason of decision 3: its reason is not text.",
    "The package was made for Ann, and 1 decision in it was made under the name Bob.",
    "The package was made for Ann, and 12 decisions in it were made under the name Bob.",
    "This article seems to be in German. Proposals are made for English; “Find marks alone” proposes what stands in marks, nothing else.",
    "Two people gave Ann another external id: “Q1” is used, not “Q2”.", "Two people gave a speaker another note: “x” is used, not “y”.",
    "What is said of a speaker in row 3: its value is not text.", "What is said of an article in row 3: its tag is blank.",
    "a1: one person excluded it, another included it again; it stays excluded.",
    "a1: two people gave it another title; “x” is used, not the title it came with.",
    "a.annot: another file is in its place; move that away and put the project back, or save what you decided as a new file.",
    "a.annot: another program deleted the log (-wal) of the open project; decisions written again: 3. Part of the log could not be read; "
    "look at what you decided last.",
    "a.annot: the project file is no longer there; put it back where it was, or save what you decided as a new file.",
    "a.annot: there is no article “a1”; look it up with “annotator articles”.",
    "a.annot: 2 articles are called “a1”; look it up with “annotator articles”.", "its cue is changed, or stands in more than one place",
)  # fmt: skip


def test_every_error_note_and_clause_is_translated() -> None:
    language.use(PSEUDO)
    try:
        told = [(where, text) for where, text in told_texts() if re.search(r"[A-Za-z]{2}", left_in_english(text))]
    finally:
        language.use("en")
    apart = PARTS | HANDED_TO_TR | FOR_NOBODY_HERE
    assert [(where, text) for where, text in told if text not in apart] == []
    assert apart - {text for _, text in told} == set()


@pytest.mark.parametrize("text", MADE_OF_PARTS)
def test_a_sentence_of_parts_is_translated_whole(spanish: None, text: str) -> None:
    words = re.compile(r"\b(the|of|was|were|is|and|an|by|in|with|not)\b")
    assert words.findall(sentence(text)) == [], sentence(text)


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


def test_windows_bear_the_programs_name_once(application: QApplication) -> None:
    window = QWidget()
    try:
        for code, name in (("es", "Anotador de citas"), ("en", "Quotation Annotator")):
            speak(code)
            window.setWindowTitle(f"a.annot — {name}")
            window.show()
            assert application.applicationDisplayName() == name
            assert window.windowHandle().title() == f"a.annot — {name}"
            window.hide()
    finally:
        language.use("en")
        for translator in application.findChildren(QTranslator):
            application.removeTranslator(translator)
            translator.deleteLater()


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
