"""Figures as the agreement page writes them: in a line of text, in a cell, in a cell of a heat map."""

from __future__ import annotations

from functools import partial

from annotator.agreement.intervals import Figure
from annotator.agreement.page import ReportPage, Subject
from annotator.agreement.text import number
from annotator.language import pointed, sentence, tr
from annotator.records import is_second_reading, person_of
from annotator.ui.team.grids import Cell
from annotator.ui.team.whiskers import in_words


def in_line(figure: Figure) -> str:
    """A figure in a line of text."""
    if figure.value is None:
        return f"– ({sentence(figure.reason)})"
    interval = (
        f" ({tr('{} to {}', pointed(number(figure.low)), pointed(number(figure.high)))})"
        if figure.low is not None
        else ""
    )
    return pointed(number(figure.value)) + interval


def said(page: ReportPage, subject: Subject, value: str) -> str:
    """A value of a disagreement: a label by its name, and “nobody” and the like in the language in use."""
    return tr(page.said(subject, value))


def called(annotator: str) -> str:
    """An annotator's name, or that of a second reading in the language in use."""
    return tr("{} (second reading)", person_of(annotator)) if is_second_reading(annotator) else annotator


def or_else(value: float | None, otherwise: float) -> float:
    """The value, or something else where there is none."""
    return otherwise if value is None else value


def cut(name: str) -> str:
    """A name that fits the side of a table."""
    return name if len(name) <= 24 else name[:23].rstrip() + "…"


def plain(figure: Figure, what: str = "") -> Cell:
    """A figure in a cell."""
    return Cell(pointed(number(figure.value)), partial(_tip, what, figure), right=True, muted=figure.value is None)


def _tip(what: str, figure: Figure) -> str:
    return "\n".join(part for part in (what, in_words(figure)) if part)


def heat(figure: Figure | None, who: str) -> Cell:
    """A cell of the heat map; the diagonal is empty."""
    if figure is None:
        return Cell("")
    strength = max(figure.value, 0.0) ** 1.6 if figure.value is not None else None
    return Cell(
        pointed(number(figure.value)),
        partial(_tip, who, figure),
        heat=strength,
        right=True,
        muted=figure.value is None,
    )
