"""What a person says of whole articles on the desk: excluded, deleted, renamed, tagged, finished. Each is one change with one undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from annotator.errors import AnnotatorError
from annotator.records import Change
from annotator.session.acts import Acts
from annotator.session.question import Question
from annotator.session.voice import ACT
from annotator.workflow import desk as work

HOLDS_DECISIONS = (
    "Somebody decided something in this article or finished it, so it cannot be deleted. It can be excluded."
)


class ArticleActs:
    """Belongs to an annotator's own session. ``show`` shows what changed. Articles are told by their sha256."""

    def __init__(self, acts: Acts, show: Callable[[Change], None]) -> None:
        self.acts = acts
        self.navigator = acts.navigator
        self._show = show

    def exclude(self, sha256: str) -> None:
        """Take an article out of the queue, agreement, exports and releases."""
        from annotator.workflow import articles

        self._do(lambda: articles.exclude(self.navigator.store, [sha256], annotator=self.navigator.annotator))

    def include(self, hashes: Sequence[str]) -> None:
        """Take excluded articles in again, and show the first."""
        from annotator.workflow import articles

        if self._do(lambda: articles.include(self.navigator.store, hashes, annotator=self.navigator.annotator)):
            self.navigator.show_article(hashes[0])

    def delete(self, sha256: str) -> None:
        """Delete an article; where it holds decisions, offer to exclude it."""
        from annotator.workflow import articles

        at = self.navigator
        at.before_leaving.emit()
        if not self.acts.saver.flush():
            return
        if at.voice.told_of(lambda: articles.is_used(at.store, sha256)):
            at.voice.asked.emit(Question(HOLDS_DECISIONS, [("Exclude", partial(self.exclude, sha256))]))
        else:
            self._do(lambda: articles.delete(at.store, [sha256], annotator=at.annotator))

    def rename(self, sha256: str, title: str) -> None:
        """Give an article another title; "" gives the first one back."""
        from annotator.workflow import articles

        self._do(lambda: articles.rename(self.navigator.store, sha256, title, annotator=self.navigator.annotator))

    def tag(self, sha256: str, tags: Sequence[str]) -> None:
        """Give an article these tags and no others."""
        from annotator.workflow import articles

        at = self.navigator
        has = set(at.voice.told_of(lambda: articles.tags_of(at.store, sha256)) or ())
        on, off = sorted(set(tags) - has), sorted(has - set(tags))
        if on or off:
            self._do(lambda: articles.tag(at.store, [sha256], on, off=off, annotator=at.annotator))

    def finish(self, sha256: str) -> None:
        """Say that an article is finished, or open it again where it is."""
        at = self.navigator
        row = at.voice.told_of(lambda: at.layer.row(sha256, None))
        if row is not None:
            self._do(partial(work.set_finished, at.store, sha256, at.layer.reader(sha256), finished=not row.finished))

    def _do(self, act: Callable[[], Change]) -> bool:
        """Change the project and show it; False where that is refused, and the reader is told why."""
        at = self.navigator
        at.before_leaving.emit()
        at.voice.passed.emit()
        if not self.acts.saver.flush():
            return False
        try:
            change = act()
        except AnnotatorError as error:
            at.voice.fail(ACT, str(error))
            return False
        self._show(change)
        self.acts.done.emit()
        return True
