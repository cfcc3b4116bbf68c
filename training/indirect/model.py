"""Make ``resources/weights/indirect.json`` from PolNeAR's train part.

    python -m training.indirect CORPUS/train.jsonl --folds DIR [--out FILE] [--predict FILE]

Networks that have not seen an article give their opinion on it; on that the scale of labels, the span scorer and the source ranker
are trained (stacking: Wolpert, "Stacked generalization", Neural Networks 5, 1992). With ``--predict`` it writes predictions
of cross-validation in the scorer's format.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from annotator.detection.indirect.cue import FEATURES as CUE_FEATURES
from annotator.detection.indirect.find import IndirectAttribution, assemble, best_disjoint, features, gains, tag
from annotator.detection.indirect.model import AttributionModel, Trees, WeightTable
from annotator.detection.indirect.source import NULL_TEMPLATES
from annotator.detection.indirect.source import TEMPLATES as SOURCE_TEMPLATES
from annotator.detection.indirect.span_features import CATEGORIES
from annotator.detection.network import Network, States
from annotator.detection.tokens import Floats, Ints
from annotator.records import Mention, Span
from annotator.resources import resource
from training.corpus import Example, load
from training.indirect import cue as indirect_cue
from training.indirect import source as indirect_source
from training.indirect import spans as indirect_spans
from training.indirect.corpus import FOLDS, Item, item, labels, origin
from training.indirect.spans import Spans
from training.networks import fold_networks

THRESHOLD = 0.38
NOTHING = WeightTable([], [])


def seen(items: Sequence[Item], networks: Sequence[Network]) -> list[States]:
    """Each article as a network sees it that has not learned from it (``networks`` by fold)."""
    return [States(networks[i.fold], i.parse, i.stretches) for i in items]


def bare(scale: float) -> AttributionModel:
    """A model that can only tag."""
    none = Trees(np.zeros((0, 0), dtype=np.int64), np.zeros((0, 0)), np.zeros((0, 0)))
    link = np.zeros(len(CUE_FEATURES))
    return AttributionModel(scale, link, NOTHING, 0.0, none, NOTHING, NOTHING, THRESHOLD, {})


def weights(table: WeightTable) -> int:
    """How many numbers other than 0 a table has."""
    return int(sum(np.count_nonzero(v) for v in table.values))


def temperature(articles: Sequence[States], gold: Sequence[Ints]) -> float:
    """The scale under which gold's labels are likeliest, given the scores of networks that have not seen the articles."""
    scores, right = np.concatenate([a.labels() for a in articles]), np.concatenate(gold)
    own = scores[np.arange(len(right)), right]

    def loss(scale: float) -> float:
        return float((np.log(np.exp(scale * scores).sum(axis=1)) - scale * own).mean())

    return round(float(minimize_scalar(loss, bounds=(0.3, 2.0), method="bounded").x), 3)


def teach(scale: float, link: Floats, items: Sequence[Item], articles: Sequence[Spans]) -> AttributionModel:
    """The whole model: the scale of the labels, the choice of the cue, and the span scorer and source ranker taught by these articles."""
    rates, unknown, trees = indirect_spans.fit(articles, [i.fold for i in items])
    source, nobody = indirect_source.fit([indirect_source.asked(i, a) for i, a in zip(items, articles, strict=True)])
    return AttributionModel(scale, link, rates, unknown, trees, source, nobody, THRESHOLD, {})


def predicted(article: Spans, model: AttributionModel) -> list[IndirectAttribution]:
    """The attributions of an article whose candidates are described already."""
    described = article.described
    chance = model.trees.probability(features(described, model))
    kept = np.array(best_disjoint(described.left, described.right, gains(described, chance, model)), dtype=np.int64)
    return assemble(described.field, described, chance, kept, model)


def stored(model: AttributionModel, provenance: dict[str, Any]) -> dict[str, Any]:
    """The model as JSON."""

    def table(of: WeightTable, names: Sequence[str]) -> dict[str, Any]:
        rows = [(v[:, 0] if v.shape[1] == 1 else v).tolist() for v in of.values]
        return {n: [k.tolist(), r] for n, k, r in zip(names, of.keys, rows, strict=True)}

    trees = model.trees
    return {
        "provenance": provenance,
        "tagger": {"scale": model.scale},
        "cue": dict(zip(CUE_FEATURES, model.link.tolist(), strict=True)),
        "spans": {
            "rates": table(model.rates, CATEGORIES), "unknown": round(model.unknown, 4), "least": model.threshold,
            "feature": trees.feature.tolist(), "threshold": trees.threshold.tolist(), "leaf": trees.leaf.tolist(),
        },
        "source": {"weights": table(model.source, SOURCE_TEMPLATES), "none": table(model.no_source, NULL_TEMPLATES)},
    }  # fmt: skip


def provenance(model: AttributionModel, articles: int) -> dict[str, Any]:
    """Where the numbers come from and how many there are."""
    numbers = {
        "tagger": 1, "cue": len(model.link), "rates": weights(model.rates),
        "trees": int(np.isfinite(model.trees.threshold).sum()) + len(np.unique(model.trees.leaf)),
        "source": weights(model.source) + weights(model.no_source),
    }  # fmt: skip
    return origin("training.indirect", articles, numbers)


def rows(found: Sequence[IndirectAttribution]) -> Iterator[dict[str, Any]]:
    """Attributions in the scorer's format (all as indirect), with all that :func:`attribution` needs to make them again."""
    for number, a in enumerate(found):
        source = a.sources[0][0].span if a.speaks else None
        yield {
            "start": a.content[0].start, "end": a.content[0].end, "kind": "indirect", "group": f"a{number}",
            "speaker": {"start": source.start, "end": source.end} if source else None,
            "content": [[s.start, s.end] for s in a.content], "confidence": round(a.confidence, 4),
            "cue": {"start": a.cue.span.start, "end": a.cue.span.end} if a.cue else None, "no_source": round(a.no_source, 4),
            "candidates": [{"start": m.span.start, "end": m.span.end, "score": round(p, 4)} for m, p in a.sources],
        }  # fmt: skip


def attribution(text: str, row: dict[str, Any]) -> IndirectAttribution:
    """What a row of a predictions file says about an article's text."""
    return IndirectAttribution(
        Mention.of(text, row["cue"]["start"], row["cue"]["end"]) if row["cue"] else None,
        tuple((Mention.of(text, c["start"], c["end"]), c["score"]) for c in row["candidates"]),
        row["no_source"], tuple(Span(a, b) for a, b in row["content"]), row["confidence"],
    )  # fmt: skip


def attributed(path: Path | None, examples: Sequence[Example]) -> dict[str, list[IndirectAttribution]]:
    """What a predictions file says of articles, by their ids; nothing without a file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path else []
    found = {record["id"]: record["quotes"] for record in map(json.loads, lines)}
    return {e.id: [attribution(e.parse.text, row) for row in found.get(e.id, ())] for e in examples}


def write_predictions(path: Path, items: Sequence[Item], found: Sequence[Sequence[IndirectAttribution]]) -> None:
    """Predictions as JSONL."""
    lines = [json.dumps({"id": i.id, "quotes": list(rows(f))}) + "\n" for i, f in zip(items, found, strict=True)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def cross_validate(
    items: Sequence[Item], articles: Sequence[Spans], scale: float, link: Floats
) -> list[list[IndirectAttribution]]:
    """Each article's attributions by a scorer and a ranker that have not seen its fold."""
    out: dict[int, list[IndirectAttribution]] = {}
    for fold in range(FOLDS):
        taught = [n for n, i in enumerate(items) if i.fold != fold]
        model = teach(scale, link, [items[n] for n in taught], [articles[n] for n in taught])
        out.update({n: predicted(articles[n], model) for n, i in enumerate(items) if i.fold == fold})
    return [out[n] for n in range(len(items))]


def main() -> None:
    """Train and write; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="gold JSONL")
    parser.add_argument("--cache", type=Path, help="pickle of the parses")
    parser.add_argument(
        "--folds", type=Path, required=True, help="networks of cross-validation by python -m training.network"
    )
    parser.add_argument("--out", type=Path, default=resource("weights", "indirect.json"))
    parser.add_argument("--predict", type=Path, help="write what cross-validation finds to this JSONL file")
    args = parser.parse_args()
    run([item(e) for e in load(args.corpus, args.cache)], fold_networks(args.folds), args.out, args.predict)


def run(train: Sequence[Item], networks: Sequence[Network], out: Path, predict: Path | None) -> None:
    """Train on ``train``, write the weights, and where asked the predictions."""
    states = seen(train, networks)
    scale = temperature(states, [labels(i) for i in train])
    print(f"tagger: scale {scale}", flush=True)
    opinions = [tag(s, bare(scale)) for s in states]
    at = [indirect_spans.placed(i, f) for i, f in zip(train, opinions, strict=True)]
    link = indirect_cue.fit(train, opinions, at)
    described = [indirect_spans.spans(*of, link) for of in zip(train, opinions, at, strict=True)]
    if predict:
        write_predictions(predict, train, cross_validate(train, described, scale, link))
    model = teach(scale, link, train, described)
    described_by = provenance(model, len(train))
    out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(stored(model, described_by), ensure_ascii=False, separators=(",", ":"))
    out.write_text(text.replace('],"', '],\n"').replace('},"', '},\n"') + "\n", encoding="utf-8")
    print(f"{out}: {described_by['numbers']}, {len(text) // 1024} KB")


if __name__ == "__main__":
    main()
