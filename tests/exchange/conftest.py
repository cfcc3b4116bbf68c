"""What tests of exchange share: an empty project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.store.connection import Store
from annotator.workflow import project


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    """A project without articles, with the plain codebook."""
    with closing(project.create_project(tmp_path / "empty.annot")) as store:
        yield store
