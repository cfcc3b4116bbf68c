"""Decisions are appended and checked; undo and redo reach the first one, across restarts."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import BadInputError, StoreError
from annotator.exchange.articles import article_of
from annotator.records import Kind, Mention, Origin, Span, Stance, Status
from annotator.store import articles, decisions, history
from annotator.store.connection import Store
from annotator.workflow import desk, project
from tests.exchange.corpora import at, decision_of
from tests.support import ANNOTATOR, decide_all, gold, load, seed_sha, shown


def snapshot(store: Store, annotator: str = ANNOTATOR) -> dict[str, object]:
    """An annotator's current decisions, and what the queue says."""
    return {**decisions.current_decisions(store, seed_sha(), annotator), "queue": desk.load_queue(store, annotator)}


def test_deciding_appends_and_the_newest_is_current(store: Store) -> None:
    first = desk.confirm(replace(shown(store, 1), comment="first"))
    desk.decide(store, first, action="Confirm quotation")
    desk.decide(store, replace(shown(store, 1), comment="second", flagged=True), action="Comment")
    current = load(store).quotations[1].decision
    assert current is not None
    assert (current.comment, current.flagged, current.status) == ("second", True, Status.CONFIRMED)
    assert [d.comment for d in decisions.history(store, seed_sha(), ANNOTATOR, current.quotation)] == [
        "first",
        "second",
    ]


def test_a_decision_keeps_the_codebook_and_the_speaker(store: Store) -> None:
    decide_all(store)
    last = load(store).quotations[-1].decision
    assert last is not None
    assert last.codebook == project.current_codebook(store).hash
    assert (last.speaker_name, last.seconds, len(last.stances)) == ("Richard Verma", 1.5, 4)
    assert {s.name for s in project.speakers(store)} == {q["speaker"]["name"] for q in gold()["quotes"]}


def test_words_that_do_not_fit_their_span_are_never_written(store: Store) -> None:
    decision = desk.confirm(shown(store))
    text = gold()["text"]
    for wrong in (
        replace(decision, span=Span(decision.span.start + 1, decision.span.end + 1)),
        replace(decision, source=Mention(Span(0, 4), "Mexico")),
        replace(decision, cue=Mention(Span(len(text), len(text) + 3), "say")),
        replace(decision, content=(Span(0, len(text) + 1),)),
    ):
        with pytest.raises(ValueError, match=r"does not hold|beyond the text"):
            desk.decide(store, wrong, action="Confirm quotation")
    assert load(store).quotations[0].decision is None
    assert desk.undo_text(store, ANNOTATOR) is None


def test_a_label_that_the_codebook_lacks_is_refused(store: Store) -> None:
    with pytest.raises(BadInputError, match="has no label splendid for river-buoys"):
        desk.decide(store, replace(shown(store), stances=(Stance("river-buoys", "splendid"),)), action="Label")


def test_an_unknown_annotator_is_told(store: Store) -> None:
    with pytest.raises(StoreError, match="no annotator is called “Eve”"):
        desk.decide(store, replace(shown(store), annotator="Eve"), action="Confirm quotation")


def test_undo_and_redo_reach_the_first_decision_across_restarts(store: Store) -> None:
    states = [snapshot(store)]
    for n in range(18):
        desk.decide(store, desk.confirm(shown(store, n)), action=f"Confirm {n}")
        states.append(snapshot(store))
    for n in reversed(range(18)):
        with closing(project.open_project(store.path)) as again:  # each time as after a restart
            assert desk.undo_text(again, ANNOTATOR) == f"Confirm {n}"
            change = desk.undo(again, ANNOTATOR)
            assert change is not None and change.article == seed_sha() and len(change.quotations) == 1
            assert snapshot(again) == states[n]
    assert desk.undo(store, ANNOTATOR) is None
    assert project.speakers(store) == ()
    for n in range(18):
        with closing(project.open_project(store.path)) as again:
            assert desk.redo_text(again, ANNOTATOR) == f"Confirm {n}"
            assert desk.redo(again, ANNOTATOR) is not None
            assert snapshot(again) == states[n + 1]
    assert desk.redo(store, ANNOTATOR) is None


def test_something_new_ends_what_could_be_redone(store: Store) -> None:
    for n in range(3):
        desk.decide(store, desk.confirm(shown(store, n)), action=f"Confirm {n}")
    desk.undo(store, ANNOTATOR)
    desk.undo(store, ANNOTATOR)
    desk.decide(store, desk.confirm(shown(store, 5)), action="Confirm 5")
    assert desk.redo_text(store, ANNOTATOR) is None
    desk.undo(store, ANNOTATOR)
    assert desk.redo_text(store, ANNOTATOR) == "Confirm 5"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["do", "do", "undo", "redo"]), max_size=14), seed=st.integers(0, 2**16))
def test_any_order_of_steps_is_as_in_a_plain_list(store: Store, steps: list[str], seed: int) -> None:
    """Against the simplest model of undo there is: a list of states and a place in it."""
    me = f"Annotator {len(project.annotators(store))}"  # the file is kept from example to example
    project.add_annotator(store, me)
    chance = random.Random(seed)
    states, at = [snapshot(store, me)], 0
    for step in steps:
        if step == "do":
            desk.decide(
                store, replace(shown(store, chance.randrange(18), me), comment=str(chance.random())), action="Comment"
            )
            del states[at + 1 :]
            states.append(snapshot(store, me))
            at += 1
        elif step == "undo":
            assert (desk.undo(store, me) is None) == (at == 0)
            at = max(at - 1, 0)
        else:
            assert (desk.redo(store, me) is None) == (at == len(states) - 1)
            at = min(at + 1, len(states) - 1)
        assert snapshot(store, me) == states[at]


def test_annotators_are_blind_to_each_other(store: Store) -> None:
    project.add_annotator(store, "Bob")
    decide_all(store)
    assert all(q.decision is None for q in load(store, "Bob").quotations)
    assert desk.load_queue(store, "Bob")[0].decided == 0
    assert desk.undo(store, "Bob") is None
    assert desk.load_queue(store, ANNOTATOR)[0].decided == 18


def test_a_speaker_whom_another_names_survives_an_undo(store: Store) -> None:
    project.add_annotator(store, "Bob")
    desk.decide(store, desk.confirm(shown(store, 1)), action="Confirm quotation")
    desk.decide(store, desk.confirm(shown(store, 1, "Bob")), action="Confirm quotation")
    name = shown(store, 1, "Bob").speaker_name
    desk.undo(store, ANNOTATOR)
    assert [s.name for s in project.speakers(store)] == [name]
    desk.undo(store, "Bob")
    assert shown(store, 1, "Bob").speaker_name == name  # from the proposal again


def test_a_clock_set_back_does_not_bring_an_old_decision_forward(store: Store) -> None:
    ahead = replace(desk.confirm(shown(store)), decided_at="2999-01-01T00:00:00.000+00:00", comment="from a fast clock")
    decisions.add_decisions(store, [ahead], annotator=ANNOTATOR, action="Confirm quotation")
    desk.decide(store, replace(shown(store), comment="later"), action="Comment")
    assert shown(store).comment == "later"


def test_rejecting_a_proposal_drops_its_labels_and_withdrawing_a_hand_made_one_removes_it(store: Store) -> None:
    labeled = replace(shown(store, 1), stances=(Stance("river-buoys", "unlawful"),))
    rejected = desk.reject(labeled)
    assert (rejected.status, rejected.kind, rejected.stances, rejected.source) == (
        Status.REJECTED,
        Kind.NOT_SPEECH,
        (),
        None,
    )
    made = desk.confirm(desk.new_quotation(load(store), Span(2100, 2130)))
    desk.decide(store, made, action="New quotation")
    assert (len(load(store).quotations), made.origin) == (19, Origin.MANUAL)
    assert desk.load_queue(store, ANNOTATOR)[0].quotations == 19
    desk.decide(store, desk.reject(made), action="Remove quotation")
    assert len(load(store).quotations) == 18
    desk.undo(store, ANNOTATOR)
    assert len(load(store).quotations) == 19


def test_an_article_is_finished_with_its_last_decision_or_by_hand(store: Store) -> None:
    decide_all(store)
    assert load(store).finished and desk.load_queue(store, ANNOTATOR)[0].finished
    desk.undo(store, ANNOTATOR)
    assert not load(store).finished
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=True)
    assert load(store).finished
    desk.undo(store, ANNOTATOR)
    assert not load(store).finished


def test_a_new_detector_run_never_touches_decisions(store: Store) -> None:
    decide_all(store)
    before = snapshot(store)
    fewer = [q.proposal for q in load(store).quotations if q.proposal is not None][:3]
    desk.save_proposals(store, seed_sha(), fewer, "another detector")
    after = snapshot(store)
    assert {k: v for k, v in after.items() if k != "queue"} == {k: v for k, v in before.items() if k != "queue"}
    assert len(load(store).quotations) == 18


def test_the_halves_of_an_utterance_share_the_speaker_that_was_mended(store: Store) -> None:
    opened = load(store)
    first, second = opened.quotations[2:4]
    assert first.proposal and second.proposal and first.proposal.group == second.proposal.group
    repaired = replace(desk.shown(opened, first), source=None, speaker_name="Somebody Else")
    desk.decide(store, desk.confirm(repaired), action="Confirm quotation")
    opened = load(store)
    assert desk.shown(opened, opened.quotations[3]).speaker_name == "Somebody Else"
    assert desk.shown(opened, opened.quotations[3]).source is None
    assert desk.shown(opened, opened.quotations[4]).speaker_name != "Somebody Else"  # another utterance
    desk.undo(store, ANNOTATOR)
    opened = load(store)
    assert desk.shown(opened, opened.quotations[3]).speaker_name == "Ken Salazar"


def test_each_label_stands_once_where_many_were_decided_in_another_order_than_they_stand_in(store: Store) -> None:
    article = article_of("long", "“Go.” " * 1200, "test")
    with store.writing():
        change = history.begin_change(store, ANNOTATOR, "Import")
        articles.add_articles(store, [article], change)
    made = [
        decision_of(article, n, at(article, "“Go.”", n), ANNOTATOR, stances=(Stance("river-buoys", "unlawful"),))
        for n in range(1200)
    ]
    for some in (made[::2], made[1::2]):
        decisions.add_decisions(store, some, annotator=ANNOTATOR, action="Label")
    found = decisions.current_decisions(store, article.sha256, ANNOTATOR)
    assert len(found) == 1200 and {len(each.stances) for each in found.values()} == {1}
