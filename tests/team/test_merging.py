"""Packages back in: by unique ids, in any order, never doubled, with one undo."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import BadInputError
from annotator.records import Article, Span, Status
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.store.opening import backup
from annotator.workflow import codebook_change, corpus, desk, project, team
from tests.support import ANNOTATOR, decide_all, gold_proposals, seed_sha, set_clock, shown
from tests.team.merging import OTHER, content, copy_of, merged


def test_what_each_decided_comes_once_in_any_order(main: Store, packed: Callable[..., Store], tmp_path: Path) -> None:
    bob, eve = packed("Bob"), packed("Eve")
    decide_all(bob, "Bob")
    decide_all(eve, "Eve")
    desk.decide(eve, desk.reject(shown(eve, 0, "Eve")), action="Reject")
    first, second = copy_of(main, tmp_path / "x.annot"), copy_of(main, tmp_path / "y.annot")
    with closing(first), closing(second):
        assert merged(first, bob, eve) == [
            "Bob.annot: new decisions: 18 of Bob; already here: 0; new articles: 0; articles finished: 1; undone or redone since: 0.",
            "Eve.annot: new decisions: 19 of Eve; already here: 0; new articles: 0; articles finished: 1; undone or redone since: 0.",
        ]
        merged(second, eve, bob, eve)
        before = content(first, tmp_path)
        assert content(second, tmp_path) == before
        assert [line.split("; new")[0] for line in merged(first, eve, bob)] == [
            "Eve.annot: new decisions: none; already here: 19",
            "Bob.annot: new decisions: none; already here: 18",
        ]
        assert content(first, tmp_path) == before
        for name, file in (("Bob", bob), ("Eve", eve)):
            assert decisions.current_decisions(first, seed_sha(), name) == decisions.current_decisions(
                file, seed_sha(), name
            )
            assert decisions.is_finished(first, seed_sha(), name)
        assert first.rows("PRAGMA foreign_key_check") == []


def test_one_undo_takes_a_merge_back_and_it_can_come_again(
    main: Store, packed: Callable[..., Store], tmp_path: Path
) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    decide_all(main)
    before = content(main, tmp_path)
    merged(main, bob, annotator=ANNOTATOR)
    after = content(main, tmp_path)
    assert after != before
    assert desk.undo_text(main, ANNOTATOR) == "Merge Bob.annot"
    desk.undo(main, ANNOTATOR)
    assert content(main, tmp_path) == before
    desk.redo(main, ANNOTATOR)
    assert content(main, tmp_path) == after
    team.undo_merge(main)
    assert content(main, tmp_path) == before
    assert "new decisions: 18 of Bob" in merged(main, bob)[0]
    assert content(main, tmp_path) == after
    team.undo_merge(main)
    with pytest.raises(BadInputError, match="no merge"):
        team.undo_merge(main)


def test_what_was_undone_there_does_not_stand_here(main: Store, packed: Callable[..., Store], tmp_path: Path) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    early = tmp_path / "early.annot"
    backup(bob, early)
    desk.undo(bob, "Bob")
    first, second = copy_of(main, tmp_path / "x.annot"), copy_of(main, tmp_path / "y.annot")
    with closing(first), closing(second):
        team.merge(first, [early])
        assert len(decisions.current_decisions(first, seed_sha(), "Bob")) == 18
        assert "undone or redone since: 1." in merged(first, bob)[0]
        assert len(decisions.current_decisions(first, seed_sha(), "Bob")) == 17
        team.merge(second, [bob.path, early])
        assert content(second, tmp_path) == content(first, tmp_path)
        team.undo_merge(first)
        assert len(decisions.current_decisions(first, seed_sha(), "Bob")) == 18
        desk.redo(bob, "Bob")
        merged(first, bob)
        assert len(decisions.current_decisions(first, seed_sha(), "Bob")) == 18


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["confirm", "reject", "undo", "redo", "finish", "hand over", "clock"]), st.integers(0, 3)
    ),
    min_size=3,
    max_size=14,
)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three packages of one article for Bob, of one project."""
    folder = tmp_path_factory.mktemp("packages")
    with closing(project.sample_project(folder.with_name("main.annot"))) as main_:
        desk.save_proposals(main_, seed_sha(), gold_proposals(), "gold")
        for name in ("bob", "x", "y"):
            team.package(main_, folder / f"{name}.annot", "Bob", [seed_sha()])
    return folder


@settings(max_examples=20, deadline=None)
@given(steps=STEPS, chance=st.randoms(use_true_random=False))
def test_files_of_any_moment_merge_to_the_same_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, packages: Path, steps: list[tuple[str, int]], chance: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    shutil.copytree(packages, folder, dirs_exist_ok=True)
    files: list[Path] = []
    with closing(project.open_project(folder / "bob.annot")) as bob, pytest.MonkeyPatch.context() as patch:
        for step, n in [*steps, ("hand over", 0)]:
            if step == "clock":
                set_clock(patch, -n)
            elif step in ("confirm", "reject"):
                decision = shown(bob, n, "Bob")
                desk.decide(bob, desk.confirm(decision) if step == "confirm" else desk.reject(decision), action=step)
            elif step in ("undo", "redo"):
                (desk.undo if step == "undo" else desk.redo)(bob, "Bob")
            elif step == "finish":
                desk.set_finished(bob, seed_sha(), "Bob", finished=bool(n % 2))
            else:
                files.append(folder / f"{len(files)}.annot")
                backup(bob, files[-1])
        newest = content(bob, folder)
    for name, order in (("x", files), ("y", chance.choices(files, k=len(files)) + chance.sample(files, len(files)))):
        with closing(project.open_project(folder / f"{name}.annot")) as store:
            team.merge(store, order)
            assert content(store, folder) == newest


def test_work_goes_on_after_a_merge(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    desk.decide(bob, desk.confirm(shown(bob, 0, "Bob")), action="Confirm quotation")
    merged(main, bob)
    desk.decide(bob, desk.reject(shown(bob, 0, "Bob")), action="Reject")
    desk.decide(bob, desk.confirm(shown(bob, 1, "Bob")), action="Confirm quotation")
    assert "new decisions: 2 of Bob; already here: 1" in merged(main, bob)[0]
    found = decisions.current_decisions(main, seed_sha(), "Bob")
    assert Counter(d.status for d in found.values()) == {Status.REJECTED: 1, Status.CONFIRMED: 1}


def test_a_file_that_was_merged_elsewhere_brings_all_it_holds(
    main: Store, packed: Callable[..., Store], tmp_path: Path
) -> None:
    bob, eve = packed("Bob"), packed("Eve")
    decide_all(bob, "Bob")
    merged(eve, bob)
    merged(main, eve)
    assert len(decisions.current_decisions(main, seed_sha(), "Bob")) == 18
    assert "new decisions: none; already here: 18" in merged(main, bob)[0]


def test_a_dry_run_says_what_would_come_and_keeps_nothing(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    rows = {table: main.rows(f"SELECT * FROM {table}") for table in ("change", "decision", "annotator", "speaker")}
    assert merged(main, bob, dry_run=True) == merged(main, bob, dry_run=True)
    assert rows == {table: main.rows(f"SELECT * FROM {table}") for table in rows}
    assert "new decisions: 18 of Bob" in merged(main, bob, dry_run=True)[0]


def test_several_files_come_as_one_change_or_not_at_all(
    main: Store, packed: Callable[..., Store], tmp_path: Path
) -> None:
    bob, eve = packed("Bob"), packed("Eve")
    decide_all(bob, "Bob")
    decide_all(eve, "Eve")
    before = content(main, tmp_path)
    bad = tmp_path / "bad.annot"
    bad.write_bytes(b"hello" * 100)
    with pytest.raises(BadInputError, match=r"bad\.annot"):
        team.merge(main, [bob.path, bad, eve.path], annotator=ANNOTATOR)
    assert content(main, tmp_path) == before
    _, reports = team.merge(main, [bob.path, bad, eve.path, bob.path], dry_run=True)
    assert [(bool(each.problem), each.brings) for each in reports] == [(False, True), (True, False), (False, True)]
    assert content(main, tmp_path) == before
    team.merge(main, [bob.path, eve.path], annotator=ANNOTATOR)
    assert content(main, tmp_path) != before
    assert desk.undo_text(main, ANNOTATOR) == "Merge 2 files"
    desk.undo(main, ANNOTATOR)
    assert content(main, tmp_path) == before


def test_a_canceled_merge_brings_nothing(main: Store, packed: Callable[..., Store], tmp_path: Path) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    before = content(main, tmp_path)
    for dry_run in (False, True):
        with pytest.raises(BadInputError, match="canceled"):
            team.merge(main, [bob.path], dry_run=dry_run, progress=lambda *_: False)
    assert content(main, tmp_path) == before


def test_an_article_finished_twice_counts_once(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    for finished in (False, True, True):
        desk.set_finished(bob, seed_sha(), "Bob", finished=finished)
    assert "articles finished: 1;" in merged(main, bob)[0]


def test_a_new_article_comes_and_one_with_another_text_is_set_aside(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    corpus.import_text(bob, Article("fresh", "“New,” he said."))
    changed = Article(OTHER.id, "“Now for something else,” she wrote, and that was all of it.")
    corpus.import_text(bob, changed)
    for each in ("fresh", OTHER.id):
        sha = next(a.sha256 for a in desk.load_queue(bob, "Bob") if a.id == each and a.sha256 != OTHER.sha256)
        made = desk.new_quotation(desk.load_desk(bob, sha, "Bob"), Span(0, 3))
        desk.decide(bob, desk.confirm(made), action="New quotation")
    lines = merged(main, bob)
    assert "new decisions: 1 of Bob" in lines[0] and "new articles: 1;" in lines[0]
    assert lines[1].startswith("  other: the article has another text here")
    assert [row.id for row in desk.load_queue(main, ANNOTATOR)][-1] == "fresh"


def test_labels_that_are_lacking_are_set_aside_until_the_codebook_has_them(
    main: Store, packed: Callable[..., Store], tmp_path: Path
) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    with closing(project.create_project(tmp_path / "plain.annot")) as plain:
        lines = merged(plain, bob)
        assert any("which the project's codebook lacks: set aside" in line for line in lines)
        assert len(decisions.current_decisions(plain, seed_sha(), "Bob")) < 18
        assert not decisions.is_finished(plain, seed_sha(), "Bob")
        codebook_change.use_codebook(plain, project.resource(*project.SAMPLE_CODEBOOK))
        merged(plain, bob)
        assert len(decisions.current_decisions(plain, seed_sha(), "Bob")) == 18
        assert decisions.is_finished(plain, seed_sha(), "Bob")


def test_another_version_of_the_codebook_is_told_and_its_labels_kept(
    main: Store, packed: Callable[..., Store], tmp_path: Path
) -> None:
    bob = packed("Bob")
    source = project.current_codebook(main).source
    newer = tmp_path / "newer.toml"
    newer.write_text(source + "\n# a remark\n", encoding="utf-8")
    (tmp_path / "border.md").write_text("A guideline.", encoding="utf-8")
    codebook_change.use_codebook(bob, newer)
    decide_all(bob, "Bob")
    lines = merged(main, bob, take_codebook=False)
    assert any("made with another version of the codebook" in line for line in lines)
    assert len(decisions.current_decisions(main, seed_sha(), "Bob")) == 18


def test_speakers_come_with_their_names_and_ids(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    speaker = next(s for s in project.speakers(bob) if "Verma" in s.name)
    project.add_alias(bob, speaker.id, "the envoy", annotator="Bob")
    merged(main, bob)
    assert project.speakers(main) == project.speakers(bob)
