"""How often the speaker's name is right, by the scorer of names (``score_names.py``) at the path given."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import scorer as scoring

CLASSES = ("pronoun", "surname", "role", "ALL")


def table(scorer: Path, gold: Path, names: Path, records: Iterable[Mapping[str, Any]]) -> str:
    """The scorer's table for predicted records, given the gold articles and the gold names of their speakers."""
    with tempfile.TemporaryDirectory() as folder:
        predicted = Path(folder) / "predicted.jsonl"
        predicted.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            scoring.load(scorer).main([str(gold), str(names), str(predicted), "--quiet"])
    return told.getvalue().rstrip()


def share(scorer: Path, gold: Mapping[str, Any], records: Mapping[str, Any]) -> str:
    """How often the name is right, over the quotations in marks whose gold names the speaker, found or not."""
    same = scoring.load(scorer).same
    right = wanted = 0
    for key, article in gold.items():
        said = [q for q in records.get(key, {"quotes": []})["quotes"] if q["kind"] not in ("indirect", "not-speech")]
        for quote in article["quotes"]:
            name = (quote["speaker"] or {}).get("name")
            if quote.get("kind") == "indirect" or not name:
                continue
            wanted += 1
            best = max(said, key=partial(_overlap, quote), default=None)
            if best and _overlap(best, quote) > 0 and best["speaker"]:
                right += same(best["speaker"]["name"] or "", name)
    return f"Names right: {right} of {wanted}" + (f", {100 * right / wanted:.1f} %" if wanted else "")


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Shared by joint code points of two quotations."""
    shared = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return max(0, shared) / (max(one["end"], other["end"]) - min(one["start"], other["start"]))


def figures(table: str) -> dict[str, dict[str, float]]:
    """By class of mention the number of quotations, the share of right names (percent) and the number of wrong ones."""
    rows = {cells[0]: cells for line in table.splitlines() if (cells := line.split()) and cells[0] in CLASSES}
    return {
        name.lower(): {"quotations": int(r[1]), "right": float(r[4]), "wrong": int(r[6])} for name, r in rows.items()
    }
