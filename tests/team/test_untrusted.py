"""Packages from files that are not trusted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError, BadInputError
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import project, team
from tests.support import decide_all, seed_sha
from tests.team.merging import content, merged


def spoiled(path: Path, *statements: str) -> None:
    """Change a project file behind the program's back."""
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


@pytest.mark.parametrize(
    "statements",
    [
        ("UPDATE decision SET words = 'not these'",),
        ('UPDATE decision SET start = 1000000, "end" = 1000001',),
        ("UPDATE decision SET decided_at = 'tomorrow'",),
        ("UPDATE decision SET kind = 'song'",),
        ("UPDATE decision SET content = '[[5, 4]]'",),
        ("UPDATE decision SET content = 'no json'",),
        ("UPDATE annotator SET name = ' Bob '",),
        ("ALTER TABLE stance RENAME TO hidden", "CREATE VIEW stance AS SELECT * FROM hidden"),
        ("ALTER TABLE decision ADD COLUMN more TEXT",),
        ("ALTER TABLE decision ADD COLUMN more TEXT AS (upper(words))",),
        ("PRAGMA application_id = 7",),
        ("PRAGMA user_version = 1",),
        ("PRAGMA user_version = 99",),
        ("DROP TABLE speaker_revision",),
    ],
)
def test_a_file_that_is_not_sound_is_refused_whole(
    main: Store, packed: Callable[..., Store], tmp_path: Path, statements: tuple[str, ...]
) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    bob.close()
    spoiled(bob.path, *statements)
    before = content(main, tmp_path), main.rows("SELECT * FROM change")
    with pytest.raises(AnnotatorError, match=r"Bob\.annot: "):
        team.merge(main, [bob.path])
    assert (content(main, tmp_path), main.rows("SELECT * FROM change")) == before


def test_triggers_and_foreign_views_do_nothing(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    bob.close()
    spoiled(
        bob.path,
        "CREATE TRIGGER evil AFTER INSERT ON decision BEGIN DELETE FROM article; END",
        "DROP VIEW speakers",
        "CREATE VIEW speakers AS SELECT n, id, 'Mallory' AS name, '[]' AS aliases, NULL AS merged_into FROM speaker",
    )
    data = bob.path.read_bytes()
    team.merge(main, [bob.path])
    assert bob.path.read_bytes() == data
    assert len(decisions.current_decisions(main, seed_sha(), "Bob")) == 18
    assert "Mallory" not in {speaker.name for speaker in project.speakers(main)}


def test_a_text_that_was_changed_is_set_aside(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    bob.close()
    spoiled(bob.path, "UPDATE article SET text = text || ' and more'")
    assert "its text does not fit its checksum" in merged(main, bob)[1]
    assert decisions.current_decisions(main, seed_sha(), "Bob") == {}


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\x00" + b"\x00" * 500, b"hello" * 100])
def test_what_is_no_project_is_refused(main: Store, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.annot"
    path.write_bytes(data)
    with pytest.raises(BadInputError, match=r"x\.annot"):
        team.merge(main, [path])


def test_a_project_is_not_merged_with_itself(main: Store) -> None:
    with pytest.raises(BadInputError, match="the project itself"):
        team.merge(main, [main.path])
