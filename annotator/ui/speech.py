"""What a screen reader says unasked: what was decided or undone, where the annotator came to, notices and errors.

Nothing of it costs anything while no screen reader is there.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from annotator.language import sentence
from annotator.session.question import Question
from annotator.ui.article_view import ArticleView
from annotator.ui.spoken_article import make_spoken
from annotator.ui.spoken_text import quotation_words
from annotator.ui.work_view import WorkView
from annotator.ui.workspace import Workspace

WORDS = 400  # characters of a quotation that are read


class Speech(QObject):
    """Listens to the views of a window. ``said`` is what was announced, and whether at once, over what is being read."""

    said = Signal(str, bool)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self._waiting: list[tuple[str, bool]] = []
        self._soon = QTimer(self, singleShot=True, interval=0)  # what one key does is one announcement
        self._soon.timeout.connect(self._announce)
        QAccessible.installFactory(make_spoken)
        self._listen(workspace.annotation)
        workspace.view_made.connect(self._listen)

    def _listen(self, view: WorkView) -> None:
        if QAccessible.isActive():  # a screen reader was faster, and has Qt's own idea of the article
            known = QAccessible.queryAccessibleInterface(view.article)
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(known))
        navigator, voice = view.navigator, view.navigator.voice
        heard = [navigator.current_id]

        def decided() -> None:
            self._say(_stands(view, heard[0], whole=False))

        def came(*_: object) -> None:
            if navigator.current_id != heard[0]:
                heard[0] = navigator.current_id
                self._say(_stands(view, heard[0], whole=True))

        def opened() -> None:
            heard[0] = ""
            desk = navigator.desk
            self._say(
                f"{desk.article.title or desk.article.id}, {sentence(view.session.progress)}."
                if desk is not None
                else ""
            )

        view.session.acts.done.connect(decided)
        navigator.current_changed.connect(came)
        navigator.article_shown.connect(opened)
        voice.told.connect(self._say)
        voice.problem.connect(lambda text: self._say(text, at_once=True))
        voice.asked.connect(self._ask)

    def _ask(self, question: Question) -> None:
        self._say(f"{question.text} {', '.join(text for text, _ in question.answers)}.", at_once=True)

    def _say(self, text: str, *, at_once: bool = False) -> None:
        if text and QAccessible.isActive():
            self._waiting.append((sentence(text), at_once))
            self._soon.start()

    def _announce(self) -> None:
        waiting, self._waiting = self._waiting, []
        text, at_once = " ".join(dict.fromkeys(text for text, _ in waiting)), any(urgent for _, urgent in waiting)
        if not text:
            return
        event = QAccessibleAnnouncementEvent(self.workspace.window, text)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if at_once else politeness.Polite)
        QAccessible.updateAccessibility(event)
        self.said.emit(text, at_once)


def _stands(view: WorkView, quotation: str, *, whole: bool) -> str:
    """How a quotation stands, in words; ``whole``: with its place and its words."""
    article: ArticleView = view.article
    mark = article.marks.get(quotation)
    if mark is None:
        return ""
    number = article.marks.all.index(mark) + 1
    words = quotation_words(mark, number, len(article.marks.all))
    found, desk = view.navigator.quotation(quotation), view.navigator.desk
    if not whole or found is None or desk is None:
        state = words.split(", ", 1)[1]
        return state[:1].upper() + state[1:] + "."
    return f"{words}: {' '.join(found.span.words(desk.article.text).split())[:WORDS]}"
