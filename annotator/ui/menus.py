"""The window's menus: the commands, recent projects, the codebook's targets and labels, what undo would take back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from annotator.errors import AnnotatorError
from annotator.language import sentence, tr
from annotator.records import Codebook, Label
from annotator.session.choices import MOST
from annotator.ui.article_view import ArticleView
from annotator.ui.article_work import ArticleWork
from annotator.ui.card import Card
from annotator.ui.commands.actions import new_action
from annotator.ui.commands.command import DECIDE, MENUS, SELECT, Place
from annotator.ui.text import menu_text, plain_tip
from annotator.ui.workspace import Workspace
from annotator.workflow import desk as work
from annotator.workflow import project


class Menus(QObject):
    """Fills the menu bar and keeps what depends on the project in step with it."""

    def __init__(self, workspace: Workspace) -> None:
        window = workspace.window
        super().__init__(window)
        self.workspace = workspace
        self.actions = workspace.actions
        self.items = self.actions.items
        self.stance_items: list[QAction] = []
        self._codebook = ""
        self.by_name = {name: window.menuBar().addMenu(tr(name)) for name in MENUS}
        self.recent = QMenu(tr("Recent projects"), window)
        self.stance = QMenu(tr("Stance"), window)
        self.recent.aboutToShow.connect(self._fill_recent)
        self.stance.aboutToShow.connect(self._fill_stance)
        self.stance.setToolTipsVisible(True)
        self.actions.fill_menus(self.by_name)
        for menu in self.by_name.values():
            menu.setToolTipsVisible(True)
        self.by_name["Speaker"].aboutToShow.connect(self._name_speakers)
        self.by_name["Edit"].aboutToShow.connect(self.name_history)
        self.by_name["File"].insertMenu(self.items["import"], self.recent)
        self.by_name["Quotation"].insertMenu(self.items["direct"], self.stance)

    def article_menu(self, article: ArticleView) -> QMenu:
        """What can be done with the words selected in an article, or else with its current quotation."""
        menu = QMenu(article)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        selected = article.selected_span() is not None
        if selected:
            menu.addAction(tr("Copy")).triggered.connect(article.copy)
        for command in self.actions.commands:
            if command.place == Place("Quotation", SELECT if selected else DECIDE):
                menu.addAction(self.items[command.id])
        return menu

    def queue_menu(self, parent: QWidget, sha256: str, articles: ArticleWork) -> QMenu:
        """What can be done with an article of the list, whether it is the one shown or not."""
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        for command in self.actions.commands:
            if command.id == "finish" or command.place.menu == "Article":
                item = menu.addAction(menu_text(command.text))
                item.setObjectName(command.id)
                item.setToolTip(plain_tip(command.tip))
                item.setEnabled(self.actions.acts(command))
                item.triggered.connect(partial(articles.run_on, sha256, command))
        return menu

    def card_menu(self, card: Card, spot: QPoint) -> QMenu:
        """What stands under the mouse on the card, what can be decided about its quotation, and what is done with its article."""
        menu = card.menu_at(spot) or QMenu(card)
        if menu.isEmpty():
            menu.aboutToHide.connect(menu.deleteLater)
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        for command in self.actions.commands:
            if command.place == Place("Quotation", DECIDE):
                menu.addAction(self.items[command.id])
        about = menu.addMenu(tr("Article"))
        about.setToolTipsVisible(True)
        about.addActions(self.by_name["Article"].actions())
        return menu

    def show_view(self) -> None:
        """Another view is shown: enable what can be run there, and name it as it is called there."""
        self.actions.show_view(settling=self.workspace.settling)
        for item in self.stance_items:
            item.setEnabled(self.workspace.working)

    def use(self, codebook: Codebook) -> bool:
        """Give a codebook its keys: capitals for targets, small letters for the active one's labels. False if it is in use."""
        if self._codebook == codebook.hash:
            return False
        self._codebook = codebook.hash
        self.actions.keymap.use(codebook)
        self.actions.apply_keys()
        for item in self.stance_items:
            self.workspace.window.removeAction(item)
            item.deleteLater()
        letters = sorted({label.key for target in codebook.targets for label in target.labels if label.key})
        self.stance_items = [
            *(self._key_item(f"Shift+{t.key}", partial(self._choose_target, t.id)) for t in codebook.targets if t.key),
            *(self._key_item(letter.upper(), partial(self._toggle_key, letter)) for letter in letters),
            *(self._key_item(f"Alt+{letter.upper()}", partial(self._set_and_go_on, letter)) for letter in letters),
        ]
        return True

    def _key_item(self, key: str, act: Callable[[], None]) -> QAction:
        item = new_action(key, self.workspace.window)
        item.setShortcut(QKeySequence(key))
        item.setAutoRepeat(False)
        item.triggered.connect(lambda: act())
        self.workspace.window.addAction(item)
        return item

    def _fill_stance(self) -> None:
        """Targets, then the labels of the active one, with what they mean."""
        self.stance.clear()
        navigator = self.workspace.view.navigator
        desk = navigator.desk
        for target in desk.codebook.targets if desk else ():
            item = self.stance.addAction(f"{target.key}   {menu_text(target.name)}")
            item.setCheckable(True)
            item.setChecked(target.id == navigator.target_id)
            item.setToolTip(plain_tip(target.definition))
            item.triggered.connect(partial(self._choose_target, target.id))
        self.stance.addSeparator()
        active = desk.codebook.target(navigator.target_id) if desk else None
        shown = navigator.shown()
        chosen = {s.label for s in (shown.stances if shown else ()) if active and s.target == active.id}
        for label in active.labels if active else ():
            item = self.stance.addAction(f"{label.key}   {menu_text(label.name)}")
            item.setCheckable(True)
            item.setChecked(label.id in chosen)
            item.setToolTip(plain_tip(label.definition))
            item.triggered.connect(partial(self._toggle, navigator.target_id, label))
        self._fill_retired()

    def _fill_retired(self) -> None:
        """The labels that the current quotation still bears though the codebook has them no longer: they can be taken off."""
        navigator = self.workspace.view.navigator
        shown, desk = navigator.shown(), navigator.desk
        for stance in shown.stances if shown is not None else ():
            if desk is not None and not desk.codebook.has(stance):
                target, label = project.retired(navigator.store, stance)
                item = self.stance.addAction(menu_text(tr("{} (retired) · {}", label.name, target)))
                item.setCheckable(True)
                item.setChecked(True)
                item.triggered.connect(partial(self._toggle, stance.target, label))

    def _name_speakers(self) -> None:
        """Say in the menu whom each digit would choose."""
        choices = self.workspace.view.session.choices()
        for number in range(1, MOST + 1):
            item = self.items[f"speaker-{number}"]
            name = choices[number - 1].name if number <= len(choices) else ""
            item.setText(menu_text(f"{number}   {name}" if name else self.actions.command(f"speaker-{number}").text))

    def _choose_target(self, target: str, *_: object) -> None:
        self.workspace.view.navigator.choose_target(target)

    def _toggle_key(self, letter: str) -> None:
        self.workspace.view.session.acts.toggle_key(letter)

    def _set_and_go_on(self, letter: str) -> None:
        """Set a label, confirm and go on: one key for a quotation."""
        session = self.workspace.view.session
        if session.acts.set_key(letter):
            session.confirm()

    def _toggle(self, target: str, label: Label, *_: object) -> None:
        self.workspace.view.session.acts.toggle(target, label)

    def name_history(self) -> None:
        """Say in the menu what undo and redo would do."""
        store, me = self.workspace.store, self.workspace.annotator
        for action, ask in (("undo", work.undo_text), ("redo", work.redo_text)):
            try:
                text = ask(store, me) if me else None
            except AnnotatorError:
                continue
            self.items[action].setText(
                menu_text(f"{tr(action.capitalize())}: {sentence(text)}" if text else tr(action.capitalize()))
            )

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self.workspace.settings.recent():
            if path != self.workspace.store.path.absolute():
                self.recent.addAction(menu_text(str(path))).triggered.connect(partial(self._want, path))
        if self.recent.isEmpty():
            self.recent.addAction(tr("No other project yet")).setEnabled(False)

    def _want(self, path: Path, *_: object) -> None:
        self.workspace.project_wanted.emit(path, None)
