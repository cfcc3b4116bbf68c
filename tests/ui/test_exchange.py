"""Corpus in and out through the real window: the preview before an import, the export dialog with its filters."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from threading import Event

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from annotator.exchange import formats
from annotator.exchange.readers import formats as kinds
from annotator.records import Kind, Status
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.dialogs.export_filters import ExportFilters
from annotator.ui.dialogs.import_preview import HEAD, ImportDialog
from annotator.ui.files import readable
from annotator.workflow import project
from annotator.workflow.selection import Selection
from tests.support import ANNOTATOR, decide_all
from tests.ui.driving import Desk
from tests.ui.files import answer, fill_in, on_next

TEXT = "A town votes\n\n“We will build the bridge,” said Mayor Lena Ortiz on Monday."


def exporting(desk: Desk) -> ExportDialog:
    """The export dialog as File › Export… opens it, its first preview shown."""
    desk.window.menus.items["export"].trigger()
    dialog = desk.window.files.dialog
    assert dialog is not None
    desk.wait(dialog.save.isEnabled)
    return dialog


def choose(desk: Desk, dialog: ExportDialog, fmt: str) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(fmt))
    desk.wait(dialog.save.isEnabled)


def dropping(desk: Desk, *paths: Path) -> ImportDialog:
    """The preview that opens when files are dropped on the window, still reading."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    nothing = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, nothing)
    desk.window.dropEvent(event)
    dialog = desk.window.files.look
    assert dialog is not None and dialog.isVisible()
    return dialog


def read(desk: Desk, dialog: ImportDialog) -> dict[str, dict[str, str]]:
    """The table once it is there: file to what stands under each head."""
    desk.wait(lambda: dialog.found is not None and dialog.summary.text() != "Reading…")
    model = dialog.table.model()
    rows = [[model.index(r, c).data() for c in range(len(HEAD))] for r in range(model.rowCount())]
    return {row[0]: dict(zip(HEAD, row, strict=True)) for row in rows}


def decide_some(desk: Desk) -> None:
    """Two quotations with a stance, one without, one stretch that is not speech."""
    desk.press("p", "Enter", "p", "Enter", "Enter", "x")
    assert desk.window.session.acts.saver.flush()


def test_every_format_is_offered_by_its_title_with_what_it_loses(desk: Desk) -> None:
    dialog = exporting(desk)
    assert [dialog.format.itemData(n) for n in range(dialog.format.count())] == list(formats.NAMES)
    for name in formats.NAMES:
        choose(desk, dialog, name)
        assert dialog.format.currentText() == formats.get(name).title
    choose(desk, dialog, "doccano")
    assert "id of the decision" in dialog.lost.text() and "flag" in dialog.lost.text()
    choose(desk, dialog, "jsonl")
    assert dialog.lost.text() == "Carries everything."
    choose(desk, dialog, "qdc")
    assert "codebook alone" in dialog.lost.text()


def test_a_csv_with_a_filter_holds_what_its_preview_said(desk: Desk, tmp_path: Path) -> None:
    decide_some(desk)
    with_stance = [d for d in desk.decided() if d.stances]
    assert len(with_stance) < sum(d.status is Status.CONFIRMED for d in desk.decided())
    dialog = exporting(desk)
    choose(desk, dialog, "csv")
    dialog.filters.label.setCurrentIndex(dialog.filters.label.findData(with_stance[0].stances[0].target))
    desk.wait(dialog.save.isEnabled)
    assert f"{len(with_stance)} quotation" in dialog.counts.text() and "without the label" in dialog.counts.text()
    assert with_stance[0].words[:30] in dialog.record.toPlainText()
    dialog.write(tmp_path / "out.csv")
    desk.wait(lambda: dialog.counts.text().startswith("Written"))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(with_stance)
    assert all(any(d.words in row.values() for row in rows) for d in with_stance)
    assert (
        dialog.heading.text() == "What the format could not carry"
        and " × id of the decision" in dialog.record.toPlainText()
    )
    assert dialog.isVisible()
    assert "out.csv" in desk.notice()


def test_a_folder_format_is_written_as_a_folder_of_its_own(desk: Desk, tmp_path: Path) -> None:
    decide_some(desk)
    dialog = exporting(desk)
    choose(desk, dialog, "brat")
    answer(tmp_path)
    desk.click(dialog.save)
    desk.wait(lambda: dialog.counts.text().startswith("Written"))
    folder = tmp_path / f"{desk.window.navigator.store.path.stem}-brat"
    assert list(folder.rglob("*.ann")) and list(folder.rglob("*.txt"))


def test_a_file_gets_the_suffix_of_its_format(desk: Desk, tmp_path: Path) -> None:
    decide_some(desk)
    dialog = exporting(desk)
    choose(desk, dialog, "label-studio")
    asked: list[str] = []

    def note(chooser: QFileDialog) -> None:
        asked.extend((chooser.selectedFiles()[0], chooser.selectedNameFilter()))
        fill_in(chooser, tmp_path / "tasks")

    on_next(note)
    desk.click(dialog.save)
    desk.wait(lambda: dialog.counts.text().startswith("Written"))
    assert asked[0].endswith(".json") and asked[1].endswith("(*.json)")
    assert json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert "Also written" in dialog.record.toPlainText()


def test_the_filters_make_the_selection(desk: Desk) -> None:
    project.add_annotator(desk.window.navigator.store, "Ben")
    filters: ExportFilters = exporting(desk).filters
    assert filters.selection == Selection(annotators=frozenset({ANNOTATOR}))
    filters.whose.setCurrentText("Ben")
    filters.state_boxes["not speech"].click()
    filters.kind_boxes["mixed"].click()
    filters.flagged.setCurrentText("Left out")
    filters.finished.click()
    assert filters.selection == Selection(
        annotators=frozenset({"Ben"}),
        states=frozenset({Status.CONFIRMED, Status.OPEN}),
        kinds=frozenset({Kind.DIRECT, Kind.INDIRECT, Kind.NOT_SPEECH}),
        flagged=False,
        finished=True,
    )


def test_an_export_can_be_narrowed_to_the_article_shown_or_those_filtered(desk: Desk) -> None:
    decide_some(desk)
    rows = desk.window.navigator.queue.rows
    desk.window.navigator.show_article(rows[1].sha256)
    for _ in range(2):  # it asks the first time: nothing was proposed there yet
        desk.window.session.finish()
    dialog = exporting(desk)
    assert dialog.filters.articles.count() == 2 and "2 articles" in dialog.counts.text()
    dialog.filters.articles.setCurrentIndex(1)
    desk.wait(dialog.save.isEnabled)
    assert dialog.counts.text().startswith("1 article,") and rows[1].title[:20] in dialog.filters.articles.currentText()
    dialog.reject()
    desk.window.queue.filter.setText(rows[0].title[:15])
    desk.window.queue.apply_filter()
    dialog = exporting(desk)
    dialog.filters.articles.setCurrentIndex(dialog.filters.articles.count() - 1)
    desk.wait(dialog.save.isEnabled)
    assert dialog.filters.selection.articles == {rows[0].sha256} and dialog.counts.text().startswith("1 article,")


def test_what_cannot_be_exported_is_one_sentence_in_the_dialog(desk: Desk, tmp_path: Path) -> None:
    decide_some(desk)
    dialog = exporting(desk)
    dialog.filters.whose.setCurrentText("Settled by adjudication")
    desk.wait(lambda: "adjudicated" in dialog.counts.text())
    assert not dialog.save.isEnabled()
    dialog.filters.whose.setCurrentIndex(0)
    desk.wait(dialog.save.isEnabled)
    for box in dialog.filters.state_boxes.values():
        box.click()
    assert dialog.counts.text() == "Choose at least one state." and not dialog.save.isEnabled()
    dialog.filters.state_boxes["confirmed"].click()
    desk.wait(dialog.save.isEnabled)
    assert "Choose" not in dialog.counts.text()


def test_a_canceled_export_leaves_the_old_file(desk: Desk, tmp_path: Path) -> None:
    decide_some(desk)
    dialog = exporting(desk)
    old = tmp_path / "old.jsonl"
    old.write_text("old", encoding="utf-8")
    hold = Event()
    desk.window.files.worker.submit(
        hold.wait, lambda _: None, lambda _: None
    )  # so that Cancel comes before the first article
    dialog.write(old)
    desk.click(dialog.stop)
    hold.set()
    desk.wait(dialog.save.isEnabled)
    assert "canceled" in dialog.counts.text() and old.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_a_folder_with_a_good_and_a_bad_file_comes_in_through_the_preview(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "bring"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    (folder / "old.txt").write_bytes("Le café était fermé, a déclaré Zoé à l'époque des élections.".encode("cp1252"))
    (folder / "bad.jsonl").write_text("{", encoding="utf-8")
    before = len(desk.window.navigator.queue.rows)
    dialog = dropping(desk, folder)
    table = read(desk, dialog)
    assert list(table) == ["bad.jsonl", "good.txt", "old.txt"]
    assert "not JSON" in table["bad.jsonl"]["What becomes of it"]
    assert table["good.txt"]["Title"] == "A town votes" and table["good.txt"]["What becomes of it"] == "new"
    assert "bad.jsonl" in dialog.detail.text() and "not JSON" in dialog.detail.text()
    assert "encoding" in table["old.txt"]["Notes"] and table["good.txt"]["Notes"] == ""
    assert "2 articles: 2 new" in dialog.summary.text() and "1 file cannot be read" in dialog.summary.text()
    assert len(desk.window.navigator.queue.rows) == before
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    desk.wait(lambda: len(desk.window.navigator.queue.rows) == before + 2)
    # The queue may see the articles in the file before the import says so.
    desk.wait(lambda: "bad.jsonl" in desk.notice())
    assert not dialog.isVisible()
    again = read(desk, dropping(desk, folder / "good.txt"))
    assert again["good.txt"]["What becomes of it"] == "already here"


def test_an_edited_text_is_told_to_be_a_new_version(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "town.txt").write_text(TEXT, encoding="utf-8")
    before = len(desk.window.navigator.queue.rows)
    desk.window.files.bring_in([tmp_path / "town.txt"])
    desk.wait(lambda: len(desk.window.navigator.queue.rows) == before + 1)
    (tmp_path / "town.txt").write_text(TEXT + " Nobody objected.", encoding="utf-8")
    assert read(desk, dropping(desk, tmp_path / "town.txt"))["town.txt"]["What becomes of it"] == (
        "new version of town: 0 move over, 0 to review"
    )


def test_the_column_of_the_text_can_be_chosen(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("id,headline,story\n1,One,It rained.\n2,Two,It shone.\n", encoding="utf-8")
    before = len(desk.window.navigator.queue.rows)
    dialog = dropping(desk, tmp_path / "table.csv")
    assert "story" in read(desk, dialog)["table.csv"]["What becomes of it"]
    assert not dialog.take.isEnabled() and dialog.columns.isVisible()
    dialog.columns.setCurrentText("story")
    desk.wait(dialog.take.isEnabled)
    assert read(desk, dialog)["table.csv"]["Articles"] == "2"
    desk.click(dialog.take)
    desk.wait(lambda: len(desk.window.navigator.queue.rows) == before + 2)


def test_cancel_leaves_the_project_as_it_was(desk: Desk, tmp_path: Path) -> None:
    store = desk.window.navigator.store
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    desk.window.detection.hold()  # nothing more is read ahead
    desk.wait(lambda: not desk.window.detection.worker.busy)
    before = list(store.db.iterdump())
    dialog = dropping(desk, tmp_path / "good.txt")
    read(desk, dialog)
    desk.click(dialog.leave)
    assert not dialog.isVisible()
    dropping(desk, tmp_path / "good.txt").reject()  # while it is still being read
    desk.wait(lambda: not desk.window.files.worker.busy)
    assert list(store.db.iterdump()) == before


def test_annotations_and_codebooks_are_told_apart_from_articles(desk: Desk, tmp_path: Path) -> None:
    decide_some(desk)
    exported = exporting(desk)
    for name, file in (("prodigy", "spans.jsonl"), ("qdc", "codes.qdc")):
        choose(desk, exported, name)
        exported.write(tmp_path / file)
        desk.wait(lambda: exported.counts.text().startswith("Written"))
    exported.leave.click()
    table = read(desk, dropping(desk, tmp_path / "spans.jsonl", tmp_path / "codes.qdc"))
    assert table["spans.jsonl"]["Kind"] == formats.get("prodigy").title
    assert table["codes.qdc"]["Kind"] == formats.get("qdc").title
    line = table["spans.jsonl"]
    decided = [d for d in desk.decided() if d.status is Status.CONFIRMED]
    assert (line["Articles"], line["Quotations"]) == ("1", str(len(decided)))
    assert line["Speakers"] == str(len({d.speaker_name for d in decided}))
    assert line["Stances"] == str(sum(len(d.stances) for d in decided))
    assert ANNOTATOR in line["What becomes of it"] and "cannot store" in line["Notes"]
    assert "label" in table["codes.qdc"]["What becomes of it"]


def test_a_missing_file_is_one_sentence_and_nothing_can_be_imported(desk: Desk, tmp_path: Path) -> None:
    dialog = dropping(desk, tmp_path / "gone.txt")
    desk.wait(lambda: "gone.txt" in dialog.summary.text() and "no such file" in dialog.summary.text())
    assert not dialog.take.isEnabled()


def test_the_file_chooser_names_every_kind_that_can_be_read() -> None:
    assert [suffix for suffix in kinds.SUFFIXES if f"*{suffix}" not in readable().split(";;")[0]] == []
    assert "*.qdc" in readable()


def test_nothing_is_chosen_anew_while_an_export_is_written(desk: Desk, tmp_path: Path) -> None:
    decide_all(desk.window.navigator.store, ANNOTATOR)
    dialog = exporting(desk)
    choose(desk, dialog, "jsonl")
    dialog.write(tmp_path / "out.jsonl")
    assert not dialog.filters.isEnabled() and not dialog.format.isEnabled()  # a change would look anew in its place
    desk.wait(lambda: dialog.counts.text().startswith("Written"))
    assert dialog.filters.isEnabled() and (tmp_path / "out.jsonl").exists()
