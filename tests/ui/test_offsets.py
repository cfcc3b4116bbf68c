"""The map between code points and UTF-16, held against what a document itself says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication

from annotator.ui.offsets import PositionMap, display_text, utf16_length

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\r"),
        st.sampled_from("👩\u200d🚀e\u0301שלום\u2029\u2028\n\x00\ufdd0\ufffc𝔘“”"),
    ),
    max_size=60,
)


def document_words(document: QTextDocument, start: int, end: int) -> str:
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText()


@given(TEXTS, st.data())
@settings(deadline=None, max_examples=300)
def test_a_documents_own_selection_holds_the_words_of_the_span(text: str, data: st.DataObject) -> None:
    assert QApplication.instance() is not None
    document = QTextDocument()
    document.setPlainText(display_text(text))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    mapped = PositionMap(text)
    found = document_words(document, mapped.to_qt(start), mapped.to_qt(end))
    assert found == display_text(text[start:end]).replace("\n", "\u2029").replace("\xa0", found_space(found))


def found_space(words: str) -> str:
    """Qt hands no-break spaces out as they are, or as spaces, depending on its version."""
    return "\xa0" if "\xa0" in words else " "


@given(TEXTS)
@settings(deadline=None)
def test_there_and_back_is_the_same_place(text: str) -> None:
    mapped = PositionMap(text)
    for point in range(len(text) + 1):
        assert mapped.to_points(mapped.to_qt(point)) == point
    assert mapped.to_qt(len(text)) == utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


def test_a_position_inside_a_surrogate_pair_goes_to_the_characters_start() -> None:
    mapped = PositionMap("a🚀b")
    assert [mapped.to_points(unit) for unit in range(5)] == [0, 1, 1, 2, 3]
    assert mapped.span_of(1, 3) is not None
    assert mapped.span_of(1, 2) is None


@given(st.text(st.characters(), max_size=40))
def test_what_is_shown_has_as_many_characters_as_the_text(text: str) -> None:
    assert len(display_text(text)) == len(text)
