"""The agreement report as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotator.agreement.intervals import Figure
from annotator.agreement.report import TOO_FEW, Figures, Report

GROUPS = {
    "proposed": "proposed quotations",
    "hand_made": "hand-made quotations",
    "with_proposals": "with proposals shown",
    "without_proposals": "without proposals shown",
}
WORST = 10  # articles that are listed


def as_text(report: Report, labels: Mapping[str, str] | None = None) -> str:
    """The report in lines of at most about 120 characters; ``labels`` are names by id of targets and labels."""
    return "\n".join(_lines(report, labels or {})) + "\n"


def number(value: float | None) -> str:
    """Three places, "–" where undefined."""
    return "–" if value is None else f"{value:.3f}"


def spanned(figure: Figure) -> str:
    """A figure with its interval in brackets, where it has one."""
    interval = f" [{figure.low:.3f}, {figure.high:.3f}]" if figure.low is not None and figure.high is not None else ""
    return number(figure.value) + interval


def shown(figure: Figure) -> str:
    """A figure with its interval and its reading, or the reason in short where it is undefined."""
    parts = [f"{number(figure.value):>7}"]
    if figure.low is not None and figure.high is not None:
        parts.append(f"[{figure.low:.3f}, {figure.high:.3f}]")
    parts += [figure.reading] if figure.reading else []
    parts += [f"({figure.reason.partition(':')[0]})"] if figure.value is None else []
    parts += ["(no interval)"] if figure.value is not None and figure.low is None else []
    return "  ".join([*parts, f"n {figure.n}"])


def _lines(report: Report, labels: Mapping[str, str]) -> Iterator[str]:
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
        yield f"  |u-alpha                {shown(figures.quotations.u_alpha)}"
        yield f"  speakers                {shown(figures.speakers.alpha)}"
        for target, stance in figures.stances.items():
            yield f"  {labels.get(target, target):<24}{shown(stance.alpha_masi)}"
    yield from _articles(report)


def _headlines(figures: Figures, labels: Mapping[str, str]) -> Iterator[str]:
    yield f"Quotations, |u-alpha      {shown(figures.quotations.u_alpha)}"
    yield f"  character alpha         {shown(figures.quotations.alpha_char)}"
    yield f"Speakers, alpha           {shown(figures.speakers.alpha)}"
    yield f"  aliases merged          {shown(figures.speakers.alpha_aliases_merged)}"
    yield f"  raw agreement           {number(figures.speakers.raw_agreement.value):>7}"
    yield f"  quotations matched      {number(figures.speakers.matched.value):>7}"
    for target, stance in figures.stances.items():
        yield f"Stances, {labels.get(target, target)}"
        yield f"  alpha, MASI distance    {shown(stance.alpha_masi)}"
        for name, label in stance.labels.items():
            few = f", under {TOO_FEW}: too few" if label.too_few else ""
            rare = f", AC1 {number(label.ac1.value)}" if label.ac1 else ""
            yield (
                f"    {labels.get(name, name):<22}{shown(label.alpha)}, raw {number(label.raw_agreement.value)}, "
                f"on {number(label.prevalence.value)}{rare}, in {label.occurrences} units{few}"
            )


def _pairs(figures: Figures) -> Iterator[str]:
    pairs = figures.quotations.pairs
    if not pairs:
        return
    yield ""
    yield "Pairs (agr: share of the first's quotations that overlap one of the second's, and the other way round)"
    yield from _table(
        ["", "|u-alpha", "agr", "agr back", "F1 exact", "F1 overlap"],
        [
            [" – ".join(p.annotators), spanned(p.u_alpha), *(number(f.value) for f in (*p.agr, p.f1_exact)), spanned(p.f1_overlap)]
            for p in pairs
        ],
    )  # fmt: skip
    columns = [dict(figures.speakers.pairs), *(dict(stance.pairs) for stance in figures.stances.values())]
    yield from _table(
        ["", "speakers", *figures.stances],
        [[" – ".join(p.annotators), *(spanned(column[p.annotators]) for column in columns)] for p in pairs],
    )


def _without(figures: Figures) -> Iterator[str]:
    if figures.quotations.without:
        yield ""
        yield "Without one annotator"
        columns = [dict(figures.quotations.without), dict(figures.speakers.without)]
        columns += [dict(stance.without) for stance in figures.stances.values()]
        yield from _table(
            ["", "quotations", "speakers", *figures.stances],
            [[name, *(spanned(column[name]) for column in columns)] for name in columns[0]],
        )


def _articles(report: Report) -> Iterator[str]:
    if report.per_article:
        yield ""
        yield "Articles, worst first" + (f" ({WORST} of {report.articles})" if report.articles > WORST else "")
        yield from _table(
            ["", "quotations", "speakers", *report.figures.stances],
            [
                [a.id[:60], *(number(f.value) for f in (a.u_alpha, a.speakers, *a.stances.values()))]
                for a in report.per_article[:WORST]
            ],
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
