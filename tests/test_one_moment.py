"""What reads many rows holds one moment of the file: whatever others write between any two of its statements."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from annotator.agreement.page import ReportPage
from annotator.errors import StoreError
from annotator.exchange.articles import article_of
from annotator.store import doctor
from annotator.store.connection import Store
from annotator.ui.team import reading
from annotator.workflow import adjudicate, corpus, desk, export, measure, project, release, search, team
from annotator.workflow.search import Search
from tests import teamwork
from tests.support import ANNOTATOR, load, seed_sha

Read = Callable[[Path, Path], object]  # a project, an empty folder


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def of_store(read: Callable[[Store], object]) -> Read:
    """Something that a worker reads through a connection of its own."""

    def run(path: Path, _: Path) -> object:
        with closing(project.read_project(path)) as store:
            return read(store)

    return run


def exported(path: Path, folder: Path, *, fmt: str) -> object:
    with closing(project.read_project(path)) as store:
        report = export.export(store, folder / f"out{'' if fmt == 'brat' else '.jsonl'}", fmt=fmt)
    return report.counts, report.lines, content(folder)


def released(path: Path, folder: Path) -> object:
    with closing(project.open_project(path)) as store:
        report = release.publish(store, folder / "r", release.ReleaseSettings("R", group_by=("speaker",)))
        release.publish_again(store, report.number, folder / "again")
    assert content(folder / "again") == content(folder / "r")
    return {name: data for name, data in content(folder / "r").items() if name.startswith("data")}, report.counts


def figures(page: ReportPage) -> object:
    return page.report, page.material.articles, page.codebook, page.speakers


def page(path: Path, _: Path) -> object:
    found, mend = reading.page(False, lambda *_: True, path)
    return figures(found), mend


def packaged(path: Path, folder: Path) -> object:
    with closing(project.read_project(path)) as store:
        team.packages(store, folder, ["Dora", "Emil"], overlap=1)
    found: dict[str, object] = {}
    for file in sorted(folder.glob("*.annot")):
        with closing(project.open_project(file)) as made:
            rows = made.rows("SELECT a.sha256, r.detector FROM article a LEFT JOIN proposal_run r ON r.article = a.n")
            found[file.name] = (rows, project.current_codebook(made).version, project.shows_indirect(made))
    return found


READS: dict[str, Read] = {
    "export": partial(exported, fmt="jsonl"),
    "folder-export": partial(exported, fmt="brat"),
    "preview": of_store(export.preview_export),
    "release": released,
    "agreement": of_store(measure.measure),
    "article-agreement": of_store(lambda store: measure.team_article(store, seed_sha())),
    "agreement-page": page,
    "cases": of_store(lambda store: adjudicate.article_cases(store, seed_sha())),
    "adjudication-page": of_store(adjudicate.overview),
    "search": of_store(lambda store: search.search(store, Search(annotator=teamwork.FIRST))),
    "word-search": of_store(lambda store: search.search(store, Search(words="the", annotator=teamwork.FIRST))),
    "search-queue": of_store(
        lambda store: search.matching_rows(store, ANNOTATOR, Search(words="the", annotator=teamwork.FIRST))
    ),
    "packages": packaged,
    "desk": of_store(lambda store: load(store, teamwork.FIRST)),
    "doctor": lambda path, _: tuple(doctor.examine(path)),
}


class Others:
    """Somebody who changes the project, each time in another way, with each statement that is watched."""

    def __init__(self, store: Store) -> None:
        self.store, self.turn = store, count()
        self.store.wait_at_most(0.01)
        self.errors: list[Exception] = []
        self.writes = 0

    def act(self) -> None:
        n = next(self.turn)
        acts = (self.decide, self.undecide, self.rename, self.bring, self.detect, self.set_indirect, self.finish)
        try:
            acts[n % len(acts)](n)
            self.writes += 1
        except StoreError as error:
            if "another program holds it" not in str(error):  # what is watched writes itself now
                self.errors.append(error)
        except Exception as error:  # SQLite would swallow it
            self.errors.append(error)

    def decide(self, n: int) -> None:
        opened = load(self.store, teamwork.FIRST)
        chosen = opened.quotations[n % len(opened.quotations)]
        changed = replace(desk.shown(opened, chosen), speaker_id=None, speaker_name=f"Speaker {n}", comment=f"{n}")
        desk.decide(self.store, desk.confirm(changed), action="Confirm quotation")

    def undecide(self, n: int) -> None:
        desk.undo(self.store, teamwork.SECOND if n % 2 else teamwork.FIRST)

    def rename(self, n: int) -> None:
        first = project.speakers(self.store)[0]
        project.rename_speaker(self.store, first.id, f"Renamed {n}", annotator=ANNOTATOR)

    def bring(self, n: int) -> None:
        article = article_of(f"a{n}", f"“The buoys number {n},” said the mayor, “and the river is ours.”", "test")
        corpus.import_text(self.store, article)
        for name in (teamwork.FIRST, teamwork.SECOND):
            desk.set_finished(self.store, article.sha256, name, finished=True)

    def detect(self, n: int) -> None:
        desk.save_proposals(self.store, seed_sha(), (), f"detector {n}")

    def set_indirect(self, n: int) -> None:
        project.show_indirect(self.store, not project.shows_indirect(self.store))

    def finish(self, n: int) -> None:
        desk.set_finished(self.store, seed_sha(), teamwork.SECOND, finished=n % 2 == 0)


@pytest.fixture
def team_store(store: Store) -> Store:
    """Two who differ about one article and finished another; one quotation is settled; the words are indexed."""
    teamwork.decide(store, teamwork.FIRST)
    teamwork.decide(store, teamwork.SECOND, {1: teamwork.another_speaker, 3: teamwork.rejected, 5: teamwork.no_stance})
    for row in desk.load_queue(store, ANNOTATOR)[1:4]:
        for name in (teamwork.FIRST, teamwork.SECOND):
            desk.set_finished(store, row.sha256, name, finished=True)
    case = next(case for case in adjudicate.article_cases(store, seed_sha()) if case.differs)
    adjudicate.settle(store, case, desk.confirm(case.draft()), adjudicator=ANNOTATOR, action="Settle")
    search.index_all(store)
    return store


@pytest.fixture
def watched(team_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Others]:
    """Somebody acts before every statement of a connection opened from now on, but for its first that reads."""
    others = Others(project.open_project(team_store.path))
    real, busy = sqlite3.connect, [False]

    def connect(*args: Any, **more: Any) -> sqlite3.Connection:
        made = real(*args, **more)
        seen = count()

        def traced(statement: str) -> None:
            opening = statement.startswith(("PRAGMA", "BEGIN")) or "sqlite_master" in statement
            if busy[0] or opening or next(seen) == 0:
                return
            busy[0] = True
            others.act()
            busy[0] = False

        made.set_trace_callback(traced)
        return made

    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", connect)
        yield others
    others.store.close()


@pytest.mark.parametrize("name", READS)
def test_a_read_holds_one_moment(
    name: str, team_store: Store, tmp_path: Path, watched: Others, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "during").mkdir()
    with monkeypatch.context() as quiet:
        quiet.setattr(watched, "act", lambda: None)
        before = READS[name](team_store.path, tmp_path / "before")
    during = READS[name](team_store.path, tmp_path / "during")
    assert watched.errors == []
    assert watched.writes
    assert during == before
