"""A second reader: an annotator's decisions compared with what their other decisions predict, and labels likely enough to be marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.errors import many
from annotator.learning import doubts
from annotator.learning.looks import YOU, label_names, likeliest_targets, looks, marks
from annotator.learning.model import StanceModel
from annotator.records import Codebook, Desk, Kind, LikelyStances
from annotator.store import annotators, repeats
from annotator.store.connection import Store
from annotator.workflow import desk as work
from annotator.workflow.project import current_codebook
from annotator.workflow.stances import DecidedItem, Stoppable, Watch, decided_items, describer, item_of, remarks

_KEPT = "second_look_kept/"  # the name of a setting, before a decision's id


@dataclass(frozen=True)
class NearestDecision:
    """One of the annotator's own decisions that is most like another one."""

    article: str  # sha256
    quotation: str
    words: str
    labels: str


@dataclass(frozen=True)
class LookRow:
    """A decision worth a second look: its id, whose it is, how surprising, where it stands, why, and its nearest own examples."""

    decision: str
    annotator: str
    bits: float
    article: str  # sha256
    article_id: str
    quotation: str
    words: str
    reason: str
    examples: tuple[NearestDecision, ...]


@dataclass(frozen=True)
class DecidedMaterial:
    """What is learned from, read from the store on the thread that has it; the rest of the work needs no store."""

    annotator: str
    codebook: Codebook
    decided: tuple[DecidedItem, ...]
    kept: frozenset[str]  # decisions that the annotator looked at and kept

    @property
    def why_not(self) -> str:
        """A sentence that says why nothing is learned; "" where there is enough."""
        return doubts.why_not([one.item for one in self.decided], self.codebook.has)


def read(store: Store, annotator: str) -> DecidedMaterial:
    """Read an annotator's decisions."""
    kept = frozenset(name.removeprefix(_KEPT) for name, _ in annotators.settings(store, _KEPT))
    again = repeats.open_articles(store, annotator)  # what was decided of these is not shown, nor learned from
    decided = tuple(one for one in decided_items(store, annotator) if one.decision.article not in again)
    return DecidedMaterial(annotator, current_codebook(store), decided, kept)


def keep(store: Store, row: LookRow) -> None:
    """Remember that a decision was looked at and is right: it is not listed again until it is changed."""
    annotators.set_setting(store, _KEPT + row.decision, "1")


class SecondReader:
    """A model of one reading, with the list of decisions worth a second look. Made in a worker; needs no store.

    ``remarks``: what its user should know of it, a sentence each.
    """

    def __init__(self, reading: DecidedMaterial, watch: Watch) -> None:
        """Learn; ``reading.why_not`` must be "". BadInputError once ``watch`` does not want it any more."""
        self.reading = reading
        self._describer = Stoppable(describer(reading.codebook.targets), watch)
        items = [one.item for one in reading.decided]
        self._describer.read(items)
        self.model = StanceModel.learn(items, self._describer)
        last = reading.decided[-1].decision
        self.remarks = tuple(remarks(reading.decided, reading.codebook))
        self.version = f"{reading.annotator} {len(reading.decided)} {last.id}"

    def rows(self, who: str = YOU) -> tuple[LookRow, ...]:
        """The decisions worth a second look, most surprising first, without those that were kept; ``who``: as reasons call them."""
        decided = self.reading.decided
        out = []
        for look in looks(self.model, self._describer, who):
            one = decided[look.number]
            decision = one.decision
            if decision.id in self.reading.kept:
                continue
            examples = tuple(self._example(decided[n], look.target) for n in look.nearest)
            out.append(
                LookRow(
                    decision.id,
                    decision.annotator,
                    look.bits,
                    decision.article,
                    one.article.id,
                    decision.quotation,
                    decision.words,
                    look.reason,
                    examples,
                )
            )
        return tuple(out)

    def _example(self, one: DecidedItem, target: str) -> NearestDecision:
        found = self.reading.codebook.target(target)
        names = label_names(one.item, found) if found else []
        return NearestDecision(
            one.decision.article, one.decision.quotation, one.decision.words, ", ".join(names) or "no label"
        )

    def likely(self, desk: Desk) -> dict[str, LikelyStances]:
        """What is likely of each quotation of an article that is speech."""
        spoken = [work.shown(desk, one) for one in desk.quotations if one.kind is not Kind.NOT_SPEECH]
        items = [item_of(decision, desk.article) for decision in spoken]
        chances, targets = self.model.predict(items, self._describer), self.model.targets
        return {
            decision.quotation: LikelyStances(marks(row, targets), likeliest_targets(row, targets))
            for decision, row in zip(spoken, chances, strict=True)
        }


def listed(rows: Sequence[LookRow]) -> str:
    """How many wait, in words."""
    return f"{many(len(rows), 'decision')} worth a second look"
