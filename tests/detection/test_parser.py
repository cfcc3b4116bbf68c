from __future__ import annotations

import pytest

from annotator.detection.parser import parses
from annotator.detection.tokenizer import Tokenizer, plain
from annotator.errors import ModelMissingError
from tests.detection.parsing import parsed, shipped_parser


def test_a_missing_model_is_told_in_a_sentence() -> None:
    with pytest.raises(ModelMissingError, match="“en_none” is not installed; install it with “pip install en-none”"):
        Tokenizer("en_none")


def test_plain_keeps_the_length_and_every_letter() -> None:
    text = "a\u202fb\u00a0c \ud83d ``d'' ''e'' ― f’s"
    assert len(plain(text)) == len(text)
    assert plain(text) == 'a b c \ufffd  "d"   "e"  — f’s'


def test_tokens_fit_the_text_also_where_it_is_long() -> None:
    text = "The mayor said “no”\u202f\ud83d. " * 1500 + "\n\n" + "The mayor slept. " * 1000
    parse = parsed(text)
    assert [text[a:b] for a, b in zip(parse.starts, parse.ends, strict=True)] == parse.words
    assert all(
        0 <= head < len(parse) and parse.sentences[head] == parse.sentences[i] for i, head in enumerate(parse.heads)
    )
    assert parse.ends[-1] == len(text.rstrip()) or parse.ends[-1] == len(text)
    assert parse.sentences == sorted(parse.sentences)
    assert parse.lemmas[parse.words.index("said")] == "say"


def test_a_sentence_ends_with_its_line() -> None:
    parse = parsed("Mayor Says No\n\nThe mayor said no.")
    assert parse.sentences[parse.words.index("No")] != parse.sentences[parse.words.index("The")]


def test_white_space_hangs_on_the_word_before_it_or_on_the_first_one() -> None:
    parse = parsed(" \n  The mayor\n said no.\n\n")
    spaces = [at for at, kind in enumerate(parse.pos) if kind == "SPACE"]
    assert [parse.words[parse.heads[at]] for at in spaces] == ["The", "mayor", "."]
    assert {parse.deps[at] for at in spaces} == {"dep"}
    assert [parse.sentences[at] for at in spaces] == [0, 0, 1]


@pytest.mark.parametrize("text", ["", " ", "\n\n \n", "\u00a0", "\u200b", "x"])
def test_next_to_nothing_is_parsed(text: str) -> None:
    parse = parsed(text)
    assert parse.text == text and len(parse.heads) == len(parse.words)


def test_the_words_of_a_sentence_hang_on_one_root_without_a_cycle() -> None:
    text = " ".join(f"word{n}" for n in range(3000)) + ". " + "and so on " * 900 + "; : — ) ( ) ” “ " * 300
    parse = parsed(text)
    roots = [at for at, head in enumerate(parse.heads) if head == at]
    assert len(roots) == parse.sentences[-1] + 1
    for at in range(len(parse)):
        seen = 0
        while parse.heads[at] != at:
            at, seen = parse.heads[at], seen + 1
            assert seen <= len(parse)


def test_texts_come_back_in_order_also_empty_ones() -> None:
    texts = ["One.", "", "Two words.", "\n"]
    assert [p.text for p in parses(shipped_parser(), texts)] == texts
