"""The codebook editor: targets and labels in a tree, their fields, and the card as the annotator will see it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.codebook.check import Place, faults
from annotator.codebook.draft import Draft
from annotator.codebook.palette import clashes
from annotator.language import later, sentence, tr
from annotator.records import Codebook
from annotator.ui.asking import ask_line, ask_number, ask_text
from annotator.ui.codebook.card_preview import CardPreview
from annotator.ui.codebook.form import PartForm
from annotator.ui.text import open_at, plain_label
from annotator.ui.theme import Theme

_PLACE = Qt.ItemDataRole.UserRole
UNSAVED = later("There are changes that are not saved. Save them, or close again to drop them.")
Ask = Callable[[str, str, str], str]  # title, what is asked, a first answer; "" where nothing was given


class CodebookEditor(QDialog):
    """Edits a draft; ``save_wanted`` asks for the preview of what it would do."""

    save_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    versions_wanted = Signal()

    def __init__(self, draft: Draft, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Codebook: {}", draft.before.name))
        self.draft = draft
        self.place: Place = (0, 0) if draft.book.targets and draft.book.targets[0].labels else ()
        self.tree = QTreeWidget()
        self.preview = CardPreview(theme)
        self.form = PartForm(draft.book)
        self.area = QScrollArea(widgetResizable=True)
        self.problem = plain_label(wrap=True, name=tr("Problem"))
        self.words = plain_label(muted=True, wrap=True, name=tr("What becomes of old decisions"))
        self._sure = False
        self._lay_out()
        self.preview.picked.connect(lambda t, n: self.go((t,) if n < 0 else (t, n)))
        self.tree.currentItemChanged.connect(lambda item, _: self._chosen(item))
        self.reload()
        open_at(self, 1180, 650)

    # Layout

    def _lay_out(self) -> None:
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(tr("Targets and labels"))
        self.tree.setProperty("field", True)
        self.buttons: dict[str, QPushButton] = {}
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree, 1)
        adding, moving = QHBoxLayout(), QHBoxLayout()
        adding.addWidget(self._button("add-target", tr("Add target"), self.add_target))
        adding.addWidget(self._button("add-label", tr("Add label"), self.add_label))
        moving.addWidget(self._button("up", "▲", lambda: self.shift(-1)))
        moving.addWidget(self._button("down", "▼", lambda: self.shift(1)))
        moving.addWidget(self._more(), 1)
        column.addLayout(adding)
        column.addLayout(moving)
        split = QSplitter(Qt.Orientation.Horizontal)
        for part in (left, self.area, self.preview):
            split.addWidget(part)
        split.setStretchFactor(1, 1)
        split.setSizes([280, 560, 300])
        split.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        for name, text, act in (
            ("undo", tr("Undo"), self.undo), ("redo", tr("Redo"), self.redo), ("import", tr("Import…"), self.import_wanted.emit),
            ("export", tr("Export…"), self.export_wanted.emit), ("versions", tr("Versions…"), self.versions_wanted.emit),
        ):  # fmt: skip
            foot.addWidget(self._button(name, text, act))
        foot.addStretch(1)
        close = self._button("close", tr("Close"), self.close)
        save = self._button("save", tr("Save…"), self.save_wanted.emit)
        save.setProperty("primary", True)
        foot.addWidget(close)
        foot.addWidget(save)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.addWidget(split, 1)
        whole.addWidget(self.words)
        whole.addWidget(self.problem)
        whole.addLayout(foot)
        for keys, act in (("Ctrl+Z", self.undo), ("Ctrl+Shift+Z", self.redo), ("Ctrl+S", self.save_wanted.emit),
                          ("Ctrl+T", self.add_target), ("Ctrl+L", self.add_label)):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.buttons["add-target"].setToolTip("Ctrl+T")
        self.buttons["add-label"].setToolTip("Ctrl+L")
        save.setToolTip("Ctrl+S")

    def _button(self, name: str, text: str, act: Callable[[], object]) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.clicked.connect(lambda: act())
        self.buttons[name] = made
        if name in ("up", "down"):
            made.setAccessibleName({"up": tr("Move up"), "down": tr("Move down")}[name])
            made.setFixedWidth(36)
        return made

    def _more(self) -> QPushButton:
        more = QPushButton(tr("Actions…"))
        more.setAutoDefault(False)
        self.menu = QMenu(more)
        self.acts = {
            text: self.menu.addAction(tr(text), act)
            for text, act in (
                (later("Merge into…"), self.merge), (later("Move to another target…"), self.move_label), (later("Split…"), self.split),
                (later("Retire: it stays on old decisions"), lambda: self.remove(retire=True)),
                (later("Delete: choose again for its decisions"), lambda: self.remove(retire=False)),
                (later("Look again…"), self.look_again),
            )
        }  # fmt: skip
        more.setMenu(self.menu)
        self.buttons["more"] = more
        return more

    # What is shown

    def reload(self, place: Place | None = None) -> None:
        """Show the draft as it is now, with a part chosen."""
        self.place = self._sound(self.place if place is None else place)
        blocked = self.tree.blockSignals(True)
        self.tree.clear()
        root = QTreeWidgetItem(self.tree, [""])
        root.setData(0, _PLACE, ())
        items: dict[Place, QTreeWidgetItem] = {(): root}
        for t, target in enumerate(self.draft.book.targets):
            items[(t,)] = QTreeWidgetItem(root)
            for n in range(len(target.labels)):
                items[(t, n)] = QTreeWidgetItem(items[(t,)])
        for at, item in items.items():
            item.setData(0, _PLACE, at)
        self.tree.expandAll()
        self._items = items
        self.tree.setCurrentItem(items[self.place])
        self.tree.blockSignals(blocked)
        self._show_form()
        self._refresh()

    def _sound(self, place: Place) -> Place:
        """The place, or the nearest one that there is."""
        targets = self.draft.book.targets
        if not place or not targets:
            return ()
        t = min(place[0], len(targets) - 1)
        if len(place) == 1 or not targets[t].labels:
            return (t,)
        return (t, min(place[1], len(targets[t].labels) - 1))

    def _show_form(self) -> None:
        self.form = PartForm(self.draft.part(self.place))
        self.form.edited.connect(self._edited)
        self.area.setWidget(self.form)

    def _refresh(self) -> None:
        """Names in the tree, faults, the card, what can be undone."""
        book = self.draft.book
        found = faults(book)
        wrong = {fault.place for fault in found}
        for place, item in self._items.items():
            part = self.draft.part(place)
            key = "" if isinstance(part, Codebook) or not part.key else f"{part.key}  "
            name = part.name or tr("(no name)")
            item.setText(0, f"{key}{name}{'  ⚠' if place in wrong else ''}")
        beside = {fault.field: sentence(fault.reason) for fault in found if fault.place == self.place}
        if not any(fault.field == "color" for fault in found):
            for clash in clashes(book):
                if self.place in clash:
                    other = clash.second if clash.first == self.place else clash.first
                    beside["color"] = tr("hard to tell from “{}”", self.draft.part(other).name)
        self.form.show_faults(beside)
        here = [fault for fault in found if fault.field in ("target", "label")]
        self.problem.setText(f"{sentence(here[0].reason)}." if here else "")
        self.words.setText("; ".join(map(sentence, self.draft.words)))
        self.preview.show_book(book, self.place[0] if self.place else -1)
        self.buttons["undo"].setEnabled(bool(self.draft.undo_text))
        self.buttons["redo"].setEnabled(bool(self.draft.redo_text))
        self.buttons["undo"].setToolTip(f"{sentence(self.draft.undo_text)} (Ctrl+Z)" if self.draft.undo_text else "")
        self.buttons["save"].setEnabled(self.draft.changed and not found)
        for name in ("add-label", "up", "down", "more"):
            self.buttons[name].setEnabled(bool(self.place))
        label, target = len(self.place) == 2, bool(self.place)
        for text, act in self.acts.items():
            act.setEnabled(label or (target and text[:5] in ("Merge", "Retir", "Delet")))
        self._sure = False

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.place = tuple(item.data(0, _PLACE))
            self._show_form()
            self._refresh()

    def go(self, place: Place) -> None:
        """Choose a part."""
        self.tree.setCurrentItem(self._items[self._sound(place)])

    def _edited(self, field: str, value: object) -> None:
        self.draft.set(self.place, field, value if isinstance(value, int) else str(value))
        if field == "name":
            self.form.show_key(self.draft.part(self.place))  # the name of a new part gives it its key
        self._refresh()

    # What can be done

    def undo(self) -> None:
        """Take the last edit back."""
        if self.draft.undo():
            self.reload()

    def redo(self) -> None:
        """Redo what was undone."""
        if self.draft.redo():
            self.reload()

    def add_target(self) -> None:
        """A new target; its name is typed next."""
        self.reload(self.draft.add_target(tr("new target")))
        self._type_name()

    def add_label(self) -> None:
        """A new label of the chosen target; its name is typed next."""
        if self.place:
            self.reload(self.draft.add_label(self.place[0], tr("new label")))
            self._type_name()

    def _type_name(self) -> None:
        field = self.form.fields["name"]
        field.setFocus()
        field.selectAll()  # type: ignore[union-attr]

    def shift(self, by: int) -> None:
        """Move the chosen part up or down."""
        if self.place:
            self.reload(self.draft.shift(self.place, by))

    def merge(self) -> None:
        """Merge the chosen label or target into another one."""
        book, mine = self.draft.book, self.place
        others: dict[str, Place] = {}
        for t in sorted(range(len(book.targets)), key=lambda t: t != mine[0]):  # its own target's labels first
            target = book.targets[t]
            if len(mine) == 1 and (t,) != mine:
                others[target.name] = (t,)
            for n, label in enumerate(target.labels):
                if len(mine) == 2 and (t, n) != mine:
                    others[f"{label.name}   ({target.name})"] = (t, n)
        if (name := self._choice(tr("Merge"), tr("“{}” becomes", self._name()), list(others))) in others:
            self.draft.merge(mine, others[name])
            self.reload()

    def move_label(self) -> None:
        """Move the chosen label to another target."""
        names = {target.name: t for t, target in enumerate(self.draft.book.targets) if t != self.place[0]}
        if (name := self._choice(tr("Move label"), tr("New target of “{}”", self._name()), list(names))) in names:
            self.reload(self.draft.move(self.place, names[name]))

    def split(self) -> None:
        """Put new labels in the place of the chosen one."""
        asked = tr("New labels that replace “{}”, separated by commas", self._name())
        names = [part.strip() for part in ask_text(self, tr("Split"), asked).split(",") if part.strip()]
        if len(names) > 1:
            self.draft.split(self.place, names)
            self.reload()

    def remove(self, *, retire: bool) -> None:
        """Retire or delete the chosen part."""
        self.draft.remove(self.place, retire=retire)
        self.reload()

    def look_again(self) -> None:
        """Have decisions with the chosen label looked at again."""
        asked = tr("How many decisions with “{}” (0: all)", self._name())
        most = ask_number(self, tr("Look again"), asked, 1_000_000)
        if most is not None:
            self.draft.look_again(self.place, most)
            self.reload()

    def _choice(self, title: str, asked: str, names: list[str]) -> str:
        return ask_line(self, title, asked, ["", *names]) if names else ""

    def _name(self) -> str:
        return self.draft.part(self.place).name

    def reject(self) -> None:
        """Close, as Esc and the window's own button do; changes that are not saved are told first."""
        if self.draft.changed and not self._sure:
            self.problem.setText(tr(UNSAVED))
            self._sure = True
            return
        super().reject()

    def drop(self) -> None:
        """Close without asking: the changes are saved, or the window goes."""
        self._sure = True
        super().reject()
