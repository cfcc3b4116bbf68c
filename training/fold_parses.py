"""The corpus as the detector parses it, by parse models whose encoder has not seen the article.

    python -m training.fold_parses CORPUS/train.jsonl --folds DIR --cache parses.pickle --out read.pickle

The parse model works on the vectors of the encoder, which was tuned with the labels of the whole corpus. What the other models learn from
the parses, and what they are judged on in cross-validation, must not know those labels: for each fold the shipped parse model, which was
taught spaCy's parses and no label, goes on for one pass over the vectors of the encoder that has not seen that fold (nor are the fold's
texts in the pass), and parses the fold's articles.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from annotator.detection import parse_model
from annotator.detection.encoder import Encoder, use_threads
from annotator.detection.parse import Parse
from annotator.detection.parse_model import ParseModel
from annotator.detection.parser import Parser
from annotator.detection.tokenizer import Tokenizer
from training.corpus import FOLDS, load
from training.networks import fold_networks
from training.parse_model import LATER, Student, agreement, drawn, fit, lessons, records_of, texts_of
from training.teacher import parses

WORDS = 1_000_000


def taught(encoder: Encoder, known: Sequence[Parse]) -> ParseModel:
    """The shipped parse model after one pass over the vectors of another encoder."""
    begun = parse_model.shipped()
    tags, labels = ({name: n for n, name in enumerate(names)} for names in (begun.tags, begun.labels))
    some = list(lessons(known, encoder, tags, labels))
    torch.manual_seed(1)
    student = Student(encoder.width, len(tags), len(labels))
    student.take(begun.arrays)
    arrays: dict[str, Any] = {name: a.astype(np.float32) for name, a in fit(some, student, 1, LATER).numbers().items()}
    return ParseModel(arrays, begun.tags, begun.labels, {"encoder": "of a fold", "continues": begun.fingerprint})


def told(model: ParseModel, encoder: Encoder, known: Sequence[Parse]) -> str:
    """How far the model agrees with the teacher on parses, in words."""
    tags, labels = ({name: n for n, name in enumerate(names)} for names in (model.tags, model.labels))
    shares = agreement(model, list(lessons(known, encoder, tags, labels)))
    return ", ".join(f"{name} {100 * share:.1f} %" for name, share in shares.items())


def main() -> None:
    """Parse every fold; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="gold JSONL")
    parser.add_argument("texts", nargs="*", type=Path, help="JSON lines with a “text” each that are in every pass too")
    parser.add_argument("--folds", type=Path, required=True, help="networks by python -m training.network --folds")
    parser.add_argument("--cache", type=Path, help="pickle of the teacher's parses")
    parser.add_argument("--words", type=int, default=WORDS, help="about so many words are in a pass")
    parser.add_argument("--out", type=Path, required=True, help="the pickle of parses that is written")
    args = parser.parse_args()
    use_threads(1)
    examples = load(args.corpus, args.cache)
    records, more = {r["id"]: r for r in records_of([args.corpus])}, records_of(args.texts)
    tokenizer, found = Tokenizer(), {}
    for fold, network in enumerate(fold_networks(args.folds, some=True)):
        others = [records[e.id] for e in examples if e.fold != fold]
        model = taught(network.encoder, list(parses(drawn(texts_of([*others, *more]), args.words))))
        mine = [e for e in examples if e.fold == fold]
        own = Parser(tokenizer, network.encoder, model)
        found.update({e.id: own.parse(tokenizer.tokenize(e.gold["text"])) for e in mine})
        print(f"fold {fold} of {FOLDS}: {told(model, network.encoder, [e.parse for e in mine])}", flush=True)
    args.out.write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main()
