"""The agreement page in the real window: every figure leads to its disagreements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView
from pytestqt.qtbot import QtBot

from annotator.agreement.measures import Facet
from annotator.store.connection import Store
from annotator.ui.latest_job import JobWatch
from annotator.ui.team.grids import READABLE, Cell, Grid
from annotator.ui.theme import Theme
from annotator.workflow import project
from tests.support import load
from tests.teamwork import decide, no_stance
from tests.ui.driving import Desk
from tests.ui.team.views import JUDGE, cells, page_of


def test_every_figure_leads_to_its_disagreements(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    assert page.page is not None
    buoys = next(s for s in page.page.subjects if s.target == "river-buoys")
    desk.click(next(row for row in page.whiskers.rows if row.subject == buoys))
    desk.wait(lambda: page.disagreements.ready)
    assert page.heading.text() == buoys.name and len(page.disagreements.shown) == 2
    values = page.page.behind(buoys).values
    at = next((r, c) for r, one in enumerate(values) for c, other in enumerate(values)
              if {one, other} == {"lawful", "unlawful"})  # fmt: skip
    page.values.picked.emit(*at)
    assert [each.words for each in page.disagreements.shown] == [load(disputed).quotations[16].proposal.words]  # type: ignore[union-attr]
    assert page.disagreements.every.isVisible() and "1 of 2" in page.disagreements.filter.text()
    page.articles.picked.emit(0, 0)
    assert len(page.disagreements.shown) == 2
    desk.click(page.disagreements.every)
    assert len(page.disagreements.shown) == 2 and not page.disagreements.every.isVisible()


def test_another_figure_is_shown_without_work_beside_the_window(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    assert page.page is not None
    desk.window.team.worker.stop()  # what is asked of it from now on is never done
    for subject in page.page.subjects:
        page.show_subject(subject)
        desk.wait(lambda: page.disagreements.ready)
        assert list(page.disagreements.shown) == list(page.page.behind(subject).disagreements)


def test_labels_and_articles_stand_worst_first(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    page = page_of(start(disputed, JUDGE))
    assert page.page is not None
    page.show_subject(next(s for s in page.page.subjects if s.target == "river-buoys"))
    shown = [row[1] for row in cells(page.labels)]
    figures = [float(text) for text in shown if text != "–"]
    assert figures == sorted(figures) and shown[len(figures) :] == ["–"] * (len(shown) - len(figures))


def test_what_is_undefined_is_a_dash_with_its_reason(store: Store, start: Callable[[Store, str], Desk]) -> None:
    decide(store, "Ben", dict.fromkeys(range(18), no_stance))
    decide(store, "Cleo", dict.fromkeys(range(18), no_stance))
    page = page_of(start(store, JUDGE))
    rows = {row.subject.about: row for row in page.whiskers.rows}
    assert rows[Facet.STANCE].figure.value is None
    assert "undefined, no variation" in rows[Facet.STANCE].accessibleName()
    assert "1.000" in rows[Facet.QUOTATION].accessibleName()
    page.show_subject(rows[Facet.STANCE].subject)
    assert cells(page.pairs) == [["", "–"], ["–", ""]]


def test_a_project_of_one_says_what_is_missing(store: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(store, JUDGE)
    page = page_of(desk)
    assert "No article was finished by two annotators yet" in page.about.text() and "Merge files…" in page.about.text()
    desk.wait(lambda: page.whiskers.isVisible())
    assert not any(part.isVisible() for part in (*page.grids, *page.heads.values(), page.disagreements, page.heading))
    assert all(row.figure.value is None and row.figure.reason for row in page.whiskers.rows)
    desk.press("Esc")
    desk.press("Ctrl+Shift+J")
    bench = desk.window.team.adjudication
    assert bench is not None
    desk.wait(bench.pane.empty.isVisible)
    said = bench.pane.empty.text()
    assert page.about.text() in said and "Two annotators must finish" in said
    assert desk.notice() == "" and not bench.pane.bring.isVisible()


def test_the_keys_of_the_desk_are_dead_on_the_page_and_come_back(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    desk.press("x", "Enter", "b")
    assert page.isVisible() and desk.decided() == []
    desk.press("Esc")
    assert not page.isVisible() and desk.window.article.hasFocus()
    desk.press("x")
    assert len(desk.decided()) == 1
    page_of(desk)
    desk.press("Ctrl+Shift+G")
    assert not page.isVisible()


def test_reading_for_the_page_can_be_canceled(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    desk.window.team.worker.hold()  # the reading must not be over before it is canceled
    desk.press("Ctrl+Shift+G")
    desk.window.team.cancel()
    desk.window.team.worker.release()
    desk.wait(lambda: desk.window.team.page is not None)
    page = desk.window.team.page
    assert page is not None
    desk.wait(lambda: "canceled" in page.reading.text())
    assert page.page is None


@pytest.mark.parametrize("kind", ["read", "write"])
def test_a_bug_in_work_for_a_team_is_raised_and_no_longer_said_to_run(
    disputed: Store, start: Callable[[Store, str], Desk], qtbot: QtBot, kind: str
) -> None:
    def broken(watch: JobWatch, path: Path) -> None:
        raise ZeroDivisionError("a bug")

    desk = start(disputed, JUDGE)
    status, answers = desk.window.workspace.status, list[object]()
    with qtbot.capture_exceptions() as caught:
        getattr(desk.window.team.jobs, kind)(broken, answers.append)
        assert "Reading" in status.model.text() and status.stop.isVisible()
        desk.wait(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError and answers == []
    assert "Reading" not in status.model.text() and not status.stop.isVisible()  # the detector may say that it is ready


def test_the_page_is_exported_from_the_window(
    disputed: Store, start: Callable[[Store, str], Desk], tmp_path: Path
) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    for suffix in (".html", ".csv", ".jsonl", ".pdf"):
        page.export_wanted.emit(tmp_path / f"out{suffix}")
        desk.wait(lambda path=tmp_path / f"out{suffix}": path.exists() and str(path) in page.told.text())  # type: ignore[misc]
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "out-disagreements.csv").exists()


@pytest.mark.parametrize("suffix", [".html", ".csv", ".jsonl", ".pdf"])
def test_the_page_asks_before_it_replaces_another_file(
    disputed: Store, start: Callable[[Store, str], Desk], tmp_path: Path, suffix: str
) -> None:
    desk = start(disputed, JUDGE)
    page, path = page_of(desk), tmp_path / f"out{suffix}"
    path.write_bytes(b"mine")
    page.export_wanted.emit(path)
    desk.wait(page.replace.isVisible)
    assert path.name in page.told.text() and path.read_bytes() == b"mine"
    desk.click(page.replace)
    desk.wait(lambda: page.told.text().startswith("Written"))
    assert path.read_bytes() != b"mine" and not page.replace.isVisible()
    page.tell("")
    page.export_wanted.emit(path)
    desk.wait(lambda: page.told.text().startswith("Written"))
    path.unlink()
    project.create_project(path.with_name("made.annot")).close()
    path.with_name("made.annot").rename(path)
    before = path.read_bytes()
    page.export_wanted.emit(path)
    desk.wait(lambda: "is never replaced" in page.told.text())
    assert path.read_bytes() == before and not page.replace.isVisible()


def test_colors_change_while_the_page_is_open(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    light = page.grab().toImage().pixelColor(4, 4).name()
    desk.window.theme.choose("dark")
    assert page.grab().toImage().pixelColor(4, 4).name() != light


def test_each_row_of_a_table_is_made_once_while_it_is_fitted_to_what_is_in_it(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    asked: list[int] = []

    def row(at: int) -> list[Cell]:
        asked.append(at)
        return [Cell(f"article {at}"), Cell("0.5", right=True), Cell("–", muted=True)]

    grid = Grid(start(disputed, JUDGE).window.workspace.theme, "Articles")
    grid.show_rows(["article", "alpha", "same"], row, count=5000)
    assert len(asked) == len(set(asked)) < 100


class Measured(QStyledItemDelegate):
    """Notes which cells are measured."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self.cells: list[tuple[int, int]] = []

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        self.cells.append((index.row(), index.column()))
        return super().sizeHint(option, index)


def test_a_column_is_fitted_to_its_widest_cell_which_alone_is_measured(theme: Theme) -> None:
    grid = Grid(theme, "Articles", stretch=-1, widest=400)
    measured = Measured(grid)
    grid.setItemDelegate(measured)
    texts = ["iiiiiiiiii", "a  longer\nname", "WWWWWWWW", "", "iiiiiiiiiiii"] * 8
    grid.show_rows(["article", "alpha"], [[Cell(text), Cell(f".{at}", right=True)] for at, text in enumerate(texts)])
    assert len(measured.cells) == 2
    fitting = [QTableView.sizeHintForColumn(grid, column) for column in (0, 1)]
    assert [grid.sizeHintForColumn(column) for column in (0, 1)] == fitting
    assert [grid.columnWidth(column) for column in (0, 1)] == [max(width + 6, 64) for width in fitting]


def test_the_column_that_takes_the_room_that_is_left_can_be_read_where_there_is_none(theme: Theme) -> None:
    grid = Grid(theme, "Disagreements", stretch=1, widest=220)
    grid.resize(700, 200)
    grid.show()
    people = [f"annotator {number}" for number in range(10)]
    grid.show_rows(
        ["article", "words", *people], [[Cell("one"), Cell("We will build it. " * 9), *map(Cell, people)]] * 3
    )
    assert grid.columnWidth(1) == READABLE and grid.horizontalScrollBar().maximum() > 0
    others = grid.columnWidth(2)
    grid.resize(2000, 200)
    assert grid.columnWidth(1) > 400 and grid.horizontalScrollBar().maximum() == 0
    grid.resize(700, 200)
    assert (grid.columnWidth(1), grid.columnWidth(2)) == (READABLE, others)


def test_a_tip_is_made_when_the_mouse_rests_on_its_cell(theme: Theme) -> None:
    made: list[str] = []

    def tip() -> str:
        made.append("tip")
        return "agreement of two"

    grid = Grid(theme, "Articles")
    grid.show_rows(["alpha"], [[Cell("0.5", tip)]])
    grid.grab()
    assert made == []
    assert grid.made.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "agreement of two"


def test_the_page_is_painted_in_a_turn_after_that_in_which_its_tables_are_filled(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    assert page.page is not None
    before = cells(page.pairs)
    page.pairs.show_rows([], [])
    page.stack.setCurrentIndex(1)  # as before the first figures
    page._begin(page.page)
    assert page.stack.currentWidget() is page.reading and cells(page.pairs) == before
    desk.wait(page.whiskers.isVisible)
    desk.wait(lambda: page.disagreements.ready)
