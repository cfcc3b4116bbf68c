"""The sample that stands in ``exports/`` is what the program writes today."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from tools.make_sample import make

EXPORTS = Path(__file__).parent.parent.parent / "exports"


def test_the_committed_sample_is_true(tmp_path: Path) -> None:
    make(tmp_path)
    for name in ("sample.jsonl", "sample.schema.json"):
        assert (tmp_path / name).read_bytes() == (EXPORTS / name).read_bytes(), "run tools/make_sample.py"
    record = json.loads((EXPORTS / "sample.jsonl").read_text(encoding="utf-8"))
    jsonschema.validate(record, json.loads((EXPORTS / "sample.schema.json").read_text(encoding="utf-8")))
    assert (len(record["quotes"]), len(record["nonspeech"])) == (17, 1)
