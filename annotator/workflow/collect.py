"""The shards of a corpus checked and joined: every shard there, every file whole, every id once, in the order of the corpus."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from annotator.errors import BadInputError, many
from annotator.exchange import proposal_files
from annotator.exchange.folders import sha256_of
from annotator.exchange.seen_ids import SeenIds
from annotator.workflow import outputs
from annotator.workflow.proposing import ShardCounts
from annotator.workflow.shards import IdSum, read_manifest

AT_ONCE = 100  # files that are open at a time
SHOWN = 10  # names in a sentence

Record = dict[str, Any]


@dataclass(slots=True)
class Collected:
    """What the shards hold together. ``failures``: the first articles that failed, with their sentences."""

    shards: int
    detector: str
    counts: ShardCounts = field(default_factory=ShardCounts)
    failures: list[dict[str, str]] = field(default_factory=list)

    @property
    def message(self) -> str:
        """The outcome in one line."""
        return f"{many(self.shards, 'shard')}: {self.counts.message}; {many(self.counts.quotations, 'quotation')}, by {self.detector}."


def collect(folder: Path, output: Path | None = None, *, force: bool = False) -> Collected:
    """Check the shards in a folder, and join them to a file in the order of the corpus where ``output`` is named.

    BadInputError names the shards that are missing, damaged, or made from other input or in another way than the rest.
    """
    found = manifests(folder)
    counts = _summed(found)
    collected = Collected(len(found), found[0]["detector"], counts, [each for one in found for each in one["failures"]])
    once = _once(_joined(folder, found), counts, folder if found[0]["by"] == "id" else None)
    if output is None:
        for _ in once:
            pass
        return collected
    if output.resolve().parent == folder.resolve() and output.name.startswith("part-"):
        raise BadInputError(f"{output}: that is the place of a shard; choose another file for --output.")
    with outputs.output(output, proposal_files.is_output, force=force) as aim:
        kept = map(proposal_files.without_position, once)
        proposal_files.write_records(aim, kept, proposal_files.format_of(output))
    return collected


def manifests(folder: Path) -> list[dict[str, Any]]:
    """The manifests of a folder in the order of their shards; BadInputError where they are not those of one whole corpus."""
    if not folder.is_dir():
        raise BadInputError(f"There is no folder “{folder}”; name the --output of annotator propose --shard.")
    found = sorted((read_manifest(path) for path in folder.glob("part-*.json")), key=lambda each: each["shard"])
    if not found:
        raise BadInputError(
            f"The folder “{folder}” holds no finished shard (part-….json); run annotator propose --shard."
        )
    first = found[0]
    for each in found:
        for key, told in (
            ("shards", "another number of shards"),
            ("detector", "another detector"),
            ("by", "another engine"),
        ):
            if each[key] != first[key]:
                raise BadInputError(f"{folder / each['file']}: it was made with {told} than {first['file']}; {_AGAIN}.")
        if (each["inputs"]["sha256"], each["settings"]) != (first["inputs"]["sha256"], first["settings"]):
            raise BadInputError(
                f"{folder / each['file']}: it has other input or settings than {first['file']}; {_AGAIN}."
            )
    missing = sorted(set(range(1, first["shards"] + 1)) - {each["shard"] for each in found})
    if missing:
        names = ", ".join(map(str, missing[:SHOWN])) + (" …" if len(missing) > SHOWN else "")
        raise BadInputError(
            f"{folder}: {len(missing):,} of {first['shards']:,} shards are missing or not finished: {names}; "
            "run annotator propose --resume for each."
        )
    return found


_AGAIN = "make it again with --force"


def _summed(found: Sequence[dict[str, Any]]) -> ShardCounts:
    """The counts of all shards; BadInputError where they do not add up."""
    total = ShardCounts()
    for each in found:
        total.add(ShardCounts(**each["counts"]))
    if found[0]["by"] == "id":  # every shard read the whole corpus
        read = {each["counts"]["read"] for each in found}
        total.read, total.unreadable = max(read), max(each["counts"]["unreadable"] for each in found)
        if len(read) > 1:
            raise BadInputError(
                "The shards read different numbers of articles: the input changed meanwhile; make them again."
            )
    if total.mine != total.read or total.mine != total.articles + total.duplicates + total.clashes + total.failed:
        raise BadInputError(
            f"The counts of the shards do not add up to the {total.read:,} articles read; make them again."
        )
    return total


def _joined(folder: Path, found: Sequence[dict[str, Any]]) -> Iterator[Record]:
    """The records of all shards in the order of the corpus; more than can be open at a time are joined in steps."""
    with ExitStack() as stack:
        sources = [_checked(folder, each) for each in found]
        while len(sources) > AT_ONCE:
            aside = Path(stack.enter_context(TemporaryDirectory(dir=folder, prefix=".join-")))
            parts = []
            for number, begin in enumerate(range(0, len(sources), AT_ONCE)):
                parts.append(aside / f"{number}.jsonl")
                some = heapq.merge(*sources[begin : begin + AT_ONCE], key=_position)
                proposal_files.write_records(parts[-1], some, ".jsonl")
            sources = [proposal_files.read_records(part) for part in parts]
        yield from heapq.merge(*sources, key=_position)


def _position(record: Record) -> int:
    position: int = record["position"]
    return position


def _checked(folder: Path, manifest: dict[str, Any]) -> Iterator[Record]:
    """The records of one shard; BadInputError where its file is not the one that the manifest tells of."""
    path = folder / Path(manifest["file"]).name
    told = f"{path}: the file does not match its manifest; make the shard again with --force."
    try:
        if sha256_of(path) != manifest["sha256"]:
            raise BadInputError(told)
    except OSError as err:
        raise BadInputError(f"{path}: it cannot be read ({err.strerror}); make the shard again with --force.") from err
    ids, before = IdSum(), -1
    for record in proposal_files.read_records(path):
        if record.get("position", -1) <= before:
            raise BadInputError(told)
        before = record["position"]
        yield ids.take(record)
    if (ids.hex, ids.count) != (manifest["ids_xor"], manifest["counts"]["articles"]):
        raise BadInputError(told)


def _once(records: Iterator[Record], counts: ShardCounts, by_id: Path | None) -> Iterator[Record]:
    """The records whose id did not come before, the others counted: shards by place do not know of each other's ids.

    ``by_id``: the folder of shards by id, in which no id may come twice.
    """
    seen = SeenIds()
    for record in records:
        same = seen.add(record["id"], record["sha256"])
        if same is None:
            yield record
            continue
        if by_id is not None:
            raise BadInputError(f"{by_id}: the id “{record['id']}” is in two shards; make them again with --force.")
        counts.articles -= 1
        counts.quotations -= len(record["quotes"])
        if same:
            counts.duplicates += 1
        else:
            counts.clashes += 1
