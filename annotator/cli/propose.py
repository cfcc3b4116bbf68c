"""``annotator propose`` and ``annotator collect``: quotations and their speakers for articles in files, without a project.

A corpus may be done in one command, or in shards by any number of commands on any number of machines, which ``collect`` joins.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli import options, streams
from annotator.cli.progress import ProgressLines
from annotator.detection import reading_process
from annotator.detection.parse import DEFAULT_MODEL
from annotator.errors import BadInputError, ExportError
from annotator.exchange import corpus_files, proposal_files
from annotator.exchange.seen_ids import SeenIds
from annotator.jsontext import NotJsonError, json_text, read_json

if TYPE_CHECKING:
    from annotator.detection.batch import Pool
    from annotator.detection.reading_process import ReadingProcess
    from annotator.workflow.proposing import Proposing, Shard
    from annotator.workflow.shards import Inputs, ShardJob

KINDS = ", ".join(sorted(corpus_files.SUFFIXES))


PROPOSE = (
    "Find quotations and their speakers in files of articles, without a project. One command may read a whole corpus; or any number of "
    "commands, on any number of machines, read a shard each, and annotator collect joins them."
)


def register(subparsers: Any) -> None:
    """Add the commands and their options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "propose", help="find quotations and speakers in articles", description=PROPOSE
    )
    parser.add_argument(
        "articles", nargs="+", type=Path, metavar="ARTICLE", help=f"{KINDS} (with id and text), or a folder of them"
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="PATH",
        help="a .jsonl, .jsonl.gz or .parquet file (default, or -: JSON lines on standard output); with --shard a folder",
    )
    options.add_force(parser)
    parser.add_argument(
        "--shard", metavar="I/N", help="only the I-th of N shares of the articles, by a hash of the id; I counts from 1"
    )
    parser.add_argument(
        "--format",
        choices=[suffix[1:] for suffix in proposal_files.FORMATS],
        default="jsonl",
        help="format of each shard's file (default: jsonl)",
    )
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        metavar="NAME",
        help=f"spaCy pipeline with the rules for tokens and lemmas (default: {DEFAULT_MODEL})",
    )
    parser.add_argument(
        "--processes",
        type=options.whole("--processes", 1, 256),
        default=1,
        metavar="N",
        help="worker processes (default: 1)",
    )
    parser.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="read parts of the corpus on a Dask cluster: a scheduler's address or file, or “local” for a cluster on this machine; "
        "without this option the program opens no network connection",
    )
    parser.add_argument("--resume", action="store_true", help="skip the articles that are already in --output")
    parser.add_argument(
        "--stances", type=Path, metavar="MODEL", help="also propose stances, by a model of annotator train"
    )
    parser.add_argument("--marks-only", action="store_true", help="find only quotations in quotation marks (faster)")
    parser.add_argument("--no-nested", action="store_true", help="no quotations inside quotations (not with --dask)")
    parser.set_defaults(run=run)

    collect: argparse.ArgumentParser = subparsers.add_parser(
        "collect",
        help="check the shards of propose and join them",
        description="Check the shards of propose: each there, each whole, each id once.",
    )
    collect.add_argument("folder", type=Path, metavar="FOLDER", help="the --output of annotator propose --shard")
    collect.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="join them into a .jsonl, .jsonl.gz or .parquet file (default: only check)",
    )
    options.add_force(collect)
    collect.set_defaults(run=run_collect)


def run(args: argparse.Namespace) -> int:
    """Propose for every article; 0, 1 if an article failed on its way, 2 for bad input (the rest is done all the same)."""
    # the encoder has a thread beside the others: more for small products take its time, and numpy reads this once
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    output = None if args.output == Path("-") else args.output
    _check(args, output)
    if args.dask:
        assert output is not None, "checked"
        return _run_dask(args, output)
    alone = args.processes == 1 and not args.shard  # other processes, or commands for other shards, share the cores
    with reading_process.beside(alone) as reading:  # it loads its models while this process does
        return _run(args, output, reading)


def _run(args: argparse.Namespace, output: Path | None, reading: ReadingProcess | None) -> int:
    """What :func:`run` does without Dask."""
    from annotator.workflow import shards  # numpy comes with it, which no other command should wait for
    from annotator.workflow.languages import Foreign
    from annotator.workflow.proposing import Proposing, Shard

    shard = Shard.parse(args.shard) if args.shard else None
    if (output is None or proposal_files.format_of(output) == ".jsonl") and shard is None:
        return _run_lines(args, output, reading)
    assert output is not None, "checked"
    proposing = Proposing(shard or Shard(), _problem)
    inputs = shards.Inputs.of(args.articles)
    with _pool(args, reading) as pool:
        job = _job(args, output, shard, inputs, pool)
        if args.resume and job.is_done():
            _say(f"{job.target}: shard {job.shard} is done already.")
            return 0
        progress = ProgressLines(proposing, inputs.bytes, _say)
        foreign = Foreign()
        articles = foreign.watch(corpus_files.read_corpus(args.articles, job.shard.holds if shard else None))
        job.run(proposing, articles, partial(pool.run, ordered=False), resume=args.resume, progress=progress)
    return _ended(proposing, foreign.message)


def _pool(args: argparse.Namespace, reading: ReadingProcess | None) -> Pool:
    """The detectors that the options ask for."""
    from annotator.detection.batch import Pool
    from annotator.workflow.detectors import make_detector

    make = partial(
        make_detector, args.model, indirect=not args.marks_only, nested=not args.no_nested, stances=args.stances
    )
    return Pool(make, args.processes, reading)


def _job(args: argparse.Namespace, output: Path, shard: Shard | None, inputs: Inputs, pool: Pool) -> ShardJob:
    """The shard to make, or the one file as the only shard."""
    from annotator.workflow.proposing import Shard
    from annotator.workflow.shards import ShardJob

    settings = {"marks_only": args.marks_only} | ({"nested": False} if args.no_nested else {})
    fmt = f".{args.format}" if shard else proposal_files.format_of(output)
    target = output / f"{shard.stem}{fmt}" if shard else output
    return ShardJob(
        target,
        fmt,
        shard or Shard(),
        inputs,
        pool.detector.detector_version,
        settings,
        manifest=output / f"{shard.stem}.json" if shard else None,
        force=args.force,
    )


def _run_dask(args: argparse.Namespace, output: Path) -> int:
    """The parts of a corpus, made by the workers of a Dask cluster."""
    from annotator.workflow import dask_engine, shards
    from annotator.workflow.detectors import make_detector
    from annotator.workflow.proposing import Proposing, Shard

    indirect, stances = not args.marks_only, args.stances.absolute() if args.stances else None
    proposing, inputs = Proposing(Shard(), _problem), shards.Inputs.of(args.articles)
    version = make_detector(args.model, indirect=indirect, stances=stances).detector_version
    settings = {"marks_only": args.marks_only}
    # every path is taken from the folder that the command stands in, which a worker need not share
    job = shards.ShardJob(output.absolute(), f".{args.format}", Shard(), inputs, version, settings, force=args.force)
    dask_engine.propose(
        args.dask,
        [path.absolute() for path in args.articles],
        job,
        proposing,
        model=args.model,
        indirect=indirect,
        stances=stances,
        processes=args.processes,
        resume=args.resume,
        progress=ProgressLines(proposing, inputs.bytes, _say),
    )
    status = _ended(proposing)
    return max(status, 1) if proposing.lost else status


def run_collect(args: argparse.Namespace) -> int:
    """Check shards and join them; 1 if articles failed in them or were left out."""
    from annotator.workflow import collect

    found = collect.collect(args.folder, args.output, force=args.force)
    for failure in found.failures:
        _problem(failure["error"])
    print(f"{args.output}: {found.message}" if args.output else found.message)
    return 1 if found.counts.failed or found.counts.faults else 0


def _say(message: str) -> None:
    """A line on standard error."""
    print(message, file=sys.stderr, flush=True)


def _problem(message: str) -> None:
    _say(f"error: {message}")


def _check(args: argparse.Namespace, output: Path | None) -> None:
    """BadInputError for paths that cannot be read, that are about to be overwritten, or options that do not go together."""
    corpus_files.check_paths(args.articles)
    if args.resume and not output:
        raise BadInputError("--resume needs --output, the file to continue.")
    if args.no_nested and args.dask:
        raise BadInputError("--no-nested and --dask cannot be combined; leave one out.")
    if args.shard and args.dask:
        raise BadInputError("--shard and --dask cannot be combined; leave one out.")
    parts = "--shard" if args.shard else "--dask" if args.dask else ""
    if parts and output is None:
        raise BadInputError(f"{parts} needs --output, the folder of all shards.")
    if output is None:
        return
    if parts and output.exists() and not output.is_dir():
        raise BadInputError(f"“{output}” is a file; name the folder of all shards with --output.")
    for path in args.articles:
        if output.exists() and output.samefile(path):
            raise BadInputError(f"“{path}” is an input file; choose another file for --output.")
        if path.is_dir() and parts and path.resolve() in output.resolve().parents:
            raise BadInputError(f"“{output}” is in an input folder; choose another folder for --output.")


def _run_lines(args: argparse.Namespace, output: Path | None, reading: ReadingProcess | None) -> int:
    """JSON lines in the order of the articles, each written as soon as it is there."""
    from annotator.workflow import outputs
    from annotator.workflow.languages import Foreign
    from annotator.workflow.proposing import Proposing, Shard
    from annotator.workflow.shards import Inputs

    if output is not None:  # a file to go on with is looked at line by line
        outputs.check(output, proposal_files.is_output, force=args.force or args.resume)
    proposing = Proposing(Shard(), _problem)
    if args.resume and output is not None and output.exists():
        proposing.done = _done(output)
    progress = ProgressLines(proposing, Inputs.of(args.articles).bytes, _say)
    with _pool(args, reading) as pool:
        foreign = Foreign()
        articles = foreign.watch(corpus_files.read_corpus(args.articles))
        records = proposing.records(articles, pool.run)
        if output is None:
            _write(records, lambda line: streams.write_data(line.encode()), progress)
            return _ended(proposing, foreign.message)
        try:
            with output.open("a" if args.resume else "w", encoding="utf-8", newline="\n") as out:
                _write(records, out.write, progress)
        except OSError as err:
            raise ExportError(
                f"{output}: it could not be written ({err.strerror}); free some space or choose another folder."
            ) from err
    return _ended(proposing, foreign.message)


def _write(records: Iterable[dict[str, Any]], write: Callable[[str], object], progress: Callable[[], None]) -> None:
    for record in records:
        write(json_text(proposal_files.without_position(record)) + "\n")
        progress()


def _ended(proposing: Proposing, note: str = "") -> int:
    """Say what was done, and a ``note`` on it; the exit status."""
    _say(proposing.counts.message)
    if note:
        _say(note)
    if proposing.counts.faults:
        return 2
    return 1 if proposing.counts.failed else 0


def _done(output: Path) -> SeenIds:
    """The ids in an unfinished output; a last line that was cut off is removed from the file."""
    ids, good = SeenIds(), 0
    with output.open("rb") as lines:
        for line in lines:
            begun = line.startswith(proposal_files.BEGINNING) or proposal_files.BEGINNING.startswith(line)
            if not line.endswith(b"\n") and begun:
                break
            record = _record(line, output)
            ids.add(record["id"], record["sha256"])
            good += len(line)
    os.truncate(output, good)
    return ids


def _record(line: bytes, output: Path) -> dict[str, Any]:
    """The record in a line that this command wrote; BadInputError for any other line."""
    try:
        record = read_json(line)
    except NotJsonError:
        record = None
    if not proposal_files.is_record(record):
        raise BadInputError(f"“{output}” is not an output of propose; choose another file for --output.")
    return record
