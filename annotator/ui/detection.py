"""Proposals for the articles that have none: the English model in a worker, its answers saved here, one article at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from annotator.errors import AnnotatorError, ModelMissingError
from annotator.own_process import cores
from annotator.records import Article, Change, Decision, Proposal, Span
from annotator.session.annotation import AnnotationSession
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.worker import Worker
from annotator.workflow import desk as work

if TYPE_CHECKING:
    from annotator.detection.suggester import ArticleSuggestions, Suggester
    from annotator.ui.second_core import Core, SecondReaderProcess
    from annotator.workflow.second_core import Found as Read

    Found = tuple[ArticleSuggestions, str]  # what is suggested, the language if that is not English

AHEAD = 6  # unfinished articles after the one shown that are read before anybody comes to them
PAUSE = 300  # milliseconds before that begins: the article that was just shown is painted and takes its first key
FROZEN = bool(getattr(sys, "frozen", False))  # the program itself is no Python that could run a second process
MANY = 6  # articles from which a second process reads with the worker: it takes seconds to begin
TOLD = 3  # articles that were read before the time left is told
RETRY, TRIES = 1000, 60  # milliseconds between attempts to save proposals while the file is locked, and how many


def english() -> Suggester:
    """Make the detector that comes with the program; called in the worker only, when it is first needed.

    ModelMissingError with a sentence where the English model is not installed.
    """
    from annotator.workflow.suggesters import make_suggester

    return make_suggester("detector")


READING = "reading"  # what sentences about something wrong are about


class Detection(QObject):
    """Asks the worker for the article shown when it has no proposals yet, then for the next ones; for all when the user says so."""

    state = Signal(str, bool)  # a text for the status line; whether it is work that can be canceled

    def __init__(self, session: AnnotationSession, make: Callable[[], Suggester], parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.navigator = navigator = session.navigator
        self.worker = Worker("detection", self)
        self.job = LatestJob(self.worker, self)
        self.missing = ""
        self._make = make
        self._suggester: Suggester | None = None  # touched in the worker's thread only
        self._loaded = False
        self._held = False
        self._tries = 0
        self._running = ""
        self._queue: list[str] = []  # what was asked for: the article shown, or all
        self._refusing: set[str] = set()  # what could not be read, so that it is not read ahead again
        self._all = 0
        self._since = QElapsedTimer()  # since all articles were asked for
        self._second: SecondReaderProcess | None = None  # beside the worker while all are read
        self._clock = QElapsedTimer()
        self._tick = QTimer(self, interval=500)
        self._tick.timeout.connect(self._report)
        self._later = QTimer(self, singleShot=True, interval=PAUSE)
        self._later.timeout.connect(self._read_ahead)
        navigator.article_shown.connect(self.ensure)

    def hold(self) -> None:
        """Begin nothing until :meth:`release`: loading the model would delay the first paint."""
        self._held = True

    def release(self) -> None:
        """Begin what was asked for meanwhile."""
        self._held = False
        self._next()

    def ensure(self) -> None:
        """Propose quotations for the article shown, if nobody did and the model can, and for those that come next."""
        desk = self.navigator.desk
        if desk is None or self.missing:
            return
        if desk.proposed:
            self._next()
        else:
            self._put_first(desk.article.sha256)
        if self._running:
            self._report()

    def run_again(self) -> None:
        """Propose quotations for the article shown, even where that was done before; decisions stay."""
        desk = self.navigator.desk
        self.missing = ""
        if desk is not None:
            self._put_first(desk.article.sha256)

    def suggest(self, made: Decision) -> None:
        """Suggest speakers and a cue for a quotation that was made by hand: those of a proposal at its words, else what is read anew."""
        from annotator.workflow import by_hand

        desk = self.navigator.desk
        if desk is None or desk.article.sha256 != made.article:
            return
        found, first = by_hand.known(desk, made.span), self.navigator.stands(made.quotation)
        if found is not None:
            self.navigator.suggest(made.quotation, found, first)
        elif not self.missing:
            self.worker.submit(partial(self._suggestion, desk.article.text, made.span),
                               partial(self._suggested, made, first), self._not_suggested)  # fmt: skip

    def _suggestion(self, text: str, span: Span) -> Proposal | None:
        """In the worker's thread."""
        from annotator.workflow import by_hand

        suggester = self._suggester = self._suggester or self._make()

        def propose(marked: str) -> tuple[Proposal, ...]:
            return tuple(suggester.suggest(Article("", marked), None, ()).proposals)

        return by_hand.suggestion(propose, text, span)

    def _suggested(self, made: Decision, first: str, found: Proposal | None) -> None:
        self._loaded = True
        if found is not None and self.navigator.sha256 == made.article:
            self.navigator.suggest(made.quotation, found, first)

    def _not_suggested(self, error: Exception) -> None:
        """Without the model a quotation made by hand has the speakers of the article to choose from, as before."""
        if not isinstance(error, AnnotatorError):
            raise error

    def find_marks(self) -> None:
        """Propose what stands in quotation marks in the article shown, in any language, without sources; decisions stay."""
        from annotator.workflow.suggesters import make_suggester

        desk = self.navigator.desk
        if desk is None:
            return
        found = make_suggester("marks").suggest(desk.article, desk.codebook, ())
        try:
            change = work.save_proposals(self.navigator.store, desk.article.sha256, found.proposals, found.version)
        except AnnotatorError as error:
            self.navigator.voice.problem.emit(str(error))
            return
        self.session.proposals_came(change)

    def _warn(self, language: str) -> None:
        """Say that the article shown is not in English."""
        from annotator.workflow.languages import sentence

        self.navigator.voice.told.emit(sentence(language))

    def run_all(self) -> None:
        """Propose quotations for every article that has none."""
        self.missing = ""
        if not self.navigator.queue.whole:
            self.navigator.voice.told.emit("The list of articles is still being read; try again in a moment.")
            return
        at_work = {self._running, self._second.running if self._second is not None else ""}
        new = [row.sha256 for row in self.navigator.queue.rows if not row.proposed and row.sha256 not in at_work]
        waiting = set(self._queue)
        self._queue.extend(sha for sha in new if sha not in waiting)
        self._all = len(self._queue)
        if not self._all:
            self.navigator.voice.told.emit("Every article has been read.")
        self._since.start()
        self._next()
        if self._make is english and not FROZEN and cores() > 1 and self._all >= MANY:
            from annotator.workflow.second_core import SecondCore

            self.read_beside(SecondCore)

    def read_beside(self, make: Callable[[], Core]) -> None:
        """Have a second process read from the end of the queue, as long as there is one."""
        from annotator.ui.second_core import SecondReaderProcess

        if self._second is None:
            self._second = SecondReaderProcess(make, self._last_in_queue, self._found_beside, self)
        self._second.go()

    def _last_in_queue(self) -> tuple[str, str] | None:
        """The last article that was asked for, and its text, for the second process; the worker itself keeps one to read."""
        while len(self._queue) > 1:
            sha256 = self._queue.pop()
            try:
                return sha256, self._article(sha256).text
            except AnnotatorError as error:
                self.navigator.voice.problem.emit(str(error))
        return None

    def _found_beside(self, sha256: str, found: Read | None) -> None:
        """Keep what the second process found; what it did not read, or the file refuses now, the worker reads."""
        change: Change | None = None
        if found is not None:
            try:
                change = work.save_proposals(self.navigator.store, sha256, found[0], found[1])
            except AnnotatorError:  # the worker's own attempt tells and tries again
                change = None
        if change is None:
            self._queue.append(sha256)
            self._next()
        else:
            self.session.proposals_came(change)
        self._tell_awaited()

    def cancel(self) -> None:
        """Stop after nothing: what runs is not listened to."""
        self._queue.clear()
        self._later.stop()
        self.job.cancel()
        if self._second is not None:
            self._second.cancel()
        self._run("")
        self._tick.stop()
        self._show("English model ready" if self._loaded else "Finding quotations was canceled; F5 starts it")

    def stop(self) -> None:
        """End the thread; call before the window goes."""
        self._tick.stop()
        self._later.stop()
        self.worker.stop()
        if self._second is not None:
            self._second.stop()

    def _put_first(self, sha256: str) -> None:
        if sha256 != self._running:
            self._queue = [sha256, *(other for other in self._queue if other != sha256)]
            self._next()
        self._tell_awaited()

    def _read_ahead(self) -> None:
        """Read the first of the next unfinished articles that nothing has read yet."""
        if self._held or self._running or self._queue:
            return
        coming = (row for row in islice(self.navigator.queue.open_ahead(), AHEAD) if not row.proposed)
        sha256 = next((row.sha256 for row in coming if row.sha256 not in self._refusing), None)
        if sha256 is not None:
            self._begin(sha256)

    def _run(self, sha256: str) -> None:
        """Note which article the worker reads; "" for none."""
        self._running = sha256
        self._tell_awaited()

    def _tell_awaited(self) -> None:
        beside = [self._second.running] if self._second is not None else []
        self.navigator.awaited = frozenset([self._running, *beside, *self._queue])

    def _next(self) -> None:
        if self._held or self._running:
            return
        if self._queue:
            self._begin(self._queue.pop(0))
        else:
            self._later.start()

    def _begin(self, sha256: str) -> None:
        try:
            article = self._article(sha256)
        except AnnotatorError as error:
            self.navigator.voice.problem.emit(str(error))
            return
        self._run(sha256)
        self._clock.start()
        self._tick.start()
        self._report()
        self.job.run(
            partial(self._find, article),
            partial(self._found, sha256),
            partial(self._failed, sha256),
            partial(self._broke, sha256),
        )

    def _article(self, sha256: str) -> Article:
        """An article with its text; that of the one shown is known."""
        desk = self.navigator.desk
        if desk is not None and desk.article.sha256 == sha256:
            return desk.article
        return work.load_article(self.navigator.store, sha256)

    def _find(self, article: Article, _: JobWatch) -> Found:
        """In the worker's thread: an article in, records out."""
        from annotator.workflow.languages import foreign

        self._suggester = self._suggester or self._make()
        return self._suggester.suggest(article, None, ()), foreign(article.text)

    def _found(self, sha256: str, found: Found) -> None:
        self._loaded = True
        self._run("")
        self._tick.stop()
        made, language = found
        try:
            change = work.save_proposals(self.navigator.store, sha256, made.proposals, made.version)
        except AnnotatorError as error:
            self._refused(sha256, found, error)
            return
        self._tries = 0
        self.navigator.voice.settle(READING)
        self._show("English model ready")
        self.session.proposals_came(change)
        desk = self.navigator.desk
        if language and desk is not None and desk.article.sha256 == sha256:
            self._warn(language)
        self._next()

    def _refused(self, sha256: str, found: Found, error: AnnotatorError) -> None:
        """Told once and tried again, since another program may hold the file for a while; in the end given up."""
        self._tries += 1
        if self._tries == 1:
            self.navigator.voice.fail(READING, str(error))
        if self._tries <= TRIES:
            self._run(sha256)
            self._show("Proposals wait until the project file can be written")
            QTimer.singleShot(RETRY, self, partial(self._found_again, sha256, found))
        else:
            self._tries = 0
            self._queue.clear()
            self._show("Finding quotations failed")

    def _found_again(self, sha256: str, found: Found) -> None:
        if self._running == sha256:  # not canceled meanwhile
            self._found(sha256, found)

    def _broke(self, sha256: str) -> None:
        """Read nothing more after an article that could not be read, and never that one ahead."""
        self._refusing.add(sha256)
        self._queue.clear()
        self._run("")
        self._tick.stop()
        self._show("Finding quotations failed")

    def _failed(self, sha256: str, error: AnnotatorError) -> None:
        self._broke(sha256)
        self.missing = str(error) if isinstance(error, ModelMissingError) else ""
        if self.missing:
            self._show("English model missing")
        self.navigator.voice.fail(READING, f"{error} You can select words and press n to make quotations by hand.")

    def _report(self) -> None:
        seconds = self._clock.elapsed() // 1000
        desk = self.navigator.desk
        if (
            desk is not None and desk.article.sha256 != self._running and not self._queue
        ):  # ahead, which nobody waits for
            self._show("English model ready" if self._loaded else "English model loading…")
            return
        doing = "Finding quotations" if self._loaded else "English model loading"
        if self._all > 1 and self._queue:
            self._show(f"{doing} {self._all - len(self._queue)} of {self._all}… {self._left()}".rstrip(), busy=True)
        else:
            self._show(f"{doing}… {seconds} s" if seconds else f"{doing}…", busy=True)

    def _left(self) -> str:
        """How long all articles will still take at the speed so far, in words; "" while nobody can tell."""
        at_work = 1 + bool(self._second is not None and self._second.running)
        done = self._all - len(self._queue) - at_work
        if done < TOLD or not self._loaded:
            return ""
        minutes = self._since.elapsed() / 60_000 / done * (self._all - done)
        return "less than a minute left" if minutes < 1 else f"about {round(minutes):,} min left"

    def _show(self, text: str, busy: bool = False) -> None:
        self.state.emit(text, busy)
