"""The detector on a Dask cluster: a corpus cut into parts, each made by a worker from the files to the finished file.

This is the one part of the program that opens sockets, and only when it is asked for (``annotator propose --dask``). Nothing is
gathered: a worker reads its part, writes it beside a manifest, and answers counts. Where a worker is lost,
the parts that it was making are made again. Parts know nothing of each other's ids, so that ``collect`` has to leave out what came twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from annotator.detection import encoder
from annotator.detection.batch import Job, Result, results
from annotator.detection.pipeline import Detector
from annotator.errors import AnnotatorError, BadInputError
from annotator.exchange import corpus_files
from annotator.exchange.corpus_files import CorpusArticle, CorpusFile
from annotator.workflow.detectors import make_detector
from annotator.workflow.proposing import Proposing, Shard, ShardCounts
from annotator.workflow.shards import Inputs, ShardJob

LOCAL = "local"
SMALLEST, BIGGEST, PARTS = 65_536, 4_000_000, 200  # bytes of a part, and about how many there are between these
AT_ONCE = 1_000  # parts that the scheduler knows of at a time
PATIENCE = 20  # seconds until a scheduler has answered


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file, or the lines of it that begin in a range of bytes."""

    file: CorpusFile
    start: int = 0
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class CorpusPart:
    """What a worker gets: a part of the corpus, the job that tells where it goes, and which detector makes it."""

    pieces: tuple[FilePart, ...]
    size: int
    job: ShardJob
    model: str
    indirect: bool
    stances: Path | None = None


def cut(paths: Sequence[Path], inputs: Inputs) -> Iterator[tuple[tuple[FilePart, ...], int]]:
    """The corpus in parts of about one size, each with its bytes; the same for the same files. Only ``.jsonl`` files are cut themselves."""
    aim = min(max(inputs.bytes // PARTS, SMALLEST), BIGGEST)
    waiting: list[FilePart] = []
    size = 0
    for file in corpus_files.corpus_files(paths):
        if corpus_files.suffix_of(file.path) == ".jsonl" and file.size > aim:
            for start in range(0, file.size, aim):
                stop = min(start + aim, file.size)
                yield (FilePart(file, start, stop),), stop - start
            continue
        waiting.append(FilePart(file))
        size += file.size
        if size >= aim:
            yield tuple(waiting), size
            waiting, size = [], 0
    if waiting:
        yield tuple(waiting), size


def make(part: CorpusPart) -> dict[str, int]:
    """Make a part in a worker: its counts. BadInputError where the worker's detector is another one."""
    with _one_at_a_time:
        detector = _detector(part.model, part.indirect, part.stances)
        if detector.detector_version != part.job.detector:
            raise BadInputError(
                f"A worker has the detector {detector.detector_version}, not {part.job.detector}; install one version everywhere."
            )
        proposing = Proposing(Shard(), lambda _: None)

        def run(jobs: Iterator[Job]) -> Iterator[Result]:
            return results(detector, jobs)

        def articles() -> Iterator[CorpusArticle]:
            for piece in part.pieces:
                yield from corpus_files.read_file(piece.file, None, piece.start, piece.stop)

        part.job.finish(proposing.records(articles(), run), proposing)
        return proposing.counts.as_json()


_one_at_a_time = threading.Lock()  # a detector works for one thread


@cache
def _detector(model: str, indirect: bool, stances: Path | None) -> Detector:
    """This process's detector, made once; it is never sent anywhere."""
    encoder.use_threads(1)  # the workers of a machine share its cores
    return make_detector(model, indirect=indirect, stances=stances)


def propose(
    address: str,
    paths: Sequence[Path],
    job: ShardJob,
    proposing: Proposing,
    *,
    model: str,
    indirect: bool,
    stances: Path | None,
    processes: int,
    resume: bool,
    progress: Callable[[], None],
) -> None:
    """Make all parts of a corpus into the folder of ``job``; counts add up in ``proposing``, and ``progress`` is called after each part.

    ``address``: of a scheduler, or its scheduler file, or ``local`` for a cluster of ``processes`` workers on this machine alone.
    A part that cannot be made is told and left for ``--resume``.
    """
    parts = list(_parts(paths, job, model, indirect, stances))
    waiting = []
    for part in parts:
        if resume and part.job.is_done():
            proposing.counts.add(part.job.counts())
            proposing.read += part.size
            continue
        part.job.check(resume)
        waiting.append(part)
    proposing.resumed = proposing.read
    if not waiting:
        return
    with _client(address, min(processes, len(waiting))) as client:
        client.register_plugin(_plugin(model, indirect, stances))
        for part, counts, error in _made(client, waiting):
            proposing.read += part.size
            if counts is None:
                proposing.problem(f"Part {part.job.shard} was not made ({error}); run the command again with --resume.")
                proposing.lost += 1
                continue
            found = ShardCounts(**counts)
            proposing.counts.add(found)
            proposing.made += found.articles
            progress()


def _parts(
    paths: Sequence[Path], job: ShardJob, model: str, indirect: bool, stances: Path | None
) -> Iterator[CorpusPart]:
    """Every part with the job that tells where it goes."""
    found = list(cut(paths, job.inputs))
    for number, (pieces, size) in enumerate(found, 1):
        shard = Shard(number, len(found))
        target = job.target / f"{shard.stem}{job.fmt}"
        mine = replace(job, target=target, shard=shard, manifest=job.target / f"{shard.stem}.json", by="place")
        yield CorpusPart(pieces, size, mine, model, indirect, stances)


def _made(client: Any, parts: Sequence[CorpusPart]) -> Iterator[tuple[CorpusPart, dict[str, int] | None, str]]:
    """Each part with its counts as it is made, or with what went wrong.

    A future is let go as soon as it is done: what the client holds is made again when the worker that made it is lost.
    """
    from distributed import as_completed

    rest = iter(parts)
    at_work: dict[str, CorpusPart] = {}

    def submit(part: CorpusPart) -> Any:
        future = client.submit(make, part, pure=False)
        at_work[future.key] = part
        return future

    done = as_completed([submit(part) for part, _ in zip(rest, range(AT_ONCE), strict=False)])
    for future in done:
        part, error = at_work.pop(future.key), future.exception()
        counts = None if error else future.result()
        future.release()
        yield part, counts, f"{type(error).__name__}: {' '.join(str(error).split())}" if error else ""
        for another in rest:
            done.add(submit(another))
            break


def _plugin(model: str, indirect: bool, stances: Path | None) -> Any:
    """What makes the detector as a worker starts, those too that join later."""
    from distributed import WorkerPlugin

    class LoadDetector(WorkerPlugin):  # type: ignore[misc]  # the library has no types
        """Loads the language model once a worker."""

        name = f"annotator-{model}-{indirect}-{stances}"

        def setup(self, worker: Any) -> None:
            """Make the detector; where that fails, the parts say so."""
            _detector(model, indirect, stances)

    return LoadDetector()


@contextmanager
def _client(address: str, processes: int) -> Iterator[Any]:
    """A client of a scheduler, or of a cluster that is started here and ends with the block."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as err:
        raise BadInputError(
            "--dask needs the library dask; install it with: pip install 'quotation-annotator[dask]'."
        ) from err
    if address != LOCAL:
        where = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
        try:
            client = Client(**where, timeout=PATIENCE)
        except (OSError, ValueError, TypeError) as err:
            raise AnnotatorError(f"No Dask scheduler answers at “{address}” ({err}); check the address.") from err
        with client:
            yield client
        return
    settings = {
        "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,  # it costs a tenth of the time here
        "distributed.scheduler.active-memory-manager.start": False,
        # A worker is at one part for seconds: what looks at it a hundred times a second would only take its processor.
        "distributed.worker.profile.enabled": False,
        "distributed.worker.memory.monitor-interval": "1s",
        "distributed.admin.tick.interval": "1s",
        "distributed.admin.system-monitor.interval": "5s",
    }
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=processes,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client
