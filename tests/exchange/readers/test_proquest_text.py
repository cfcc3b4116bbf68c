"""Downloads of ProQuest as text and rich text, and in the newer layout with headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.readers.support import made, read
from tests.exchange.readers.test_factiva_text import escaped, rtf

RULE = "_" * 60
FIRST = "The harbor council will keep the old landing for another ten years, its chair said on Tuesday, and nobody asked what it costs."
SECOND = "“We keep the landing,” said Ida Holm of the harbor council."
OLD = f"""{RULE}

Report Information from ProQuest
March 06 2026 10:00
{RULE}

Document 1 of 2

Council keeps the landing

Author: Smith, Anna

Publication info: The Port ; Haven [Haven]03 Mar 2026: A.1.

Abstract: None available.

Full text: {FIRST}

{SECOND}

Subject: Harbors; Councils

Publication title: The Port; Haven

Publication date: Mar 3, 2026

ProQuest document ID: 1111

Database: ProQuest

{RULE}

Document 2 of 2

Ferry stops in winter

Author: Lind, Bo

Full text: The ferry stops. “It is the ice,” said Ole Berg.

Publication title: The Port; Haven

Publication date: Mar 4, 2026

ProQuest document ID: 1112

{RULE}

Contact ProQuest
Copyright © 2026 ProQuest LLC. All rights reserved. - Terms and Conditions
"""
NEW = [
    ["Council keeps the landing", "Smith, Anna. The Port; Haven [Haven]. 03 Mar 2026: A.1.", "ProQuest document link", "ABSTRACT",
     "None available.", "FULL TEXT", FIRST, SECOND, "DETAILS"],
    ["LINKS", "Linking Service", "Ferry stops in winter", "Lind, Bo. The Port; Haven [Haven]. 04 Mar 2026: A.2.", "ProQuest document link",
     "FULL TEXT", "The ferry stops. “It is the ice,” said Ole Berg.", "DETAILS"],
    ["Terms and Conditions Contact ProQuest", "Database copyright © 2026 ProQuest LLC. All rights reserved."],
]  # fmt: skip
DETAILS = [
    ("Subject:", "Harbors"),
    ("Publication title:", "The Port; Haven"),
    ("ProQuest document ID:", "1111"),
    ("Database:", "ProQuest"),
]


def newer(folder: Path, suffix: str) -> Path:
    """A download with headings."""
    one, two, end = NEW
    if suffix == ".html":
        paragraphs = ["".join(f"<p>{line}</p>" for line in part) for part in NEW]
        table = "".join(f"<tr><td>{k}</td><td>{v}</td></tr>" for k, v in DETAILS)
        content = f"<html><body>{paragraphs[0]}<table>{table}</table>{paragraphs[1]}<table>{table}</table>{paragraphs[2]}</body></html>"
    elif suffix == ".rtf":
        table = "".join(f"\\trowd\\cellx1000\\cellx9000\\intbl {k}\\cell {escaped(v)}\\cell\\row\n" for k, v in DETAILS)
        content = f"{rtf(*one)[:-1]}{table}{rtf(*two)[1:-1]}{table}{rtf(*end)[1:]}"
    else:
        details = [f"{k} {v}" for k, v in DETAILS]
        content = "\n\n".join([*one, *details, *two, *details, *end])
    return made(folder, f"a{suffix}", content)


@pytest.mark.parametrize("suffix", [".txt", ".rtf"])
def test_the_older_layout(tmp_path: Path, suffix: str) -> None:
    path = made(tmp_path, f"a{suffix}", OLD if suffix == ".txt" else rtf(*OLD.split("\n")))
    found, notes = read(path)
    assert [(a.title, a.text) for a in found] == [
        ("Council keeps the landing", f"{FIRST}\n{SECOND}"),
        ("Ferry stops in winter", "The ferry stops. “It is the ice,” said Ole Berg."),
    ]
    about = dict(found[0].metadata)
    assert (about["author"], about["source"], about["date"], about["document"]) == (
        "Smith, Anna", "The Port; Haven", "2026-03-03", "1111"
    )  # fmt: skip
    assert notes["cover of a ProQuest download: left out"] == 1


@pytest.mark.parametrize("suffix", [".txt", ".rtf", ".html"])
def test_the_layout_with_headings(tmp_path: Path, suffix: str) -> None:
    found, _ = read(newer(tmp_path, suffix))
    assert [(a.title, a.text) for a in found] == [
        ("Council keeps the landing", f"{FIRST}\n{SECOND}"),
        ("Ferry stops in winter", "The ferry stops. “It is the ice,” said Ole Berg."),
    ]
    one, two = (dict(a.metadata) for a in found)
    assert (one["author"], one["source"], one["date"], one["abstract"]) == (
        "Smith, Anna", "The Port; Haven", "2026-03-03", "None available."
    )  # fmt: skip
    assert (two["author"], two["date"], two["subject"]) == ("Lind, Bo", "2026-03-04", "Harbors")


def test_lines_of_a_text_that_are_paragraphs_stay_apart(tmp_path: Path) -> None:
    text = OLD.replace(f"{FIRST}\n\n{SECOND}", f"{FIRST}\n{SECOND}")
    assert read(made(tmp_path, "a.txt", text))[0][0].text == f"{FIRST}\n{SECOND}"
