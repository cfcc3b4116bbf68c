"""Downloads of Nexis Uni and Factiva as PDF: an article each, its lines joined to paragraphs."""

from __future__ import annotations

from pathlib import Path

from tests.exchange.readers.support import made, pdf_pages, read

FIRST = [
    "The harbor council will keep the old landing for another ten years, its",
    "chair said on Tuesday evening, after more than two hundred residents had",
    "come to listen.",
]
SECOND = ["“We keep the landing,” said Ida Holm of the harbor council. “Nobody needs", "another marina on this coast.”"]
TEXT = f"{' '.join(FIRST)}\n\n{' '.join(SECOND)}"


def page(*lines: str) -> list[tuple[int, int, str]]:
    """Lines from the top of a page down, a wider gap for each blank one."""
    out, y = [], 760
    for line in lines:
        y -= 14 if line else 10
        if line:
            out.append((60, y, line))
    return out


def test_nexis_uni(tmp_path: Path) -> None:
    head = [
        "The Port",
        "March 3, 2026 Tuesday",
        "Copyright 2026 The Port All Rights Reserved",
        "Section: NEWS; Pg. 1",
        "Length: 92 words",
    ]
    path = made(
        tmp_path,
        "a.pdf",
        pdf_pages(
            page("Page 1 of 3", "Council keeps the landing", "", *head, "Byline: Anna Smith", "", "Body", "", *FIRST),
            page(
                "Page 2 of 3",
                "Council keeps the landing",
                "",
                *SECOND,
                "",
                "Load-Date: March 3, 2026",
                "",
                "End of Document",
            ),
            page(
                "Page 3 of 3",
                "Ferry stops in winter",
                "",
                *head,
                "",
                "Body",
                "",
                "The ferry stops.",
                "",
                "End of Document",
            ),
        ),
    )
    found, _ = read(path)
    assert [(a.title, a.text) for a in found] == [
        ("Council keeps the landing", TEXT),
        ("Ferry stops in winter", "The ferry stops."),
    ]
    about = dict(found[0].metadata)
    assert (about["source"], about["date"], about["author"], about["section"]) == (
        "The Port", "2026-03-03", "Anna Smith", "NEWS; Pg. 1"
    )  # fmt: skip
    assert any("heads of pages that are the title" in note for note in found[0].import_notes)


def test_factiva(tmp_path: Path) -> None:
    head = ["92 words", "3 March 2026", "The Port", "PORT", "12", "English", "(c) 2026 The Port. All rights reserved."]
    foot = "Page {} of 2 © 2026 Factiva, Inc. All rights reserved."
    path = made(
        tmp_path,
        "a.pdf",
        pdf_pages(
            page("Council keeps the landing", "Anna Smith", *head, "", *FIRST, "", foot.format(1)),
            page(*SECOND, "", "Document PORT000020260303em3300001", "", "Ferry stops in winter", *head, "", "The ferry stops.", "",
                 "Document PORT000020260304em3400002", "", foot.format(2)),
        ),
    )  # fmt: skip
    found, _ = read(path)
    assert [(a.title, a.text) for a in found] == [
        ("Council keeps the landing", TEXT),
        ("Ferry stops in winter", "The ferry stops."),
    ]
    about = dict(found[0].metadata)
    assert (about["source"], about["date"], about["author"], about["document"]) == (
        "The Port", "2026-03-03", "Anna Smith", "PORT000020260303em3300001"
    )  # fmt: skip
