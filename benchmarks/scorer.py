"""The scorer, loaded from the path given, and what it does not measure: whether the probabilities can be believed."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

Article = Mapping[str, Any]
BINS = 10
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


class Calibration(NamedTuple):
    """The ECE of ``confidence`` (speech or not, over stretches that gold decides) and of the first candidate's score.

    ``surest``: how often the speakers that are proposed with .99 or more are right, in words.
    """

    speech: float
    speaker: float
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
            hit = next((g for g in marked if _same(scorer, (g["start"], g["end"]), span)), None)
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
    return Calibration(expected_calibration_error(speech), expected_calibration_error(speaker), told)


def _same(scorer: ModuleType, gold: tuple[int, int], span: tuple[int, int]) -> bool:
    """Whether a predicted stretch is a gold quotation, or one paragraph of it."""
    return scorer.iou(gold, span) >= 0.5 or gold[0] <= span[0] < span[1] <= gold[1]


def classes(gold: Mapping[str, Article], errors: list[Any]) -> Counter[str]:
    """The single errors counted by class: what went wrong, with which kind of gold quotation."""
    kinds = {(k, q["start"]): q.get("kind", "direct") for k, r in gold.items() for q in r["quotes"]}
    return Counter(f"{e['error']} {_kind(kinds, e)}".strip() for e in errors)


def _kind(kinds: Mapping[tuple[str, int], str], error: Mapping[str, Any]) -> str:
    start = error["quote"][0]
    return next((kinds[error["id"], start - back] for back in range(3) if (error["id"], start - back) in kinds), "")
