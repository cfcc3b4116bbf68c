"""The articles that are excluded, each of which can be included again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.language import counted, later, tr
from annotator.ui.dialogs.checked_table import CheckedDialog
from annotator.ui.text import open_at, plain_label
from annotator.workflow.articles import ExcludedArticle

HEADS = (later("Article"), later("Excluded by"), later("Date"), later("Decisions"))


class ExcludedDialog(CheckedDialog):
    """Lists them, none ticked; the button hands those that are ticked on with ``wanted``."""

    wanted = Signal(object)  # list[str], sha256

    def __init__(self, found: Sequence[ExcludedArticle], parent: QWidget) -> None:
        super().__init__(
            tr("Excluded articles"), [tr(head) for head in HEADS], parent, wide=0, table=tr("Excluded articles"),
            summary=tr("What would be included"),
        )  # fmt: skip
        self.found = found
        top = QHBoxLayout()
        top.addWidget(plain_label(tr("Not in the queue, agreement, exports or releases:")))
        top.addStretch(1)
        self.lay_out(top)
        open_at(self, 760, 420)
        for column, width in ((1, 150), (2, 110), (3, 110)):
            self.table.setColumnWidth(column, width)
        self.model.show_lines(
            [(each.title or each.id, each.by, each.at[:10], counted(each.decisions)) for each in found]
        )
        self.model.on = [False] * len(found)
        self.model.ticked.connect(self._count)
        self._count()
        self.table.setFocus()

    def _count(self) -> None:
        count = self.model.count
        self.take.setText(tr("Include {}", counted(count)))
        self.take.setEnabled(bool(count))
        self.summary.setText(tr("Space ticks an article. One undo excludes them again."))

    def done(self, result: int) -> None:
        """Close; the button hands on what is ticked."""
        super().done(result)
        if result:
            self.wanted.emit([each.sha256 for each in self.model.chosen(self.found)])
