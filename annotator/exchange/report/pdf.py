"""The report as a PDF: text and vectors, fonts in it. reportlab (BSD license) writes it, with its own Bitstream Vera.

Vera has the letters of Latin alphabets; of others it has none. A letter that it lacks is written as ``?``, which is told.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, LongTable, Paragraph, SimpleDocTemplate, Spacer

from annotator.errors import many
from annotator.exchange.report import charts
from annotator.exchange.report.values import Chart, LabelExamples, ReportContent, ReportTable

PLAIN, BOLD = "Vera", "VeraBd"
BARS = 40  # of a chart on a page, at most
LACKING = "Letters that the PDF's font lacks are written as “?”: {} of them. The HTML report has them all."


class _Text:
    """Text in letters that the font has; counts the others."""

    def __init__(self) -> None:
        for name in (PLAIN, BOLD):
            pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
        self._known = pdfmetrics.getFont(PLAIN).face.charToGlyph
        self.lacking = 0

    def __call__(self, text: str) -> str:
        known = "".join(c if ord(c) in self._known or c in "\n\t" else "?" for c in text)
        self.lacking += sum(a != b for a, b in zip(text, known, strict=True))
        return known

    def part(
        self, text: str, size: float, *, bold: bool = False, color: str = "#1f2328", after: float = 4
    ) -> Paragraph:
        """A paragraph."""
        style = ParagraphStyle(
            "part",
            fontName=BOLD if bold else PLAIN,
            fontSize=size,
            leading=size * 1.4,
            textColor=HexColor(color),
            spaceAfter=after,
        )
        return Paragraph(escape(self(text)), style)

    def keys(self, colors: Mapping[str, str], size: float) -> Paragraph:
        """A paragraph of names, each with its color before it."""
        made = self.part("", size)
        square = '<font backColor="{}">&nbsp;&nbsp;&nbsp;</font>&nbsp;'
        parts = (square.format(color) + escape(self(name)).replace(" ", "&nbsp;") for name, color in colors.items())
        return Paragraph(" &nbsp; ".join(parts), made.style)


def write(path: Path, report: ReportContent) -> None:
    """Write the report; OSError where the disk does not take it."""
    text = _Text()
    held = io.BytesIO()
    made = SimpleDocTemplate(
        held, pagesize=A4, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=16 * mm, bottomMargin=16 * mm,
        title=report.title, creator="quotation-annotator", invariant=1,
    )  # fmt: skip
    parts = list(_parts(report, text))
    if text.lacking:
        parts.append(text.part(LACKING.format(f"{text.lacking:,}"), 8, color="#5c6370"))
    made.build(parts, onLaterPages=_number, onFirstPage=_number)
    path.write_bytes(held.getvalue())


def _number(canvas: object, document: object) -> None:
    canvas.setFont(PLAIN, 7)  # type: ignore[attr-defined]
    canvas.drawRightString(A4[0] - 18 * mm, 9 * mm, str(canvas.getPageNumber()))  # type: ignore[attr-defined]


def _parts(report: ReportContent, text: _Text) -> Iterator[Flowable]:
    yield text.part(report.title, 18, bold=True, after=2)
    yield text.part(report.about, 9, color="#5c6370", after=10)
    yield text.part(" · ".join(f"{figure} {what}" for figure, what in report.totals), 10, bold=True, after=8)
    for chart in report.charts:
        yield from _chart(chart, text)
    head = [Spacer(0, 8), text.part("Labels", 12, bold=True)]
    for sample in report.samples:
        yield KeepTogether([*head, *_sample(sample, text)])
        head = []
    for table in report.tables:
        yield from _table(table, text)
    for note in report.notes:
        yield text.part(note, 8, color="#5c6370")


def _chart(chart: Chart, text: _Text) -> Iterator[Flowable]:
    known = chart._replace(
        bars=[
            bar._replace(name=text(bar.name), parts=[part._replace(name=text(part.name)) for part in bar.parts])
            for bar in chart.bars
        ]
    )
    head: list[Flowable] = [
        Spacer(0, 8), text.part(chart.title, 12, bold=True, after=1), text.part(chart.about, 8, color="#5c6370"),
    ]  # fmt: skip
    if not chart.bars:
        yield from (*head, text.part("Nothing yet.", 9))
        return
    for first in range(0, len(known.bars), BARS):
        yield KeepTogether([*head, charts.drawing(known, PLAIN, first=first, most=BARS)])
        head = []
    if known.shares:  # a page has no tips: what the colors mean, and the parts that are too narrow for a name
        named = {part.name: part.color for bar in known.bars for part in bar.parts}
        yield text.keys(named, 7)
        for bar in known.bars:
            if len(bar.parts) > 1:
                yield text.part(f"{bar.name}: {bar.figures}", 7, color="#5c6370", after=1)


def _sample(sample: LabelExamples, text: _Text) -> Iterator[Flowable]:
    yield text.part(f"{sample.name}, {many(sample.times, 'time')}", 9, bold=True, after=1)
    if sample.definition:
        yield text.part(sample.definition, 8, color="#5c6370", after=1)
    for words, speaker, article in sample.quotations:
        yield text.part(f"{words}  — {speaker or 'no source named'}, {article}", 8, after=2)


def _table(table: ReportTable, text: _Text) -> Iterator[Flowable]:
    yield CondPageBreak(40 * mm)  # a heading never stands alone at the foot of a page
    yield Spacer(0, 8)
    yield text.part(table.title, 12, bold=True, after=1)
    yield text.part(table.about, 8, color="#5c6370")
    rows = [[text(cell) for cell in row] for row in (table.head, *table.rows)]
    yield LongTable(
        rows, repeatRows=1, hAlign="LEFT",
        style=[
            ("FONT", (0, 0), (-1, -1), PLAIN, 8), ("FONT", (0, 0), (-1, 0), BOLD, 8),
            ("ALIGN", (table.figures, 0), (-1, -1), "RIGHT"), ("LINEBELOW", (0, 0), (-1, -1), 0.3, HexColor("#d8d4cb")),
        ],
    )  # fmt: skip
