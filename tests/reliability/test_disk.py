"""A disk that refuses: each fault is one plain sentence, nothing counts as saved that is not, and work goes on afterwards."""

from __future__ import annotations

import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError, ExportError, StoreError
from annotator.records import Kind
from annotator.store import shares
from annotator.store.connection import Store
from annotator.workflow import desk, export, maintenance, project
from annotator.workflow.selection import Selection
from tests.support import ANNOTATOR, decide_all, import_article, load, shown

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """The kernel refuses to write files beyond a size, as a full disk would (EFBIG in the place of ENOSPC)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def one_sentence(error: BaseException, *names: str) -> None:
    told = str(error)
    assert told.endswith(".") and "\n" not in told and all(name in told for name in names), told


def largest(store: Store) -> int:
    wal = store.path.with_name(store.path.name + "-wal")
    return max(store.path.stat().st_size, wal.stat().st_size if wal.exists() else 0)


def test_a_full_disk_is_told_and_the_decision_can_be_written_later(store: Store) -> None:
    saved = 0
    with no_file_longer_than(largest(store) + 40_000), pytest.raises(StoreError) as caught:
        for n in range(10_000):
            desk.decide(store, replace(desk.confirm(shown(store, n % 18)), comment=str(n)), action="Comment")
            saved += 1
    one_sentence(caught.value, store.path.name)
    assert saved > 0
    desk.decide(store, replace(shown(store), comment="afterwards"), action="Comment")
    kept = [comment for (comment,) in store.rows("SELECT comment FROM decision ORDER BY n")]
    assert kept == [*map(str, range(saved)), "afterwards"]
    store.close()
    assert maintenance.examine(store.path) == ()


def test_only_of_a_decision_it_is_said_that_it_is_kept(store: Store, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("All is well. " * 200_000, encoding="utf-8")
    store.connection.execute(
        "PRAGMA max_page_count = 1"
    )  # SQLite takes the pages there are: its own way to say that the disk is full
    with pytest.raises(StoreError, match="the disk is full; free some space") as caught:
        import_article(store, tmp_path / "long.txt")
    one_sentence(caught.value, store.path.name)
    assert not {"decision", "kept"} & set(str(caught.value).replace(str(store.path), "").split())


@pytest.mark.parametrize("work", ["export", "snapshot", "import", "new project"])
def test_a_full_disk_leaves_what_was_there(store: Store, tmp_path: Path, work: str) -> None:
    decide_all(store)
    export.export(store, tmp_path / "old.jsonl", selection=Selection(kinds=frozenset({Kind.MIXED})))
    old = (tmp_path / "old.jsonl").read_bytes()
    (tmp_path / "long.txt").write_text("All is well. " * 200_000, encoding="utf-8")
    does: dict[str, Callable[[], object]] = {
        "export": lambda: export.export(store, tmp_path / "old.jsonl"),
        "snapshot": lambda: maintenance.take_snapshot(store.path),
        "import": lambda: import_article(store, tmp_path / "long.txt"),
        "new project": lambda: project.sample_project(tmp_path / "new.annot"),
    }
    limit = {"export": 4000, "snapshot": 40_000, "import": largest(store) + 40_000, "new project": 40_000}[work]
    articles = store.rows("SELECT count(*) FROM article")
    with no_file_longer_than(limit), pytest.raises(AnnotatorError) as caught:
        does[work]()
    one_sentence(caught.value)
    assert (tmp_path / "old.jsonl").read_bytes() == old
    assert len(maintenance.list_snapshots(store.path)) == (work == "import") and not (tmp_path / "new.annot").exists()
    assert store.rows("SELECT count(*) FROM article") == articles
    assert [p for p in tmp_path.rglob("*") if p.name.endswith((".part", ".part-wal"))] == []
    assert len(load(store).quotations) == 18
    does[work]()  # with room it works


def test_a_file_that_went_away_is_told_before_anything_counts_as_saved(store: Store) -> None:
    desk.decide(store, desk.confirm(shown(store)), action="Confirm quotation")
    moved = store.path.with_name("moved.annot")
    decision = desk.confirm(shown(store, 1))
    store.path.rename(moved)
    with pytest.raises(StoreError, match="no longer there") as caught:
        desk.decide(store, decision, action="Confirm quotation")
    one_sentence(caught.value, store.path.name)
    moved.rename(store.path)
    desk.decide(store, decision, action="Confirm quotation")
    assert desk.decided_today(store, ANNOTATOR) == 2


def test_another_file_in_its_place_is_told(store: Store, tmp_path: Path) -> None:
    decision = desk.confirm(shown(store))
    project.create_project(tmp_path / "other.annot").close()
    (tmp_path / "other.annot").replace(store.path)
    with pytest.raises(StoreError, match="another file is in its place"):
        desk.decide(store, decision, action="Confirm quotation")


WRITE = """
import os, sys, tempfile
from pathlib import Path
from annotator.errors import AnnotatorError
from annotator.workflow import project
with tempfile.TemporaryDirectory() as folder:  # all modules are read now: without rights they may be out of reach
    project.add_annotator(project.create_project(Path(folder) / "other.annot"), "Eve")
if os.geteuid() == 0:  # who has all rights: go on as somebody who has none
    os.setgid(65534)
    os.setuid(65534)
try:
    project.add_annotator(project.open_project(Path(sys.argv[1])), "Eve")
except AnnotatorError as err:
    print(err)
"""


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o755), (0o444, 0o555), (0o000, 0o755)])
def test_no_permission_is_told(file: int, folder: int) -> None:
    """In /tmp itself, since a user without rights cannot enter the folders of pytest."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "locked.annot"
        project.create_project(path).close()
        path.chmod(file)
        Path(name).chmod(folder)
        done = subprocess.run(
            [sys.executable, "-c", WRITE, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        Path(name).chmod(0o755)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("\n") == 1 and "locked.annot" in done.stdout, done.stdout
        assert any(repair in done.stdout for repair in ("cannot be written", "cannot be opened")), done.stdout


def test_an_export_to_a_folder_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for target in (tmp_path / "file" / "out.jsonl", tmp_path):
        with pytest.raises(ExportError) as caught:
            export.export(store, target)
        one_sentence(caught.value)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


def test_two_processes_write_as_different_annotators_and_nothing_is_lost(store: Store) -> None:
    project.add_annotator(store, "Bob")
    script = """
import sys
from dataclasses import replace
from pathlib import Path
from annotator.workflow import desk, project
from tests.support import load
store, me = project.open_project(Path(sys.argv[1])), sys.argv[2]
for n in range(60):
    opened = load(store, me)
    desk.decide(store, replace(desk.confirm(desk.shown(opened, opened.quotations[n % 18])), comment=f"{me} {n}"), action="Comment")
    if n % 10 == 9:
        desk.undo(store, me)
"""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(store.path), who], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        for who in (ANNOTATOR, "Bob")
    ]
    errors = [run.communicate(timeout=120)[1] for run in runs]
    assert errors == ["", ""] and [run.returncode for run in runs] == [0, 0]
    kept = {comment for (comment,) in store.rows("SELECT comment FROM decision")}
    assert kept == {f"{who} {n}" for who in (ANNOTATOR, "Bob") for n in range(60)}
    assert store.rows("SELECT count(*) FROM change WHERE kind = 'undo'") == [(12,)]
    store.close()
    assert maintenance.examine(store.path) == ()


def test_a_lock_that_lasts_is_told_while_reading_goes_on(store: Store) -> None:
    store.db.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program holds it") as caught:
            desk.decide(store, desk.confirm(shown(store)), action="Confirm quotation")
        one_sentence(caught.value, store.path.name)
        assert len(load(store).quotations) == 18
        other.rollback()


@pytest.mark.parametrize(
    ("line", "shared"),
    [
        ("36 25 0:32 / /mnt/team rw - nfs4 server:/team rw", "nfs4"),
        ("36 25 0:32 / /mnt/team rw - cifs //server/team rw", "cifs"),
        ("36 25 0:32 / /mnt/team rw shared:1 - fuse.sshfs me@server: rw", "fuse.sshfs"),
        ("36 25 0:32 / /mnt/team rw - fuse.gvfsd-fuse gvfsd-fuse rw", "fuse.gvfsd-fuse"),
        ("36 25 8:1 / /mnt/team rw - ext4 /dev/sda1 rw", ""),
        ("36 25 0:32 / /mnt/my\\\\040team rw - nfs4 server:/team rw", ""),
    ],
)
def test_a_network_share_is_recognized(tmp_path: Path, line: str, shared: str) -> None:
    mounts = f"25 1 8:1 / / rw - ext4 /dev/sda1 rw\n{line}\n"
    assert shares.network_file_system(Path("/mnt/team/project.annot"), mounts) == shared
    assert shares.network_file_system(Path("/home/me/project.annot"), mounts) == ""
    assert shares.network_file_system(tmp_path / "project.annot") == ""


def test_a_project_on_a_share_is_warned_about_in_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert project.warning(store) == ""
    monkeypatch.setattr(shares, "network_file_system", lambda path: "nfs4")
    assert "network share (nfs4)" in project.warning(store)


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("Dropbox/news", "Dropbox"),
        ("Dropbox (Personal)", "Dropbox"),
        ("OneDrive - The University/news", "OneDrive"),
        ("Library/CloudStorage/OneDrive-Personal", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("iCloudDrive/news", "iCloud Drive"),
        ("Library/CloudStorage/GoogleDrive-ida@example.org/My Drive", "Google Drive"),
        ("GOOGLE DRIVE", "Google Drive"),
        ("dropboxes", ""),
        ("news/onedriver", ""),
    ],
)
def test_a_folder_that_a_service_copies_is_recognized(tmp_path: Path, folder: str, service: str) -> None:
    assert shares.sync_service(tmp_path / folder / "project.annot") == service
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / folder)
    assert shares.sync_service(tmp_path / "link" / "project.annot") == service
    assert shares.sync_service(tmp_path / "Dropbox.annot") == ""
