"""The page shows what was decided: a sign for each stance, for flag and comment, with whole words on hover."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QPoint, QRectF

from annotator.records import Stance
from annotator.session.states import QuotationState
from annotator.store import decisions
from annotator.ui import painter
from annotator.ui.highlights import Mark
from annotator.ui.page import LinePiece
from annotator.ui.signs import STEP, places
from annotator.workflow import desk as work
from tests.support import ANNOTATOR, decide_all, shown
from tests.ui.driving import Desk


def placed(desk: Desk) -> list[tuple[str, str]]:
    """(letter, words) of each sign in view, from top to bottom."""
    view = desk.window.article
    assert view.document().size().height() > 0  # lays the page out, as painting it does
    marks = painter.in_view(view, view.verticalScrollBar().value())
    where = {mark.id: view.where(mark.start, mark.end) for mark in marks}
    found = list(places(marks, where))
    tops = [box.top() for _, box, _ in found]
    assert all(b - a >= STEP - 0.01 for a, b in pairwise(tops)), "one stands over another"
    return [(sign.letter, sign.words) for sign, _, _ in found]


def test_a_label_a_flag_and_a_comment_are_seen_and_told(desk: Desk) -> None:
    assert placed(desk) == []
    desk.press("C", "p", "f")
    assert placed(desk) == [("p", "Cooperation of the United States and Mexico: in favor"), ("⚑", "flagged")]
    view = desk.window.article
    tip = view.words_at(desk.point(desk.window.navigator.shown().span.start))
    assert "Cooperation of the United States and Mexico: in favor" in tip and "flagged" in tip
    first = next(iter(view.where(view.marks.all[0].start, view.marks.all[0].end))).rect
    edge = QPoint(6, round(first.center().y() - view.verticalScrollBar().value()))
    assert view.words_at(edge).endswith("in favor")
    desk.press("p")
    assert [letter for letter, _ in placed(desk)] == ["⚑"]


def test_many_stances_stand_one_under_another(desk: Desk) -> None:
    store = desk.window.navigator.store
    decide_all(store)
    book = desk.window.navigator.desk.codebook
    every = tuple(Stance(target.id, label.id) for target in book.targets for label in target.labels)[:12]
    made = replace(work.confirm(shown(store, 0)), stances=(*every, Stance("gone", "gone")), comment="why?").anew()
    decisions.add_decisions(store, [made], annotator=ANNOTATOR, action="Label")
    desk.window.navigator.reload_desk()
    found = placed(desk)
    assert len(found) >= 14 and ("?", "1 retired label") in found and ("…", "why?") in found


def test_words_that_are_not_speech_have_no_sign(desk: Desk) -> None:
    desk.press("C", "p", "x")
    assert placed(desk) == []
    assert work.load_desk(desk.window.navigator.store, desk.window.navigator.desk.article.sha256, ANNOTATOR)


def test_quotations_that_begin_on_one_line_share_its_note_with_the_current_name_first() -> None:
    state = QuotationState.PROPOSED
    said = [("a", "Salazar"), ("b", "Verma"), ("c", "Verma"), ("d", ""), ("e", "Salazar")]
    marks = [Mark(name, n, n + 1, state, speaker) for n, (name, speaker) in enumerate(said)]
    where = {
        mark.id: [LinePiece(QRectF(0, 40 * (mark.id == "e"), 9, 20), 15 + 40 * (mark.id == "e"))] for mark in marks
    }
    assert painter.margin_names(marks, where, "") == [(15, "", ["Salazar", "Verma"]), (55, "", ["Salazar"])]
    assert painter.margin_names(marks, where, "b") == [(15, "Verma", ["Salazar"]), (55, "", ["Salazar"])]
    assert painter.margin_names(marks, where, "d") == [(15, "", ["Salazar", "Verma"]), (55, "", ["Salazar"])]
