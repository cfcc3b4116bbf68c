"""An annotator's own session: an article after the other, each quotation decided, undone, finished."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial

from annotator.errors import AnnotatorError
from annotator.records import ArticleRow, Change, Kind, Origin, Quotation, Status
from annotator.session.acts import Acts
from annotator.session.article_acts import ArticleActs
from annotator.session.bulk import Bulk
from annotator.session.choices import SpeakerChoice, is_unsure, names_in, speaker_choices, speaker_of
from annotator.session.events import Event
from annotator.session.layer import OwnDecisions
from annotator.session.likely import LikelyLabels
from annotator.session.navigator import Navigator
from annotator.session.question import Answer, Question
from annotator.session.states import QuotationState, state_of
from annotator.session.voice import ACT
from annotator.store.connection import Store
from annotator.workflow import desk as work
from annotator.workflow import project
from annotator.workflow.desk import News


class AnnotationSession:
    """One annotator at a time. See :class:`annotator.session.protocol.Session`."""

    def __init__(self, store: Store) -> None:
        self.speaker_asked = Event[()]()  # Enter was pressed where the speaker is unsure
        self.layer = OwnDecisions(store)
        self.navigator = Navigator(self.layer)
        self.likely = LikelyLabels(self.navigator)
        self.acts = Acts(self.navigator, self.reject, self.broadcast, self.likely.note)
        self.acts.undone.connect(self._forget_question)
        self.bulk = Bulk(self.acts, self.broadcast)
        self.articles = ArticleActs(self.acts, self.broadcast)
        self._asked = ""
        self._finishing: Question | None = None
        self._asks_to_finish = True  # until this session is told otherwise

    # Loading

    def start(self) -> None:
        """Read the queue and go where the annotator was, else to the first undecided quotation of the first open article."""
        at, queue = self.navigator, self.navigator.queue
        self.bring_back()
        queue.reload()
        article, quotation = project.place(at.store, at.annotator)
        queue.add(article)
        if not article or queue.row_at(article) < 0:
            article = next((row.sha256 for row in queue.rows if not row.finished), None)
            article = article or (queue.rows[0].sha256 if queue.rows else None)
        if article:
            at.show_article(article, quotation)
        else:
            at.show_nothing()

    def bring_back(self) -> None:
        """Let the finished articles that are due come back, where the project asks for it; the queue is not read again."""
        with suppress(AnnotatorError):  # another program is writing: they come back with the next start
            work.bring_back(self.navigator.store, self.navigator.annotator)

    def save_place(self) -> None:
        """Write where the annotator is; a disk that fails here is told with the next decision."""
        at = self.navigator
        try:
            project.remember_place(at.store, at.annotator, at.sha256 or None, at.current_id or None)
        except AnnotatorError:
            return

    def concerns(self, news: News) -> frozenset[str]:
        """The articles (sha256) of which something else is shown now: others' decisions are not shown."""
        return news.mine

    def reload_row(self, sha256: str) -> None:
        """Read one article's progress anew."""
        queue = self.navigator.queue
        row = self.layer.row(sha256, None)
        if row is None or queue.row_at(sha256) < 0:
            queue.reload()
        else:
            queue.take_row(row)

    def broadcast(self, change: Change) -> None:
        """Show a change that touches more than one quotation (undo, import, a detector run)."""
        at, queue = self.navigator, self.navigator.queue
        here = at.desk is not None and change.article == at.sha256
        after = None
        if here and change.queue and at.gone:  # it was excluded or deleted: the one behind it follows
            after = queue.beside(1) or queue.beside(-1)
            queue.reload()
        elif change.queue and change.article is None:
            queue.reload()
        if change.article and not here and change.quotations:
            self.reload_row(change.article)
            at.show_article(change.article, min(change.quotations))
        elif after is not None:
            at.show_article(after.sha256)
        elif here or change.codebook or change.speakers or (change.article is None and change.quotations):
            at.reload_desk(min(change.quotations) if len(change.quotations) == 1 else None)
        elif change.article:
            self.reload_row(change.article)
        if not (change.queue and at.show_newest()) and queue.row() is None and (queue.rows or at.desk is not None):
            self.start()  # the first article came, or the one shown went
        if change.message:
            at.voice.told.emit(change.message)

    def proposals_came(self, change: Change) -> None:
        """New proposals: the article shown goes to its first undecided quotation, unless somebody is at work in it."""
        at = self.navigator
        if at.desk is None or change.article != at.sha256:
            self.reload_row(change.article or "")
            return
        idle = at.current is None
        at.reload_proposals()
        if idle:
            at.make_current(at.first_to_decide())

    # What is shown

    def state(self, quotation: Quotation) -> QuotationState:
        """How a quotation stands."""
        return state_of(quotation)

    def note(self, quotation: Quotation) -> str:
        """The name beside a quotation: who speaks, as decided or proposed."""
        speech = state_of(quotation) is not QuotationState.REJECTED and quotation.kind is not Kind.NOT_SPEECH
        return speaker_of(quotation) if speech else ""

    @property
    def names_source(self) -> bool:
        """Whether the source shown is sure enough to be marked in the article."""
        desk, current = self.navigator.desk, self.navigator.current
        return desk is not None and current is not None and not is_unsure(desk, current)

    @property
    def progress(self) -> str:
        """How far the article shown is, in words."""
        row = self.navigator.queue.row()
        if row and (row.quotations or row.proposed):
            return f"{row.decided} of {row.quotations} decided"
        return "not read yet"

    # Speakers

    def choices(self) -> list[SpeakerChoice]:
        """The numbered speakers of the current quotation."""
        desk, current = self.navigator.desk, self.navigator.current
        return speaker_choices(desk, current) if desk is not None and current is not None else []

    def names(self) -> list[str]:
        """Who can be found beside the register: this quotation's candidates, then all who speak in the article."""
        names = [choice.name for choice in self.choices()]
        return names + (names_in(self.navigator.desk) if self.navigator.desk is not None else [])

    def unsure(self) -> bool:
        """Whether the current quotation's speaker has to be chosen by hand: nobody did, and the machine is unsure."""
        desk, current = self.navigator.desk, self.navigator.current
        if desk is None or current is None or current.id in self.acts.chosen:
            return False
        return is_unsure(desk, current)

    def choose(self, number: int) -> None:
        """Choose a numbered speaker."""
        choices = self.choices()
        if number > len(choices):
            self.navigator.voice.told.emit(f"There is no speaker {number} here; press / to search.")
            return
        choice = choices[number - 1]
        self.acts.speak(choice.name, choice.mention)

    # Deciding

    def confirm(self) -> None:
        """Confirm what is shown and go on; asks once where the speaker is unsure."""
        shown, current = self.navigator.shown(), self.navigator.current
        if shown is None or current is None:
            self.navigator.go_on()
            return
        if self.unsure() and self._asked != current.id:
            self._asked = current.id
            self.speaker_asked.emit()
            return
        if current.decided:
            self.navigator.go_on()
            return
        if (
            current.proposal is None
            and not shown.speaker_name
            and self.choices()
            and current.id not in self.acts.chosen
        ):
            first = self.choices()[0]
            shown = replace(shown, speaker_name=first.name, source=first.mention)
        if self.acts.write(work.confirm(shown), "Confirm quotation"):
            self.navigator.after_decision()

    def reject(self) -> None:
        """Not speech, and go on; on a quotation already rejected: take that back. A hand-made one is taken away."""
        shown, current = self.navigator.shown(), self.navigator.current
        if shown is None or current is None:
            return
        if shown.status is Status.REJECTED:
            self._take_back(current)
            return
        withdrawn = shown.origin is Origin.MANUAL
        if not self.acts.write(work.reject(shown), "Remove quotation" if withdrawn else "Not speech"):
            return
        if withdrawn:
            self.navigator.reload_desk()
        else:
            self.navigator.after_decision()

    def _take_back(self, current: Quotation) -> None:
        """Say that it is speech after all: as it was proposed, or open where no proposal is left to go back to."""
        desk, stood = self.navigator.desk, current.decision
        assert desk is not None and stood is not None, "only what was decided can be taken back"
        if current.proposal is not None:
            kept = replace(work.shown(desk, replace(current, decision=None)), comment=stood.comment)
        else:
            kept = replace(stood.anew(), status=Status.OPEN)
        kept = replace(kept, kind=Kind.DIRECT) if kept.kind is Kind.NOT_SPEECH else kept
        self.acts.write(kept, "Speech after all")
        self.navigator.current_changed.emit(False)

    def finish(self) -> None:
        """Say that the annotator is done with the article, or is not; only finished articles count in agreement.

        Where something is undecided the notice line asks first; the same key again answers that it is so.
        """
        self.navigator.before_leaving.emit()
        if not self.acts.saver.flush():
            return
        self.navigator.queue.refresh_row()  # what is asked about is what the file says now
        row = self.navigator.queue.row()
        if row is None:
            self.navigator.voice.told.emit("No article is open.")
            return
        open_still = _undecided(row)
        again = self._finishing is not None and self._finishing.stands
        if not row.finished and open_still and self._asks_to_finish and not again:
            answers: list[Answer] = [("Finish", partial(self._say_finished, row.sha256, True)),
                                     ("Finish, and do not ask again", self._finish_unasked)]  # fmt: skip
            text = f"{open_still} Press the key again to finish the article all the same."
            self._finishing = Question(text, answers)
            self.navigator.voice.asked.emit(self._finishing)
            return
        self._say_finished(row.sha256, not row.finished)

    def _finish_unasked(self) -> None:
        """Finish, now and for the rest of the session, without a question."""
        self._asks_to_finish = False
        self.finish()

    def _say_finished(self, sha256: str, finished: bool) -> None:
        try:
            change = work.set_finished(self.navigator.store, sha256, self.layer.reader(sha256), finished=finished)
        except AnnotatorError as error:
            self.navigator.voice.fail(ACT, str(error))
            return
        self.broadcast(change)
        self.acts.done.emit()

    def _forget_question(self, change: Change) -> None:
        """After undo, Enter asks again who speaks."""
        self._asked = ""


def _undecided(row: ArticleRow) -> str:
    """What of an article is still to be done, in a sentence; "" where nothing is."""
    if not row.proposed:
        return "This article has not been read yet, so its quotations are not known."
    left = row.quotations - row.decided
    if not left:
        return ""
    return f"{left} of {row.quotations} quotations {'is' if left == 1 else 'are'} undecided."
