"""What an annotator's decisions predict: the learner of :mod:`annotator.learning` on a project's decisions and the shipped encoder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from annotator.detection.encoder import shipped_encoder
from annotator.detection.word_pieces import UNKNOWN
from annotator.errors import BadInputError
from annotator.exchange.folders import sha256_of
from annotator.holdout import OrderReason, read_shown
from annotator.learning import curve, doubts, files
from annotator.learning.context import quotation_text
from annotator.learning.described import Described, Describer
from annotator.learning.encoded import EncodedText
from annotator.learning.items import Item
from annotator.learning.model import StanceModel
from annotator.learning.outside import OutsidePrior
from annotator.records import ADJUDICATED, Article, Codebook, Decision, Kind, Proposal, Status, Target
from annotator.resources import resource
from annotator.store import work
from annotator.store.connection import Store
from annotator.workflow import outputs
from annotator.workflow.encoded_texts import encode_text, words_of
from annotator.workflow.project import annotators, current_codebook, not_known

LEAST = 0.05  # a label less likely is not proposed


@dataclass(frozen=True)
class DecidedItem:
    """A decision with what is learned from it."""

    decision: Decision
    article: Article
    item: Item

    @property
    def chosen(self) -> bool:
        """Whether the article came first because the program would learn from it: such ones are harder than the rest."""
        note = read_shown(self.decision.shown)
        return note is not None and note.queue == OrderReason.TEACHES


@lru_cache(maxsize=1)
def _prior() -> OutsidePrior:
    return OutsidePrior.read(resource("weights", "stance.npz"))


@lru_cache(maxsize=1)
def _encode_shipped() -> Any:
    encoder = shipped_encoder()
    return lambda text: encode_text(encoder, text)


def encode(text: str) -> EncodedText:
    """A text as the shipped encoder reads it."""
    found: EncodedText = _encode_shipped()(text)
    return found


@lru_cache(maxsize=2)
def describer(targets: tuple[Target, ...]) -> Describer:
    """What describes texts for these targets, with the shipped encoder and the outside prior.

    The same for the same targets, so that what it read is read once in a session, however often the program learns anew.
    """
    return Describer(targets, encode, _prior())


class Watch(Protocol):
    """Who waits for something long: whether they still do, and what they are told of how far it is (so many of so many)."""

    @property
    def wanted(self) -> bool:
        """Whether it still counts."""
        ...

    def __call__(self, done: int, detail: object = "") -> bool:
        """Tell how far it is; whether it still counts."""
        ...


class Patient:
    """Waits to the end and hears nothing."""

    wanted = True

    def __call__(self, done: int, detail: object = "") -> bool:
        """Go on."""
        return True


class Stoppable:
    """Describes as another does, but raises BadInputError once ``watch`` does not want it any more, which is asked before each text."""

    def __init__(self, describer: Describer, watch: Watch) -> None:
        self.targets = describer.targets
        self._describer = describer
        self._watch = watch

    def read(self, items: Sequence[Item]) -> None:
        """Read the texts of all items, which takes longest, and tell ``watch`` how many are read."""
        for number, item in enumerate(items):
            self._watch(number, len(items))
            self.describe([item])

    def describe(self, items: Sequence[Item]) -> Described:
        """All that is known of the items."""
        for item in items:
            if not self._watch.wanted:
                raise BadInputError("Learning from the decisions was stopped.")
            self._describer.describe([item])  # which keeps it
        return self._describer.describe(items)


def decided_items(store: Store, annotator: str) -> list[DecidedItem]:
    """An annotator's confirmed quotations (or the settled ones, of ``ADJUDICATED``), in the order in which they were decided."""
    adjudicated = annotator == ADJUDICATED
    with store.reading():
        wanted = [pair for pair in work.pairs(store, adjudicated=adjudicated) if pair[1] == annotator]
        out = [
            DecidedItem(decision, each.article, item_of(decision, each.article))
            for each in work.streamed(store, wanted)
            for decision in each.decisions.get(annotator, ())
            if decision.status is Status.CONFIRMED and decision.kind is not Kind.NOT_SPEECH
        ]
    return sorted(out, key=lambda one: one.decision.sequence)


def item_of(decision: Decision, article: Article) -> Item:
    """A decision as the learner sees it."""
    return Item(
        decision.quotation, quotation_text(article.text, decision.span), decision.article, decision.speaker_name,
        stances=frozenset(decision.stances),
    )  # fmt: skip


def proposed_item(proposal: Proposal, article: str, text: str) -> Item:
    """A proposal as the learner sees it; ``article`` tells articles apart."""
    source = proposal.source
    return Item("", quotation_text(text, proposal.span), article, source.name if source else "")


def whose(store: Store, name: str | None) -> str:
    """The annotator whose decisions are learned from; BadInputError where there are several and none was named."""
    every = annotators(store)
    if name is not None:
        if name not in every and name != ADJUDICATED:
            raise BadInputError(not_known(store, name))
        return name
    if len(every) > 1:
        raise BadInputError(
            f"{store.path}: {len(every)} people annotated it, and a model learns from one; name one of {', '.join(every)} "
            f"with --annotator, or “{ADJUDICATED}” for the settled decisions."
        )
    if not every:
        raise BadInputError(f"{store.path}: nobody has annotated it yet; decide some quotations first.")
    return every[0]


@dataclass(frozen=True)
class Trained:
    """A model with the decisions that it learned from, its record, and remarks for the user (sentences)."""

    annotator: str
    codebook: Codebook
    decided: tuple[DecidedItem, ...]
    model: StanceModel
    record: curve.Curve | None
    remarks: tuple[str, ...]


def train(store: Store, annotator: str, *, record: bool = True) -> Trained:
    """Learn from an annotator's decisions; BadInputError with a sentence where they are too few or too much alike.

    ``record``: also predict every decision from those before it, which takes several times as long.
    """
    decided, codebook = decided_items(store, annotator), current_codebook(store)
    items = [one.item for one in decided]
    if reason := doubts.why_not(items, codebook.has):
        raise BadInputError(f"{store.path}: {reason}")
    reads = describer(codebook.targets)
    model = StanceModel.learn(items, reads)
    summary = None
    if record and len(items) > curve.FIRST:
        made = zip(curve.forecasts(items, reads), decided[curve.FIRST :], strict=True)
        summary = curve.summarize([forecast for forecast, one in made if not one.chosen])
    return Trained(annotator, codebook, tuple(decided), model, summary, tuple(remarks(decided, codebook)))


def remarks(decided: Sequence[DecidedItem], codebook: Codebook) -> Iterator[str]:
    """What a user should know of what was learned, a sentence each."""
    retired = {stance for one in decided for stance in one.item.stances if not codebook.has(stance)}
    if retired:
        names = ", ".join(sorted(f"{stance.target}: {stance.label}" for stance in retired))
        yield f"The codebook no longer has {names}; the model leaves these out."
    if chosen := sum(one.chosen for one in decided):
        yield (
            f"{chosen:,} decisions are on articles that the order “teaches most” chose; the figures leave them out, since these are "
            "harder than the rest."
        )
    if unknown_share([one.item.text for one in decided]) > 0.3:
        yield "The encoder was made for English and knows few words of these texts, so the model compares their words alone."


def unknown_share(texts: Iterable[str]) -> float:
    """The share of words that the encoder does not know, even in pieces."""
    words = shipped_encoder().words
    unknown = words.vocabulary.index(UNKNOWN)
    every = [word for text in texts for word in words_of(text) if word[0].isalpha()]
    return sum(unknown in words.split(word) for word in every) / max(len(every), 1)


def card(trained: Trained, program: str) -> dict[str, Any]:
    """What was learned from what: goes with the model."""
    last = trained.decided[-1].decision
    out: dict[str, Any] = {
        "program": program, "annotator": trained.annotator, "decisions": len(trained.decided),
        "stances": sum(len(one.item.stances) for one in trained.decided), "last_decision": last.id, "last_sequence": last.sequence,
        "decided_at": last.decided_at,
        "codebook": {"id": trained.codebook.id, "version": trained.codebook.version, "hash": trained.codebook.hash},
        "encoder": sha256_of(resource("weights", "encoder.onnx")), "outside_prior": sha256_of(resource("weights", "stance.npz")),
        "remarks": list(trained.remarks),
    }  # fmt: skip
    if trained.record:
        record = trained.record
        for name in ("first3", "label", "shown", "shown_right", "calibration"):
            figure = getattr(record, name)
            out[name] = {"value": figure.value, "low": figure.low, "high": figure.high, "count": figure.count}
    return out


def write_model(trained: Trained, path: Path, program: str, *, force: bool = False) -> None:
    """Write the model with its card; ExportError or OccupiedError where it may not go there."""
    with outputs.output(path, files.is_model, force=force) as aim:
        files.write_model(aim, trained.model, card(trained, program))


class StanceProposer:
    """A trained model that proposes labels for the quotations of any article."""

    def __init__(self, path: Path) -> None:
        """Read the model; BadInputError where the file is none."""
        self.model, self.card = files.read_model(path)
        self.version = sha256_of(path)
        self._describer = Describer(self.model.targets, encode, _prior())

    def propose(self, items: Sequence[Item]) -> list[list[dict[str, Any]]]:
        """For each item the labels with a probability of at least :data:`LEAST`, likeliest first: target, label, probability."""
        chance = self.model.predict(items, self._describer)
        self._describer.forget()
        out = []
        for row in chance:
            best = sorted(
                (-value, pair) for value, pair in zip(row.tolist(), self.model.pairs, strict=True) if value >= LEAST
            )
            out.append([{"target": p.target, "label": p.label, "probability": round(-value, 4)} for value, p in best])
        return out

    def add(self, line: dict[str, Any], text: str, found: Sequence[Proposal]) -> None:
        """Put the labels proposed for each quotation into an article's record; ``found`` are the proposals behind its ``quotes``."""
        spoken = [(place, each) for place, each in enumerate(found) if each.kind is not Kind.NOT_SPEECH]
        items = [proposed_item(each, line["sha256"], text) for _, each in spoken]
        for (place, _), stances in zip(spoken, self.propose(items), strict=True):
            line["quotes"][place]["stances"] = stances
