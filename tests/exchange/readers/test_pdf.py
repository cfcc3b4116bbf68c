# ruff: noqa: E501
"""PDF files: heads and numbers of pages out, sentences joined over page breaks, columns one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.exchange.readers.pdf import joined
from tests.exchange.readers.support import made, pdf_pages, read

LINES = [
    "The harbour council met on Tuesday evening to decide what becomes of the",
    "old ferry landing, and more than two hundred residents came to the hall to",
    "listen to three engineers who had spent the summer measuring the piles.",
]


def test_repeated_heads_and_numbers_go(tmp_path: Path) -> None:
    bodies = [[f"{name} {line}" for line in LINES] for name in ("Today", "Tonight", "Tomorrow")]
    pages = [
        [
            (60, 760, "Harbour Post, 3 March"),
            *[(60, 700 - 14 * n, line) for n, line in enumerate(body)],
            (300, 40, f"- {number} -"),
        ]
        for number, body in enumerate(bodies, 1)
    ]
    (article,), _ = read(made(tmp_path, "a.pdf", pdf_pages(*pages)))
    assert article.text == "\n\n".join(" ".join(body) for body in bodies)
    (note,) = [note for note in article.import_notes if "headers, footers" in note]
    assert "Harbour Post, 3 March" in note and "- 1 -" in note


def test_three_columns_drawn_row_by_row(tmp_path: Path) -> None:
    columns = [["“We keep the landing as", "it is,” said Ida Holm,", "the chair of the", "council."], ["Ole Brandt asked who", "pays for it, and why the", "town does not sell it", "to him."],
               ["Then the members of", "the council went home", "through the rain, and", "the hall was shut."]]  # fmt: skip
    drawn = [(60 + 170 * c, 700 - 14 * row, columns[c][row]) for row in range(4) for c in range(3)]
    (article,), notes = read(made(tmp_path, "a.pdf", pdf_pages([(60, 760, "Ferry landing"), *drawn])))
    places = [
        article.text.index(words)
        for words in ("“We keep", "the chair of", "Ole Brandt", "to him.", "Then the members", "shut.")
    ]
    assert places == sorted(places)
    assert "columns of a page, drawn row by row: put one after the other" in notes


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        (
            ["“We keep it because it was built by the\n12", "people of this town,” said Ida Holm."],
            "“We keep it because it was built by the people of this town,” said Ida Holm.",
        ),
        (
            ["He is a well-known man. The well-\nknown man spoke to the hall for long."],
            "He is a well-known man. The well-known man spoke to the hall for long.",
        ),
        (
            ["The of\ufb01ce of the harbour coun-\ncil is shut for the whole winter."],
            "The office of the harbour council is shut for the whole winter.",
        ),
        (["One page ends here.", "Another begins."], "One page ends here.\n\nAnother begins."),
        (
            ["The office of the harbour coun\xad\ncil is shut for the well\xadknown winter."],
            "The office of the harbour council is shut for the well-known winter.",
        ),
    ],
)
def test_pages_are_joined(pages: list[str], text: str) -> None:
    assert joined(pages, []) == text


def test_sentences_that_differ_by_a_figure_are_no_heads_and_roman_numbers_go(tmp_path: Path) -> None:
    pages = [
        [(50, 700, f"Absatz {n} steht hier und ist lang genug."), (300, 40, mark)]
        for n, mark in ((1, "i"), (2, "ii"), (3, "iii"))
    ]
    (article,), notes = read(made(tmp_path, "a.pdf", pdf_pages(*pages)))
    assert article.text.split() == " ".join(f"Absatz {n} steht hier und ist lang genug." for n in (1, 2, 3)).split()
    assert any("page numbers" in note for note in notes)


@pytest.mark.parametrize("count", [2, 3])
def test_a_head_of_three_parts_goes_also_of_two_pages(tmp_path: Path, count: int) -> None:
    bodies = [[f"{name} {line}" for line in LINES] for name in ("Today", "Tonight", "Tomorrow")[:count]]
    pages = [
        [
            (60, 760, "Harbour Post"),
            (400, 760, "3 March 2026"),
            (250, 760, f"Page {n} of {count}"),
            *[(60, 700 - 14 * k, line) for k, line in enumerate(body)],
        ]
        for n, body in enumerate(bodies, 1)
    ]
    (article,), notes = read(made(tmp_path, "a.pdf", pdf_pages(*pages)))
    assert article.text == "\n\n".join(" ".join(body) for body in bodies)
    assert any("headers, footers" in note for note in notes)


def test_what_two_pages_say_alike_at_their_edges_stays() -> None:
    pages = ["“We stay.”\nShe said it twice.", "“We stay.”\nThen she left."]
    assert joined(pages, []).count("We stay.") == 2


PARAGRAPHS = [
    ["Ferry landing to stay"],
    ["TANSY — The harbour council met on Tuesday to decide what becomes of the old", "ferry landing. All of them came."],
    ["“We will keep it, and whoever wants to close it can come and ask me,” said", "Ida Holm, who has kept the landing for two decades and more than one flood."],
    ["Ole Brandt, the engineer, asked who pays for it and why the town does not sell", "it to him. Nobody answered."],
]  # fmt: skip


@pytest.mark.parametrize(("gap", "line"), [(28, 14), (20, 14), (16, 12)])
def test_room_between_lines_begins_a_paragraph(tmp_path: Path, gap: int, line: int) -> None:
    drawn, y = [], 780
    for paragraph in PARAGRAPHS:
        for at, words in enumerate(paragraph):
            y -= line if at else gap
            drawn.append((60, y, words))
    (article,), _ = read(made(tmp_path, "a.pdf", pdf_pages(drawn)))
    assert article.text.split("\n\n") == [" ".join(paragraph) for paragraph in PARAGRAPHS]
    assert article.title == "Ferry landing to stay"


def test_lines_set_wide_are_one_paragraph(tmp_path: Path) -> None:
    drawn = [(60, 780 - 28 * n, words) for n, words in enumerate(LINES)]
    (article,), _ = read(made(tmp_path, "a.pdf", pdf_pages(drawn)))
    assert article.text == " ".join(LINES)
