"""What contents tell of the stretches that they cover."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.detection.attributions import covering
from annotator.detection.pipeline import Detector, Weights
from annotator.detection.reading import Stretch
from annotator.detection.settings import COVERS
from annotator.detection.speech import evidence
from annotator.records import Kind, Mention, Span


@dataclass(frozen=True)
class Found:
    """An attribution of which only content and confidence count here."""

    content: tuple[Span, ...]
    confidence: float
    cue: Mention | None = None
    sources: tuple[tuple[Mention, float], ...] = ()
    no_source: float = 1.0


spans = st.tuples(st.integers(0, 60), st.integers(1, 15)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(spans, max_size=6), st.lists(st.tuples(st.integers(0, 8), st.integers(1, 8)), max_size=6))
def test_a_stretch_is_covered_by_the_content_that_holds_most_of_it(
    quoted: list[tuple[int, int]], steps: list[tuple[int, int]]
) -> None:
    pieces, at = [], 0
    for gap, length in steps:  # contents never overlap
        pieces.append((at + gap, at + gap + length))
        at += gap + length
    found = [Found((Span(a, b),), 0.3 + n / 20) for n, (a, b) in enumerate(pieces)]
    expected = []
    for start, end in quoted:
        inner = set(range(start + 1, end - 1))  # without its marks
        fits = [
            0.3 + n / 20
            for n, (a, b) in enumerate(pieces)
            if inner and len(inner & set(range(a, b))) >= COVERS * len(inner)
        ]
        expected.append(max(fits, default=0.0))
    assert covering([Stretch(a, b) for a, b in quoted], found) == pytest.approx(expected)


def test_a_content_that_covers_a_stretch_makes_it_likelier_speech() -> None:
    joint = Weights.shipped().joint

    def odds(alone: float, covered: float, network: float) -> float:
        return joint.weighed(evidence(alone, covered, network))

    plain = odds(0.5, 0.0, 0.0)
    assert plain < odds(0.5, 0.4, 0.0) < odds(0.5, 0.95, 0.0)
    assert plain < odds(0.5, 0.0, 2.0)
    assert plain < odds(0.9, 0.0, 0.0)
    assert plain < 0 < odds(0.9, 0.9, 2.0)
    assert all(math.isfinite(odds(p, 0.0, 0.0)) for p in (0.0, 1.0))


def test_the_words_of_a_name_in_marks_are_no_indirect_speech() -> None:
    found = Detector().propose("The film version, titled “Crossing,” opens Friday. The mayor said that it would rain.")
    assert [(p.kind, p.words) for p in found] == [
        (Kind.NOT_SPEECH, "“Crossing,”"),
        (Kind.INDIRECT, "that it would rain"),
    ]
