"""Our tokens are spaCy's, for news of all typographies and for text of any kind."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from annotator.detection.parse import DEFAULT_MODEL
from annotator.detection.tokenizer import Tokenizer, plain
from annotator.detection.typography import normal

SEEDS = Path(__file__).parent.parent.parent / "seeds"
PARTS = ["don't", "a.m.", ":-)", "(U.S.)", "…", "“", "”", "'s", "’", "--", "—", "x-ray", "$5", "10%", "p.m.,", "http://a.b/c?d", " ", "  ",
         "\n", "\t", "Mr.", "week,”", "Lund", "e.g.", "3km", "and/or", "C++", "'Cause", "o.o", "¯\\(ツ)/¯", "can't've"]  # fmt: skip


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer()


@cache
def nlp() -> Any:
    import spacy
    from spacy.util import compile_infix_regex

    from annotator.detection import tokenizer as ours

    made = spacy.load(DEFAULT_MODEL, exclude=["tok2vec", "tagger", "parser", "ner", "attribute_ruler"])
    made.tokenizer.infix_finditer = compile_infix_regex([*(made.Defaults.infixes or ()), *ours._GLUED]).finditer
    return made


def compared(text: str) -> None:
    found = tokenizer().tokenize(text)
    wanted = nlp().make_doc(plain(normal(text)))
    assert list(zip(found.starts, found.ends, strict=True)) == [(token.idx, token.idx + len(token)) for token in wanted]


def test_the_seeds_have_the_tokens_of_spacy() -> None:
    for file in sorted(SEEDS.glob("*.gold.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            compared(json.loads(line)["text"])


@given(st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=4)), max_size=30).map("".join))
@example("I can't've said :-) at 10a.m.; (don't!) week,”Lund said…")
def test_any_text_has_the_tokens_of_spacy(text: str) -> None:
    compared(text)


def test_a_lemma_is_that_of_spacys_tables() -> None:
    lemma = tokenizer().lemma
    pairs = [
        ("said", "VBD"),
        ("officials", "NNS"),
        ("Holms", "NNPS"),
        ("worse", "JJR"),
        ("better", "RBR"),
        ("data", "NN"),
    ]
    assert [lemma(word, tag) for word, tag in pairs] == ["say", "official", "holms", "bad", "well", "datum"]
