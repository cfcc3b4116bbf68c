"""Quotations whose closing mark is missing."""

from __future__ import annotations

import pytest

from annotator.detection.pipeline import Detector
from annotator.records import Kind


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(indirect=False)


def said(detector: Detector, text: str) -> list[tuple[str, str]]:
    return [
        (p.words, p.source.mention.words if p.source else "")
        for p in detector.propose(text)
        if p.kind is not Kind.NOT_SPEECH
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will go home, said Anna Lund. The mill closed in May.", [("“We will go home,", "Anna Lund")]),
        ('"We will go home, she said. The mill closed in May.', [('"We will go home,', "she")]),
        ("“Will you go home? Peter Hall asked. The mill closed in May.", [("“Will you go home?", "Peter Hall")]),
        (
            "“We will go home, she said. “The river told us twice,” said Peter Hall.",
            [("“We will go home,", "she"), ("“The river told us twice,”", "Peter Hall")],
        ),
    ],
)
def test_a_reporting_clause_ends_it(detector: Detector, text: str, expected: list[tuple[str, str]]) -> None:
    assert said(detector, text) == expected


def test_one_that_goes_on_in_the_next_paragraph_stays_whole(detector: Detector) -> None:
    text = "Anna Lund spoke first.\n\n“We had a letter, he said nothing of it, and it rained.\n\n“Then the river came,” Lund said."
    assert [words for words, _ in said(detector, text)] == [
        "“We had a letter, he said nothing of it, and it rained.",
        "“Then the river came,”",
    ]
