"""Somebody who says his own name is called by it, also where he goes by a description."""

from __future__ import annotations

import pytest

from annotator.detection.pipeline import Detector
from annotator.records import Kind


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ida Holm opened the door. A woman stood there.\n\n“My name is Ann Early,” she said. “I live here.”", ["Ann Early"] * 2),
        ("A stranger knocked. “My name’s Tom Reyes,” the man said. “I was robbed,” he added.", ["Tom Reyes"] * 2),
        ("Ida Holm said that her brother would come. “His name is Ole,” she said.", ["Ida Holm"]),
        ("“We saw smoke,” a man said.\n\nA stranger knocked. “My name is Tom Reyes,” the man said.", ["man", "Tom Reyes"]),
    ],
)  # fmt: skip
def test_who_introduces_himself_is_called_by_his_name(detector: Detector, text: str, names: list[str]) -> None:
    found = [p for p in detector.propose(text) if p.kind is not Kind.INDIRECT]
    assert [p.source.name if p.source else "" for p in found] == names
