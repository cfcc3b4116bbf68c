"""A long write: SQLite's log is written once, and copied into the file behind it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from annotator.records import Article
from annotator.store import articles, history
from annotator.store.connection import Store
from annotator.workflow import maintenance, project
from tests.processes import ROOT
from tests.support import decide_all


def write_much(store: Store, name: str = "") -> None:
    """A long write of 8 MB."""
    texts = [f"{name} {n} " + "word " * 800 for n in range(2_000)]
    with store.long_write(), store.writing():
        change = history.begin_change(store, None, "Import articles")
        articles.add_articles(store, [Article(f"{name} {n}", text) for n, text in enumerate(texts)], change)


def articles_in_the_file(path: Path) -> int:
    """How many articles stand in the project file, without its log."""
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as plain:
        found: int = plain.execute("SELECT count(*) FROM article").fetchone()[0]
        return found


def wait_for_the_copy_of_the_log() -> None:
    for thread in threading.enumerate():
        if thread.name == "log copy":
            thread.join()


def test_a_long_write_is_written_out_once_and_copied_behind_it(tmp_path: Path) -> None:
    with closing(project.create_project(tmp_path / "a.annot")) as store:
        log = Path(f"{store.path}-wal")
        before, kept = (
            log.stat().st_size,
            [store.one(f"PRAGMA {name}") for name in ("cache_size", "wal_autocheckpoint")],
        )
        with store.long_write():
            with store.writing():
                change = history.begin_change(store, None, "Import articles")
                texts = (Article(str(n), f"{n} " + "word " * 800) for n in range(2_000))
                articles.add_articles(store, texts, change)
                assert log.stat().st_size == before  # what does not fit into memory goes to the log before the commit
            assert (
                log.stat().st_size > 8_000_000 and articles_in_the_file(store.path) == 0
            )  # nobody waited for the copy
        wait_for_the_copy_of_the_log()
        assert articles_in_the_file(store.path) == 2_000
        assert [store.one(f"PRAGMA {name}") for name in ("cache_size", "wal_autocheckpoint")] == kept


def test_the_log_does_not_grow_over_many_long_writes(tmp_path: Path) -> None:
    with closing(project.create_project(tmp_path / "a.annot")) as store:
        sizes = []
        for n in range(4):
            write_much(store, str(n))
            sizes.append(Path(f"{store.path}-wal").stat().st_size)
        assert max(sizes) < 1.2 * sizes[0]


def test_closing_right_behind_a_long_write_leaves_one_file(tmp_path: Path) -> None:
    with closing(project.create_project(tmp_path / "a.annot")) as store:
        write_much(store)
    assert not Path(f"{store.path}-wal").exists() and articles_in_the_file(store.path) == 2_000


def test_a_long_write_while_another_reads_is_copied_when_that_ends(tmp_path: Path) -> None:
    with closing(project.create_project(tmp_path / "a.annot")) as store:
        with closing(project.read_project(store.path)) as other, other.reading():
            write_much(store)
            wait_for_the_copy_of_the_log()
            assert articles_in_the_file(store.path) == 0 and other.one("SELECT count(*) FROM article") == (0,)
        project.add_annotator(store, "Eve")  # SQLite copies the log with the next commit
        assert articles_in_the_file(store.path) == 2_000


def test_a_long_write_that_fails_leaves_the_settings_as_they_were(store: Store) -> None:
    kept = store.one("PRAGMA wal_autocheckpoint")
    with pytest.raises(ZeroDivisionError), store.long_write(), store.writing():
        raise ZeroDivisionError
    assert store.one("PRAGMA wal_autocheckpoint") == kept


def test_decisions_while_the_log_of_a_long_write_is_copied_are_no_trouble(store: Store) -> None:
    for n in range(3):
        write_much(store, str(n))
        decide_all(store)
    assert store.lost is None
    store.close()
    assert maintenance.examine(store.path) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("begun", [False, True], ids=["before the log is copied", "while it is copied"])
def test_a_kill_behind_a_long_write_loses_nothing(tmp_path: Path, begun: bool) -> None:
    script = """
import os, signal, sys, threading
from pathlib import Path
from annotator.store import log_copy
from annotator.workflow import project
from tests.store.test_long_write import write_much
store = project.create_project(Path(sys.argv[1]))
write_much(store)
if sys.argv[2] == "True":
    threading.Thread(target=log_copy._copy, args=(store.path,)).start()
os.kill(os.getpid(), signal.SIGKILL)
"""
    path = tmp_path / "a.annot"
    done = subprocess.run([sys.executable, "-c", script, str(path), str(begun)], cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    assert maintenance.examine(path) == ()
    with closing(project.open_project(path)) as store:
        assert store.one("SELECT count(*) FROM article") == (2_000,)
