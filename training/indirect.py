"""Make ``resources/weights/indirect.json`` from PolNeAR's train part.

    python -m training.indirect --polnear DIR [--out FILE] [--predict DIR]

Four folds by article give the tagger's opinion on articles it has not seen; on that the span scorer and the source ranker
are trained (stacking: Wolpert, "Stacked generalization", Neural Networks 5, 1992). With ``--predict`` it writes predictions
for cross-validation over train and for dev, in the scorer's format, to ``DIR``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from annotator.quotations import indirect_columns
from annotator.quotations.indirect import IndirectAttribution, assemble, best_disjoint, features, gains, tag
from annotator.quotations.indirect_cue import FEATURES as CUE_FEATURES
from annotator.quotations.indirect_describe import CATEGORIES
from annotator.quotations.indirect_model import Model, Table, Trees
from annotator.quotations.indirect_source import NULL_TEMPLATES
from annotator.quotations.indirect_source import TEMPLATES as SOURCE_TEMPLATES
from annotator.quotations.indirect_spans import Field
from annotator.quotations.indirect_tokens import Bounds, Floats, Tokens, Vocabulary
from annotator.quotations.parser import DEFAULT_MODEL, load_model, parses
from annotator.records import Mention, Span
from annotator.resources import resource
from training import indirect_crf, indirect_cue, indirect_source, indirect_spans
from training.indirect_corpus import FOLDS, LEMMA_ARTICLES, Item, Lexicon, gold, labels, records
from training.indirect_crf import Crf, Tagged
from training.indirect_spans import Spans

THRESHOLD = 0.35
NOTHING = Table([], [])


def items(path: Path, stretches: Callable[[str], Sequence[Bounds]]) -> list[Item]:
    """The articles of a JSONL file, parsed."""
    found = records(path)
    return [
        Item(r["id"], parse, [Span(s.start, s.end) for s in stretches(r["text"])], gold(r))
        for r, parse in zip(found, parses(load_model(), (r["text"] for r in found)), strict=True)
    ]


def tagged(items: Sequence[Item], lexicon: Lexicon, own: bool) -> list[Tagged]:
    """Articles ready for the tagger; ``own``: the lexicon was made from them, so use the rates of the other folds."""
    out = []
    words = [lexicon.vocabulary(fold) for fold in range(FOLDS)] if own else [lexicon.vocabulary()] * FOLDS
    for item in items:
        tokens = Tokens(item.parse, item.stretches, words[item.fold])
        out.append(Tagged(tokens, indirect_columns.values(tokens), labels(item)))
    return out


def bare(crf: Crf, vocabulary: Vocabulary) -> Model:
    """A model that can only tag."""
    none = Trees(np.zeros((0, 0), dtype=np.int64), np.zeros((0, 0)), np.zeros((0, 0)))
    link = np.zeros(len(CUE_FEATURES))
    return Model(vocabulary, crf.table, crf.start, crf.step, link, NOTHING, 0.0, none, NOTHING, NOTHING, THRESHOLD, {})


def fields(crf: Crf, articles: Sequence[Tagged]) -> list[Field]:
    """The tagger's opinion on articles."""
    return [tag(a.tokens, bare(crf, a.tokens.vocabulary)) for a in articles]


def crossed(articles: Sequence[Tagged], folds: Sequence[int]) -> list[Field]:
    """The opinion on each article of a tagger that has not seen its fold."""
    out: dict[int, Field] = {}
    for fold in range(FOLDS):
        crf = indirect_crf.fit([a for a, f in zip(articles, folds, strict=True) if f != fold])
        held = [n for n, f in enumerate(folds) if f == fold]
        out.update(zip(held, fields(crf, [articles[n] for n in held]), strict=True))
        print(f"tagger without fold {fold}: {weights(crf.table)} weights", flush=True)
    return [out[n] for n in range(len(articles))]


def weights(table: Table) -> int:
    """How many numbers other than 0 a table has."""
    return int(sum(np.count_nonzero(v) for v in table.values))


def teach(crf: Crf, vocabulary: Vocabulary, link: Floats, items: Sequence[Item], articles: Sequence[Spans]) -> Model:
    """The whole model: the tagger, the choice of the cue, and the span scorer and source ranker taught by these articles."""
    rates, unknown, trees = indirect_spans.fit(articles, [i.fold for i in items])
    source, nobody = indirect_source.fit([indirect_source.asked(i, a) for i, a in zip(items, articles, strict=True)])
    return Model(vocabulary, crf.table, crf.start, crf.step, link, rates, unknown, trees, source, nobody, THRESHOLD, {})


def predicted(article: Spans, model: Model) -> list[IndirectAttribution]:
    """The attributions of an article whose candidates are described already."""
    described = article.described
    chance = model.trees.probability(features(described, model))
    kept = np.array(best_disjoint(described.left, described.right, gains(described, chance, model)), dtype=np.int64)
    return assemble(described.field, described, chance, kept, model)


def stored(model: Model, provenance: dict[str, Any]) -> dict[str, Any]:
    """The model as JSON."""

    def table(of: Table, names: Sequence[str]) -> dict[str, Any]:
        rows = [(v[:, 0] if v.shape[1] == 1 else v).tolist() for v in of.values]
        return {n: [k.tolist(), r] for n, k, r in zip(names, of.keys, rows, strict=True)}

    words, trees = model.vocabulary, model.trees
    return {
        "provenance": provenance,
        "vocabulary": {
            "tags": [*words.tags], "deps": [*words.deps], "lemmas": [*words.lemmas], "cue_rates": dict(sorted(words.rates.items())),
        },
        "tagger": {
            "weights": table(model.tagger, indirect_columns.TEMPLATES),
            "start": model.start.round(3).tolist(), "step": model.step.round(3).tolist(),
        },
        "cue": dict(zip(CUE_FEATURES, model.link.tolist(), strict=True)),
        "spans": {
            "rates": table(model.rates, CATEGORIES), "unknown": round(model.unknown, 4), "least": model.threshold,
            "feature": trees.feature.tolist(), "threshold": trees.threshold.tolist(), "leaf": trees.leaf.tolist(),
        },
        "source": {"weights": table(model.source, SOURCE_TEMPLATES), "none": table(model.no_source, NULL_TEMPLATES)},
    }  # fmt: skip


def provenance(model: Model, articles: int, lexicon: int) -> dict[str, Any]:
    """Where the numbers come from and how many there are; ``lexicon``: how many cue rates."""
    return {
        "corpus": "PolNeAR 1.0, train part (Newell, Margolin and Ruths 2018, LREC; networkdynamics/PolNeAR)",
        "articles": articles, "date": date.today().isoformat(), "made by": "python -m training.indirect", "parser": DEFAULT_MODEL,
        "words": f"single lemmas that stand in at least {LEMMA_ARTICLES} articles; no names, no word sequences, no text",
        "numbers": {
            "tagger": weights(model.tagger), "cue rates": lexicon, "cue": len(model.link), "rates": weights(model.rates),
            "trees": int(np.isfinite(model.trees.threshold).sum()) + len(np.unique(model.trees.leaf)),
            "source": weights(model.source) + weights(model.no_source),
        },
    }  # fmt: skip


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


def write_predictions(path: Path, items: Sequence[Item], found: Sequence[Sequence[IndirectAttribution]]) -> None:
    """Predictions as JSONL."""
    lines = [json.dumps({"id": i.id, "quotes": list(rows(f))}) + "\n" for i, f in zip(items, found, strict=True)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def cross_validate(
    folds: Sequence[int], items: Sequence[Item], articles: Sequence[Spans], crf: Crf, words: Vocabulary, link: Floats
) -> list[list[IndirectAttribution]]:
    """Each article's attributions by a scorer and a ranker that have not seen its fold."""
    out: dict[int, list[IndirectAttribution]] = {}
    for fold in range(FOLDS):
        taught = [n for n, f in enumerate(folds) if f != fold]
        model = teach(crf, words, link, [items[n] for n in taught], [articles[n] for n in taught])
        out.update({n: predicted(articles[n], model) for n, f in enumerate(folds) if f == fold})
    return [out[n] for n in range(len(items))]


def main() -> None:
    """Train and write; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, required=True, help="folder with train.jsonl and dev.jsonl")
    parser.add_argument("--out", type=Path, default=resource("weights", "indirect.json"))
    parser.add_argument("--predict", type=Path, help="write cv.jsonl and dev.jsonl into this folder")
    args = parser.parse_args()
    from annotator.quotations.marks import stretches

    train = items(args.polnear / "train.jsonl", stretches)
    dev = items(args.polnear / "dev.jsonl", stretches) if args.predict else []
    run(train, dev, args.out, args.predict)


def run(train: Sequence[Item], dev: Sequence[Item], out: Path, predict: Path | None) -> None:
    """Train on ``train``, write the weights, and where asked the predictions."""
    lexicon = Lexicon(train)
    articles, folds = tagged(train, lexicon, own=True), [i.fold for i in train]
    opinions = crossed(articles, folds)
    crf, words = indirect_crf.fit(articles), lexicon.vocabulary()
    at = [indirect_spans.placed(i, f) for i, f in zip(train, opinions, strict=True)]
    link = indirect_cue.fit(train, opinions, at)
    described = [indirect_spans.spans(*of, link) for of in zip(train, opinions, at, strict=True)]
    if predict:
        write_predictions(predict / "cv.jsonl", train, cross_validate(folds, train, described, crf, words, link))
    model = teach(crf, words, link, train, described)
    described_by = provenance(model, len(train), len(words.rates))
    out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(stored(model, described_by), ensure_ascii=False, separators=(",", ":"))
    out.write_text(text.replace('],"', '],\n"').replace('},"', '},\n"') + "\n", encoding="utf-8")
    print(f"{out}: {described_by['numbers']}, {len(text) // 1024} KB")
    if predict:
        fresh = tagged(dev, lexicon, own=False)
        opinions = fields(crf, fresh)
        spans = [
            indirect_spans.spans(i, f, indirect_spans.placed(i, f), link) for i, f in zip(dev, opinions, strict=True)
        ]
        write_predictions(predict / "dev.jsonl", dev, [predicted(s, model) for s in spans])


if __name__ == "__main__":
    main()
