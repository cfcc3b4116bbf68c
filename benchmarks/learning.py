"""How well the program's learner proposes stances after k decisions, beside majority and TF-IDF with logistic regression.

    python -m benchmarks.learning FOLDER [--json] [--k 50 200 500] [--orders 5] [--last 200]

FOLDER holds gold in JSON lines (``benchmarks.stance_files``). Per order the articles are shuffled (seed 0, 1, …; a line without an
article is one of its own), the last ``last`` lines are predicted, the first k of the others are decided. A pair counts where it has at
least five positives among the predicted. ``AP``: macro average precision; ``F1``: at one threshold that the learner chose on the
decided (else .5); ``first3``: of the lines with a stance, a right pair is among the three likeliest; ``label``: of the right pairs, the
label is the likeliest of its target; ``shown``, ``right``: share of the right pairs whose target's likeliest label has .85 of the
target's sum, and how often it is right; ``ece``: calibration error of the likeliest pair in ten bins, over all orders together;
``slips``: with 5 % of the decided stances' labels turned, the share of these in the tenth that the second reader is most surprised by.
Intervals are of the mean over the orders (t, 95 %).

The outside prior of a set is one that was learned without it (``resources/weights/stance.npz`` was learned on the file
newsmtsc.dev.jsonl; ``benchmarks/stance_without_newsmtsc.npz`` on mams.dev.jsonl): which set a file is of says the beginning of its name.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from annotator.detection.encoder import shipped_encoder
from annotator.learning.curve import SURE
from annotator.learning.described import Describer
from annotator.learning.encoded import Doubles
from annotator.learning.items import Item
from annotator.learning.model import StanceModel
from annotator.learning.outside import OutsidePrior
from annotator.learning.slips import surprises
from annotator.resources import resource
from annotator.workflow.encoded_texts import encode_text
from benchmarks.stance_files import item_of, read_rows, targets_of

Predict = Callable[[Sequence[Item]], Doubles]
Learner = Callable[[Sequence[Item], list[str]], tuple[Predict, float]]
T95 = {2: 12.71, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262}


def split(items: list[Item], seed: int, last: int) -> tuple[list[Item], list[Item]]:
    """(decided in order, predicted) of one shuffle of the articles."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.article, []).append(item)
    keys = sorted(groups)
    random.Random(seed).shuffle(keys)
    row = [item for key in keys for item in groups[key]]
    return row[:-last], row[-last:]


def gold_of(items: Sequence[Item], pairs: list[str]) -> Doubles:
    """1 where an item bears a pair (items by pairs)."""
    borne = [{f"{stance.target}/{stance.label}" for stance in item.stances} for item in items]
    return np.array([[pair in own for pair in pairs] for own in borne], dtype=np.float64)


def average_precision(gold: Doubles, scores: Doubles) -> float:
    """Average precision of scores for 0/1 labels; ties in the order given."""
    hits = gold[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits > 0].mean())


def measure(gold: Doubles, pairs: list[str], chance: Doubles, threshold: float) -> dict[str, float]:
    """The figures of one order, without the calibration error."""
    target = np.array([pair.split("/")[0] for pair in pairs])
    enough = np.flatnonzero(gold.sum(0) >= 5)
    said = chance >= threshold
    f1 = [2 * (said[:, j] * gold[:, j]).sum() / max(said[:, j].sum() + gold[:, j].sum(), 1) for j in enough]
    label, shown, right = [], 0, 0
    for i, j in zip(*np.nonzero(gold), strict=True):
        own = np.flatnonzero(target == target[j])
        best = own[np.argmax(chance[i, own])]
        label.append(gold[i, best] > 0)
        if chance[i, best] >= SURE * max(chance[i, own].clip(0).sum(), 1e-9):
            shown, right = shown + 1, right + int(gold[i, best] > 0)
    first3 = [gold[i, np.argsort(-chance[i])[:3]].any() for i in np.flatnonzero(gold.any(1))]
    return {
        "AP": float(np.mean([average_precision(gold[:, j], chance[:, j]) for j in enough])), "F1": float(np.mean(f1)),
        "first3": float(np.mean(first3)), "label": float(np.mean(label)), "shown": shown / max(len(label), 1),
        "right": right / max(shown, 1),
    }  # fmt: skip


def calibration_error(chance: Doubles, right: Doubles) -> float:
    """The mean distance of probability and share of right ones in ten bins."""
    bins = np.minimum((chance.clip(0, 1) * 10).astype(int), 9)
    found = [(bins == b) for b in np.unique(bins)]
    return float(sum(abs(chance[own].mean() - right[own].mean()) * own.mean() for own in found))


def evaluate(items: list[Item], learner: Learner, k: int, orders: int, last: int) -> dict[str, float]:
    """Means over the orders, with ``NAME_low`` and ``NAME_high``; empty where there are fewer than k to decide."""
    pairs = sorted({f"{stance.target}/{stance.label}" for item in items for stance in item.stances})
    rows: list[dict[str, float]] = []
    sure: list[tuple[float, float]] = []
    for seed in range(orders):
        before, after = split(items, seed, last)
        if len(before) < k:
            return {}
        predict, threshold = learner(before[:k], pairs)
        # what is predicted is seen without its answers
        chance = predict([Item(i.id, i.text, i.article, i.speaker, i.organization) for i in after])
        gold = gold_of(after, pairs)
        rows.append(measure(gold, pairs, chance, threshold))
        top = chance.argmax(1)
        sure += [(chance[i, j], gold[i, j]) for i, j in enumerate(top)]
    out: dict[str, float] = {}
    for name in rows[0]:
        values = np.array([row[name] for row in rows])
        half = T95.get(len(values), 1.96) * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0.0
        out |= {
            name: float(values.mean()),
            f"{name}_low": float(values.mean() - half),
            f"{name}_high": float(values.mean() + half),
        }
    out["AP_sd"] = float(np.std([row["AP"] for row in rows]))
    chance, right = np.array(sure).T
    out["ece"] = calibration_error(chance, right)
    return out


def majority(train: Sequence[Item], pairs: list[str]) -> tuple[Predict, float]:
    """Each pair's share among the decided."""
    share = (gold_of(train, pairs).sum(axis=0) + 0.5) / (len(train) + 1)
    return (lambda items: np.tile(share, (len(items), 1))), 0.5


def tfidf(train: Sequence[Item], pairs: list[str]) -> tuple[Predict, float]:
    """TF-IDF of words and pairs of words, one logistic regression a pair (scikit-learn); pairs not seen get their share."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    features = words.fit_transform([item.text for item in train])
    gold = gold_of(train, pairs)
    models = {
        j: LogisticRegression(C=10.0, max_iter=1000).fit(features, gold[:, j])
        for j in range(len(pairs))
        if 0 < gold[:, j].sum() < len(gold)
    }
    share, _ = majority(train, pairs)

    def predict(items: Sequence[Item]) -> Doubles:
        found = words.transform([item.text for item in items])
        out = share(items)
        for j, model in models.items():
            out[:, j] = model.predict_proba(found)[:, 1]
        return out

    return predict, 0.5


def annotator(describer: Describer) -> Learner:
    """The program's own learner."""

    def learn(train: Sequence[Item], pairs: list[str]) -> tuple[Predict, float]:
        model = StanceModel.learn(train, describer)
        place = {f"{pair.target}/{pair.label}": number for number, pair in enumerate(model.pairs)}
        columns = [place[pair] for pair in pairs]
        return (lambda items: model.predict(items, describer)[:, columns]), model.threshold

    return learn


def find_slips(items: list[Item], describer: Describer, k: int, orders: int, last: int) -> float | None:
    """The share of slips put in (one in 20 decided stances gets another label of its target) in the tenth with the most surprise."""
    found = []
    for seed in range(orders):
        before, _ = split(items, seed, last)
        if len(before) < k:
            return None
        decided, chance = list(before[:k]), random.Random(seed)
        borne = [i for i, item in enumerate(decided) if item.stances]
        turned = set(chance.sample(borne, max(len(borne) // 20, 1)))
        labels = {target.id: [label.id for label in target.labels] for target in describer.targets}
        for i in turned:
            stance = chance.choice(sorted(decided[i].stances))
            others = [label for label in labels[stance.target] if label != stance.label]
            if not others:
                turned = turned - {i}
                continue
            new = type(stance)(stance.target, chance.choice(others))
            old = decided[i]
            decided[i] = Item(
                old.id, old.text, old.article, old.speaker, old.organization, old.stances - {stance} | {new}
            )
        surprise = surprises(StanceModel.learn(decided, describer))
        worst = sorted(borne, key=lambda i: -surprise[i])[: max(len(borne) // 10, 1)]
        found.append(len(turned & set(worst)) / max(len(turned), 1))
    return float(np.mean(found))


def prior_without(name: str) -> OutsidePrior:
    """An outside prior that was learned without the set that a file's name begins with."""
    here = Path(__file__).parent / "stance_without_newsmtsc.npz"
    return OutsidePrior.read(here if name.startswith("newsmtsc") else resource("weights", "stance.npz"))


def run(file: Path, ks: Sequence[int], orders: int, last: int) -> dict[str, dict[str, dict[str, float]]]:
    """{learner: {k: {measure: value}}} of one file."""
    items = [item_of(row) for row in read_rows(file)]
    pairs = sorted({f"{stance.target}/{stance.label}" for item in items for stance in item.stances})
    encoder = shipped_encoder()
    describer = Describer(targets_of(pairs), lambda text: encode_text(encoder, text), prior_without(file.name))
    learners: dict[str, Learner] = {"majority": majority, "tfidf+lr": tfidf, "annotator": annotator(describer)}
    out: dict[str, dict[str, dict[str, float]]] = {name: {} for name in learners}
    for k in ks:
        for name, learner in learners.items():
            if not (row := evaluate(items, learner, k, orders, last)):
                continue
            if name == "annotator" and (slips := find_slips(items, describer, k, orders, last)) is not None:
                row["slips"] = slips
            out[name][str(k)] = row
    return out


def show(file: str, found: dict[str, dict[str, dict[str, float]]]) -> None:
    """A line for each learner and k."""
    names = ("AP", "F1", "first3", "label", "shown", "right")
    for k in next(iter(found.values())):
        for learner, rows in found.items():
            row = rows[k]
            figures = " ".join(
                f"{name} {row[name]:.3f} ({row[f'{name}_low']:.2f}–{row[f'{name}_high']:.2f})" for name in names
            )
            rest = " ".join(f"{name} {row[name]:.3f}" for name in ("ece", "slips") if name in row)
            print(f"{file:20} k={k:>4} {learner:9} {figures} {rest}", flush=True)


def pooled(found: dict[str, dict[str, dict[str, dict[str, float]]]]) -> None:
    """The means over the sets that have k decisions."""
    counts = Counter(k for learners in found.values() for k in learners["annotator"])
    for k in counts:
        rows = [learners["annotator"][k] for learners in found.values() if k in learners["annotator"]]
        names = ("label", "shown", "right", "ece")
        print(
            f"{'mean of the sets':20} k={k:>4} annotator",
            " ".join(f"{n} {np.mean([r[n] for r in rows]):.3f}" for n in names),
        )


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print {file: {learner: {k: {measure: value}}}}")
    parser.add_argument("--k", type=int, nargs="+", default=[50, 200, 500])
    parser.add_argument("--orders", type=int, default=5)
    parser.add_argument("--last", type=int, default=200)
    given = parser.parse_args()
    found = {}
    for file in sorted(given.folder.glob("*.jsonl")):
        found[file.name] = run(file, given.k, given.orders, given.last)
        if not given.json:
            show(file.name, found[file.name])
    if given.json:
        print(json.dumps(found, indent=1))
    elif found:
        pooled(found)


if __name__ == "__main__":
    main()
