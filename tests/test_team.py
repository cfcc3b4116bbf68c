"""Packages out and back in: blind, by unique ids, in any order, never doubled, with one undo, from files that are not trusted."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, BadInputError, StoreError
from annotator.records import Article, Decision, Span, Status, text_hash
from annotator.store import articles, decisions
from annotator.store.connection import Store
from annotator.store.opening import backup
from annotator.workflow import corpus, desk, export, measure, project, team
from tests.support import ANNOTATOR, decide_all, gold_proposals, load, seed_sha, set_clock, shown
from tests.test_cli import annotator as command

CASES = Path(__file__).parent / "agreement" / "data" / "cases.json"
OTHER = Article("other", "Bob Hill said “yes” and then “no”.")


@pytest.fixture
def main(store: Store) -> Store:
    """The sample project with a second article."""
    corpus.import_text(store, OTHER)
    return store


@pytest.fixture
def packed(main: Store, tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Makes a package for a name and opens it."""
    opened: list[Store] = []

    def make(name: str, **more: float) -> Store:
        path = tmp_path / f"{name}.annot"
        team.package(main, path, name, team.article_hashes(main), **more)
        opened.append(project.open_project(path))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def content(store: Store, tmp_path: Path) -> str:
    """All that stands in a project, as its export has it."""
    export.export(store, tmp_path / "content.jsonl")
    return (tmp_path / "content.jsonl").read_text(encoding="utf-8")


def copy_of(store: Store, path: Path) -> Store:
    """A copy of a project's beginning: the same articles and codebook."""
    team.package(store, path, ANNOTATOR, team.article_hashes(store))
    return project.open_project(path)


def merged(store: Store, *files: Store, **more: object) -> list[str]:
    """Merge open files; the sentences."""
    change, _ = team.merge(store, [each.path for each in files], **more)  # type: ignore[arg-type]
    return change.message.split("\n")


# Packages


def test_a_package_is_blind_and_one_file(main: Store, tmp_path: Path) -> None:
    decide_all(main)
    path = tmp_path / "out" / "bob.annot"
    team.package(main, path, "Bob", [seed_sha()])
    assert [file.name for file in path.parent.iterdir()] == ["bob.annot"]
    with closing(project.open_project(path)) as package:
        assert project.annotators(package) == ("Bob",)
        assert [row.sha256 for row in desk.load_queue(package, "Bob")] == [seed_sha()]
        assert project.current_codebook(package).hash == project.current_codebook(main).hash
        opened = load(package, "Bob")
        assert [q.proposal for q in opened.quotations] == [q.proposal for q in load(main).quotations]
        assert all(q.decision is None for q in opened.quotations)
        for table in ("decision", "speaker", "finish"):
            assert package.one(f"SELECT count(*) FROM {table}") == (0,)
    assert ANNOTATOR.encode() not in path.read_bytes()


def test_a_share_of_quotations_is_shown_without_proposals_and_recorded(packed: Callable[..., Store]) -> None:
    bob, eve = packed("Bob", without_proposals=0.4), packed("Eve", without_proposals=0.4)
    blind = {q.id for q in load(bob, "Bob").quotations if q.proposal and not q.proposal.shown}
    assert 0 < len(blind) < len(gold_proposals())
    other = {q.id for q in load(eve, "Eve").quotations if q.proposal and not q.proposal.shown}
    assert other and other != blind, (
        "not the same quotations for everybody: else the quotation explains what the machine is said to"
    )
    for quotation in load(bob, "Bob").quotations:
        decision = desk.shown(load(bob, "Bob"), quotation)
        assert decision.proposals_shown == (quotation.id not in blind)
        if quotation.id in blind:
            assert (decision.source, decision.cue, decision.speaker_name) == (None, None, "")
            assert quotation.proposal is not None
            assert quotation.proposal.candidates == ()
    decide_all(bob, "Bob")
    stored = decisions.current_decisions(bob, seed_sha(), "Bob")
    assert {key for key, decision in stored.items() if not decision.proposals_shown} == blind


@pytest.mark.parametrize("typed", ["Ann ", " Ann", "\tAnn\u00a0"])
def test_a_package_keeps_whom_it_was_made_for(main: Store, tmp_path: Path, typed: str) -> None:
    done = command("package", main.path, "--for", typed, "--output", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("for Ann.\n")
    with closing(project.open_project(tmp_path / "out" / "project-Ann.annot")) as package:
        assert project.made_for(package) == "Ann"
        assert project.annotators(package) == ("Ann",)
        project.add_annotator(package, "Lead")
        assert project.made_for(package) == "Ann"
    assert project.made_for(main) == ""


@pytest.mark.parametrize("name", ["adjudicated", "Nobody", " "])
def test_a_package_made_for_no_annotator_is_made_for_nobody(packed: Callable[..., Store], name: str) -> None:
    """As a file from elsewhere may say."""
    package = packed("Bob")
    with package.writing() as db:
        db.execute("UPDATE setting SET value = ? WHERE name = 'made_for'", [name])
        db.execute("INSERT INTO annotator (name, created_at) VALUES ('adjudicated', '')")
    assert project.made_for(package) == ""


def test_a_package_that_is_there_is_not_overwritten(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    with pytest.raises(StoreError, match="already there"):
        team.package(main, bob.path, "Bob", team.article_hashes(main))
    assert bob.path.exists()


@given(st.integers(0, 40), st.integers(1, 6), st.data())
def test_every_article_goes_to_as_many_as_wanted_and_everybody_gets_as_many(
    count: int, people: int, data: st.DataObject
) -> None:
    overlap = data.draw(st.integers(1, people))
    names = [f"p{i}" for i in range(people)]
    given_ = team.assign([f"a{i}" for i in range(count)], names, overlap)
    per_article = Counter(article for each in given_.values() for article in each)
    assert set(per_article.values()) <= {overlap} and len(per_article) == count
    assert max(map(len, given_.values())) - min(map(len, given_.values())) <= 1


def test_every_pair_gets_articles_in_common() -> None:
    given_ = team.assign([f"a{i}" for i in range(60)], list("abcde"), 2)
    common = [len(set(given_[a]) & set(given_[b])) for a, b in combinations("abcde", 2)]
    assert min(common) >= 4


@pytest.mark.parametrize(("people", "overlap"), [(["a"], 2), (["a", "b"], 0), (["a", "a"], 2)])
def test_an_overlap_that_cannot_be_is_refused(people: list[str], overlap: int) -> None:
    with pytest.raises(BadInputError, match="name at least"):
        team.assign(["x"], people, overlap)


# Merging


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


@settings(max_examples=20, deadline=None)
@given(steps=STEPS, chance=st.randoms(use_true_random=False))
def test_files_of_any_moment_merge_to_the_same_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]], chance: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    with closing(project.sample_project(folder / "main.annot")) as main_:
        desk.save_proposals(main_, seed_sha(), gold_proposals(), "gold")
        team.package(main_, folder / "bob.annot", "Bob", [seed_sha()])
        team.package(main_, folder / "x.annot", "Bob", [seed_sha()])
        team.package(main_, folder / "y.annot", "Bob", [seed_sha()])
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


def test_a_cancelled_merge_brings_nothing(main: Store, packed: Callable[..., Store], tmp_path: Path) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    before = content(main, tmp_path)
    for dry_run in (False, True):
        with pytest.raises(BadInputError, match="cancelled"):
            team.merge(main, [bob.path], dry_run=dry_run, progress=lambda *_: False)
    assert content(main, tmp_path) == before


def test_an_article_finished_twice_counts_once(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    for finished in (False, True, True):
        desk.set_finished(bob, seed_sha(), "Bob", finished=finished)
    assert "articles finished: 1;" in merged(main, bob)[0]


def test_cancelled_packages_leave_no_file(main: Store, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shares, every = team.plan(main, folder, ["Bob", "Eve"]), len(team.article_hashes(main))
    assert [(s.annotator, len(s.articles), s.common, s.there) for s in shares] == [
        ("Bob", every, (every, every), False),
        ("Eve", every, (every, every), False),
    ]
    with pytest.raises(BadInputError, match="cancelled"):
        team.make_packages(main, shares, progress=lambda done, _: done <= every)
    assert list(folder.iterdir()) == []
    team.make_packages(main, shares[1:])
    with pytest.raises(StoreError, match="already there"):
        team.make_packages(main, shares)
    assert [path.name for path in folder.iterdir()] == [shares[1].path.name]


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ([], "Name the annotators"),
        (["Ann", " "], "Name the annotators"),
        (["A/B", "A?B"], "same file name"),
        (["Ann", "Ann "], "name at least"),
        ([" Adjudicated"], "reserved for settled decisions"),
    ],
)
def test_a_plan_that_cannot_be_says_why(main: Store, tmp_path: Path, people: list[str], reason: str) -> None:
    with pytest.raises(AnnotatorError, match=reason):
        team.plan(main, tmp_path, people)


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
        assert any("which the project's codebook lacks; they were set aside" in line for line in lines)
        assert len(decisions.current_decisions(plain, seed_sha(), "Bob")) < 18
        assert not decisions.is_finished(plain, seed_sha(), "Bob")
        project.use_codebook(plain, project.resource(*project.SAMPLE_CODEBOOK))
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
    project.use_codebook(bob, newer)
    decide_all(bob, "Bob")
    lines = merged(main, bob)
    assert "made with another version of the codebook" in lines[1]
    assert len(decisions.current_decisions(main, seed_sha(), "Bob")) == 18


def test_speakers_come_with_their_names_and_ids(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    speaker = next(s for s in project.speakers(bob) if "Verma" in s.name)
    project.add_alias(bob, speaker.id, "the envoy", annotator="Bob")
    merged(main, bob)
    assert project.speakers(main) == project.speakers(bob)


# Files that are not trusted


def spoiled(path: Path, *statements: str) -> None:
    """Change a project file behind the program's back."""
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


@pytest.mark.parametrize(
    "statements",
    [
        ("UPDATE decision SET words = 'not these'",),
        ('UPDATE decision SET start = 1000000, "end" = 1000001',),
        ("UPDATE decision SET decided_at = 'tomorrow'",),
        ("UPDATE decision SET kind = 'song'",),
        ("UPDATE decision SET content = '[[5, 4]]'",),
        ("UPDATE decision SET content = 'no json'",),
        ("UPDATE annotator SET name = ' Bob '",),
        ("ALTER TABLE stance RENAME TO hidden", "CREATE VIEW stance AS SELECT * FROM hidden"),
        ("ALTER TABLE decision ADD COLUMN more TEXT",),
        ("ALTER TABLE decision ADD COLUMN more TEXT AS (upper(words))",),
        ("PRAGMA application_id = 7",),
        ("PRAGMA user_version = 1",),
        ("PRAGMA user_version = 99",),
        ("DROP TABLE speaker_revision",),
    ],
)
def test_a_file_that_is_not_sound_is_refused_whole(
    main: Store, packed: Callable[..., Store], tmp_path: Path, statements: tuple[str, ...]
) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    bob.close()
    spoiled(bob.path, *statements)
    before = content(main, tmp_path), main.rows("SELECT * FROM change")
    with pytest.raises(AnnotatorError, match=r"Bob\.annot: "):
        team.merge(main, [bob.path])
    assert (content(main, tmp_path), main.rows("SELECT * FROM change")) == before


def test_triggers_and_foreign_views_do_nothing(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    bob.close()
    spoiled(
        bob.path,
        "CREATE TRIGGER evil AFTER INSERT ON decision BEGIN DELETE FROM article; END",
        "DROP VIEW speakers",
        "CREATE VIEW speakers AS SELECT n, id, 'Mallory' AS name, '[]' AS aliases, NULL AS merged_into FROM speaker",
    )
    data = bob.path.read_bytes()
    team.merge(main, [bob.path])
    assert bob.path.read_bytes() == data
    assert len(decisions.current_decisions(main, seed_sha(), "Bob")) == 18
    assert "Mallory" not in {speaker.name for speaker in project.speakers(main)}


def test_a_text_that_was_changed_is_set_aside(main: Store, packed: Callable[..., Store]) -> None:
    bob = packed("Bob")
    decide_all(bob, "Bob")
    bob.close()
    spoiled(bob.path, "UPDATE article SET text = text || ' and more'")
    assert "its text does not fit its checksum" in merged(main, bob)[1]
    assert decisions.current_decisions(main, seed_sha(), "Bob") == {}


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\x00" + b"\x00" * 500, b"hello" * 100])
def test_what_is_no_project_is_refused(main: Store, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.annot"
    path.write_bytes(data)
    with pytest.raises(BadInputError, match=r"x\.annot"):
        team.merge(main, [path])


def test_a_project_is_not_merged_with_itself(main: Store) -> None:
    with pytest.raises(BadInputError, match="the project itself"):
        team.merge(main, [main.path])


# Agreement of what was merged


def changed(store: Store, name: str, n: int, alter: Callable[[Decision], Decision]) -> None:
    desk.decide(store, desk.confirm(alter(shown(store, n, name))), action="Confirm quotation")


def test_a_team_of_two_sees_how_far_it_agrees(main: Store, packed: Callable[..., Store]) -> None:
    bob, eve = packed("Bob"), packed("Eve")
    decide_all(bob, "Bob")
    decide_all(eve, "Eve")
    changed(eve, "Eve", 1, lambda d: replace(d, stances=()))
    changed(eve, "Eve", 2, lambda d: desk.choose_speaker(d, None))
    desk.decide(eve, desk.reject(shown(eve, 3, "Eve")), action="Reject")
    merged(main, bob, eve)
    material = measure.material(main)
    report = measure.measure_of(main, material)
    assert report.annotators == ("Bob", "Eve") and report.articles == 1
    assert report.figures.quotations.pairs[0].f1_exact.value == pytest.approx(2 * 16 / (17 + 16))
    assert report.figures.speakers.raw_agreement.value == pytest.approx(15 / 16)
    assert report.figures.speakers.matched.value == pytest.approx(32 / 33)
    (absent,) = measure.differences(main, material, measure.Facet.QUOTATION)
    assert absent.values["Eve"] == "not a quotation"
    (speaker,) = measure.differences(main, material, measure.Facet.SPEAKER)
    assert speaker.values["Eve"] == "no source named"
    assert speaker.values["Bob"] in {s.name for s in project.speakers(main)}
    # An article that only one of them finished does not count.
    desk.set_finished(main, seed_sha(), "Eve", finished=False)
    assert measure.measure(main).articles == 0


def test_commands(main: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = command("package", main.path, "--for", "Bob", "Eve", "Mia", "--overlap", "2", "--output", out)
    assert (done.returncode, done.stderr) == (0, "")
    files = sorted(out.iterdir())
    assert [f.name for f in files] == ["project-Bob.annot", "project-Eve.annot", "project-Mia.annot"]
    assert command("package", main.path, "--for", "Bob", "--articles", "nothing", "--output", out).returncode == 2
    for name, file in zip(("Bob", "Eve"), files, strict=False):
        with closing(project.open_project(file)) as package:
            if seed_sha() in articles.article_hashes(package):
                decide_all(package, name)
    done = command("merge", main.path, *files, "--dry-run")
    assert done.returncode == 0 and "new decisions: 18 of" in done.stdout
    assert command("merge", main.path, *files).stdout == done.stdout
    assert command("agreement", main.path, "--annotators", "Bob", "Eve").returncode == 0
    assert "no annotator is called “Zoe”" in command("agreement", main.path, "--annotators", "Zoe").stderr
    assert command("merge", main.path, "--undo").stdout.startswith("Undone: Merge")
    assert command("merge", main.path).returncode == 2
    assert text_hash(OTHER.text) == OTHER.sha256


# From files of another tool to figures, by the command line


def standoff(folder: Path) -> list[dict[str, Any]]:
    """The offsets of the four articles that six people annotated, as brat files about texts of no words."""
    known = [case for case in json.loads(CASES.read_text(encoding="utf-8")) if case["name"].startswith("polnear")]
    for case in known[::2]:
        name = case["name"].split("_")[2]
        (folder / "text").mkdir(parents=True, exist_ok=True)
        (folder / "attributions").mkdir(exist_ok=True)
        (folder / "text" / f"article_{name}.txt").write_text("." * (case["continuum"][1] - 1) + name, encoding="utf-8")
        for annotator_, units in enumerate(case["data"]):
            lines = [f"T{i}\tContent {start} {end}\n" for i, (start, end, _) in enumerate(units)]
            lines += [f"E{i}\tContent:T{i}\n" for i in range(len(units))]
            path = folder / "attributions" / f"article_{name}_a{annotator_}.ann"
            path.write_text("".join(lines), encoding="utf-8")
    return known


def test_a_folder_of_standoff_is_imported_and_measured(tmp_path: Path) -> None:
    known = standoff(tmp_path / "corpus")
    done = command("import", tmp_path / "p.annot", tmp_path / "corpus")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("4 articles added.\nAnnotations of 6 annotators: 4 articles, ")
    done = command("agreement", tmp_path / "p.annot", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert (report["annotators"], report["articles"]) == ([f"a{i}" for i in range(6)], 4)
    measured = {article["id"]: article for article in report["per_article"]}
    for case in known:
        name, measure_ = case["name"].split("_", 3)[2:]
        figure = measured[f"article_{name}"]["u_alpha" if measure_ == "bar_u_alpha" else "alpha_char"]
        assert figure["value"] == pytest.approx(case["expected"], abs=1e-6)
    u_alpha = report["quotations"]["u_alpha"]
    assert u_alpha["low"] < u_alpha["value"] < u_alpha["high"]
    assert u_alpha["n"] == sum(len(units) for case in known[::2] for units in case["data"])
    assert (u_alpha["method"], u_alpha["reason"]) == ("jackknife", "")
    assert len(report["quotations"]["pairs"]) == 15
    text = command("agreement", tmp_path / "p.annot")
    assert text.returncode == 0 and "Articles, worst first" in text.stdout


def test_agreement_of_a_project_without_annotations_says_why(main: Store) -> None:
    report = json.loads(command("agreement", main.path, "--json").stdout)
    assert report["articles"] == 0
    assert report["quotations"]["u_alpha"]["value"] is None
    assert report["quotations"]["u_alpha"]["reason"] == "no article was finished by two annotators"
    assert list(report["stances"]) == [target.id for target in project.current_codebook(main).targets]
