"""Figures of all articles by which the queue is ordered and narrowed. Each is read beside the window, when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.store import queue_figures
from annotator.store.connection import Store
from annotator.workflow import project


def days(store: Store, annotator: str) -> Mapping[str, str]:
    """When each article was published, as 2024-05-31; "" where that is not known."""
    return queue_figures.days(store)


def outlets(store: Store, annotator: str) -> Mapping[str, str]:
    """Who published each article; "" where that is not known."""
    return queue_figures.outlets(store)


def doubts(store: Store, annotator: str) -> Mapping[str, float]:
    """How unsure the detector is of what the annotator has not decided in each article."""
    return queue_figures.doubts(store, annotator)


def stances(store: Store, annotator: str) -> Mapping[str, int]:
    """How many stances the annotator gave in each article."""
    return queue_figures.stances(store, annotator)


def is_led(store: Store, annotator: str) -> bool:
    """Whether others' disagreements may be shown to the annotator: the project is no package, and others work in it."""
    return not project.made_for(store) and len([name for name in project.annotators(store) if name != annotator]) > 1


def disagreements(store: Store, annotator: str) -> Mapping[str, int]:
    """How many disagreements each article has that two annotators finished. None is told of an article that the annotator has
    begun and not finished: there the annotator still decides blind. Nothing at all in a package.
    """
    from annotator.workflow import adjudicate, desk

    if not is_led(store, annotator):
        return {}
    begun = {row.sha256 for row in desk.load_queue(store, annotator) if row.decided and not row.finished}
    return {row.sha256: row.quotations for row in adjudicate.overview(store) if row.sha256 not in begun}
