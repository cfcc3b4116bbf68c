"""Learn the model of names: whether a name is a person's, and whom pronouns and roles mean (``resources/weights/names.json``).

    python -m training.names TRAIN.jsonl --gum coref.jsonl --named dev.jsonl dev.names.jsonl --scorer score_names.py

Logistic regression, and conditional logits over the candidates and "nobody known". Later questions see what was answered before, so each is
learned on articles read with gold's answers, and with the model of the round before where gold says nothing (imitation: Daumé and others,
"Search-based structured prediction", Machine Learning 75, 2009). The articles with names of speakers are judged by models that did not see
them (five folds); those figures are printed and written beside the weights.
"""

from __future__ import annotations

import argparse
import datetime
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from annotator.detection.batch import record
from annotator.detection.linear import Linear
from annotator.detection.names import person
from annotator.detection.names.model import NamesModel
from annotator.detection.names.referents import Features, Referent
from annotator.detection.names.resolve import Pass
from annotator.detection.parse import DEFAULT_MODEL
from annotator.detection.pipeline import Weights, propose
from annotator.detection.settings import PERSON_MENTIONS
from benchmarks import names, scorer
from training import fit
from training.names.gold import (
    Taught,
    cached,
    fingerprint,
    jsonl,
    kind,
    mean_vector,
    teach_coreference,
    teach_kinds,
    teach_names,
    teach_pointers,
)  # fmt: skip

ARTICLES = 240  # of the corpus that are read: those with pointers are among them
FOLDS, ROUNDS = 5, 3
L2_PERSON, L2 = 10.0, {"pronoun": 10.0, "role": 6.0}
VECTOR = (
    0.55  # how much less than a named feature a number of the encoder may weigh: chosen on held-out articles of GUM
)
LEAST = {"person": 10, "pronoun": 5, "role": 5}  # times that a feature is on before it is learned
COUNT = {"gum": 1.0, "pointers": 3.0, "named": 4.0}  # what an example of each kind counts
SMALL = 0.005
START: Mapping[str, Any] = {
    "pronoun": Linear({"gender": 1.0, "person": 0.5, "away=0": 1.5, "away=1": 0.8, "subject rank=0": 1.0, "none": 1.0}),
    "role": Linear({"title=0": 1.5, "title=1": 1.0, "none": 2.0}),
}  # of the first round


@dataclass
class Questions:
    """What was asked in some articles: for each the features of the answers, and which are right."""

    on: list[list[Features]] = field(default_factory=list)
    right: list[list[float]] = field(default_factory=list)


class Lesson(Pass):
    """A pass that follows gold and keeps what was asked."""

    def __init__(self, article: Taught, model: NamesModel) -> None:
        entities = article.entities
        model.judge(article.reading, article.vectors @ model.vector, entities.all)
        super().__init__(article.reading, entities, model.pronoun, model.role, article.sources)
        self.article = article
        self.asked = {"pronoun": Questions(), "role": Questions()}

    def decide(
        self, what: str, at: int, candidates: list[Referent], on: list[Features]
    ) -> tuple[Referent | None, float]:
        """Gold's answer where there is one."""
        test = self.article.meant.get(at)
        if test is None:
            return super().decide(what, at, candidates, on)
        right = [float(test(c)) for c in candidates]
        self.asked[what].on.append(on)
        self.asked[what].right.append([*right, float(not any(right))])
        return next((c for c, ok in zip(candidates, right, strict=True) if ok), None), 1.0


def vocabulary(rows: Iterable[Features], least: int) -> dict[str, int]:
    """The features that are on ``least`` times or more, numbered."""
    count = Counter(name for row in rows for name in row)
    return {name: n for n, name in enumerate(sorted(name for name, c in count.items() if c >= least))}


def matrix(rows: Sequence[Features], vocab: dict[str, int]) -> csr_matrix:
    """The rows as a sparse matrix."""
    known = [{vocab[name]: value for name, value in row.items() if name in vocab} for row in rows]
    indptr = np.cumsum([0, *map(len, known)])
    values = [value for row in known for value in row.values()]
    return csr_matrix((values, [n for row in known for n in row], indptr), shape=(len(rows), len(vocab)))


def linear(vocab: dict[str, int], weights: np.ndarray) -> Linear:
    """The weights by name, rounded."""
    return Linear({name: round(float(weights[n]), 3) for name, n in vocab.items() if abs(weights[n]) >= SMALL})


def fit_person(articles: Sequence[Taught]) -> tuple[Linear, person.Floats]:
    """Whether a name is a person's: the weights of the features and of the encoder's numbers, which are centered."""
    rows, vectors, right = [], [], []
    for article in articles:
        for entity in article.entities.all:
            if (told := kind(article, entity)) is not None:
                rows.append(person.features(article.reading, entity))
                vectors.append(mean_vector(article, entity, PERSON_MENTIONS))
                right.append(float(told))
    vocab = vocabulary(rows, LEAST["person"])
    x = hstack([matrix(rows, vocab), csr_matrix(np.array(vectors) * VECTOR)]).tocsr()
    found = fit.logistic(x, np.array(right), L2_PERSON)
    return linear(vocab, found[: len(vocab)]), np.round(found[len(vocab) :] * VECTOR, 4).astype(np.float32)


def fit_questions(what: str, asked: Sequence[tuple[Questions, float]]) -> Linear:
    """The weights of a conditional logit, given what was asked and what each question counts."""
    groups = [(on, right, counts) for some, counts in asked for on, right in zip(some.on, some.right, strict=True)]
    rows = [row for on, _, _ in groups for row in on]
    vocab = vocabulary(rows, LEAST[what])
    sizes = [len(on) for on, _, _ in groups]
    starts = np.cumsum([0, *sizes[:-1]])
    right = np.array([value for _, values, _ in groups for value in values])
    counts = np.array([c for _, _, c in groups])
    return linear(vocab, fit.conditional_logit(matrix(rows, vocab), starts, right, L2[what], counts))


@dataclass(frozen=True)
class Gold:
    """The articles by the kind of their gold; ``fold``: that of an article with names."""

    gum: Sequence[Taught]
    pointers: Sequence[Taught]
    named: Sequence[Taught]

    @staticmethod
    def fold(article_id: str) -> int:
        """The fold of an article."""
        return int(fingerprint(article_id), 16) % FOLDS


@dataclass(frozen=True)
class Persons:
    """Who is a person, told by all articles, and for each half of GUM by all but that half: the logits must not trust it more there."""

    own: NamesModel
    halves: tuple[NamesModel, NamesModel]

    @classmethod
    def fit(cls, gold: Gold) -> Persons:
        """From the articles whose names gold tells apart."""
        own, *halves = (
            NamesModel(*fit_person([*gold.pointers, *gum]), **START)
            for gum in (gold.gum, gold.gum[1::2], gold.gum[0::2])
        )
        return cls(own, (halves[0], halves[1]))


def learn(gold: Gold, persons: Persons, without: int | None) -> NamesModel:
    """The model of all articles but those of one fold."""
    kept = [a for a in gold.named if gold.fold(a.id) != without]
    lessons = [(a, persons.halves[n % 2], "gum") for n, a in enumerate(gold.gum)]
    lessons += [
        (a, persons.own, what) for what, some in (("pointers", gold.pointers), ("named", kept)) for a in some if a.meant
    ]
    logits: Mapping[str, Any] = START
    for _ in range(ROUNDS):
        asked: dict[str, list[tuple[Questions, float]]] = {what: [] for what in logits}
        for article, judge, kind_of_gold in lessons:
            lesson = Lesson(article, replace(judge, **logits))
            lesson.run()
            for what, found in lesson.asked.items():
                asked[what].append((found, COUNT[kind_of_gold]))
        logits = {what: fit_questions(what, found) for what, found in asked.items()}
    return replace(persons.own, **logits)


def main() -> None:
    """Learn, judge by folds, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="gold JSONL whose sources training/referents.jsonl explains")
    parser.add_argument("--gum", type=Path, required=True, help="coreference JSONL")
    parser.add_argument("--named", type=Path, nargs=2, required=True, help="gold JSONL and the names of its speakers")
    parser.add_argument("--scorer", type=Path, required=True, help="score_names.py")
    parser.add_argument("--resources", type=Path, default=Path("resources"))
    parser.add_argument(
        "--cache", type=Path, help="pickle of the articles as the detector read them, made where it is not there"
    )
    args = parser.parse_args()
    gold = taught(args)
    persons = Persons.fit(gold)
    articles, speakers = args.named
    table = names.table(args.scorer, articles, speakers, judged(gold, persons))
    print(table)
    model = replace(learn(gold, persons, None), provenance=provenance(gold, names.figures(table)))
    stored = json.dumps(model.stored(), indent=0)
    (args.resources / "weights" / "names.json").write_text(stored + "\n", encoding="utf-8")


def taught(args: argparse.Namespace) -> Gold:
    """All articles with what gold says of them."""
    gum, named = jsonl(args.gum), jsonl(args.named[0])
    speakers = {line["id"]: line for line in jsonl(args.named[1])}
    pointers = {line["article"]: line["meant"] for line in jsonl(Path(__file__).parents[1] / "referents.jsonl")}
    articles = cached([*gum, *jsonl(args.corpus)[:ARTICLES], *named], args.cache)
    found = Gold(articles[: len(gum)], articles[len(gum) : -len(named)], articles[-len(named) :])
    for article, line in zip(found.gum, gum, strict=True):
        teach_coreference(article, line)
    for article in found.pointers:
        teach_pointers(article, pointers)
    teach_kinds(found.pointers, DEFAULT_MODEL)
    for article, line in zip(found.named, named, strict=True):
        teach_names(article, line, speakers[article.id], scorer.load(args.scorer))
    return found


def judged(gold: Gold, persons: Persons) -> list[dict[str, Any]]:
    """The articles with names as proposed with models of names that did not see them."""
    out = []
    for fold in range(FOLDS):
        weights = replace(Weights.shipped(), names=learn(gold, persons, fold))
        for article in gold.named:
            if gold.fold(article.id) == fold:
                text = article.parse.text
                out.append(record(article.id, text, propose(text, article.parse, weights), f"fold {fold}"))
    return out


def provenance(gold: Gold, figures: dict[str, Any]) -> dict[str, Any]:
    """Where the numbers come from."""
    return {
        "corpus": "GUM, five genres (Zeldes 2017; annotations CC BY 4.0); PolNeAR 1.0 (Newell, Margolin and Ruths 2018): names of the "
        "speakers of the dev part, pointers into the train part, whose persons the pipeline's own entity recognizer told",
        "articles": {"gum": len(gold.gum), "pointers": len(gold.pointers), "named": len(gold.named)},
        "model": "logistic regression; conditional logits over referents and nobody known",
        "date": datetime.date.today().isoformat(), "l2": {"person": L2_PERSON, **L2}, "rounds": ROUNDS,
        "words": "none: features are named after dependency labels, distances and word lists",
        "figures": {"folds": FOLDS, **figures},
    }  # fmt: skip


if __name__ == "__main__":
    main()
