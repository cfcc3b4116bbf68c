"""What other programs do to the files of an open project: told before anything counts as saved, or repaired; ordinary use is no trouble."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from annotator.errors import ProjectChangedError, StoreError
from annotator.records import Article
from annotator.resources import resource
from annotator.store.connection import Store
from annotator.store.presence import Trouble
from annotator.workflow import codebook_change, corpus, desk, maintenance, project
from tests.processes import ROOT, comments, copied, decide_elsewhere, lose_locks, python, sql_elsewhere
from tests.support import ANNOTATOR, gold_proposals, load, seed_sha, shown

LOG = ("-wal", "-shm")


def decide(store: Store, comment: str, n: int = 0) -> None:
    decision = replace(desk.confirm(shown(store, n)), comment=comment)
    desk.decide(store, decision, action="Comment")


def part(store: Store, name: str) -> Path:
    return store.path.with_name(store.path.name + name)


def in_the_file(store: Store) -> None:
    """Have all that was decided in the project file, and nothing in its log."""
    sql_elsewhere(store.path, "PRAGMA wal_checkpoint(TRUNCATE)")


def closed_and_sound(store: Store) -> list[str]:
    store.close()
    assert maintenance.examine(store.path) == ()
    return comments(store.path)


# The log was taken away


def test_after_lost_locks_all_rows_of_others_and_ours_are_there(store: Store) -> None:
    told: list[str] = []
    store.tell = told.append
    for n in range(3):
        decide(store, f"before {n}")
    lose_locks(store.path)
    decide_elsewhere(store.path, 400)
    assert not part(store, "-wal").exists()  # the other process took itself for the last one
    for n in range(3):
        decide(store, f"after {n}")
    with closing(project.read_project(store.path)) as other:
        assert len(load(other, ANNOTATOR).quotations) == 18
    kept = closed_and_sound(store)
    assert set(kept) == {f"{when} {n}" for when in ("before", "after") for n in range(3)} | {
        f"Bob {n}" for n in range(400)
    }
    assert len(told) == 1 and "p" in told[0] and "nothing is missing" in told[0]


def test_what_is_called_saved_after_lost_locks_survives_a_kill(store: Store) -> None:
    script = """
import os, signal, sys
from pathlib import Path
from annotator.workflow import project
from tests.processes import decide_elsewhere, lose_locks
from tests.store.test_presence import decide
store = project.open_project(Path(sys.argv[1]))
for n in range(3):
    decide(store, f"{n}")
lose_locks(store.path)
decide_elsewhere(store.path, 0)
for n in range(3, 9):
    decide(store, f"{n}")
print("saved", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    path = store.path
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "saved\n", done.stderr
    assert comments(path) == [str(n) for n in range(9)]


@pytest.mark.parametrize("names", [LOG, ("-wal",), ("-shm",)], ids=" ".join)
def test_a_log_that_was_deleted_is_written_again(store: Store, names: tuple[str, ...]) -> None:
    told: list[str] = []
    store.tell = told.append
    in_the_file(store)
    for n in range(5):
        decide(store, f"{n}", n)
    assert desk.undo(store, ANNOTATOR) is not None
    for name in names:
        part(store, name).unlink()
    decide(store, "after", 6)
    assert "deleted the log" in told[0] and ("again: 5" in told[0]) == ("-wal" in names)
    assert [q.decision.comment for q in load(store).quotations if q.decision] == ["0", "1", "2", "3", "after"]
    assert sorted(closed_and_sound(store)) == ["0", "1", "2", "3", "4", "after"]


def test_of_a_deleted_log_everything_comes_back(store: Store) -> None:
    """Not decisions alone: articles, names, proposals, finishes, undo, the codebook."""
    in_the_file(store)
    corpus.import_text(store, Article("new", "“Go,” she said.", "New", {}), annotator=ANNOTATOR)
    project.add_annotator(store, "Cleo")
    desk.save_proposals(store, seed_sha(), gold_proposals(), "again")
    desk.set_finished(store, seed_sha(), "Cleo", finished=True)
    codebook_change.use_codebook(store, resource("codebooks", "favor.toml"), annotator="Cleo")
    decide(store, "1")
    desk.undo(store, ANNOTATOR)
    before = {table: store.rows(f"SELECT * FROM {table}") for table in TABLES}
    for name in LOG:
        part(store, name).unlink()
    store.check_files()
    assert {table: store.rows(f"SELECT * FROM {table}") for table in TABLES} == before
    assert desk.redo(store, ANNOTATOR) is not None
    closed_and_sound(store)


TABLES = (
    "change", "article", "annotator", "decision", "stance", "finish", "proposal", "proposal_run", "codebook", "speaker",
    "speaker_revision", "current_decision", "current_finish", "current_speaker",
)  # fmt: skip


def test_rows_that_others_wrote_under_the_same_numbers_stay(store: Store) -> None:
    in_the_file(store)
    for n in range(4):
        decide(store, f"ours {n}")
    desk.undo(store, ANNOTATOR)
    for name in LOG:
        part(store, name).unlink()
    os.close(os.open(store.path, os.O_RDONLY))  # the locks are lost
    decide_elsewhere(store.path, 40)  # numbered as ours were, and in the project file: the last one to close it
    decide(store, "ours after")
    ours = [f"ours {n}" for n in range(4)]
    assert sorted(closed_and_sound(store)) == sorted([*ours, "ours after", *(f"Bob {n}" for n in range(40))])


def test_a_log_taken_away_while_a_worker_reads_waits_for_it(store: Store) -> None:
    decide(store, "before")
    reading, done = Event(), Event()

    def read() -> None:
        with closing(project.read_project(store.path)) as reader:
            assert len(load(reader).quotations) == 18
            reading.set()
            assert done.wait(60)

    worker = Thread(target=read)
    worker.start()
    assert reading.wait(60)
    for name in LOG:
        part(store, name).unlink()
    with pytest.raises(StoreError, match="deleted its log") as caught:
        decide(store, "meanwhile")
    assert str(caught.value).endswith(".") and not isinstance(caught.value, ProjectChangedError)
    done.set()
    worker.join()
    decide(store, "meanwhile")
    assert closed_and_sound(store) == ["before", "meanwhile"]


def test_two_connections_of_one_thread_are_opened_anew_together(store: Store) -> None:
    with closing(project.open_project(store.path)) as second, closing(project.read_project(store.path)) as third:
        decide(store, "first")
        decide(second, "second")
        for name in LOG:
            part(store, name).unlink()
        decide(second, "third")
        decide(store, "fourth")
        assert len([q for q in load(third).quotations if q.decision]) == 1
    assert closed_and_sound(store) == ["first", "second", "third", "fourth"]


def test_a_log_taken_away_costs_nothing_where_nothing_more_is_decided(store: Store) -> None:
    in_the_file(store)
    decide(store, "before")
    for name in LOG:
        part(store, name).unlink()
    assert closed_and_sound(store) == ["before"]


def test_the_log_of_a_project_opened_by_a_link_is_looked_after(store: Store, tmp_path: Path) -> None:
    path = store.path
    store.close()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link.annot").symlink_to(path)
    with closing(project.open_project(tmp_path / "folder" / "link.annot")) as linked:
        decide(linked, "before")
        for name in LOG:
            Path(f"{path}{name}").unlink()
        decide(linked, "after", 1)
    assert comments(path) == ["before", "after"]


# The file was changed in place


def cp(source: Path, target: Path) -> None:
    subprocess.run(["cp", source, target], check=True)


def to_nothing(path: Path) -> None:
    subprocess.run(["truncate", "-s", "0", path], check=True)


def another_project(store: Store, folder: Path) -> None:
    project.create_project(folder / "other.annot").close()
    cp(folder / "other.annot", store.path)


def older_state(store: Store, folder: Path) -> None:
    cp(folder / "older.annot", store.path)


def whole_older_state(store: Store, folder: Path) -> None:
    for name in ("", *LOG):
        cp(folder / f"state{name}", part(store, name))


CHANGES: dict[str, Callable[[Store, Path], None]] = {
    "another project": another_project,
    "no project": lambda store, folder: cp(Path(__file__), store.path),
    "an older state": older_state,
    "an older state with its log": whole_older_state,
    "cut off": lambda store, folder: to_nothing(store.path),
    "log cut off": lambda store, folder: to_nothing(part(store, "-wal")),
    "older log": lambda store, folder: cp(folder / "state-wal", part(store, "-wal")),
}


@pytest.mark.parametrize("checkpointed", [False, True], ids=["in the log", "in the file"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_file_changed_in_place_is_told_before_anything_counts_as_saved(
    store: Store, tmp_path: Path, change: str, checkpointed: bool
) -> None:
    decide(store, "early")
    copied(store.path, tmp_path / "older.annot")
    for name in ("", *LOG):
        cp(part(store, name), tmp_path / f"state{name}")
    for n in range(3):
        decide(store, f"{n}", n)
    if checkpointed:
        in_the_file(store)
        decide(store, "one more", 4)
    decision = desk.confirm(shown(store, 5))
    CHANGES[change](store, tmp_path)
    put = {name: part(store, name).read_bytes() for name in ("", *LOG)}
    for _ in range(2):
        with pytest.raises(ProjectChangedError, match="save what you decided as a new file") as caught:
            desk.decide(store, decision, action="Confirm quotation")
        assert str(caught.value).startswith(f"{store.path}: ") and str(caught.value).endswith(".")
        assert store.lost is Trouble.OVERWRITTEN
    store.close()
    assert store.path.read_bytes() == put[""]  # what somebody put there is what stands there
    assert not part(store, "-wal").exists()  # a log beside a file that it is not of would be written into it


def test_an_index_that_was_cut_off_is_made_anew(store: Store) -> None:
    decide(store, "before")
    to_nothing(part(store, "-shm"))
    decide(store, "after")
    assert closed_and_sound(store) == ["before", "after"]


def test_a_file_that_moved_has_what_was_decided(store: Store, tmp_path: Path) -> None:
    for n in range(3):
        decide(store, f"{n}")
    decision = desk.confirm(shown(store, 4))
    moved = store.path.rename(tmp_path / "moved.annot")
    with pytest.raises(ProjectChangedError, match="no longer there"):
        desk.decide(store, decision, action="Confirm quotation")
    store.close()
    assert comments(moved) == ["0", "1", "2"] and maintenance.examine(moved) == ()
    assert [path.name for path in tmp_path.glob("project.annot*")] == ["project.annot.journal"]


def test_a_file_that_came_back_is_written_on(store: Store, tmp_path: Path) -> None:
    decide(store, "before")
    decision = replace(desk.confirm(shown(store, 4)), comment="after")
    moved = store.path.rename(tmp_path / "moved.annot")
    with pytest.raises(ProjectChangedError):
        desk.decide(store, decision, action="Comment")
    moved.rename(store.path)
    desk.decide(store, decision, action="Comment")
    assert store.lost is None and closed_and_sound(store) == ["before", "after"]


# What is no trouble


@pytest.mark.parametrize(
    "statements",
    [
        ("SELECT count(*) FROM decision",),
        ("PRAGMA wal_checkpoint(PASSIVE)",),
        ("PRAGMA wal_checkpoint(RESTART)", "INSERT OR REPLACE INTO setting VALUES ('a', 'b')"),
        ("PRAGMA wal_checkpoint(TRUNCATE)",),
        ("INSERT INTO setting VALUES ('a', 'b')", "DELETE FROM setting WHERE name = 'a'"),
        ("VACUUM", "PRAGMA wal_checkpoint", "VACUUM"),
        ("PRAGMA integrity_check",),
    ],
    ids=lambda statements: statements[0],
)
def test_what_sqlite_does_elsewhere_is_no_trouble(store: Store, statements: tuple[str, ...]) -> None:
    for n in range(3):
        decide(store, f"a {n}")
        sql_elsewhere(store.path, *statements)
        decide(store, f"b {n}")
    assert store.lost is None
    assert closed_and_sound(store) == [f"{when} {n}" for n in range(3) for when in "ab"]


def test_many_processes_that_write_at_once_are_no_trouble(store: Store) -> None:
    store.wait_at_most(60)
    for name in ("Bob", "Cleo", "Dan"):
        project.add_annotator(store, name)
    script = """
import sys
from annotator.store.opening import open_store
from dataclasses import replace
from pathlib import Path
from tests.support import load
from annotator.workflow import desk
store, me = open_store(Path(sys.argv[1])), sys.argv[2]
store.connection.execute("PRAGMA wal_autocheckpoint = 5")
store.wait_at_most(60)
opened = load(store, me)
for n in range(30):
    desk.decide(store, replace(desk.confirm(desk.shown(opened, opened.quotations[n % 18])), comment=f"{me} {n}"), action="Comment")
store.close()
"""
    runs = [
        subprocess.Popen([sys.executable, "-c", script, str(store.path), name], cwd=ROOT, stderr=subprocess.PIPE)
        for name in ("Bob", "Cleo", "Dan")
    ]
    n = 0
    while any(run.poll() is None for run in runs):
        decide(store, f"us {n}")
        n += 1
    assert [run.communicate()[1] for run in runs] == [b""] * 3
    assert len(closed_and_sound(store)) == n + 90 and n > 0


def test_a_change_of_rights_is_no_trouble(store: Store) -> None:
    decide(store, "before")
    store.path.chmod(0o600)
    decide(store, "after")
    assert closed_and_sound(store) == ["before", "after"]


def test_connections_of_one_process_leave_each_other_their_locks(store: Store) -> None:
    script = """
import os, sys
from contextlib import closing
from pathlib import Path
from annotator.workflow import maintenance, project
def locks():
    lines = (line.split() for line in Path("/proc/locks").read_text().splitlines())
    return len({tuple(words[1:]) for words in lines if words[4] == str(os.getpid())})  # one can stand there twice
path = Path(sys.argv[1])
with closing(project.open_project(path)) as first:
    held = [locks()]
    for open_again in (project.open_project, project.read_project):
        with closing(open_again(path)) as other:
            other.rows("SELECT * FROM article")
        held.append(locks())
    maintenance.take_snapshot(path); maintenance.examine(path)
    held.append(locks())
    with closing(project.open_project(path)) as left:
        first.close()
        held.append(locks())
        left.rows("SELECT * FROM article")
        held.append(locks())
print(held, locks())
"""
    path = store.path
    store.close()
    assert python(script, path) == "[2, 2, 2, 2, 2, 2] 0\n"
