"""Train every model on a gold corpus and write the weights: ``python -m training.train CORPUS/train.jsonl``."""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path
from typing import Any

from annotator.detection.network import Network
from annotator.detection.pipeline import Weights
from training.corpus import CORPUS, Example, load
from training.indirect.model import attributed
from training.models import L2_JOINT, L2_RANKER, L2_SPEECH, fit_all
from training.networks import fold_networks


def provenance(examples: list[Example], **more: Any) -> dict[str, Any]:
    """Where the numbers come from."""
    return {
        "corpus": CORPUS, "articles": len(examples), "date": datetime.date.today().isoformat(),
        "words": "single common lemmas that stand in at least five articles; no names, no word sequences, no text", **more,
    }  # fmt: skip


def write(weights: Weights, examples: list[Example], folder: Path, figures: dict[str, Any]) -> None:
    """The weights as JSON files under ``folder`` (the project's ``resources/``)."""
    (folder / "weights").mkdir(parents=True, exist_ok=True)
    base = {"model": "L2 logistic regression", "l2": L2_SPEECH, "figures": figures}
    logit = {"model": "conditional logit over candidates and no source", "l2": L2_RANKER, "figures": figures}
    for name, model, more in (
        ("speech", weights.speech, {**base, "says": "log odds of speech", "threshold": weights.threshold}),
        ("direct", weights.direct, {**base, "says": "log odds of direct against mixed, given speech"}),
        ("joint", weights.joint, {**base, "l2": L2_JOINT, "says": "log odds of speech where contents are known"}),
        ("ranker", weights.ranker, logit),
    ):
        record = {
            "provenance": provenance(examples, features=len(model.weights), **more),
            "weights": dict(model.weights),
        }
        _dump(folder / "weights" / f"{name}.json", record)
    lexicon = weights.lexicon
    meaning = "share of a lemma's uses outside marks that head a cue (verbs, nouns) or a source (sources), smoothed"
    kinds = {"verbs": dict(lexicon.verbs), "nouns": dict(lexicon.nouns), "sources": dict(lexicon.sources)}
    _dump(folder / "cues.json", {"provenance": provenance(examples, says=meaning), **kinds})


def _dump(path: Path, record: dict[str, Any]) -> None:
    path.write_text(json.dumps(record, indent=0, ensure_ascii=False, sort_keys=False) + "\n", encoding="utf-8")


def main() -> None:
    """Train on all of the corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="gold JSONL")
    parser.add_argument("--cache", type=Path, help="pickle of the parses, made where it is not there")
    parser.add_argument("--folds", type=Path, required=True, help="networks by python -m training.network --folds")
    parser.add_argument("--indirect", type=Path, required=True, help="JSONL of python -m training.indirect --predict")
    parser.add_argument("--resources", type=Path, default=Path("resources"))
    parser.add_argument("--figures", type=Path, help="JSON of cross-validation figures to write beside the weights")
    args = parser.parse_args()
    examples = load(args.corpus, args.cache)
    figures = json.loads(args.figures.read_text(encoding="utf-8")) if args.figures else {}
    network = Network.read(args.resources / "weights")
    found = attributed(args.indirect, examples)
    write(fit_all(examples, fold_networks(args.folds), network, found), examples, args.resources, figures)


if __name__ == "__main__":
    main()
