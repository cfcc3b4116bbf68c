"""``annotator propose``: quotations and their speakers for articles in files, without a project and without a window."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli import options, streams
from annotator.errors import BadInputError, ExportError
from annotator.exchange.earlier import has_keys
from annotator.jsontext import NotJsonError, read_json
from annotator.records import text_hash
from annotator.syntax import DEFAULT_MODEL

if TYPE_CHECKING:
    from annotator.workflow import batch

SUFFIXES = (".txt", ".jsonl")
KEYS = ("id", "sha256", "offset_unit", "detector", "quotes")  # of a line that this command writes
_BEGINNING = b'{"id": "'  # of such a line


@dataclass(frozen=True, slots=True)
class Work:
    """An article to do, or the sentence that says why it cannot be done."""

    id: str
    text: str = ""
    error: str = ""


def register(subparsers: Any) -> None:
    """Add the command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "propose", help="find quotations and speakers in articles", description=__doc__
    )
    parser.add_argument(
        "articles", nargs="+", type=Path, metavar="ARTICLE", help=".txt, .jsonl (id, text), or a folder of them"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="JSON lines, one an article (default, or -: standard output)"
    )
    options.add_force(parser)
    parser.add_argument(
        "--model", default=DEFAULT_MODEL, metavar="NAME", help=f"spaCy pipeline (default: {DEFAULT_MODEL})"
    )
    parser.add_argument(
        "--processes",
        type=options.whole("--processes", 1, 256),
        default=1,
        metavar="N",
        help="worker processes (default: 1)",
    )
    parser.add_argument("--resume", action="store_true", help="skip the articles that are already in --output")
    parser.add_argument("--marks-only", action="store_true", help="quotations in marks alone: faster")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Propose for every article; 0, 1 if an article failed on its way, 2 for bad input (the rest is done all the same)."""
    # the encoder has a thread beside the others: more for small products take its time, and numpy reads this once
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from annotator.workflow import batch, outputs  # numpy comes with it, which no other command should wait for

    output = None if args.output == Path("-") else args.output
    _check(args.articles, output)
    if args.resume and not output:
        raise BadInputError("--resume needs --output, the file to go on with.")
    if output is not None:  # a file to go on with is looked at line by line
        outputs.check(output, has_keys(*KEYS), force=args.force or args.resume)
    done = _done(output) if args.resume and output is not None and output.exists() else set()
    with batch.Pool(args.model, args.processes, indirect=not args.marks_only) as pool:
        articles = _articles(args.articles, done)
        if output is None:
            return _write(pool, articles, lambda line: streams.write_data(line.encode()))
        try:
            with output.open("a" if args.resume else "w", encoding="utf-8", newline="\n") as out:
                return _write(pool, articles, out.write)
        except OSError as err:
            raise ExportError(
                f"{output}: it could not be written ({err.strerror}); free some space or choose another folder."
            ) from err


def _say(message: str) -> None:
    """A line on standard error."""
    print(message, file=sys.stderr, flush=True)


def _check(paths: list[Path], output: Path | None) -> None:
    """BadInputError for a path that is not there, of an unknown kind, or about to be overwritten."""
    for path in paths:
        if not path.exists():
            raise BadInputError(f"There is no file or folder “{path}”.")
        if path.is_file() and path.suffix not in SUFFIXES:
            raise BadInputError(f"“{path}” is neither .txt nor .jsonl.")
        if path.is_dir() and not _files(path):
            raise BadInputError(f"The folder “{path}” holds no .txt and no .jsonl file.")
        if output and output.exists() and path.exists() and output.samefile(path):
            raise BadInputError(f"“{path}” is read; choose another file for --output.")


def _files(path: Path) -> list[Path]:
    """The article files of a path: itself, or those in the folder and below, sorted."""
    return sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file()) if path.is_dir() else [path]


def _done(output: Path) -> set[str]:
    """The ids in an unfinished output; a last line that was cut off is removed from the file."""
    ids: set[str] = set()
    good = 0
    with output.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n") and (line.startswith(_BEGINNING) or _BEGINNING.startswith(line)):
                break
            ids.add(_id_of(line, output))
            good += len(line)
    os.truncate(output, good)
    return ids


def _id_of(line: bytes, output: Path) -> str:
    """The id in a line that this command wrote; BadInputError for any other line."""
    try:
        record = read_json(line)
    except NotJsonError:
        record = None
    if not isinstance(record, dict) or record.keys() != set(KEYS) or not isinstance(record["id"], str):
        raise BadInputError(f"“{output}” is no output of propose; choose another file for --output.")
    return str(record["id"])


def _articles(paths: list[Path], done: set[str]) -> Iterator[Work]:
    """The articles of all paths that are not done, each id once; what cannot be read comes as an error."""
    seen: dict[str, str] = {}
    for path in paths:
        for file in _files(path):
            for work in _read(file):
                if work.error or work.id in done:
                    if work.error:
                        yield work
                    continue
                digest = text_hash(work.text)
                if work.id not in seen:
                    seen[work.id] = digest
                    yield work
                elif seen[work.id] != digest:
                    yield Work(
                        work.id, error=f"{file}: another article has the id “{work.id}” already; this one was left out."
                    )


def _read(file: Path) -> Iterator[Work]:
    """The articles of one file."""
    try:
        if file.suffix == ".txt":
            yield Work(file.stem, _newlines(file.read_bytes().decode("utf-8-sig")))
            return
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _record(line, f"{file}:{number}")
    except UnicodeDecodeError as err:
        yield Work(file.stem, error=f"{file}: not UTF-8 (byte {err.start}); save it as UTF-8.")
    except OSError as err:
        yield Work(file.stem, error=f"{file}: {err.strerror}.")


def _newlines(text: str) -> str:
    """The text with every newline as ``\\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _record(line: bytes, where: str) -> Work:
    """The article of one JSON line; its text is taken as it stands, so that offsets fit it."""
    try:
        record = read_json(line)
    except NotJsonError:
        return Work(where, error=f"{where}: not JSON; the line was left out.")
    if not isinstance(record, dict) or not isinstance(record.get("id"), str) or not isinstance(record.get("text"), str):
        return Work(
            where, error=f"{where}: an article is an object with the strings “id” and “text”; the line was left out."
        )
    return Work(record["id"], record["text"])


def _write(pool: batch.Pool, articles: Iterator[Work], write: Callable[[str], object]) -> int:
    """Every article's line written as it comes; the exit status."""
    status, count, began = 0, 0, time.monotonic()
    errors: list[str] = []
    readable = _telling(articles, errors)
    for result in pool.run((work.id, work.text) for work in readable):
        if result.error:
            _say(f"error: {result.error}")
            status = max(status, 1)
            continue
        write(streams.json_text(result.line) + "\n")
        count += 1
        if count % 100 == 0:
            _say(f"{count} articles, {count / (time.monotonic() - began):.1f} a second")
    _say(f"{count} articles done" + (f", {len(errors)} left out" if errors else ""))
    return 2 if errors else status


def _telling(articles: Iterator[Work], errors: list[str]) -> Iterator[Work]:
    """The readable articles; the others are told on standard error and kept in ``errors``."""
    for work in articles:
        if work.error:
            errors.append(work.error)
            _say(f"error: {work.error}")
        else:
            yield work
