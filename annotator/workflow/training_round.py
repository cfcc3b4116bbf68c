"""Training rounds: somebody labels words whose label is known, and is told at once what is known, and why.

What is known comes from the codebook (each label's example and counter-example) and from settled decisions. Of these only such as stand
in articles that the annotator finished: nobody is told an answer before they gave their own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from annotator.agreement.known_answers import AgreementShare, wilson
from annotator.learning.context import quotation_text
from annotator.records import ADJUDICATED, Codebook, Kind, Label, Status, Target, hash_of
from annotator.store import decisions, repeats, training, work
from annotator.store.connection import Store
from annotator.store.training import TrainingAnswer
from annotator.workflow.project import current_codebook

ROUND = 20  # questions of one round, at most
_REMARK = re.compile(r"(?s)(.*[.!?”\"’»])\s*\(([^()]+)\)\s*")


class KnownLabel(NamedTuple):
    """Words whose label towards a target is known: it is ``label``, or (a counter-example) it is not.

    ``context`` has the sentences that the words stand in, "" where there are none. ``why``: what explains it.
    """

    key: str
    target: Target
    label: Label
    holds: bool
    words: str
    context: str
    why: str

    def agrees(self, given: str) -> bool:
        """Whether a label (its id, "" for none) agrees with what is known."""
        return (given == self.label.id) == self.holds


def known_labels(store: Store, annotator: str) -> list[KnownLabel]:
    """All that can be asked of an annotator."""
    with store.reading():
        codebook = current_codebook(store)
        return [*_of_codebook(codebook), *_settled(store, codebook, annotator)]


def _of_codebook(codebook: Codebook) -> Iterator[KnownLabel]:
    for target in codebook.targets:
        for label in target.labels:
            for text, holds in ((label.example, True), (label.counter_example, False)):
                if text.strip():
                    words, remark = _split(text.strip())
                    why = "\n".join(part for part in (remark, label.definition) if part)
                    yield KnownLabel(_key(target, label, holds, text), target, label, holds, words, "", why)


def _split(text: str) -> tuple[str, str]:
    """An example, and the remark in brackets that it ends with: the remark would tell the answer."""
    found = _REMARK.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def _settled(store: Store, codebook: Codebook, annotator: str) -> Iterator[KnownLabel]:
    read = {sha256 for sha256, name in decisions.finished(store) if name == annotator} - repeats.open_articles(
        store, annotator
    )
    for each in work.streamed(store, (pair for pair in work.pairs(store, adjudicated=True) if pair[0] in read)):
        for decision in each.decisions.get(ADJUDICATED, ()):
            if decision.status is not Status.CONFIRMED or decision.kind is Kind.NOT_SPEECH:
                continue
            given = Counter(stance.target for stance in decision.stances)
            for stance in decision.stances:
                target, label = codebook.target(stance.target), codebook.label(stance)
                if given[stance.target] == 1 and target is not None and label is not None:
                    around = quotation_text(each.article.text, decision.span)
                    key = _key(target, label, True, f"{each.sha256}:{decision.quotation}")
                    context = around if around != decision.words else ""
                    yield KnownLabel(key, target, label, True, decision.words, context, label.definition)


def _key(target: Target, label: Label, holds: bool, text: str) -> str:
    return hash_of("\0".join((target.id, label.id, str(int(holds)), text)))[:32]


def next_round(store: Store, annotator: str, most: int = ROUND) -> list[KnownLabel]:
    """What to ask now, in an order by chance: what the annotator answered least often first."""
    with store.reading():
        before = Counter(each.question for each in training.answers(store) if each.annotator == annotator)
        count = sum(before.values())
        found = known_labels(store, annotator)
    return sorted(found, key=lambda each: (before[each.key], hash_of(f"{annotator} {count} {each.key}")))[:most]


def answer(store: Store, annotator: str, asked: KnownLabel, given: str) -> bool:
    """Keep an answer (a label's id, "" for none of them), on disk when it returns; whether it agrees with what is known."""
    agrees = asked.agrees(given)
    training.add(store, TrainingAnswer(annotator, asked.key, asked.target.id, asked.label.id, given, agrees))
    return agrees


@dataclass(frozen=True)
class TrainingResult:
    """How often an annotator's first answers were right: over all, and by (target, label), the codebook's labels first."""

    annotator: str
    all: AgreementShare
    labels: Mapping[tuple[str, str], AgreementShare]


def report(store: Store) -> list[TrainingResult]:
    """Everybody who answered something, by name. Only the first answer to each question counts: the later ones were told."""
    with store.reading():
        codebook, every = current_codebook(store), training.answers(store)
    first: dict[str, dict[str, TrainingAnswer]] = defaultdict(dict)
    for each in every:
        first[each.annotator].setdefault(each.question, each)
    return [_result(name, found.values(), codebook) for name, found in sorted(first.items())]


def _result(annotator: str, found: Iterable[TrainingAnswer], codebook: Codebook) -> TrainingResult:
    by: dict[tuple[str, str], list[bool]] = {(t.id, label.id): [] for t in codebook.targets for label in t.labels}
    for each in found:
        by.setdefault((each.target, each.label), []).append(each.agrees)
    shares = {key: wilson(sum(right), len(right)) for key, right in by.items() if right}
    return TrainingResult(annotator, wilson(sum(map(sum, by.values())), sum(map(len, by.values()))), shares)
