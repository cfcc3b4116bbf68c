"""A folder on a shared drive: packages out of it, and back into it, as whole files."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import BadInputError, StoreError
from annotator.store.connection import Store
from annotator.workflow import desk, project, team
from annotator.workflow.shared_folder import RETURNED, SharedFolder, give_back, offers, take, to_merge
from tests.support import decide_all, seed_sha


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> Path:
    """A shared folder into which the lead put a package each for Ann and Bo."""
    made = tmp_path / "drive"
    made.mkdir()
    team.packages(store, made, ["Ann", "Bo"])
    return made


def shared(folder: Path, tmp_path: Path, who: str = "lead") -> SharedFolder:
    return SharedFolder(folder, tmp_path / "cache" / who)


def taken(folder: Path, tmp_path: Path, name: str) -> Path:
    """The package of an annotator, copied to a computer of her own."""
    offer = offers(shared(folder, tmp_path, name).look(), [name], [])[0]
    (tmp_path / name).mkdir(exist_ok=True)
    return take(offer, tmp_path / name / offer.path.name)


def work(path: Path, name: str) -> None:
    with closing(project.open_project(path)) as store:
        decide_all(store, name)


def test_a_package_is_offered_to_whom_it_was_made_for_until_it_was_taken(folder: Path, tmp_path: Path) -> None:
    look = shared(folder, tmp_path).look()
    assert [(each.person, each.finished) for each in look.packages] == [("Ann", 0), ("Bo", 0)] and not look.problems
    (offer,) = offers(look, [" ann "], [])
    assert offer.person == "Ann" and offer.articles > 1
    assert offers(look, ["Ann"], [offer.identity]) == [] and offers(look, ["Cleo"], []) == []


def test_what_is_given_back_is_offered_for_merging_until_it_is_merged(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    mine = taken(folder, tmp_path, "Ann")
    look = shared(folder, tmp_path)
    assert to_merge(look.look(), store) == []
    work(mine, "Ann")
    where = give_back(mine, folder, tmp_path / "cache" / "Ann")
    assert where.parent == folder / RETURNED and list(where.parent.iterdir()) == [where]
    (found,) = to_merge(look.look(), store)
    assert (found.path, found.person, found.finished) == (where, "Ann", 1)
    team.merge(store, [found.copy])
    assert to_merge(look.look(), store) == []
    assert desk.load_row(store, seed_sha(), "Ann").decided == desk.load_row(store, seed_sha(), "Ann").quotations

    with closing(project.open_project(mine)) as own:
        desk.undo(own, "Ann")
    assert give_back(mine, folder, tmp_path / "cache" / "Ann") == where
    assert len(to_merge(look.look(), store)) == 1  # that she took something back is work, too


def test_work_from_two_computers_stands_beside_each_other(store: Store, folder: Path, tmp_path: Path) -> None:
    first = taken(folder, tmp_path, "Ann")
    second = tmp_path / "laptop" / first.name
    second.parent.mkdir()
    shutil.copyfile(first, second)
    work(first, "Ann")
    with closing(project.open_project(second)) as own:
        desk.set_finished(own, seed_sha(), "Ann", finished=True)
    cache = tmp_path / "cache" / "Ann"
    assert give_back(first, folder, cache).name != give_back(second, folder, cache).name
    assert len(to_merge(shared(folder, tmp_path).look(), store)) == 2


def test_no_project_is_opened_on_the_drive(folder: Path, tmp_path: Path) -> None:
    mine = taken(folder, tmp_path, "Ann")
    work(mine, "Ann")
    give_back(mine, folder, tmp_path / "cache" / "Ann")
    shared(folder, tmp_path).look()
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    assert all(name.endswith(".annot") for name in names), "SQLite leaves its log and index beside a file that it opens"


def test_a_file_that_is_still_being_written_comes_later(folder: Path, tmp_path: Path) -> None:
    whole = next(folder.glob("*Ann.annot")).read_bytes()
    half = folder / "half.annot"
    half.write_bytes(whole[:5000])
    looking = shared(folder, tmp_path)
    look = looking.look()
    assert len(look.packages) == 2 and len(look.problems) == 1 and str(half) in look.problems[0]
    assert looking.look().problems == (), "told once"
    half.write_bytes(whole)
    assert len(looking.look().packages) == 3


def test_a_link_is_not_followed_and_an_open_project_keeps_its_locks(store: Store, folder: Path, tmp_path: Path) -> None:
    (folder / "link.annot").symlink_to(store.path)
    os.link(store.path, folder / "open.annot")
    assert len(shared(folder, tmp_path).look().packages) == 2


def test_what_cannot_be_is_told(store: Store, folder: Path, tmp_path: Path) -> None:
    mine = taken(folder, tmp_path, "Ann")
    (offer,) = offers(shared(folder, tmp_path).look(), ["Ann"], [])
    with pytest.raises(StoreError, match="there is a file of that name"):
        take(offer, mine)
    with pytest.raises(BadInputError, match="not a package"):
        give_back(store.path, folder, tmp_path / "cache")
    with pytest.raises(BadInputError, match="cannot be read"):
        SharedFolder(tmp_path / "gone", tmp_path / "cache").look()
    with pytest.raises(StoreError, match="nothing can be written"):
        give_back(mine, tmp_path / "gone", tmp_path / "cache")


def test_copies_of_files_that_are_gone_are_deleted_a_day_later(folder: Path, tmp_path: Path) -> None:
    looking = shared(folder, tmp_path)
    first, second = looking.look().packages
    for each in (first, second):
        os.utime(each.copy.parent, (0, 0))
    first.path.unlink()
    looking.look()
    assert not first.copy.exists() and second.copy.exists()
