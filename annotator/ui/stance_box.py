"""The card's stances: the codebook's targets, the labels of the active one, each with color, key and definition."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.language import tr
from annotator.records import Codebook, Label, Stance, Target
from annotator.session.protocol import Session
from annotator.ui.badges import LabelRow, TargetRow, place_labels
from annotator.ui.text import plain_label, plain_tip
from annotator.ui.theme import Theme
from annotator.workflow import project


class StanceBox(QWidget):
    """Made anew when the codebook changes; a click or a key chooses a target or toggles a label."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.navigator = session.navigator
        self.theme = theme
        self.codebook: Codebook | None = None
        self.targets: dict[str, TargetRow] = {}
        self.labels: dict[Stance, LabelRow] = {}
        self.retired: dict[Stance, LabelRow] = {}  # labels of the current quotation that the codebook no longer has
        self._panels: dict[str, QWidget] = {}
        self.area: QScrollArea | None = (
            None  # what it is scrolled in; to ask Qt for it costs the start (see page.give_viewport)
        )
        self._active = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def use(self, codebook: Codebook) -> bool:
        """Show this codebook's targets and labels; False where they are shown already."""
        if self.codebook is not None and codebook.hash == self.codebook.hash:
            return False
        self.codebook = codebook
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.targets, self.labels, self._panels, self.retired = {}, {}, {}, {}
        heading = plain_label(tr("Stance"))
        heading.setProperty("heading", True)
        heading.setContentsMargins(0, 0, 0, 4)
        self._column.addWidget(heading)
        for target in codebook.targets:
            self._column.addWidget(self._target_row(target))
            self._panels[target.id] = self._label_panel(target)
            self._column.addWidget(self._panels[target.id])
        if not codebook.targets:
            self._column.addWidget(
                plain_label(tr("This codebook has no targets: quotations and speakers only."), muted=True, wrap=True)
            )
        self._retired = QWidget()
        rows = QVBoxLayout(self._retired)
        rows.setContentsMargins(0, 6, 0, 0)
        rows.setSpacing(1)
        rows.addWidget(
            plain_label(
                tr("Retired: no longer in the codebook. It stays until you click it away."), muted=True, wrap=True
            )
        )
        self._column.addWidget(self._retired)
        self._retired.hide()
        return True

    def rows(self) -> list[QWidget]:
        """The rows from top to bottom."""
        found: list[QWidget] = []
        for target, row in self.targets.items():
            found += [row, *(label for stance, label in self.labels.items() if stance.target == target)]
        return found

    def stance_at(self, spot: QPoint) -> tuple[str, Stance | None]:
        """The label, or target (its label ""), at a point of the screen with its name; None where there is none."""
        rows: list[tuple[TargetRow | LabelRow, str, Stance]] = [
            (row, row.name, stance) for stance, row in self.labels.items()
        ]
        rows += [(row, row.name, Stance(target, "")) for target, row in self.targets.items()]
        for row, name, stance in rows:
            if row.isVisible() and row.rect().contains(row.mapFromGlobal(spot)):
                return name, stance
        return "", None

    def _target_row(self, target: Target) -> TargetRow:
        row = TargetRow(self.theme)
        row.key, row.name = target.key, target.name
        row.show_set([], [])
        row.setToolTip(
            plain_tip("\n".join(part for part in (f"{target.name} ({target.key})", target.definition) if part))
        )
        row.clicked.connect(lambda _=False, t=target.id: self.navigator.choose_target(t))
        self.targets[target.id] = row
        return row

    def _label_panel(self, target: Target) -> QWidget:
        panel = QWidget()
        grid = QGridLayout(panel)
        grid.setContentsMargins(8, 0, 0, 6)
        grid.setSpacing(1)
        rows = []
        for label in target.labels:
            row = LabelRow(self.theme, label.color)
            row.show_label(label.key, label.name)
            row.setAccessibleDescription(label.definition)
            row.setToolTip(plain_tip(label_tip(label)))
            row.clicked.connect(lambda _=False, t=target.id, entry=label: self.session.acts.toggle(t, entry))
            self.labels[Stance(target.id, label.id)] = row
            rows.append(row)
        place_labels(grid, rows)
        return panel

    def show_current(self, stances: tuple[Stance, ...], enabled: bool) -> None:
        """Tick the current quotation's labels."""
        chosen = set(stances)
        for stance, row in self.labels.items():
            row.setChecked(stance in chosen)
        for target, line in self.targets.items():
            here = [row for stance, row in self.labels.items() if stance.target == target and stance in chosen]
            line.show_set([row.color for row in here], [row.name for row in here])
        self._show_retired([stance for stance in stances if stance not in self.labels])
        self.setEnabled(enabled)

    def order(self, wanted: tuple[str, ...]) -> bool:
        """Put the targets in this order (ids; empty: the codebook's); False where they stand so already."""
        if self.codebook is None:
            return False
        named = [target for target in wanted if target in self.targets]
        order = [*named, *(target.id for target in self.codebook.targets if target.id not in named)]
        if order == list(self.targets):
            return False
        self.targets = {target: self.targets[target] for target in order}
        for place, (target, row) in enumerate(self.targets.items()):
            self._column.insertWidget(1 + 2 * place, row)  # behind the heading; one that is there already moves
            self._column.insertWidget(2 + 2 * place, self._panels[target])
        return True

    def show_likely(self, likely: Stance | None) -> None:
        """Mark the label that the annotator's other decisions make likely; it is not set."""
        for stance, row in self.labels.items():
            if row.likely != (stance == likely):
                row.show_label(row.key, row.name, likely=stance == likely)

    def _show_retired(self, stances: list[Stance]) -> None:
        """A row for each label that the quotation still bears though the codebook has it no longer."""
        if stances != list(self.retired):
            layout = self._retired.layout()
            assert layout is not None
            for old in self.retired.values():
                layout.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.retired = {stance: self._retired_row(stance) for stance in stances}
            for row in self.retired.values():
                layout.addWidget(row)
        self._retired.setVisible(bool(stances))

    def _retired_row(self, stance: Stance) -> LabelRow:
        target, label = project.retired(self.navigator.store, stance)
        row = LabelRow(self.theme, label.color)
        row.show_label("", tr("{} (retired) · {}", label.name, target))
        row.setChecked(True)
        row.setToolTip(plain_tip(row.name + "\n" + tr("The codebook no longer has this label; click to remove it.")))
        row.clicked.connect(lambda: self.session.acts.toggle(stance.target, label))
        return row

    def show_target(self, active: str) -> None:
        """Open the labels of the active target."""
        for target, row in self.targets.items():
            row.setChecked(target == active)
            self._panels[target].setVisible(target == active)
        if active in self.targets and active != self._active:
            QTimer.singleShot(0, self, self._into_view)  # once the panel has its place
        self._active = active

    def _into_view(self) -> None:
        """Scroll the card so that the active target's labels are seen, its own line at the latest at the top."""
        if self.area is not None and self._active in self.targets:
            self.area.ensureWidgetVisible(self._panels[self._active], 0, 6)
            self.area.ensureWidgetVisible(self.targets[self._active], 0, 6)


def label_tip(label: Label) -> str:
    """Name, key, definition, example and counter-example, one a line."""
    lines = [f"{label.name} ({label.key})", label.definition]
    lines += [tr("Such as: {}", label.example)] if label.example else []
    lines += [tr("Not: {}", label.counter_example)] if label.counter_example else []
    return "\n".join(line for line in lines if line)
