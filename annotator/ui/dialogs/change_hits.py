"""Do one thing to all of one's own decisions that a search found: set a label or take it off, flag, reject or confirm them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from annotator.language import counted, later, tr, trs
from annotator.records import Codebook, Decision, Stance
from annotator.ui.dialogs.checked_table import CheckedDialog, labels_of, speaker_of
from annotator.ui.text import open_at
from annotator.workflow import bulk
from annotator.workflow.bulk import Act, FoundDecision

HEADS = (later("Quotation"), later("Speaker"), later("Labels"), later("Article"))
SET, OFF, REPLACE = later("Set a label"), later("Take a label off"), later("Replace one label with another")
PLAIN: dict[str, Callable[[], Act]] = {
    later("Flag"): lambda: bulk.flag(True),
    later("Remove the flag"): lambda: bulk.flag(False),
    later("Not speech"): bulk.not_speech,
    later("Confirm what is begun but not confirmed"): bulk.confirm,
}
NONE_FOUND = later(
    "The search found no decisions of yours. Look in quotations or comments, or choose a filter: "
    "words in articles alone belong to no decision."
)


class ChangeHitsDialog(CheckedDialog):
    """Asks for the act and lists the decisions that it changes; Change hands the ticked ones on with ``wanted``."""

    wanted = Signal(object, str)  # list[Decision], what was done

    def __init__(self, found: Sequence[FoundDecision], codebook: Codebook, parent: QWidget) -> None:
        super().__init__(
            tr("Change all hits"),
            trs(HEADS),
            parent,
            wide=0,
            table=tr("Decisions to change"),
            summary=tr("What would be changed"),
        )
        self.found, self.codebook = found, codebook
        self.made: list[Decision] = []
        self.what = QComboBox()
        self.old = QComboBox()
        self.new = QComboBox()
        self._fill_frame()
        for box in (self.what, self.old, self.new):
            box.currentIndexChanged.connect(self._list)
        self.model.ticked.connect(self._count)
        self._list()
        self.what.setFocus()

    def _fill_frame(self) -> None:
        for what in (SET, OFF, REPLACE, *PLAIN):
            self.what.addItem(tr(what), what)
        for box, name in (
            (self.what, tr("What to do")),
            (self.old, tr("Label to take off")),
            (self.new, tr("Label to set")),
        ):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for target in self.codebook.targets:
            for label in target.labels:
                for box in (self.old, self.new):
                    box.addItem(f"{label.name} ({target.name})", Stance(target.id, label.id))
        top = QHBoxLayout()
        for box in (self.what, self.old, self.new):
            top.addWidget(box, 1)
        self.lay_out(top)
        open_at(self, 900, 540)
        for at, width in ((1, 170), (2, 170), (3, 190)):
            self.table.setColumnWidth(at, width)

    def _act(self) -> Act | None:
        """What is chosen; None where the codebook has no label to choose."""
        what: str = self.what.currentData()
        if what in PLAIN:
            return PLAIN[what]()
        old = self.old.currentData() if what != SET else None
        new = self.new.currentData() if what != OFF else None
        if (what != SET and old is None) or (what != OFF and new is None) or old == new:
            return None
        names = [self.codebook.label(stance) for stance in (old, new) if stance is not None]
        return bulk.relabel(old, new, f"{tr(what)}: {', '.join(label.name for label in names if label)}")

    def _list(self) -> None:
        what: str = self.what.currentData()
        self.old.setVisible(what in (OFF, REPLACE))
        self.new.setVisible(what in (SET, REPLACE))
        act = self._act()
        self.made = bulk.changed(self.found, act) if act is not None else []
        titles = {(found.decision.article, found.decision.quotation): found.title for found in self.found}
        self.model.show_lines(
            [(d.words, speaker_of(d), labels_of(d, self.codebook), titles[d.article, d.quotation]) for d in self.made]
        )
        self._count()

    def _count(self) -> None:
        count, alike = self.model.count, len(self.found) - len(self.made)
        self.take.setText(tr("Change {}", counted(count)))
        self.take.setEnabled(bool(count))
        kept = tr("{} of the {} stay as they are.", counted(alike), counted(len(self.found))) + " " if alike else ""
        told = kept + tr("The list shows the decisions after the change. One undo takes all of it back.")
        self.summary.setText(told if self.found else tr(NONE_FOUND))

    def done(self, result: int) -> None:
        """Close; Change hands what is ticked on."""
        super().done(result)
        act = self._act()
        if result and act is not None:
            self.wanted.emit(self.model.chosen(self.made), act.text)
