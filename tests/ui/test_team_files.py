"""Packages out and the team's files back in, through the real window, on real files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from annotator.records import Article
from annotator.store.connection import Store
from annotator.ui.dialogs.merge import HEAD, NO_FILES, MergeDialog
from annotator.ui.dialogs.package import PackageDialog
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import codebook_change, corpus, project, team
from annotator.workflow import desk as work
from tests.support import decide_all, load, seed_sha
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.files import answer


def packaging(desk: Desk) -> PackageDialog:
    """The dialog as its key opens it, the articles read."""
    desk.press("Ctrl+Shift+D")
    dialog = desk.window.team.files.package
    assert dialog is not None and dialog.isVisible()
    desk.wait(lambda: bool(dialog.every))
    return dialog


def merging(desk: Desk) -> MergeDialog:
    desk.press("Ctrl+Shift+M")
    dialog = desk.window.team.files.merge
    assert dialog is not None and dialog.isVisible()
    return dialog


def fill(desk: Desk, dialog: PackageDialog, *people: str, folder: Path) -> None:
    dialog.people.setPlainText("\n".join(people))
    dialog.folder.setText(str(folder))
    desk.wait(dialog.make.isEnabled)


def shown(dialog: PackageDialog | MergeDialog) -> list[list[str]]:
    model = dialog.table.model()
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]


def dropped(target: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    nothing = Qt.KeyboardModifier.NoModifier
    target.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, nothing))


@pytest.fixture
def came_back(store: Store, tmp_path: Path) -> Iterator[list[Path]]:
    """Two packages, decided."""
    team.packages(store, tmp_path / "back", ["Bob", "Eve"])
    paths = [team.package_path(store, tmp_path / "back", name) for name in ("Bob", "Eve")]
    for name, path in zip(("Bob", "Eve"), paths, strict=True):
        with closing(project.open_project(path)) as package:
            decide_all(package, name)
    yield paths


@pytest.fixture
def anns(store: Store, tmp_path: Path, settings: Settings, theme: Theme) -> Iterator[Callable[[], Desk]]:
    """Opens the package made for Ann on the machine of somebody who worked as Lead last."""
    settings.set_annotator(store.path, "Lead")
    (share,) = team.plan(store, tmp_path / "out", [" Ann\t"])
    team.make_packages(store, [share])
    opened: list[Desk] = []

    def start() -> Desk:
        window = DeskWindow(project.open_project(share.path), settings, theme, NoModel)
        window.show()
        assert QTest.qWaitForWindowActive(window)
        window.begin()
        opened.append(Desk(window))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def test_a_package_opens_as_the_person_it_was_made_for(anns: Callable[[], Desk]) -> None:
    desk = anns()
    assert desk.window.navigator.annotator == "Ann"
    assert not desk.window.welcome.isVisible()
    assert "made for Ann" in desk.notice()
    assert project.annotators(desk.window.navigator.store) == ("Ann",)
    desk.close()
    desk = anns()
    assert desk.window.navigator.annotator == "Ann"
    assert "made for" not in desk.notice()


def test_a_package_under_another_name_says_so(anns: Callable[[], Desk]) -> None:
    desk = anns()
    desk.press("Ctrl+Shift+A")
    assert desk.window.welcome.name.text() == "Ann"
    desk.window.welcome.name.setText("Lead")
    desk.press("Enter")
    assert desk.window.navigator.annotator == "Lead"
    assert "made for Ann" in desk.notice()
    assert "under Lead" in desk.notice()
    desk.close()
    desk = anns()
    assert desk.window.navigator.annotator == "Lead", "who was chosen knowingly stays"
    assert "made for Ann" in desk.notice()
    desk.click(desk.window.notice.act)
    assert desk.window.navigator.annotator == "Ann"
    assert desk.notice() == ""


def everything(store: Store) -> dict[str, list[object]]:
    return {name: [q.decision for q in load(store, name).quotations] for name in project.annotators(store)}


# Packages


def test_packages_are_planned_made_and_hold_what_was_planned(desk: Desk, tmp_path: Path) -> None:
    dialog = packaging(desk)
    assert not dialog.make.isEnabled()
    desk.wait(lambda: "Name the annotators" in dialog.outcome.text())
    desk.type("Bob")
    desk.press("Enter")
    desk.type("Eve")
    desk.press("Enter")
    desk.type("Mia")
    desk.wait(dialog.make.isEnabled)
    assert dialog.team == ["Bob", "Eve", "Mia"] and dialog.overlap.value() == 3
    dialog.overlap.setValue(2)
    dialog.without.setValue(20)
    fill(desk, dialog, "Bob", "Eve", "Mia", folder=tmp_path / "out")
    planned = shown(dialog)
    assert [row[0] for row in planned] == ["Bob", "Eve", "Mia"]
    every = len(dialog.every)
    assert sum(int(row[1]) for row in planned) == 2 * every
    assert f"{every} articles, each by 2" in dialog.outcome.text()
    desk.click(dialog.make)
    desk.wait(lambda: "3 packages in" in dialog.outcome.text())
    assert [row[3][0] for row in shown(dialog)] == ["✓"] * 3 and not dialog.make.isEnabled()
    for row in planned:
        with closing(project.open_project(tmp_path / "out" / row[3])) as package:
            assert len(team.article_hashes(package)) == int(row[1])
            assert project.annotators(package) == (row[0],)
            seed = [sha for sha in team.article_hashes(package) if sha == seed_sha()]
            blind = [q for sha in seed for q in work.load_desk(package, sha, row[0]).quotations if q.proposal]
            assert not seed or {q.proposal.shown for q in blind if q.proposal} == {True, False}
            assert all(q.decision is None for q in blind)


def test_what_is_typed_before_the_articles_are_read_stays(desk: Desk) -> None:
    desk.press("Ctrl+Shift+D")
    dialog = desk.window.team.files.package
    assert dialog is not None and not dialog.every
    dialog.people.setPlainText("Zoe")
    desk.wait(dialog.make.isEnabled)
    assert dialog.team == ["Zoe"] and [row[0] for row in shown(dialog)] == ["Zoe"]


def test_what_is_in_the_folder_already_is_not_overwritten(desk: Desk, tmp_path: Path) -> None:
    dialog = packaging(desk)
    fill(desk, dialog, "Bob", folder=tmp_path)
    desk.click(dialog.make)
    desk.wait(lambda: "1 package in" in dialog.outcome.text())
    dialog.people.setPlainText("Bob\nEve")
    desk.wait(lambda: "is in the folder already" in dialog.outcome.text())
    assert not dialog.make.isEnabled()


def test_articles_can_be_filtered_and_selected(desk: Desk, tmp_path: Path) -> None:
    for name in ("spring one", "spring two", "autumn"):
        corpus.import_text(desk.window.navigator.store, Article(name, f"The {name} text."))
    dialog = packaging(desk)
    dialog.filter.setText("Spring")
    fill(desk, dialog, "Bob", folder=tmp_path)
    assert shown(dialog)[0][1] == "2" and "All 2 in the list" in dialog.chosen.text()
    dialog.select(["spring two"])
    desk.wait(dialog.make.isEnabled)
    assert shown(dialog)[0][1] == "1" and dialog.chosen.text() == "1 of 2 selected"
    dialog.filter.setText("winter")
    desk.wait(lambda: "Choose at least one" in dialog.outcome.text())
    assert not dialog.make.isEnabled()


def test_names_that_cannot_be_are_told_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    dialog = packaging(desk)
    dialog.people.setPlainText("Bob\nBob")
    desk.wait(lambda: "name at least" in dialog.outcome.text())
    assert not dialog.make.isEnabled()
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    dialog.folder.setText(str(blocked))
    desk.wait(lambda: "choose a folder" in dialog.outcome.text())
    fill(desk, dialog, "Bob", folder=blocked / "inside")
    desk.click(dialog.make)
    desk.wait(lambda: "could not be created" in dialog.outcome.text())
    assert dialog.make.isEnabled()


def test_making_can_be_canceled_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    dialog = packaging(desk)
    fill(desk, dialog, "Bob", "Eve", folder=tmp_path / "out")
    dialog.write()
    desk.click(dialog.stop)
    desk.wait(lambda: "canceled" in dialog.outcome.text() or "packages in" in dialog.outcome.text())
    left = list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else []
    assert left == [] if "canceled" in dialog.outcome.text() else len(left) == 2


# Merging


def test_files_are_looked_at_merged_and_taken_back(desk: Desk, came_back: list[Path], tmp_path: Path) -> None:
    store = desk.window.navigator.store
    before = everything(store)
    bad = tmp_path / "letter.annot"
    bad.write_text("Dear colleagues", encoding="utf-8")
    dialog = merging(desk)
    assert dialog.outcome.text() == NO_FILES and not dialog.take.isEnabled() and not dialog.drop.isEnabled()
    dropped(dialog, *came_back, bad)
    desk.wait(dialog.take.isEnabled)
    rows = {row[0]: dict(zip(HEAD, row, strict=True)) for row in shown(dialog)}
    assert rows[came_back[0].name]["New decisions"] == "18 of Bob"
    assert rows[came_back[1].name]["Finished"] == "1"
    assert rows["letter.annot"]["Set aside (with reasons)"].startswith("the whole file: ")
    assert "36 new decisions of 2 people" in dialog.outcome.text() and "1 file that stays out" in dialog.outcome.text()
    assert everything(store) == before  # so far only a look
    desk.press("Enter")
    desk.wait(lambda: not dialog.isVisible() and "Ctrl+Z takes it all back" in desk.notice())
    assert QTest.qWaitForWindowActive(desk.window)
    assert len([d for d in everything(store)["Bob"] if d is not None]) == 18
    assert desk.window.menus.items["undo"].text() == "Undo: Merge 2 files"
    desk.press("Ctrl+Z")
    assert not any(everything(store).get("Bob", []))
    desk.press("Ctrl+Shift+Z")
    assert any(everything(store)["Bob"])
    desk.window.menus.items["undo-merge"].trigger()
    desk.wait(lambda: "Undone: Merge 2 files" in desk.notice())
    assert not any(everything(store).get("Bob", []))
    desk.window.menus.items["undo-merge"].trigger()
    desk.wait(lambda: "no merge to undo" in desk.notice())


def test_files_dropped_while_a_merge_runs_do_not_stop_it(desk: Desk, came_back: list[Path]) -> None:
    dialog = merging(desk)
    dialog.add(came_back[:1])
    desk.wait(dialog.take.isEnabled)
    dialog.merge()
    dropped(dialog, came_back[1])
    desk.wait(lambda: not dialog.isVisible())
    assert len([d for d in everything(desk.window.navigator.store)["Bob"] if d is not None]) == 18


def test_merging_again_brings_nothing_and_says_so(desk: Desk, came_back: list[Path]) -> None:
    team.merge(desk.window.navigator.store, came_back)
    dialog = merging(desk)
    dialog.add(came_back)
    desk.wait(lambda: "Nothing new would come" in dialog.outcome.text())
    assert not dialog.take.isEnabled() and [row[2] for row in shown(dialog)] == ["18", "18"]
    dialog.table.selectRow(1)
    desk.click(dialog.drop)
    desk.wait(lambda: len(shown(dialog)) == 1)
    assert "already here: 18" in dialog.detail.text()


def test_what_is_set_aside_is_shown_whole(desk: Desk, came_back: list[Path], tmp_path: Path) -> None:
    with closing(project.open_project(came_back[0])) as package:
        newer = tmp_path / "newer.toml"
        newer.write_text(project.current_codebook(package).source + "\n# a remark\n", encoding="utf-8")
        (tmp_path / "border.md").write_text("A guideline.", encoding="utf-8")
        codebook_change.use_codebook(package, newer)
        work.undo(package, "Bob")
        decide_all(package, "Bob")
    dialog = merging(desk)
    dialog.add(came_back[:1])
    desk.wait(dialog.take.isEnabled)
    assert "Its codebook is newer" in shown(dialog)[0][-1]
    assert "Its codebook is newer" in dialog.detail.text()


def test_the_project_itself_and_no_file_at_all_are_one_sentence(desk: Desk, tmp_path: Path) -> None:
    dialog = merging(desk)
    dialog.add([desk.window.navigator.store.path])
    desk.wait(lambda: "the project itself" in dialog.outcome.text())
    dialog.files.clear()
    dialog.add([tmp_path / "gone.annot"])
    desk.wait(lambda: bool(shown(dialog)) and "gone.annot" in shown(dialog)[0][0])
    assert not dialog.take.isEnabled()


def test_files_are_chosen_by_mouse(desk: Desk, came_back: list[Path]) -> None:
    answer(*came_back)
    dialog = merging(desk)
    desk.click(dialog.more)
    desk.wait(dialog.take.isEnabled)
    desk.click(dialog.take)
    desk.wait(lambda: "Merged" in desk.notice())


def test_several_project_files_on_the_window_are_merged(desk: Desk, came_back: list[Path]) -> None:
    dropped(desk.window, *came_back)
    dialog = desk.window.team.files.merge
    assert dialog is not None
    desk.wait(dialog.take.isEnabled)


def test_a_merge_from_the_agreement_page_works_it_out_anew(desk: Desk, came_back: list[Path]) -> None:
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: desk.window.team.page is not None)
    page = desk.window.team.page
    assert page is not None
    desk.wait(lambda: page.page is not None)
    assert page.page is not None and page.page.report.articles == 0
    dialog = merging(desk)
    dialog.add(came_back)
    desk.wait(dialog.take.isEnabled)
    desk.click(dialog.take)
    desk.wait(lambda: page.page is not None and page.page.report.articles == 1 and "Merged" in page.told.text())
    assert page.page.report.annotators == ("Bob", "Eve")


def test_closing_the_window_lets_go_of_both_dialogs(desk: Desk, came_back: list[Path], tmp_path: Path) -> None:
    fill(desk, packaging(desk), "Bob", folder=tmp_path / "out")
    desk.window.team.files.merge_files(came_back)
    desk.close()


def test_every_control_of_both_dialogs_has_a_name(desk: Desk) -> None:
    for opening in (packaging, merging):
        dialog = opening(desk)
        for control in (*dialog.findChildren(QPushButton), *dialog.findChildren(QLineEdit)):
            if control.objectName() != "qt_spinbox_lineedit":
                assert control.accessibleName() or control.text()
        dialog.reject()
        assert QTest.qWaitForWindowActive(desk.window)
