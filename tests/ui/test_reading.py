"""Reading mode: the article alone, with whole words beside its quotations."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from annotator.records import Stance
from annotator.store import decisions
from annotator.ui.page import NORMAL, SIZES
from annotator.ui.panes import CARD, QUEUE
from annotator.workflow import desk as work
from tests.support import ANNOTATOR, decide_all, shown
from tests.ui.driving import Desk

COMMENT = "A comment that is long enough to take more than one line in the margin beside the quotation it is about."


@pytest.fixture
def decided(desk: Desk) -> Desk:
    """All decided; the first quotation has twelve stances, a flag and a comment."""
    store = desk.window.navigator.store
    decide_all(store)
    assert desk.window.navigator.desk is not None
    book = desk.window.navigator.desk.codebook
    every = tuple(Stance(target.id, label.id) for target in book.targets for label in target.labels)[:12]
    made = replace(work.confirm(shown(store, 0)), stances=every, flagged=True, comment=COMMENT).anew()
    decisions.add_decisions(store, [made], annotator=ANNOTATOR, action="Label")
    desk.window.navigator.reload_desk()
    desk.window.resize(1280, 720)
    return desk


def test_whole_words_stand_beside_each_quotation(decided: Desk) -> None:
    view, panes = decided.window.article, decided.window.annotation.root
    decided.press("F8")
    assert view.reading and panes.folded(QUEUE) and panes.folded(CARD)
    notes = view.reading_notes()
    words = [note.words for note in notes if note.quotation == view.marks.all[0].id]
    assert len(words) == 15 and "flagged" in words and COMMENT in words
    assert "Cooperation of the United States and Mexico: in favor" in words
    speakers = [note.words for note in notes if note.sign is None]
    assert speakers.count("Richard Verma") > 3 and len(speakers) == sum(bool(mark.name) for mark in view.marks.all)
    decided.press("f")
    assert "flagged" not in [note.words for note in view.reading_notes() if note.quotation == view.marks.all[0].id]
    decided.press("F8")
    assert not view.reading and not panes.folded(CARD) and not panes.folded(QUEUE)


@pytest.mark.parametrize("size", [0, NORMAL, len(SIZES) - 1])
@pytest.mark.parametrize("width", [720, 1280, 1440])
def test_no_note_stands_over_another_or_over_the_text(decided: Desk, width: int, size: int) -> None:
    view = decided.window.article
    decided.window.resize(width, 720)
    view.set_zoom(size)
    decided.press("F8")
    notes = view.reading_notes()
    assert notes and all(above.box.bottom() <= below.box.top() for above, below in pairwise(notes))
    right = max(piece.rect.right() for mark in view.marks.all for piece in view.where(mark.start, mark.end))
    assert min(note.box.left() for note in notes) > right
    assert max(note.box.right() for note in notes) <= view.viewport().width()
    tall = {note.words: note.box.height() for note in notes}
    assert tall[COMMENT] > tall["flagged"]


def test_the_next_start_has_the_panes_again(decided: Desk) -> None:
    panes = decided.window.annotation.root
    decided.press("F8")
    panes.kept_state()
    assert not panes.folded(CARD) and not panes.folded(QUEUE)
