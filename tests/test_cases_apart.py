"""Who rejects a proposal and draws the quotation anew has one case with those who kept it: each case has an id of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.agreement.cases import Aspect, Case
from annotator.records import Decision, Span, Status
from annotator.session.adjudication import AdjudicationSession
from annotator.store.connection import Store
from annotator.workflow import adjudicate, desk
from annotator.workflow.selection import Selection, annotated_articles
from tests.support import ANNOTATOR, load, seed_sha
from tests.teamwork import FIRST, SECOND, decide, rejected

DRAWN = (
    3  # the quotation, in text order, that the second annotator rejects as proposed and makes by hand, a word shorter
)


def draw_anew(store: Store, annotator: str, number: int, *, shorter: int = 4) -> Decision:
    """The annotator's own quotation in the place of a rejected proposal."""
    opened = load(store, annotator)
    span = opened.quotations[number].span
    made = desk.new_quotation(opened, Span(span.start, span.end - shorter))
    change = desk.decide(store, desk.confirm(replace(made, speaker_name="Somebody")), action="New quotation")
    assert change.decision is not None
    return change.decision


@pytest.fixture
def drawn(store: Store) -> Store:
    decide(store, FIRST)
    decide(store, SECOND, {DRAWN: rejected})
    draw_anew(store, SECOND, DRAWN)
    return store


def cases(store: Store) -> list[Case]:
    return adjudicate.article_cases(store, seed_sha())


def corpus(store: Store) -> list[Decision]:
    every = annotated_articles(store, Selection(adjudicated=True))
    return [d for each in every for d in each.decisions if d.status is Status.CONFIRMED]


def test_a_quotation_that_is_drawn_anew_is_one_case_with_the_proposal(drawn: Store) -> None:
    (case,) = [case for case in cases(drawn) if case.differs]
    assert {name: d and d.origin for name, d in case.given.items()} == {FIRST: "proposal", SECOND: "manual"}
    assert Aspect.EDGES in {each.aspect for each in case.differs}
    ids = [case.id for case in cases(drawn)]
    assert len(set(ids)) == len(ids) == len(load(drawn, FIRST).quotations)


def test_the_window_counts_what_the_overview_counts(drawn: Store) -> None:
    session = AdjudicationSession(drawn, ANNOTATOR)
    session.navigator.show_article(seed_sha())
    (row,) = adjudicate.overview(drawn)
    assert session.progress.startswith(f"0 of {row.quotations} disagreements settled")
    assert set(session.cases) == {case.id for case in cases(drawn)}
    session.acts.flag()
    (row,) = adjudicate.overview(drawn)
    assert session.progress.startswith(f"0 of {row.quotations} disagreements settled")


def test_accepting_what_all_agree_on_leaves_it_to_be_settled(drawn: Store) -> None:
    adjudicate.accept_agreed(drawn, adjudicator=ANNOTATOR)
    (case,) = [case for case in cases(drawn) if case.open]
    assert case.differs and case.settlement is None
    adjudicate.settle(drawn, case, desk.confirm(case.take(SECOND)), adjudicator=ANNOTATOR, action="Settle")
    assert all(case.done or case.left_open for case in cases(drawn))
    kept = [d for d in corpus(drawn) if d.quotation == case.id]
    assert [d.speaker_name for d in kept] == ["Somebody"]


def test_a_settled_case_that_falls_apart_is_two_with_ids_of_their_own(drawn: Store) -> None:
    (case,) = [case for case in cases(drawn) if case.differs]
    adjudicate.settle(drawn, case, desk.confirm(case.take(FIRST)), adjudicator=ANNOTATOR, action="Settle")
    opened = load(drawn, SECOND)
    made = next(q for q in opened.quotations if q.id != case.id and q.span.start == case.base.span.start)
    away = Span(0, 12)
    elsewhere = replace(desk.shown(opened, made), span=away, words=away.words(opened.article.text), content=())
    desk.decide(drawn, desk.confirm(elsewhere), action="Change edges")
    after = {case.id: case for case in cases(drawn)}
    assert len(after) == len(cases(drawn))
    assert after[case.id].outdated and after[made.id].base.span == away
