"""Texts that no newspaper prints: the detector answers all of them, with spans that fit. PROPOSE_EXAMPLES sets how many."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.workflow.propose import Detector

EXAMPLES = int(os.environ.get("PROPOSE_EXAMPLES", "60"))
PIECES = [
    "“", "”", '"', "''", "``", "‘", "’", "'", "«", "»", "„", "‚", "″", "\n", "\n\n", "\r\n", "\r", " ",
    "\t", "\u00a0", "\u202f", "\x00", "\x1b",
    "\x85", "\u2028", "\u200d", "\ufeff", "\ud800", "\udfff", "👩‍👩‍👧", "e\u0301", "שלום", "مرحبا",
    "\u202e", "―", "—", "-- ", ":", ",", ".", "?!", "(", ")",
    "[", "]", "said", " said ", " he said", "according to ", "Anna Lund", "Mayor Hall", "she", "his statement that ",
    "called it", "the", "of ",
    "’s ", "and ", "who ", "Q: ", "A: ", "@x ", "<b>", "&amp;", "\\", "1,000 ", "Jr.", "ß", "İ", "ﬁ", "a" * 300, "(" * 50,
]  # fmt: skip

LINES = [
    "“Go,” he said. ",
    "a",
    "(",
    "“",
    "'",
    "said ",
    "“a” ",
    "x.",
    "\u0301",
]  # a line of one of these, over and over


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def check(detector: Detector, text: str) -> None:
    for proposal in detector.propose(text):
        assert proposal.span.words(text) == proposal.words
        mentions = [c.mention for c in proposal.candidates] + ([proposal.cue] if proposal.cue else [])
        assert all(m.span.words(text) == m.words for m in mentions)
        assert all(piece.end <= len(text) for piece in proposal.content)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join))
def test_hostile_texts(detector: Detector, text: str) -> None:
    check(detector, text)


@settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(codec=None), max_size=400))
def test_any_text(detector: Detector, text: str) -> None:
    check(detector, text)


FOUND = ["“\x12 said 000"]  # what earlier runs found


@pytest.mark.parametrize("text", FOUND)
def test_what_was_found_stays_mended(detector: Detector, text: str) -> None:
    check(detector, text)


@pytest.mark.parametrize("pattern", LINES)
def test_a_long_line_is_answered(detector: Detector, pattern: str) -> None:
    check(detector, pattern * (6_000 // len(pattern)))
