"""What is done with whole articles: with the one shown, or with that whose context menu is open in the list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from annotator.language import sentence, tr
from annotator.session.article_acts import ArticleActs
from annotator.ui.notice import LONG
from annotator.ui.workspace import Workspace

if TYPE_CHECKING:
    from annotator.ui.commands.command import Command

NO_ARTICLE = "No article is open."
NO_NOTES = "Its import left no notes."
NONE_EXCLUDED = "No article is excluded."


class ArticleWork(QObject):
    """Runs the commands about articles, and opens their dialogs."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self._meant = ""  # the article whose context menu is open

    @property
    def acts(self) -> ArticleActs:
        """What the session can say of articles."""
        return self.workspace.annotation.session.articles

    @property
    def sha256(self) -> str:
        """The article that is meant; "" and a sentence where there is none."""
        found = self._meant or self.workspace.annotation.navigator.sha256
        if not found or not self.workspace.annotator:
            self.workspace.tell(NO_ARTICLE)
            return ""
        return found

    def run_on(self, sha256: str, command: Command[Any], *_: object) -> None:
        """Run a command for an article that need not be the one shown."""
        self._meant = sha256
        try:
            command.run(self.workspace.window)
        finally:
            self._meant = ""

    def finish(self) -> None:
        """Say that the article is finished, or open it again."""
        view = self.workspace.view
        if self._meant and self._meant != view.navigator.sha256:
            self.acts.finish(self._meant)
        else:
            view.session.finish()

    def exclude(self) -> None:
        """Take it out of the queue, agreement, exports and releases."""
        if sha256 := self.sha256:
            self.acts.exclude(sha256)

    def delete(self) -> None:
        """Delete it, where nobody decided anything in it."""
        if sha256 := self.sha256:
            self.acts.delete(sha256)

    def edit(self, *, tags: bool = False) -> None:
        """Its title and tags in a dialog; the keys are in the field of the one or the others."""
        from annotator.ui.dialogs.article_form import ArticleForm
        from annotator.workflow import articles, desk

        store, sha256 = self.workspace.store, self.sha256
        voice = self.workspace.annotation.navigator.voice
        read = voice.told_of(lambda: (desk.load_article(store, sha256), articles.tags_known(store))) if sha256 else None
        if read is None:
            return
        found, known = read
        dialog = ArticleForm(found, articles.tags_of(store, sha256), known, self.workspace.window, tags_first=tags)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.renamed.connect(partial(self.acts.rename, sha256))
        dialog.tagged.connect(partial(self.acts.tag, sha256))
        dialog.open()

    def show_notes(self) -> None:
        """Tell what its import reported."""
        from annotator.workflow import desk

        sha256, voice = self.sha256, self.workspace.annotation.navigator.voice
        found = voice.told_of(lambda: desk.load_article(self.workspace.store, sha256)) if sha256 else None
        if found is not None:
            notes = "; ".join(sentence(note) for note in found.import_notes)
            self.workspace.view.notice.tell(tr("Import: {}", notes) if notes else NO_NOTES, stay=LONG)

    def show_excluded(self) -> None:
        """The articles that are excluded, to take some in again."""
        from annotator.workflow import articles

        voice = self.workspace.annotation.navigator.voice
        found = voice.told_of(lambda: articles.excluded(self.workspace.store))
        if not found or not self.workspace.annotator:
            self.workspace.tell(NONE_EXCLUDED)
            return
        from annotator.ui.dialogs.excluded import ExcludedDialog

        dialog = ExcludedDialog(found, self.workspace.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self.acts.include)
        dialog.open()
