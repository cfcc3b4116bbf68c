"""What the window asks of a session, be it the desk's or adjudication's."""

from __future__ import annotations

from typing import Protocol

from annotator.records import Change, Quotation
from annotator.session.acts import Acts
from annotator.session.choices import SpeakerChoice
from annotator.session.navigator import Navigator
from annotator.session.states import QuotationState
from annotator.workflow.desk import News


class Session(Protocol):
    """Where somebody is in a layer of decisions, what is shown of it, and what can be decided."""

    @property
    def navigator(self) -> Navigator:
        """Where the annotator is."""

    @property
    def acts(self) -> Acts:
        """The acts that are the same in every session."""

    def start(self) -> None:
        """Go where the annotator was; AnnotatorError where the project cannot be read."""

    def save_place(self) -> None:
        """Write where the annotator is."""

    def concerns(self, news: News) -> frozenset[str]:
        """The articles (sha256) of which something else is shown since others wrote."""

    def reload_row(self, sha256: str) -> None:
        """Read one article's progress anew; AnnotatorError where it cannot be."""

    def broadcast(self, change: Change) -> None:
        """Show a change that touches more than one quotation."""

    def proposals_came(self, change: Change) -> None:
        """Show new proposals of an article."""

    def state(self, quotation: Quotation) -> QuotationState:
        """How a quotation stands."""

    def note(self, quotation: Quotation) -> str:
        """What stands beside a quotation in the margin."""

    @property
    def names_source(self) -> bool:
        """Whether the source shown is sure enough to be marked in the article."""

    @property
    def progress(self) -> str:
        """How far the article shown is, in words."""

    def choices(self) -> list[SpeakerChoice]:
        """What the digits 1 to 9 choose."""

    def names(self) -> list[str]:
        """Who can be found as a speaker beside the register."""

    def unsure(self) -> bool:
        """Whether the current quotation's speaker has to be chosen by hand."""

    def choose(self, number: int) -> None:
        """Choose what a digit stands for."""

    def confirm(self) -> None:
        """Confirm what is shown and go on."""

    def reject(self) -> None:
        """Not speech, and go on; again: take that back."""

    def finish(self) -> None:
        """Say that the article is finished, or is not."""
