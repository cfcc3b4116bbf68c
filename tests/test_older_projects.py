"""Every command on projects of every schema that was released: opened and migrated after a backup, or told in a sentence."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.store import doctor
from annotator.store.connection import connect
from annotator.store.opening import open_store
from annotator.store.tables import VERSION
from annotator.workflow import maintenance, measure, project
from tests.reliability.test_versions import FIXTURES, unpacked

OLD = FIXTURES[:-1]
COMMANDS = {
    "agreement": ["agreement", "{}"],
    "search": ["search", "{}", "border"],
    "export": ["export", "{}", "--output", "{}.jsonl"],
    "preview": ["export", "{}", "--preview"],
    "review": ["review", "{}"],
    "release": ["release", "{}", "--output", "{}.release"],
    "package": ["package", "{}", "--for", "Ada", "Bob", "--output", "{}.packages"],
    "import": ["import", "{}", "{}.txt"],
}


@pytest.fixture(params=OLD, ids=lambda path: path.name)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project as an older version left it."""
    path = unpacked(request.param, tmp_path)
    path.with_name(path.name + ".txt").write_text("“Yes,” she said.", encoding="utf-8")
    return path


def version(path: Path) -> int:
    with closing(connect(path, read_only=True)) as store:
        return int((store.one("PRAGMA user_version") or (0,))[0])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_migrates_it_after_a_backup(old: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = version(old)
    assert main([word.format(old) for word in COMMANDS[command]]) == 0, capsys.readouterr().err
    assert version(old) == VERSION
    assert version(old.with_name(f"{old.name}.before-schema-{VERSION}")) == before


def test_the_doctor_leaves_it_as_it_is(old: Path) -> None:
    before = version(old)
    assert main(["doctor", str(old)]) == 0
    assert version(old) == before and not list(old.parent.glob("*.before-schema-*"))


def test_a_snapshot_of_it_is_of_its_own_version(old: Path) -> None:
    before = version(old)
    taken = maintenance.take_snapshot(old)
    assert taken is not None and version(taken) == version(old) == before
    assert maintenance.take_snapshot(old) is None, "nothing changed since"


READ = """
import os, sys, tempfile
from pathlib import Path
from annotator.errors import AnnotatorError
from annotator.workflow import measure, project
with tempfile.TemporaryDirectory() as folder:  # all modules are read now: without rights they may be out of reach
    project.add_annotator(project.create_project(Path(folder) / "other.annot"), "Eve")
if os.geteuid() == 0:  # who has all rights: go on as somebody who has none
    os.setgid(65534)
    os.setuid(65534)
try:
    measure.measure(project.read_project(Path(sys.argv[1])))
except AnnotatorError as err:
    print(err)
"""


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o555), (0o644, 0o555)])
def test_where_it_cannot_be_migrated_a_sentence_says_so(file: int, folder: int) -> None:
    """In /tmp itself, since a user without rights cannot enter the folders of pytest."""
    with tempfile.TemporaryDirectory() as name:
        path = unpacked(OLD[-1], Path(name))
        before = path.read_bytes()
        path.chmod(file)
        Path(name).chmod(folder)
        done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=False)
        Path(name).chmod(0o755)
        assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
        assert path.name in done.stdout and ("cannot be" in done.stdout or "could not be" in done.stdout), done.stdout
        assert path.read_bytes() == before


def test_two_that_open_it_at_once_migrate_it_once(old: Path) -> None:
    failed: list[BaseException] = []
    gate = threading.Barrier(4)

    def opening() -> None:
        gate.wait()
        try:
            open_store(old).close()
        except BaseException as err:
            failed.append(err)

    threads = [threading.Thread(target=opening) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert version(old) == VERSION and [fault.told for fault in doctor.examine(old)] == []


def test_agreement_of_it_is_that_of_the_newest(old: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    copy = Path(shutil.copy(old, tmp_path / "copy" / "p.annot"))
    with closing(project.open_project(copy)) as migrated, closing(project.read_project(old)) as read:
        assert read.read_only
        assert measure.measure(read) == measure.measure(migrated)
