"""Which finished articles come back to their annotator as if new: how many, when, and what becomes of it, in words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QSpinBox, QVBoxLayout, QWidget

from annotator.language import later, tr
from annotator.ui.text import button_row, open_at, plain_label, take_or_leave
from annotator.workflow.own_consistency import RepeatRule

ABOUT = (
    later(
        "Does somebody decide the same when they read an article again? To measure this, some of the articles that an annotator "
        "finished can come back in their list as if they were new, without the earlier decisions. Nothing shows which articles these are."
    ),
    later(
        "The second reading is kept apart. The first decisions stay as they are, and exports, counts and agreement between annotators "
        "use them alone. Team › Agreement with oneself compares the two. Each article comes back once."
    ),
    later("This applies to everybody in the project and to packages made from now on. At 0 % nothing comes back."),
)


WIDTH = 620  # pixels


class RepeatsDialog(QDialog):
    """Save sends ``chosen`` with the share (0 to 1) and the days."""

    chosen = Signal(float, int)

    def __init__(self, rule: RepeatRule, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Articles that come back"))
        self.share = QSpinBox(minimum=0, maximum=100, value=round(rule.share * 100), suffix=" %")
        self.days = QSpinBox(minimum=1, maximum=999, value=rule.days)
        self.take, self.leave = take_or_leave(self, tr("Save"))
        form = QFormLayout()
        for text, field in (
            (tr("Share of finished articles that come back"), self.share),
            (tr("Days after they were finished"), self.days),
        ):
            field.setAccessibleName(text)
            field.setMinimumWidth(96)
            form.addRow(text, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for text in ABOUT:
            column.addWidget(plain_label(tr(text), wrap=True))
        column.addLayout(form)
        column.addLayout(button_row(self.leave, self.take))
        for part in self.findChildren(QWidget):
            part.ensurePolished()  # the size of its text is known from then on
        open_at(self, WIDTH, column.totalHeightForWidth(WIDTH))
        self.share.setFocus()
        self.share.selectAll()

    def done(self, result: int) -> None:
        """Close; Save sends what was chosen."""
        super().done(result)
        if result:
            self.chosen.emit(self.share.value() / 100, self.days.value())
