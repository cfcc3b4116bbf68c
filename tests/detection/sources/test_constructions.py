"""Sources that a construction names where no verb of saying does."""

from __future__ import annotations

import pytest

from annotator.detection.pipeline import Detector
from annotator.records import Kind


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def last(detector: Detector, text: str) -> str | None:
    """The source's words of the last quotation in marks; None where nobody is quoted."""
    found = [p for p in detector.propose(text) if p.kind is not Kind.INDIRECT][-1]
    return found.source.mention.words if found.source and found.kind is not Kind.NOT_SPEECH else None


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("In the words of Ada Lund, the bridge is “a bathtub with a crack.”", "Ada Lund"),
        ("The offer was, in Lund’s words, “generous to the point of insult.”", "Lund’s"),
        ("Why did they leave? “Greed,” is Ada Lund’s first explanation.", "Ada Lund’s"),
        ("Her reply was short: “Ask the cook.”", "Her"),
        ("Lund was quoted by the Ledger as saying the dike was “a puddle with a budget.”", "Lund"),
        ("The Herald quoted Ada Lund as saying, “I never met the man.”", "Ada Lund"),
        (
            "The Herald on Friday quoted Mayor Ada Lund as saying that the dike was “a puddle with a budget.”",
            "Mayor Ada Lund",
        ),
        ("“We lost,” said Tom Reyes.\n\nHis sister was asked whether she agreed. “I agree with nobody.”", "His sister"),
        (
            "“The roof leaks,” Dana Cole said.\n\nHer landlord, Max Orr, was asked when he would fix it. “When it stops.”",
            "Her landlord, Max Orr",
        ),
        ("The dock was moved on “no fewer than nine nights,” harbor records show.", "harbor records"),
        ("“Where were you?” Hale asked the boy.\n\n“At the river.”", "the boy"),
        ("Lund praised the divers. Hale saw it otherwise.\n\n“They had no boat.”", "Hale"),
    ],
)
def test_a_construction_names_the_source(detector: Detector, text: str, source: str) -> None:
    assert last(detector, text) == source


def test_who_leads_to_a_quotation_says_all_its_paragraphs(detector: Detector) -> None:
    text = (
        "Bishop Tomas Reyes wrote to his parishes on Sunday.\n\n“You ask whether the church will sell the orchard.\n\n"
        "“It will not. The orchard is not ours to sell; it was lent to us.\n\n“Those who lent it are buried under it.”\n\n"
        "The developer, Westlane Homes, said it was “disappointed but not surprised” by the letter."
    )
    found = [p for p in detector.propose(text) if p.kind is Kind.DIRECT]
    assert [p.source.name for p in found if p.source] == ["Tomas Reyes"] * 3


def test_the_owner_of_a_language_says_nothing(detector: Detector) -> None:
    assert last(detector, "In her language the same word serves for “translator” and “ferryman.”") is None


def test_a_name_glued_to_the_closing_mark(detector: Detector) -> None:
    assert last(detector, "“It is old,” Ada Lund said. The mayor was there. “We can mend it,”Hale said.") == "Hale"


def test_the_reason_is_told(detector: Detector) -> None:
    (found,) = [
        p for p in detector.propose("In the words of Ada Lund, it is “a bathtub.”") if p.kind is not Kind.INDIRECT
    ]
    assert "named by the words next to it" in found.candidates[0].reason
