"""Labels that a newer codebook no longer has: decisions that bear one show it as retired, and every act works on them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from annotator.errors import BadInputError
from annotator.records import Change, Decision, Label, Quotation, Stance, Status
from annotator.store.connection import Store
from annotator.workflow import adjudicate, codebook_change, project
from annotator.workflow import desk as work
from tests.support import ANNOTATOR, load, seed_sha, shown
from tests.teamwork import decide
from tests.ui.driving import Desk

UNLAWFUL = Stance("river-buoys", "unlawful")  # its label goes, its target stays
COOPERATION = Stance("us-mexico-cooperation", "favor")  # its whole target goes


def retire(store: Store, annotator: str | None = None) -> Change:
    """Retire one label and one target of the sample's codebook."""
    draft = codebook_change.open_draft(store)
    for stance in (UNLAWFUL, Stance(COOPERATION.target, "")):
        place = draft.place_of(stance)
        assert place is not None
        draft.remove(place, retire=True)
    return codebook_change.change_codebook(store, draft, annotator=annotator)


def label_and_retire(desk: Desk, *stances: Stance) -> Quotation:
    """Give the first quotation labels that the codebook then loses."""
    decision = work.confirm(shown(desk.window.navigator.store))
    work.decide(desk.window.navigator.store, replace(decision, stances=tuple(sorted(stances))), action="Label")
    change = retire(desk.window.navigator.store, ANNOTATOR)
    desk.window.session.broadcast(change)
    desk.window.codebook_changed()
    first = desk.window.navigator.desk.quotations[0]
    desk.window.navigator.make_current(first.id)
    return first


def on_disk(desk: Desk) -> Decision:
    with closing(project.read_project(desk.window.navigator.store.path)) as store:
        found = work.load_desk(store, seed_sha(), ANNOTATOR).quotations[0].decision
    assert found is not None
    return found


def test_it_is_shown_as_retired_by_its_old_name(desk: Desk) -> None:
    label_and_retire(desk, UNLAWFUL, COOPERATION)
    box = desk.window.card.stances
    names = {stance: row.name for stance, row in box.retired.items()}
    assert names[COOPERATION] == "in favor (retired) · Cooperation of the United States and Mexico"
    assert names[UNLAWFUL].startswith("unlawful (retired) · ") and len(names) == 2
    assert all(row.isVisible() and row.isChecked() for row in box.retired.values())
    desk.window.navigator.step(1)
    assert not box.retired and not any(row.isVisible() for row in box.retired.values())


def test_every_act_keeps_it(desk: Desk) -> None:
    label_and_retire(desk, UNLAWFUL, COOPERATION)
    both = {UNLAWFUL, COOPERATION}
    desk.press("f")
    assert on_disk(desk).flagged and set(on_disk(desk).stances) == both
    desk.press("B", "i")
    assert set(on_disk(desk).stances) == both | {Stance("river-buoys", "inhumane")}
    desk.press("i", "2")
    assert set(on_disk(desk).stances) == both
    desk.press("c")
    desk.type("still so")
    desk.press("Enter", "Ctrl+3", "0")
    kept = on_disk(desk)
    assert set(kept.stances) == both and kept.comment == "still so" and kept.speaker_name == ""
    assert desk.notice() == "" or "has no label" not in desk.notice()


def test_one_that_was_begun_is_confirmed(desk: Desk) -> None:
    desk.press("B", "b", "l", "f")
    desk.window.session.acts.toggle("us-mexico-cooperation", _label(desk, COOPERATION))
    assert desk.decision.status is Status.OPEN
    desk.window.session.broadcast(retire(desk.window.navigator.store))
    desk.window.codebook_changed()
    desk.press("Enter")
    assert on_disk(desk).status is Status.CONFIRMED and COOPERATION in on_disk(desk).stances


def _label(desk: Desk, stance: Stance) -> Label:
    target = desk.window.navigator.desk.codebook.target(stance.target)
    return next(label for label in target.labels if label.id == stance.label)


def test_a_click_or_the_menu_takes_it_off_and_undo_brings_it_back(desk: Desk) -> None:
    label_and_retire(desk, UNLAWFUL, COOPERATION)
    desk.click(desk.window.card.stances.retired[UNLAWFUL])
    assert on_disk(desk).stances == (COOPERATION,)
    menu = desk.window.menus.stance
    menu.aboutToShow.emit()
    item = next(item for item in menu.actions() if "in favor (retired)" in item.text())
    item.trigger()
    assert on_disk(desk).stances == () and not desk.window.card.stances.retired
    desk.press("Ctrl+Z", "Ctrl+Z")
    assert set(on_disk(desk).stances) == {UNLAWFUL, COOPERATION}
    assert set(desk.window.card.stances.retired) == {UNLAWFUL, COOPERATION}


def test_it_can_be_rejected_and_taken_back(desk: Desk) -> None:
    label_and_retire(desk, UNLAWFUL)
    desk.press("x", "k", "x")
    assert on_disk(desk).status is Status.OPEN and on_disk(desk).stances == ()
    desk.press("Ctrl+Z", "Ctrl+Z")
    assert on_disk(desk).stances == (UNLAWFUL,)


def test_what_was_never_given_is_refused_still(store: Store) -> None:
    retire(store)
    with pytest.raises(BadInputError, match="has no label unlawful for river-buoys"):
        work.decide(store, replace(shown(store), stances=(UNLAWFUL,)), action="Label")


def test_it_is_settled_in_adjudication(desk: Desk, store: Store) -> None:
    decide(store, "Ben")
    decide(store, "Cleo", {0: work.reject})
    retire(store)
    given = {s for q in load(store, "Ben").quotations if q.decision for s in q.decision.stances}
    assert {UNLAWFUL, COOPERATION} & given, "the gold file has labels that are retired now"
    desk.window.team.adjudicate()
    desk.wait(lambda: desk.window.team.adjudication is not None and desk.window.session.case is not None)
    desk.press("1", "Alt+2", "c")
    desk.type("as Ben has it")
    desk.press("Enter", "Enter")
    change = adjudicate.accept_agreed(store, adjudicator=ANNOTATOR)
    assert change.message.startswith("Accepted 17")
    settled = {s for each in adjudicate.article_cases(store, seed_sha()) for s in each.settlement.decision.stances}
    assert settled == given
    desk.window.navigator.reload_desk()
    for case in list(desk.window.session.cases.values()):
        desk.window.navigator.make_current(case.id)
        before = desk.window.navigator.shown().stances
        desk.window.session.acts.comment(case.id, "looked at")
        assert desk.window.session.cases[case.id].settlement.decision.stances == before
