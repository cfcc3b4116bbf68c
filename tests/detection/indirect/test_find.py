"""Attributions with and without marks: what is found in plain sentences, and that nothing breaks whatever is handed in."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.detection import network
from annotator.detection.indirect.find import IndirectAttribution, attributions
from annotator.detection.marks import stretches
from annotator.detection.network import States
from annotator.detection.parse import Parse
from annotator.detection.tokens import EDGE
from tests.detection.parsing import parsed


def of(parse: Parse) -> list[IndirectAttribution]:
    return attributions(States(network.shipped(), parse, stretches(parse.text)))


def found(text: str) -> list[IndirectAttribution]:
    return of(parsed(text))


def content(text: str) -> list[str]:
    return [span.words(text) for a in found(text) for span in a.content]


@pytest.mark.parametrize(
    ("text", "said", "source", "cue"),
    [
        (
            "The mayor said on Monday that the harbour would be closed for two weeks.",
            "harbour would be closed",
            "mayor",
            "said",
        ),
        (
            "The bridge will stay closed until May, according to the engineers.",
            "bridge will stay closed",
            "engineers",
            "according",
        ),
        (
            "Officials announced that three ships had left the port.",
            "three ships had left the port",
            "Officials",
            "announced",
        ),
        ("The river is rising again, the wardens said.", "The river is rising again", "wardens", "said"),
        (  # the word that reports stands outside, not the reporting word in what is reported
            "The mayor plans to close the harbour on Sunday, according to two clerks.",
            "plans to close the harbour",
            "clerks",
            "according",
        ),
    ],
)
def test_a_report_without_marks_has_its_content_source_and_cue(text: str, said: str, source: str, cue: str) -> None:
    best = max(found(text), key=lambda a: a.confidence)
    assert said in best.content[0].words(text)
    assert best.speaks
    assert source in best.sources[0][0].words
    assert best.cue is not None
    assert best.cue.words.lower() == cue


def test_content_reaches_outside_the_marks() -> None:
    text = "The minister said that the plan was “a gift to the rich” and would never pass the council."
    assert any("the plan was" in c and "gift to the rich" in c for c in content(text))


def test_plain_narrative_has_no_attribution() -> None:
    assert content("The train left at noon. It rained. Two dogs crossed the empty square.") == []


def test_two_cues_have_two_contents() -> None:
    text = "Rivera said the vote was fair. Okafor said the count had been delayed by the storm."
    sources = [a.sources[0][0].words for a in found(text) if a.speaks]
    assert sources == ["Rivera", "Okafor"]


def check(parse: Parse, made: list[IndirectAttribution]) -> None:
    """Everything that holds of any answer."""
    text = parse.text
    pieces = sorted(span for a in made for span in a.content)
    assert all(a.end <= b.start for a, b in pairwise(pieces)), "contents never overlap"
    assert [a.content[0] for a in made] == sorted(a.content[0] for a in made)
    for a in made:
        assert a.content == tuple(sorted(a.content))
        assert all(span.words(text).strip("".join(EDGE)) for span in a.content)
        assert 0 <= a.confidence <= 1
        chances = [p for _, p in a.sources]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) + a.no_source <= 1 + 1e-9
        for mention in [m for m, _ in a.sources] + ([a.cue] if a.cue else []):
            assert mention.span.words(text) == mention.words


PARTS = st.one_of(
    st.sampled_from(["“", "”", '"', "'", "’", "«", "\n", "\u202e", "\ud800", "\x00", "said ", "He ", "that "]),
    st.characters(),
)
HOSTILE = st.lists(PARTS, max_size=80).map("".join)


@settings(max_examples=60, deadline=None)
@given(HOSTILE)
def test_any_text_gives_valid_spans(text: str) -> None:
    parse = parsed(text)
    check(parse, of(parse))


@st.composite
def trees(draw: st.DrawFn) -> Parse:
    """Parses as no parser would make them: any heads (cycles too), any labels, any sentences."""
    words = draw(
        st.lists(
            st.sampled_from(["said", "Rivera", "that", ",", "it", "“", "”", "\n", "rains", ":", "according"]),
            max_size=40,
        )
    )
    n = len(words)
    text, starts = "", []
    for word in words:
        starts.append(len(text))
        text += word + " "
    tags = draw(st.lists(st.sampled_from(["VBD", "NNP", "IN", ",", "PRP", "_SP", "??"]), min_size=n, max_size=n))
    deps = draw(
        st.lists(
            st.sampled_from(["ccomp", "nsubj", "ROOT", "prep", "conj", "cc", "parataxis", "odd"]),
            min_size=n,
            max_size=n,
        )
    )
    pos = draw(st.lists(st.sampled_from(["VERB", "PROPN", "ADP", "PUNCT", "SPACE", "X"]), min_size=n, max_size=n))
    heads = draw(st.lists(st.integers(0, max(n - 1, 0)), min_size=n, max_size=n))
    sentences = sorted(draw(st.lists(st.integers(0, 5), min_size=n, max_size=n)))
    return Parse(
        text,
        starts,
        [s + len(w) for s, w in zip(starts, words, strict=True)],
        words,
        words,
        tags,
        pos,
        deps,
        heads,
        sentences,
    )


@settings(max_examples=150, deadline=None)
@given(trees())
def test_any_tree_gives_valid_spans(parse: Parse) -> None:
    check(parse, of(parse))


def test_the_same_text_gives_the_same_answer() -> None:
    text = "The council believes that the levy is legal. Its critics, she said, have promised to sue."
    assert found(text) == found(text)
