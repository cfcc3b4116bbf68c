"""What came in, as the command and the import tell it."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.exchange.readers.base import ReadOptions
from annotator.store.connection import Store
from annotator.workflow import corpus, preview, project
from tests.exchange.readers.support import DATA


def test_articles_are_printed_with_the_notes_of_their_import(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.annot"
    assert main(["import", str(path), str(DATA / "hard-wrapped.txt"), str(DATA / "nexis-wrapped.txt")]) == 0
    capsys.readouterr()
    assert main(["articles", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "nexis-wrapped-1: Ferry landing to stay\n" in shown and "  author: Ida Reporter\n" in shown
    assert "  note: lines of a fixed width: joined to paragraphs\n" in shown and "line_breaks" not in shown
    assert main(["articles", str(path), "--jsonl"]) == 0
    records = {record["id"]: record for record in map(json.loads, capsys.readouterr().out.splitlines())}
    assert list(records) == ["hard-wrapped", "nexis-wrapped-1", "nexis-wrapped-2"]
    assert records["hard-wrapped"]["original"] == (DATA / "hard-wrapped.txt").read_text(encoding="utf-8")
    assert records["nexis-wrapped-2"]["metadata"]["date"] == "2026-03-03"
    assert records["nexis-wrapped-2"]["text"].endswith('"It is over."') and records["nexis-wrapped-2"]["notes"] == []


def test_a_page_of_several_articles_by_choice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.annot"
    assert main(["import", str(path), "--together", str(DATA / "live-blog.html")]) == 0
    assert "1 article added" in capsys.readouterr().out


def test_a_text_that_differs_by_blank_lines_is_told(store: Store, tmp_path: Path) -> None:
    for name, text in (("a", "One text.\n"), ("b", "One text.\n\n"), ("c", "Another.")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    _, report = corpus.import_paths(store, [tmp_path])
    assert report.added == 3
    told = "the same text as another article but for blank lines around it"
    assert [note for note in report.notes if told in note] == [f"{told} (a and b)"]
    (tmp_path / "late.txt").write_text("\nAnother.\n", encoding="utf-8")
    _, report = corpus.import_paths(store, [tmp_path / "late.txt"])
    assert report.added == 1 and [note for note in report.notes if told in note] == [f"{told} (c and late)"]


def test_an_import_takes_what_its_preview_read(tmp_path: Path) -> None:
    copy = tmp_path / "live-blog.html"
    copy.write_bytes((DATA / "live-blog.html").read_bytes())
    options = ReadOptions(together=True)
    found = preview.preview_import([copy], options=options)
    assert [item.title for item in found.items] == ["Council vote: live"] and "Ida Holm" in found.items[0].text
    stamp = copy.stat()
    copy.write_bytes(b" " * stamp.st_size)  # were it read again, nothing would be in it
    import os

    os.utime(copy, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    with closing(project.create_project(tmp_path / "p.annot")) as other:
        _, report = corpus.import_paths(other, [copy], options=options, kept=found.kept)
    assert (report.added, report.problems) == (1, [])
