"""Cross-validation over a gold corpus: every article is judged by models that never saw it.

``python -m training.crossval CORPUS/train.jsonl --scorer score_quotes.py --predictions FILE --figures FILE``
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from annotator.detection.batch import record
from annotator.detection.pipeline import propose
from benchmarks import scorer as scoring
from training.corpus import FOLDS, load
from training.indirect.model import attributed
from training.models import fit_all
from training.networks import fold_networks


def predict(corpus: Path, cache: Path | None, folds: Path, indirect: Path | None, fold: int) -> list[dict[str, Any]]:
    """The records of one fold's articles, by models fitted on the others."""
    examples, networks = load(corpus, cache), fold_networks(folds)
    found = attributed(indirect, examples)
    weights = fit_all([e for e in examples if e.fold != fold], networks, networks[fold], found)
    out = []
    for e in examples:
        if e.fold == fold:
            text = e.parse.text
            contents = found[e.id]  # quotations inside others, which the gold does not have, are left out
            proposals = propose(
                text, e.parse, weights, indirect=indirect is not None, nested=False, attributed=contents
            )
            out.append(record(e.id, text, proposals, f"fold {fold}"))
    return out


def main() -> None:
    """Predict by folds, score, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="gold JSONL")
    parser.add_argument("--cache", type=Path, help="pickle of the parses")
    parser.add_argument(
        "--indirect",
        type=Path,
        help="cv.jsonl of python -m training.indirect --predict; without it quotations in marks alone",
    )
    parser.add_argument("--folds", type=Path, required=True, help="networks by python -m training.network --folds")
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, help="where the records go")
    parser.add_argument("--figures", type=Path, help="where the figures go, as JSON")
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    scorer = scoring.load(args.scorer)
    load(args.corpus, args.cache)  # parsed once, before the processes share the cache
    with ProcessPoolExecutor(args.processes) as pool:
        folds = list(pool.map(partial(predict, args.corpus, args.cache, args.folds, args.indirect), range(FOLDS)))
    records = {r["id"]: r for fold in folds for r in fold}
    gold = {g["id"]: g for g in map(json.loads, args.corpus.read_text(encoding="utf-8").splitlines())}
    result, errors = scoring.score(scorer, gold, records)
    ece = scoring.calibration(scorer, gold, records)
    print(scorer.table(result))
    print(
        "ECE", {"speech": round(ece.speech, 4), "speaker": round(ece.speaker, 4)}, dict(scoring.classes(gold, errors))
    )
    if args.predictions:
        args.predictions.write_text("".join(json.dumps(r) + "\n" for r in records.values()), encoding="utf-8")
    if args.figures:
        args.figures.write_text(json.dumps(figures(result, ece), indent=1), encoding="utf-8")


def figures(result: dict[str, Any], ece: scoring.Calibration) -> dict[str, Any]:
    """The figures that are written beside the weights, in percent."""
    detection, speaker = result["detection"], result["speaker"]

    def percent(x: float) -> float:
        return round(100 * x, 1)

    return {
        "folds": FOLDS, "overlap_f1": percent(detection["overlap"]["f1"]), "exact_f1": percent(detection["exact"]["f1"]),
        "false_alarm": percent(detection["false_alarm"]), "ece_speech": round(ece.speech, 4), "ece_speaker": round(ece.speaker, 4),
        "content": percent(result["all"]["content"]["f1"]), "source": percent(result["all"]["source"]["f1"]),
        **{k: percent(speaker[k]) for k in ("mention", "head", "precision", "within_3", "mention_mixed")},
    }  # fmt: skip


if __name__ == "__main__":
    main()
