"""A session of adjudication: a disagreement after the other, each settled in a layer of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from annotator.agreement.cases import Case
from annotator.errors import AnnotatorError
from annotator.records import Change, Decision, Kind, Quotation, Reason, Status
from annotator.session.acts import Acts
from annotator.session.choices import SpeakerChoice, names_in
from annotator.session.events import Event
from annotator.session.navigator import Navigator
from annotator.session.settled import SettledDecisions, differences
from annotator.session.states import QuotationState
from annotator.session.voice import ACT
from annotator.store.connection import Store
from annotator.workflow import adjudicate
from annotator.workflow import desk as work
from annotator.workflow.desk import News

HOW = "1–9 chooses an annotator's decision; labels, / and the other keys make a new one."


class AdjudicationSession:
    """Digits take a person's decision and confirming settles. See :class:`annotator.session.protocol.Session`."""

    def __init__(self, store: Store, adjudicator: str) -> None:
        self.names_changed = Event[()]()
        self.layer = SettledDecisions(store, adjudicator)
        self.navigator = Navigator(self.layer)
        self.acts = Acts(self.navigator, self.reject, self.broadcast)
        self.hidden = False

    # Loading

    def start(self) -> None:
        """Nothing by itself: the view says which article is shown."""

    def clear(self) -> None:
        """Show nothing, until an article is chosen."""
        self.layer.forget()
        self.navigator.clear()

    def save_place(self) -> None:
        """The place is that of the annotator's own work; adjudication has none."""

    def concerns(self, news: News) -> frozenset[str]:
        """The articles that any annotator worked in, or that were settled elsewhere."""
        return news.mine | news.others

    def reload_row(self, sha256: str) -> None:
        """Count one article's disagreements anew.

        The list is read again where it lacks an article that has cases, or has one without: two people have finished it now, or
        one of them has reopened it.
        """
        queue, cases = self.navigator.queue, self.layer.cases_of(sha256)
        at = queue.row_at(sha256)
        if at >= 0:
            queue.take_row(adjudicate.progress_row(queue.rows[at], cases))
        if (at >= 0) != bool(cases):
            queue.reload()

    def broadcast(self, change: Change) -> None:
        """After undo, or accepting many at once: read anew."""
        at = self.navigator
        one = min(change.quotations) if len(change.quotations) == 1 else None
        if at.desk is not None and change.article == at.sha256:
            at.reload_desk(one)
            self.reload_row(at.sha256)
        else:
            if change.article and at.queue.row_at(change.article) >= 0:
                at.show_article(change.article, min(change.quotations, default=None))
            elif at.desk is not None:
                at.reload_desk(one)
            at.queue.reload()
        if change.message:
            at.voice.told.emit(change.message)

    def proposals_came(self, change: Change) -> None:
        """New proposals: what the annotators decided stays, what was proposed beside it is read anew."""
        if change.article == self.navigator.sha256:
            self.navigator.reload_desk()

    # What is shown

    @property
    def cases(self) -> dict[str, Case]:
        """The cases of the article shown, by quotation."""
        return self.layer.cases

    @property
    def case(self) -> Case | None:
        """The current case."""
        return self.cases.get(self.navigator.current_id)

    def state(self, quotation: Quotation) -> QuotationState:
        """How a case stands on the page."""
        case = self.cases.get(quotation.id)
        decision = quotation.decision
        if case is None or case.left_open or (case.open and decision is None):
            return QuotationState.PROPOSED
        if case.open:
            return QuotationState.BEGUN
        if case.agreed:
            return QuotationState.REJECTED if case.draft().kind is Kind.NOT_SPEECH else QuotationState.AGREED
        return (
            QuotationState.REJECTED
            if decision is not None and decision.status is Status.REJECTED
            else QuotationState.CONFIRMED
        )

    def note(self, quotation: Quotation) -> str:
        """Beside an open case stands in what its annotators differ, beside the others who speaks."""
        case, desk = self.cases.get(quotation.id), self.navigator.desk
        if case is not None and desk is not None and case.open and case.differs:
            targets = {target.id: target.name for target in desk.codebook.targets}
            return "≠ " + differences(case, lambda target: targets.get(target, target))
        shown = self.navigator.shown(quotation)
        speech = self.state(quotation) is not QuotationState.REJECTED and quotation.kind is not Kind.NOT_SPEECH
        return shown.speaker_name if shown is not None and speech else ""

    @property
    def names_source(self) -> bool:
        """Always: the machine has no say here."""
        return True

    @property
    def progress(self) -> str:
        """How many of the article's disagreements are settled, and what else there is."""
        cases = self.cases.values()
        disputed = [case for case in cases if case.differs]
        left = sum(case.left_open for case in cases)
        agreed = sum(not case.differs for case in cases) - left
        waiting = sum(case.agreed for case in cases)
        settled = f"{sum(case.done for case in disputed)} of {len(disputed)} disagreements settled"
        accepted = f"{agreed} agreed" + (f", {waiting} of them to accept" if waiting else ", accepted")
        more = [*([accepted] if agreed else []), *([f"{left} left open by all"] if left else [])]
        return "  ·  ".join([settled, *more])

    # Names

    def people(self) -> list[str]:
        """The annotators of the current article, in the order of the columns: by name, or mixed where names are hidden."""
        names = list(self.case.given) if self.case else []
        if not self.hidden or self.case is None:
            return names
        article = self.case.article  # another order in each article, so that nobody learns who is A
        return sorted(names, key=lambda name: hashlib.sha256(f"{article}:{name}".encode()).digest())

    def name_of(self, annotator: str) -> str:
        """An annotator's name, or a letter alone: it must be told from the others in a narrow column."""
        if not self.hidden:
            return annotator
        at = self.people().index(annotator)
        return chr(ord("A") + at) if at < 26 else str(at + 1)

    def hide_names(self, hidden: bool) -> None:
        """Show letters for names, or names again."""
        self.hidden = hidden
        self.names_changed.emit()

    # Speakers

    def choices(self) -> list[SpeakerChoice]:
        """Whose decision each digit takes, for the menu."""
        return [SpeakerChoice(self.name_of(name), None, None, "") for name in self.people()]

    def names(self) -> list[str]:
        """Who can be found beside the register: whom the annotators name, then all who speak in the article."""
        case, desk = self.case, self.navigator.desk
        given = [d.speaker_name for d in case.given.values() if d is not None and d.speaker_name] if case else []
        return [*dict.fromkeys(given), *(names_in(desk) if desk is not None else [])]

    def unsure(self) -> bool:
        """Never: the machine has no say here."""
        return False

    def choose(self, number: int) -> None:
        """Take a person's decision, not confirmed yet."""
        case, people = self.case, self.people()
        if case is None:
            return
        if number > len(people):
            self.navigator.voice.told.emit(f"There is no annotator {number} here. {HOW}")
            return
        self.acts.change(case.take(people[number - 1]), "Take a decision")

    # Deciding

    def confirm(self) -> None:
        """Settle what is shown and go to the next disagreement."""
        case, shown = self.case, self.navigator.shown()
        if case is None or shown is None or case.done:
            self.navigator.next_undecided()
        elif case.settlement is None and case.differs:
            self.navigator.voice.told.emit(f"Nothing is chosen yet. {HOW}")
        elif self.acts.write(_confirmed(shown), "Settle"):
            self.navigator.after_decision()

    def reject(self) -> None:
        """Settle that it is not a quotation, and go on; on one settled so: take that back."""
        case, shown = self.case, self.navigator.shown()
        if case is None or shown is None:
            return
        if shown.status is Status.REJECTED:
            fresh = case.draft()
            self.acts.change(
                replace(fresh, kind=Kind.DIRECT) if fresh.kind is Kind.NOT_SPEECH else fresh, "Speech after all"
            )
        elif self.acts.write(work.not_speech(shown), "Not a quotation"):
            if not case.given:  # it was made here, and is nobody's any more
                self.navigator.reload_desk()
            self.navigator.after_decision()

    def reason(self, reason: Reason) -> None:
        """Say why the annotators differ; the same again takes it back."""
        if self.case is not None:
            before = self.case.settlement.reason if self.case.settlement else Reason.NONE
            self.give_reason(Reason.NONE if before is reason else reason)

    def give_reason(self, reason: Reason) -> None:
        """Keep why the annotators of the current case differ; what goes wrong is told."""
        if self.acts.saver.flush():
            self._telling(lambda: self._give_reason(reason))

    def _give_reason(self, reason: Reason) -> None:
        shown, case = self.navigator.shown(), self.case
        if shown is not None and case is not None:
            status = shown.status if case.done else Status.OPEN
            kept = replace(shown, status=status, replaces=self.navigator.stands(shown.quotation))
            self.navigator.wrote(self.layer.settle(case, kept, reason, "Give a reason"))

    def _telling(self, write: Callable[[], None]) -> None:
        try:
            write()
        except AnnotatorError as error:
            self.navigator.voice.fail(ACT, str(error))
            if isinstance(error, work.StaleDecisionError):
                self.navigator.reload_desk()
            return
        self.navigator.current_touched.emit()
        self.acts.done.emit()

    def finish(self) -> None:
        """An article is settled by its last case."""
        self.navigator.voice.told.emit("An article is settled when the last of its quotations is.")


def _confirmed(shown: Decision) -> Decision:
    return work.not_speech(shown) if shown.kind is Kind.NOT_SPEECH else work.confirm(shown)
