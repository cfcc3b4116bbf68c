"""The network against slow but plain computations on one token at a time, and what may be in its files."""

from __future__ import annotations

import json
import math
from functools import cache

import numpy as np
import pytest

from annotator.detection import network
from annotator.detection.marks import stretches
from annotator.detection.network import CUE, SOURCE, States
from annotator.detection.network_scores import NetworkScores
from annotator.detection.settings import TOKEN_GAPS
from annotator.detection.token_features import TokenFeatures
from annotator.resources import resource
from tests.detection.parsing import parsed

TEXT = """\
“We will not close it,” said Ann Rivera, the harbour master. She called the plan “a gift” to the owners.

The council, according to two clerks, is “not amused”. It rains.
"""


@cache
def states() -> States:
    parse = parsed(TEXT)
    return States(network.shipped(), parse, stretches(TEXT))


def normal(row: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return (row - row.mean()) / math.sqrt(row.var() + 1e-5) * weight[0] + weight[1]


def test_the_vectors_are_those_of_a_plain_computation() -> None:
    found, get = states(), states().network.arrays
    tokens, values = found.tokens, TokenFeatures(found.tokens).values
    told = found.network.encoder.read(found.sequences)
    rows = []
    for i in range(tokens.n):
        row = get["input"].astype(float) + told[i] @ get["encoded"]
        for name in values:
            code = values[name][i]
            row = row + (
                get[f"column.{name}"][code] if f"column.{name}" in get else get["lemmas"][code] @ get[f"word.{name}"]
            )
        rows.append(np.maximum(row, 0))
    state = np.array(rows)
    nothing = np.zeros(state.shape[1])
    for layer in range(found.network.layers):
        seen = np.array([normal(row, get[f"norm.{layer}"]) for row in state])
        for i in range(tokens.n):
            same = [j for j in range(tokens.n) if tokens.segment[j] == tokens.segment[i]]
            below = [j for j in range(tokens.n) if tokens.heads[j] == i and j != i]
            view = [
                seen[i],
                seen[i - 1] if i - 1 in same else nothing,
                seen[i + 1] if i + 1 in same else nothing,
                seen[tokens.heads[i]],
                sum((seen[j] for j in below), nothing) / math.sqrt(max(len(below), 1)),
                seen[same].max(axis=0),
            ]
            mixed = np.maximum(np.concatenate(view) @ get[f"mix.{layer}"] + get[f"mixed.{layer}"], 0)
            state[i] = state[i] + mixed @ get[f"turn.{layer}"] + get[f"turned.{layer}"]
    expected = np.array([normal(row, get[f"norm.{found.network.layers}"]) for row in state])
    assert np.allclose(found.hidden, expected, atol=2e-3)


@pytest.mark.parametrize("what", [SOURCE, CUE])
def test_pairs_are_scored_by_span_word_distance_and_place(what: str) -> None:
    found, get = states(), states().network.arrays
    tokens = found.tokens
    ranges = tokens.stretch_tokens
    left, right = np.array([a for a, _ in ranges]), np.array([b for _, b in ranges])
    spans = found.spans(left, right, np.ones(len(left), dtype=np.int64))
    word, owner = np.tile(np.arange(tokens.n), len(left)), np.repeat(np.arange(len(left)), tokens.n)
    for k, i, score in zip(owner, word, found.pairs(what, spans, left, right, owner, word), strict=True):
        low, high = left[k], right[k]
        gap = low - i if i < low else i - high + 1 if i >= high else 0
        far = sum(edge < gap for edge in TOKEN_GAPS) + (0 if i < low else 16 if i >= high else 32)
        place = min(max(tokens.line[i] - tokens.line[low], -3), 3) + 3
        if place == 3 and tokens.segment[i] not in (tokens.segment[low], tokens.segment[high - 1]):
            place = 7
        hidden = spans[k] @ get[f"{what}.span"] + get[f"{what}.bias"] + found.hidden[i] @ get[f"{what}.word"]
        hidden = np.maximum(hidden + get[f"{what}.far"][far] + get[f"{what}.place"][place], 0)
        assert np.isclose(score, float((hidden @ get[f"{what}.out"])[0]), atol=1e-3)


def test_opinions_on_one_stretch_are_odds_of_answers_that_add_up_to_one() -> None:
    opinions = NetworkScores(states())
    for number in range(len(states().stretches)):
        odds = opinions.sources(number, list(range(5)))
        assert math.isclose(sum(1 / (1 + math.exp(-o)) for o in odds), 1, abs_tol=1e-4)


def test_the_network_tells_speech_from_a_scare_quote_and_finds_who_speaks() -> None:
    opinions, words = NetworkScores(states()), states().tokens.parse.words
    assert opinions.said(0) > 0
    names = [words.index(w) for w in ("Rivera", "plan", "owners", "clerks")]
    assert int(np.argmax(opinions.sources(0, names))) == 0


def test_for_marks_alone_only_the_lines_round_them_are_read() -> None:
    text = TEXT + "\n".join(f"Nobody said anything on day {n}." for n in range(6)) + "\n"
    parse = parsed(text)
    whole, some = (
        States(network.shipped(), parse, stretches(text), marks=marks).hidden.any(axis=1) for marks in (False, True)
    )
    assert whole.all()
    unread = {parse.words[i] for i in np.flatnonzero(~some)}
    assert {"2", "3", "4", "5"} <= unread
    assert not {"0", "rains", "council", "Rivera"} & unread
    full, part = (States(network.shipped(), parse, stretches(text), marks=marks).hidden for marks in (False, True))
    words = some & np.array([p != "SPACE" for p in parse.pos])  # a line break may hang on a word that is not read
    assert np.allclose(full[words], part[words], atol=1e-5)


def test_an_article_read_in_blocks_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = states()
    monkeypatch.setattr(network, "TOKENS_IN_BLOCK", 10)
    parts = States(network.shipped(), whole.tokens.parse, whole.stretches)
    words = ~whole.tokens.space  # a line break may hang on a word of another block
    assert np.allclose(whole.hidden[words], parts.hidden[words], atol=1e-4)


@pytest.mark.parametrize("ends", [1, 2, 5, 100])
def test_of_a_long_span_both_ends_are_looked_at(ends: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found, get = states(), states().network.arrays
    monkeypatch.setattr(network, "SPAN_ENDS", ends)
    left, right = np.array([0, 3, 5, 6]), np.array([1, 5, 18, 6 + 2 * ends if ends < 9 else 17])
    spans = found.spans(left, right, np.full(4, network.CONTENT))
    for k, (low, high) in enumerate(zip(left, right, strict=True)):
        at = [i for i in range(low, high) if high - low <= 2 * ends or i < low + ends or i >= high - ends]
        rows = found.hidden[at]
        after = found.hidden[high] if high < len(found.hidden) else np.zeros(rows.shape[1])
        before = found.hidden[low - 1] if low else np.zeros(rows.shape[1])
        view = [found.hidden[low], found.hidden[high - 1], before, after, rows.max(axis=0), rows.mean(axis=0)]
        size = min(int(math.log2(high - low) * 2), network.LENGTHS - 1)
        own = np.concatenate(view) @ get["span"] + get["spanned"] + get["kind"][network.CONTENT] + get["length"][size]
        assert np.allclose(spans[k], np.maximum(own, 0), atol=1e-4)


def test_an_article_without_words_or_marks_is_read() -> None:
    for text in ("", "\n", "It rains."):
        found = States(network.shipped(), parsed(text), stretches(text))
        assert found.labels().shape[0] == found.tokens.n
        assert NetworkScores(found).speech.shape == (0,)


def test_the_shipped_files_are_small_name_their_origin_and_hold_single_words_alone() -> None:
    numbers, words = resource("weights", "network.npz"), resource("weights", "network.json")
    data = json.loads(words.read_text(encoding="utf-8"))
    assert numbers.stat().st_size + words.stat().st_size < 2_500_000
    assert {"corpus", "date", "articles", "words", "numbers"} <= data["provenance"].keys()
    lemmas = data["vocabulary"]["lemmas"] + [key.split(" ", 1)[1] for key in data["vocabulary"]["cue_rates"]]
    assert all(w == w.lower() and " " not in w for w in lemmas)
    assert all(np.isfinite(a).all() for a in network.shipped().arrays.values())
