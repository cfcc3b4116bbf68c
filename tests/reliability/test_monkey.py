"""A random user for a few seconds; ``make monkey`` lets one act 20,000 times."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.monkey.eyes import differences

ROOT = Path(__file__).parent.parent.parent


def test_window_file_and_export_say_the_same_whatever_a_random_user_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.monkey", "--actions", "150", "--every", "50", "--seed", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counts = {name: int(number) for name, number in re.findall(r"\| ([\w ]+?) \| ([\d]+) \|", done.stdout)}
    assert counts["all"] >= 150 and counts["checks"] >= 3 and counts["act in a dialog"] > 0
    assert counts["differences"] == counts["exceptions"] == counts["lock losts"] == 0


ROW = {"quotations": 1, "decided": 1, "flagged": 0, "proposed": True, "finished": True}


def told(window: dict[str, object], file: dict[str, object], out: dict[str, object]) -> list[str]:
    """The differences of a window with one article, from the file and its export."""
    shown = {"view": "desk", "annotator": "Ada", "rows": {"a": {**ROW, **window}}, "narrowed": False, "article": "a",
             "quotations": {"q": window.get("q", "confirmed")}}  # fmt: skip
    read = {"rows": {"a": {**ROW, **file}}, "articles": {"a": {"q": file.get("q", "confirmed")}},
            "decided": {"a q": file.get("q", "confirmed")}, "undo": None, "redo": None,
            "export": {"finished": {"a": out.get("finished", True)}, "decided": {"a q": out.get("q", "confirmed")}}}  # fmt: skip
    return differences(shown, {"desks": {"Ada": read}})


@pytest.mark.parametrize(
    ("window", "file", "out", "word"),
    [
        ({"decided": 0}, {}, {}, "the queue says"),
        ({"finished": False}, {}, {}, "the queue says"),
        ({"q": "open"}, {}, {}, "the window says open"),
        ({}, {}, {"q": "rejected"}, "the export rejected"),
        ({}, {}, {"finished": False}, "in the export False"),
    ],
)
def test_each_difference_is_told(
    window: dict[str, object], file: dict[str, object], out: dict[str, object], word: str
) -> None:
    assert told({}, {}, {}) == []
    assert any(word in line for line in told(window, file, out))
