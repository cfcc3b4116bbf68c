"""The log rotates, the report says where it happened, and neither holds a word of an article."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError
from annotator.records import Span
from annotator.store.connection import Store
from annotator.workflow import crash_report, desk
from tests.support import shown


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    crash_report.start_log(tmp_path / "logs" / "desk.log")
    yield tmp_path / "logs" / "desk.log"
    for handler in list(crash_report.LOG.handlers):
        crash_report.LOG.removeHandler(handler)
        handler.close()


def bug(store: Store) -> Exception:
    """A real one: a decision whose words are not those of its span, which the message quotes."""
    decision = replace(desk.confirm(shown(store)), span=Span(3, 40), words="A SECRET OF THE ARTICLE")
    with pytest.raises(ValueError, match="SECRET") as caught:
        desk.decide(store, decision, action="Confirm quotation")
    return caught.value


def test_a_report_says_where_and_with_what_and_quotes_nothing(store: Store, tmp_path: Path, log: Path) -> None:
    error = bug(store)
    crash_report.log_unexpected(error)
    path = crash_report.save_report(tmp_path, error, log)
    text = path.read_text(encoding="utf-8")
    for part in ("spaCy 3.", "SQLite 3.", "schema ", "decisions.py:", "ValueError", "ERROR annotator unexpected"):
        assert part in text
    assert "SECRET" not in text and "SECRET" not in log.read_text(encoding="utf-8")


def test_the_log_rotates(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crash_report, "LOG_SIZE", 2000)
    crash_report.start_log(log)
    for n in range(300):
        logging.getLogger("annotator.desk").info("line %d", n)
    assert sorted(p.name for p in log.parent.iterdir()) == ["desk.log", "desk.log.1", "desk.log.2"]
    assert all(p.stat().st_size <= 2000 for p in log.parent.iterdir())
    assert log.read_text(encoding="utf-8").splitlines()[-1].endswith("line 299")


def test_no_log_is_no_reason_not_to_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    crash_report.start_log(tmp_path / "file" / "desk.log")
    with pytest.raises(AnnotatorError, match="could not be written"):
        crash_report.save_report(tmp_path / "file", ValueError("x"))
