"""Adjudication on real project files: cases, settling with links and reasons, undo, accepting all, the settled corpus, merging."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.agreement.cases import Aspect, Case, Difference
from annotator.errors import AnnotatorError, BadInputError, StoreError
from annotator.exchange.jsonl import read_annotated
from annotator.records import ADJUDICATED, Decision, Kind, Reason, Span, Stance, Status
from annotator.store import adjudications, decisions
from annotator.store.connection import Store
from annotator.store.recovery import recover
from annotator.workflow import adjudicate, desk, export, measure, project, team
from annotator.workflow.selection import Selection, annotated_articles
from tests.support import ANNOTATOR, gold, gold_proposals, gold_stances, load, seed_sha
from tests.teamwork import (
    FIRST,
    SECOND,
    Change,
    another_speaker,
    decide,
    leave_open,
    no_stance,
    other_stance,
    rejected,
    shorter,
)

BUOYS = Difference(Aspect.STANCE, "river-buoys")
NOT_SPEECH = 10  # the seed's stretch in marks that nobody said, in text order
DIFFERENT: dict[int, Change] = {2: another_speaker, 6: shorter, 11: rejected, 16: other_stance}


@pytest.fixture
def both(store: Store) -> Store:
    """The seed article decided by two, differently in four quotations."""
    decide(store, FIRST)
    decide(store, SECOND, DIFFERENT)
    return store


def cases(store: Store) -> list[Case]:
    return adjudicate.article_cases(store, seed_sha())


def open_cases(store: Store) -> list[Case]:
    return [case for case in cases(store) if case.open]


def settle(store: Store, case: Case, name: str, reason: Reason = Reason.SLIP) -> None:
    decision = desk.confirm(case.take(name))
    adjudicate.settle(store, case, decision, adjudicator=ANNOTATOR, reason=reason, action="Settle")


def corpus(store: Store) -> list[Decision]:
    return [
        d
        for each in annotated_articles(store, Selection(adjudicated=True))
        for d in each.decisions
        if d.status is Status.CONFIRMED
    ]


def test_a_case_says_in_what_its_annotators_differ(both: Store) -> None:
    found = {number: {d.aspect for d in case.differs} for number, case in enumerate(cases(both)) if case.differs}
    assert found == {2: {Aspect.SPEAKER}, 6: {Aspect.EDGES}, 11: {Aspect.QUOTATION}, 16: {Aspect.STANCE}}
    assert cases(both)[16].differs == (BUOYS,)
    case = cases(both)[16]
    assert case.differs is case.differs, "asked a dozen times for each case that is shown, worked out once"
    assert [case.open for case in cases(both)].count(True) == 4
    assert len(cases(both)) == 18 and all(case.agreed for case in cases(both) if not case.differs)


def test_words_that_all_reject_are_a_case_on_which_all_agree(both: Store) -> None:
    case = cases(both)[NOT_SPEECH]
    assert case.agreed and case.draft().kind is Kind.NOT_SPEECH
    assert desk.confirm(case.draft()).status is Status.REJECTED


def test_a_settled_decision_keeps_its_links_its_reason_and_who_settled_it(both: Store) -> None:
    case = open_cases(both)[0]
    settle(both, case, SECOND, Reason.UNCLEAR)
    found = cases(both)[2].settlement
    assert found is not None and found.decision.speaker_name == "Somebody Else"
    assert found.settled == {d.id for d in case.given.values() if d is not None} and len(found.settled) == 2
    assert (found.reason, found.adjudicator, found.decision.annotator) == (Reason.UNCLEAR, ANNOTATOR, ADJUDICATED)
    assert len(open_cases(both)) == 3
    for name in (FIRST, SECOND):  # what they had decided stands
        assert case.given[name] == cases(both)[2].given[name]


def test_taking_not_a_quotation_settles_so(both: Store) -> None:
    case = cases(both)[11]
    settle(both, case, SECOND)
    found = cases(both)[11]
    assert found.done and found.settlement is not None
    assert found.settlement.decision.status is Status.REJECTED and not found.settlement.decision.stances
    assert case.base.span not in [d.span for d in corpus(both)]


def test_a_hand_made_quotation_of_one_person_can_be_settled_away(both: Store) -> None:
    text = load(both).article.text
    made = desk.new_quotation(load(both, FIRST), Span(200, 230), Kind.INDIRECT)
    desk.decide(both, desk.confirm(replace(made, speaker_name="A Voice")), action="New quotation")
    case = next(c for c in open_cases(both) if c.base.words == text[200:230])
    assert case.given[SECOND] is None and case.differs == (Difference(Aspect.QUOTATION),)
    settle(both, case, SECOND)
    assert next(c for c in cases(both) if c.id == case.id).done
    assert text[200:230] not in [d.words for d in corpus(both)]
    settle(both, case, FIRST)
    assert text[200:230] in [d.words for d in corpus(both)]


def test_undo_and_redo_turn_settling_like_anything_else(both: Store) -> None:
    settle(both, open_cases(both)[0], FIRST)
    change = desk.undo(both, ANNOTATOR)
    assert change is not None and len(open_cases(both)) == 4 and corpus(both) == []
    desk.redo(both, ANNOTATOR)
    assert len(open_cases(both)) == 3
    assert desk.undo(both, FIRST) is not None  # an annotator's own undo takes back the annotator's own
    assert len(load(both, FIRST).quotations) == 18


def test_one_call_accepts_all_on_which_all_agree_and_undo_takes_it_back_whole(both: Store) -> None:
    change = adjudicate.accept_agreed(both, adjudicator=ANNOTATOR)
    assert "14" in change.message
    assert [case.done for case in cases(both)].count(True) == 14 and len(open_cases(both)) == 4
    assert adjudicate.accept_agreed(both, adjudicator=ANNOTATOR).message == adjudicate.NOTHING_AGREED
    desk.undo(both, ANNOTATOR)
    assert not any(case.done for case in cases(both))


def test_what_everybody_left_open_is_not_agreed_and_is_not_accepted(both: Store) -> None:
    leave_open(both, FIRST, 3)
    leave_open(both, SECOND, 3)
    left = cases(both)[3]
    assert left.left_open and not (left.agreed or left.open or left.differs)
    assert "13" in adjudicate.accept_agreed(both, adjudicator=ANNOTATOR).message
    assert cases(both)[3].settlement is None and left.base.span not in [d.span for d in corpus(both)]
    for case in open_cases(both):
        settle(both, case, FIRST)
    assert decisions.is_finished(both, seed_sha(), ADJUDICATED)  # nothing waits there
    assert [row.finished for row in adjudicate.overview(both)] == [True]


def test_what_everybody_left_open_may_still_be_settled_by_a_person(both: Store) -> None:
    leave_open(both, FIRST, 3)
    leave_open(both, SECOND, 3)
    case = cases(both)[3]
    adjudicate.settle(both, case, desk.confirm(case.draft()), adjudicator=ANNOTATOR, action="Settle")
    assert cases(both)[3].done and case.base.span in [d.span for d in corpus(both)]


def test_what_one_left_open_and_the_other_rejected_is_accepted_as_no_quotation(store: Store) -> None:
    decide(store, FIRST)
    decide(store, SECOND, {3: rejected})
    leave_open(store, FIRST, 3)
    case = cases(store)[3]
    assert case.agreed and not case.left_open
    adjudicate.accept_agreed(store, adjudicator=ANNOTATOR)
    found = cases(store)[3].settlement
    assert found is not None and found.decision.status is Status.REJECTED


def test_an_article_is_finished_when_its_last_case_is_settled(both: Store) -> None:
    adjudicate.accept_agreed(both, adjudicator=ANNOTATOR)
    for case in open_cases(both):
        assert not decisions.is_finished(both, seed_sha(), ADJUDICATED)
        settle(both, case, FIRST)
    assert decisions.is_finished(both, seed_sha(), ADJUDICATED)
    assert [row.finished for row in adjudicate.overview(both)] == [True]
    desk.undo(both, ANNOTATOR)
    assert not decisions.is_finished(both, seed_sha(), ADJUDICATED)


def test_the_settled_corpus_is_exported_and_is_the_gold_file_where_the_first_was_right(
    both: Store, tmp_path: Path
) -> None:
    adjudicate.accept_agreed(both, adjudicator=ANNOTATOR)
    for case in open_cases(both):
        settle(both, case, FIRST)
    export.export(both, tmp_path / "out.jsonl", selection=Selection(adjudicated=True))
    (article,) = read_annotated(tmp_path / "out.jsonl")
    assert article.finished and article.annotator == ADJUDICATED
    quotes = sorted((d for d in article.decisions if d.status is Status.CONFIRMED), key=lambda d: d.span)
    assert [(d.span.start, d.span.end) for d in quotes] == [(q["start"], q["end"]) for q in gold()["quotes"]]
    assert [sorted(d.stances) for d in quotes] == [sorted(gold_stances(d.span.start)) for d in quotes]
    everybody = list(annotated_articles(both, Selection()))
    assert [each.annotator for each in everybody] == [FIRST, SECOND]


def test_the_layer_is_nobody(both: Store) -> None:
    before = measure.measure(both).as_json()
    adjudicate.accept_agreed(both, adjudicator=ANNOTATOR)
    for case in open_cases(both):
        settle(both, case, FIRST)
    assert project.annotators(both) == (ANNOTATOR, FIRST, SECOND)
    assert measure.measure(both).as_json() == before
    with pytest.raises(StoreError, match="settled decisions"):
        project.add_annotator(both, "Adjudicated")


def test_what_is_decided_anew_is_open_again(both: Store) -> None:
    settle(both, cases(both)[2], FIRST)
    opened = load(both, SECOND)
    desk.decide(both, desk.confirm(desk.shown(opened, opened.quotations[2])), action="Confirm quotation")
    case = cases(both)[2]
    assert case.outdated and case.open and not case.done
    settle(both, case, FIRST)
    assert cases(both)[2].done


def test_a_third_annotator_keeps_what_is_settled_in_its_place_and_opens_it(both: Store) -> None:
    settle(both, cases(both)[6], FIRST)
    before = cases(both)[6].id
    decide(both, "Abe", {6: shorter})  # first by name
    after = cases(both)
    assert len(after) == 18 and after[6].id == before and after[6].outdated


def test_a_begun_settlement_is_open_and_not_in_the_corpus(both: Store) -> None:
    case = open_cases(both)[0]
    draft = replace(case.take(FIRST), stances=(Stance("river-buoys", "unclear"),))
    adjudicate.settle(both, case, draft, adjudicator=ANNOTATOR, action="Set label")
    assert cases(both)[2].open and not cases(both)[2].done and corpus(both) == []


def test_a_label_that_the_codebook_lacks_is_refused(both: Store) -> None:
    case = open_cases(both)[0]
    draft = replace(case.take(FIRST), stances=(Stance("river-buoys", "purple"),))
    with pytest.raises(BadInputError, match="purple"):
        adjudicate.settle(both, case, draft, adjudicator=ANNOTATOR, action="Set label")
    assert corpus(both) == []


def test_an_adjudicators_own_quotation_is_in_the_corpus(both: Store) -> None:
    text = load(both).article.text
    made = replace(desk.new_quotation(load(both, ADJUDICATED), Span(300, 320), Kind.INDIRECT), speaker_name="A Voice")
    own = Case(made.quotation, seed_sha(), "", {})
    adjudicate.settle(both, own, desk.confirm(made), adjudicator=ANNOTATOR, action="New quotation")
    (found,) = [case for case in cases(both) if case.id == made.quotation]
    assert found.done and set(found.given.values()) == {None}
    assert [d.words for d in corpus(both)] == [text[300:320]]


def test_reasons_add_up_to_what_is_to_be_mended(store: Store) -> None:
    decide(store, FIRST)
    decide(store, SECOND, {15: no_stance, 16: other_stance, 17: other_stance, 2: another_speaker})
    found = open_cases(store)
    for case, reason in zip(found, [Reason.SLIP, Reason.UNCLEAR, Reason.UNCLEAR, Reason.LACKS], strict=True):
        settle(store, case, FIRST, reason)
    mend = adjudicate.codebook_fixes(store)
    assert [(m.reason, m.difference.aspect, m.count) for m in mend if m.difference == BUOYS] == [
        (Reason.UNCLEAR, Aspect.STANCE, 1),
        (Reason.LACKS, Aspect.STANCE, 1),
    ]
    assert Counter(m.reason for m in mend) == {Reason.UNCLEAR: 2, Reason.LACKS: 1}
    assert ("lawful", "unlawful") in [m.values for m in mend]


def test_a_merge_brings_reasons_and_links_and_one_undo_takes_them_back(both: Store, tmp_path: Path) -> None:
    path = tmp_path / "other.annot"
    with closing(project.sample_project(path)) as other:
        desk.save_proposals(other, seed_sha(), gold_proposals(), "gold")
        project.add_annotator(other, ANNOTATOR)
        team.merge(other, [both.path])
        settle(other, open_cases(other)[0], SECOND, Reason.AMBIGUOUS)
    for _ in range(2):
        team.merge(both, [path], annotator=ANNOTATOR)
        found = cases(both)[2].settlement
        assert found is not None and found.reason is Reason.AMBIGUOUS and len(found.settled) == 2
        assert found.adjudicator == ANNOTATOR and cases(both)[2].done
    team.undo_merge(both)
    assert cases(both)[2].settlement is None


def test_an_article_that_one_person_finished_has_no_cases(store: Store) -> None:
    decide(store, FIRST)
    assert cases(store) == [] and adjudicate.overview(store) == []
    assert adjudicate.accept_agreed(store, adjudicator=ANNOTATOR).message == adjudicate.NOTHING_AGREED


def test_an_article_in_which_all_found_nothing_is_settled_as_empty(store: Store) -> None:
    other = next(row.sha256 for row in desk.load_queue(store, ANNOTATOR) if row.sha256 != seed_sha())
    for name in (FIRST, SECOND):
        project.add_annotator(store, name)
        desk.set_finished(store, other, name, finished=True)
    adjudicate.accept_agreed(store, adjudicator=ANNOTATOR)
    (article,) = annotated_articles(store, Selection(adjudicated=True))
    assert (article.article.sha256, article.decisions, article.finished) == (other, (), True)


def test_reading_can_be_canceled(both: Store) -> None:
    with pytest.raises(AnnotatorError, match="canceled"):
        adjudicate.accept_agreed(both, adjudicator=ANNOTATOR, progress=lambda done, of: False)
    assert adjudications.settlements(both, [seed_sha()]) == {}


def test_the_first_article_with_a_disagreement_is_told_while_the_others_are_still_read(
    both: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [row.sha256 for row in desk.load_queue(both, ANNOTATOR) if row.sha256 != seed_sha()]
    for name in (FIRST, SECOND):
        for sha in others:
            desk.set_finished(both, sha, name, finished=True)
    monkeypatch.setattr(adjudicate, "AT_ONCE", 1)
    events: list[str] = []

    def progress(done: int, of: int) -> bool:
        events.append(f"{done} of {of}")
        return True

    rows = adjudicate.overview(both, progress=progress, opened=events.append)
    at = [row.sha256 for row in rows].index(seed_sha())
    read = [f"{done} of {len(rows)}" for done in range(len(rows))]
    assert len(rows) == len(others) + 1 > 1
    assert events == [*read[: at + 1], seed_sha(), *read[at + 1 :]]
    settled = [
        adjudicate.settle(both, c, desk.confirm(c.take(FIRST)), adjudicator=ANNOTATOR, action="Settle")
        for c in open_cases(both)
    ]
    told: list[str] = []
    adjudicate.overview(both, opened=told.append)
    assert settled and told == []


def test_a_damaged_project_gives_back_what_was_settled(both: Store, tmp_path: Path) -> None:
    settle(both, open_cases(both)[0], SECOND, Reason.AMBIGUOUS)
    recover(both.path, tmp_path / "recovered.annot")
    with closing(project.open_project(tmp_path / "recovered.annot")) as again:
        before, after = cases(both)[2].settlement, cases(again)[2].settlement
        assert before is not None and before == after
