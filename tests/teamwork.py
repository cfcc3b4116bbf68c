"""Two annotators of the seed article who differ in known ways: what the tests of agreement and adjudication stand on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from annotator.records import Decision, Span, Stance, Status
from annotator.store.connection import Store
from annotator.workflow import desk, project
from tests.support import copy_project, gold_stances, load, seed_sha

Change = Callable[[Decision], Decision]
FIRST, SECOND = "Ben", "Cleo"


def same(decision: Decision) -> Decision:
    """As the gold file has it."""
    return decision


def another_speaker(decision: Decision) -> Decision:
    """Said by somebody else; the source stays."""
    return replace(decision, speaker_id=None, speaker_name="Somebody Else")


def no_stance(decision: Decision) -> Decision:
    """Without its labels."""
    return replace(decision, stances=())


def other_stance(decision: Decision) -> Decision:
    """With one label that it does not have in the gold file."""
    return replace(decision, stances=(Stance("river-buoys", "lawful"),))


def shorter(decision: Decision) -> Decision:
    """Two characters fewer at the end."""
    span = Span(decision.span.start, decision.span.end - 2)
    return replace(decision, span=span, words=decision.words[:-2])


def rejected(decision: Decision) -> Decision:
    """Not speech."""
    return desk.reject(decision)


def decide(store: Store, annotator: str, changes: dict[int, Change] | None = None) -> None:
    """Decide the whole seed article as the gold file has it, but for some quotations (by number from 0)."""
    project.add_annotator(store, annotator)
    opened = load(store, annotator)
    for number, quotation in enumerate(opened.quotations):
        whole = replace(desk.shown(opened, quotation), stances=gold_stances(quotation.span.start))
        changed = (changes or {}).get(number, same)(whole)
        done = changed if changed.status == "rejected" else desk.confirm(changed)
        desk.decide(store, done, action="Confirm quotation")


def leave_open(store: Store, annotator: str, number: int) -> None:
    """Flag a quotation of the finished seed article and leave it undecided."""
    opened = load(store, annotator)
    begun = replace(desk.shown(opened, opened.quotations[number]), flagged=True, status=Status.OPEN)
    desk.decide(store, begun, action="Flag")
    desk.set_finished(store, seed_sha(), annotator, finished=True)


def two_others_differ(sample: Path, folder: Path, *, left_open: Sequence[int] = ()) -> Path:
    """A copy of the closed sample project in a folder, in which two others finished the seed article and differ.

    ``left_open``: the quotations, by number, that the second of them flagged and did not decide.
    """
    path = folder / sample.name
    copy_project(sample, path)
    with closing(project.open_project(path)) as store:
        decide(store, FIRST, {0: no_stance, 3: shorter})
        decide(store, SECOND)
        for number in left_open:
            leave_open(store, SECOND, number)
    return path
