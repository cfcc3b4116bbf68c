"""Proposals for many articles, in one process or several, as records in the scorer's format; bounded memory either way."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any

from annotator.detection import encoder
from annotator.detection.pipeline import Begun, Detector
from annotator.detection.reading_process import ReadingProcess
from annotator.detection.settings import BATCH, BATCHES_AHEAD, TURN
from annotator.errors import AnnotatorError
from annotator.records import Proposal, text_hash
from annotator.serial import proposal_to_dict

Job = tuple[str, str]  # id, text
MakeDetector = Callable[
    [], Detector
]  # a function of a module, or a partial of one: it is pickled for the other processes


@dataclass(frozen=True, slots=True)
class Result:
    """One article's record, or the sentence that says what went wrong with it."""

    id: str
    line: dict[str, Any] = field(default_factory=dict)
    error: str = ""


def record(article_id: str, text: str, proposals: Iterable[Proposal], version: str) -> dict[str, Any]:
    """An article's proposals in the scorer's format (offsets in code points, half-open, ``offset_unit``)."""
    quotes = [proposal_to_dict(proposal) for proposal in proposals]
    return {
        "id": article_id,
        "sha256": text_hash(text),
        "offset_unit": "codepoint",
        "detector": version,
        "quotes": quotes,
    }


class BatchError(AnnotatorError):
    """The worker processes could not go on."""


class Pool:
    """Detectors in ``processes`` processes (1: in this one), each made by ``make``; a context manager."""

    def __init__(self, make: MakeDetector, processes: int = 1, reading: ReadingProcess | None = None) -> None:
        """``reading``: what reads the tokens where there is one process; the detector has the shipped weights then."""
        self.make, self.processes = make, processes
        self.detector = make()  # here too, so that a missing model is told before any work
        if reading is not None:
            self.detector.read_in(reading)
        self.executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        if self.processes > 1:
            self.executor = ProcessPoolExecutor(self.processes, get_context("spawn"), _start, (self.make,))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.executor:
            interrupted = kind is not None and not issubclass(kind, Exception)
            if interrupted:  # Ctrl+C: nobody waits for what the workers are at, nor for a result that was cut off
                for worker in active_children():
                    worker.kill()
            self.executor.shutdown(wait=not interrupted, cancel_futures=True)

    def run(self, jobs: Iterable[Job], *, ordered: bool = True) -> Iterator[Result]:
        """The results in the order of the jobs, or each batch as soon as it is done; only a few batches are held at a time.

        BatchError where a worker process was killed.
        """
        if self.executor is None:
            yield from results(self.detector, jobs)
            return
        waiting: deque[Future[list[Result]]] = deque()
        try:
            for batch in _batches(jobs):
                with _no_interrupt():
                    waiting.append(self.executor.submit(_work, batch))
                if len(waiting) > BATCHES_AHEAD * self.processes:
                    yield from _next(waiting, ordered)
            while waiting:
                yield from _next(waiting, ordered)
        except BrokenExecutor as err:
            raise BatchError(
                "A worker process was killed or ran out of memory; go on with --resume and fewer --processes."
            ) from err


def results(detector: Detector, jobs: Iterable[Job]) -> Iterator[Result]:
    """The results of one detector in this process, in the order of the jobs.

    Meanwhile threads take short turns of Python: a thread that encodes asks for its turn after each call of ONNX Runtime, and would else
    wait up to five milliseconds for it.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield from _results(detector, _batches(jobs))
    finally:
        sys.setswitchinterval(before)


def _batches(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    """The jobs, :data:`BATCH` at a time."""
    source = iter(jobs)
    return iter(lambda: list(islice(source, BATCH)), [])


def _next(waiting: deque[Future[list[Result]]], ordered: bool) -> list[Result]:
    """The results of the first batch, or of the first one that is done, which leaves the queue."""
    if ordered:
        return waiting.popleft().result()
    done = wait_for(waiting, return_when=FIRST_COMPLETED).done.pop()
    waiting.remove(done)
    return done.result()


def _results(detector: Detector, batches: Iterable[list[Job]]) -> Iterator[Result]:
    """The results of all batches; each is begun before the one before it is finished."""
    last: list[Job] = []
    begun: list[Begun] | None = None
    for jobs in chain(batches, [[]]):
        now = _begun(detector, jobs)
        yield from _finished(detector, last, begun)
        last, begun = jobs, now


def _line(detector: Detector, article_id: str, text: str, found: tuple[Proposal, ...], version: str) -> dict[str, Any]:
    """An article's record, with proposed stances where the detector has a model of them."""
    line = record(article_id, text, found, version)
    if detector.stances is not None:
        detector.stances.add(line, text, found)
    return line


def _begun(detector: Detector, jobs: list[Job]) -> list[Begun] | None:
    """One batch begun; None where that fails: what is wrong is told article by article."""
    try:
        return detector.begin([text for _, text in jobs])
    except Exception:
        return None


def _finished(detector: Detector, jobs: list[Job], begun: list[Begun] | None) -> list[Result]:
    """The results of one batch; where it fails as a whole, article by article, so that one cannot spoil the rest."""
    version = detector.detector_version
    try:
        found = map(detector.finish, detector.begin([text for _, text in jobs]) if begun is None else begun)
        return [Result(i, _line(detector, i, text, p, version)) for (i, text), p in zip(jobs, found, strict=True)]
    except Exception as err:
        if len(jobs) == 1 and begun is None:
            return [Result(jobs[0][0], error=f"{jobs[0][0]}: the detector failed ({type(err).__name__}: {err}).")]
        return [result for job in jobs for result in _finished(detector, [job], None)]


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Keep Ctrl+C back while the block starts processes: they inherit that, and leave it to this one to end them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows, where a worker has to say so itself
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_detector: Detector | None = None  # one a worker process


def _start(make: MakeDetector) -> None:
    """A worker's beginning: the model loaded once."""
    global _detector
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    encoder.use_threads(1)  # the processes share the cores
    _detector = make()


def _leave_with_parent() -> None:
    """End this worker when the process that started it is gone, however it went: it would wait for work for ever."""
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def _work(jobs: list[Job]) -> list[Result]:
    """A batch in a worker."""
    assert _detector is not None, "the worker was started by _start"
    return list(results(_detector, jobs))
