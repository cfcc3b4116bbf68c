"""Columns of brackets, as CoNLL-2005, CoNLL-2012 and OntoNotes have them."""

from __future__ import annotations

from pathlib import Path

from annotator.store.connection import Store
from tests.exchange.incoming import come_in, held

PLAIN = """No (Quote*
, *
never *)
, *
said *
Kim (Source*)
. *
"""
NESTED = """Kim (Source)
: *
“ (Quote*
Bob (Source*)
said *
‘ (Quote*
no *
’ *)
. *
” *)
"""
#: Document, part, number, word, word class, phrases, lemma, frame, sense, speaker, names, arguments, coreference.
ONTONOTES = """#begin document (bn/haven/01); part 000
bn/haven/01 0 0 No UH (TOP(S(INTJ*) - - - Anchor#1 (Quote*) (ARG1*) -
bn/haven/01 0 1 said VBD (VP* say 01 1 Anchor#1 * (V*) -
bn/haven/01 0 2 Kim NNP (NP*)))) - - - Anchor#1 (Source*) (ARG0*) (3)

bn/haven/01 0 0 Yes UH (TOP(INTJ*)) - - - - * -
#end document
#begin document (bn/haven/01); part 001
bn/haven/01 1 0 Rain NN (TOP(NP*)) - - - - * -
#end document
"""


def said(store: Store) -> list[tuple[str, str]]:
    return [(d.words, d.source.words if d.source else "") for each in held(store) for d in each.decisions]


def test_a_column_of_brackets(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text(PLAIN, encoding="utf-8")
    report = come_in(empty, tmp_path / "a.conll")
    assert not report.problems and said(empty) == [("No, never", "Kim")]


def test_brackets_in_one_another(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(NESTED.replace(" ", "\t"), encoding="utf-8")
    come_in(empty, tmp_path / "a.tsv")
    assert [words for words, _ in said(empty)] == ["“Bob said ‘no’.”", "‘no’"]


def test_the_table_of_ontonotes(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text(ONTONOTES, encoding="utf-8")
    report = come_in(empty, tmp_path / "a.conll")
    found = {each.article.id: each.article.text for each in held(empty)}
    assert found == {"bn/haven/01": "No said Kim\nYes", "bn/haven/01-1": "Rain"} and said(empty) == [("No", "Kim")]
    for note in (
        "column of phrases (syntax): left out",
        "columns that not every token has: left out",
        "speakers of sentences, which have no place in the text: left out",
    ):
        assert report.notes[note] == 1
