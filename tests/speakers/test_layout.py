"""Sources that stand in the layout rather than in a sentence."""

from __future__ import annotations

import pytest

from annotator.workflow.propose import Detector


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(indirect=False)


def sources(detector: Detector, text: str) -> list[str | None]:
    return [p.source.mention.words if p.source else None for p in detector.propose(text)]


@pytest.mark.parametrize("dash", ["― ", "— ", "-- ", "—"])
def test_a_line_with_a_dash_signs_the_quotation_above(detector: Detector, dash: str) -> None:
    pairs = [
        ("We will not go before the spring comes.", "Anna Lund, miller"),
        ("I may go.", "Peter Hall"),
        ("They won’t.", "Ida Voss"),
    ]
    text = "What they told us:\n\n" + "\n\n".join(f"“{words}”\n{dash}{name}" for words, name in pairs)
    assert sources(detector, text) == ["Anna Lund, miller", "Peter Hall", "Ida Voss"]


def test_a_dash_after_the_quotation_signs_it(detector: Detector) -> None:
    assert sources(detector, "Heard at the mill:\n\n“We will not go before the spring comes.” — Anna Lund") == [
        "Anna Lund"
    ]


def test_transcripts(detector: Detector) -> None:
    text = "Lund: “We will not go before the spring comes.”\n\nHall: “I think that we may go sooner.”"
    assert sources(detector, text) == ["Lund", "Hall"]
