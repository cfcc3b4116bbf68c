"""The agreement page as one HTML file that prints well: no script, nothing from elsewhere, all text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from string import Template

from annotator.agreement.influence_report import FOOT, NONE_NOTED
from annotator.agreement.intervals import RELIABLE, TENTATIVE, Figure
from annotator.agreement.measures import LABEL_MEASURES
from annotator.agreement.page import ReportPage, Subject
from annotator.agreement.report import TOO_FEW
from annotator.agreement.text import GROUPS, number
from annotator.resources import resource

MOST = 300  # disagreements that are listed for each subject; the JSON Lines have all
_HEADS = ["", "value", "95 % interval", "reading", "n"]


def as_html(page: ReportPage, *, pictures: bool = True) -> str:
    """The page as HTML; without ``pictures`` (inline SVG) for a renderer that knows none."""
    template = Template(resource("report", "agreement.html").read_text(encoding="utf-8"))
    report = page.report
    about = (
        f"{', '.join(report.annotators) or 'Nobody'}. {report.articles} articles finished by at least two of them. Intervals: "
        f"95 %, articles resampled ({report.draws} draws, seed {report.seed}; jackknife below 20 articles). At least .800 "
        "reliable, .667 to .800 tentative, below not to be relied on, by the interval's lower end."
    )
    return template.substitute(
        title=escape(f"Agreement: {page.project}"), about=escape(about), body="\n".join(_body(page, pictures))
    )


def _body(page: ReportPage, pictures: bool) -> Iterator[str]:
    yield "<h2>Figures</h2>"
    if pictures:
        yield whiskers([(subject.name, page.headline(subject)) for subject in page.subjects])
    yield table(_HEADS, [[f"{s.name}: {s.measure}", *_cells(page.headline(s))] for s in page.subjects])
    for subject in page.subjects:
        yield f"<h2>{escape(subject.name)}</h2>"
        yield table(_HEADS, [[name, *_cells(figure)] for name, figure in page.others(subject)])
        yield from _people(page, subject)
        yield from _labels(page, subject)
    yield from _groups(page)
    yield from _influence(page)
    yield from _articles(page)
    yield from _disagreements(page)


def _cells(figure: Figure) -> list[str]:
    interval = f"{figure.low:z.3f} to {figure.high:z.3f}" if figure.low is not None and figure.high is not None else ""
    reading = figure.reading or figure.reason
    return [number(figure.value), interval, reading, str(figure.n)]


def _people(page: ReportPage, subject: Subject) -> Iterator[str]:
    pairs, without, people = page.pairs(subject), page.without(subject), page.report.annotators
    if not pairs:
        return
    yield "<h3>Pairs</h3>" if not without else "<h3>Pairs, and everyone except one person</h3>"
    rows = []
    for one in people:
        cells = [pairs.get((one, other)) or pairs.get((other, one)) for other in people]
        rows.append([one, *("" if figure is None else _with_interval(figure) for figure in cells)])
        rows[-1] += [_with_interval(without[one])] if without else []
    yield table(["", *people, *(["without"] if without else [])], rows)


def _with_interval(figure: Figure) -> str:
    """A figure with its interval in a line below."""
    interval = (
        f"\n{figure.low:z.2f} to {figure.high:z.2f}" if figure.low is not None and figure.high is not None else ""
    )
    return number(figure.value) + interval


def _labels(page: ReportPage, subject: Subject) -> Iterator[str]:
    labels = page.labels(subject)
    if labels:
        yield "<h3>Labels, worst first</h3>"
        rows = [
            [page.label_name(subject.target, label), *(number(figure.value) if figure else "" for _, figure in f.listed),
             f"{f.occurrences}{' (too few)' if f.too_few else ''}"]
            for label, f in labels
        ]  # fmt: skip
        yield table(["", *(measure.name for measure in LABEL_MEASURES), "occurrences"], rows)
        yield f'<p class="about">Under {TOO_FEW} occurrences a label\'s figures mean little.</p>'


def _influence(page: ReportPage) -> Iterator[str]:
    yield "<h2>Whether suggestions lead the annotators</h2>"
    found = page.influence
    told = [*found.sentences(), FOOT] if found is not None and found.any_withheld else [NONE_NOTED]
    yield from (f"<p>{escape(line)}</p>" for line in told if line)


def _groups(page: ReportPage) -> Iterator[str]:
    yield "<h2>Groups of quotations</h2>"
    rows = [
        [GROUPS[name], *(number(figure.value) for figure in figures.headlines)]
        for name, figures in page.report.groups.items()
    ]
    yield table(["", *(subject.name for subject in page.subjects)], rows)


def _articles(page: ReportPage) -> Iterator[str]:
    yield "<h2>Articles, worst first</h2>"
    yield table(
        ["", *(subject.name for subject in page.subjects)],
        [[a.id, *(number(page.article(s, a).value) for s in page.subjects)] for a in page.report.per_article],
    )


def _disagreements(page: ReportPage) -> Iterator[str]:
    people = page.report.annotators
    for subject in page.subjects:
        found = page.behind(subject).disagreements
        if found:
            cut = f", the first {MOST} of {len(found)}" if len(found) > MOST else ""
            yield f"<h2>Disagreements: {escape(subject.name)}{cut}</h2>"
            rows = [
                [each.article_id, each.words, *(page.said(subject, each.values.get(name, "")) for name in people)]
                for each in found[:MOST]
            ]
            yield table(["article", "words", *people], rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with all its text escaped, line breaks kept; cells that begin with a figure stand to the right."""
    parts = ["<table><tr>", *(f"<th>{escape(cell)}</th>" for cell in head), "</tr>"]
    for row in rows:
        parts.append("<tr>")
        for cell in row:
            figure, text = cell.partition("\n")[0], escape(cell).replace("\n", "<br>")
            kind = "n" if figure.lstrip("-").replace(".", "", 1).isdigit() else "none" if figure == "–" else ""
            parts.append(f'<td class="{kind}">{text}</td>' if kind else f"<td>{text}</td>")
        parts.append("</tr>")
    return "".join([*parts, "</table>"])


def whiskers(figures: Sequence[tuple[str, Figure]]) -> str:
    """The headline figures with their intervals on one scale, as SVG."""
    low = min((f.low if f.low is not None else f.value for _, f in figures if f.value is not None), default=0.0)
    least = min(0.0, low)
    left, width, line = 210, 420, 26

    def x(value: float) -> float:
        return left + (value - least) / (1.0 - least) * width

    height = line * len(figures) + 30
    parts = [
        f'<svg viewBox="0 0 660 {height}" width="660" height="{height}" role="img" aria-label="Figures with intervals">'
    ]
    for at, name in ((least, f"{least:z.1f}".replace("-", "−")), (TENTATIVE, ".667"), (RELIABLE, ".800"), (1.0, "1")):
        dash = "" if at in (least, 1.0) else ' stroke-dasharray="4 3"'
        parts.append(f'<path d="M{x(at):.1f} 4V{height - 22}" stroke="#8b8f98"{dash}/>')
        parts.append(f'<text x="{x(at):.1f}" y="{height - 8}" font-size="11" text-anchor="middle">{name}</text>')
    for row, (name, figure) in enumerate(figures):
        y = 18 + row * line
        parts.append(f'<text x="{left - 14}" y="{y + 4}" font-size="12" text-anchor="end">{escape(name[:34])}</text>')
        if figure.value is None:
            parts.append(f'<text x="{left + 6}" y="{y + 4}" font-size="12">–</text>')
            continue
        if figure.low is not None and figure.high is not None:
            parts.append(f'<path d="M{x(figure.low):.1f} {y}H{x(figure.high):.1f}" stroke="#1f5fa8" stroke-width="3"/>')
        parts.append(f'<circle cx="{x(figure.value):.1f}" cy="{y}" r="5" fill="#1f5fa8"/>')
    return "".join([*parts, "</svg>"])
