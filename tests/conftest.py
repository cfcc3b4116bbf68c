"""What all tests share: an offscreen Qt, and real project files in a temporary folder."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# several processes of tests share the cores: threads of numpy that wait for each other would make all of them slower
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from annotator.store.connection import Store
from annotator.workflow import desk, project
from tests.support import ANNOTATOR, copy_project, gold_proposals, seed_sha

# The files that take longest go first: at the end one process would run them while the others have nothing to do.
LONGEST = ("test_every_action.py", "test_hostile.py", "test_formats.py", "test_interrupts.py", "test_cli_streams.py")


# A project is synced with every commit, and tests make ten thousands: in memory, where there is room, none waits for a disk.
MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000  # bytes
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# How long an example takes, and how long it takes to make, says how busy the machine is.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

gc.disable()  # while the tests are collected: all that is made stays


def pytest_collection_finish() -> None:
    """Collect garbage from now on, but not among the modules and tests."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest files first; all others stay in their order."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of :func:`store`, made once and closed: the sample project, with Ada and the seed article's gold proposals."""
    path = tmp_path_factory.mktemp("sample") / "project.annot"
    with closing(project.sample_project(path)) as made:
        project.add_annotator(made, ANNOTATOR)
        desk.save_proposals(made, seed_sha(), gold_proposals(), "gold")
    return path


@pytest.fixture(scope="module")
def one_pipeline() -> Iterator[None]:
    """One blank pipeline of spaCy's writes all DocBins of a module: to make one takes longer than all else of a small export."""
    import spacy

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spacy, "blank", cache(spacy.blank))
        yield


@pytest.fixture
def store(sample: Path, tmp_path: Path) -> Iterator[Store]:
    """The sample project in a file of the test's own, with one annotator and the seed article's proposals as its gold file has them."""
    path = tmp_path / sample.name
    copy_project(sample, path)
    opened = project.open_project(path)
    yield opened
    opened.close()
