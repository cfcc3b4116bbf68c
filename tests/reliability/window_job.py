"""The real window in a process of its own, offscreen: random keys until it is killed."""

from __future__ import annotations

import json
import os
import random
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QListView

from annotator.detection.suggester import TextSuggester
from annotator.records import Change, Decision, Proposal
from annotator.store import decisions
from annotator.ui.app import make_application
from annotator.ui.demo import press_key, wait_until
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import project
from tests.reliability.crossing import Diary, Report
from tests.reliability.jobs import Job, crossed, make_project, project_file, sound
from tests.support import ANNOTATOR, seed_sha

DIALOGS = 0.04  # how often the file dialog is opened after a key


class NoModel(TextSuggester):
    """A detector that finds nothing: the project has its proposals already."""

    detector_version = "none"

    def propose(self, text: str) -> tuple[Proposal, ...]:
        """Nothing."""
        return ()


def _said(decision: Decision) -> str:
    """What the desk shows as saved, to be found again in the file."""
    stances = sorted(f"{s.target}:{s.label}" for s in decision.stances)
    return json.dumps(
        [decision.quotation, decision.status, decision.kind, decision.speaker_name, stances, decision.flagged]
    )


def press_at_random(folder: Path, seed: int, report: Report) -> None:
    """Open the window and press keys; what the desk shows as saved is reported when it shows it."""
    chance = random.Random(seed)
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform has no size hints, and says so each time
    make_application(["annotator"])
    settings = Settings(folder / "settings.ini")
    store = project.open_project(project_file(folder))
    settings.set_annotator(store.path, ANNOTATOR)
    window = DeskWindow(store, settings, Theme("light"), NoModel)
    window.show()
    wait_until(window.isActiveWindow, patience=5000)
    window.begin()
    window.article.setFocus()
    navigator = window.navigator
    navigator.show_article(seed_sha())
    changed: set[str] = set()
    navigator.quotations_changed.connect(changed.update)
    diary = Diary(report)
    layer, write = window.annotation.session.layer, window.annotation.session.layer.write

    def written(decision: Decision, action: str) -> Change:
        change = write(decision, action)
        if change.decision is not None:
            diary.took(change.decision)
        return change

    layer.write = written  # type: ignore[method-assign]  # what was kept while another process wrote comes at any time

    def saved() -> None:
        if (
            navigator.desk is not None
            and navigator.desk.article.sha256 == seed_sha()
            and not window.session.acts.saver.waiting
        ):
            diary.saved([q.decision for q in navigator.desk.quotations if q.decision is not None])
        for key in changed:
            quotation = navigator.quotation(key)
            if quotation is not None and quotation.decision is not None and window.session.acts.saver.waiting == []:
                report(f"saved {_said(quotation.decision)}")
        changed.clear()

    window.session.acts.done.connect(saved)
    saved()
    report("ready")
    while True:
        diary.act()
        if navigator.desk is None or navigator.desk.article.sha256 != seed_sha():
            navigator.show_article(seed_sha())  # a key went on to an article that has no proposals
        press_key(window, chance.choice("\r\r\r\rjjkxfuUIE123"))
        if chance.random() < 0.1 and navigator.desk is not None and navigator.desk.quotations:
            navigator.make_current(chance.choice(navigator.desk.quotations).id)
        if chance.random() < DIALOGS:
            look_at_projects(window)
        QApplication.processEvents()


def look_at_projects(window: DeskWindow) -> None:
    """Open the dialog for another project by its key, look at the folder, and leave it by Esc."""

    def leave() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog) and any(
            view.model().rowCount(view.rootIndex()) for view in dialog.findChildren(QListView)
        ):
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            QTimer.singleShot(5, leave)

    QTimer.singleShot(0, leave)
    QTest.keyClick(window.article, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)


def holds_what_was_shown(folder: Path, reported: list[str]) -> list[str]:
    """Every decision that the desk showed as saved is in the quotation's history."""
    wrong = sound(project_file(folder))
    with closing(project.open_project(project_file(folder))) as store:
        for line in reported:
            if line.startswith("saved"):
                said = line.removeprefix("saved ")
                past = decisions.history(store, seed_sha(), ANNOTATOR, json.loads(said)[0])
                if said not in map(_said, past):
                    wrong.append(f"shown as saved and not there: {said}")
    return wrong


WINDOW = Job("the window, crossed", make_project, press_at_random, crossed(holds_what_was_shown), acts=30, crossed=True)
