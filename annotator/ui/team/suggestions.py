"""The part of the agreement page that tells whether annotators lean on suggestions."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.agreement.influence import Influence
from annotator.agreement.influence_report import FOOT, NONE_NOTED, InfluenceReport, difference, share, still_needed
from annotator.language import counted, later, pointed, sentence, tr, trs
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import plain_label
from annotator.ui.theme import Theme

HEAD = (later("field"), later("agrees where shown"), later("agrees where withheld"), later("difference"),
        later("still needed"), later("agree, both shown"), later("agree, one withheld"))  # fmt: skip
WITHHOLD = later("Set this with the command “annotator hold-out”.")


class SuggestionTable(QWidget):
    """A line a field: agreement with the machine's suggestion where it was shown and where it was withheld by chance."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.head = plain_label(tr("Whether suggestions lead the annotators"))
        self.head.setProperty("heading", True)
        self.list = Grid(theme, tr("Suggestions, shown and withheld"), 4, stretch=6)
        self.note = plain_label(muted=True, wrap=True, name=tr("About suggestions"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.head, self.list, self.note):
            column.addWidget(part)

    def show_report(self, report: InfluenceReport | None) -> None:
        """Show the figures, or why there are none."""
        found = report is not None and report.any_withheld
        self.list.setVisible(found)
        self.note.setText(tr(FOOT) if found else f"{tr(NONE_NOTED)} {tr(WITHHOLD)}")
        if report is None or not found:
            return
        together = {one.field: one for one in report.together}

        def cells(one: Influence) -> list[Cell]:
            met = together[one.field]
            return [
                Cell(tr(one.field)), _counted(one.agree_shown, one.shown), _counted(one.agree_hidden, one.hidden),
                Cell(pointed(sentence(difference(one))) or tr("too few to tell")), Cell(sentence(still_needed(one)), muted=True),
                _counted(met.agree_shown, met.shown), _counted(met.agree_hidden, met.hidden),
            ]  # fmt: skip

        self.list.show_rows(trs(HEAD), [cells(one) for one in report.fields if one.shown + one.hidden])


def _counted(value: float, count: int) -> Cell:
    return Cell(tr("{} of {}", pointed(share(value)), counted(count)) if count else "–", right=True, muted=not count)
