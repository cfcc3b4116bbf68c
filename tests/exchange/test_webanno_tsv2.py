"""WebAnno TSV 2: stretches of several tokens, one in another, features without a value, relations by the tokens they stand on."""

from __future__ import annotations

from pathlib import Path

from annotator.store.connection import Store
from tests.exchange.incoming import come_in, held

FILE = Path(__file__).parent.parent / "data" / "exchange" / "webanno-2.tsv"


def test_stretches_sources_and_stances(empty: Store) -> None:
    report = come_in(empty, FILE, "pro=favor", "contra=against")
    (found,) = held(empty)
    assert not report.problems and found.annotator == "inception"
    assert found.article.text == "“No,” said mayor Kim.\nBob: “Kim said ‘yes’.”"
    said = [
        (d.words, d.source.words if d.source else "", [s.label for s in d.stances], str(d.kind))
        for d in found.decisions
    ]
    assert said == [
        ("“No,”", "mayor Kim", ["favor"], "direct"),
        ("“Kim said ‘yes’.”", "Bob", [], "direct"),
        ("‘yes’", "Kim", ["against"], "direct"),
    ]
    assert report.notes["layer Marke without features, which WebAnno TSV 2 does not hold: left out"] == 1
    assert report.notes["white space between sentences, which the file does not hold: line breaks"] == 1


def test_a_layer_whose_name_is_the_label(empty: Store, tmp_path: Path) -> None:
    table = "# webanno.custom.Quote | stance # webanno.custom.Speaker | name\r\n\r\n#id=1\r\n#text=No, Kim.\r\n"
    rows = "1-1\tNo\tB-favor\tO\r\n1-2\t,\tO\tO\r\n1-3\tKim\tO\tB-Kim Lee\r\n1-4\t.\tO\tO\r\n"
    (tmp_path / "a.tsv").write_bytes((table + rows).encode())
    come_in(empty, tmp_path / "a.tsv")
    (decision,) = held(empty)[0].decisions
    assert (decision.words, decision.speaker_name, [s.label for s in decision.stances]) == ("No", "Kim Lee", ["favor"])


def test_a_table_without_tokens_is_told(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("# webanno.custom.Quote | stance\n\n#id=1\n#text=No, Kim.\n", encoding="utf-8")
    (problem,) = come_in(empty, tmp_path / "a.tsv").problems
    assert "not a readable WebAnno TSV (it has no tokens)" in problem
