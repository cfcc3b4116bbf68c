"""Changes of the sample project's codebook, and what its decisions bear."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings

from annotator.codebook.draft import Draft
from annotator.records import Stance
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import codebook_change, desk, export, project, team
from tests.support import ANNOTATOR, decide_all, gold_proposals, gold_stances, load, seed_sha

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


def packages(store: Store, folder: Path, names: list[str]) -> list[Path]:
    """A package for each, decided as the gold file has it."""
    paths = []
    for name in names:
        path = folder / f"{name}.annot"
        team.package(store, path, name, [seed_sha()])
        with closing(project.open_project(path)) as other:
            decide_all(other, name)
        paths.append(path)
    return paths


def random_edit(chance: random.Random) -> Edit:
    """An edit that is drawn only when it is made, for the labels that there are then."""

    def edit(draft: Draft) -> None:
        places = [(t, n) for t, target in enumerate(draft.book.targets) for n in range(len(target.labels))]
        place = chance.choice(places)
        kind = chance.choice(["rename", "merge", "move", "split", "retire", "delete", "look", "targets"])
        if kind == "merge" and len(places) > 1:
            draft.merge(place, chance.choice([other for other in places if other != place]))
        elif kind == "move" and len(draft.book.targets) > 1:
            draft.move(place, chance.choice([t for t in range(len(draft.book.targets)) if t != place[0]]))
        elif kind == "split":
            draft.split(place, ["one half", "other half"])
        elif kind in ("retire", "delete"):
            draft.remove(place, retire=kind == "retire")
        elif kind == "look":
            draft.look_again(place, chance.choice([0, 1, 3]))
        elif kind == "targets" and len(draft.book.targets) > 1:
            a, b = chance.sample(range(len(draft.book.targets)), 2)
            draft.merge((a,), (b,))
        else:
            draft.set(place, "name", f"label {chance.random():.6f}")
        for t, target in reversed(list(enumerate(draft.book.targets))):
            if not target.labels:
                draft.add_label(t, "unclear")

    return edit


SLOW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))


def sample(folder: Path, *, decided: bool = True) -> Store:
    store = project.sample_project(folder / "project.annot")
    for name in (LEAD, ANNOTATOR, "Ben"):
        project.add_annotator(store, name)
    desk.save_proposals(store, seed_sha(), gold_proposals(), "gold")
    if decided:
        decide_all(store)
        decide_all(store, "Ben")
    return store


def decide_as_far_as_known(store: Store, name: str) -> None:
    """Every quotation with the labels of the codebook that the gold file gives it, or its first label."""
    opened = load(store, name)
    book = project.current_codebook(store)
    other = Stance(book.targets[0].id, book.targets[0].labels[0].id)
    for quotation in opened.quotations:
        known = tuple(s for s in gold_stances(quotation.span.start) if book.has(s)) or (other,)
        desk.decide(store, desk.confirm(replace(desk.shown(opened, quotation), stances=known)), action="Confirm")


def copied(start: Path, path: Path) -> Path:
    """A copy of a project's file, as it stands."""
    path.write_bytes(start.read_bytes())
    return path


def edit_package(path: Path, *edits: Edit, by: str = "Bob", why: str = "") -> None:
    """Change the codebook inside a package, as its annotator."""
    with closing(project.open_project(path)) as other:
        draft = codebook_change.open_draft(other)
        for edit in edits:
            edit(draft)
        codebook_change.change_codebook(other, draft, why=why, annotator=by)
