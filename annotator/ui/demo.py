"""The desk without a display: the first sample article is annotated by real key events, as its gold file has it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.errors import AnnotatorError, ExportError
from annotator.exchange.earlier import marked
from annotator.records import fold
from annotator.resources import seed
from annotator.ui.app import make_application
from annotator.ui.settings import Settings
from annotator.ui.signals import ClosingSignals, closing_signals
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import export, outputs, project

PATIENCE = 180_000  # milliseconds for the English model to load and read an article
ANNOTATOR, PICTURE, EXPORT = "demo", "demo.png", "demo.jsonl"
_MARK = "quotation-annotator: picture"  # in a picture's text, by which one of ours is known
is_earlier = marked(b"\x89PNG", _MARK)


def first_gold() -> dict[str, Any]:
    """The gold record of the first sample article."""
    record: dict[str, Any] = json.loads(sorted(seed().glob("*.gold.jsonl"))[0].read_text(encoding="utf-8"))
    return record


def keys_for(window: DeskWindow, gold: dict[str, Any]) -> Iterator[str]:
    """The keys that decide the current quotation as the gold record has it; Enter or x comes last."""
    shown, desk = window.navigator.shown(), window.navigator.desk
    assert shown is not None and desk is not None
    found = next((q for q in gold["quotes"] if (q["start"], q["end"]) == (shown.span.start, shown.span.end)), None)
    if found is None:
        yield "x"
        return
    if fold(shown.speaker_name) != fold(found["speaker"]["name"]) or window.annotation.session.unsure():
        names = [fold(choice.name) for choice in window.session.choices()]
        yield str(names.index(fold(found["speaker"]["name"])) + 1)
    active = window.navigator.target_id
    for stance in sorted(found["stances"], key=lambda s: s["target"] != active):
        target = desk.codebook.target(stance["target"])
        assert target is not None, "the sample's codebook has every target of the gold file"
        if target.id != window.navigator.target_id:
            yield target.key
        yield next(label.key for label in target.labels if label.id == stance["label"])
    yield "\r"


def decide_by_keys(window: DeskWindow, gold: dict[str, Any], press: Callable[[str], None]) -> int:
    """Decide every quotation of the article shown; how many keys it took."""
    pressed = 0
    while (current := window.navigator.current) is not None and not current.decided:
        for key in keys_for(window, gold):
            press(key)
            pressed += 1
    return pressed


def press_key(window: DeskWindow, key: str) -> None:
    """One key as the window system would send it: a capital letter comes with Shift."""
    target = QApplication.focusWidget() or window
    if key == "\r":
        QTest.keyClick(target, Qt.Key.Key_Return)
    else:
        shift = Qt.KeyboardModifier.ShiftModifier if key.isupper() else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(target, Qt.Key(ord(key.upper())), shift)


def wait_until(ready: Callable[[], bool], *, patience: int = PATIENCE) -> bool:
    """Let events be handled until something is so; False where patience (milliseconds) ends first.

    An event loop of its own lets the worker's Python run meanwhile, which QTest.qWait does not.
    """
    loop, clock, ticks = QEventLoop(), QElapsedTimer(), QTimer()
    clock.start()
    ticks.timeout.connect(lambda: loop.quit() if ready() or clock.hasExpired(patience) else None)
    ticks.start(10)
    while not ready() and not clock.hasExpired(patience):  # the last dialog's closing may end the loop
        loop.exec()
    ticks.stop()
    return ready()


def save_picture(window: QWidget, path: Path, *, force: bool = False) -> None:
    """Save how a window looks; OccupiedError where another file is there, unless ``force``."""
    image = window.grab().toImage()
    image.setText("Software", _MARK)
    with outputs.output(path, is_earlier, force=force) as aim:
        if not image.save(str(aim)):
            raise ExportError(f"{path}: the picture could not be written; free some space or choose another folder.")


def run(folder: Path, *, force: bool = False) -> int:
    """Annotate, and leave ``demo.png`` and ``demo.jsonl`` in a folder; 1 where the English model found nothing.

    ``force`` replaces other files of these names.
    """
    outputs.check(folder / PICTURE, is_earlier, force=force)
    export.check_target(folder / EXPORT, "jsonl", force=force)
    make_application(["annotator"])
    gold = first_gold()
    with tempfile.TemporaryDirectory() as temporary, closing_signals(lambda: True) as signals:
        settings = Settings(Path(temporary) / "settings.ini")
        store = project.sample_project(Path(temporary) / "sample.annot")
        window = DeskWindow(store, settings, Theme("light"))
        window.show()
        window.begin()
        window.annotate_as(ANNOTATOR)
        window.welcome.hide()
        article = next((row.sha256 for row in window.navigator.queue.rows if row.id == gold["id"]), None)
        if article is not None:
            window.navigator.show_article(article)
        try:
            return _annotate(window, gold, folder, signals, force)
        finally:
            window.close()


def _annotate(window: DeskWindow, gold: dict[str, Any], folder: Path, signals: ClosingSignals, force: bool) -> int:
    print("The English model reads the article …", flush=True)
    found = wait_until(lambda: bool(window.navigator.current or window.detection.missing or signals.came))
    if signals.came:
        raise KeyboardInterrupt
    if not found:
        print("It found no quotation.")
        return 1
    if window.detection.missing:
        raise AnnotatorError(window.detection.missing)
    total = window.navigator.desk.quotations if window.navigator.desk else ()
    pressed = decide_by_keys(window, gold, lambda key: press_key(window, key))
    window.navigator.make_current(total[-2].id if len(total) > 1 else window.navigator.current_id)
    window.notice.hide()
    picture = folder / PICTURE
    save_picture(window, picture, force=force)
    report = export.export(window.navigator.store, folder / EXPORT, annotator=ANNOTATOR, force=force)
    print(f"{len(total)} quotations decided with {pressed} keys.")
    print(f"{picture}: the desk")
    print(f"{report.path}: {report.counts.message}")
    return 0
