"""The agreement page as rows: every figure and every disagreement, for CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from annotator.agreement.intervals import Figure
from annotator.agreement.measures import MeasureKind
from annotator.agreement.page import ReportPage, Subject
from annotator.agreement.report import figure_json

Row = dict[str, Any]
FIGURES = (
    "subject", "target", "label", "measure", "group", "annotators", "article", "value", "low", "high", "n", "articles",
    "method", "reading", "reason",
)  # fmt: skip
_FORMULA = tuple("=+-@'＝＋－＠\t\r")


def figure_rows(page: ReportPage) -> Iterator[Row]:
    """Every figure of the page, one a row; ``annotators`` is empty for all of them, or says whose figure it is."""
    for subject in page.subjects:
        yield _row(subject, subject.measure, page.headline(subject))
        for name, figure in page.others(subject):
            yield _row(subject, name, figure)
        for pair, figure in page.pairs(subject).items():
            yield _row(subject, subject.measure, figure, annotators=" and ".join(pair))
        for name, figure in page.without(subject).items():
            yield _row(subject, subject.measure, figure, annotators=f"without {name}")
        for label, figures in page.labels(subject):
            for measure, found in figures.listed:
                if found is not None:
                    yield _row(subject, measure.name, found, label=label)
        for article in page.report.per_article:
            yield _row(subject, subject.measure, page.article(subject, article), article=article.id)
    for pair_figures in page.report.figures.quotations.pairs:
        both = " and ".join(pair_figures.annotators)
        for each in pair_figures.listed:
            if each.measure.kind is MeasureKind.MATCH:
                yield _row(page.subjects[0], each.measure.name, each.figure, annotators=both)
    yield from _groups(page)


def _groups(page: ReportPage) -> Iterator[Row]:
    for group, figures in page.report.groups.items():
        for subject, figure in zip(page.subjects, figures.headlines, strict=True):
            yield _row(subject, subject.measure, figure, group=group)


def _row(subject: Subject, measure: str, figure: Figure, **more: str) -> Row:
    made: Row = dict.fromkeys(FIGURES, "")
    made.update(subject=str(subject.about), target=subject.target, measure=measure, group="all")
    return {**made, **more, **figure_json(figure)}


def disagreement_rows(page: ReportPage) -> Iterator[Row]:
    """Every disagreement, one a row, with what each annotator says."""
    for subject in page.subjects:
        for each in page.behind(subject).disagreements:
            yield {
                "subject": str(subject.about),
                "target": subject.target,
                "article": each.article_id,
                "article_sha256": each.article,
                "start": each.span.start,
                "end": each.span.end,
                "words": each.words,
                "values": {name: each.values[name] for name in sorted(each.values)},
            }


def as_jsonl(page: ReportPage) -> Iterator[str]:
    """The page as lines of JSON: first the report, then figures, influence and disagreements, each named by ``record``."""
    yield json.dumps({"record": "report", "project": page.project, **page.report.as_json()}, ensure_ascii=False)
    for row in figure_rows(page):
        yield json.dumps({"record": "figure", **row}, ensure_ascii=False)
    if page.influence is not None:
        yield json.dumps({"record": "influence", **page.influence.as_json()}, ensure_ascii=False)
    for row in disagreement_rows(page):
        yield json.dumps({"record": "disagreement", **row}, ensure_ascii=False)


def as_csv(page: ReportPage) -> Iterator[str]:
    """The figures as lines of CSV, with a byte order mark: Excel takes UTF-8 for another encoding without it."""
    yield "\ufeff" + _line(FIGURES)
    for row in figure_rows(page):
        yield _line([_rounded(row[name]) for name in FIGURES])


def disagreements_as_csv(page: ReportPage) -> Iterator[str]:
    """The disagreements as lines of CSV, a column for each annotator."""
    columns = ("subject", "target", "article", "start", "end", "words")
    people = page.report.annotators
    yield "\ufeff" + _line([*columns, *people])
    for row in disagreement_rows(page):
        yield _line([*(row[name] for name in columns), *(row["values"].get(name, "") for name in people)])


def _rounded(value: object) -> object:
    return f"{value:.6g}" if isinstance(value, float) else value


def _line(cells: Any) -> str:
    """One line of CSV without its end; text that a spreadsheet would run as a formula gets an apostrophe (OWASP, "CSV Injection")."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(
        [
            "" if c is None else f"'{c}" if isinstance(c, str) and c.startswith(_FORMULA) and not _number(c) else c
            for c in cells
        ]
    )
    return out.getvalue()


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
