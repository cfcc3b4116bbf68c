"""The long work behind a team's views, in the worker: each opens the project for itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.records import ArticleRow, Change
from annotator.workflow import project

if TYPE_CHECKING:  # numpy comes with them: the desk starts without it
    from annotator.agreement.page import ReportPage
    from annotator.agreement.periods import Period
    from annotator.workflow.adjudicate import CodebookFix
    from annotator.workflow.measure import Progress


def page(own: bool, progress: Progress, path: Path) -> tuple[ReportPage, list[CodebookFix]]:
    """The agreement page with what lies behind its figures, and what the codebook is to be fixed in.

    ``own``: the agreement of each annotator with their own second readings.
    """
    from annotator.workflow import adjudicate, agreement_page

    with closing(project.read_project(path)) as store, store.reading():
        found = agreement_page.load_page(store, own=own, progress=progress)
        for subject in found.subjects:
            found.behind(subject)
        return found, [] if own else adjudicate.codebook_fixes(store)


def periods(by: str, own: bool, progress: Progress, path: Path) -> tuple[list[Period], dict[str, str]]:
    """The agreement by version of the codebook or by week, and the names of what its figures are about; ``own`` as in :func:`page`."""
    from annotator.workflow import agreement_periods

    with closing(project.read_project(path)) as store, store.reading():
        found = agreement_periods.by_period(store, by, own=own, progress=progress)
        return found, agreement_periods.subjects(project.current_codebook(store), found)


def overview(opened: Callable[[str], None], progress: Progress, path: Path) -> list[ArticleRow]:
    """The articles to adjudicate; ``opened`` is told the first that has a disagreement while the others are still read."""
    from annotator.workflow import adjudicate

    with closing(project.read_project(path)) as store:
        return adjudicate.overview(store, progress=progress, opened=opened)


def accept_agreed(adjudicator: str, progress: Progress, path: Path) -> Change:
    """Settle everything on which all agree."""
    from annotator.workflow import adjudicate

    with closing(project.open_project(path)) as store:
        return adjudicate.accept_agreed(store, adjudicator=adjudicator, progress=progress)
