"""Train the network that reads tokens in their sentences: ``python -m training.network CORPUS/train.jsonl [--folds DIR]``.

All its questions are learned at once (Caruana, "Multitask learning", Machine Learning 28, 1997), with dropout (Srivastava and others,
JMLR 15, 2014), AdamW under one rising and falling rate (Loshchilov and Hutter, ICLR 2019; Smith and Topin 2018), and a running mean of
the weights (Polyak and Juditsky 1992). PyTorch is needed here alone; what is written is numbers.

With ``--folds`` it also trains one network without each fold: what the other models learn from must come from articles that the
network has not seen.
"""

from __future__ import annotations

import argparse
import copy
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch

from annotator.detection.encoder import Encoder
from annotator.detection.network import CUE, SOURCE, Network, States
from annotator.detection.token_features import TokenFeatures
from annotator.detection.tokens import Tokens
from annotator.resources import resource
from training.corpus import FOLDS, Example, load
from training.costs import costs, losses
from training.encoder import exported
from training.indirect.corpus import Lexicon as Rates
from training.indirect.corpus import item, origin
from training.lessons import Lesson, lesson
from training.lexicon import learn
from training.reader import Reader, batch

EPOCHS, TOGETHER, RATE, DECAY, TRAIL = 3, 3, 3e-3, 0.05, 0.995
TUNING, TUNING_DECAY = 2e-4, 0.01  # rate and decay of the pretrained layers
NEAR = 0.1  # mean difference between PyTorch's vectors, taken in bfloat16, and those taken in bytes
COUNT = {"label": 1.0, "said": 0.2, "content": 0.2, SOURCE: 0.6, CUE: 0.2}  # what the questions count


def lessons(examples: Sequence[Example], rates: Rates) -> list[Lesson]:
    """What the articles teach, each described with the cue rates of the other folds."""
    lexicon = learn(list(examples))
    out = []
    for example in examples:
        of = item(example)
        out.append(lesson(example, of, Tokens(of.parse, of.stretches, rates.vocabulary(example.fold)), lexicon))
    return out


def fit(taught: Sequence[Lesson], epochs: int = EPOCHS, once: bool = False, seed: int = 1) -> Reader:
    """The weights after all epochs, as a running mean; ``once``: each article is read once and not twice, in half the time."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    order = np.random.default_rng(seed)
    reader = Reader(TokenFeatures(taught[0].tokens).sizes)
    mean, batches = copy.deepcopy(reader), [batch(one) for one in taught]
    steps = epochs * (len(batches) // TOGETHER)
    own, tuned = [*reader.weights.parameters()], [*reader.encoder.parameters()]
    groups = [
        {"params": own, "lr": RATE, "weight_decay": DECAY},
        {"params": tuned, "lr": TUNING, "weight_decay": TUNING_DECAY},
    ]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [RATE, TUNING], total_steps=steps + 1, pct_start=0.15)
    done = 0
    for epoch in range(epochs):
        shuffled = order.permutation(len(batches))
        total = 0.0
        for low in range(0, len(batches) - TOGETHER + 1, TOGETHER):
            optimizer.zero_grad()
            for n in shuffled[low : low + TOGETHER].tolist():
                cost = costs(batches[n], reader.answers(batches[n])) if once else losses(reader, batches[n])
                (sum(COUNT[what] * of for what, of in cost.items()) / TOGETHER).backward()
                total += float(cost["label"].detach())
            for weights in (own, tuned):
                torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            trail(mean, reader, min(TRAIL, (1 + done) / (10 + done)))
        print(f"epoch {epoch + 1}: {total / len(batches):.4f} nats a label", flush=True)
    return mean


@torch.no_grad()
def trail(mean: Reader, reader: Reader, keep: float) -> None:
    """One step of the running mean."""
    for old, new in zip(mean.parameters(), reader.parameters(), strict=True):
        old.lerp_(new, 1 - keep)


def network(reader: Reader, rates: Rates, without: int | None = None, articles: int = 0) -> Network:
    """The weights with their vocabulary (of the folds other than ``without``) and provenance."""
    arrays, encoder = reader.arrays(), Encoder(exported(reader.encoder))
    numbers = sum(weight.numel() for weight in reader.parameters())
    return Network(arrays, rates.vocabulary(without), encoder, origin("training.network", articles, numbers))


def write(found: Network, folder: Path) -> None:
    """The network as ``network.npz`` (float16), ``network.json`` (vocabulary, provenance) and ``encoder.onnx``."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "network.npz").open("wb") as file:
        halved: dict[str, Any] = {name: a.astype(np.float16) for name, a in sorted(found.arrays.items())}
        np.savez_compressed(file, **halved)
    (folder / "encoder.onnx").write_bytes(found.encoder.model)
    words = json.dumps(
        {"provenance": dict(found.provenance), "vocabulary": found.vocabulary.stored()},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    (folder / "network.json").write_text(words + "\n", encoding="utf-8")


def check(found: Network, reader: Reader, example: Example, rates: Rates) -> None:
    """RuntimeError if the network reads an article otherwise than PyTorch does."""
    shared = Network(found.arrays, rates.vocabulary(example.fold), found.encoder, {})
    states = States(shared, example.parse, example.stretches)
    with torch.no_grad():
        expected = reader.eval().read(batch(lesson(example, item(example), states.tokens, learn([example])))).numpy()
    apart = float(np.abs(states.hidden - expected).mean())
    if apart > NEAR:
        raise RuntimeError(f"The network and PyTorch read {example.id} differently: by {apart:.4f} on the mean")


def train(
    corpus: Path, cache: Path | None, out: Path, folds: Path | None, epochs: int, once: bool, without: int | None
) -> None:
    """One network: without a fold, into its own folder, or of all articles."""
    examples = load(corpus, cache)
    rates = Rates([item(e) for e in examples])
    kept = [one for e, one in zip(examples, lessons(examples, rates), strict=True) if e.fold != without]
    reader = fit(kept, epochs, once)
    found = network(reader, rates, without, len(kept))
    check(found, reader, next(e for e in examples if e.fold != without), rates)
    write(found, folds / str(without) if folds and without is not None else out)


def main() -> None:
    """Train and write; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="gold JSONL")
    parser.add_argument("--cache", type=Path, help="pickle of the parses")
    parser.add_argument("--out", type=Path, default=resource("weights"), help="folder of the shipped network")
    parser.add_argument("--folds", type=Path, help="folder for the networks of cross-validation, one without each fold")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument(
        "--once", action="store_true", help="read each article once and not twice: half the time, a bit worse"
    )
    parser.add_argument("--only", type=int, nargs="*", help="the folds alone whose networks are trained, with --folds")
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    load(args.corpus, args.cache)  # parsed once, before the processes share the cache
    wanted = args.only or [None, *range(FOLDS)] if args.folds else [None]
    one = partial(train, args.corpus, args.cache, args.out, args.folds, args.epochs, args.once)
    with ProcessPoolExecutor(args.processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(one, wanted))


if __name__ == "__main__":
    main()
