"""Files of every schema that was released open, migrated, with all that was decided; the file as it was stands beside them."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.records import Decision
from annotator.store import decisions
from annotator.store.tables import VERSION
from annotator.workflow import desk, maintenance, project
from tests.support import gold, seed_sha

FIXTURES = sorted(
    (Path(__file__).parent.parent / "fixtures").glob("schema-*.annot.gz"),
    key=lambda path: int(path.name.split("-")[1].split(".")[0]),
)  # oldest first


def unpacked(fixture: Path, folder: Path) -> Path:
    path = folder / fixture.name.removesuffix(".gz")
    path.write_bytes(gzip.decompress(fixture.read_bytes()))
    return path


def plain(found: dict[str, Decision]) -> list[tuple[object, ...]]:
    """What was decided, without what differs from file to file (ids, times)."""
    return [
        (
            d.quotation,
            d.status,
            d.kind,
            d.span,
            d.words,
            d.source,
            d.speaker_name,
            d.cue,
            d.stances,
            d.comment,
            d.flagged,
        )
        for d in found.values()
    ]


def test_there_is_a_fixture_for_this_schema() -> None:
    assert f"schema-{VERSION}.annot.gz" in [path.name for path in FIXTURES], "run tools/make_fixture.py tests/fixtures"


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_it_opens_with_all_that_was_decided(fixture: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    path, newest = unpacked(fixture, tmp_path), unpacked(FIXTURES[-1], tmp_path / "new")
    with closing(project.open_project(path)) as store, closing(project.open_project(newest)) as other:
        assert store.one("PRAGMA user_version") == (VERSION,)
        for annotator, count in (("Ada", 18), ("Bob", 2)):
            found = decisions.current_decisions(store, seed_sha(), annotator)
            assert len(found) == count
            assert plain(found) == plain(decisions.current_decisions(other, seed_sha(), annotator))
            rows, others = ({row.sha256: row for row in desk.load_queue(each, annotator)} for each in (store, other))
            both = rows.keys() & others.keys()  # the sample got more articles since some of the files were made
            assert seed_sha() in both and [rows[sha] for sha in both] == [others[sha] for sha in both]
            assert desk.undo_text(store, annotator) == desk.undo_text(other, annotator)
            assert desk.redo_text(store, annotator) == desk.redo_text(other, annotator)
        ada = decisions.current_decisions(store, seed_sha(), "Ada")
        spoken = {q["speaker"]["name"] for q in gold()["quotes"]} - {"Ken Salazar"}  # merged into another
        assert {d.speaker_name for d in ada.values() if d.speaker_name} == spoken
        while desk.undo(store, "Ada"):
            pass
        assert decisions.current_decisions(store, seed_sha(), "Ada") == {}
    assert maintenance.examine(path) == ()


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_the_file_as_it_was_stands_beside_it(fixture: Path, tmp_path: Path) -> None:
    path = unpacked(fixture, tmp_path)
    before = int(fixture.name.split("-")[1].split(".")[0])
    with closing(sqlite3.connect(path)) as db:
        count = db.execute("SELECT count(*) FROM decision").fetchone()
    project.open_project(path).close()
    backup = path.with_name(f"{path.name}.before-schema-{VERSION}")
    assert backup.exists() == (before < VERSION)
    if backup.exists():
        with closing(sqlite3.connect(backup)) as old:
            assert old.execute("PRAGMA user_version").fetchone() == (before,)
            assert old.execute("SELECT count(*) FROM decision").fetchone() == count


def test_a_backup_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = unpacked(FIXTURES[0], tmp_path)
    kept = path.with_name(f"{path.name}.before-schema-{VERSION}")
    kept.write_bytes(b"of another day")
    project.open_project(path).close()
    assert kept.read_bytes() == b"of another day"
    assert kept.with_name(kept.name + ".2").exists()
