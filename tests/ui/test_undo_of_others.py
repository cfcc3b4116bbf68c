"""The window asks before it takes back what others went on with, and offers to take a package's work under one name."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from annotator.records import Article, Span
from annotator.workflow import corpus, project, team
from annotator.workflow import desk as work
from tests.support import ANNOTATOR, seed_sha, shown
from tests.ui.driving import Desk

NEW = Article("new", "“Yes,” said Ann Lee.")


def decide(store: project.Store, name: str) -> None:
    project.add_annotator(store, name)
    made = work.new_quotation(work.load_desk(store, NEW.sha256, name), Span(0, 6))
    work.decide(store, work.confirm(made), action="New quotation")


def queue(desk: Desk) -> list[str]:
    return [row.id for row in desk.window.navigator.queue.rows]


def test_undo_of_an_import_asks_in_the_notice_line(desk: Desk) -> None:
    store = desk.window.navigator.store
    corpus.import_text(store, NEW, annotator=ANNOTATOR)
    decide(store, "Bob")
    desk.press("Ctrl+Z")
    assert "Bob decided 1 quotation in 1 article of it" in desk.notice()
    assert desk.window.notice.act.text() == "Undo" and work.undo_text(store, ANNOTATOR) == "Import article"
    desk.click(desk.window.notice.act)
    desk.wait(lambda: "Undone: Import article" in desk.notice())
    assert "new" in queue(desk), "the article that Bob works in stays"


def test_taking_a_merge_back_asks_in_the_notice_line(desk: Desk, tmp_path: Path) -> None:
    store = desk.window.navigator.store
    with closing(project.create_project(tmp_path / "other.annot", project.current_codebook(store))) as other:
        corpus.import_text(other, NEW)
        decide(other, "Bob")
    team.merge(store, [tmp_path / "other.annot"])
    decide(store, "Eve")
    desk.window.team.files.undo_merge()
    desk.wait(lambda: "Eve decided 1 quotation in 1 article of it" in desk.notice())
    desk.click(desk.window.notice.act)
    desk.wait(lambda: "Undone: Merge" in desk.notice())
    assert list(work.load_desk(store, NEW.sha256, "Bob").quotations) == []
    assert len(work.load_desk(store, NEW.sha256, "Eve").quotations) == 1


def test_a_merge_offers_to_take_a_package_under_one_name(desk: Desk, tmp_path: Path) -> None:
    store, path = desk.window.navigator.store, tmp_path / "ann.annot"
    team.package(store, path, "Ann", [seed_sha()])
    with closing(project.open_project(path)) as package:
        work.decide(package, work.confirm(shown(package, 0, "Ann")), action="Confirm quotation")
        project.add_annotator(package, "Lead")
        work.decide(package, work.confirm(shown(package, 1, "Lead")), action="Confirm quotation")
    desk.window.team.files.merge_files([path])
    dialog = desk.window.team.files.merge
    assert dialog is not None
    desk.wait(dialog.take.isEnabled)
    assert dialog.renamed.isVisible() and dialog.renamed.text() == "Take the decisions of Lead as Ann"
    assert "The package was made for Ann, and 1 decision in it was made under the name Lead." in dialog.detail.text()
    dialog.renamed.click()
    desk.wait(lambda: dialog.take.isEnabled() and "2 of Ann" in str(dialog.table.model().index(0, 1).data()))
    desk.click(dialog.take)
    desk.wait(lambda: "Merged" in desk.notice())
    assert project.annotators(store) == (ANNOTATOR, "Ann")
