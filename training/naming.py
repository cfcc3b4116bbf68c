"""Train the scorer of what hints at names and terms: ``python -m training.naming CORPUS/train.jsonl --seeds seeds/01*.gold.jsonl …``.

It corrects the detector's log odds of speech (an offset), so what it learns from must be new to the detector: articles of our own and
single sentences (``training/marked.txt``: what stands in ``{x1:…}`` is no speech, everything else in marks is). The corpus, which the
detector has seen, keeps it from correcting what is right there: its log odds are scaled down to what they are on articles not seen.
"""

from __future__ import annotations

import argparse
import datetime
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from annotator.detection import naming
from annotator.detection.attributions import covering
from annotator.detection.indirect.find import attributions
from annotator.detection.linear import Linear, log_odds
from annotator.detection.pipeline import Detector, Weights
from tools.make_gold import read_marks
from training.fit import logistic, matrix

SEEN, WORTH = 0.8, 0.6  # what the log odds of the corpus are scaled by, and what one of its stretches counts
ARTICLES = 260  # of the corpus
LEAST = 4  # stretches of our own that have a feature
SHARP, BROAD = 0.5, 3.0  # L2 of the weights of what leads to a stretch, and of how it is written
FORMS = ("form", "tail", "whole")


@dataclass
class Row:
    """One stretch: what is on, the detector's log odds of speech, whether it is speech, and what it counts."""

    on: list[str]
    base: float
    said: int
    worth: float = 1.0


def sentences(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file with a text a line (¶ for a new paragraph) in which what is no speech is marked."""
    for line in path.read_text(encoding="utf-8").splitlines():
        text, spans = read_marks(line.replace("¶", "\n\n"))
        terms = [{"start": a, "end": b} for (letter, _), found in spans.items() for a, b in found if letter == "x"]
        yield {"text": text, "quotes": [{"start": 0, "end": len(text)}], "nonspeech": terms}


def records(path: Path) -> list[dict[str, Any]]:
    """The articles of a gold file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rows(detector: Detector, articles: Sequence[dict[str, Any]], seen: bool = False) -> Iterator[Row]:
    """The stretches that gold decides; ``seen``: whether the detector has learned from them."""
    for record in articles:
        article = detector.article(detector.begin([record["text"]])[0])
        covered = covering(article.reading.stretches, attributions(article.states))
        for of in article.decided(covered):
            stretch = article.reading.stretches[of.number]

            def touched(
                what: str, a: int = stretch.start, b: int = stretch.end, record: dict[str, Any] = record
            ) -> bool:
                kept = (p for p in record.get(what, ()) if p.get("kind") != "indirect")
                return any(min(p["end"], b) - max(p["start"], a) >= (b - a) / 2 for p in kept)

            term = touched("nonspeech")
            if not touched("ignore") and (term or touched("quotes")):
                on = naming.features(of.ranked.quotation, of.ranked.constructed)
                yield Row(on, log_odds(of.said) * (SEEN if seen else 1), int(not term), WORTH if seen else 1)


def fit(own: list[Row], corpus: list[Row]) -> Linear:
    """The weights."""
    count = Counter(f for row in own for f in row.on)
    vocab = {f: n for n, f in enumerate(sorted(f for f, c in count.items() if c >= LEAST))}
    everything = [*own, *corpus]
    l2 = np.array([BROAD if f.startswith(FORMS) else SHARP for f in vocab])
    found = logistic(
        matrix([r.on for r in everything], vocab),
        np.array([r.said for r in everything], float),
        l2,
        offset=np.array([r.base for r in everything]),
        counts=np.array([r.worth for r in everything]),
    )
    return Linear({f: round(float(found[n]), 3) for f, n in vocab.items() if abs(found[n]) >= 0.02})


def main() -> None:
    """Train on the files given and write ``weights/naming.json``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="gold JSONL that the detector was trained on")
    parser.add_argument("--seeds", type=Path, nargs="+", required=True, help="gold files of our own")
    parser.add_argument("--sentences", type=Path, default=Path("training/marked.txt"))
    parser.add_argument("--resources", type=Path, default=Path("resources"))
    args = parser.parse_args()
    shipped = {name: getattr(Weights.shipped(), name) for name in Weights.__dataclass_fields__}
    detector = Detector(weights=Weights(**{**shipped, "naming": Linear({})}))
    own = [row for path in args.seeds for row in rows(detector, records(path))]
    own += rows(detector, list(sentences(args.sentences)))
    corpus = list(rows(detector, records(args.corpus)[:ARTICLES], seen=True))
    scorer = fit(own, corpus)
    provenance = {
        "corpus": f"{len(own)} stretches of our own (seeds/, training/marked.txt) and {len(corpus)} of the corpus that the detector saw",
        "date": datetime.date.today().isoformat(), "model": "L2 logistic regression on the detector's log odds", "l2": [SHARP, BROAD],
        "says": "log odds of speech, added where something hints at a name or term", "features": len(scorer.weights),
    }  # fmt: skip
    text = json.dumps({"provenance": provenance, "weights": dict(scorer.weights)}, indent=0, ensure_ascii=False)
    (args.resources / "weights" / "naming.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
