"""Work that came back under a name that no package was made for: said, and taken as whom the package was made for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import BadInputError, StoreError
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import desk, maintenance, project, team
from tests.support import ANNOTATOR, seed_sha, shown
from tests.test_cli import annotator as command


@pytest.fixture
def package(store: Store, tmp_path: Path) -> Iterator[Path]:
    """A package for Ann, in which three decisions were taken under her name and two as Lead, one on the same quotation."""
    path = tmp_path / "ann.annot"
    team.package(store, path, " Ann ", team.article_hashes(store))
    with closing(project.open_project(path)) as opened:
        assert project.annotators(opened) == ("Ann",)
        for n in range(3):
            desk.decide(opened, desk.confirm(shown(opened, n, "Ann")), action="Confirm quotation")
        project.add_annotator(opened, "Lead")
        for n in (2, 3):
            desk.decide(opened, desk.reject(shown(opened, n, "Lead")), action="Reject")
    yield path


def count(store: Store, name: str) -> int:
    return len(decisions.current_decisions(store, seed_sha(), name))


def test_a_merge_says_whose_package_it_was(store: Store, package: Path) -> None:
    _, (report,) = team.merge(store, [package], dry_run=True)
    assert (report.made_for, report.strangers) == ("Ann", ("Lead",))
    assert "The package was made for Ann, and 2 decisions in it were made under the name Lead." in report.notes
    done = command("merge", store.path, package)
    assert done.returncode == 0 and 'merge with --as "Lead=Ann"' in done.stdout
    assert (count(store, "Ann"), count(store, "Lead")) == (3, 2)


@pytest.mark.parametrize("by_name", [True, False])
def test_they_come_as_whom_the_package_was_made_for(store: Store, package: Path, by_name: bool) -> None:
    if by_name:
        done = command("merge", store.path, package, "--as", "Lead= Ann ")
        assert done.returncode == 0 and "new decisions: 5 of Ann" in done.stdout
    else:
        _, (report,) = team.merge(store, [package], as_made_for=True)
        assert dict(report.decisions) == {"Ann": 5} and not report.strangers
    assert project.annotators(store) == (ANNOTATOR, "Ann")
    found = [q.decision.status for q in desk.load_desk(store, seed_sha(), "Ann").quotations if q.decision]
    assert found == ["confirmed", "confirmed", "rejected", "rejected"], "of two on one quotation the later one stands"
    assert maintenance.examine(store.path) == ()
    assert not team.merge(store, [package], as_made_for=True)[1][0].decisions
    team.undo_merge(store)
    assert count(store, "Ann") == 0


def test_a_package_of_a_version_that_kept_no_name_is_known_too(store: Store, package: Path) -> None:
    with closing(project.open_project(package)) as opened, opened.writing() as db:
        db.execute("DELETE FROM setting WHERE name = 'made_for'")
    _, (report,) = team.merge(store, [package], dry_run=True)
    assert (report.made_for, report.strangers) == ("Ann", ("Lead",))


def test_a_copy_of_the_project_is_no_package(store: Store, tmp_path: Path) -> None:
    with closing(project.sample_project(tmp_path / "copy.annot")) as copy:
        for name in ("Ann", "Lead"):
            project.add_annotator(copy, name)
            made = desk.new_quotation(desk.load_desk(copy, seed_sha(), name), desk.Span(0, 5))
            desk.decide(copy, desk.confirm(made), action="New quotation")
    _, (report,) = team.merge(store, [tmp_path / "copy.annot"])
    assert (report.made_for, report.strangers, report.notes) == ("", (), [])


@pytest.mark.parametrize(
    ("pair", "told"),
    [("Lead", "is not written as NAME=PERSON"), ("=Ann", "is not written as NAME=PERSON"), ("Nobody=Ann", "Nobody is called “Nobody”"),
     ("Lead=adjudicated", "settled decisions"), ("Lead=", "needs a name")],
)  # fmt: skip
def test_who_comes_as_whom_must_make_sense(store: Store, package: Path, pair: str, told: str) -> None:
    with pytest.raises((BadInputError, StoreError), match=told):
        team.merge(store, [package], names=team.names_of([pair]))
    done = command("merge", store.path, package, "--as", pair)
    assert done.returncode == 2 and told in done.stderr
    assert count(store, ANNOTATOR) == 0 and project.annotators(store) == (ANNOTATOR,)
