"""Release and overview in the window."""

from __future__ import annotations

from pathlib import Path

from annotator.records import Stance
from annotator.ui.dialogs.overview import OverviewDialog
from annotator.ui.dialogs.progress import DAYS, by_day, duration
from annotator.workflow import codebook_change, release, worktime
from tests.support import ANNOTATOR, decide_all
from tests.ui.driving import Desk
from tests.ui.files import answer


def test_a_release_is_seen_made_and_made_again(desk: Desk, tmp_path: Path) -> None:
    store = desk.window.navigator.store
    decide_all(store)
    desk.press("Ctrl+Shift+I")
    dialog = desk.window.team.files.release
    assert dialog is not None and dialog.isVisible() and not dialog.make.isEnabled()
    assert dialog.card.toPlainText() == "" and "Preview shows here" in dialog.card.placeholderText()
    assert dialog.no_earlier.isVisible() and not dialog.earlier.isVisible()
    dialog.name.setText("First")
    dialog.shares["train"].setValue(70)
    desk.click(dialog.look)
    desk.wait(lambda: "must be between 0 and 1 and add up to 1" in dialog.problem.text())
    dialog.shares["test"].setValue(20)
    desk.click(dialog.look)
    desk.wait(dialog.make.isEnabled)
    assert "First" in dialog.card.toPlainText() and "Near-duplicate pairs" in dialog.problem.text()
    assert release.releases_of(store) == ()
    dialog.folder.setText(str(tmp_path / "first"))
    desk.click(dialog.make)
    desk.wait(lambda: not dialog.stop.isEnabled())
    assert (tmp_path / "first" / "README.md").exists(), dialog.problem.text()
    assert [row.name for row in release.releases_of(store)] == ["First"]
    assert dialog.earlier.isVisible() and not dialog.no_earlier.isVisible()
    draft = codebook_change.open_draft(store)
    place = draft.place_of(Stance("river-buoys", "unlawful"))
    assert place is not None
    draft.remove(place, retire=False)
    codebook_change.change_codebook(store, draft, annotator=ANNOTATOR)
    dialog.folder.setText(str(tmp_path / "again"))
    desk.click(dialog.again)
    desk.wait(lambda: not dialog.stop.isEnabled())
    assert (tmp_path / "again" / "SHA256SUMS").exists(), dialog.problem.text()
    sums = [(tmp_path / name / "SHA256SUMS").read_bytes() for name in ("first", "again")]
    assert sums[0] == sums[1]  # as the codebook was then


def test_the_overview_leads_to_quotations(desk: Desk) -> None:
    decide_all(desk.window.navigator.store)
    desk.press("Ctrl+Shift+W")
    desk.wait(lambda: desk.window.findChild(OverviewDialog) is not None)
    dialog = desk.window.findChild(OverviewDialog)
    assert dialog is not None and dialog.isVisible()
    assert [dialog.tabs.tabText(n) for n in range(1, 6)] == ["Speakers", "Stances", "Labels", "Over time", "Progress"]
    wanted: list[object] = []
    dialog.concordance_wanted.connect(wanted.append)
    dialog.grids["Speakers"].picked.emit(0, 0)
    dialog.grids["Labels"].picked.emit(0, 0)
    assert wanted == ["Richard Verma", Stance("us-mexico-cooperation", "favor")]
    desk.wait(lambda: desk.window.panels.finder is not None and desk.window.panels.finder.isVisible())


def test_the_overview_begins_with_ones_own_progress(desk: Desk, tmp_path: Path) -> None:
    for _ in range(6):
        desk.press("Enter")
    desk.press("Ctrl+Shift+W")
    desk.wait(lambda: desk.window.findChild(OverviewDialog) is not None)
    dialog = desk.window.findChild(OverviewDialog)
    assert dialog is not None and dialog.tabs.tabText(0) == "Your progress"
    assert dialog.progress.summary.text().startswith("Quotations decided: today 6, this week 6.")
    bars = by_day(worktime.work_days(desk.window.navigator.store))
    assert [bar.value for bar in bars][-1] == 6 and len(bars) == DAYS
    answer(tmp_path / "time.csv")
    dialog.progress.save.click()
    assert (tmp_path / "time.csv").read_text(encoding="utf-8").startswith("annotator,day,decided")
    assert duration(0) == "no time" and duration(61 * 60) == "1 h 01 min" and duration(20) == "less than a minute"
    dialog.close()
