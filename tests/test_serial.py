"""Records as plain values: each form says what the record holds, and comes back as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.jsontext import MisfitError
from annotator.records import Kind, Mention, Span
from annotator.serial import (
    mention_from_columns,
    mention_from_dict,
    mention_to_columns,
    mention_to_dict,
    mention_to_list,
    proposal_to_dict,
    spans_to_lists,
)
from tests.support import gold, gold_proposals

TEXT = gold()["text"]
PLACES = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 80)).map(
    lambda at: Mention.of(TEXT, at[0], min(at[0] + at[1], len(TEXT)))
)


@given(PLACES)
def test_a_mention_comes_back(mention: Mention) -> None:
    assert mention_from_dict(mention_to_dict(mention), TEXT) == mention
    assert mention_from_columns("cue", mention_to_columns("cue", mention)) == mention
    assert mention_to_list(mention) == [mention.span.start, mention.span.end, mention.words]


def test_no_mention_comes_back_as_none() -> None:
    assert mention_to_columns("source", None) == {"source": "", "source_start": -1, "source_end": -1}
    assert mention_from_columns("source", mention_to_columns("source", None)) is None
    assert mention_from_dict(None, TEXT) is None
    assert mention_from_dict({"start": None, "end": None, "text": "Verma"}, TEXT) is None


@pytest.mark.parametrize(
    "value",
    [{"start": 0}, {"start": 0, "end": 4, "text": "other"}, {"start": 2.5, "end": 4}, {"start": 0, "end": 10**9}],
)
def test_what_does_not_fit_the_text_is_refused(value: dict[str, object]) -> None:
    with pytest.raises((MisfitError, ValueError)):
        mention_from_dict(value, TEXT)


def test_a_proposal_says_what_the_scorer_reads() -> None:
    spoken = next(p for p in gold_proposals() if p.source is not None)
    told = proposal_to_dict(spoken)
    assert list(told)[:6] == ["start", "end", "text", "kind", "speaker", "cue"]
    assert told["speaker"]["name"] == spoken.candidates[0].name and "content" not in told
    assert told["candidates"][0]["score"] == 0.97
    whole = proposal_to_dict(replace(spoken, content=(Span(1, 5), Span(7, 9)), group="a1"))
    assert (whole["content"], whole["group"]) == ([[1, 5], [7, 9]], "a1")
    title = proposal_to_dict(replace(spoken, kind=Kind.NOT_SPEECH))
    assert title["speaker"] is None and "candidates" not in title
    assert spans_to_lists((Span(3, 4),)) == [[3, 4]]
