"""Work beside the window: only the last job is heard, whether it answers, refuses or tells how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from annotator.errors import BadInputError
from annotator.ui.demo import wait_until
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.worker import Worker


@pytest.fixture
def worker(application: QApplication) -> Iterator[Worker]:
    made = Worker("test")
    yield made
    made.stop()


def refusing(watch: JobWatch) -> Any:
    raise BadInputError("An older job is refused.")


@pytest.mark.parametrize("older", [lambda watch: watch(1, "older"), refusing], ids=["told how far it is", "refused"])
def test_what_an_older_job_says_is_lost_also_where_it_is_on_its_way(
    worker: Worker, older: Callable[[JobWatch], Any]
) -> None:
    parent = QObject()
    job, heard, done = LatestJob(worker, parent), list[object](), threading.Event()
    job.progressed.connect(lambda n, name: heard.append(name))
    job.run(older, heard.append, heard.append)
    worker.submit(done.set, lambda _: None, heard.append)
    done.wait()  # what the older job says is on its way to the main thread
    job.run(lambda watch: "newer", heard.append, heard.append)
    assert wait_until(lambda: not worker.busy)
    assert heard == ["newer"]


def test_a_job_that_was_overtaken_before_it_began_does_nothing(worker: Worker) -> None:
    parent = QObject()
    job, ran, heard, hold = LatestJob(worker, parent), list[str](), list[object](), threading.Event()
    worker.submit(hold.wait, lambda _: None, heard.append)
    job.run(lambda watch: ran.append("older"), heard.append, heard.append)
    job.run(lambda watch: ran.append("newer"), heard.append, heard.append)
    hold.set()
    assert wait_until(lambda: not worker.busy)
    assert ran == ["newer"] and heard == [None]


def test_what_was_found_on_the_way_comes_before_the_answer_and_only_while_the_job_counts(worker: Worker) -> None:
    parent = QObject()
    job, heard = LatestJob(worker, parent), list[object]()

    def finding(watch: JobWatch) -> str:
        watch.hand(heard.append, "on the way")
        return "the answer"

    job.run(finding, heard.append, heard.append)
    assert wait_until(lambda: not worker.busy)
    assert heard == ["on the way", "the answer"]
    job.run(finding, heard.append, heard.append)
    job.cancel()
    assert wait_until(lambda: not worker.busy)
    assert heard == ["on the way", "the answer"]


def test_a_job_that_is_halted_is_still_heard(worker: Worker) -> None:
    parent = QObject()
    job, heard, begun, go = LatestJob(worker, parent), list[object](), threading.Event(), threading.Event()

    def working(watch: JobWatch) -> bool:
        begun.set()
        go.wait()
        return watch(1, "more")

    job.run(working, heard.append, heard.append)
    begun.wait()
    job.halt()
    go.set()
    assert wait_until(lambda: not worker.busy)
    assert heard == [False] and job.halted
