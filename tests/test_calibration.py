"""The calibration that the benchmark prints: which gold quotation a proposal is judged by, and what chance alone brings."""

from __future__ import annotations

import random
import re
from types import ModuleType
from typing import Any

import pytest

from benchmarks.scorer import calibration, error_by_chance, expected_calibration_error

OUTER = "“The mate shouted ‘Cut the line!’ and we did.”"
TEXT = f"{OUTER} Coil said."


@pytest.fixture
def scorer() -> ModuleType:
    """The three functions of the scorer that are asked; the scorer itself is no part of the project."""
    made = ModuleType("scorer")

    def iou(one: tuple[int, int], other: tuple[int, int]) -> float:
        shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
        return shared / (max(one[1], other[1]) - min(one[0], other[0]))

    def pieces(text: str, span: tuple[int, int]) -> list[tuple[int, int]]:
        return [(span[0] + m.start(), span[0] + m.end()) for m in re.finditer(r"[^\n]+", text[slice(*span)])]

    def tokens(text: str, span: tuple[int, int]) -> set[int]:
        return {m.start() for m in re.compile(r"\w+").finditer(text, *span)}

    vars(made).update(iou=iou, pieces=pieces, tokens=tokens)
    return made


def quotation(text: str, words: str, speaker: str, score: float) -> dict[str, Any]:
    start, at = text.index(words), text.index(speaker)
    return {
        "start": start, "end": start + len(words), "kind": "direct", "confidence": 1.0,
        "speaker": {"start": at, "end": at + len(speaker)}, "candidates": [{"score": score}],
    }  # fmt: skip


def test_a_quotation_inside_another_is_not_judged_by_the_outer_speaker(scorer: ModuleType) -> None:
    gold = {"a": {"text": TEXT, "quotes": [quotation(TEXT, OUTER, "Coil", 1.0)]}}
    inner = quotation(TEXT, "‘Cut the line!’", "The mate", 1.0)
    mine = {"a": {"quotes": [quotation(TEXT, OUTER, "Coil", 1.0), inner]}}
    assert calibration(scorer, gold, mine).speaker == 0
    gold["a"]["quotes"].append(quotation(TEXT, "‘Cut the line!’", "Coil", 1.0))
    assert calibration(scorer, gold, mine).speaker == 0.5


def test_a_paragraph_of_a_quotation_is_judged_by_its_speaker(scorer: ModuleType) -> None:
    text = "Coil said: “We cut the line, and then all of us waited for the boat.\n\n“It came.”"
    whole = text[text.index("“") :]
    gold = {"a": {"text": text, "quotes": [quotation(text, whole, "Coil", 1.0)]}}
    parts = [quotation(text, words, "We", 0.75) for words in whole.split("\n\n")]
    assert calibration(scorer, gold, {"a": {"quotes": parts}}).speaker == 0.75


def test_what_chance_brings_is_the_error_of_answers_that_are_as_right_as_they_say() -> None:
    chance = random.Random(1)
    said = [chance.random() for _ in range(150)]
    drawn = [expected_calibration_error([(p, chance.random() < p) for p in said]) for _ in range(300)]
    assert error_by_chance(said) == pytest.approx(sum(drawn) / len(drawn), rel=0.1)
    assert error_by_chance([1.0] * 50) == 0
