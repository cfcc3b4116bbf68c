"""What a merge costs: rows come in batches, and no file is gone through again for the sake of the next."""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from annotator.store import doctor
from annotator.workflow import project, team
from benchmarks import merging
from tests.store.test_cost import statements

PEOPLE = 3


def merged(folder: Path, quotations: int, articles: int = 2) -> list[str]:
    """The statements that read or change derived tables in a merge of packages with so many decided quotations an article.

    All decisions must be there, and the file sound.
    """
    folder.mkdir()
    merging.make(folder, PEOPLE, articles, quotations)
    paths = sorted((folder / "packages").glob("*.annot"))
    with closing(project.open_project(folder / "team.annot")) as store:
        found = statements(store, lambda: team.merge(store, paths))
        assert store.one("SELECT count(*) FROM current_decision") == (PEOPLE * articles * quotations,)
        assert store.one("SELECT count(*) FROM current_finish WHERE finished") == (PEOPLE * articles,)
    assert list(doctor.examine(folder / "team.annot")) == []
    return found


def test_more_decisions_in_a_package_ask_nothing_more_but_their_inserts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "SPEAKERS", 3)  # each speaker is looked up once a file
    few, many = (merged(tmp_path / str(count), count) for count in (20, 40))
    reads = [sum(not sql.lstrip().startswith("INSERT INTO") for sql in some) for some in (few, many)]
    decisions = PEOPLE * 2 * 20
    assert reads[1] - reads[0] < decisions, "a package with more decisions is read in batches"


def test_more_articles_and_speakers_ask_next_to_nothing_more_in_each_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = 2, 12
    read = []
    for articles, speakers in ((few, 3), (many, 3), (few, 400)):
        monkeypatch.setattr(merging, "SPEAKERS", speakers)
        found = merged(tmp_path / f"{articles}-{speakers}", 20, articles)
        read.append([sql for sql in found if sql.lstrip().startswith("SELECT")])
    assert len(read[1]) - len(read[0]) < PEOPLE * (many - few), "texts are read, and numbers looked up, once in a merge"
    assert len(read[2]) - len(read[0]) < 20, "speakers are registered many at once"


def test_a_file_costs_the_same_behind_others(tmp_path: Path) -> None:
    merging.make(tmp_path, PEOPLE, 2, 40)
    paths = sorted((tmp_path / "packages").glob("*.annot"))
    with closing(project.open_project(tmp_path / "team.annot")) as store:
        changed: list[int] = []

        def note(_: int, name: str) -> bool:
            changed.append(store.connection.total_changes)
            return True

        team.merge(store, paths, progress=note)
        changed.append(store.connection.total_changes)
    rows = [after - before for before, after in pairwise(changed)]
    assert len(rows) == PEOPLE and max(rows[1:]) <= rows[0] + 1, rows
