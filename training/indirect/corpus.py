"""PolNeAR as the indirect model's teachers need it: parses, gold labels of tokens, cue rates and folds.

Only numbers and single lemmas leave this package: see :data:`LEMMA_ARTICLES` and :meth:`Lexicon.vocabulary`.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from annotator.detection.indirect.tagger import BEGIN, CUE, INSIDE, SOURCE
from annotator.detection.parse import DEFAULT_MODEL, Parse
from annotator.detection.reading import Stretch
from annotator.detection.tokens import CLASSES, EDGE, Floats, Ints, Tokens, Vocabulary
from training.corpus import CORPUS, Example

LEMMA_ARTICLES = 5  # a lemma is kept where it stands in this many articles …
NAME_SHARE = 0.3  # … and less than this share of its occurrences are tagged as a name
FOLDS = 4
COMMON = 30  # occurrences from which on a lemma that is never a cue is known as such
PRIOR = 4.0  # occurrences at the class's mean rate that a cue rate is shrunk by
NAMES = ("NNP", "NNPS")
Pair = tuple[int, int]


@dataclass(frozen=True)
class Gold:
    """One attribution of the corpus: kind and code-point spans."""

    kind: str
    content: list[Pair]
    source: Pair | None
    cue: Pair | None


@dataclass(frozen=True)
class Item:
    """One article: its parse, its quoted stretches, its gold attributions."""

    id: str
    parse: Parse
    stretches: list[Stretch]
    gold: list[Gold]

    @property
    def fold(self) -> int:
        """The fold of cross-validation, by a hash of the article's id."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % FOLDS

    def pieces(self) -> list[tuple[Pair, Gold]]:
        """The pieces of all contents, cut at line breaks and trimmed, each once."""
        out: dict[Pair, Gold] = {}
        for gold in self.gold:
            for span in gold.content:
                for piece in trim(self.parse.text, span):
                    out.setdefault(piece, gold)
        return list(out.items())

    def tokens(self, span: Pair) -> Pair:
        """The half-open range of tokens that touch a span."""
        return bisect_right(self.parse.ends, span[0]), bisect_left(self.parse.starts, span[1])


def trim(text: str, span: Pair) -> list[Pair]:
    """The span cut at line breaks, without marks, stops and white space at the edges of its pieces."""
    out = []
    for line in re.finditer(r"[^\n]+", text[span[0] : span[1]]):
        words = line[0]
        low, high = 0, len(words)
        while low < high and words[low] in EDGE:
            low += 1
        while low < high and words[high - 1] in EDGE:
            high -= 1
        if low < high:
            out.append((span[0] + line.start() + low, span[0] + line.start() + high))
    return out


def gold(record: dict[str, Any]) -> list[Gold]:
    """The attributions of an article, one for each group."""
    groups: dict[str, dict[str, Any]] = {}
    for quote in record["quotes"]:
        groups.setdefault(quote["group"], quote)

    def pair(mention: dict[str, int] | None) -> Pair | None:
        return (mention["start"], mention["end"]) if mention else None

    return [
        Gold(q["kind"], [(a, b) for a, b in q["content"]], pair(q["speaker"]), pair(q["cue"])) for q in groups.values()
    ]


def origin(module: str, articles: int, numbers: int | dict[str, int]) -> dict[str, Any]:
    """The provenance of weights: from what they were learned, when, by which module, and how many numbers they are."""
    return {
        "corpus": CORPUS, "articles": articles, "date": date.today().isoformat(), "made by": f"python -m {module}", "parser": DEFAULT_MODEL,
        "words": f"single lemmas that stand in at least {LEMMA_ARTICLES} articles; no names, no word sequences, no text",
        "numbers": numbers,
    }  # fmt: skip


def item(example: Example) -> Item:
    """An example of the corpus as the indirect model's teachers read it."""
    return Item(example.id, example.parse, example.stretches, gold(example.gold))


def fits(tokens: Tokens, low: Ints, high: Ints, pieces: Sequence[Pair]) -> tuple[Ints, Floats]:
    """For each span of tokens ``low:high`` the gold piece that it fits best (-1: none) and how well (IoU in code points)."""
    left, right = tokens.starts[low], tokens.ends[high - 1]
    fit, piece = np.zeros(len(left)), np.full(len(left), -1, dtype=np.int64)
    for number, (start, end) in enumerate(pieces):
        shared = np.minimum(right, end) - np.maximum(left, start)
        joint = np.maximum(right, end) - np.minimum(left, start)
        value = np.where(shared > 0, shared / joint, 0.0)
        piece[value > fit] = number
        fit = np.maximum(fit, value)
    return piece, fit


def labels(item: Item) -> Ints:
    """The tagger's label of each token; contents go before cues, cues before sources."""
    out = np.zeros(len(item.parse), dtype=np.int64)
    for attribution in item.gold:
        for span, label in ((attribution.source, SOURCE), (attribution.cue, CUE)):
            if span:
                first, last = item.tokens(span)
                chosen = out[first:last]
                out[first:last] = np.where(chosen == CUE, CUE, label)
    for piece, _ in item.pieces():
        first, last = item.tokens(piece)
        out[first:last] = INSIDE
        out[first : first + 1] = BEGIN
    return out


def cue_heads(item: Item) -> set[int]:
    """The head token of each gold cue."""
    out = set()
    for attribution in item.gold:
        if attribution.cue:
            first, last = item.tokens(attribution.cue)
            up = item.parse.heads
            tops = [t for t in range(first, last) if not first <= up[t] < last or up[t] == t]
            out.update(tops[:1] or [first])
    return out


class Lexicon:
    """How often each lemma is a cue, in each fold.

    An article is always described with the rates of the other folds, in training as in cross-validation: leaving out only
    the article itself would tell its labels to a learner that has seen the same lemma's rate elsewhere.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.total = [Counter[str]() for _ in range(FOLDS)]
        self.cues = [Counter[str]() for _ in range(FOLDS)]
        articles: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        named: Counter[str] = Counter()
        for item in items:
            parse, heads = item.parse, cue_heads(item)
            words = list(zip(parse.lemmas, parse.pos, parse.tags, strict=True))
            plain = [(i, w, CLASSES.get(p)) for i, (w, p, t) in enumerate(words) if t not in NAMES]
            seen.update(parse.lemmas)
            named.update(w for w, _, t in words if t in NAMES)
            articles.update({w for _, w, _ in plain})
            self.total[item.fold].update(f"{c} {w}" for _, w, c in plain if c)
            self.cues[item.fold].update(f"{c} {w}" for i, w, c in plain if c and i in heads)
        self.lemmas = sorted(
            w for w, n in articles.items()
            if n >= LEMMA_ARTICLES and named[w] < NAME_SHARE * seen[w] and re.fullmatch(r"[a-z][a-z'’-]*|[:—–,;()-]", w)
        )  # fmt: skip
        self.tags = sorted({t for item in items for t in item.parse.tags})
        self.deps = sorted({d for item in items for d in item.parse.deps})

    def vocabulary(self, without: int | None = None) -> Vocabulary:
        """Codes and cue rates, the rates without what fold ``without`` adds to them."""
        folds = [f for f in range(FOLDS) if f != without]
        total, cues = (
            sum((self.total[f] for f in folds), Counter[str]()),
            sum((self.cues[f] for f in folds), Counter[str]()),
        )
        known, rates = set(self.lemmas), {}
        mean = {}
        for number in set(CLASSES.values()):
            of_class = [k for k in total if k[0] == str(number)]
            mean[str(number)] = sum(cues[k] for k in of_class) / sum(total[k] for k in of_class)
        for key, count in total.items():
            if key.split(" ", 1)[1] in known and (cues[key] or count >= COMMON):
                rates[key] = round((cues[key] + PRIOR * mean[key[0]]) / (count + PRIOR), 4)
        return Vocabulary(
            {t: i for i, t in enumerate(self.tags, 1)},
            {d: i for i, d in enumerate(self.deps, 1)},
            {w: i for i, w in enumerate(self.lemmas, 2)},
            rates,
        )
