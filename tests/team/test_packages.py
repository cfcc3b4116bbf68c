"""Packages out: blind, one file each, everybody with as many articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, BadInputError, StoreError
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import desk, project, team
from tests.support import ANNOTATOR, decide_all, gold_proposals, load, seed_sha
from tests.test_cli import annotator as command


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


def test_canceled_packages_leave_no_file(main: Store, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shares, every = team.plan(main, folder, ["Bob", "Eve"]), len(team.article_hashes(main))
    assert [(s.annotator, len(s.articles), s.common, s.there) for s in shares] == [
        ("Bob", every, (every, every), False),
        ("Eve", every, (every, every), False),
    ]
    with pytest.raises(BadInputError, match="canceled"):
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
