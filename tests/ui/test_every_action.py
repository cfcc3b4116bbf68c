"""Every action in every view and state: none raises, none brings a Qt warning, and the window is still there."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.exceptions import capture_exceptions

from annotator.detection.suggester import Suggester, TextSuggester
from annotator.records import Proposal, Span
from annotator.store.connection import Store
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import desk as work
from annotator.workflow import project
from tests.support import ANNOTATOR, decide_all, seed_sha
from tests.teamwork import decide, rejected
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.test_review import edit

State = Callable[[Desk, Path], None]
CLOSES = "close"  # the one action that a test of many in one window cannot do
ALIKE = {*(f"speaker-{n}" for n in range(3, 9)), *(f"reason-{n}" for n in range(2, 5))}  # as those beside them
# What dresses the window anew, whatever is in it: tried in one state of each view.
LOOKS = ("window-larger", "window-smaller", "contrast-light", "contrast-dark", "dark", "light")
# What opens a dialog or a page about the project, whatever the desk shows: tried in one state of each view and each project.
ASIDE = ("new", "open", "import", "codebook", "edit-codebook", "versions", "keys", "package", "merge", "shared-folder", "release",
         "overview", "repeats", "training", "guideline", "help")  # fmt: skip
LETTERS = 3  # of the codebook, of each sort: all others only where what stands aside is tried
TAKE_AWAY = ("article-exclude", "article-delete")  # undone at once: the states need their article


class Stuck(TextSuggester):
    """A detector that is not ready before the test ends."""

    detector_version = "stuck"
    go = threading.Event()

    def __init__(self) -> None:
        self.go.wait(120)

    def propose(self, text: str) -> tuple[Proposal, ...]:
        return ()


@pytest.fixture
def team(store: Store) -> Store:
    """The seed article, finished by two who differ."""
    decide(store, "Ben")
    decide(store, "Cleo", {4: rejected, 11: rejected})
    return store


@contextmanager
def window_on(
    store: Store, settings: Settings, theme: Theme, make: Callable[[], Suggester], name: str
) -> Iterator[Desk]:
    """The window, shown, for an annotator ("" for nobody yet)."""
    settings.set_number("greeted", 1)
    window = DeskWindow(store, settings, theme, make)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    if name:
        settings.set_annotator(store.path, name)
    window.begin()
    desk = Desk(window)
    try:
        yield desk
    finally:
        Stuck.go.set()
        desk.close()
        Stuck.go.clear()


# The states, each made anew before every action


def annotating(desk: Desk, folder: Path) -> None:
    desk.window.navigator.show_article(seed_sha())


def no_proposals(desk: Desk, folder: Path) -> None:
    """An article that nothing has read."""
    unread = next(row for row in desk.window.navigator.queue.rows if row.sha256 != seed_sha())
    desk.window.navigator.show_article(unread.sha256)


def selected(desk: Desk, folder: Path) -> None:
    desk.window.navigator.show_article(seed_sha())
    desk.window.article.select_span(desk.window.navigator.desk.quotations[2].span)


def caret(desk: Desk, folder: Path) -> None:
    desk.window.navigator.show_article(seed_sha())
    desk.window.article.set_caret(True)


def finished(desk: Desk, folder: Path) -> None:
    desk.window.navigator.show_article(seed_sha())
    if not desk.window.navigator.queue.row().finished:
        work.set_finished(desk.window.navigator.store, seed_sha(), desk.window.navigator.annotator, finished=True)
        desk.window.navigator.reload_desk()


def commenting(desk: Desk, folder: Path) -> None:
    desk.window.navigator.show_article(seed_sha())
    desk.window.card.write_comment()
    desk.type("x")


def searching(desk: Desk, folder: Path) -> None:
    desk.window.navigator.show_article(seed_sha())
    pane = desk.window.panels.search_pane()
    pane.begin()
    pane.fields.words.setText("border")


def narrowed(desk: Desk, folder: Path) -> None:
    """The queue is that of a search, which leaves the article shown out."""
    from annotator.session.queue import Narrowed
    from annotator.workflow.search import Scope, Search

    navigator = desk.window.navigator
    if navigator.queue.narrowed is None:
        other = next(row for row in work.load_queue(navigator.store, ANNOTATOR) if row.sha256 != seed_sha())
        opened = work.load_desk(navigator.store, other.sha256, ANNOTATOR)
        made = replace(work.new_quotation(opened, Span(0, 9)), flagged=True)
        work.decide(navigator.store, made, action="New quotation")
        navigator.queue.narrow(Narrowed("flagged", Search(scope=Scope.QUOTATIONS, flagged=True)))
        desk.wait(lambda: len(navigator.queue.rows) == 1)
    navigator.show_article(seed_sha())


def reviewing(desk: Desk, folder: Path) -> None:
    if desk.window.review.dock is None:
        desk.window.navigator.show_article(seed_sha())
        edit(desk, folder, take_out=True)
        desk.wait(lambda: desk.window.review.dock is not None)
    desk.window.review.dock.show()


def asked(desk: Desk, folder: Path) -> None:
    """A question stands in the notice line."""
    if desk.window.navigator.queue.row_at(seed_sha()) >= 0:
        desk.window.navigator.show_article(seed_sha())
    desk.window.session.finish()


def after_a_dialog(desk: Desk, folder: Path) -> None:
    desk.window.navigator.show_article(seed_sha())
    desk.window.panels.edit_speakers()
    close_dialogs()


def keys_shown(desk: Desk, folder: Path) -> None:
    desk.window.navigator.show_article(seed_sha())
    if desk.window.panels.help is None or not desk.window.panels.help.isVisible():
        desk.window.panels.toggle_help()


def adjudicating(desk: Desk, folder: Path) -> None:
    if not desk.window.team.adjudicating:
        desk.window.team.adjudicate()
    desk.wait(lambda: bool(desk.window.navigator.queue.rows))
    if desk.window.navigator.desk is None:
        desk.window.navigator.show_article(seed_sha())


def nothing_to_settle(desk: Desk, folder: Path) -> None:
    """Adjudication where no two annotators have finished an article."""
    if not desk.window.team.adjudicating:
        desk.window.team.adjudicate()


def agreement(desk: Desk, folder: Path) -> None:
    if not desk.window.team.on_page:
        desk.window.team.show_agreement()
    desk.wait(lambda: not desk.window.team.worker.busy)


def agreement_coming(desk: Desk, folder: Path) -> None:
    """The agreement page while its figures are worked out."""
    if not desk.window.team.on_page:
        desk.window.team.show_agreement()


def refused(desk: Desk, folder: Path) -> None:
    """The disk takes nothing, and a decision waits for it."""
    desk.window.navigator.store.db.execute("PRAGMA query_only = 0")
    desk.window.session.acts.saver.flush()
    desk.window.navigator.show_article(seed_sha())
    desk.window.navigator.store.db.execute("PRAGMA query_only = 1")
    desk.window.session.acts.flag()


def as_it_is(desk: Desk, folder: Path) -> None:
    """Nothing is done first."""


def close_dialogs() -> None:
    """Leave every dialog, as Esc does."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def actions_of(desk: Desk) -> dict[str, QAction]:
    """All that the window's menus and keys do, the codebook's letters included."""
    letters = {f"key {item.text()}": item for item in desk.window.menus.stance_items}
    menus = {name: item for name, item in desk.window.menus.items.items() if name not in {CLOSES, *ALIKE}}
    return menus | letters


def tried(names: Iterable[str], *, aside: bool, looks: bool) -> list[str]:
    """Those to do in a state: all, or without what does the same in every state of a view."""
    sorts: Counter[str] = Counter()
    found = []
    for name in names:
        if name.startswith("key "):
            sorts[name[:-1]] += 1
        few = name in ASIDE or sorts[name[:-1]] > LETTERS
        if (aside or not few) and (looks or name not in LOOKS):
            found.append(name)
    return found


def run_all(desk: Desk, state: State, folder: Path, *, aside: bool = False, looks: bool = False) -> None:
    """Do everything, each in the state; the failures of all are told together."""
    QGuiApplication.clipboard().setText("Pasted\n\n“Yes,” said Ida Holm.")
    closer = QTimer(interval=5)
    closer.timeout.connect(close_dialogs)
    closer.start()
    failed = []
    for name in tried(actions_of(desk), aside=aside, looks=looks):
        with capture_exceptions() as caught:
            if state not in (adjudicating, agreement, agreement_coming, nothing_to_settle):
                desk.window.workspace.show_desk()
            state(desk, folder)
            at = desk.window.annotation.navigator
            before = at.sha256
            if (item := actions_of(desk).get(name)) is not None and item.isEnabled():
                item.trigger()
            if name in TAKE_AWAY and before and at.layer.row(before, None) is None:
                desk.window.annotation.session.acts.undo()
            QCoreApplication.processEvents()
        failed += [f"{name}: {error!r}" for _, error, _ in caught]
        close_dialogs()
        assert desk.window.isVisible(), name
    closer.stop()
    for menu in (*desk.window.menus.by_name.values(), desk.window.menus.recent, desk.window.menus.stance):
        menu.aboutToShow.emit()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert failed == []
    desk.window.navigator.store.db.execute("PRAGMA query_only = 0")
    assert desk.window.session.acts.saver.flush()


ON_THE_DESK = [annotating, no_proposals, selected, caret, finished, commenting, searching, narrowed, reviewing, asked,
               after_a_dialog, keys_shown, refused]  # fmt: skip


@pytest.mark.parametrize("state", ON_THE_DESK)
def test_on_the_desk(store: Store, settings: Settings, theme: Theme, tmp_path: Path, state: State) -> None:
    with window_on(store, settings, theme, NoModel, ANNOTATOR) as desk:
        run_all(desk, state, tmp_path, aside=state in (annotating, refused), looks=state is annotating)


@pytest.mark.parametrize("state", [adjudicating, agreement, agreement_coming])
def test_in_a_teams_views(team: Store, settings: Settings, theme: Theme, tmp_path: Path, state: State) -> None:
    with window_on(team, settings, theme, NoModel, ANNOTATOR) as desk:
        whole = state is not agreement_coming
        run_all(desk, state, tmp_path, aside=whole, looks=whole)


@pytest.mark.parametrize("state", [nothing_to_settle, agreement])
def test_in_a_teams_views_with_nothing_in_them(
    store: Store, settings: Settings, theme: Theme, tmp_path: Path, state: State
) -> None:
    with window_on(store, settings, theme, NoModel, ANNOTATOR) as desk:
        run_all(desk, state, tmp_path)


@pytest.mark.parametrize("state", [as_it_is, asked, agreement, nothing_to_settle])
def test_in_a_project_without_articles(settings: Settings, theme: Theme, tmp_path: Path, state: State) -> None:
    with closing(project.create_project(tmp_path / "empty.annot")) as store:
        project.add_annotator(store, ANNOTATOR)
        with window_on(store, settings, theme, NoModel, ANNOTATOR) as desk:
            run_all(desk, state, tmp_path, aside=state is as_it_is, looks=state is as_it_is)


def test_before_anybody_annotates(settings: Settings, theme: Theme, tmp_path: Path) -> None:
    with (
        closing(project.sample_project(tmp_path / "new.annot")) as store,
        window_on(store, settings, theme, NoModel, "") as desk,
    ):
        run_all(desk, as_it_is, tmp_path, aside=True)


def test_before_the_detector_is_ready(settings: Settings, theme: Theme, tmp_path: Path) -> None:
    with closing(project.sample_project(tmp_path / "new.annot")) as store:
        project.add_annotator(store, ANNOTATOR)
        with window_on(store, settings, theme, Stuck, ANNOTATOR) as desk:
            run_all(desk, as_it_is, tmp_path)


def test_where_all_is_decided(store: Store, settings: Settings, theme: Theme, tmp_path: Path) -> None:
    decide_all(store)
    with window_on(store, settings, theme, NoModel, ANNOTATOR) as desk:
        run_all(desk, annotating, tmp_path, aside=True)


def test_everything_of_the_speaker_found_from_adjudication(
    team: Store, settings: Settings, theme: Theme, tmp_path: Path
) -> None:
    with window_on(team, settings, theme, NoModel, ANNOTATOR) as desk:
        adjudicating(desk, tmp_path)
        desk.press("Ctrl+Shift+L")
        pane = desk.window.panels.finder
        assert pane is not None and pane.isVisible()
        shown = desk.window.navigator.shown()
        assert shown is not None and pane.fields.speaker.text() == shown.speaker_name != ""
