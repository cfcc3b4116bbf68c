"""The gold files in seeds/: what people decided about the articles beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotator.resources import seed


def gold_files() -> list[Path]:
    """The gold files, one an article, by name."""
    return sorted(seed().glob("*.gold.jsonl"))


def gold_articles() -> list[dict[str, Any]]:
    """The records in them, in the same order."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in gold_files()]
