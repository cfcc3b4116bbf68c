"""A line of the journal that was made to do harm does none."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import orjson
import pytest

from annotator.store import portable
from annotator.store.connection import Store
from annotator.store.journal import journal_folder, segments
from annotator.store.journal_lines import lines
from annotator.workflow import maintenance, project, team
from tests.reliability.destroying import (
    entries,
)
from tests.support import SAMPLES, decide_all

HOSTILE = {
    "a text that is not the one": ("article", {"text": "Nobody wrote this."}),
    "metadata that are none": ("article", {"metadata": "[1"}),
    "a quotation beyond the article": ("decision", {"end": 9_999_999}),
    "words that nobody said": ("decision", {"words": "nobody said this"}),
    "a status that there is not": ("decision", {"status": "sung"}),
    "a kind that does not fit": ("decision", {"status": "confirmed", "kind": "not-speech"}),
    "content that is none": ("decision", {"content": "[[true, 5]]"}),
    "no number": ("decision", {"seconds": float("inf")}),
    "true for a number": ("decision", {"flagged": True}),
    "a list for a text": ("decision", {"comment": ["a"]}),
    "no time": ("decision", {"decided_at": "yesterday"}),
    "an annotator without a name": ("annotator", {"name": "  "}),
    "an annotator of many lines": ("annotator", {"name": "A\nB"}),
    "aliases that are none": ("speaker_revision", {"aliases": "{}"}),
    "a codebook that is another": ("codebook", {"source": "x = 1"}),
    "a number that is too high": ("change", {"n": 2**62}),
    "a number that is none": ("change", {"n": "first"}),
    "a change of no kind": ("change", {"kind": "dropped"}),
    "a table that there is not": ("sqlite_master", {"sql": "CREATE TABLE x (y)"}),
    "a table that follows from others": ("current_decision", {"status": "confirmed"}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_line_that_was_made_to_do_harm_does_none(store: Store, tmp_path: Path, what: str) -> None:
    table, harm = HOSTILE[what]
    decide_all(store)
    store.close()
    store.path.unlink()
    file = segments(journal_folder(store.path))[0]
    found = entries(store.path)
    done = False
    with file.open("wb") as out:
        for entry in found:
            rows = list(entry.rows)
            for at, (name, row) in enumerate(rows):
                if not done and (name == table or table not in {each.name for each in portable.CARRIED}):
                    rows[at], done = (table, row | harm), True
            for line in lines(entry.project, entry.at, map(orjson.dumps, rows), entry.upto, gap=entry.gap):
                out.write(line)
    assert done
    maintenance.recover(store.path, tmp_path / "new.annot")
    faults = [
        fault.told for fault in maintenance.examine(tmp_path / "new.annot") if "the journal beside it" not in fault.told
    ]
    assert faults == []
    with closing(project.open_project(tmp_path / "new.annot")) as new:
        assert len(team.article_names(new)) == SAMPLES - (what == "a text that is not the one")
        project.add_annotator(new, "Eve")
