"""A file of today is known by its fingerprint, without the library that makes and migrates files."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import StoreError
from annotator.store import opening, search_index
from annotator.store.layout import fingerprint
from annotator.store.tables import SHAPES
from annotator.workflow import desk, project
from tests.support import ANNOTATOR, gold_proposals, seed_sha


def test_the_fingerprints_are_those_of_a_new_file_without_and_with_its_search_index(tmp_path: Path) -> None:
    with closing(opening.create(tmp_path / "new.annot")) as store:
        bare = fingerprint(store.connection)
        search_index.index_more(store)
        indexed = fingerprint(store.connection)
    assert {bare, indexed} == SHAPES, "a new migration? write both into store/tables.py"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER sqlite_x AFTER INSERT ON decision BEGIN DELETE FROM article; END",
        "CREATE TRIGGER article_words_data AFTER INSERT ON decision BEGIN DELETE FROM article; END",
        "ALTER TABLE annotator ADD COLUMN more TEXT",
        "DROP VIEW live_article",
    ],
)
def test_what_somebody_else_put_in_is_seen_whatever_its_name(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "odd.annot"
    with closing(opening.create(path)) as store:
        store.connection.execute("PRAGMA writable_schema = ON")
        try:
            store.connection.execute(statement)
        except sqlite3.OperationalError:  # a reserved name: then it is written the way an attacker would
            store.connection.execute(
                "INSERT INTO sqlite_master VALUES ('trigger', 'sqlite_x', 'decision', 0, ?)", (statement,)
            )
        store.connection.commit()
    with pytest.raises(StoreError):
        opening.open_store(path)


def test_a_file_with_tables_of_others_beside_ours_still_opens(tmp_path: Path) -> None:
    path = tmp_path / "more.annot"
    with closing(opening.create(path)) as store:
        store.connection.execute("CREATE TABLE notes_of_mine (text TEXT)")
    opening.open_store(path).close()


def test_opening_reading_and_deciding_do_without_sqlite_utils(tmp_path: Path) -> None:
    path = tmp_path / "plain.annot"
    store = project.sample_project(path)
    project.add_annotator(store, ANNOTATOR)
    desk.save_proposals(store, seed_sha(), gold_proposals(), "gold")
    store.close()
    script = (
        "import sys; from pathlib import Path; from annotator.records import Span\n"
        "from annotator.workflow import codebook_change, desk, project\n"
        "store = project.open_project(Path(sys.argv[1])); me = project.annotators(store)[0]\n"
        "shown = desk.load_desk(store, desk.load_queue(store, me)[0].sha256, me)\n"
        "made = desk.shown(shown, shown.quotations[0]) if shown.quotations else desk.new_quotation(shown, Span(0, 5))\n"
        "assert desk.decide(store, desk.confirm(made), action='Confirm quotation').decision\n"
        "assert codebook_change.waiting(store, me) == []\n"
        "project.remember_place(store, me, shown.article.sha256, None); desk.undo(store, me); store.close()\n"
        "sys.exit(any(m in sys.modules for m in ('sqlite_utils', 'numpy', 'annotator.store.schema')))"
    )
    assert subprocess.run([sys.executable, "-c", script, str(path)]).returncode == 0
