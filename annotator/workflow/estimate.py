"""What share of a corpus's quotations is of a kind, from the detector's proposals on all articles and people's decisions on a sample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from annotator.errors import BadInputError
from annotator.estimation.shares import LEAST, Estimate, Sample, estimates
from annotator.records import Article, Decision, Kind, Speaker, Status, fold
from annotator.store import articles, register, work
from annotator.store.connection import Store
from annotator.workflow.project import annotators, current_codebook, not_known
from annotator.workflow.sampling import PROBABILITY, SIZE, STRATUM, corpus_records

IN_MARKS = frozenset({Kind.DIRECT, Kind.MIXED})

Pair = tuple[float, float]  # numerator and denominator of an article


@dataclass(frozen=True, slots=True)
class EstimateQuestion:
    """Which share is asked for; at least a speaker or a target.

    - A speaker: that speaker's among all quotations.
    - A target: quotations with a stance towards it among all (or among the speaker's).
    - A target and a label: quotations with that stance among those with any stance towards the target.
    """

    speaker: Speaker | None = None
    target: str = ""
    label: str = ""
    kinds: frozenset[Kind] = IN_MARKS

    @property
    def names(self) -> frozenset[str]:
        """The speaker's names, folded."""
        return frozenset(map(fold, (self.speaker.name, *self.speaker.aliases))) if self.speaker else frozenset()

    @property
    def text(self) -> str:
        """The share in words."""
        kinds = ", ".join(sorted(self.kinds))
        whose = f" of {self.speaker.name}" if self.speaker else ""
        if not self.target:
            return f"quotations{whose} among all quotations ({kinds})"
        if not self.label:
            return f"quotations{whose} with a stance towards {self.target} among all quotations{whose} ({kinds})"
        return f"quotations{whose} with {self.target}:{self.label} among those{whose} with a stance towards {self.target} ({kinds})"

    def counted(self, decisions: Iterable[Decision]) -> Pair:
        """What a person decided in an article."""
        top = under = 0
        for each in decisions:
            if each.status is not Status.CONFIRMED or each.kind not in self.kinds:
                continue
            theirs = self.speaker is None or each.speaker_id == self.speaker.id
            labels = {stance.label for stance in each.stances if stance.target == self.target}
            if not self.target:
                conditions = True, theirs
            elif not self.label:
                conditions = theirs, theirs and bool(labels)
            else:
                conditions = theirs and bool(labels), theirs and self.label in labels
            under += conditions[0]
            top += conditions[1]
        return float(top), float(under)

    def expected(self, record: dict[str, Any]) -> Pair:
        """What the detector expects of an article: sums of its probabilities. BadInputError where stances are asked for and lacking."""
        top = under = 0.0
        for quote in record["quotes"]:
            if quote["kind"] not in self.kinds:
                continue
            speech: float = quote["confidence"]
            theirs = self._theirs(quote) if self.speaker else 1.0
            if not self.target:
                top, under = top + speech * theirs, under + speech
                continue
            if "stances" not in quote:
                raise BadInputError(
                    f"“{record['id']}”: its quotations have no stances; make the corpus again with annotator propose --stances."
                )
            labels = {s["label"]: s["probability"] for s in quote["stances"] if s["target"] == self.target}
            some = min(sum(labels.values()), 1.0)
            if self.label:
                top, under = top + speech * theirs * labels.get(self.label, 0.0), under + speech * theirs * some
            else:
                top, under = top + speech * theirs * some, under + speech * theirs
        return top, under

    def _theirs(self, quote: dict[str, Any]) -> float:
        """The probability that a quotation is the speaker's."""
        return float(min(sum(c["score"] for c in quote.get("candidates", ()) if fold(c["name"]) in self.names), 1.0))


@dataclass(frozen=True, slots=True)
class EstimateReport:
    """A share by several methods, and what they stand on. ``proposals``: the share by the detector alone, which may be wrong anyhow."""

    question: str
    annotator: str
    corpus: int  # articles
    sampled: int
    finished: int
    strata: int
    proposals: float
    estimates: tuple[Estimate, ...]
    level: float


def question_of(
    store: Store, speaker: str = "", target: str = "", label: str = "", *, indirect: bool = False
) -> EstimateQuestion:
    """The question in the project's words; BadInputError for a speaker, target or label that the project does not know."""
    if not speaker and not target:
        raise BadInputError("What should be estimated? Name a --speaker or a --target.")
    if label and not target:
        raise BadInputError("A --label belongs to a --target; name both.")
    found = None
    if speaker:
        known = register.speaker_called(store, speaker)
        if known is None:
            raise BadInputError(
                f"{store.path}: no speaker is called “{speaker}” in the register; confirm a quotation of theirs, or type another name."
            )
        found = Speaker(known, register.name_of(store, known), register.aliases(store, known))
    if target:
        meant = current_codebook(store).target(target)
        if meant is None or (label and label not in {each.id for each in meant.labels}):
            raise BadInputError(f"{store.path}: the codebook has no “{':'.join(filter(None, (target, label)))}”.")
    kinds = IN_MARKS | {Kind.INDIRECT} if indirect else IN_MARKS
    return EstimateQuestion(found, target, label, kinds)


def estimate(
    store: Store, corpus: Path, question: EstimateQuestion, *, annotator: str | None = None, level: float = 0.95
) -> EstimateReport:
    """Estimate a share of the whole corpus; the corpus is read once.

    BadInputError where the project holds no sample of this corpus, or too little of it is finished.
    """
    with store.reading():
        drawn = _drawn(store)
        name = _who(store, annotator, drawn)
        done = _finished(store, name, drawn, question)
    strata = sorted({article.metadata[STRATUM] for article in drawn.values()})
    sizes = {article.metadata[STRATUM]: int(article.metadata[SIZE]) for article in drawn.values()}
    for each in strata:
        count = sum(drawn[sha].metadata[STRATUM] == each for sha in done)
        if count < LEAST:
            raise BadInputError(
                f"{store.path}: {name} finished {count} sampled articles of the stratum “{each}”; finish at least {LEAST} of each."
            )
    by_id = {drawn[sha].id: sha for sha in done}
    proposed: dict[str, Pair] = {}
    total, count = np.zeros(2), 0
    for record in corpus_records(corpus):
        pair = question.expected(record)
        total += pair
        count += 1
        if record["id"] in by_id:
            proposed[by_id[record["id"]]] = pair
    if count != sum(sizes.values()) or len(proposed) != len(done):
        raise BadInputError(
            f"{corpus}: it is not the corpus that the sample was drawn from ({count:,} articles, not {sum(sizes.values()):,}); "
            "name that one."
        )
    order = list(done)
    sample = Sample(
        np.array([strata.index(drawn[sha].metadata[STRATUM]) for sha in order]),
        np.array([sizes[each] for each in strata]),
        np.array([done[sha] for sha in order]),
        np.array([proposed[sha] for sha in order]),
        total,
    )
    if sample.human[:, 1].sum() <= 0:
        raise BadInputError(
            f"{store.path}: {name} decided no quotation of this kind, so there is no share to estimate."
        )
    return EstimateReport(
        question.text, name, count, len(drawn), len(done), len(strata), float(total[0] / total[1]) if total[1] else 0.0,
        estimates(sample, level), level,
    )  # fmt: skip


def _drawn(store: Store) -> dict[str, Article]:
    """The articles of the project that were drawn as a sample, by checksum, without their texts."""
    found = {}
    for article in work.read_articles(store, list(articles.article_hashes(store))):
        if (
            PROBABILITY in article.metadata
            and article.metadata.get(SIZE, "").isdecimal()
            and STRATUM in article.metadata
        ):
            found[article.sha256] = Article(article.id, "", article.title, article.metadata)
    if not found:
        raise BadInputError(
            f"{store.path}: it holds no sample of a corpus; bring one in with annotator import --sample."
        )
    return found


def _who(store: Store, annotator: str | None, drawn: dict[str, Article]) -> str:
    """The annotator who is named, or the only one who finished articles of the sample."""
    if annotator is not None:
        if annotator not in annotators(store):
            raise BadInputError(not_known(store, annotator))
        return annotator
    names = sorted({each for sha, each, _ in work.pairs(store) if sha in drawn})
    if len(names) != 1:
        told = f"choose one of {', '.join(names)} with --annotator" if names else "nobody has annotated the sample yet"
        raise BadInputError(f"{store.path}: whose decisions should count? {told[0].upper()}{told[1:]}.")
    return names[0]


def _finished(store: Store, name: str, drawn: dict[str, Article], question: EstimateQuestion) -> dict[str, Pair]:
    """What somebody counted in each article of the sample that they finished."""
    wanted = [pair for pair in work.pairs(store) if pair[0] in drawn and pair[1] == name]
    return {
        each.sha256: question.counted(each.decisions[name])
        for each in work.streamed(store, wanted)
        if name in each.finished
    }
