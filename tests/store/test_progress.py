"""What is shown, what waits and what is finished: the queue, the desk, exports and agreement go by one rule."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.exchange.annotated import AnnotatedArticle
from annotator.records import ArticleRow, Kind, Proposal, Span, Status
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import annotated, desk, measure, project
from annotator.workflow.selection import Selection, annotated_articles
from tests.support import ANNOTATOR, decide_all, gold, gold_proposals, load, seed_sha, shown

OTHER = "Bob"
ACTS = ("confirm", "reject", "flag", "make", "confirm", "take away", "undo", "redo", "finish", "read again", "indirect")


def counted(store: Store, annotator: str) -> ArticleRow:
    """The seed article's line of the queue, counted from what the desk shows of it."""
    opened = load(store, annotator)
    decided = sum(q.decided for q in opened.quotations)
    flagged = sum(q.decision is not None and q.decision.flagged for q in opened.quotations)
    row = ArticleRow(opened.article.sha256, opened.article.id, opened.article.title, len(opened.quotations), decided,
                     flagged, opened.proposed, opened.finished)  # fmt: skip
    return row


def finished_everywhere(store: Store, annotator: str) -> bool:
    """Whether the annotator has finished the seed article, as all who read it say: the queue, exports and agreement."""
    row = desk.load_row(store, seed_sha(), annotator)
    assert row == counted(store, annotator)
    assert [r for r in desk.load_queue(store, annotator) if r.sha256 == seed_sha()] == [row]
    assert ((seed_sha(), annotator) in decisions.finished(store)) == row.finished
    exported = [a for a in annotated_articles(store, Selection(annotators=frozenset([annotator])))
                if a.sha256 == seed_sha()]  # fmt: skip
    assert [a.finished for a in exported] in ([row.finished], [])
    assert row.finished == any(a.finished for a in exported)
    return row.finished


def made(store: Store, start: int = 2100, annotator: str = ANNOTATOR) -> str:
    """Make an undecided quotation by hand; its id."""
    new = desk.new_quotation(load(store, annotator), Span(start, start + 30))
    desk.decide(store, new, action="New quotation")
    return new.quotation


def confirm(store: Store, quotation: str, annotator: str = ANNOTATOR) -> None:
    opened = load(store, annotator)
    wanted = next(q for q in opened.quotations if q.id == quotation)
    desk.decide(store, desk.confirm(desk.shown(opened, wanted)), action="Confirm quotation")


def test_a_hand_made_quotation_must_be_decided_too(store: Store) -> None:
    quotation = made(store)
    decide_all_but(store, quotation)
    assert not finished_everywhere(store, ANNOTATOR), "one made by hand is undecided"
    confirm(store, quotation)
    assert finished_everywhere(store, ANNOTATOR)


def decide_all_but(store: Store, quotation: str, annotator: str = ANNOTATOR) -> None:
    for other in load(store, annotator).quotations:
        if other.id != quotation:
            confirm(store, other.id, annotator)


def test_taking_the_last_undecided_one_away_finishes(store: Store) -> None:
    quotation = made(store)
    decide_all_but(store, quotation)
    opened = load(store)
    undecided = next(q for q in opened.quotations if q.id == quotation)
    desk.decide(store, desk.reject(desk.shown(opened, undecided)), action="Remove quotation")
    assert finished_everywhere(store, ANNOTATOR)


def test_a_quotation_made_by_hand_opens_a_finished_article(store: Store) -> None:
    decide_all(store)
    assert finished_everywhere(store, ANNOTATOR)
    quotation = made(store)
    assert not finished_everywhere(store, ANNOTATOR)
    desk.undo(store, ANNOTATOR)
    assert finished_everywhere(store, ANNOTATOR)
    desk.redo(store, ANNOTATOR)
    assert not finished_everywhere(store, ANNOTATOR)
    confirm(store, quotation)
    assert finished_everywhere(store, ANNOTATOR)


def test_speech_after_all_opens_a_finished_article(store: Store) -> None:
    decide_all(store)
    desk.decide(store, replace(shown(store, 1), status=Status.OPEN), action="Speech after all")
    assert not finished_everywhere(store, ANNOTATOR)


def test_quotations_by_hand_alone_finish_an_article_without_proposals(store: Store) -> None:
    desk.save_proposals(store, seed_sha(), (), "finds nothing")
    confirm(store, made(store))
    assert finished_everywhere(store, ANNOTATOR)


def test_an_article_that_nothing_has_read_is_finished_by_hand_only(tmp_path: object) -> None:
    with closing(project.sample_project(tmp_path / "new.annot")) as store:
        project.add_annotator(store, ANNOTATOR)
        confirm(store, made(store))
        assert not finished_everywhere(store, ANNOTATOR), "its proposals are still to come"
        desk.set_finished(store, seed_sha(), ANNOTATOR, finished=True)
        assert finished_everywhere(store, ANNOTATOR)


def test_by_hand_holds_until_something_else_waits(store: Store) -> None:
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=True)
    desk.decide(store, replace(shown(store, 0), flagged=True), action="Flag")
    confirm(store, load(store).quotations[3].id)
    assert finished_everywhere(store, ANNOTATOR), "what waited before may wait on"
    decide_all_but(store, "")
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=False)
    desk.decide(store, replace(shown(store, 0), comment="more to come"), action="Comment")
    assert not finished_everywhere(store, ANNOTATOR), "opened by hand, and nothing more was decided"


def test_agreement_takes_in_what_both_have_finished(store: Store) -> None:
    project.add_annotator(store, OTHER)
    decide_all(store)
    quotation = made(store, annotator=OTHER)
    decide_all_but(store, quotation, OTHER)
    assert not measure.material(store).articles
    confirm(store, quotation, OTHER)
    assert [a.annotators for a in measure.material(store).articles] == [(ANNOTATOR, OTHER)]


def test_gold_decisions_at_proposals_are_counted_once(store: Store) -> None:
    text = gold()["text"]
    found = [p for p in gold_proposals() if p.kind is not Kind.NOT_SPEECH][:3]
    given = [replace(desk.confirm(shown(store, n)), quotation="", id="") for n in range(3)]
    article = replace(load(store).article, text=text)
    with store.writing():
        from annotator.store.history import begin_change, refresh_derived

        change = begin_change(store, ANNOTATOR, "Import annotations")
        counts = annotated.ExportCounts()
        made = AnnotatedArticle(article, ANNOTATOR, tuple(given), False)
        annotated.bring_in(store, [(Path("gold.jsonl"), made)], change, counts)
        refresh_derived(store, change)
    assert len(found) == 3 and counted(store, ANNOTATOR).quotations == 18
    assert not finished_everywhere(store, ANNOTATOR)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(ACTS), max_size=25), seed=st.integers(0, 2**16))
def test_queue_desk_exports_and_agreement_say_the_same(store: Store, steps: list[str], seed: int) -> None:
    me = f"Annotator {len(project.annotators(store))}"  # the file is kept from example to example
    project.add_annotator(store, me)
    chance = random.Random(seed)
    desk.save_proposals(store, seed_sha(), gold_proposals()[:3], f"first {me}")
    for step in steps:
        _do(store, me, step, chance)
        finished_everywhere(store, me)


def _do(store: Store, me: str, step: str, chance: random.Random) -> None:
    """One thing that a person or a detector does."""
    opened = load(store, me)
    current = chance.choice(opened.quotations) if opened.quotations else None
    if step in ("undo", "redo"):
        (desk.undo if step == "undo" else desk.redo)(store, me)
    elif step == "make":
        made(store, chance.randrange(0, 2000), me)
    elif step == "finish":
        desk.set_finished(store, seed_sha(), me, finished=not opened.finished)
    elif step == "read again":
        indirect = Proposal(Span(2, 9), opened.article.text[2:9], Kind.INDIRECT, 0.7)
        desk.save_proposals(
            store, seed_sha(), (*gold_proposals()[: chance.randrange(5)], indirect), str(chance.random())
        )
    elif step == "indirect":
        project.show_indirect(store, not project.shows_indirect(store))
    elif current is not None:
        shows = desk.shown(opened, current)
        acts = {"confirm": desk.confirm, "reject": desk.reject, "take away": desk.reject,
                "flag": lambda d: replace(d, flagged=not d.flagged)}  # fmt: skip
        desk.decide(store, acts[step](shows), action=step)


def test_deciding_answers_what_is_stored(store: Store) -> None:
    change = desk.decide(store, desk.confirm(shown(store, 1)), action="Confirm quotation")
    stored = load(store).quotations[1].decision
    assert stored is not None and stored.id and stored.decided_at and stored.speaker_id
    assert change.decision == stored
    assert change.row == desk.load_row(store, seed_sha(), ANNOTATOR)


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.REJECTED])
def test_the_row_answered_says_when_the_article_is_finished(store: Store, status: Status) -> None:
    rows = [change.row for change in decide_all(store)[:-1]]
    assert [row.decided for row in rows] == list(range(1, 18)) and not any(row.finished for row in rows)
    desk.undo(store, ANNOTATOR)
    act = desk.confirm if status is Status.CONFIRMED else desk.reject
    last = desk.decide(store, act(shown(store, 17)), action="The last")
    assert last.row is not None and last.row.finished and last.row.decided == 18
