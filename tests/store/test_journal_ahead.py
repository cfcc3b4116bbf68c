"""Articles whose lines of the journal are made while their import goes on: they are the lines that a later reading would give."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from annotator.store import journal, journal_ahead, journal_lines, portable
from annotator.store.connection import Store
from annotator.store.journal_lines import JournalEntry
from annotator.store.merge import MergeCanceledError
from annotator.store.portable import ProgressMark, Row
from annotator.workflow import corpus, desk, maintenance, project, team
from benchmarks import merging
from tests.reliability.destroying import contents
from tests.support import ANNOTATOR, decide_all

MANY = 400  # articles of a file: several lines' worth
NOTHING = ProgressMark({}, "")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    """A project without articles, with one annotator."""
    with closing(project.create_project(tmp_path / "empty.annot")) as store:
        project.add_annotator(store, ANNOTATOR)
        yield store


def entries(store: Store) -> Iterator[JournalEntry]:
    """What the journal's lines say; each can be read."""
    for file in journal.segments(journal.journal_folder(store.path)):
        for entry in journal_lines.read(file):
            assert isinstance(entry, JournalEntry), entry
            yield entry


def held(store: Store) -> list[tuple[str, Row]]:
    """All rows of the journal, those of each table in their order."""
    return sorted(
        (row for entry in entries(store) for row in entry.rows if row[0] != "setting"), key=lambda row: row[0]
    )


def there(store: Store) -> list[tuple[str, Row]]:
    """All rows that the project would give to a journal, those of each table in their order."""
    rows = portable.between(store, portable.CARRIED, NOTHING, portable.marks(store))
    return sorted(rows, key=lambda row: row[0])


def number(row: tuple[str, Row]) -> tuple[str, int]:
    """A row's table and number."""
    return row[0], row[1]["n"]


def said_of(row: tuple[str, Row]) -> str:
    """All that a row says."""
    return json.dumps(row, sort_keys=True)


def lines_of(path: Path, first: int, *more: str) -> Path:
    """A file of many articles, whose texts are about 2,500 characters long; ``more``: lines at its end."""
    made = (
        json.dumps({"id": f"a{n}", "text": f"“Así {n},” he said 🙂. " * 120, "date": "2026-03-01"}, ensure_ascii=False)
        for n in range(first, first + MANY)
    )
    path.write_text("\n".join([*made, *more]), encoding="utf-8")
    return path


def read_again(said: list[str], table: str) -> int:
    """How many numbers of rows of a table are walked after the commit, by the statements of a write; others stand in a line already."""
    parts = (
        part for sql in said[said.index("COMMIT") :] for part in sql.split(" UNION ALL ") if f"FROM {table} t" in part
    )
    ranges = (found for part in parts for found in re.findall(r't\."n" > (\d+) AND t\."n" <= (\d+)', part))
    return sum(int(last) - int(first) for first, last in ranges)


def test_the_lines_of_an_import_are_what_a_later_reading_would_give(empty: Store, tmp_path: Path) -> None:
    said: list[str] = []
    empty.connection.set_trace_callback(said.append)
    corpus.import_paths(empty, [lines_of(tmp_path / "in.jsonl", 0)], annotator=ANNOTATOR)
    empty.connection.set_trace_callback(None)
    assert held(empty) == there(empty)
    assert read_again(said, "article") <= 100 and read_again(said, "change") == 1


def test_each_change_comes_before_its_articles_and_the_last_line_alone_says_how_far_the_project_is(
    empty: Store, tmp_path: Path
) -> None:
    before = len(list(entries(empty)))
    corpus.import_paths(empty, [lines_of(tmp_path / "in.jsonl", 0)], annotator=ANNOTATOR)
    found = list(entries(empty))[before:]
    tables = [table for entry in found for table, _ in entry.rows]
    assert len(found) > 3 and tables.count("article") == MANY
    assert tables.index("change") < tables.index("article")
    assert [bool(entry.upto) for entry in found] == [False] * (len(found) - 1) + [True]


def test_a_file_that_fails_at_its_end_leaves_no_article_in_the_journal(empty: Store, tmp_path: Path) -> None:
    files = [
        lines_of(tmp_path / "a.jsonl", 0),
        lines_of(tmp_path / "b.jsonl", MANY, "no JSON"),
        lines_of(tmp_path / "c.jsonl", 2 * MANY),
    ]
    _, report = corpus.import_paths(empty, files, annotator=ANNOTATOR)
    assert report.added == 2 * MANY and len(report.problems) == 1
    assert sorted(held(empty), key=number) == sorted(there(empty), key=number)


@pytest.mark.parametrize("most", [0, 400_000])
def test_of_a_long_import_the_rest_is_read_again(
    empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(journal_ahead, "AHEAD", most)
    corpus.import_paths(empty, [lines_of(tmp_path / "in.jsonl", 0)], annotator=ANNOTATOR)
    assert held(empty) == there(empty)


def test_a_canceled_import_leaves_nothing_in_the_journal(empty: Store, tmp_path: Path) -> None:
    path = lines_of(tmp_path / "in.jsonl", 0)
    before = held(empty)
    with pytest.raises(corpus.CanceledError):
        corpus.import_paths(empty, [path], progress=lambda done, name: "250" not in name)
    assert held(empty) == before
    corpus.import_paths(empty, [lines_of(path, 1)], annotator=ANNOTATOR)
    assert held(empty) == there(empty)


def test_articles_behind_one_that_was_edited_are_in_the_journal(empty: Store, tmp_path: Path) -> None:
    path = lines_of(tmp_path / "in.jsonl", 0)
    corpus.import_paths(empty, [path], annotator=ANNOTATOR)
    lines = path.read_text(encoding="utf-8").replace("Así 7,", "Así siete,").replace('"id": "a9"', '"id": "b9"')
    path.write_text(lines + "\n" + lines_of(tmp_path / "more.jsonl", MANY).read_text(encoding="utf-8"), "utf-8")
    _, report = corpus.import_paths(empty, [path], annotator=ANNOTATOR)
    assert report.moved.versions == 1 and report.added == MANY + 1
    assert held(empty) == there(empty)


def test_an_article_at_the_end_of_all_row_numbers_is_in_the_journal(empty: Store, tmp_path: Path) -> None:
    corpus.import_paths(empty, [lines_of(tmp_path / "in.jsonl", 0)], annotator=ANNOTATOR)
    with empty.writing():
        empty.execute("UPDATE article SET n = ? WHERE n = ?", (2**63 - 1, MANY))
    corpus.import_paths(empty, [lines_of(tmp_path / "more.jsonl", MANY)], annotator=ANNOTATOR)
    carried = {row["sha256"] for table, row in held(empty) if table == "article"}
    assert carried >= {sha for (sha,) in empty.rows("SELECT sha256 FROM article WHERE n <= ?", (MANY,))}


def test_a_new_project_is_in_it_from_its_codebook_on_however_long_its_first_import_is(tmp_path: Path) -> None:
    with closing(project.create_project(tmp_path / "new.annot")) as store:
        store.journal.beginning = 0
        corpus.import_paths(store, [lines_of(tmp_path / "a.jsonl", 0)])
        assert [name for name, _ in held(store) if name == "codebook"] == ["codebook"]
        assert held(store) == there(store) and not any(entry.gap for entry in entries(store))


def test_a_line_holds_one_long_row_at_most(team_of_two: tuple[Store, list[Path]], empty: Store, tmp_path: Path) -> None:
    long = 2 * journal_lines.AT_ONCE
    made = (json.dumps({"id": f"a{n}", "text": f"Article {n}. " + "All is well. " * (long // 13)}) for n in range(20))
    (tmp_path / "in.jsonl").write_text("\n".join(made), encoding="utf-8")
    corpus.import_paths(empty, [tmp_path / "in.jsonl"], annotator=ANNOTATOR)
    store, paths = team_of_two
    with closing(project.open_project(paths[0])) as package, package.writing():
        package.execute("UPDATE decision SET comment = ? WHERE n BETWEEN 20 AND 40", ("x" * long,))
    team.merge(store, paths)
    for each in (empty, store):
        for entry in entries(each):
            sizes = [len(orjson.dumps(row)) for row in entry.rows]
            assert sum(sizes) < journal_lines.AT_ONCE + max(sizes, default=0) + 100_000
        assert sorted(map(said_of, held(each))) == sorted(map(said_of, there(each)))


@pytest.fixture
def team_of_two(tmp_path: Path) -> Iterator[tuple[Store, list[Path]]]:
    """A project, and its packages with 600 decisions each, among them what is rare: long values, an undo, a value that breaks a rule."""
    merging.make(tmp_path, people=2, count=6, quotations=100)
    paths = sorted((tmp_path / "packages").glob("*.annot"))
    for path in paths:
        with closing(project.open_project(path)) as package:
            with package.writing():
                for n, seconds in enumerate((0.1 + 0.2, 1e-7, 1e9, 0.0, 3.0), 1):
                    package.execute(
                        "UPDATE decision SET comment = ?, seconds = ?, speaker = NULL WHERE n = ?", (HARD, seconds, n)
                    )
                package.execute(
                    "UPDATE decision SET utterance = 'u', cue_start = 0, cue_end = 1, cue_words = '“' WHERE n = 6"
                )
                package.execute("UPDATE decision SET flagged = 7 WHERE n = 300")
            (name,) = package.one("SELECT name FROM annotator") or ("",)
            desk.undo(package, name)
    with closing(project.open_project(tmp_path / "team.annot")) as store:
        yield store, paths


def test_the_lines_of_a_merge_are_what_a_later_reading_would_give(
    team_of_two: tuple[Store, list[Path]], tmp_path: Path
) -> None:
    store, paths = team_of_two
    said: list[str] = []
    store.connection.set_trace_callback(said.append)
    _, reports = team.merge(store, paths)
    store.connection.set_trace_callback(None)
    assert [note for report in reports for note in report.notes if "safe value" in note] != []
    assert sorted(map(said_of, held(store))) == sorted(map(said_of, there(store)))
    assert read_again(said, "decision") < len([row for row in there(store) if row[0] == "decision"]) - 1000
    before = contents(store)
    store.close()
    store.path.unlink()
    report = maintenance.recover(store.path, tmp_path / "new.annot")
    assert not report.left_out and report.lost is None
    with closing(project.open_project(tmp_path / "new.annot")) as new:
        assert contents(new) == before


def test_a_dry_run_and_a_canceled_merge_leave_nothing_in_the_journal(team_of_two: tuple[Store, list[Path]]) -> None:
    store, paths = team_of_two
    before = held(store)
    team.merge(store, paths, dry_run=True)
    with pytest.raises(MergeCanceledError):
        team.merge(store, paths, progress=lambda done, name: name != paths[1].name or done < 600)
    assert held(store) == before
    team.merge(store, paths)
    assert sorted(map(said_of, held(store))) == sorted(map(said_of, there(store)))


HARD = 'a"b\\c/d\x00\x01\b\t\n\f\r\x1f\x7f\x85\u2028é🙂</b>'


def test_what_sqlite_writes_of_a_row_is_what_is_read_of_it(store: Store) -> None:
    decide_all(store)
    values = (0.1 + 0.2, 1e-7, 1e22, 123456789.12345679, 0.0, 5e-324, 4.0)
    store.journals = False
    with store.writing():
        for n, seconds in enumerate(values, 1):
            changed = (HARD, seconds, 2**62 + n, n)
            store.execute("UPDATE decision SET comment = ?, seconds = ?, sequence = ? WHERE n = ?", changed)
        store.execute("UPDATE decision SET utterance = ?, cue_words = ? WHERE n > 2", (HARD, ""))
        store.execute("INSERT INTO review SELECT 1, article, n, ?, change FROM decision WHERE n = 1", (HARD,))
        store.execute("INSERT INTO reviewed SELECT 1, change FROM decision WHERE n = 2")
    rows = list(portable.between(store, portable.CARRIED, NOTHING, portable.marks(store)))
    written = list(portable.appended(store, NOTHING, portable.marks(store)))
    assert [orjson.loads(row) for row in written[:-1]] == [list(row) for row in rows] and len(rows) > 10
    assert json.loads(written[-1])[0] == portable.SETTING


@pytest.mark.parametrize("there", [True, False])
def test_zlib_reads_a_packed_line_whatever_packed_it(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not there:  # the kind of machine for which it is not made
        monkeypatch.setitem(sys.modules, "isal.isal_zlib", None)
    rows = [("s", text * 700) for text in ("“Ja”, sagte sie. ", '\n\t"', "é🙂")]
    path = tmp_path / "a.journal"
    said = [orjson.dumps(("setting", {"name": name, "value": value})) for name, value in rows]
    path.write_bytes(journal_lines.line_of("p", "2026-11-30", said))
    (entry,) = journal_lines.read(path)
    assert isinstance(entry, JournalEntry)
    assert [row for _, row in entry.rows] == [{"name": name, "value": value} for name, value in rows]
    assert path.stat().st_size < len(rows[0][1]) / 4, "it is packed"
