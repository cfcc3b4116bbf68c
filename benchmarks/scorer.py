"""The scorer, loaded from the path given, and what it does not measure: whether the probabilities can be believed."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

Article = Mapping[str, Any]
BINS = 10
RUNS = 200
SURE = 0.99  # probability from which a speaker counts as proposed for sure


def load(path: Path) -> ModuleType:
    """The scorer's module at ``path`` (``score_quotes.py``, ``score_names.py``)."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SystemExit(f"error: there is no scorer at {path}; name it with --scorer.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def score(
    scorer: ModuleType, gold: Mapping[str, Article], predicted: Mapping[str, Article]
) -> tuple[dict[str, Any], list[Any]]:
    """The scorer's measures and its list of single errors."""
    errors: list[Any] = []
    where = {key: {**record, "_where": key} for key, record in predicted.items()}
    return scorer.score({k: {**r, "_where": k} for k, r in gold.items()}, where, 0.5, errors), errors


def expected_calibration_error(pairs: list[tuple[float, bool]]) -> float:
    """ECE in ten bins of equal width (Guo et al. 2017): the mean gap between confidence and share right, by bin size."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in pairs:
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    gaps = (abs(sum(c for c, _ in b) - sum(r for _, r in b)) for b in bins.values())
    return sum(gaps) / max(1, len(pairs))


def error_by_chance(confidences: Sequence[float]) -> float:
    """The mean ECE of answers that are right exactly as often as their confidence says: what so few answers cannot do better than."""
    chance = random.Random(0)
    runs = ([(c, chance.random() < c) for c in confidences] for _ in range(RUNS))
    return sum(map(expected_calibration_error, runs)) / RUNS


class Calibration(NamedTuple):
    """The ECE of ``confidence`` (speech or not, over stretches that gold decides) and of the first candidate's score.

    ``by_chance``: :func:`error_by_chance` of these scores. ``surest``: how often the speakers that are proposed with .99 or more are
    right, in words.
    """

    speech: float
    speaker: float
    by_chance: float
    surest: str


def calibration(scorer: ModuleType, gold: Mapping[str, Article], predicted: Mapping[str, Article]) -> Calibration:
    """The calibration of predicted records on gold articles."""
    speech: list[tuple[float, bool]] = []
    speaker: list[tuple[float, bool]] = []
    for key, record in gold.items():
        text = record["text"]
        marked = [q for q in record["quotes"] if q.get("kind") != "indirect"]
        for quote in predicted.get(key, {"quotes": []})["quotes"]:
            if quote["kind"] == "indirect" or "confidence" not in quote:
                continue
            span = quote["start"], quote["end"]
            hit = _matched(scorer, text, marked, span)
            decided = any(scorer.iou((n["start"], n["end"]), span) >= 0.5 for n in record.get("nonspeech") or [])
            said = quote["kind"] != "not-speech"
            if hit or decided:
                speech.append((quote["confidence"], said == bool(hit)))
            if hit and hit["speaker"] and quote["speaker"]:
                words = scorer.tokens(text, (hit["speaker"]["start"], hit["speaker"]["end"]))
                mine = scorer.tokens(text, (quote["speaker"]["start"], quote["speaker"]["end"]))
                speaker.append((quote["candidates"][0]["score"], bool(words & mine)))
    sure = [right for score, right in speaker if score >= SURE]
    told = f"{len(sure)} speakers of {SURE} or more" + (f", {100 * sum(sure) / len(sure):.1f} % right" if sure else "")
    return Calibration(
        expected_calibration_error(speech), expected_calibration_error(speaker),
        error_by_chance([score for score, _ in speaker]), told,
    )  # fmt: skip


def _matched(scorer: ModuleType, text: str, marked: Sequence[Any], span: tuple[int, int]) -> Any | None:
    """The gold quotation of which a predicted stretch is a paragraph, the likest one.

    None for a stretch that is merely quoted inside one.
    """
    mine = scorer.pieces(text, span)

    def likeness(gold: Any) -> float:
        return max(
            (scorer.iou(g, m) for g in scorer.pieces(text, (gold["start"], gold["end"])) for m in mine), default=0.0
        )

    best = max(marked, key=likeness, default=None)
    return best if best is not None and likeness(best) >= 0.5 else None


def classes(gold: Mapping[str, Article], errors: list[Any]) -> Counter[str]:
    """The single errors counted by class: what went wrong, with which kind of gold quotation."""
    kinds = {(k, q["start"]): q.get("kind", "direct") for k, r in gold.items() for q in r["quotes"]}
    return Counter(f"{e['error']} {_kind(kinds, e)}".strip() for e in errors)


def _kind(kinds: Mapping[tuple[str, int], str], error: Mapping[str, Any]) -> str:
    start = error["quote"][0]
    return next((kinds[error["id"], start - back] for back in range(3) if (error["id"], start - back) in kinds), "")
