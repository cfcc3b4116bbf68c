"""Charts as drawings that become SVG in a page and vectors in a PDF; source of both: reportlab (BSD license)."""

from __future__ import annotations

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import HexColor, black

from annotator.exchange.report.values import Bar, Chart

WIDTH, NAMES, ASIDE, ROW, SIZE = 520.0, 150.0, 90.0, 16.0, 8.0
"""Points: the whole, the room for names and for what stands beside, a bar with the space below it, and letters."""
BLUE = "#0072b2"


def drawing(chart: Chart, font: str = "Helvetica", *, first: int = 0, most: int = 10**6) -> Drawing:
    """The bars of a chart from number ``first`` on, at most ``most`` of them."""
    bars = chart.bars[first : first + most]
    longest = max((bar.total for bar in chart.bars), default=0) or 1
    made = Drawing(WIDTH, max(len(bars), 1) * ROW + 4)
    for at, bar in enumerate(bars):
        _bar(made, bar, made.height - (at + 1) * ROW, font, 1 if chart.shares else longest, shares=chart.shares)
    return made


def _bar(made: Drawing, bar: Bar, y: float, font: str, longest: int, *, shares: bool) -> None:
    room = WIDTH - NAMES - ASIDE
    made.add(
        String(NAMES - 6, y + 4, _cut(bar.name, 32), fontName=font, fontSize=SIZE, textAnchor="end", fillColor=black)
    )
    x, unit = NAMES, room / ((bar.total or 1) if shares else longest)
    for part in bar.parts:
        width = part.times * unit
        if width:
            made.add(
                Rect(
                    x,
                    y + 2,
                    width,
                    ROW - 5,
                    fillColor=HexColor(part.color),
                    strokeColor=HexColor("#ffffff"),
                    strokeWidth=0.6,
                )
            )
        text = f"{part.name} {part.times / bar.total:.0%}" if shares and bar.total else ""
        if text and width > len(text) * SIZE * 0.52:
            ink = black if _light(part.color) else HexColor("#ffffff")
            made.add(String(x + 3, y + 5, text, fontName=font, fontSize=SIZE - 1.5, fillColor=ink))
        x += width
    made.add(
        String(
            x + 4 if not shares else NAMES + room + 4, y + 4, bar.aside, fontName=font, fontSize=SIZE, fillColor=black
        )
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _light(color: str) -> bool:
    """Whether black is easier to read than white on a color (relative luminance, WCAG 2.1, above 0.18)."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18


def svg(chart: Chart) -> str:
    """The chart as an SVG element to stand in a page."""
    text: str = renderSVG.drawToString(drawing(chart))
    return text[text.index("<svg") :]
