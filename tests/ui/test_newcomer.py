"""A person who starts the program for the first time, with a Word file: to the first decision in few acts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.records import Status
from annotator.ui.app import App
from annotator.ui.settings import Settings
from annotator.workflow import project
from benchmarks import newcomer
from tests.ui.driving import Desk


def test_a_word_file_of_ones_own_is_decided_in_few_acts(
    settings: Settings, application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    newcomer.write_article(tmp_path)
    app = App(settings)
    acts, decision = newcomer.own_article(app)
    assert app.window is not None
    desk = Desk(app.window)
    assert acts <= newcomer.MOST_ACTS
    assert decision is not None and decision.status is Status.CONFIRMED and decision.words in newcomer.WORDS[1]
    assert desk.window.annotation.pane.title.text() == newcomer.WORDS[0]
    assert [t.name for t in project.current_codebook(desk.window.workspace.store).targets] == [newcomer.TARGET]
    desk.close()
