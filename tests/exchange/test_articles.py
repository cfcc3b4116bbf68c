"""Articles in: decoded, newlines made one kind, nothing else changed; bad files told in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.errors import BadInputError
from annotator.exchange.articles import title_of
from annotator.exchange.readers.reading import read_articles
from annotator.store.connection import Store
from annotator.workflow import corpus, desk
from tests.support import ANNOTATOR


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_newlines_become_one_kind_and_nothing_is_stripped(tmp_path: Path) -> None:
    path = written(tmp_path / "a b.txt", "  one\r\ntwo\rthree\n\n 😀 “x” \u202eabc\u202c \n".encode())
    (article,) = read_articles(path)
    assert article.text == "  one\ntwo\nthree\n\n 😀 “x” \u202eabc\u202c \n"
    assert (article.id, article.title) == ("a b", "one")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_no_part_of_the_text(tmp_path: Path, encoding: str) -> None:
    (article,) = read_articles(written(tmp_path / "a.txt", "“Già,” he said.".encode(encoding)))
    assert article.text == "“Già,” he said."


def test_lines_of_jsonl_are_articles_with_metadata(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "text": "One.\r\nTwo.", "source": "Wire", "n": 3, "x": None},
        {"id": "b", "text": "\ud800 lone", "title": "T"},
    ]
    found = list(read_articles(written(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)).encode())))
    assert [(a.id, a.text, a.title, dict(a.metadata)) for a in found] == [
        ("7", "One.\nTwo.", "One.", {"source": "Wire", "n": "3"}),
        ("b", "\ufffd lone", "T", {}),
    ]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", b"caf\xe9\0", "not UTF-8 text"),
        ("a.txt", b" \n ", "no text in it"),
        ("a.doc", b"x", r"only \.txt, .*\.rtf, .* files are read"),
        ("a.jsonl", b'{"id": "a", "text": "x"}\n{"id": 1', "a.jsonl:2: the line is not JSON"),
        ("a.jsonl", b"[1]", "a.jsonl:1: the line is not a JSON object"),
        ("a.jsonl", b'{"id": "a"}', 'needs "id" and "text"'),
    ],
)
def test_a_bad_file_is_told_by_name(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence) as caught:
        list(read_articles(written(tmp_path / name, data)))
    assert name in str(caught.value)


def test_a_title_is_the_first_line_that_is_not_blank() -> None:
    assert title_of("\n  A\u00a0 title \nmore") == "A title"
    assert title_of("x" * 500) == "x" * 199 + "…"
    assert title_of(" \n") == ""


def test_an_import_reports_bad_files_brings_the_others_and_is_undone_whole(store: Store, tmp_path: Path) -> None:
    before = desk.load_queue(store, ANNOTATOR)
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"Article {n}: “Yes,” she said.", encoding="utf-8")
    (folder / "same.txt").write_text("Article 0: “Yes,” she said.", encoding="utf-8")
    (folder / "bad.txt").write_bytes(b"\xff\xfe\x00")
    change, report = corpus.import_paths(store, [folder], annotator=ANNOTATOR)
    assert (report.added, report.already_here, len(report.problems)) == (3, 1, 1)
    assert "bad.txt" in report.problems[0]
    assert change.message == "3 articles added, 1 already here, 1 could not be read."
    assert len(desk.load_queue(store, ANNOTATOR)) == len(before) + 3
    desk.undo(store, ANNOTATOR)
    assert desk.load_queue(store, ANNOTATOR) == before
    _, again = corpus.import_paths(store, [folder], annotator=ANNOTATOR)
    assert again.added == 3


def test_a_canceled_import_leaves_the_project_untouched(store: Store, tmp_path: Path) -> None:
    before = desk.load_queue(store, ANNOTATOR)
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"Article {n}", encoding="utf-8")
    with pytest.raises(BadInputError, match="canceled"):
        corpus.import_paths(store, [tmp_path], progress=lambda done, name: done < 2)
    assert desk.load_queue(store, ANNOTATOR) == before


def test_a_path_that_is_not_there_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"gone\.txt: there is no such file"):
        corpus.import_paths(store, [tmp_path / "gone.txt"])


def test_a_long_file_comes_in_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    before = desk.load_queue(store, ANNOTATOR)
    lines = [json.dumps({"id": f"n{n}", "text": f"Article {n}: “Yes,” she said."}) for n in range(700)]
    (tmp_path / "long.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told: list[str] = []
    with pytest.raises(BadInputError, match="canceled"):
        corpus.import_paths(store, [tmp_path], progress=lambda done, name: not told.append(name) and "500" not in name)
    assert told[-1] == "long.jsonl: 500 articles" and desk.load_queue(store, ANNOTATOR) == before
    (tmp_path / "bad.jsonl").write_text("\n".join([*lines[:600], "{"]), encoding="utf-8")
    (tmp_path / "good.txt").write_text("Good.", encoding="utf-8")
    _, report = corpus.import_paths(store, [tmp_path / "bad.jsonl", tmp_path / "good.txt"], annotator=ANNOTATOR)
    assert (report.added, report.problems[0].count("bad.jsonl:601")) == (1, 1)
    _, report = corpus.import_paths(store, [tmp_path / "long.jsonl"], annotator=ANNOTATOR)
    assert (report.added, len(desk.load_queue(store, ANNOTATOR))) == (700, len(before) + 701)
