"""The agreement page: worked out from a project, and written as CSV, JSON Lines or a report that prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotator.agreement.page import Page
from annotator.agreement.printed import as_html
from annotator.agreement.tabular import as_csv, as_jsonl, disagreements_as_csv
from annotator.errors import BadInputError
from annotator.exchange.files import write_lines
from annotator.store.connection import Store
from annotator.workflow import measure
from annotator.workflow.measure import Progress
from annotator.workflow.project import current_codebook, speakers

SUFFIXES = {
    ".html": "Report to print (HTML)",
    ".csv": "Tables (CSV)",
    ".jsonl": "Figures and disagreements (JSON Lines)",
}


def load_page(store: Store, chosen: Sequence[str] | None = None, *, progress: Progress | None = None) -> Page:
    """All figures of all annotators, or of the chosen ones, with what lies behind them; BadInputError on cancelling."""
    with store.reading():
        material = measure.material(store, chosen, progress=progress)
        if progress is not None and not progress(len(material.articles), len(material.articles)):
            raise BadInputError("Working out the figures was cancelled.")
        return Page(
            project=store.path.stem,
            report=measure.measure_of(store, material),
            material=material,
            codebook=current_codebook(store),
            speakers={speaker.id: speaker.name for speaker in speakers(store)},
        )


def write_page(page: Page, path: Path) -> tuple[Path, ...]:
    """Write the page in the form that the file's ending asks for; the files made.

    ExportError with a sentence where it cannot be written, BadInputError for another ending.
    """
    suffix = path.suffix.lower()
    if suffix == ".html":
        write_lines(path, as_html(page).splitlines())
    elif suffix == ".jsonl":
        write_lines(path, as_jsonl(page))
    elif suffix == ".csv":
        beside = path.with_name(f"{path.stem}-disagreements.csv")
        write_lines(path, as_csv(page))
        write_lines(beside, disagreements_as_csv(page))
        return path, beside
    else:
        raise BadInputError(f"{path}: end its name in one of {', '.join(SUFFIXES)}.")
    return (path,)
