"""No file dialog of the program opens what it lists: the open project keeps its locks, and its log."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from annotator.store.connection import Store
from annotator.ui.codebook.work import CodebookWork
from annotator.ui.dialogs.new_project import NewProjectDialog
from annotator.ui.dialogs.overview import OverviewDialog
from annotator.ui.dialogs.project_form import OTHER
from annotator.ui.start import StartWindow
from annotator.workflow import team
from tests.processes import ROOT, locks
from tests.support import ANNOTATOR
from tests.teamwork import decide
from tests.ui.driving import Desk
from tests.ui.files import lists, on_next
from tests.ui.test_exchange import choose, exporting
from tests.ui.test_team_files import merging, packaging


def new_project(act: Callable[[NewProjectDialog], None]) -> Callable[[Desk], None]:
    """Opens the dialog for a new project, and from it a file dialog."""

    def begin() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NewProjectDialog)
        act(dialog)
        dialog.reject()

    def run(desk: Desk) -> None:
        QTimer.singleShot(0, begin)
        desk.press("Ctrl+N")

    return run


def other_codebook(dialog: NewProjectDialog) -> None:
    dialog.form.codebooks.setCurrentIndex(dialog.form.codebooks.findData(OTHER))
    dialog.accept()


def first_window(desk: Desk) -> None:
    window = StartWindow(ANNOTATOR, Path("sample.annot"))
    window.other.click()
    window.deleteLater()


def export(desk: Desk, fmt: str) -> None:
    dialog = exporting(desk)
    choose(desk, dialog, fmt)
    desk.click(dialog.save)


def agreement(desk: Desk) -> None:
    store = desk.window.navigator.store
    decide(store, "Ben")
    decide(store, "Cleo")
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: desk.window.team.page is not None)
    page = desk.window.team.page
    assert page is not None
    desk.wait(lambda: page.page is not None)
    desk.click(page.save)


def copy_package(desk: Desk) -> None:
    shared = desk.window.team.shared
    store = desk.window.navigator.store
    team.packages(store, store.path.parent, [ANNOTATOR])
    desk.window.settings.set_text("shared_folder", str(store.path.parent))
    shared.look()
    desk.wait(lambda: desk.window.notice.question is not None)
    desk.click(desk.window.notice.act)


def editor_of(desk: Desk) -> CodebookWork:
    desk.press("Ctrl+Shift+B")
    assert desk.window.codebooks.editor is not None
    return desk.window.codebooks


def release_folder(desk: Desk) -> None:
    desk.press("Ctrl+Shift+I")
    dialog = desk.window.team.files.release
    assert dialog is not None
    desk.click(dialog.choose)


def time_report(desk: Desk) -> None:
    desk.press("Ctrl+Shift+W")
    desk.wait(lambda: desk.window.findChild(OverviewDialog) is not None)
    dialog = desk.window.findChild(OverviewDialog)
    assert dialog is not None
    desk.click(dialog.progress.save)


DIALOGS: dict[str, Callable[[Desk], None]] = {
    "open project": lambda desk: desk.press("Ctrl+O"),
    "save as a new file": lambda desk: desk.window.anew.ask(),
    "import": lambda desk: desk.press("Ctrl+I"),
    "codebook": lambda desk: desk.window.menus.items["codebook"].trigger(),
    "new project": new_project(lambda dialog: dialog.form.choose.click()),
    "codebook of a new project": new_project(other_codebook),
    "articles of a new project": new_project(lambda dialog: dialog.form.files.click()),
    "folder of a new project": new_project(lambda dialog: dialog.form.folder.click()),
    "project of the first window": first_window,
    "export of a file": lambda desk: export(desk, "csv"),
    "export of a folder": lambda desk: export(desk, "brat"),
    "packages": lambda desk: desk.click(packaging(desk).choose),
    "merge": lambda desk: desk.click(merging(desk).more),
    "agreement": agreement,
    "shared folder": lambda desk: desk.window.menus.items["shared-folder"].trigger(),
    "copy of a package": copy_package,
    "import of a codebook": lambda desk: editor_of(desk).bring_in(),
    "export of a codebook": lambda desk: editor_of(desk).write(),
    "folder for releases": release_folder,
    "time report": time_report,
}


def test_every_call_of_a_file_dialog_is_looked_at_here() -> None:
    modules = (ROOT / "annotator").rglob("*.py")
    assert sum(path.read_text(encoding="utf-8").count("file_dialogs.") for path in modules) == len(DIALOGS)


@pytest.mark.skipif(sys.platform != "linux", reason="locks are told by /proc/locks")
@pytest.mark.parametrize("name", DIALOGS)
def test_a_file_dialog_on_the_projects_folder_takes_no_lock(
    desk: Desk, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "inside").mkdir()
    monkeypatch.chdir(tmp_path)
    held = []

    def look(dialog: QFileDialog) -> None:
        folders = dialog.fileMode() is QFileDialog.FileMode.Directory
        dialog.setDirectory(str(tmp_path))
        dialog.setNameFilter("All files (*)")
        try:
            for view in (QFileDialog.ViewMode.Detail, QFileDialog.ViewMode.List):
                dialog.setViewMode(view)
                desk.wait(lambda: lists(dialog, tmp_path / "inside" if folders else store.path))
                dialog.selectFile(store.path.name)
                QApplication.processEvents()
            held.append(locks(store.path))
        finally:
            dialog.reject()

    before = locks(store.path)
    assert len(before) == 2
    seen = on_next(look)
    DIALOGS[name](desk)
    desk.wait(lambda: (bool(seen) and QApplication.activeModalWidget() is None) or leave_others())
    assert held == [before] and locks(store.path) == before
    assert seen


def leave_others() -> bool:
    """Close the dialog that a file dialog was opened from."""
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, QDialog) and not isinstance(dialog, QFileDialog):
        dialog.reject()
    return False


def test_a_file_dialog_made_elsewhere_is_refused() -> None:
    for line in ("from PySide6.QtWidgets import QFileDialog", "from PySide6.QtCore import QMimeDatabase"):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", "check", "--stdin-filename", "annotator/ui/files.py", "-"],
            input=f'"""A module."""\n\n{line}\n\nkept = {line.split()[-1]}\n', cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1 and "TID251" in done.stdout, done.stdout + done.stderr
