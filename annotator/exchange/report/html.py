"""The report as one HTML page: pictures in it as SVG, nothing fetched, all text escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from annotator.errors import many
from annotator.exchange.report import charts
from annotator.exchange.report.values import Chart, LabelExamples, ReportContent, ReportTable

BEGINNING = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="quotation-annotator report">
"""
_STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:58rem;margin:2rem auto;padding:0 1.2rem;color:#1f2328;background:#fbfaf7}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2.4rem}p.about{color:#5c6370;margin-top:0}
.totals{display:flex;flex-wrap:wrap;gap:1.6rem;margin:1.4rem 0}.totals b{display:block;font-size:1.5rem}
svg{max-width:100%;height:auto;display:block}table{border-collapse:collapse;width:100%}td,th{padding:.25rem .6rem;text-align:left;
border-bottom:1px solid #d8d4cb}td.f,th.f{text-align:right;font-variant-numeric:tabular-nums}
.dot{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;margin-right:.4rem;border:1px solid #0004}
blockquote{margin:.3rem 0 .3rem 1.2rem}blockquote small{color:#5c6370}"""


def page(report: ReportContent) -> Iterator[str]:
    """The page, part by part."""
    yield f"{BEGINNING}<title>{escape(report.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    yield f'<h1>{escape(report.title)}</h1>\n<p class="about">{escape(report.about)}</p>\n<div class="totals">\n'
    for figure, what in report.totals:
        yield f"<div><b>{escape(figure)}</b>{escape(what)}</div>\n"
    yield "</div>\n"
    for chart in report.charts:
        yield from _chart(chart)
    if report.samples:
        yield "<h2>Labels</h2>\n"
        for sample in report.samples:
            yield from _sample(sample)
    for table in report.tables:
        yield from _table(table)
    for note in report.notes:
        yield f'<p class="about">{escape(note)}</p>\n'
    yield "</body>\n</html>\n"


def _chart(chart: Chart) -> Iterator[str]:
    yield f'<h2>{escape(chart.title)}</h2>\n<p class="about">{escape(chart.about)}</p>\n'
    if not chart.bars:
        yield "<p>Nothing yet.</p>\n"
        return
    yield f"{charts.svg(chart)}\n"
    named = {part.name: part.color for bar in chart.bars for part in bar.parts if part.name}
    if chart.shares:
        yield f"<p>{' '.join(_named(name, color) for name, color in named.items())}</p>\n"
    yield "<details><summary>As figures</summary><table>\n"
    for bar in chart.bars:
        yield f'<tr><td>{escape(bar.name)}</td><td>{escape(bar.figures)}</td><td class="f">{escape(bar.aside)}</td></tr>\n'
    yield "</table></details>\n"


def _named(name: str, color: str) -> str:
    return f'<span class="dot" style="background:{escape(color)}"></span>{escape(name)}'


def _sample(sample: LabelExamples) -> Iterator[str]:
    name = _named(sample.name, sample.color)
    yield f'<p><b>{name}</b>, {many(sample.times, "time")}<br><span class="about">{escape(sample.definition)}</span></p>\n'
    for words, speaker, article in sample.quotations:
        yield f"<blockquote>{escape(words)} <small>{escape(speaker or 'no source named')}, {escape(article)}</small></blockquote>\n"


def _table(table: ReportTable) -> Iterator[str]:
    def cells(row: tuple[str, ...] | list[str], tag: str) -> str:
        kinds = ("" if at < table.figures else ' class="f"' for at in range(len(row)))
        return "".join(f"<{tag}{kind}>{escape(cell)}</{tag}>" for cell, kind in zip(row, kinds, strict=True))

    yield f'<h2>{escape(table.title)}</h2>\n<p class="about">{escape(table.about)}</p>\n<table>\n<tr>{cells(list(table.head), "th")}</tr>\n'
    for row in table.rows:
        yield f"<tr>{cells(list(row), 'td')}</tr>\n"
    yield "</table>\n"
