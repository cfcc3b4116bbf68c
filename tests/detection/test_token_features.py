"""The columns that the network reads, with values worked out by hand from two small parses."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.detection.marks import stretches
from annotator.detection.token_features import TokenFeatures
from annotator.detection.tokens import Tokens, Vocabulary
from tests.detection.parses import SAID, parse_of, said

VOCABULARY = Vocabulary(
    tags={"PRP": 1, "VBP": 2, "VBD": 3, "NNP": 4, "VBZ": 5},
    deps={"nsubj": 1, "ccomp": 2, "punct": 3, "ROOT": 4, "parataxis": 5, "mark": 6},
    lemmas={"we": 2, "go": 3, "say": 4},
    rates={"1 say": 0.5, "1 go": 0.001},
)


@pytest.fixture(scope="module")
def columns() -> TokenFeatures:
    return TokenFeatures(Tokens(said(), stretches(SAID), VOCABULARY))


#               “  We go ,  ”  Lee said .
EXPECTED = {
    "lemma": [0, 2, 3, 0, 0, 1, 4, 0],  # 1: a name; 0: not in the vocabulary
    "quote": [1, 2, 2, 2, 3, 0, 0, 0],  # first, inside, last token in marks
    "cue": [0, 0, 1, 0, 0, 0, 7, 0],  # .001 is below the first edge (bucket 1), .5 above the sixth (bucket 7)
    "above": [4, 4, 4, 4, 4, 4, 0, 4],  # the nearest word above that may be a cue: say
    "above_cue": [7, 7, 7, 7, 7, 7, 0, 7],
    "above_subject": [1, 1, 1, 1, 1, 1, 0, 1],  # Lee, a name
    "depth": [1, 2, 1, 1, 1, 1, 0, 1],
    "side": [1, 1, 1, 1, 1, 1, 0, 2],  # before said, after it
    "up_dep": [3, 2, 2, 3, 3, 1, 0, 3],  # the last link on the way up: of We it is the one of go
    "edge": [
        4,
        2,
        3,
        4,
        4,
        4,
        0,
        4,
    ],  # of the subtree below said: We begins that of go, go ends it, the others are both
    "verb": [4, 3, 4, 4, 4, 4, 0, 4],  # whatever its cue rate: We hangs on go
    "self_subject_tag": [0, 0, 1, 0, 0, 0, 4, 0],
    "subject_of_cue": [0, 1, 0, 0, 0, 7, 0, 0],
    "place": [0, 1, 2, 2, 2, 2, 4, 3],  # first, second, inside, second last, last of its sentence
    "next_break": [0, 0, 1, 2, 0, 0, 3, 3],  # a comma, a mark, a stop or the end comes next
    "beside": [0, 0, 0, 0, 0, 0, 0, 0],
    "mark": [0, 0, 0, 0, 0, 0, 0, 0],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_column_has_the_values_worked_out_by_hand(columns: TokenFeatures, name: str) -> None:
    assert columns.values[name].tolist() == EXPECTED[name]


def test_no_value_is_beyond_the_size_of_its_column(columns: TokenFeatures) -> None:
    assert list(columns.values) == list(columns.sizes)
    for name, values in columns.values.items():
        assert values.shape == (8,) and values.min() >= 0 and values.max() < columns.sizes[name], name


def test_a_cue_that_hangs_beside_is_seen_from_below_the_word_that_it_hangs_on() -> None:
    parse = parse_of(
        "We go, he says.",
        """
        We   we   PRP  PRON   nsubj      1
        go   go   VBP  VERB   ROOT       1
        ,    ,    ,    PUNCT  punct      1
        he   he   PRP  PRON   nsubj      4
        says say  VBZ  VERB   parataxis  1
        .    .    .    PUNCT  punct      1
        """,
    )
    tokens = Tokens(parse, [], VOCABULARY)
    found = tokens.beside.tolist()
    assert [found[i] for i in (0, 1, 2, 5)] == [4] * 4
    assert found[3] == -1  # its own subject stands below it


def test_the_word_that_opens_a_clause_marks_its_verb_and_what_hangs_on_it() -> None:
    parse = parse_of(
        "Lee said that we go.",
        """
        Lee  Lee  NNP  PROPN  nsubj  1
        said say  VBD  VERB   ROOT   1
        that that IN   SCONJ  mark   4
        we   we   PRP  PRON   nsubj  4
        go   go   VBP  VERB   ccomp  1
        .    .    .    PUNCT  punct  1
        """,
    )
    made = TokenFeatures(Tokens(parse, [], VOCABULARY))
    assert made.values["mark"].tolist() == [0, 0, 1, 1, 1, 0]  # 1: that


def test_an_article_without_words_has_columns_without_rows() -> None:
    made = TokenFeatures(Tokens(parse_of("a", "a a DT DET ROOT 0"), [], VOCABULARY))
    assert all(np.array_equal(values, values[:1]) for values in made.values.values())
