import json
import random
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from annotator.agreement.influence import LEAST, SuggestionCase, influence, needed_hidden
from annotator.cli import main
from annotator.errors import StoreError
from annotator.holdout import HoldOut, HoldOutRule, Shown, chosen, read_shown
from annotator.records import Proposal, Stance
from annotator.store import proposals, work
from annotator.store.annotators import set_blind_share
from annotator.store.left_out import LeftOut
from annotator.student import t_quantile
from annotator.workflow import desk, project
from annotator.workflow import influence as reports
from benchmarks.anchoring import runs
from tests.learning.made import items
from tests.learning.projects import ANNOTATOR, decide, make_project
from tests.store.test_cost import statements


def test_a_share_is_chosen_for_each_annotator_and_quotation():
    keys = [(f"a{n % 7}", f"q{n}") for n in range(4000)]
    hidden = [HoldOut(stances=0.1).hides_stance(*key) for key in keys]
    assert 0.08 < np.mean(hidden) < 0.12
    ada, ben = ([HoldOut(speakers=0.3).hides_speaker(name, f"q{n}") for n in range(2000)] for name in ("Ada", "Ben"))
    assert abs(np.corrcoef(ada, ben)[0, 1]) < 0.1
    fields = [(chosen(0.5, "Ada", f"q{n}", "speaker"), chosen(0.5, "Ada", f"q{n}", "stance")) for n in range(2000)]
    assert abs(np.corrcoef(np.array(fields).T)[0, 1]) < 0.1


def test_the_old_rule_hides_the_same_quotations_from_everybody():
    old = HoldOut(HoldOutRule.QUOTATION, 0.5)
    assert all(old.hides_speaker("Ada", f"q{n}") == old.hides_speaker("Ben", f"q{n}") for n in range(50))


@pytest.mark.parametrize(
    "note",
    [
        Shown("annotator speakers=0.1 stances=0.1", True, False),
        Shown("r", stance=True, marks=(Stance("harbor", "favor"),), model="abc"),
    ],
)
def test_a_note_is_read_as_it_was_written(note):
    assert read_shown(note.as_text()) == note


@pytest.mark.parametrize(
    "text", ["", "no", "[]", "{}", '{"rule":"x","edges":3}', '{"rule":"x","marks":["odd"]}', '{"rule":"x","marks":3}']
)
def test_a_note_that_cannot_be_read_is_none(text):
    assert read_shown(text) is None


def test_the_difference_is_that_of_the_shares():
    cases = [SuggestionCase(str(n // 4), n % 4 != 0, n % 3 != 0) for n in range(240)]
    found = influence("stance", cases)
    shown = [case.agrees for case in cases if case.shown]
    hidden = [case.agrees for case in cases if not case.shown]
    assert (found.shown, found.hidden) == (180, 60)
    assert found.difference == pytest.approx(np.mean(shown) - np.mean(hidden))
    assert found.low < found.difference < found.high


def test_articles_that_hang_together_make_intervals_wider():
    chance = np.random.default_rng(4)
    agrees = chance.random(60) < 0.6
    together = [SuggestionCase(str(n // 10), n // 10 % 2 == 0, bool(agrees[n // 10])) for n in range(600)]
    apart = [SuggestionCase(str(n), n // 10 % 2 == 0, bool(agrees[n // 10])) for n in range(600)]
    wide, narrow = influence("x", together), influence("x", apart)
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)
    assert wide.needed > narrow.needed


def test_few_cases_say_nothing():
    found = influence("x", [SuggestionCase(str(n), n < LEAST - 1, True) for n in range(100)])
    assert found.low is None and found.needed is None
    assert influence("x", []).shown == 0
    assert influence("x", [SuggestionCase("a", True, True)]).agree_shown == 1


def test_known_quantiles_and_sizes():
    assert t_quantile(1.959964, 9) == pytest.approx(2.262, abs=0.002)
    assert t_quantile(1.959964, 30) == pytest.approx(2.042, abs=0.001)
    # 2.8016² x (.8 x .2 + .9 x .1) / .1², both groups of one size
    assert needed_hidden(0.8, 0.1, 1.0) == 197


def test_simulated_annotators_are_found_out():
    # 60 runs: the whole simulation is `make anchoring`
    every = list(runs(0.6, 60))
    assert np.mean([covered for covered, _ in every]) > 0.85
    assert np.mean([found for _, found in every if found is not None]) > 0.7


@pytest.fixture
def store(tmp_path):
    made = items(40)
    opened = make_project(tmp_path / "plans.annot", made)
    yield opened
    opened.close()


def test_decisions_keep_what_was_shown_and_by_which_rule(store):
    reports.set_hold_out(store, 0.5, 0.1)
    decide(store, items(40))
    notes = [
        (read_shown(quotation.decision.shown), quotation.decision)
        for row in desk.load_queue(store, ANNOTATOR)
        for quotation in desk.load_desk(store, row.sha256, ANNOTATOR).quotations
    ]
    assert len(notes) == 40
    for note, decision in notes:
        assert note.rule == "annotator speakers=0.5 stances=0.1"
        assert (
            note.speaker
            == decision.proposals_shown
            == (not HoldOut(speakers=0.5).hides_speaker(ANNOTATOR, decision.quotation))
        )
    assert 5 < sum(not note.speaker for note, _ in notes) < 35


def test_an_older_share_keeps_its_rule_until_it_is_changed(store):
    set_blind_share(store, 0.5)
    assert reports.hold_out(store) == HoldOut(HoldOutRule.QUOTATION, 0.5, 0.1)
    project.add_annotator(store, "Ben")
    sha256 = desk.load_queue(store, ANNOTATOR)[0].sha256

    def seen(annotator):
        return [quotation.proposal.shown for quotation in desk.load_desk(store, sha256, annotator).quotations]

    assert seen(ANNOTATOR) == seen("Ben")
    reports.set_hold_out(store, 0.5, 0.1)
    assert reports.hold_out(store).rule is HoldOutRule.ANNOTATOR


def test_the_report_counts_by_field(store, capsys):
    reports.set_hold_out(store, 0.5, 0.1)
    decide(store, items(40))
    found = {one.field: one for one in reports.report(store).fields}
    assert found["edges"].shown == 40 and found["edges"].agree_shown == 1
    assert found["speaker"].shown + found["speaker"].hidden == 40
    assert found["speaker"].agree_shown == 1  # confirmed as proposed
    assert found["speaker"].agree_hidden == 0  # nobody was named where nothing was shown
    assert main(["influence", str(store.path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["fields"][1]["difference"] == 1 and told["fields"][2]["agree_shown"] is None
    assert main(["influence", str(store.path)]) == 0
    out = capsys.readouterr().out
    assert (
        "speaker: shown 100% of" in out and "stance: no suggestions yet." in out and "nothing about its quality" in out
    )


def test_shares_are_set_by_a_command(store, capsys):
    assert main(["hold-out", str(store.path), "--speakers", "0.2"]) == 0
    assert "20% of speakers, 10% of marked labels" in capsys.readouterr().out
    assert main(["hold-out", str(store.path)]) == 0
    assert "withheld by annotator: 20% of speakers" in capsys.readouterr().out
    assert main(["hold-out", str(store.path), "--stances", "2"]) == 2


def test_pairs_are_counted_as_if_each_were_looked_at() -> None:
    chance = random.Random(3)
    met, seen = reports._Met(), []
    for _ in range(50):
        given = [reports._Answer(chance.random() < 0.6, True, chance.randrange(3)) for _ in range(chance.randrange(6))]
        met.add(Counter(given))
        seen += [(a.shown and b.shown, a.value == b.value) for a, b in combinations(given, 2)]
    for both, count, agree in ((True, met.shown, met.shown_agree), (False, met.hidden, met.hidden_agree)):
        assert (count, agree) == (sum(s == both for s, _ in seen), sum(s == both and same for s, same in seen))


def test_articles_without_a_suggestion_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError("nothing was suggested in any article")

    made = items(6)
    store = make_project(tmp_path / "plans.annot", made)
    decide(store, made)
    assert sum(field.shown for field in reports.report(store).fields)
    store.connection.execute("DELETE FROM proposal")
    store.connection.execute("UPDATE decision SET shown = ''")
    store.connection.commit()
    monkeypatch.setattr(work, "read", read)
    assert not any(field.shown for field in reports.report(store).fields)
    store.close()


def test_reading_what_is_compared_alone_gives_the_figures_of_whole_decisions(store):
    reports.set_hold_out(store, 0.3, 0.3)
    project.add_annotator(store, "Ben")
    decide(store, items(40))
    decide(store, [replace(item, stances=frozenset()) for item in items(40)], "Ben")
    found = reports.report(store)
    assert str(found) == str(
        reports.report(store, left_out=LeftOut())
    )  # a share of nothing is no number, and not itself
    assert [one.shown > 0 for one in found.fields] == [True, True, False] and found.together[0].shown


def test_answers_that_are_alike_count_as_often_as_they_were_given(store):
    reports.set_hold_out(store, 0.5, 0.1)
    for name in (ANNOTATOR, "Ben", "Cem"):
        if name != ANNOTATOR:
            project.add_annotator(store, name)
        decide(store, items(40), name)
    with store.writing():  # as older decisions, which keep no note
        store.execute("UPDATE decision SET shown = '' WHERE n % 4 <> 0")
    found = reports.report(store)
    one_by_one = reports.report(store, left_out=LeftOut())
    assert found.as_json() == one_by_one.as_json(), "as where each decision is read whole"
    edges, met = found.fields[0], found.together[0]
    assert edges.shown + edges.hidden == 120 and met.shown + met.hidden == 120


def test_what_is_compared_of_a_proposal_is_what_it_says(store):
    decide(store, items(40))
    compared = 0
    for sha256 in proposals.suggested(store):
        whole = proposals.proposals(store, sha256) or {}
        found = proposals.suggestions(store, sha256, whole)
        assert found == {quotation: _suggested(proposal) for quotation, proposal in whole.items()}
        compared += len(found)
    assert compared


def _suggested(proposal: Proposal) -> proposals.ComparedProposal:
    source = proposal.source
    if source is None:
        return proposals.ComparedProposal((proposal.span.start, proposal.span.end), None, "")
    edges = source.mention.span
    return proposals.ComparedProposal((proposal.span.start, proposal.span.end), (edges.start, edges.end), source.name)


def test_proposals_that_nobody_decided_are_not_read(store):
    decide(store, items(40))
    before = reports.report(store).as_json()
    with store.writing():
        store.execute(
            """INSERT INTO proposal SELECT run, 'nobody''s', start, "end", words, kind, confidence, 'no JSON' FROM proposal
            GROUP BY run"""
        )
    assert reports.report(store).as_json() == before
    asked = statements(store, lambda: reports.report(store))
    assert len(asked) < 3 * len(proposals.suggested(store)) + 20, "a handful of reads an article"
    with store.writing():
        store.execute("UPDATE proposal SET rest = 'no JSON'")
    with pytest.raises(StoreError, match="a proposal on article"):
        reports.report(store)
