"""A key that is held decides once; keys that move or zoom go on while they are held. The wheel decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QWidget

from annotator.store.connection import Store
from annotator.ui.commands.command import MOVE
from annotator.ui.commands.table import COMMANDS
from annotator.workflow import desk as work
from tests.support import ANNOTATOR, decide_all, seed_sha
from tests.ui.driving import Desk

MOVES = [command for command in COMMANDS if command.repeats]
# What a held key would do to the test itself: the window closes, a dialog waits for an answer.
APART = {
    "close",
    "new",
    "open",
    "import",
    "paste",
    "codebook",
    "keys",
    "speakers",
    "export",
    "package",
    "merge",
    "annotator",
}
ONCE = [command for command in COMMANDS if not command.repeats and command.keys and command.id not in APART]


def hold(key: str, times: int = 12) -> None:
    """Press a key and keep it down, as the keyboard then sends it again and again."""
    pressed = QKeySequence(key)[0]
    text = key.lower() if len(key) == 1 else ""
    for repeat in [False] + [True] * times:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.simulateEvent(widget, True, pressed.key(), pressed.keyboardModifiers(), text, repeat)
    QTest.simulateEvent(QApplication.focusWidget(), False, pressed.key(), pressed.keyboardModifiers(), "", False)


def written(store: Store) -> int:
    """How many changes the project holds, undone ones and undos included."""
    row = store.one("SELECT count(*) FROM change")
    assert row is not None
    return int(row[0])


def test_a_held_key_writes_one_change_at_most(desk: Desk, store: Store) -> None:
    window = desk.window
    for n in range(8):  # something to undo, and to redo
        work.decide(store, work.confirm(work.shown(_opened(store), _opened(store).quotations[n])), action="Confirm")
    for _ in range(3):
        work.undo(store, ANNOTATOR)
    wrote: dict[str, int] = {}
    for key in [key for command in ONCE for key in command.keys]:
        window.workspace.show_desk()
        window.navigator.show_article(seed_sha())
        window.workspace.take_keys()
        before = written(store)
        hold(key)
        if window.panels.help is not None:
            window.panels.help.close_keys()
        for dialog in window.findChildren(QDialog):
            dialog.reject()
        wrote[key] = written(store) - before
    assert {key: times for key, times in wrote.items() if times > 1} == {}
    assert {key for key, times in wrote.items() if times == 1} >= {"X", "F", "Return", "1", "0", "U", "Ctrl+Shift+Z"}


def _opened(store: Store) -> work.Desk:
    return work.load_desk(store, seed_sha(), ANNOTATOR)


def test_a_held_return_confirms_one_and_a_held_x_rejects_one(desk: Desk, store: Store) -> None:
    hold("Return", 40)
    assert len(desk.decided()) == 1 and desk.window.navigator.position() == 2
    hold("X", 40)
    assert len(desk.decided()) == 2
    hold("U", 40)
    assert len(desk.decided()) == 1, "undo takes one act back"


def test_the_codebooks_letters_toggle_once(desk: Desk, store: Store) -> None:
    before = written(store)
    hold("P", 5)
    assert len(desk.decision.stances) == 1 and written(store) == before + 1
    hold("Shift+B", 6)
    assert desk.window.navigator.target_id == "river-buoys"


def test_keys_that_move_go_on(desk: Desk) -> None:
    for command in MOVES:
        assert command.place.group == MOVE or command.id in ("larger", "smaller")
        assert desk.window.menus.items[command.id].autoRepeat()


def test_a_held_arrow_walks(desk: Desk) -> None:
    hold("J", 6)
    assert desk.window.navigator.position() == 8
    hold("K", 3)
    assert desk.window.navigator.position() == 4


def test_a_box_that_decides_takes_a_held_key_once(desk: Desk, store: Store) -> None:
    for key in ("Down", "Up", "i", "m", "d"):
        desk.window.card.kind.setFocus()
        before = written(store)
        hold(key)
        assert written(store) - before <= 1, key


def test_enter_that_ends_a_comment_confirms_nothing(desk: Desk) -> None:
    desk.press("c")
    desk.type("a thought")
    hold("Return")
    assert desk.decision.comment == "a thought" and desk.decided() == []


def test_enter_that_takes_a_speaker_confirms_nothing(desk: Desk) -> None:
    desk.press("/")
    desk.type("Leeser")
    hold("Return")
    assert desk.decision.speaker_name == "Oscar Leeser" and desk.decided() == []


def wheel(widget: QWidget) -> None:
    """Turn the wheel down over a widget."""
    spot = QPointF(widget.rect().center())
    for _ in range(4):
        event = QWheelEvent(spot, widget.mapToGlobal(spot), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
                            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(widget, event)


def test_the_wheel_decides_nothing(desk: Desk, store: Store) -> None:
    before = written(store)
    boxes = [w for w in desk.window.card.findChildren(QWidget) if w.isVisible()]
    assert any(isinstance(box, QComboBox) for box in boxes)
    for box in boxes:
        wheel(box)
    assert written(store) == before


def test_a_held_enter_settles_one_disagreement(desk: Desk, store: Store) -> None:
    from annotator.workflow import project

    project.add_annotator(store, "Bob")
    decide_all(store)
    for quotation in work.load_desk(store, seed_sha(), "Bob").quotations:
        work.decide(store, work.reject(work.shown(work.load_desk(store, seed_sha(), "Bob"), quotation)), action="x")
    desk.window.team.adjudicate()
    desk.wait(lambda: desk.window.team.adjudication is not None and desk.window.session.case is not None)
    desk.press("1")
    before = written(store)
    hold("Return")
    assert written(store) == before + 1
    hold("X")
    assert written(store) == before + 2
    wheel(desk.window.card.kind)
    wheel(desk.window.card.reason)
    desk.window.card.reason.setFocus()
    hold("Down")
    assert written(store) == before + 3
    assert desk.window.navigator.desk.article.sha256 == seed_sha()
