"""Changes of the codebook: what becomes of decisions, undo, merges in any order, the queue "choose again"."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.codebook import read_codebook
from annotator.errors import BadInputError, CodebookError, StoreError
from annotator.records import Stance, Status
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import adjudicate, codebook_change, desk, maintenance, project, release
from annotator.workflow.codebook_change import CanceledChangeError
from tests.recoding import INHUMANE, LAWFUL, LEAD, UNLAWFUL, at, bearing, change, content, merge
from tests.support import ANNOTATOR, SEED, decide_all, load, seed_sha


@pytest.fixture
def lead(store: Store) -> Store:
    project.add_annotator(store, LEAD)
    decide_all(store)
    return store


def test_a_rename_touches_no_decision(lead: Store) -> None:
    before = decisions.current_decisions(lead, seed_sha(), ANNOTATOR)
    version = project.current_codebook(lead).version
    told = change(lead, lambda draft: draft.set(at(draft, UNLAWFUL), "name", "illegal"))
    assert told == f"Codebook: {project.current_codebook(lead).name} {project.current_codebook(lead).version}"
    assert project.current_codebook(lead).version != version
    assert decisions.current_decisions(lead, seed_sha(), ANNOTATOR) == before


def test_merging_labels_maps_decisions_and_one_undo_takes_it_back(lead: Store) -> None:
    old, before = bearing(lead, UNLAWFUL), content(lead)
    kept = {d.id for d in decisions.current_decisions(lead, seed_sha(), ANNOTATOR).values()}
    assert old
    change(lead, merge(UNLAWFUL, LAWFUL), why="Too fine.")
    assert bearing(lead, UNLAWFUL) == [] and set(old) <= set(bearing(lead, LAWFUL))
    now = decisions.current_decisions(lead, seed_sha(), ANNOTATOR)
    moved = [d for d in now.values() if d.quotation in old]
    assert {d.status for d in moved} == {Status.CONFIRMED} and not {d.id for d in moved} & kept
    assert {d.id.partition("~")[0] for d in moved} <= kept
    assert maintenance.examine(lead.path) == ()
    after = content(lead)
    undone = desk.undo(lead, LEAD)
    assert undone is not None and undone.codebook
    assert content(lead) == before and maintenance.examine(lead.path) == ()
    desk.redo(lead, LEAD)
    assert content(lead) == after and maintenance.examine(lead.path) == ()
    assert [(v.version, v.annotator, v.why) for v in codebook_change.versions(lead)][-1][1:] == (LEAD, "Too fine.")


def test_a_split_waits_for_its_annotator_and_choosing_ends_it(lead: Store) -> None:
    old = bearing(lead, UNLAWFUL)
    change(lead, lambda draft: draft.split(at(draft, UNLAWFUL), ["unlawful: treaty", "unlawful: statute"]))
    assert codebook_change.waiting(lead, LEAD) == []
    waiting = codebook_change.waiting(lead, ANNOTATOR)
    assert sorted(entry.quotation for entry in waiting) == sorted(old)
    assert all(UNLAWFUL in entry.before for entry in waiting)
    treaty = Stance("river-buoys", "unlawful-treaty")
    assert all(entry.options == (treaty, Stance("river-buoys", "unlawful-statute")) for entry in waiting)
    opened = load(lead)
    assert not opened.finished
    assert {q.id for q in opened.quotations if q.decision and q.decision.status is Status.OPEN} == set(old)
    with pytest.raises(BadInputError):
        codebook_change.keep(lead, waiting[0], annotator=ANNOTATOR)
    for entry in waiting:
        codebook_change.choose(lead, entry, (treaty,), annotator=ANNOTATOR)
    assert codebook_change.waiting(lead) == [] and load(lead).finished
    assert sorted(bearing(lead, treaty)) == sorted(old)
    desk.undo(lead, ANNOTATOR)
    assert len(codebook_change.waiting(lead, ANNOTATOR)) == 1
    assert maintenance.examine(lead.path) == ()


def test_retired_stays_and_deleted_waits(lead: Store) -> None:
    old = bearing(lead, UNLAWFUL)
    change(lead, lambda draft: draft.remove(at(draft, UNLAWFUL), retire=True))
    assert bearing(lead, UNLAWFUL) == old and codebook_change.waiting(lead) == []
    desk.undo(lead, LEAD)
    change(lead, lambda draft: draft.remove(at(draft, UNLAWFUL), retire=False))
    assert bearing(lead, UNLAWFUL) == [] and len(codebook_change.waiting(lead)) == len(old)


def test_look_again_at_all_or_some(lead: Store) -> None:
    old = bearing(lead, UNLAWFUL)
    assert len(old) == 2
    change(lead, lambda draft: draft.look_again(at(draft, UNLAWFUL), 1))
    waiting = codebook_change.waiting(lead)
    assert len(waiting) == 1 and bearing(lead, UNLAWFUL) == old and load(lead).finished
    codebook_change.keep(lead, waiting[0], annotator=ANNOTATOR)
    assert codebook_change.waiting(lead) == []
    change(lead, lambda draft: draft.look_again(at(draft, UNLAWFUL)))
    assert len(codebook_change.waiting(lead)) == len(old)
    assert maintenance.examine(lead.path) == ()


def test_a_sample_of_a_merged_label_is_of_all_that_bear_it_now(lead: Store) -> None:
    each = bearing(lead, UNLAWFUL), bearing(lead, INHUMANE)
    bearers = {*each[0], *each[1]}
    assert all(each) and len(bearers) > 1
    change(lead, merge(UNLAWFUL, INHUMANE), lambda draft: draft.look_again(at(draft, INHUMANE), 1))
    (entry,) = codebook_change.waiting(lead)
    assert entry.quotation in bearers and set(bearing(lead, INHUMANE)) == bearers


def test_a_sample_of_an_older_file_stays_the_sample(lead: Store) -> None:
    change(lead, lambda draft: draft.look_again(at(draft, UNLAWFUL), 1))
    held = codebook_change.waiting(lead)
    lead.close()
    with closing(sqlite3.connect(lead.path)) as db:
        sample = db.execute("SELECT decision FROM codebook_sample").fetchall()
        db.execute("DROP TABLE codebook_sample")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm017_codebook_samples'")
        db.execute("PRAGMA user_version = 16")
        db.commit()
    with closing(project.open_project(lead.path)) as store:
        assert store.rows("SELECT decision FROM codebook_sample") == sample and len(sample) == 1
        desk.undo(store, LEAD)
        desk.redo(store, LEAD)
        assert codebook_change.waiting(store) == held


def test_undo_of_a_decision_takes_its_recoded_one_along(lead: Store) -> None:
    change(lead, merge(UNLAWFUL, LAWFUL))
    recoded = [d for d in decisions.current_decisions(lead, seed_sha(), ANNOTATOR).values() if "~" in d.id]
    while desk.undo(lead, ANNOTATOR):
        pass
    assert recoded and decisions.current_decisions(lead, seed_sha(), ANNOTATOR) == {}
    while desk.redo(lead, ANNOTATOR):
        pass
    again = decisions.current_decisions(lead, seed_sha(), ANNOTATOR)
    assert {d.id for d in recoded} <= {d.id for d in again.values()}
    assert maintenance.examine(lead.path) == ()


def test_a_change_under_another_one_is_not_taken_back_first(lead: Store) -> None:
    change(lead, merge(UNLAWFUL, LAWFUL))
    project.add_annotator(lead, "Second lead")
    draft = codebook_change.open_draft(lead)
    draft.set((0,), "name", "Barriers")
    codebook_change.change_codebook(lead, draft, annotator="Second lead")
    with pytest.raises(StoreError, match="came later; undo that first"):
        desk.undo(lead, LEAD)
    assert desk.undo(lead, "Second lead") and desk.undo(lead, LEAD)


def test_a_change_is_not_redone_after_another_one(lead: Store) -> None:
    change(lead, merge(UNLAWFUL, LAWFUL))
    desk.undo(lead, LEAD)
    project.add_annotator(lead, "Second lead")
    draft = codebook_change.open_draft(lead)
    draft.set((0,), "name", "Barriers")
    codebook_change.change_codebook(lead, draft, annotator="Second lead")
    before = content(lead)
    told = "“Change codebook to 1.1” cannot be redone after “Change codebook to 1.1” by Second lead, which came later; undo that first."
    with pytest.raises(StoreError) as refused:
        desk.redo(lead, LEAD)
    assert str(refused.value) == told and content(lead) == before
    desk.undo(lead, "Second lead")
    desk.redo(lead, LEAD)
    assert not project.current_codebook(lead).has(UNLAWFUL)


def test_a_preview_counts_and_shows_and_writes_nothing(lead: Store) -> None:
    before = lead.version()
    draft = codebook_change.open_draft(lead)
    draft.merge(at(draft, UNLAWFUL), at(draft, LAWFUL))
    draft.remove(at(draft, LAWFUL), retire=False)
    effects = {effect.fate.was: effect for effect in codebook_change.preview(lead, draft)}
    shown = effects[UNLAWFUL]
    assert (shown.decisions, shown.annotators, shown.articles) == (len(bearing(lead, UNLAWFUL)), 1, 1)
    assert shown.becomes == "choose again" and shown.label.endswith(": unlawful")
    assert {example.annotator for example in shown.examples} == {ANNOTATOR}
    assert lead.version() == before


def test_a_faulty_or_stale_draft_or_a_canceled_change_leaves_all_as_it_was(lead: Store) -> None:
    before = content(lead)
    draft = codebook_change.open_draft(lead)
    draft.set((0, 0), "color", "red")
    with pytest.raises(CodebookError, match='"color" must be a color'):
        codebook_change.change_codebook(lead, draft, annotator=LEAD)
    for stop in range(1, 6):
        draft, steps = codebook_change.open_draft(lead), iter(range(100))
        draft.merge(at(draft, UNLAWFUL), at(draft, LAWFUL))
        with pytest.raises(CanceledChangeError):
            codebook_change.change_codebook(
                lead,
                draft,
                annotator=LEAD,
                progress=lambda said, s=stop, n=steps: next(n) < s,  # type: ignore[misc]
            )
        assert content(lead) == before
    stale = codebook_change.open_draft(lead)
    stale.merge(at(stale, UNLAWFUL), at(stale, LAWFUL))
    change(lead, lambda d: d.set((), "name", "Another"))
    with pytest.raises(BadInputError, match="another window"):
        codebook_change.change_codebook(lead, stale, annotator=LEAD)


def test_what_was_settled_stays_settled(lead: Store) -> None:
    for name in ("Ben", "Cleo"):
        project.add_annotator(lead, name)
        decide_all(lead, name)
    adjudicate.accept_agreed(lead, adjudicator=LEAD)
    before = adjudicate.article_cases(lead, seed_sha())
    assert before and all(case.done and not case.outdated for case in before)
    change(lead, merge(UNLAWFUL, LAWFUL))
    assert all(case.done and not case.outdated for case in adjudicate.article_cases(lead, seed_sha()))
    assert maintenance.examine(lead.path) == ()


def test_the_data_card_says_under_which_version_people_decided(lead: Store) -> None:
    assert "People decided under these versions" not in release.preview(lead, release.ReleaseSettings("one"))[1]
    before = project.current_codebook(lead).version
    change(lead, merge(UNLAWFUL, LAWFUL))
    card = release.preview(lead, release.ReleaseSettings("two"))[1]
    assert "People decided under these versions" in card and f"| {before} | 17 |" in card


def test_recovery_brings_recoded_decisions_back(lead: Store, tmp_path: Path) -> None:
    change(lead, merge(UNLAWFUL, LAWFUL), lambda draft: draft.split(at(draft, INHUMANE), ["one", "two"]))
    first, *others = codebook_change.waiting(lead)
    codebook_change.choose(lead, first, first.options[:1], annotator=ANNOTATOR)
    before = content(lead)
    lead.close()
    maintenance.recover(lead.path, tmp_path / "new.annot")
    with closing(project.open_project(tmp_path / "new.annot")) as new:
        assert content(new) == before and maintenance.examine(new.path) == ()
        assert [entry.quotation for entry in codebook_change.waiting(new)] == [entry.quotation for entry in others]
        assert desk.undo(new, LEAD, sure=True) is not None and bearing(new, UNLAWFUL)
    for kept in (lead.path, *lead.path.with_name(f"{lead.path.name}.snapshots").glob("*")):
        kept.write_bytes(b"gone")  # the journal alone is left
    maintenance.recover(lead.path, tmp_path / "journal.annot")
    with closing(project.open_project(tmp_path / "journal.annot")) as new:
        assert bearing(new, UNLAWFUL) == [] and bearing(new, LAWFUL) and maintenance.examine(new.path) == ()
        assert [entry.quotation for entry in codebook_change.waiting(new)] == [entry.quotation for entry in others]


# Commands


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    status = main(["codebook", *map(str, words)])
    told = capsys.readouterr()
    return status, told.out + told.err


def test_the_commands_change_tell_and_write(lead: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = ["--merge", "river-buoys/unlawful=river-buoys/lawful", "--split", "river-buoys/lawful=one,two"]
    status, told = run(capsys, "change", lead.path, *steps, "--dry-run")
    assert status == 0 and "unlawful → choose again among one, two: 2 decisions of 1 annotator in 1 article" in told
    assert "Nothing was changed." in told and bearing(lead, UNLAWFUL)
    status, told = run(capsys, "change", lead.path, *steps, "--why", "Two senses.", "--annotator", LEAD)
    assert status == 0 and "decisions recoded" in told
    status, told = run(capsys, "waiting", lead.path)
    assert status == 1 and f"{ANNOTATOR}  {SEED}  choose again (river-buoys/unlawful)" in told
    assert run(capsys, "waiting", lead.path, "--annotator", LEAD) == (0, "Nothing waits.\n")
    status, told = run(capsys, "versions", lead.path)
    assert status == 0 and f"by {LEAD}" in told and "why: Two senses." in told and "removed: label “unlawful”" in told
    status, told = run(capsys, "export", lead.path, "--output", tmp_path / "out.toml")
    assert status == 0 and read_codebook(tmp_path / "out.toml").targets == project.current_codebook(lead).targets


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "Name at least one step"),
        (["--merge", "no/such=river-buoys/lawful"], "the codebook has no “no/such”"),
        (["--merge", "river-buoys/lawful"], "it does not say what to do"),
        (["--merge", "river-buoys/lawful=river-buoys"], "a label is merged into another label"),
        (["--split", "river-buoys/lawful=one"], "name at least two labels"),
        (["--move", "river-buoys=river-buoys"], "is a target; name a label"),
        (["--look", "river-buoys/lawful=x"], "must be a whole number"),
    ],
)
def test_a_step_that_says_nothing_sound_is_refused(
    lead: Store, capsys: pytest.CaptureFixture[str], words: list[str], reason: str
) -> None:
    status, told = run(capsys, "change", lead.path, *words)
    assert status == 2 and reason in told


def test_a_look_counts_where_another_label_of_the_decision_is_recoded(store: Store) -> None:
    project.add_annotator(store, LEAD)
    decide_all(store)
    ineffective = Stance("river-buoys", "ineffective")
    borne = bearing(store, ineffective)
    assert set(borne) & set(bearing(store, UNLAWFUL)), "both labels stand on one quotation"
    change(store, merge(UNLAWFUL, LAWFUL), lambda draft: draft.look_again(at(draft, ineffective)))
    assert [(entry.why, entry.quotation) for entry in codebook_change.waiting(store)] == [
        ("look", each) for each in borne
    ]
