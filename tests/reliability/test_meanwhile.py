"""Releases, exports and agreement made while another process decides: each holds one moment of the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from annotator.store.connection import Store
from annotator.workflow import agreement_page, export, maintenance, project, release
from tests.reliability.meanwhile import ADA, BOB, ORDER, make, somebody_else, together
from tests.support import copy_project

Make = Callable[[Path, Path], list[list[str]]]  # a project, a new folder: the comments of each annotator


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def by_annotator(files: list[Path], quotes: str) -> list[list[str]]:
    """The comments of each annotator in files of JSON lines."""
    said: dict[str, list[str]] = {ADA: [], BOB: []}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            said[record["annotator"]] += [quote["comment"] for quote in record[quotes]]
    return list(said.values())


def made_export(path: Path, folder: Path) -> list[list[str]]:
    with closing(project.read_project(path)) as store:
        export.export(store, folder / "out.jsonl")
    return by_annotator([folder / "out.jsonl"], "quotes")


def made_release(path: Path, folder: Path) -> list[list[str]]:
    """A release, made again while the other still decides."""
    with closing(project.open_project(path)) as store:
        report = release.publish(store, folder / "r", release.ReleaseSettings("R", group_by=("speaker",)))
        release.publish_again(store, report.number, folder / "again")
    assert tree(folder / "again") == tree(folder / "r")
    return by_annotator(sorted((folder / "r" / "data").iterdir()), "quotes")


def made_page(path: Path, folder: Path) -> list[list[str]]:
    with closing(project.read_project(path)) as store:
        found = agreement_page.load_page(store).material
    assert found.articles
    place = {each.sha256: n for n, each in enumerate(ORDER)}
    said: dict[str, list[str]] = {ADA: [], BOB: []}
    for row, length in zip(found.content_row, found.content_end - found.content_start, strict=True):
        at = place[found.articles[found.article[row]].sha256]
        said[found.annotators[found.annotator[row]]].append(str((length - 1) * len(ORDER) + at))
    return list(said.values())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, closed."""
    path = tmp_path_factory.mktemp("made") / "project.annot"
    make(path).close()
    return path


@pytest.fixture
def busy(made: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the project that another process works in."""
    copy_project(made, tmp_path / made.name)
    with closing(project.open_project(tmp_path / made.name)) as store, somebody_else(store.path):
        yield store


def decided(store: Store) -> int:
    return int((store.one("SELECT count(*) FROM decision") or (0,))[0])


def rounds(store: Store, least: int, decisions: int = 40) -> Iterator[int]:
    """Numbers, until there were enough and the other process decided so much meanwhile."""
    begun = decided(store)
    for number in count():
        if number >= least and decided(store) >= begun + decisions:
            return
        yield number


@pytest.mark.parametrize(("read", "least"), [(made_release, 2), (made_export, 6), (made_page, 3)])
def test_what_is_made_while_another_process_decides(busy: Store, tmp_path: Path, read: Make, least: int) -> None:
    for number in rounds(busy, least):
        (tmp_path / f"{number}").mkdir()
        for comments in read(busy.path, tmp_path / f"{number}"):
            assert together(comments)
            assert len(comments) >= len(ORDER) - 1  # agreement leaves out the one that Bob has open


def test_releases_are_made_again_afterwards(busy: Store, tmp_path: Path) -> None:
    made = [
        n + 1 for n in rounds(busy, 2) if release.publish(busy, tmp_path / f"r{n + 1}", release.ReleaseSettings("R"))
    ]
    for number in made:
        release.publish_again(busy, number, tmp_path / f"again{number}")
        assert tree(tmp_path / f"again{number}") == tree(tmp_path / f"r{number}")


def test_the_doctor_finds_nothing_wrong_meanwhile(busy: Store) -> None:
    for _ in rounds(busy, 3):
        assert maintenance.examine(busy.path) == ()
