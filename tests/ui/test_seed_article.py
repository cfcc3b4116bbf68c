"""The main job from end to end: the seed article, decided by keys with the English model's own proposals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.records import Kind
from annotator.ui.dialogs.confirm_rest import ConfirmRestDialog
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import project
from tests.support import SEED, gold, gold_stances, seed_sha
from tests.ui.driving import Desk

ANNOTATOR = "Grace"
MOST_KEYS = 40
MOST_KEYS_WITH_THE_REST = 30


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sample project that nobody has opened yet."""
    made = tmp_path / "sample.annot"
    project.sample_project(made).close()
    return made


@pytest.fixture
def opened(path: Path, settings: Settings, theme: Theme) -> Iterator[list[Desk]]:
    """The desks opened in a test, the last one being open."""
    desks: list[Desk] = []
    yield desks
    for desk in desks:
        desk.close()


def start(path: Path, settings: Settings, theme: Theme) -> Desk:
    """Start the desk on a project as the application does."""
    window = DeskWindow(project.open_project(path), settings, theme)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    window.begin()
    return Desk(window)


def decide_as_gold(desk: Desk) -> None:
    """Press the keys that make each quotation what the gold file says, reading keys from the codebook on screen."""
    while not desk.current.decided:
        item = next((q for q in gold()["quotes"] if q["start"] == desk.current.span.start), None)
        if item is None:
            desk.press("x")
            continue
        for stance in item["stances"]:
            navigator = desk.window.navigator
            assert navigator.desk is not None
            target = navigator.desk.codebook.target(stance["target"])
            assert target is not None
            if navigator.target_id != target.id:
                desk.press(target.key)
            desk.press(next(label.key for label in target.labels if label.id == stance["label"]))
        desk.press("Enter")


def give_labels(desk: Desk, start: int, *, go_on: bool) -> bool:
    """Give the current quotation the labels of the gold one that starts there; whether it has some. ``go_on``: and confirm it."""
    stances = gold_stances(start)
    for at, stance in enumerate(stances):
        navigator = desk.window.navigator
        assert navigator.desk is not None
        target = navigator.desk.codebook.target(stance.target)
        assert target is not None
        if navigator.target_id != target.id:
            desk.press(target.key)
        key = next(label.key for label in target.labels if label.id == stance.label)
        desk.press(f"Alt+{key}" if go_on and at == len(stances) - 1 else key)
    return bool(stances)


def decide_with_the_rest(desk: Desk) -> None:
    """Decide by keys as the gold file says, confirming the rest of the article at once where several quotations have no labels."""
    assert desk.window.navigator.desk is not None
    starts = [quotation.span.start for quotation in desk.window.navigator.desk.quotations]
    at = 0
    while any(gold_stances(start) for start in starts[at : at + 3]):
        if not give_labels(desk, starts[at], go_on=True):
            desk.press("Enter")
        at = starts.index(desk.current.span.start)
    desk.press("Ctrl+R")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ConfirmRestDialog)
    desk.wait(dialog.take.hasFocus)
    desk.press("Enter")
    desk.wait(lambda: desk.window.article.hasFocus())
    desk.press("x")  # the words that nobody said, of which the model is not sure
    labeled = [start for start in starts[at:] if gold_stances(start)]
    for nth, start in enumerate(labeled):
        while desk.current.span.start != start:
            desk.press("j" if desk.current.span.start < start else "k")
        coming = next(
            (q for q in desk.window.navigator.desk.quotations if not q.decided and q.id != desk.current.id), None
        )
        leads_on = coming is not None and [coming.span.start] == labeled[nth + 1 : nth + 2]
        give_labels(desk, start, go_on=leads_on or not desk.current.decided)


def as_gold(quotes: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """What is compared: edges, words, kind, source, speaker's name (letter case aside), cue, labels."""
    return [
        (q["start"], q["end"], q["text"], q["kind"], q["speaker"]["start"], q["speaker"]["end"],
         q["speaker"]["name"].casefold(), (q["cue"]["start"], q["cue"]["end"]),
         sorted((s["target"], s["label"]) for s in q["stances"]))
        for q in sorted(quotes, key=lambda q: q["start"])
    ]  # fmt: skip


def test_the_seed_article_takes_at_most_forty_keys_and_is_found_again_undone_redone_and_exported(
    path: Path, settings: Settings, theme: Theme, opened: list[Desk], tmp_path: Path
) -> None:
    desk = start(path, settings, theme)
    opened.append(desk)
    assert desk.window.welcome.isVisible()
    desk.window.welcome.name.clear()
    desk.type(ANNOTATOR)
    desk.press("Enter")
    desk.wait(lambda: desk.window.navigator.current is not None, patience=120_000)
    assert desk.window.navigator.desk is not None and desk.window.navigator.desk.article.id == SEED

    desk.pressed = 0
    decide_as_gold(desk)
    assert desk.pressed <= MOST_KEYS
    decided = desk.decided()
    assert len(decided) == 18
    desk.close()

    again = start(path, settings, theme)
    opened.append(again)
    assert not again.window.welcome.isVisible() and again.window.navigator.annotator == ANNOTATOR
    again.window.navigator.show_article(seed_sha())
    assert [d.words for d in again.decided()] == [d.words for d in decided]
    assert [d.stances for d in again.decided()] == [d.stances for d in decided]

    steps = 0
    while again.window.menus.items["undo"].text() != "Undo":
        again.press("Ctrl+Z")
        steps += 1
    assert again.decided() == [] and steps == 18 + 14
    for _ in range(steps):
        again.press("Ctrl+Shift+Z")
    assert [d.stances for d in again.decided()] == [d.stances for d in decided]

    again.press("Ctrl+Shift+E")
    dialog = again.window.files.dialog
    assert dialog is not None
    again.wait(lambda: dialog.save.isEnabled())
    assert "17 quotations" in dialog.counts.text() and SEED in dialog.record.toPlainText()
    dialog.write(tmp_path / "out.jsonl")
    again.wait(lambda: dialog.counts.text().startswith("Written"))
    dialog.leave.click()
    record = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert as_gold(record["quotes"]) == as_gold(gold()["quotes"])
    assert [(n["start"], n["end"]) for n in record["nonspeech"]] == [
        (n["start"], n["end"]) for n in gold()["nonspeech"]
    ]


def test_the_seed_article_takes_thirty_keys_with_the_rest_confirmed_at_once(
    path: Path, settings: Settings, theme: Theme, opened: list[Desk], tmp_path: Path
) -> None:
    settings.set_annotator(path, ANNOTATOR)
    with closing(project.open_project(path)) as store:
        project.add_annotator(store, ANNOTATOR)
    desk = start(path, settings, theme)
    opened.append(desk)
    desk.wait(lambda: desk.window.navigator.current is not None, patience=120_000)
    desk.pressed = 0
    decide_with_the_rest(desk)
    assert desk.pressed <= MOST_KEYS_WITH_THE_REST
    wanted = {(q["start"], q["speaker"]["name"].casefold(), gold_stances(q["start"])) for q in gold()["quotes"]}
    assert {
        (d.span.start, d.speaker_name.casefold(), d.stances) for d in desk.decided() if d.kind is not Kind.NOT_SPEECH
    } == {(start, name, tuple(sorted(stances))) for start, name, stances in wanted}
    assert len(desk.decided()) == 18
