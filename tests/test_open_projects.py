"""Nothing but SQLite opens a project that this process has open: not a reader of files, not a library, whatever a person names."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.codebook import read_codebook
from annotator.errors import AnnotatorError
from annotator.exchange.articles import read_bytes
from annotator.open_projects import is_open_here, open_input, read_input
from annotator.store.connection import Store
from annotator.workflow import corpus, export, maintenance, preview, project, release, team
from tests.processes import ROOT, locks
from tests.support import ANNOTATOR, decide_all

linux = pytest.mark.skipif(sys.platform != "linux", reason="locks are told by /proc/locks")


@pytest.fixture
def names(store: Store, tmp_path: Path) -> list[Path]:
    """Names that lead to the open project, or to what SQLite keeps of it."""
    (tmp_path / "link.txt").symlink_to(store.path)
    (tmp_path / "hard.txt").hardlink_to(store.path)
    return [
        store.path,
        tmp_path / "link.txt",
        tmp_path / "hard.txt",
        *(Path(f"{store.path}{end}") for end in ("-wal", "-shm")),
    ]


@linux
def test_an_open_project_is_not_opened_as_anything_else(store: Store, names: list[Path]) -> None:
    before = locks(store.path)
    for path in names:
        for read in (open_input, read_input, read_codebook, read_bytes):
            with pytest.raises(AnnotatorError, match="that is open") as caught:
                read(path)
            assert str(caught.value).startswith(str(path)) and str(caught.value).endswith(".")
    assert locks(store.path) == before and len(before) == 2
    store.close()
    assert not is_open_here(store.path) and read_input(store.path).startswith(b"SQLite format 3")


@linux
def test_an_import_of_the_project_itself_is_told_and_takes_no_lock(
    store: Store, names: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("“Go,” she said.", encoding="utf-8")
    for paths in ([tmp_path], names):
        preview.preview_import(paths, store=store)
        _, report = corpus.import_paths(store, paths, annotator=ANNOTATOR)
        assert any("that is open" in problem for problem in report.problems)
        assert len(locks(store.path)) == 2
    assert store.one("SELECT count(*) FROM article WHERE id = 'a'") == (1,)


def packaged(store: Store, folder: Path) -> list[Path]:
    team.packages(store, folder, ["Bob", "Eve"])
    return [team.package_path(store, folder, name) for name in ("Bob", "Eve")]


WORK: dict[str, Callable[[Store, Path], object]] = {
    "snapshot": lambda store, folder: maintenance.take_snapshot(store.path),
    "doctor": lambda store, folder: maintenance.examine(store.path),
    "export": lambda store, folder: [
        export.export(store, folder / f"out-{fmt.name}", fmt=fmt.name) for fmt in export.all_formats()
    ],
    "release": lambda store, folder: release.publish(store, folder / "release", release.ReleaseSettings(name="Buoys")),
    "release again": lambda store, folder: [
        release.publish(store, folder / "release", release.ReleaseSettings(name="Buoys")),
        release.publish_again(store, 1, folder / "again"),
    ],
    "merge": lambda store, folder: team.merge(store, packaged(store, folder), annotator=ANNOTATOR),
    "import of the folder": lambda store, folder: corpus.import_paths(store, [folder], annotator=ANNOTATOR),
    "another connection": lambda store, folder: project.open_project(store.path).close(),
    "a new project": lambda store, folder: project.create_project(folder / "new.annot").close(),
}


@linux
@pytest.mark.parametrize("name", WORK)
def test_no_work_on_an_open_project_takes_its_locks(store: Store, tmp_path: Path, name: str) -> None:
    decide_all(store)
    (tmp_path / "a.txt").write_text("“Go,” she said.", encoding="utf-8")
    WORK[name](store, tmp_path)
    assert len(locks(store.path)) == 2


ROOMS = ("cli", "exchange", "ui", "workflow", "codebook.py")  # where files come in that a person names
OWN_FILES = {  # modules of these that open what the program itself has just written: no file that a person names
    "cli/corpus.py", "cli/propose.py", "cli/streams.py", "exchange/files.py", "exchange/folders.py", "exchange/standoff.py",
    "exchange/readers/worker.py", "exchange/tables.py", "exchange/uima_cas.py", "exchange/proposal_files.py", "ui/team/pdf.py",
    "workflow/export.py", "workflow/release.py", "workflow/report.py", "workflow/shards.py",
    "workflow/shared_folder.py", "workflow/crash_report.py",
}  # fmt: skip


def opens(module: Path) -> Iterator[int]:
    """The lines in which a module opens a file by itself."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and any(x in ast.unparse(called.value) for x in ("resource(", "seed(")):
            continue  # what the program ships
        first = node.args[0] if node.args else None
        text = isinstance(first, ast.Constant) and isinstance(first.value, str)
        if (isinstance(called, ast.Name) and called.id == "open") or (
            isinstance(called, ast.Attribute)
            and (called.attr in ("read_bytes", "read_text") or (called.attr == "open" and (text or node.keywords)))
        ):
            yield node.lineno


def test_files_that_a_person_names_are_opened_in_one_place() -> None:
    modules = {path.relative_to(ROOT / "annotator"): path for path in (ROOT / "annotator").rglob("*.py")}
    found = {name.as_posix(): list(opens(path)) for name, path in modules.items() if name.parts[0] in ROOMS}
    assert {name for name, lines in found.items() if lines} <= OWN_FILES
