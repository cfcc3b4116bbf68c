#!/usr/bin/env python3
"""Make exports/sample.jsonl: the first article, decided as in its gold file, as the desk exports it; and its schema beside it.

The ids and times of the decisions are fixed, so that the same program writes the same bytes; a test compares them.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from annotator.codebook import read_codebook
from annotator.exchange import jsonl
from annotator.records import Origin, quotation_id
from annotator.resources import resource, seed
from annotator.store import decisions
from annotator.workflow import corpus, export, project

ARTICLE = "000_915434029b41a593"
ANNOTATOR = "sample"
AT = "2026-01-01T12:{:02}:00.000+00:00"


def make(folder: Path) -> None:
    """Write ``sample.jsonl`` and ``sample.schema.json`` into a folder."""
    (gold,) = jsonl.read_annotated(seed(f"{ARTICLE}.gold.jsonl"))
    codebook = read_codebook(resource("codebooks", "border.toml"))
    ordered = sorted(gold.decisions, key=lambda d: d.span)
    decided = [
        replace(
            d, id=f"sample-{n:02}", quotation=quotation_id(d.article, d.span), annotator=ANNOTATOR, origin=Origin.PROPOSAL,
            decided_at=AT.format(n), seconds=0.0, codebook=codebook.hash,
        )
        for n, d in enumerate(ordered)
    ]  # fmt: skip
    with (
        tempfile.TemporaryDirectory() as temporary,
        closing(project.create_project(Path(temporary) / "sample.annot", codebook)) as store,
    ):
        corpus.import_paths(store, [seed(f"{ARTICLE}.txt")])
        project.add_annotator(store, ANNOTATOR)
        decisions.add_decisions(store, decided, annotator=ANNOTATOR, action="Confirm quotations")
        decisions.set_finished(store, gold.article.sha256, ANNOTATOR, True)
        export.export(store, folder / "sample.jsonl", annotator=ANNOTATOR)
    shutil.copyfile(resource("schemas", "jsonl.schema.json"), folder / "sample.schema.json")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "exports")
