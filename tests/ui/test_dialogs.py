"""After any dialog the keys act on what is shown, wherever they were before it was opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog

from annotator.store.connection import Store
from tests.teamwork import decide
from tests.ui.driving import Desk

DIALOGS = {
    "new project": "Ctrl+N", "open project": "Ctrl+O", "import": "Ctrl+I", "paste": "Ctrl+V", "codebook": "", "export": "Ctrl+Shift+E",
    "keys": "Ctrl+K", "speakers": "Ctrl+Shift+T", "packages": "Ctrl+Shift+D", "merge": "Ctrl+Shift+M", "preview": "",
    "confirm rest": "Ctrl+R", "article-title": "", "repeats": "", "training": "",
}  # fmt: skip
ON_THE_PAGE = [
    name for name in DIALOGS if name not in ("export", "speakers", "confirm rest", "article-title")
]  # dead there
IN_ADJUDICATION = [name for name in DIALOGS if name not in ("confirm rest", "article-title")]


def open_and_leave(desk: Desk, name: str, folder: Path) -> None:
    """Open a dialog from the filter of the queue, by its key where it has one, and leave it by Esc."""
    closed: list[QDialog] = []

    def leave() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and dialog.isVisible():
            closed.append(dialog)
            dialog.reject()
        else:
            QTimer.singleShot(10, leave)

    QTimer.singleShot(0, leave)
    if name == "preview":
        (folder / "a.txt").write_text("“Go,” she said.", encoding="utf-8")
        desk.window.files.preview_import([folder / "a.txt"])
    elif DIALOGS[name]:
        desk.press(DIALOGS[name])
    else:
        desk.window.menus.items[name].trigger()
    desk.wait(lambda: bool(closed))


@pytest.mark.parametrize("name", DIALOGS)
def test_after_a_dialog_the_keys_act_in_the_desk(desk: Desk, tmp_path: Path, name: str) -> None:
    QGuiApplication.clipboard().setText("“Go,” she said.")
    desk.press("Ctrl+T")
    assert desk.window.queue.filter.hasFocus()
    if name == "paste":
        desk.window.article.setFocus()  # the filter would take what is pasted
        desk.window.card.flag.setFocus()
    open_and_leave(desk, name, tmp_path)
    desk.wait(lambda: desk.window.article.hasFocus())
    desk.press("x")
    assert len(desk.decided()) == 1


def test_after_each_dialog_the_keys_act_in_adjudication(desk: Desk, store: Store, tmp_path: Path) -> None:
    QGuiApplication.clipboard().setText("“Go,” she said.")
    decide(store, "Ben")
    decide(store, "Cleo")
    desk.press("Ctrl+Shift+J")
    bench = desk.window.team.adjudication
    assert bench is not None
    desk.wait(lambda: bench.session.case is not None and not desk.window.team.worker.busy)
    for name in IN_ADJUDICATION:
        at = bench.navigator.position()
        bench.card.names.setFocus()
        open_and_leave(desk, name, tmp_path)
        desk.wait(lambda: bench.article.hasFocus())
        desk.press("j")
        assert bench.navigator.position() == at + 1, name


def test_after_each_dialog_the_keys_act_on_the_page_of_agreement(desk: Desk, tmp_path: Path) -> None:
    QGuiApplication.clipboard().setText("“Go,” she said.")
    for name in ON_THE_PAGE:
        desk.press("Ctrl+Shift+G")
        desk.wait(lambda: desk.window.team.page is not None)
        page = desk.window.team.page
        assert page is not None
        desk.wait(lambda: not desk.window.team.worker.busy)
        open_and_leave(desk, name, tmp_path)
        desk.wait(page.hasFocus)
        desk.press("Esc")
        assert not page.isVisible() and desk.window.article.hasFocus(), name


def test_after_the_keys_over_the_page_of_agreement_the_page_has_the_keys(desk: Desk) -> None:
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: desk.window.team.page is not None)
    page = desk.window.team.page
    assert page is not None
    desk.wait(lambda: not desk.window.team.worker.busy)
    desk.press("?", "Esc")
    assert page.isVisible() and page.hasFocus()


def test_a_dialog_that_opens_another_keeps_the_keys_for_it(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“Go,” she said.", encoding="utf-8")
    files = desk.window.files
    files.preview_import([tmp_path / "a.txt"])
    first = files.look
    files.preview_import([tmp_path / "a.txt"])
    second = files.look
    assert first is not None and second is not None and second is not first
    desk.wait(lambda: second.take.isEnabled() and second.take.hasFocus())
    second.reject()
    desk.wait(lambda: desk.window.article.hasFocus())
