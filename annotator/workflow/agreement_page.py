"""The agreement page: worked out from a project, and written as CSV, JSON Lines or a report that prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from annotator.agreement.intervals import SEED
from annotator.agreement.page import ReportPage
from annotator.agreement.printed import as_html
from annotator.agreement.tabular import FIGURES, as_csv, as_jsonl, disagreements_as_csv
from annotator.errors import BadInputError
from annotator.exchange import earlier
from annotator.exchange.files import write_text_lines
from annotator.resources import resource
from annotator.store.connection import Store
from annotator.workflow import influence, measure, outputs
from annotator.workflow.measure import Progress
from annotator.workflow.project import current_codebook, speakers

SUFFIXES = {
    ".html": "Report to print (HTML)",
    ".csv": "Tables (CSV)",
    ".jsonl": "Figures and disagreements (JSON Lines)",
}


def load_page(
    store: Store,
    chosen: Sequence[str] | None = None,
    *,
    own: bool = False,
    progress: Progress | None = None,
    seed: int = SEED,
) -> ReportPage:
    """All figures of all annotators, or of the chosen ones, with what lies behind them; BadInputError on canceling.

    ``own``: how far each agrees with their own second readings, in the place of agreement with others.
    """
    with store.reading():
        leaning = None if own else influence.Leaning(store)  # reads what the agreement is measured on: once for both
        beside = leaning.take if leaning and leaning.waits else None
        material = measure.material(store, chosen, own=own, progress=progress, beside=beside)
        if progress is not None and not progress(len(material.articles), len(material.articles)):
            raise BadInputError("Computing the figures was canceled.")
        return ReportPage(
            project=store.path.stem,
            report=measure.measure_of(store, material, seed=seed),
            material=material,
            codebook=current_codebook(store),
            speakers={speaker.id: speaker.name for speaker in speakers(store)},
            influence=leaning.report() if leaning else None,
            own=own,
        )


def _is_report(path: Path) -> bool:
    """Whether a file begins as our report does."""
    head = resource("report", "agreement.html").read_text(encoding="utf-8").partition("$title")[0]
    return earlier.begins(head + "Agreement: ")(path)


_EARLIER = {
    ".html": _is_report,
    ".csv": earlier.begins("\ufeff" + ",".join(FIGURES) + "\n"),
    ".jsonl": lambda path: earlier.first_record(path).get("record") == "report",
}


def targets(path: Path) -> dict[Path, outputs.Earlier]:
    """The files that the page makes at a path, itself first, with how an earlier one of each is known.

    BadInputError for an ending that is none of ``SUFFIXES``.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInputError(
            f"{path}: the page is written as {', '.join(SUFFIXES)}; name a file with one of these endings."
        )
    beside = {
        path.with_name(f"{path.stem}-disagreements.csv"): earlier.begins("\ufeffsubject,target,article,start,end,words")
    }
    return {path: _EARLIER[suffix], **(beside if suffix == ".csv" else {})}


def write_page(page: ReportPage, path: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write the page in the form that the file's ending asks for; the files made.

    ExportError with a sentence where it cannot be written, OccupiedError where another file is there, unless ``force``;
    BadInputError for another ending.
    """
    made = targets(path)
    beside = {each: known for each, known in made.items() if each != path}
    with outputs.output(path, made[path], beside=beside, force=force) as aim:
        write_text_lines(aim, _lines(page, path.suffix.lower()))
        for each in beside:
            write_text_lines(aim.with_name(each.name), disagreements_as_csv(page))
    return tuple(made)


def _lines(page: ReportPage, suffix: str) -> Iterable[str]:
    if suffix == ".html":
        return as_html(page).splitlines()
    return as_csv(page) if suffix == ".csv" else as_jsonl(page)
