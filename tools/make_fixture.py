"""Make the project file that later versions must be able to open: run once for each schema that is released.

    python tools/make_fixture.py tests/fixtures

It writes ``schema-N.annot.gz``: two sample articles, two annotators, decisions with speakers and stances, one undone, one
redone, a merged speaker, one with an external id, an article with a title and tags of its own, an excluded one, an article that two
finished and its settled decisions. Tests migrate every one of them.
"""

from __future__ import annotations

import gzip
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from annotator.records import Stance
from annotator.store import tables
from annotator.workflow import adjudicate, articles, corpus, desk, project, speakers
from tests.support import decide_all, gold_proposals, seed_sha, shown


def main(folder: Path) -> None:
    """Write the fixture of the schema that the program has now."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "fixture.annot"
        with closing(project.sample_project(path)) as store:
            for annotator in ("Ada", "Bob"):
                project.add_annotator(store, annotator)
            desk.save_proposals(store, seed_sha(), gold_proposals(), "gold")
            decide_all(store)
            for n in range(3):
                decision = replace(
                    shown(store, n, "Bob"), stances=(Stance("river-buoys", "unlawful"),), comment="see “below” 🌊"
                )
                desk.decide(store, desk.confirm(decision), action="Confirm quotation")
            names = {speaker.name: speaker.id for speaker in project.speakers(store)}
            project.merge_speakers(store, names["Ken Salazar"], names["Richard Verma"], annotator="Ada")
            desk.undo(store, "Bob")
            desk.undo(store, "Bob")
            desk.redo(store, "Bob")
            for annotator in ("Cleo", "Dora"):
                project.add_annotator(store, annotator)
            speakers.describe_speaker(
                store, names["Greg Abbott"], note="Governor of Texas", uri="Q5605550", annotator="Cleo"
            )
            decide_all(store, "Dora")
            corpus.import_text(
                store, corpus.pasted_article("The mayor said the bridge “will open in May”.\n", "bridge")
            )
            corpus.import_text(store, corpus.pasted_article("An advertisement for boats.\n", "boats"))
            bridge, boats = (articles.named(store, name) for name in ("bridge", "boats"))
            articles.rename(store, bridge, "The bridge", annotator="Dora")
            articles.tag(store, [bridge], ["pilot", "traffic"], annotator="Dora")
            articles.exclude(store, [boats], annotator="Dora")
            adjudicate.accept_agreed(store, adjudicator="Cleo")
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("VACUUM")
        (folder / f"schema-{tables.VERSION}.annot.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
