"""Words cut into pieces, and articles packed into sequences."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.detection.encoder import shipped_words
from annotator.detection.parse import Tokenized
from annotator.detection.settings import PIECES_OF_TOKEN, SEQUENCE_ROOM
from annotator.detection.word_pieces import BEGIN, END, Sequences, splitter
from tests.detection.parsing import parsed

SMALL = ["[UNK]", "[CLS]", "[SEP]", "un", "##like", "##ly", "un##", "like", "a", "e", "##e", ",", "'", '"', "s"]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("unlikely", ["un", "##like", "##ly"]),
        ("Unlike", ["un", "##like"]),
        ("liked", ["[UNK]"]),  # what is left of a word has no piece: the whole word is unknown
        ("é,", ["e", ",",]),
        ("like’s", ["like", "'", "s"]),
        ("“a”", ['"', "a", '"']),
        ("\u200ba\x07", ["a"]),
        ("\ud800", ["[UNK]"]),
        (" \n", []),
        ("a" + "e" * 50, ["a", *["##e"] * (PIECES_OF_TOKEN - 1)]),
    ],
)  # fmt: skip
def test_a_word_is_its_longest_known_pieces_in_small_letters(word: str, pieces: list[str]) -> None:
    assert [SMALL[code] for code in splitter(SMALL)(word)] == pieces


def test_the_shipped_vocabulary_cuts_as_bert_does() -> None:
    words = shipped_words()
    shown = [words.vocabulary[code] for code in words.split("Navarro-Schmidt's")]
    assert shown == ["navarro", "-", "schmidt", "'", "s"]
    assert [words.vocabulary[code] for code in words.split("embeddings")] == ["em", "##bed", "##ding", "##s"]


def tokens(lines: list[list[str]]) -> Tokenized:
    """Words with a space between them and a line break after each line."""
    text, starts, ends, words = "", [], [], []
    for line in lines:
        for word in line:
            starts.append(len(text))
            ends.append(len(text) + len(word))
            words.append(word)
            text += word + " "
        text += "\n"
    return Tokenized(text, starts, ends, words)


def packed(of: Tokenized) -> Sequences:
    return Sequences.of(of, SMALL, splitter(SMALL))


@given(st.lists(st.lists(st.sampled_from(["unlikely", "a", "like's", "é", "\u200b"]), max_size=90), max_size=12))
def test_sequences_hold_every_piece_once_and_none_is_too_long(lines: list[list[str]]) -> None:
    words = tokens(lines)
    found, split = packed(words), splitter(SMALL)
    lengths = np.diff(found.bounds)
    assert all(1 < length <= SEQUENCE_ROOM + 2 for length in lengths)
    assert all(SMALL[found.codes[at]] == BEGIN for at in found.bounds[:-1])
    inner = [code for code in found.codes.tolist() if SMALL[code] not in (BEGIN, END)]
    assert inner == [code for word in words.words for code in split(word)]
    for word, at in zip(words.words, found.first.tolist(), strict=True):
        own = split(word)
        assert tuple(found.codes[at : at + len(own)]) == own if own else at == -1


def test_lines_stay_together_and_each_ends() -> None:
    found = packed(tokens([["a"] * 60, ["a"] * 60, ["a"] * 60, [], ["a"] * 2]))
    assert [(end - begin, [SMALL[c] for c in found.codes[begin:end]].count(END)) for begin, end in pairwise(found.bounds)] == [
        (1 + 2 * 61, 2), (1 + 61 + 3, 2),
    ]  # fmt: skip


def test_a_long_line_is_cut_between_sentences_and_a_long_sentence_between_words() -> None:
    found = packed(tokens([["a"] * 79 + ["."] + ["a"] * 80]))
    assert np.diff(found.bounds).tolist() == [81, 82]
    found = packed(tokens([["a"] * 300]))
    assert np.diff(found.bounds).tolist()[:2] == [126, 126]
    assert [SMALL[c] for c in found.codes].count(END) == 1


def test_nothing_to_read_is_no_sequence() -> None:
    assert packed(tokens([])).bounds.tolist() == [0]
    assert packed(tokens([["\u200b"]])).bounds.tolist() == [0]


def test_what_is_read_of_a_word_does_not_hang_on_other_sequences() -> None:
    from annotator.detection.network import shipped

    encoder = shipped().encoder
    text = "\n".join(
        f"The mayor of town {n} said that the bridge would “never” open, whatever the council did." for n in range(12)
    )
    parse = parsed(text + "\n \n")
    sequences = encoder.words.sequences(parse)
    whole = encoder.read(sequences)
    some = np.arange(40, 60)
    assert np.array_equal(encoder.read(sequences, some), whole[some])
    assert not whole[[p == "SPACE" for p in parse.pos]].any()
    said = [n for n, w in enumerate(parse.words) if w == "said"]
    assert whole[said].any(axis=1).all()
    assert encoder.read(sequences, np.arange(0)).shape == (0, whole.shape[1])


def test_an_article_of_nothing_is_read_as_nothing() -> None:
    from annotator.detection.network import shipped

    for text in ("", "\n\n", "\u200b"):
        parse = parsed(text)
        encoder = shipped().encoder
        assert not encoder.read(encoder.words.sequences(parse)).any()
