"""Sources that stand in the layout rather than in a sentence."""

from __future__ import annotations

import pytest

from annotator.detection.pipeline import Detector
from annotator.records import Kind


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


def test_a_signature_is_the_whole_of_its_line(detector: Detector) -> None:
    text = "Heard at the mill:\n\n“We will not go before the spring comes.”\n— Anna Lund, 71, who mends the nets of three boats."
    assert sources(detector, text) == ["Anna Lund, 71, who mends the nets of three boats"]


def test_transcripts(detector: Detector) -> None:
    text = "Lund: “We will not go before the spring comes.”\n\nHall: “I think that we may go sooner.”"
    assert sources(detector, text) == ["Lund", "Hall"]


TRANSCRIPT = """Here is what was said on the pier:

"LUND: We will not go before the spring comes.

"HALL: I think that we may go sooner.

"The ice is thin enough.

"(CROSSTALK)

"LUND: Then you will go without me."
"""


def test_a_label_inside_the_marks_names_the_speaker_until_the_next_label(detector: Detector) -> None:
    said = [p for p in detector.propose(TRANSCRIPT) if p.kind is not Kind.NOT_SPEECH]
    assert [p.source.mention.words if p.source else None for p in said] == ["LUND", "HALL", "HALL", "LUND"]
    assert [TRANSCRIPT[p.span.start : p.span.end].split()[0] for p in said] == ['"LUND:', '"HALL:', '"The', '"LUND:']


def test_a_line_in_brackets_is_no_speech(detector: Detector) -> None:
    kinds = [p.kind for p in detector.propose(TRANSCRIPT) if "CROSSTALK" in p.words]
    assert kinds == [Kind.NOT_SPEECH]


def test_one_colon_makes_no_transcript(detector: Detector) -> None:
    text = 'Lund told the miller on Monday, "Tomorrow: rain. We will not go before the spring comes."'
    assert sources(detector, text) == ["Lund"]
