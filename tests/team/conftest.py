"""A team: the main project, and packages that are opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.store.connection import Store
from annotator.workflow import corpus, project, team
from tests.team.merging import OTHER


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
