"""What the encoder makes of the sequences of an article."""

from __future__ import annotations

import numpy as np

from annotator.detection import network
from annotator.detection.settings import SEQUENCES_AT_ONCE
from tests.detection.parsing import shipped_parser

LINES = [
    "“We will stay,” said Ida Holm.",
    "The dike held.",
    "   ",
    "Nobody in the harbor office wanted to say more than that. " * 9,
]


def test_a_sequence_is_read_as_if_it_stood_alone() -> None:
    encoder = network.shipped().encoder
    tokens = shipped_parser().tokenizer.tokenize("\n".join(LINES * 6))
    sequences = encoder.words.sequences(tokens)
    assert len(sequences.begins) > 3
    whole = encoder.read(sequences)
    for some in np.split(np.arange(len(tokens)), sequences.begins[1:]):
        assert np.array_equal(encoder.read(sequences, some), whole[some])


def test_more_sequences_than_are_read_at_once_are_all_read() -> None:
    encoder = network.shipped().encoder
    count = SEQUENCES_AT_ONCE * 5 // 2
    sequences = encoder.words.sequences(shipped_parser().tokenizer.tokenize(LINES[-1] * count))
    assert len(sequences.begins) > 2 * SEQUENCES_AT_ONCE
    whole, begins = encoder.read(sequences), [*sequences.begins.tolist(), len(sequences.first)]
    for number in (0, SEQUENCES_AT_ONCE - 1, SEQUENCES_AT_ONCE, 2 * SEQUENCES_AT_ONCE + 1):
        some = np.arange(begins[number], begins[number + 1])
        assert np.array_equal(encoder.read(sequences, some), whole[some])


def test_what_has_no_piece_has_no_vector() -> None:
    encoder = network.shipped().encoder
    tokens = shipped_parser().tokenizer.tokenize("Go \n\n home")
    found = encoder.read(encoder.words.sequences(tokens))
    assert [bool(row.any()) for row in found] == [bool(word.strip()) for word in tokens.words]
