from __future__ import annotations

from typing import Any

import pytest

from annotator.detection.settings import PARSED_AT_ONCE
from annotator.detection.spacy_parser import chunks, load_model, parses, plain
from annotator.errors import ModelMissingError


@pytest.fixture(scope="module")
def nlp() -> Any:
    return load_model()


def test_a_missing_model_is_told_in_a_sentence() -> None:
    with pytest.raises(ModelMissingError, match="“en_none” is not installed; install it with “pip install en-none”"):
        load_model("en_none")


def test_plain_keeps_the_length_and_every_letter() -> None:
    text = "a\u202fb\u00a0c \ud83d ``d'' ''e'' ― f’s"
    assert len(plain(text)) == len(text)
    assert plain(text) == 'a b c \ufffd  "d"   "e"  — f’s'


def test_chunks_are_cut_at_the_best_gap() -> None:
    text = "aa\n\nbb cc\ndd ee ff gggggggggggg"
    assert "".join(piece for _, piece in chunks(text, 10)) == text
    assert [piece for _, piece in chunks(text, 10)] == ["aa\n\n", "bb cc\n", "dd ee ff ", "gggggggggg", "gg"]
    assert all(text[at : at + len(piece)] == piece for at, piece in chunks(text, 10))


def test_tokens_fit_the_text_also_where_it_is_cut(nlp: Any) -> None:
    text = "The mayor said “no”\u202f\ud83d. " * 1500 + "\n\n" + "The mayor slept. " * 1000
    assert len(text) > 2 * PARSED_AT_ONCE
    parse = next(parses(nlp, [text]))
    assert [text[a:b] for a, b in zip(parse.starts, parse.ends, strict=True)] == parse.words
    assert all(
        0 <= head < len(parse) and parse.sentences[head] == parse.sentences[i] for i, head in enumerate(parse.heads)
    )
    assert parse.ends[-1] == len(text.rstrip()) or parse.ends[-1] == len(text)
    assert parse.sentences == sorted(parse.sentences)
    assert parse.lemmas[parse.words.index("said")] == "say"


def test_a_sentence_ends_with_its_line(nlp: Any) -> None:
    parse = next(parses(nlp, ["Mayor Says No\n\nThe mayor said no."]))
    assert parse.sentences[parse.words.index("No")] != parse.sentences[parse.words.index("The")]


def test_texts_come_back_in_order_also_empty_ones(nlp: Any) -> None:
    texts = ["One.", "", "Two words.", "\n"]
    assert [p.text for p in parses(nlp, texts)] == texts
