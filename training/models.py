"""All models fitted on a set of articles, as the detector wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from annotator.detection import speech
from annotator.detection.attributions import FoundAttribution
from annotator.detection.linear import Linear
from annotator.detection.network import Network, States
from annotator.detection.network_scores import NetworkScores
from annotator.detection.pipeline import Weights
from training import fit
from training.corpus import Example
from training.examples import Rows, rows
from training.lexicon import common_lemmas, learn

L2_RANKER, L2_SPEECH, L2_JOINT, THRESHOLD = 5.0, 10.0, 1.0, 0.56
WORDS = frozenset(
    {"left", "left2", "right", "head", "up", "child", "verb0", "verb1", "prep"}
)  # features that hold a lemma
SMALL = 0.02  # weights nearer to nothing than this are left out


def linear(vocab: dict[str, int], weights: np.ndarray) -> Linear:
    """The fitted weights by name, rounded."""
    return Linear({name: round(float(weights[n]), 3) for name, n in vocab.items() if abs(weights[n]) >= SMALL})


def fit_ranker(data: list[Rows], l2: float = L2_RANKER) -> Linear:
    """The ranker from rows."""
    vocab = fit.vocabulary([r.pairs for r in data])
    x = fit.matrix([p for r in data for p in r.pairs], vocab)
    sizes = np.array([s for r in data for s in r.sizes])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = np.array([y for r in data for y in r.right], float)
    return linear(vocab, fit.conditional_logit(x, starts, right, l2))


def nameless(vocab: dict[str, int], common: frozenset[str]) -> dict[str, int]:
    """The vocabulary without features that hold a lemma which is no common one (a name that was tagged as another word)."""
    kept = [
        f for f in vocab if all(part.partition("=")[0] not in WORDS or _plain(part, common) for part in f.split("|"))
    ]
    return {f: n for n, f in enumerate(kept)}


def _plain(part: str, common: frozenset[str]) -> bool:
    """Whether the value of a word feature is a part of speech or a common lemma."""
    value = part.partition("=")[2]
    return not value.islower() or value in common


def fit_speech(data: list[Rows], common: frozenset[str], l2: float = L2_SPEECH) -> Linear:
    """The speech scorer from rows."""
    vocab = nameless(fit.vocabulary([r.speech for r in data]), common)
    x = fit.matrix([p for r in data for p in r.speech], vocab)
    return linear(vocab, fit.logistic(x, np.array([y for r in data for y in r.said], float), l2))


def fit_direct(data: list[Rows], common: frozenset[str], l2: float = L2_SPEECH) -> Linear:
    """The scorer of direct against mixed, from the rows of what was said."""
    vocab = nameless(fit.vocabulary([r.speech for r in data]), common)
    kept = [(f, d) for r in data for f, s, d in zip(r.speech, r.said, r.direct, strict=True) if s]
    x = fit.matrix([f for f, _ in kept], vocab)
    return linear(vocab, fit.logistic(x, np.array([d for _, d in kept], float), l2))


def fit_joint(data: list[Rows], folds: Sequence[int], common: frozenset[str]) -> Linear:
    """The scorer of speech that knows the contents found, from rows and their folds: it learns from what speech scorers say of articles
    that they have not seen (stacking: Wolpert, "Stacked generalization", Neural Networks 5, 1992).
    """
    known: list[dict[str, float]] = []
    right: list[int] = []
    for fold in sorted(set(folds)):
        scorer = fit_speech([r for r, f in zip(data, folds, strict=True) if f != fold], common)
        for r in (r for r, f in zip(data, folds, strict=True) if f == fold):
            known += [
                speech.evidence(speech.said(scorer, on), *more) for on, more in zip(r.speech, r.known, strict=True)
            ]
            right += r.said
    names = list(known[0])
    found = fit.logistic(csr_matrix([[k[n] for n in names] for k in known]), np.array(right, float), L2_JOINT)
    return Linear({n: round(float(w), 3) for n, w in zip(names, found, strict=True)})


def fit_all(
    examples: list[Example],
    networks: Sequence[Network],
    network: Network,
    attributed: Mapping[str, Sequence[FoundAttribution]],
) -> Weights:
    """Every model from the articles given; ``networks`` by the fold that each has not seen, ``network`` to be used with them.

    ``attributed``: by an article's id the contents that models find which have not seen it.
    """
    lexicon = learn(examples)
    common = common_lemmas(examples)
    data = [
        rows(e, lexicon, NetworkScores(States(networks[e.fold], e.parse, e.stretches)), attributed.get(e.id, ()))
        for e in examples
    ]
    joint = fit_joint(data, [e.fold for e in examples], common)
    naming = Weights.shipped().naming  # which is learned from other texts
    return Weights(
        network, lexicon, fit_speech(data, common), fit_direct(data, common), joint, naming, fit_ranker(data), THRESHOLD
    )
