"""The agreement report as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotator.agreement.intervals import Figure
from annotator.agreement.measures import PAIR_MEASURES, U_ALPHA, Listed, MeasureKind
from annotator.agreement.report import TOO_FEW, AgreementReport, Figures

GROUPS = {
    "proposed": "proposed quotations",
    "hand_made": "hand-made quotations",
    "with_proposals": "with proposals shown",
    "without_proposals": "without proposals shown",
}
WORST = 10  # articles that are listed


def as_text(report: AgreementReport, labels: Mapping[str, str] | None = None) -> str:
    """The report in lines of at most about 120 characters; ``labels`` are names by id of targets and labels."""
    return "\n".join(_lines(report, labels or {})) + "\n"


def number(value: float | None) -> str:
    """Three places, "–" where undefined."""
    return "–" if value is None else f"{value:z.3f}"


def spanned(figure: Figure) -> str:
    """A figure with its interval in brackets, where it has one."""
    interval = f" [{figure.low:z.3f}, {figure.high:z.3f}]" if figure.low is not None and figure.high is not None else ""
    return number(figure.value) + interval


def shown(figure: Figure) -> str:
    """A figure with its interval and its reading, or the reason in short where it is undefined."""
    parts = [f"{number(figure.value):>7}"]
    if figure.low is not None and figure.high is not None:
        parts.append(f"[{figure.low:z.3f}, {figure.high:z.3f}]")
    parts += [figure.reading] if figure.reading else []
    parts += [f"({figure.reason.partition(':')[0]})"] if figure.value is None else []
    parts += ["(no interval)"] if figure.value is not None and figure.low is None else []
    return "  ".join([*parts, f"n {figure.n}"])


def _lines(report: AgreementReport, labels: Mapping[str, str]) -> Iterator[str]:
    yield f"Annotators: {', '.join(report.annotators) or 'none'}"
    yield f"Articles finished by at least two of them: {report.articles}"
    yield "Alpha: at least .800 reliable, .667 to .800 tentative, below not to be relied on, by the interval's lower end."
    yield f"Intervals: 95 %, articles resampled (bootstrap: {report.draws} draws, seed {report.seed})."
    yield ""
    yield from _headlines(report.figures, labels)
    yield from _pairs(report.figures)
    yield from _without(report.figures)
    for name, figures in report.groups.items():
        yield ""
        yield f"Only {GROUPS[name]}"
        names = ["|u-alpha", "speakers", *(labels.get(target, target) for target in figures.stances)]
        for subject, figure in zip(names, figures.headlines, strict=True):
            yield f"  {subject:<24}{shown(figure)}"
    yield from _articles(report)


def _headlines(figures: Figures, labels: Mapping[str, str]) -> Iterator[str]:
    for found in (figures.quotations, figures.speakers):
        first, *others = found.listed
        yield f"{first.measure.line:<26}{shown(first.figure)}"
        yield from (_line(each) for each in others)
    for target, stance in figures.stances.items():
        yield f"Stances, {labels.get(target, target)}"
        yield from (_line(each) for each in stance.listed if each.measure.line)
        for name, label in stance.labels.items():
            few = f", under {TOO_FEW}: too few" if label.too_few else ""
            more = "".join(f", {m.line}{number(figure.value)}" for m, figure in label.listed[1:] if figure is not None)
            yield f"    {labels.get(name, name):<22}{shown(label.alpha)}{more}, in {label.occurrences} units{few}"


def _line(each: Listed) -> str:
    value = shown(each.figure) if each.measure.interval else number(each.figure.value).rjust(7)
    return f"  {each.measure.line:<24}{value}"


def _value(figure: Figure) -> str:
    return number(figure.value)


def _pairs(figures: Figures) -> Iterator[str]:
    pairs = figures.quotations.pairs
    if not pairs:
        return
    yield ""
    yield "Pairs (agr: share of the first's quotations that overlap one of the second's, and the other way round)"
    shown_here = sorted(PAIR_MEASURES, key=lambda measure: measure.kind is MeasureKind.MATCH)
    rows = []
    for pair in pairs:
        figures_of = {each.measure: each.figure for each in pair.listed}
        cells = [(spanned if m.interval else _value)(figures_of[m]) for m in shown_here]
        rows.append([" – ".join(pair.annotators), spanned(pair.u_alpha), *cells])
    yield from _table(["", U_ALPHA.name, *(measure.head or measure.name for measure in shown_here)], rows)
    columns = [dict(found.by_pair) for _, _, found in figures.subjects[1:]]
    yield from _table(
        ["", "speakers", *figures.stances],
        [[" – ".join(p.annotators), *(spanned(column[p.annotators]) for column in columns)] for p in pairs],
    )


def _without(figures: Figures) -> Iterator[str]:
    if figures.quotations.without:
        yield ""
        yield "Without one annotator"
        columns = [dict(found.without) for _, _, found in figures.subjects]
        yield from _table(
            ["", "quotations", "speakers", *figures.stances],
            [[name, *(spanned(column[name]) for column in columns)] for name in columns[0]],
        )


def _articles(report: AgreementReport) -> Iterator[str]:
    if report.per_article:
        yield ""
        yield "Articles, worst first" + (f" ({WORST} of {report.articles})" if report.articles > WORST else "")
        yield from _table(
            ["", "quotations", "speakers", *report.figures.stances],
            [[a.id[:60], *(number(figure.value) for figure in a.headlines)] for a in report.per_article[:WORST]],
        )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as what is in them, the first to the left, figures to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, *rows):
        cells = [
            f"{row[0]:<{widths[0]}}",
            *(f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        yield "  " + "  ".join(cells)
