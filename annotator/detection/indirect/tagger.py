"""What each token is in an attribution, by the network: nothing, first or further token of a content, cue, source."""

from __future__ import annotations

import numpy as np

from annotator.detection.network import States
from annotator.detection.tokens import Floats

LABELS = ("O", "B", "I", "C", "S")
OTHER, BEGIN, INSIDE, CUE, SOURCE = range(5)


def marginals(states: States, scale: float) -> tuple[Floats, Floats]:
    """P(label) (tokens by labels), and P(the token before is content and this one goes on with it), 0 where a segment begins.

    ``scale``: what the scores are multiplied with, so that the probabilities hold on articles that the network has not seen
    (temperature scaling: Guo and others, ICML 2017, section 4.2). A further token of a content always goes on with it, so that the
    second answer is its probability: the network has read the whole sentence, and no chain over its labels makes it better.
    """
    scores = scale * states.labels()
    single = np.exp(scores - scores.max(axis=1, keepdims=True)) if len(scores) else scores
    single /= single.sum(axis=1, keepdims=True)
    going = single[:, INSIDE].copy()
    going[states.tokens.first] = 0.0
    return single, going
