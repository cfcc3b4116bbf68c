"""Training rounds: what is asked, what is kept of the answers, and that nothing of it touches the corpus."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.agreement.known_answers import wilson
from annotator.cli import main as command
from annotator.store import decisions, doctor, recovery, training
from annotator.store.connection import Store
from annotator.workflow import adjudicate, codebook_files, desk, export, project, team, training_round
from tests.support import ANNOTATOR, decide_all, load, seed_sha
from tests.teamwork import FIRST, SECOND, decide


def by_holds(store: Store, holds: bool) -> list[training_round.KnownLabel]:
    return [each for each in training_round.known_labels(store, ANNOTATOR) if each.holds is holds]


def test_every_example_and_counter_example_of_the_codebook_is_asked(store: Store) -> None:
    labels = [label for target in project.current_codebook(store).targets for label in target.labels]
    assert len(by_holds(store, True)) == sum(bool(label.example) for label in labels) > 0
    assert len(by_holds(store, False)) == sum(bool(label.counter_example) for label in labels) > 0
    assert len({each.key for each in training_round.known_labels(store, ANNOTATOR)}) == 2 * len(labels)


def test_the_remark_of_a_counter_example_is_told_after_the_answer_alone(store: Store) -> None:
    for each in by_holds(store, False):
        assert "(" not in each.words and each.words.endswith((".", "”"))
        assert each.why.startswith(each.label.counter_example.rpartition("(")[2].rstrip(")"))
        assert each.why.endswith(each.label.definition)


def test_a_label_agrees_where_it_holds_and_any_other_where_it_does_not(store: Store) -> None:
    example, counter = by_holds(store, True)[0], by_holds(store, False)[0]
    assert example.agrees(example.label.id) and not example.agrees("") and not example.agrees("another")
    assert not counter.agrees(counter.label.id) and counter.agrees("") and counter.agrees("another")


def test_a_settled_quotation_is_asked_of_those_alone_who_finished_its_article(store: Store) -> None:
    codebook = len(training_round.known_labels(store, ANNOTATOR))
    decide(store, FIRST)
    decide(store, SECOND)
    adjudicate.accept_agreed(store, adjudicator=FIRST)
    assert len(training_round.known_labels(store, ANNOTATOR)) == codebook
    decide_all(store)
    settled = training_round.known_labels(store, ANNOTATOR)[codebook:]
    bearing = [q.decision for q in load(store, FIRST).quotations if q.decision and q.decision.stances]
    single = [d for d in bearing if len({s.target for s in d.stances}) == len(d.stances)]
    assert {each.words for each in settled} == {d.words for d in single}
    assert all(each.words in each.context or not each.context for each in settled)


def test_a_round_asks_first_what_was_answered_least(store: Store) -> None:
    first = training_round.next_round(store, ANNOTATOR)
    assert len(first) == training_round.ROUND
    for each in first:
        training_round.answer(store, ANNOTATOR, each, each.label.id)
    left = {each.key for each in training_round.known_labels(store, ANNOTATOR)} - {each.key for each in first}
    assert {each.key for each in training_round.next_round(store, ANNOTATOR, len(left))} == left
    assert training_round.next_round(store, "Ben")[0].key in {
        each.key for each in training_round.known_labels(store, "Ben")
    }


def test_the_report_counts_first_answers_by_label(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["training", str(store.path)]) == 0
    assert "Nobody answered" in capsys.readouterr().out
    one, other = by_holds(store, True)[:2]
    training_round.answer(store, ANNOTATOR, one, "")
    training_round.answer(store, ANNOTATOR, one, one.label.id)
    training_round.answer(store, ANNOTATOR, other, other.label.id)
    (found,) = training_round.report(store)
    assert (found.annotator, found.all.value, found.all.cases) == (ANNOTATOR, 0.5, 2)
    assert {key: share.value for key, share in found.labels.items()} == {
        (one.target.id, one.label.id): 0.0,
        (other.target.id, other.label.id): 1.0,
    }
    assert command(["training", str(store.path)]) == 0
    assert f"{one.target.id}: {one.label.id}: 0% (0% to 79%; 1)" in capsys.readouterr().out


def test_the_interval_of_few_answers() -> None:
    """Wilson's example is not printed with figures; these are those of Newcombe 1998, Statistics in Medicine 17, table I, method 3."""
    for right, cases, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = wilson(right, cases)
        assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert wilson(0, 0).cases == 0


def test_the_corpus_knows_nothing_of_it(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    export.export(store, tmp_path / "before.jsonl")
    undo = desk.undo_text(store, ANNOTATOR)
    for each in training_round.next_round(store, ANNOTATOR):
        training_round.answer(store, ANNOTATOR, each, "")
    export.export(store, tmp_path / "after.jsonl")
    assert (tmp_path / "before.jsonl").read_bytes() == (tmp_path / "after.jsonl").read_bytes()
    assert desk.undo_text(store, ANNOTATOR) == undo
    assert len(decisions.current_decisions(store, seed_sha(), ANNOTATOR)) == 18
    assert list(doctor.examine(store.path)) == []


def test_answers_come_with_a_package_and_back_from_the_journal(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ben.annot"
    team.package(store, path, "Ben", team.article_hashes(store))
    with closing(project.open_project(path)) as package:
        for each in training_round.next_round(package, "Ben"):
            training_round.answer(package, "Ben", each, each.label.id)
        held = training.answers(package)
    for _ in range(2):
        team.merge(store, [path], annotator=ANNOTATOR)
        assert training.answers(store) == held
    team.merge(store, [path], annotator=ANNOTATOR, names={"Ben": FIRST})
    assert training.answers(store) == held
    kept = store.path
    store.close()
    kept.unlink()
    recovery.recover(kept, tmp_path / "again.annot")
    with closing(project.open_project(tmp_path / "again.annot")) as found:
        assert training.answers(found) == held


def test_answers_go_where_the_merge_that_brought_them_is_undone(store: Store, tmp_path: Path) -> None:
    training_round.answer(store, ANNOTATOR, *(own := by_holds(store, True)[:1]), own[0].label.id)
    here, path, far = training.answers(store), tmp_path / "ben.annot", tmp_path / "far.annot"
    team.package(store, path, "Ben", team.article_hashes(store))
    with closing(project.open_project(path)) as package:
        decide_all(package, "Ben")
        for each in training_round.next_round(package, "Ben", 3):
            training_round.answer(package, "Ben", each, "")
    team.merge(store, [path], annotator=ANNOTATOR)
    both = training.answers(store)
    assert len(both) == len(here) + 3
    team.undo_merge(store)
    assert training.answers(store) == here
    team.package(store, far, "Cy", team.article_hashes(store))
    with closing(project.open_project(far)) as package:
        assert not [each for each in training.answers(package) if each.annotator == "Ben"]
    team.merge(store, [path], annotator=ANNOTATOR)
    assert training.answers(store) == both
    assert list(doctor.examine(store.path)) == []
    kept = store.path
    store.close()
    kept.unlink()
    recovery.recover(kept, tmp_path / "again.annot")
    with closing(project.open_project(tmp_path / "again.annot")) as found:
        assert training.answers(found) == both
        team.undo_merge(found)
        assert training.answers(found) == here


def test_a_codebook_without_examples_has_nothing_to_ask(tmp_path: Path) -> None:
    bare = codebook_files.empty_codebook("plans")
    with closing(project.create_project(tmp_path / "plans.annot", bare)) as made:
        project.add_annotator(made, ANNOTATOR)
        assert training_round.next_round(made, ANNOTATOR) == []
