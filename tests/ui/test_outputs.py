"""The window asks before an export replaces another file, and never replaces a project."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from annotator.errors import OccupiedError
from annotator.store.connection import Store
from annotator.ui.demo import save_picture
from annotator.workflow import project
from tests.support import decide_all
from tests.ui.driving import Desk
from tests.ui.test_exchange import choose, exporting


def a_project(path: Path) -> bytes:
    project.create_project(path.with_name("made.annot")).close()
    path.with_name("made.annot").rename(path)
    return path.read_bytes()


def test_an_export_asks_before_it_replaces_another_file(desk: Desk, store: Store, tmp_path: Path) -> None:
    decide_all(store)
    dialog, thesis = exporting(desk), tmp_path / "thesis.docx"
    choose(desk, dialog, "jsonl")
    for write in (dialog.check_and_write, dialog.write):
        thesis.write_bytes(b"PK mine")
        write(thesis)
        desk.wait(dialog.replace.isVisible)
        assert "thesis.docx" in dialog.counts.text() and thesis.read_bytes() == b"PK mine"
        choose(desk, dialog, "csv")
        assert not dialog.replace.isVisible()  # what was asked is about another export
        choose(desk, dialog, "jsonl")
        write(thesis)
        desk.wait(dialog.replace.isVisible)
        desk.click(dialog.replace)
        desk.wait(lambda: dialog.counts.text().startswith("Written"))
        assert thesis.read_bytes().startswith(b'{"schema_version"') and not dialog.replace.isVisible()
    dialog.check_and_write(thesis)  # an earlier export now
    desk.wait(lambda: dialog.counts.text().startswith("Written"))


def test_an_export_never_replaces_a_project(desk: Desk, store: Store, tmp_path: Path) -> None:
    decide_all(store)
    dialog, path = exporting(desk), tmp_path / "out.jsonl"
    choose(desk, dialog, "jsonl")
    before = a_project(path)
    for target in (path, store.path):
        for write in (dialog.check_and_write, dialog.write):
            write(target)
            desk.wait(lambda: "is never replaced" in dialog.counts.text())
            assert not dialog.replace.isVisible()
    assert path.read_bytes() == before


def test_files_kept_in_a_folder_are_shown(desk: Desk, store: Store, tmp_path: Path) -> None:
    decide_all(store)
    dialog = exporting(desk)
    choose(desk, dialog, "brat")
    dialog.check_and_write(tmp_path / "out")
    desk.wait(lambda: dialog.counts.text().startswith("Written"))
    ann = next((tmp_path / "out").rglob("*.ann"))
    ann.write_text("T1\tCONTENT 0 3\tOne\n")
    dialog.check_and_write(tmp_path / "out")
    desk.wait(lambda: f"changed since: {ann}" in dialog.record.toPlainText())
    assert ann.read_text() == "T1\tCONTENT 0 3\tOne\n"


def test_a_picture_replaces_only_a_picture_of_ours(application: QApplication, tmp_path: Path) -> None:
    label, path = QLabel("A label"), tmp_path / "demo.png"
    save_picture(label, path)
    save_picture(label, path)
    label.grab().save(str(path))  # by no means of ours
    before = path.read_bytes()
    with pytest.raises(OccupiedError):
        save_picture(label, path)
    assert path.read_bytes() == before
    save_picture(label, path, force=True)
    assert path.read_bytes() != before
