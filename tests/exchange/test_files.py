"""Files that exports leave: whole or not at all, with names that are safe, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import ExportError
from annotator.exchange import files, formats
from annotator.exchange.articles import article_of
from annotator.exchange.tables import harmed, harmless
from annotator.records import Status
from annotator.workflow.export import write_checked
from tests.exchange.corpora import CODEBOOK, at, decision_of, hard_cases


@given(st.text())
def test_no_cell_begins_as_a_formula_and_every_cell_comes_back(cell: str) -> None:
    safe = harmless(cell)
    assert not safe.startswith(tuple("=+-@\t\r\n\0＝＋－＠")) and harmed(safe) == cell


def test_a_spreadsheet_gets_no_formula_from_words_names_or_comments(tmp_path: Path) -> None:
    text = "=cmd|' /C calc'!A0 he said.\n\t=1+1 she said. +1-800 @SUM(1)"
    article = article_of("=id", text, "test")
    made = [
        decision_of(
            article, n, at(article, words), annotator="@me", speaker_name="+Eve", comment="-1\n=x", group="\t=2"
        )
        for n, words in enumerate(("=cmd|' /C calc'!A0", "\t=1+1", "+1-800", "@SUM(1)"))
    ]
    annotated = replace(hard_cases()[0], article=article, annotator="@me", decisions=tuple(made))
    write_checked(formats.get("csv"), tmp_path / "out.csv", [annotated], CODEBOOK)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert len(rows) == 4
    numbers = {head.index(name) for name in head if name.endswith(("start", "end"))}
    for row in rows:
        for n, cell in enumerate(row):
            assert n in numbers or not cell.startswith(tuple("=+-@\t\r")), (head[n], cell)


@given(st.lists(st.text(max_size=200), max_size=8))
@settings(max_examples=100)
def test_names_become_files_of_one_folder_and_no_two_are_one(names: list[str]) -> None:
    name_of = files.unique_names(set())
    made = [name_of(name) for name in names]
    assert len({m.casefold() for m in made}) == len(names)
    for name in made:
        assert name == Path(name).name and name not in ("", ".", "..") and len(name) < 120
        assert not name.startswith((".", "-")) and not set(name) & set('/\\:*?"<>|\0\n')
        assert name.split(".")[0].lower() not in ("con", "nul", "aux", "prn", "com1", "lpt9")


@pytest.mark.parametrize("name", ["brat", "polnear", "uima-cas"])
def test_hostile_ids_stay_inside_the_folder(tmp_path: Path, name: str) -> None:
    text = "“Yes,” she said."
    ids = ("../../../etc/passwd", "/abs", "C:\\x", "a\0b", "CON", "..", "a/b", "A", "a", "x" * 500)
    articles = []
    for n, identity in enumerate(ids):
        article = article_of(identity, text + f" {n}", "test")
        made = decision_of(article, 1, at(article, "“Yes,”"), annotator=f"../{identity}")
        articles.append(replace(hard_cases()[0], article=article, annotator=f"../{identity}", decisions=(made,)))
    inside = tmp_path / "deep" / "er"
    inside.mkdir(parents=True)
    fmt = formats.get(name)
    _, _, checked = write_checked(fmt, inside / "out", articles, CODEBOOK)
    assert checked == len(ids)
    assert [p.name for p in tmp_path.iterdir()] == ["deep"] and [p.name for p in inside.iterdir()] == ["out"]


def test_a_folder_with_other_things_in_it_is_never_replaced(tmp_path: Path) -> None:
    fmt = formats.get("brat")
    articles = [
        replace(a, decisions=tuple(d for d in a.decisions if d.status is Status.CONFIRMED)) for a in hard_cases()
    ]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="holds other files"):
        write_checked(fmt, tmp_path / "out", articles, CODEBOOK)
    assert (tmp_path / "out" / "thesis.txt").read_text(encoding="utf-8") == "mine"
    write_checked(fmt, tmp_path / "new", articles, CODEBOOK)
    write_checked(fmt, tmp_path / "new", articles[:1], CODEBOOK)  # its own export it may replace
    assert len(json.loads((tmp_path / "new" / "index.json").read_text(encoding="utf-8"))) == 1
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ExportError, match="choose another name"):
        write_checked(fmt, tmp_path / "file", articles, CODEBOOK)


def test_what_xml_cannot_hold_is_told_in_a_sentence(tmp_path: Path) -> None:
    article = article_of("a", "“Yes\x0b,” she said.", "test")
    annotated = replace(hard_cases()[0], article=article, decisions=())
    with pytest.raises(ExportError, match="holds a control character"):
        write_checked(formats.get("uima-cas"), tmp_path / "out", [annotated], CODEBOOK)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_export_left_is_cleared_by_the_next_one_a_day_later(tmp_path: Path) -> None:
    aim, old = tmp_path / "out.jsonl", time.time() - files.ABANDONED - 60

    def left(name: str, *, fresh: bool = False, folder: bool = True) -> Path:
        made = tmp_path / name
        if folder:
            (made / "data").mkdir(parents=True)
        inside = made / "data" / "half.jsonl" if folder else made
        inside.write_text("{", encoding="utf-8")
        for path in (inside, *((made / "data", made) if folder else ())):
            os.utime(path, (old, old))
        if fresh:
            os.utime(inside)
        return made

    ours = left(".out.jsonl.ab_c1234.part")
    kept = [
        left(".out.jsonl.ab_c1235.part", fresh=True),  # an export that may still run
        left(".out.jsonl.ab_c1236.part", folder=False),
        left(".out.jsonl.ab_c1234.part.old"),  # the older export, between two renames
        left(".other.jsonl.ab_c1234.part"),
        left(".out.jsonl.mine.part"),
    ]
    with files.staged(aim) as staged:
        files.write_text_lines(staged, ["{}"])
    assert not ours.exists()
    assert sorted(tmp_path.iterdir()) == sorted([aim, *kept])
    with files.staged(tmp_path / "release", folder=True, marked=False) as made:  # how a release is written
        (made / "a").write_text("a")
    left(".release.ab_c1234.part")
    (tmp_path / "release" / "a").unlink()
    with files.staged(tmp_path / "release", folder=True):
        assert not (tmp_path / ".release.ab_c1234.part").exists()
