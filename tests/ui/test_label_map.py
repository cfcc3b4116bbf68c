"""The label map in the preview of an import: labels of other people's files are given a meaning, which is kept."""

from __future__ import annotations

import json
from pathlib import Path

from annotator.store import decisions
from annotator.workflow import labels
from tests.ui.conftest import Desk
from tests.ui.test_exchange import dropping

DATA = Path(__file__).parent.parent / "data" / "exchange"


def test_labels_are_given_a_meaning_in_the_preview_and_come_in(desk: Desk, tmp_path: Path) -> None:
    text = (DATA / "ls_names.json").read_text(encoding="utf-8").replace("Direct quote", "Rede")
    (tmp_path / "tasks.json").write_text(text, encoding="utf-8")
    dialog = dropping(desk, tmp_path / "tasks.json")
    desk.wait(lambda: "cannot be read" in dialog.summary.text())
    assert not dialog.take.isEnabled() and dialog.labels.isVisible()
    assert list(dialog.labels.boxes)[:3] == [
        "genre:news",
        "Person",
        "Rede",
    ]  # those of which nothing is known come first
    for name, meaning in (("Rede", "direct"), ("Person", "source")):
        box = dialog.labels.boxes[name]
        box.setCurrentIndex(box.findData(meaning))
        desk.wait(lambda: dialog.summary.text() != "Reading…")
    desk.wait(lambda: dialog.take.isEnabled())
    assert "1 file with annotations" in dialog.summary.text()
    store = desk.window.navigator.store
    dialog.take.click()
    desk.wait(lambda: bool(labels.remembered(store)))
    assert labels.remembered(store) == {"rede": "direct", "person": "source"}
    sha = store.one("SELECT sha256 FROM article WHERE id = 'art-77'")[0]
    found = list(decisions.current_decisions(store, sha, "1").values())
    assert [(d.kind, d.source.words if d.source else "") for d in found] == [
        ("direct", "the mayor"),
        ("direct", "Kim Lee"),
        ("direct", "She"),
    ]


def test_a_project_of_a_tool_is_dropped_and_comes_in(desk: Desk) -> None:
    dialog = dropping(desk, DATA / "potato")
    desk.wait(lambda: dialog.take.isEnabled())
    assert dialog.labels.boxes["Quote"].currentData() == "quotation"
    store = desk.window.navigator.store
    dialog.take.click()
    desk.wait(lambda: store.one("SELECT count(*) FROM article WHERE id IN ('a1', 'a2')") == (2,))
    names = json.loads(store.one("SELECT json_group_array(name) FROM annotator")[0])
    assert {"ada", "bob"} <= set(names)
