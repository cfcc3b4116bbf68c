"""One shard of a corpus: proposals appended to a working file as they come, then written in order beside a manifest.

A shard that was killed at any moment continues where it stopped when it is run again. The finished file is moved into place first, its
manifest last: a shard with a manifest is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import orjson

from annotator.errors import BadInputError, ExportError, OccupiedError
from annotator.exchange import corpus_files, proposal_files
from annotator.exchange.earlier import has_keys
from annotator.exchange.folders import sha256_of
from annotator.exchange.seen_ids import SeenIds, digest_of
from annotator.jsontext import NotJsonError, check, json_text, read_json
from annotator.open_projects import read_input
from annotator.workflow import outputs
from annotator.workflow.proposing import Proposing, Run, Shard, ShardCounts

#: What a manifest holds. ``by``: whether the articles of a shard were chosen by their ``id`` or by their ``place`` in the files.
SHAPE = {
    "annotator_manifest": int, "shard": int, "shards": int, "by": str, "file": str, "bytes": int, "sha256": str, "ids_xor": str,
    "counts": dict.fromkeys(ShardCounts().as_json(), int), "failures": [{"id": str, "error": str}], "detector": str,
    "settings": dict, "inputs": {"paths": [str], "files": int, "bytes": int, "sha256": str}, "seconds": float,
}  # fmt: skip
FLUSH = 1.0  # seconds after which what was done is on its way to the disk at the latest


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is read: the paths as given, and of all files below them number, size and a hash of names and sizes in order."""

    paths: tuple[str, ...]
    files: int
    bytes: int
    sha256: str

    @classmethod
    def of(cls, paths: Sequence[Path]) -> Inputs:
        """The files of all paths, looked at and not opened."""
        digest, files, size = hashlib.sha256(), 0, 0
        for file in corpus_files.corpus_files(paths):
            digest.update(f"{file.path.name}\0{file.size}\n".encode("utf-8", "surrogateescape"))
            files += 1
            size += file.size
        return cls(tuple(str(path) for path in paths), files, size, digest.hexdigest())

    def as_json(self) -> dict[str, Any]:
        """As it stands in a manifest."""
        return {"paths": [*self.paths], "files": self.files, "bytes": self.bytes, "sha256": self.sha256}


@dataclass(slots=True)
class ShardJob:
    """A shard to make: ``target`` is its finished file. ``settings``: what else makes a difference to the proposals.

    ``manifest``: where its manifest goes; None for a single file, which needs none.
    """

    target: Path
    fmt: str
    shard: Shard
    inputs: Inputs
    detector: str
    settings: dict[str, Any]
    manifest: Path | None = None
    by: str = "id"
    force: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def work(self) -> Path:
        """The working file."""
        return self.target.with_name(f".{self.target.name}.work")

    def header(self) -> dict[str, Any]:
        """The first line of the working file: what must be the same when it is gone on with."""
        return {
            "annotator_work": str(self.shard),
            "inputs": self.inputs.sha256,
            "detector": self.detector,
            "settings": self.settings,
        }

    def is_done(self) -> bool:
        """Whether the shard was finished with the same inputs, detector and settings; BadInputError where it was with others."""
        if self.manifest is None or not self.manifest.exists():
            return False
        found = read_manifest(self.manifest)
        before = found["inputs"]["sha256"], found["detector"], found["settings"]
        if before != (self.inputs.sha256, self.detector, self.settings):
            raise BadInputError(f"{self.manifest}: it was made from other input, or with other settings; {_OTHER}.")
        return True

    def run(
        self,
        proposing: Proposing,
        articles: Iterable[corpus_files.CorpusArticle],
        run: Run,
        *,
        resume: bool,
        progress: Callable[[], None],
    ) -> None:
        """Make the shard by way of its working file; ``progress`` is called after each article."""
        self.check(resume)
        try:
            with self.work.open("a+b") as file:
                proposing.done = _Work(file, self.header(), self.work).begin(keep=resume)
                _append(file, proposing.records(articles, run), progress)
            written = self.finish(_in_order(self.work), proposing)
        except OSError as err:
            raise ExportError(
                f"{self.target}: it could not be written ({err.strerror}); free some space or choose another folder."
            ) from err
        if written != proposing.counts.articles:
            raise ExportError(
                f"{self.work}: it holds {written:,} articles and {proposing.counts.articles:,} were done; "
                "did two processes work on one shard? Make it again with --force."
            )
        self.work.unlink()

    def counts(self) -> ShardCounts:
        """The counts of a shard that was finished."""
        assert self.manifest is not None, "a single file has none"
        return ShardCounts(**read_manifest(self.manifest)["counts"])

    def check(self, resume: bool) -> None:
        """Refuse to begin what was begun already, or to write where something else is; make the folder."""
        if not resume and not self.force:
            for found in (self.manifest, self.work):
                if found is not None and found.exists():
                    raise OccupiedError(f"{found}: shard {self.shard} was begun or done already; go on with --resume.")
        self.target.parent.mkdir(parents=True, exist_ok=True)
        outputs.check(self.target, proposal_files.is_output, force=self.force)

    def finish(self, records: Iterable[dict[str, Any]], proposing: Proposing) -> int:
        """Write records that are in the order of the corpus, and the manifest; how many."""
        sum_ = IdSum()
        with outputs.output(self.target, proposal_files.is_output, force=self.force) as aim:
            kept = records if self.manifest is not None else map(proposal_files.without_position, records)
            proposal_files.write_records(aim, map(sum_.take, kept), self.fmt)
            size, digest = aim.stat().st_size, sha256_of(aim)
        if self.manifest is not None:
            manifest = {
                "annotator_manifest": 1, "shard": self.shard.number, "shards": self.shard.count, "by": self.by,
                "file": self.target.name, "bytes": size, "sha256": digest, "ids_xor": sum_.hex,
                "counts": proposing.counts.as_json(), "failures": proposing.failures, "detector": self.detector,
                "settings": self.settings, "inputs": self.inputs.as_json(),
                "seconds": round(time.monotonic() - self.began, 1),
            }  # fmt: skip
            with outputs.output(self.manifest, has_keys(*SHAPE), force=self.force) as aim:
                aim.write_bytes(json.dumps(manifest).encode() + b"\n")
        return sum_.count


_OTHER = "choose another folder, or make it again with --force"


def read_manifest(path: Path) -> dict[str, Any]:
    """A manifest; BadInputError where it is none."""
    try:
        found: dict[str, Any] = read_json(read_input(path))
        check(found, SHAPE)
    except (OSError, ValueError) as err:
        raise BadInputError(
            f"{path}: not a readable manifest of a shard ({err}); make the shard again with --force."
        ) from err
    return found


class IdSum:
    """A checksum of ids that does not depend on their order, and how many there are."""

    def __init__(self) -> None:
        self.value, self.count = 0, 0

    def take(self, record: dict[str, Any]) -> dict[str, Any]:
        """Take the id of a record, and hand the record on."""
        self.value ^= digest_of(record["id"])[0]
        self.count += 1
        return record

    @property
    def hex(self) -> str:
        """The checksum, 16 digits."""
        return f"{self.value:016x}"


@dataclass(slots=True)
class _Work:
    """A working file that is opened to be read and appended to."""

    file: IO[bytes]
    header: dict[str, Any]
    path: Path

    def begin(self, *, keep: bool) -> SeenIds | None:
        """Go on after the last whole line: the ids that are there; None where the file begins anew."""
        self.file.seek(0)
        first = self.file.readline() if keep else b""
        if not first.endswith(b"\n"):
            os.truncate(self.path, 0)
            self.file.write(json_text(self.header).encode() + b"\n")
            return None
        if _parsed(first) != self.header:
            raise BadInputError(f"{self.path}: it was begun with other input, detector or settings; {_OTHER}.")
        seen, good = SeenIds(), len(first)
        for line in self.file:
            record = _parsed(line) if line.endswith(b"\n") else None
            if not proposal_files.is_record(record):
                break
            seen.add(record["id"], record["sha256"])
            good += len(line)
        os.truncate(self.path, good)
        return seen


def _parsed(line: bytes) -> Any:
    try:
        return read_json(line)
    except NotJsonError:
        return None


def _append(file: IO[bytes], records: Iterable[dict[str, Any]], progress: Callable[[], None]) -> None:
    """Append records, on their way to the disk within a second."""
    flushed = time.monotonic()
    for record in records:
        file.write(json_text(record).encode() + b"\n")
        if time.monotonic() - flushed > FLUSH:
            file.flush()
            flushed = time.monotonic()
        progress()


def _in_order(work: Path) -> Iterator[dict[str, Any]]:
    """The records of a working file by their position, each once; 24 bytes of memory an article."""
    places, offsets = array("Q"), array("Q")
    with work.open("rb") as file:
        offset = len(file.readline())
        for line in file:
            places.append(orjson.loads(line)["position"])
            offsets.append(offset)
            offset += len(line)
        before = -1
        for number in np.argsort(np.frombuffer(places, np.uint64), kind="stable"):
            if places[number] != before:
                before = places[number]
                file.seek(offsets[number])
                yield orjson.loads(file.readline())
