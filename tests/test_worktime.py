"""Progress and work time: breaks do not count, days are local, the report is a table."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import replace
from pathlib import Path

import pytest

from annotator import cli
from annotator.session import stopwatch
from annotator.session.stopwatch import IDLE, Stopwatch
from annotator.store.connection import Store
from annotator.workflow import desk as work
from annotator.workflow import worktime
from tests.support import ANNOTATOR, load, set_clock


def decide(store: Store, nth: int, seconds: float, *, label: bool = False) -> None:
    desk = load(store)
    shown = replace(work.shown(desk, desk.quotations[nth]), seconds=seconds)
    work.decide(store, shown if label else work.confirm(shown), action="Confirm quotation")


def test_one_quotations_time_counts_once_however_many_acts_it_took(store: Store) -> None:
    decide(store, 0, 4.0, label=True)
    decide(store, 0, 9.0)
    decide(store, 1, 6.0)
    decide(store, 0, 2.0)  # come back to: its clock began anew
    (day,) = worktime.work_days(store)
    assert (day.decided, day.acts, day.articles, day.seconds) == (2, 4, 1, 17.0)


def test_time_that_was_undone_was_worked_too(store: Store) -> None:
    decide(store, 0, 5.0)
    assert work.undo(store, ANNOTATOR) is not None
    (day,) = worktime.work_days(store)
    assert (day.decided, day.seconds) == (0, 5.0)


def test_today_this_week_pace_and_what_is_left(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for nth in range(4):
        decide(store, nth, 10.0)
    assert worktime.progress_of(store, ANNOTATOR).pace is None  # too few to tell
    decide(store, 4, 20.0)
    found = worktime.progress_of(store, ANNOTATOR)
    assert (found.today, found.week, found.left) == (5, 5, 13)
    assert found.pace == 300.0 and found.hours_left == pytest.approx(13 / 300)
    assert found.unread == len(work.load_queue(store, ANNOTATOR)) - 1
    set_clock(monkeypatch, 24 * 8)
    decide(store, 5, 10.0)
    assert len(worktime.work_days(store)) == 2


def test_a_break_does_not_count_as_work(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(stopwatch, "monotonic", lambda: now[0])
    watch = Stopwatch()
    watch.restart()
    now[0] += 30
    watch.touch()
    now[0] += 3600
    assert watch.seconds() == 30 + IDLE
    watch.touch()
    now[0] += 5
    assert watch.seconds() == 30 + IDLE + 5
    watch.pause(True)
    now[0] += 3600
    watch.touch()
    watch.pause(False)
    now[0] += 1
    assert watch.seconds() == 30 + IDLE + 6


def test_the_command_writes_a_table(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decide(store, 0, 5.0)
    store.close()
    assert cli.main(["time", str(store.path)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows == [{"annotator": ANNOTATOR, "day": datetime.datetime.now().astimezone().date().isoformat(), "decided": "1",
                     "acts": "1", "articles": "1", "active_seconds": "5.0"}]  # fmt: skip
    out = tmp_path / "time.csv"
    assert cli.main(["time", str(store.path), "--output", str(out)]) == 0
    assert cli.main(["time", str(store.path), "--output", str(out)]) == 0  # an earlier report is replaced
    out.write_text("mine", encoding="utf-8")
    assert cli.main(["time", str(store.path), "--output", str(out)]) == 2 and out.read_text(encoding="utf-8") == "mine"
    assert cli.main(["time", str(store.path), "--annotator", "Nobody"]) == 2
    assert "no annotator is called" in capsys.readouterr().err
