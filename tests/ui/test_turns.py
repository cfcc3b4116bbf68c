"""A dialog's work: only the last job is heard, whether it answers, refuses or tells how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from annotator.errors import BadInputError
from annotator.ui.demo import wait_until
from annotator.ui.turns import Turns, Watch
from annotator.ui.worker import Worker


@pytest.fixture
def worker(application: QApplication) -> Iterator[Worker]:
    made = Worker("test")
    yield made
    made.stop()


def refusing(watch: Watch) -> Any:
    raise BadInputError("An older job is refused.")


@pytest.mark.parametrize("older", [lambda watch: watch(1, "older"), refusing], ids=["told how far it is", "refused"])
def test_what_an_older_job_says_is_lost_also_where_it_is_on_its_way(
    worker: Worker, older: Callable[[Watch], Any]
) -> None:
    parent = QObject()
    turns, heard, done = Turns(worker, parent), list[object](), threading.Event()
    turns.progressed.connect(lambda n, name: heard.append(name))
    turns.run(older, heard.append, heard.append)
    worker.submit(done.set, lambda _: None, heard.append)
    done.wait()  # what the older job says is on its way to the main thread
    turns.run(lambda watch: "newer", heard.append, heard.append)
    assert wait_until(lambda: not worker.busy)
    assert heard == ["newer"]
