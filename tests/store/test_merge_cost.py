"""What a merge costs: rows come in batches, and no file is gone through again for the sake of the next."""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from annotator.errors import BadInputError
from annotator.store import doctor
from annotator.store.connection import ROWS, connect
from annotator.workflow import project, team
from benchmarks import merging
from tests.store.test_cost import statements, steps

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


def test_a_statement_appends_many_rows_and_nothing_is_kept_for_going_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "SPEAKERS", 3)
    found = merged(tmp_path / "team", 100)
    for table in ("change", "decision", "stance"):
        inserts = sum(sql.startswith(f"INSERT INTO {table} ") for sql in found)
        assert inserts < PEOPLE * ROWS, f"{inserts} statements for the {PEOPLE * 2 * 100} rows of {table}"
    within = 0
    for sql in found:
        within += sql.startswith("SAVEPOINT") - sql.startswith("RELEASE")
        assert not (within and sql.startswith("INSERT INTO decision ")), "SQLite copies each page for a savepoint"


def test_a_decision_costs_so_many_instructions_of_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "SPEAKERS", 3)
    taken = []
    for quotations in (60, 120):
        folder = tmp_path / str(quotations)
        folder.mkdir()
        merging.make(folder, PEOPLE, 2, quotations)
        paths = sorted((folder / "packages").glob("*.annot"))
        with closing(project.open_project(folder / "team.annot")) as store:
            taken.append(steps(store, partial(team.merge, store, paths)))
    each = 10 * (taken[1] - taken[0]) / (PEOPLE * 2 * 60)
    assert each < 780, f"{each:.0f} instructions for a decision"


def test_what_a_merge_asks_of_sqlite_ends_with_it(tmp_path: Path) -> None:
    merging.make(tmp_path, PEOPLE, 2, 5)
    damaged = tmp_path / "damaged.annot"
    damaged.write_bytes(b"no project")
    with closing(project.open_project(tmp_path / "team.annot")) as store:
        asked = "SELECT cache_size, temp_store FROM pragma_cache_size, pragma_temp_store"
        before = store.one(asked)
        for paths in (sorted((tmp_path / "packages").glob("*.annot")), [damaged]):
            for dry_run in (True, False):
                with suppress(BadInputError):
                    team.merge(store, paths, dry_run=dry_run)
                assert store.one(asked) == before


def test_a_dry_run_brings_the_files_behind_one_that_is_not_sound(tmp_path: Path) -> None:
    merging.make(tmp_path, PEOPLE, 2, 60)
    first, second, third = sorted((tmp_path / "packages").glob("*.annot"))
    again = Path(shutil.copy(first, tmp_path / "again.annot"))
    with closing(connect(second)) as other, other.writing():
        other.execute("UPDATE decision SET words = 'other words'")
    with closing(project.open_project(tmp_path / "team.annot")) as store:
        _, reports = team.merge(store, [first, second, third, again], dry_run=True)
        assert [bool(report.problem) for report in reports] == [False, True, False, False]
        assert [sum(report.decisions.values()) for report in reports] == [120, 0, 120, 0]
        assert store.one("SELECT count(*) FROM decision") == (0,)
