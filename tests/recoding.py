"""Changes of the sample project's codebook, and what its decisions bear."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from annotator.codebook.draft import Draft
from annotator.records import Stance
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import codebook_change, export, project
from tests.support import ANNOTATOR, seed_sha

LEAD = "Lead"


UNLAWFUL, LAWFUL = Stance("river-buoys", "unlawful"), Stance("river-buoys", "lawful")


INHUMANE = Stance("river-buoys", "inhumane")


Edit = Callable[[Draft], object]


def content(store: Store) -> str:
    """All that an export holds, but for the ids of decisions."""
    with closing(project.read_project(store.path)):
        path = store.path.with_suffix(".jsonl")
        export.export(store, path)
        return path.read_text(encoding="utf-8")


def change(store: Store, *edits: Edit, why: str = "") -> str:
    draft = codebook_change.open_draft(store)
    for edit in edits:
        edit(draft)
    return codebook_change.change_codebook(store, draft, why=why, annotator=LEAD).message


def at(draft: Draft, stance: Stance) -> tuple[int, ...]:
    place = draft.place_of(stance)
    assert place is not None, stance
    return place


def merge(a: Stance, b: Stance) -> Edit:
    return lambda draft: draft.merge(at(draft, a), at(draft, b))


def bearing(store: Store, stance: Stance, annotator: str = ANNOTATOR) -> list[str]:
    found = decisions.current_decisions(store, seed_sha(), annotator).values()
    return [d.quotation for d in found if stance in d.stances]
