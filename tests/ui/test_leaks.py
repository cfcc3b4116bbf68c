"""Opening and closing every dialog and view leaves widgets, threads and open files as they were after the first time."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog

from annotator.store.connection import Store
from annotator.ui.dialogs.unsaved import close_anyway
from tests.support import seed_sha
from tests.teamwork import decide, rejected
from tests.ui.driving import Desk
from tests.ui.test_dialogs import DIALOGS

TIMES = 2  # in each half of what is counted


def close_all() -> None:
    """Leave every dialog and menu, as Esc does."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def rest(desk: Desk) -> None:
    """Let workers end, and show what they read."""
    window = desk.window
    workers = (
        window.files.worker,
        window.team.worker,
        window.detection.worker,
        window.reader.worker,
        window.panels.worker,
    )
    desk.wait(lambda: not any(worker is not None and worker.busy for worker in workers), patience=60_000)
    QCoreApplication.processEvents()


def settle(desk: Desk) -> None:
    """Let workers end and what was let go of be destroyed."""
    rest(desk)
    for _ in range(3):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def held() -> dict[str, int]:
    """How many widgets, Python threads, threads of the process and open files there are."""
    process = Path("/proc/self")
    counted = {name: len(list((process / name).iterdir())) for name in ("task", "fd")} if process.exists() else {}
    return {"widgets": len(QApplication.allWidgets()), "threads": threading.active_count(), **counted}


def twice(act: Callable[[], object]) -> Callable[[], None]:
    """Something that the second time takes back."""

    def run() -> None:
        act()
        QCoreApplication.processEvents()
        act()

    return run


def openings(desk: Desk, folder: Path) -> dict[str, Callable[[], object]]:
    """Each dialog and view of the program, opened and left."""
    window = desk.window
    text = folder / "new.txt"
    text.write_text("A town votes\n\n“Yes,” said Ida Holm.", encoding="utf-8")
    QGuiApplication.clipboard().setText("Pasted\n\n“Yes,” said Ida Holm.")

    def context_menu() -> None:
        spot = window.card.speakers.chosen.mapToGlobal(QPoint(3, 3))
        menu = window.card.menu_at(spot)
        assert menu is not None
        menu.aboutToHide.emit()  # as it does when it was left

    def rename() -> None:
        from annotator.ui.dialogs.speakers import SpeakersDialog

        window.panels.edit_speakers()
        dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, SpeakersDialog) and w.isVisible())
        dialog._rename()

    def articles() -> None:
        window.navigator.step_article(1)
        window.navigator.step_article(-1)

    def agreement() -> None:
        window.team.show_agreement()
        rest(desk)
        window.team.show_agreement()

    def adjudication() -> None:
        window.team.adjudicate()
        rest(desk)
        window.team.adjudicate()

    def menus() -> None:
        for menu in (*window.menus.by_name.values(), window.menus.recent, window.menus.stance, window.status.menu):
            menu.aboutToShow.emit()

    def change_hits() -> None:
        window.panels.search_pane()._ask_change([])

    special: dict[str, Callable[[], object]] = {
        "confirm rest": window.panels.confirm_rest, "change hits": change_hits,
        "keys": window.panels.edit_keys, "speakers": window.panels.edit_speakers, "rename": rename,
        "new project": window.files.new_project, "open project": window.files.open_project,
        "import": window.files.import_files, "codebook": window.files.use_codebook, "paste": window.files.paste,
        "preview": lambda: window.files.preview_import([text]), "export": window.files.export,
        "packages": window.team.files.make_packages, "merge": window.team.files.merge_files,
        "unsaved": lambda: close_anyway(window, 2), "help": twice(window.panels.toggle_help),
        "guideline": twice(window.panels.toggle_guideline), "search": twice(window.panels.search),
        "review": twice(window.review.toggle), "agreement": agreement,
        "adjudication": adjudication, "context menu": context_menu, "menus": menus,
        "articles": articles, "question": twice(window.session.finish),
    }  # fmt: skip
    others = {
        name: item.trigger for name, item in window.menus.items.items() if name in DIALOGS and name not in special
    }
    assert "article-title" in others
    return special | others


def test_nothing_is_left_of_what_was_opened(desk: Desk, store: Store, tmp_path: Path) -> None:
    decide(store, "Ben")
    decide(store, "Cleo", {4: rejected})
    desk.window.navigator.show_article(seed_sha())
    closer = QTimer(interval=0)
    closer.timeout.connect(close_all)
    closer.start()
    left: dict[str, dict[str, int]] = {}
    for name, act in openings(desk, tmp_path).items():
        for _ in range(2):  # the first time makes what stays, and what it warms up
            act()
            rest(desk)
        settle(desk)
        grown = []
        for _ in range(2):  # what is made once, or a worker's one thread, grows in one half alone; a leak in both
            before = held()
            for _ in range(TIMES):
                act()
                QCoreApplication.processEvents()
            settle(desk)
            after = held()
            grown.append({what: after[what] - before[what] for what in after})
        if leaks := {what: grown[1][what] for what in grown[1] if min(half[what] for half in grown) > 0}:
            left[name] = leaks
    closer.stop()
    assert left == {}
