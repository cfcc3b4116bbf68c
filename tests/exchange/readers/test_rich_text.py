# ruff: noqa: E501
"""Rich text of many producers: what is hidden, drawn, in another font or said twice is read as a reader sees it, or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.readers.support import made, read

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}{\f1\fcharset204 Times Cyr;}{\f2\fcharset238 Times CE;}{\f3\fcharset2 Symbol;}{\f4\fnil\fcharset2 Wingdings;}}\pard "


@pytest.mark.parametrize(
    ("body", "text", "note"),
    [
        (r"Da{\rtlch\fcs1 \af0 \ltrch\fcs0 \v\insrsid1  weg} war.\par", "Da war.", "hidden words"),
        (r"Da\v  weg\v0  war.\par", "Da war.", "hidden words"),
        (r"Da\v  weg\plain  war.\par", "Da war.", "hidden words"),
        (r"Da{\rtlch\af0 \deleted\revauthdel1\revdttmdel1 \ldblquote weg\'94\u8230?\par} war.\par", "Da war.", "deleted words"),
        (r"Da{\shp{\*\shpinst\shpleft1{\sp{\sn shapeType}{\sv 202}}{\shptxt In der \'dcbung.\par}}{\shprslt\par In der\par}} war.\par Ende\par",
         "Da war.\nIn der Übung.\n\nEnde", "text box"),
        (r"Da{\*\do\dobxpage{\dptxbxtext Im Kasten.}} war.", "Da war.\nIm Kasten.", "text box"),
        (r"\f1 \'cf\'f0\'e8\'e2\'e5\'f2\f2 \'bfle\f0 \'e9\par", "Приветżleé", ""),
        (r"{\f3 a\'62}-Test {\listtext\f3\'b7\tab}x {\f4\'fc}\par", "αβ-Test •\tx ✓", ""),
        (r"{\upr{Z?rich}{\*\ud{Z\u252\'fcrich}}} liegt\par", "Zürich liegt", ""),
        (r"Land\-rat\par", "Landrat", ""),
        (r"\trowd Ida\cell Nein.\cell\row\pard Ende\par", "Ida\tNein.\t\nEnde", "table in a rich text"),
        (r"Wir {\strike nie}\par", "Wir nie", "struck-out words"),
        (r"\dropcapli3\dropcapt1 D\par\pard er Rat tagt.\par", "Der Rat tagt.", "drop cap"),
        (r"Da {\object\objemb{\*\objclass Excel}{\*\objdata 0105}{\result Tabelle}} war\par", "Da Tabelle war", ""),
        ("„Ja“ 😀\\par", "„Ja“ 😀", ""),
    ],
)  # fmt: skip
def test_words_of_rich_text(tmp_path: Path, body: str, text: str, note: str) -> None:
    (article,), notes = read(made(tmp_path, "a.rtf", HEAD + body + "}"))
    assert article.text == text
    assert [each for each in notes if note in each] if note else not notes


@pytest.mark.parametrize(
    ("kind", "byte"), [("pc", "84"), ("pca", "84"), ("mac", "8a"), ("ansi", "e4"), ("ansi\\ansicpg1250", "e4")]
)
def test_code_pages_of_dos_and_mac(tmp_path: Path, kind: str, byte: str) -> None:
    data = b"\xef\xbb\xbf" * (kind == "pc") + f"{{\\rtf1\\{kind} Gesch\\'{byte}ft\\par}}".encode()
    (article,), notes = read(made(tmp_path, "a.rtf", data))
    assert article.text == "Geschäft" and not notes


def test_a_text_box_behind_a_paragraph_that_ends_at_once(tmp_path: Path) -> None:
    """The word that ends the paragraph has no blank behind it: put together with the box it would be another word."""
    (article,), _ = read(made(tmp_path, "a.rtf", r"{\rtf1\ansi One{\*\shpinst{\shptxt box text\par}}after\par}"))
    assert article.text.split() == ["Oneafter", "box", "text"]


def test_words_that_stand_in_a_field_alone_are_told(tmp_path: Path) -> None:
    field = r"{\field{\*\fldinst { EQ \\* jc0 \\o \\ad(\\s \\up 9(kan),ji)}}{\fldrslt }}"
    (_,), notes = read(made(tmp_path, "a.rtf", rf"{{\rtf1\ansi One {field} two.\par}}"))
    assert any("fields EQ" in note for note in notes)
