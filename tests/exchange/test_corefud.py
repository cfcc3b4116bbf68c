"""Mentions and speakers in CoNLL-U: the key Entity of CorefUD and GUM, and who says a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.store.connection import Store
from tests.exchange.incoming import come_in, held


def rows(*lines: str) -> str:
    """Lines of ten columns from “id word misc”."""
    out = []
    for line in lines:
        if not line or line.startswith("#"):
            out.append(line)
            continue
        number, word, misc = line.split()
        out.append("\t".join([number, word, *["_"] * 7, misc]))
    return "\n".join(out) + "\n"


HEAD = "# global.Entity = eid-etype-head-other"
STORY = rows(
    "# newdoc id = haven", HEAD, "1 Kim Entity=(e1-person-1-)", "2 Holm Entity=(e1-person-1-)|Tag=B-SOURCE", "3 said _",
    "4 “ _", "5 No Tag=B-QUOTE", "6 , Tag=I-QUOTE", "7 harbor Entity=(e2-place-1-|Tag=I-QUOTE",
    "8 council Entity=(e3-org-1-)e2)|Tag=I-QUOTE", "9 ” _", "",
)  # fmt: skip
MENTIONS = rows(
    "# newdoc id = haven", HEAD, "1 Kim Entity=(e1-person-2-", "2 Holm Entity=e1)", "2.1 she Entity=(e1-person-1-)", "3 said _", "4 : _",
    "5 No Entity=(e9[1/2]-quote-1-)", "6 , _", "7 never Entity=(e9[2/2]-quote-1-)", "",
    "1-2 zum _", "1 zu _", "2 dem Entity=(e4-place-2-", "3 Hafen Entity=e4)", "",
)  # fmt: skip


def test_mentions_beside_tags_are_told(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text(STORY, encoding="utf-8")
    report = come_in(empty, tmp_path / "a.conllu")
    ((decision,),) = [each.decisions for each in held(empty)]
    assert not report.problems and decision.words == "No, harbor council"
    for label, times in {"person": 2, "place": 1, "org": 1}.items():
        assert report.notes[f"label {label}, which is neither quotation, source nor cue: left out"] == times
    assert report.notes["coreference groups: left out"] == 1


def test_mentions_come_in_by_the_map(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text(MENTIONS, encoding="utf-8")
    report = come_in(empty, tmp_path / "a.conllu", "quote=quotation", "person=source", "place=nothing")
    (found,) = held(empty)
    assert not report.problems and found.article.text == "Kim Holm said: No, never\nzum Hafen"
    assert [d.words for d in found.decisions] == ["No", "never"]
    assert {d.source.words for d in found.decisions if d.source} == {"Kim Holm"}
    assert report.notes["mentions of words that are not written: left out"] == 1


def test_mentions_without_a_meaning_are_refused_with_their_labels(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text(MENTIONS.replace("-quote-", "-event-"), encoding="utf-8")
    report = come_in(empty, tmp_path / "a.conllu")
    assert any("“person”" in problem and "--as" in problem for problem in report.problems)


@pytest.mark.parametrize("comment", ["# speaker = Kim_Holm", "# speaker_id = Kim Holm"])
def test_who_says_a_sentence_is_the_speaker_of_its_quotation(empty: Store, tmp_path: Path, comment: str) -> None:
    text = rows("# newdoc id = haven", comment, "1 No Tag=B-QUOTE", "", "# speaker = Bo", "1 Yes _", "")
    (tmp_path / "a.conllu").write_text(text, encoding="utf-8")
    report = come_in(empty, tmp_path / "a.conllu")
    assert [(d.words, d.speaker_name) for each in held(empty) for d in each.decisions] == [("No", "Kim Holm")]
    assert report.notes["speakers of sentences, which have no place in the text: left out"] == 1


def test_the_speakers_of_ontonotes_are_those_of_quotations_without_a_source(empty: Store, tmp_path: Path) -> None:
    row = "bc/haven/01 0 {} {} UH (TOP*) - - - Ida_Holm {} * -"
    lines = [
        "#begin document (bc/haven/01); part 000",
        row.format(0, "No", "(Quote*"),
        row.format(1, "never", "*)"),
        "",
        "#end document",
    ]
    (tmp_path / "a.conll").write_text("\n".join(lines), encoding="utf-8")
    report = come_in(empty, tmp_path / "a.conll")
    assert [(d.words, d.speaker_name) for each in held(empty) for d in each.decisions] == [("No never", "Ida Holm")]
    assert not [note for note in report.notes if "speakers of sentences" in note]
