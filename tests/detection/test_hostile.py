"""Texts that no newspaper prints: the detector answers all of them, with spans that fit. PROPOSE_EXAMPLES sets how many."""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.detection.pipeline import Detector

EXAMPLES = int(os.environ.get("PROPOSE_EXAMPLES", "60"))
LINE = int(os.environ.get("PROPOSE_LINE", "20000"))  # code points of one line, see LONGEST
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

LONGEST = ["a", "said ", "x.", "\u0301", "("]  # of these a line of 1 MB is tried by ``make hostile``


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


TURNS = [
    "“Is it, Mr. Reyes?” asked Ann Lund.", "“It is.”", "“Why?”", "“No.” Tom Hale put down his cup.", "“Go on, Ann.”", "“My name is Olga.”",
    "“Without the mate", "“It was long.", "They stood before the Reyes house.", "Photo: Colm Reyes", "She slept.", "I waited.",
    "“LEE: Yes.”", "“You’re late,” said he. “Tom Hale’s girl came.”", "‘Who, mamma?’", "“‘Dear Ann,’", "— Rita Roy",
    "“No Entry” hung there.", "“”", "“?”",
]  # fmt: skip
"""Paragraphs of dialogues, in whatever order."""


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(TURNS), min_size=6, max_size=20).map("\n\n".join))
def test_dialogues_in_disorder(detector: Detector, text: str) -> None:
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


@pytest.mark.parametrize("pattern", LONGEST)
def test_the_longest_line_takes_time_in_proportion_to_its_length(detector: Detector, pattern: str) -> None:
    taken = []
    for size in (LINE // 10, LINE):
        begun = time.process_time()
        check(detector, pattern * (size // len(pattern)))
        taken.append(time.process_time() - begun)
    print(
        f"\na line of {LINE:,} code points, {pattern!r} over and over: {taken[1]:.1f} s, a tenth of it {taken[0]:.2f} s"
    )
    assert taken[1] < 20 * taken[0] + 1, "ten times as long, ten times the time; twice that for noise"
