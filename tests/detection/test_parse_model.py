"""Trees out of scores, and what the parse model makes of words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotator.detection import parse_model
from annotator.detection.parse_model import Tree, join_phrases, join_subjects, letters, take_names_together, tree
from annotator.detection.settings import SENTENCE_TOKENS
from tests.detection.parsing import parsed


@given(
    st.integers(1, 12).flatmap(
        lambda n: arrays.arrays(np.float32, (n, n), elements=st.floats(-9, 9, width=32), unique=True)
    )
)
def test_scores_make_a_tree_with_the_likeliest_root(scores: np.ndarray) -> None:
    root = int(scores.diagonal().argmax())
    wanted = scores.copy()
    np.fill_diagonal(wanted, -np.inf)
    greedy = wanted.argmax(axis=1)
    heads = tree(scores.copy())
    assert heads[root] == root
    assert [at for at, head in enumerate(heads) if head == at] == [root]
    up = np.arange(len(heads))
    for _ in heads:
        up = heads[up]
    assert (up == root).all()
    climbed = np.where(np.arange(len(greedy)) == root, root, greedy)
    for _ in greedy:
        climbed = np.where(climbed == root, root, greedy[climbed])
    if (climbed == root).all():
        assert all(heads[at] == greedy[at] for at in range(len(heads)) if at != root)


def plain_answers(get: Mapping[str, np.ndarray], given: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """What the graph of the parse model computes, in numpy."""

    def normal(values: np.ndarray, name: str) -> np.ndarray:
        out = values - values.mean(axis=1, keepdims=True)
        return np.asarray(out / np.sqrt((out**2).mean(axis=1, keepdims=True) + 1e-5) * get[name][0] + get[name][1])

    def linear(values: np.ndarray, name: str) -> np.ndarray:
        return np.asarray(values @ get[name] + get[f"{name}.bias"])

    letters = get["ending"][given["endings"]] + get["shape"][given["shapes"]] + get["line"][given["lines"]]
    state = np.maximum(linear(normal(given["vectors"], "norm"), "input") + letters, 0)
    for layer in range(3):
        seen = np.pad(normal(state, f"norm.{layer}"), ((1, 1), (0, 0)))
        state = state + np.maximum(linear(np.hstack([seen[:-2], seen[1:-1], seen[2:]]), f"mix.{layer}"), 0)
    state = normal(state, "norm.3")
    below, above = (np.maximum(linear(state, name), 0) for name in ("below", "above"))
    own, ruling = linear(state, "dependent"), linear(state, "governor")
    tags, starts = linear(state, "tag").argmax(axis=1), linear(state, "start")[:, 0]
    return [tags, starts, below @ get["arc"], above, above @ get["often"], own, ruling]


def test_the_graph_computes_what_it_is_said_to() -> None:
    model, chance = parse_model.shipped(), np.random.default_rng(3)
    given = {"vectors": chance.normal(size=(23, 384)).astype(np.float32)}
    for name, many in (("endings", 4096), ("shapes", 32), ("lines", 2)):
        given[name] = chance.integers(0, many, 23)
    found = model.answers(**given)
    for one, other in zip(found, plain_answers(model.arrays, given), strict=True):
        assert np.allclose(one, other, rtol=1e-4, atol=1e-4)


def test_a_cycle_is_broken_where_it_costs_least() -> None:
    # 1 and 2 are each other's best heads; 2 loses .5 by hanging on the root, 1 would lose 3.
    scores = np.array([[5, 0, 0], [1, 0, 4], [3.5, 4, 0]], dtype=np.float32)
    assert tree(scores).tolist() == [0, 2, 0]


def test_a_single_word_is_its_own_root() -> None:
    assert tree(np.array([[-3.0]], dtype=np.float32)).tolist() == [0]


def test_no_sentence_is_longer_than_its_scores_may_be() -> None:
    parse = parsed("word " * (2 * SENTENCE_TOKENS + 50))
    lengths = np.bincount(parse.sentences)
    assert lengths.max() <= SENTENCE_TOKENS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("walking", "talking", (True, True)),
        ("Walking", "walking", (True, False)),
        ("McCoy", "Macey", (False, False)),
        ("B52", "b52", (True, False)),
        ("run", "ran", (False, True)),
    ],
)
def test_what_letters_tell(one: str, other: str, same: tuple[bool, bool]) -> None:
    a, b = letters(one, 4096), letters(other, 4096)
    assert (a[0] == b[0], a[1] == b[1]) == same


@pytest.mark.parametrize(
    ("text", "word", "tag", "head", "label"),
    [
        ("The mayor closed the bridge on Monday.", "mayor", "NN", "closed", "nsubj"),
        ("The mayor closed the bridge on Monday.", "bridge", "NN", "closed", "dobj"),
        ("“We will stay,” said Ida Holm.", "Holm", "NNP", "said", "nsubj"),
        ("“We will stay,” said Ida Holm.", "stay", "VB", "said", "ccomp"),
        ("ALDENBURG – Renske Maas said the dike had gone.", "Maas", "NNP", "said", "nsubj"),
    ],
)
def test_words_hang_where_they_belong(text: str, word: str, tag: str, head: str, label: str) -> None:
    parse = parsed(text)
    at = parse.words.index(word)
    assert (parse.tags[at], parse.words[parse.heads[at]], parse.deps[at]) == (tag, head, label)


def test_a_dateline_is_no_part_of_the_sentence_behind_it() -> None:
    parse = parsed("PORT ESKER, June 4 (Coastal News) – Nobody goes out today.")
    assert parse.sentences[parse.words.index("Nobody")] > parse.sentences[parse.words.index("ESKER")]


def test_the_fingerprint_changes_with_a_number() -> None:
    shipped = parse_model.shipped()
    changed = parse_model.ParseModel(
        dict(shipped.arrays) | {"far": shipped.arrays["far"] + 1}, shipped.tags, shipped.labels, shipped.provenance
    )
    assert changed.fingerprint != shipped.fingerprint


@pytest.mark.parametrize(
    ("words", "tags", "labels", "heads", "wanted"),
    [
        ("said her mate , Jon Early .", "VBD PRP$ NN , NNP NNP .", "ROOT poss nsubj punct compound nsubj punct",
         [0, 2, 0, 0, 5, 0, 0], [0, 2, 0, 0, 5, 2, 0]),
        ("said one of them , Jon Early .", "VBD CD IN PRP , NNP NNP .", "ROOT nsubj prep pobj punct compound nsubj punct",
         [0, 0, 1, 2, 0, 6, 0, 0], [0, 0, 1, 2, 0, 6, 1, 0]),
        ("lawyer Jon Early said .", "NN NNP NNP VBD .", "nsubj compound nsubj ROOT punct", [3, 2, 3, 3, 3], [2, 2, 3, 3, 3]),
        ("men whose sentence Early commuted .", "NNS WP$ NN NNP VBD .", "ROOT poss nsubj nsubj relcl punct",
         [0, 2, 4, 4, 0, 0], [0, 2, 4, 4, 0, 0]),
    ],
)  # fmt: skip
def test_two_subjects_side_by_side_are_one(
    words: str, tags: str, labels: str, heads: list[int], wanted: list[int]
) -> None:
    found = Tree(tags.split(), labels.split(), np.array(heads), np.array([True] + [False] * (len(heads) - 1)))
    join_subjects(found, words.split())
    assert found.heads.tolist() == wanted


@pytest.mark.parametrize(
    ("words", "tags", "labels", "heads", "wanted"),
    [
        ("Initially , the county clerk said so .", "RB , DT NN NN VBD RB .", "advmod punct det ROOT nsubj relcl advmod punct",
         [3, 3, 3, 3, 5, 3, 5, 3], "advmod>said punct>said det>clerk compound>clerk nsubj>said ROOT>said advmod>said punct>said"),
        ("a co - author said so .", "DT NN NN NN VBD RB .", "det nsubj nsubj nsubj ROOT advmod punct", [1, 4, 4, 4, 4, 4, 4],
         "det>author compound>author compound>author nsubj>said ROOT>said advmod>said punct>said"),
        ("the book that clerk read .", "DT NN WDT NN VBD .", "det ROOT dobj nsubj relcl punct",
         [1, 1, 4, 4, 1, 1], "det>book ROOT>book dobj>read nsubj>read relcl>book punct>book"),
        ("author , the expert Ann Early , said .", "NN , DT NN NNP NNP , VBD .", "nsubj punct det nsubj compound appos punct ROOT punct",
         [7, 0, 5, 7, 5, 0, 0, 7, 7],
         "nsubj>said punct>author det>Early compound>Early compound>Early appos>author punct>author ROOT>said punct>said"),
    ],
)  # fmt: skip
def test_a_noun_that_was_cut_off_comes_back_to_its_phrase(
    words: str, tags: str, labels: str, heads: list[int], wanted: str
) -> None:
    found = Tree(tags.split(), labels.split(), np.array(heads), np.array([True] + [False] * (len(heads) - 1)))
    join_phrases(found, words.split())
    assert [
        f"{label}>{words.split()[head]}" for label, head in zip(found.labels, found.heads.tolist(), strict=True)
    ] == wanted.split()


def test_a_capital_after_a_name_is_its_last_word() -> None:
    words = ["lawyer", "Colm", "Costly", "said", "he", "left", "."]
    found = Tree(
        ["NN", "NNP", "RB", "VBD", "PRP", "VBD", "."],
        ["compound", "nsubj", "advmod", "ROOT", "nsubj", "ccomp", "punct"],
        np.array([1, 3, 3, 3, 5, 3, 3]),
        np.array([True] + [False] * 6),
    )
    take_names_together(found, words)
    assert found.heads.tolist() == [2, 2, 3, 3, 5, 3, 3]
    assert (found.tags[2], found.labels[:3]) == ("NNP", ["compound", "compound", "nsubj"])


def test_a_headline_keeps_its_adverbs() -> None:
    words = ["Colm", "Never", "Said", "It"]
    tags = ["NNP", "RB", "VBD", "PRP"]
    found = Tree(
        list(tags), ["nsubj", "neg", "ROOT", "dobj"], np.array([2, 2, 2, 2]), np.array([True, False, False, False])
    )
    take_names_together(found, words)
    assert found.tags == tags
