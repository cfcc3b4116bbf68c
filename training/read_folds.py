"""What it costs to read the parse model's parses with models taught on the teacher's: cross-validation on both kinds of parses.

    python -m training.read_folds CORPUS/train.jsonl --folds DIR --cache parses.pickle --read read.pickle --scorer score_quotes.py

As many folds are judged as there are networks in DIR (``0``, ``1``, …, without a gap), each by a network, an indirect model, scorers and
a ranker that were taught on the other folds that have a network. ``--read``: the articles as ``python -m training.fold_parses`` parsed
them.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotator.detection.attributions import FoundAttribution
from annotator.detection.batch import record
from annotator.detection.encoder import use_threads
from annotator.detection.indirect.find import tag
from annotator.detection.indirect.model import AttributionModel
from annotator.detection.network import Network
from annotator.detection.pipeline import propose
from annotator.detection.tokens import Floats
from benchmarks import scorer as scoring
from training.corpus import Example, load
from training.crossval import figures
from training.indirect import cue, spans
from training.indirect.corpus import item, labels
from training.indirect.model import bare, predicted, seen, teach, temperature
from training.indirect.spans import Spans
from training.models import fit_all
from training.networks import fold_networks

Contents = dict[str, Sequence[FoundAttribution]]


@dataclass(frozen=True)
class Indirect:
    """The indirect models by the fold that each has not seen, with what they share: the scale of labels and the choice of the cue."""

    networks: Sequence[Network]
    scale: float
    link: Floats
    models: Sequence[AttributionModel]

    @classmethod
    def taught(cls, examples: Sequence[Example], networks: Sequence[Network]) -> Indirect:
        """The models of all folds."""
        items = [item(e) for e in examples]
        states = seen(items, networks)
        scale = temperature(states, [labels(i) for i in items])
        opinions = [tag(s, bare(scale)) for s in states]
        at = [spans.placed(i, f) for i, f in zip(items, opinions, strict=True)]
        link = cue.fit(items, opinions, at)
        described = [spans.spans(*of, link) for of in zip(items, opinions, at, strict=True)]
        models = []
        for fold in range(len(networks)):
            others = [n for n, e in enumerate(examples) if e.fold != fold]
            models.append(teach(scale, link, [items[n] for n in others], [described[n] for n in others]))
        return cls(networks, scale, link, models)

    def contents(self, examples: Sequence[Example]) -> Contents:
        """What is found in articles, each by the model that has not seen its fold."""
        return {e.id: predicted(self._described(e), self.models[e.fold]) for e in examples}

    def _described(self, example: Example) -> Spans:
        of = item(example)
        opinion = tag(seen([of], self.networks)[0], bare(self.scale))
        return spans.spans(of, opinion, spans.placed(of, opinion), self.link)


def judged(fold: int, taught: Sequence[Example], kinds: dict[str, list[Example]], indirect: Indirect) -> dict[str, Any]:
    """The records of one fold's articles by each kind of parses."""
    found, networks = indirect.contents(taught), indirect.networks
    weights = fit_all([e for e in taught if e.fold != fold], networks, networks[fold], found)
    out: dict[str, Any] = {}
    for kind, examples in kinds.items():
        mine = [e for e in examples if e.fold == fold]
        contents = indirect.contents(mine)
        made = ((e, propose(e.gold["text"], e.parse, weights, attributed=contents[e.id])) for e in mine)
        out[kind] = {e.id: record(e.id, e.gold["text"], proposals, kind) for e, proposals in made}
    return out


def main() -> None:
    """Judge every fold that has a network, and print the figures of both kinds of parses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="gold JSONL")
    parser.add_argument("--cache", type=Path, help="pickle of the teacher's parses")
    parser.add_argument("--folds", type=Path, required=True, help="networks by python -m training.network --folds")
    parser.add_argument("--read", type=Path, required=True, help="pickle by python -m training.fold_parses")
    parser.add_argument("--scorer", type=Path, required=True)
    args = parser.parse_args()
    use_threads(1)
    scorer = scoring.load(args.scorer)
    networks = fold_networks(args.folds, some=True)
    taught = [e for e in load(args.corpus, args.cache) if e.fold < len(networks)]
    own = pickle.loads(args.read.read_bytes())
    kinds = {"teacher": taught, "parse model": [replace(e, parse=own[e.id]) for e in taught if e.id in own]}
    indirect = Indirect.taught(taught, networks)
    records: dict[str, dict[str, Any]] = {kind: {} for kind in kinds}
    for fold in sorted({e.fold for e in kinds["parse model"]}):
        for kind, made in judged(fold, taught, kinds, indirect).items():
            records[kind].update(made)
    for kind, made in records.items():
        gold = {e.id: e.gold for e in taught if e.id in made}
        result, _ = scoring.score(scorer, gold, made)
        told = figures(result, scoring.calibration(scorer, gold, made)) | {
            "folds": len({e.fold for e in kinds["parse model"]})
        }
        print(f"{kind}, {len(gold)} articles:", json.dumps(told))


if __name__ == "__main__":
    main()
