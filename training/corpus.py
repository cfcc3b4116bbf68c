"""The training corpus: gold articles with their parses, and what gold says about each stretch and candidate."""

from __future__ import annotations

import hashlib
import json
import pickle
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.detection.marks import stretches
from annotator.detection.parse import DEFAULT_MODEL, Parse
from annotator.detection.reading import Reading, Stretch
from annotator.detection.sources.candidates import span
from training.teacher import parses

CORPUS = "PolNeAR 1.0, train part (Newell, Margolin and Ruths 2018, LREC; networkdynamics/PolNeAR)"
FOLDS = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STOP = re.compile(
    r"[,(\[—–;]|\s-\s|\b(?:of|for|from|who|whom|which|that|whose|at|in|on|with|to|by|"
    r"near|among|inside|outside|against|about|after|during)\b"
)


@dataclass
class Example:
    """One article: its gold record, parse and stretches."""

    gold: dict[str, Any]
    parse: Parse
    stretches: list[Stretch]

    @property
    def id(self) -> str:
        """The article's id."""
        return str(self.gold["id"])

    @property
    def fold(self) -> int:
        """Its fold in cross-validation, by the hash of its id."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % FOLDS


def load(path: Path, cache: Path | None = None, model: str = DEFAULT_MODEL) -> list[Example]:
    """The articles of a gold JSONL file, parsed; parses are kept in ``cache`` (a pickle) where one is given."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if cache and cache.is_file():
        parsed = pickle.loads(cache.read_bytes())
    else:
        found = parses((r["text"] for r in records), model)
        parsed = {r["id"]: p for r, p in zip(records, found, strict=True)}
        if cache:
            cache.write_bytes(pickle.dumps(parsed))
    return [Example(r, parsed[r["id"]], stretches(r["text"])) for r in records]


def heads_of_source(text: str, start: int) -> list[int]:
    """Offsets of the head words of a gold source that stands at ``start`` (as the scorer reads them)."""
    stop = next((m.start() for m in _STOP.finditer(text) if _WORD.search(text[: m.start()])), None)
    found, at = [], start
    for part in re.split(r"(\band\b|\bor\b|&)", text[:stop]):
        words = [m for m in _WORD.finditer(part) if m[0] not in ("Jr", "Sr", "II", "III", "IV")]
        if words and part not in ("and", "or"):
            found.append(at + words[-1].start())
        at += len(part)
    return found


def gold_quotations(example: Example, headings: bool = False) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """(stretch number, gold quotation or None for non-speech) for each stretch that gold decides.

    With ``headings`` also those in single marks, which gold does not list: an empty quotation where they are in a content.
    """
    quotes = [q for q in example.gold["quotes"] if q["kind"] != "indirect"]
    ignored = example.gold["ignore"]
    for number, s in enumerate(example.stretches):
        if any(i["start"] < s.end and s.start < i["end"] for i in ignored):
            continue
        if s.style != "double":
            if headings:
                said = any(a <= s.start + 1 and s.end - 1 <= b for q in example.gold["quotes"] for a, b in q["content"])
                yield number, ({} if said else None)
            continue
        quote = next((q for q in quotes if q["start"] <= s.start and s.end <= q["end"]), None)
        if quote or any(n["start"] < s.end and s.start < n["end"] for n in example.gold["nonspeech"]):
            yield number, quote


def holding(reading: Reading, heads: list[int], quote: dict[str, Any]) -> set[int]:
    """The candidates whose noun phrase holds a head word of gold's source: as right as the one it heads."""
    source, parse = quote["speaker"], reading.parse
    wanted = heads_of_source(parse.text[source["start"] : source["end"]], source["start"])
    spans = {head: span(reading, head) for head in heads}
    return {h for h, (a, b) in spans.items() if any(parse.starts[a] <= w < parse.ends[b - 1] for w in wanted)}


def right_candidate(reading: Reading, heads: list[int], quote: dict[str, Any]) -> int | None:
    """The candidate that gold's source means: by its head word, else the one that shares most with it; None if there is none."""
    source = quote["speaker"]
    parse = reading.parse
    wanted = set(heads_of_source(parse.text[source["start"] : source["end"]], source["start"]))
    for head in heads:
        if any(parse.starts[head] <= w < parse.ends[head] for w in wanted):
            return head
    best, found = 0.0, None
    for head in heads:
        a, b = span(reading, head)
        start, end = parse.starts[a], parse.ends[b - 1]
        shared = min(end, source["end"]) - max(start, source["start"])
        iou = shared / (max(end, source["end"]) - min(start, source["start"]))
        if iou > best:
            best, found = iou, head
    return found
