"""Opening project files: pragmas, refusals, migration with a backup, errors as sentences."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import NewerProjectError, StoreError
from annotator.store import connection, layout, opening, schema, tables
from annotator.store.connection import Store
from annotator.workflow import desk, project
from tests.support import ANNOTATOR, decide_all, load, shown


def test_a_project_file_says_what_it_is_and_syncs_each_commit(store: Store) -> None:
    assert store.one("PRAGMA application_id") == (layout.APPLICATION_ID,)
    assert store.one("PRAGMA user_version") == (tables.VERSION,)
    assert store.one("PRAGMA journal_mode") == ("wal",)
    assert store.one("PRAGMA synchronous") == (2,)  # FULL
    assert store.one("PRAGMA foreign_keys") == (1,)
    assert store.one("PRAGMA trusted_schema") == (0,)
    assert store.rows("PRAGMA foreign_key_check") == []
    assert store.one("PRAGMA integrity_check") == ("ok",)


def test_a_file_that_is_there_is_not_overwritten(store: Store) -> None:
    with pytest.raises(StoreError, match=r"already there"):
        project.create_project(store.path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "no such project file"),
        (b"not a database, only text" * 60, "not a project file"),
        (b"", "not a project file"),
    ],
)
def test_what_is_no_project_is_refused_with_a_sentence(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "x.annot"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=sentence) as caught:
        project.open_project(path)
    assert str(path) in str(caught.value)


def test_another_programs_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.commit()
    with pytest.raises(StoreError, match="not a project file"):
        project.open_project(path)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


def test_a_newer_file_is_refused_and_left_as_it_is(store: Store) -> None:
    store.db.execute(f"PRAGMA user_version = {tables.VERSION + 1}")
    store.close()
    before = store.path.read_bytes()
    with pytest.raises(NewerProjectError, match="newer version"):
        project.open_project(store.path)
    assert store.path.read_bytes() == before


def test_an_older_file_is_migrated_after_a_backup_beside_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    decide_all(store)
    store.close()
    later = schema.Migrations("annotator")
    later._migrations = list(schema.migrations._migrations)

    @later()
    def m_next(db: schema.Database) -> None:
        db.execute("ALTER TABLE article ADD COLUMN language TEXT NOT NULL DEFAULT 'en'")

    monkeypatch.setattr(schema, "migrations", later)
    monkeypatch.setattr(opening, "VERSION", tables.VERSION + 1)
    with closing(project.open_project(store.path)) as opened:
        assert opened.one("SELECT language FROM article LIMIT 1") == ("en",)
        assert opened.one("PRAGMA user_version") == (tables.VERSION + 1,)
        assert desk.decided_today(opened, ANNOTATOR) == 18
    backup = store.path.with_name(f"{store.path.name}.before-schema-{tables.VERSION + 1}")
    with closing(sqlite3.connect(backup)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (tables.VERSION,)
        assert old.execute("SELECT count(*) FROM decision").fetchone() == (18,)


def test_a_migration_that_fails_leaves_the_file_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()
    later = schema.Migrations("annotator")
    later._migrations = list(schema.migrations._migrations)

    @later()
    def m_next(db: schema.Database) -> None:
        db.execute("CREATE TABLE half (x)")
        raise RuntimeError("out of luck")

    monkeypatch.setattr(schema, "migrations", later)
    monkeypatch.setattr(opening, "VERSION", tables.VERSION + 1)
    with pytest.raises(RuntimeError, match="out of luck"):
        project.open_project(store.path)
    monkeypatch.undo()
    with closing(project.open_project(store.path)) as opened:
        assert opened.one("SELECT 1 FROM sqlite_master WHERE name = 'half'") is None


def test_a_file_that_another_program_holds_is_told_and_nothing_is_lost(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.db.execute("PRAGMA busy_timeout = 50")
    decision = desk.confirm(shown(store))
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program holds it"):
            desk.decide(store, decision, action="Confirm quotation")
        other.rollback()
    desk.decide(store, decision, action="Confirm quotation")
    assert desk.decided_today(store, ANNOTATOR) == 1


def test_two_open_windows_see_each_others_annotators_and_speakers(store: Store) -> None:
    with closing(project.open_project(store.path)) as other:
        assert project.speakers(other) == ()
        decide_all(store)
        assert [s.name for s in project.speakers(other)] == [s.name for s in project.speakers(store)] != []


def test_a_read_only_store_cannot_write(store: Store) -> None:
    with closing(project.read_project(store.path)) as reader, pytest.raises(StoreError, match="cannot be written"):
        project.add_annotator(reader, "Eve")


def test_a_read_sees_one_moment_until_it_ends(store: Store) -> None:
    with closing(project.open_project(store.path)) as other:
        with store.reading():
            opened = load(store)
            decide_all(other)
            with store.reading():
                assert load(store) == opened
            assert load(store) == opened
        assert all(quotation.decided for quotation in load(store).quotations)


def test_a_write_inside_a_read_is_a_bug(store: Store) -> None:
    with store.reading(), pytest.raises(RuntimeError):
        project.add_annotator(store, "Eve")
    assert project.annotators(store) == (ANNOTATOR,)
    with store.writing(), store.reading():
        project.add_annotator(store, "Eve")
    assert project.annotators(store) == (ANNOTATOR, "Eve")


def test_the_log_is_short_again_after_a_long_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LOG_BYTES", 500_000)
    log = Path(f"{store.path}-wal")
    with closing(project.open_project(store.path)) as other:
        with store.reading():
            for _ in range(20):
                decide_all(other)
            assert log.stat().st_size > 10_000_000  # without a reader SQLite would begin it anew at 1,000 pages
        decide_all(other)
        decide_all(other)
        assert log.stat().st_size < 5_000_000


def test_the_view_reads_well(store: Store) -> None:
    decide_all(store)
    rows = store.rows("SELECT annotator, status, speaker, stances, words FROM quotations_current ORDER BY start")
    assert len(rows) == 18
    assert rows[-1][:4] == (
        ANNOTATOR, "confirmed", "Richard Verma",
        "river-buoys: environmentally-unsound, river-buoys: ineffective, river-buoys: inhumane, river-buoys: unlawful",
    )  # fmt: skip
