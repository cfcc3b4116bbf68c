"""What the network's answers cost while it learns, and how far two readings of one lesson are apart.

Each lesson is read twice, with different dropout, and the answers are to agree: the mean of both costs, and the divergences between
them (R-Drop: Liang and others, "R-Drop: regularized dropout for neural networks", NeurIPS 2021, equation 4, halved, with alpha 1).
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

from annotator.detection.network import CUE, SOURCE
from training.reader import Batch, Reader

Answers = Mapping[str, Tensor]
NEVER = -1e4  # the score of an answer that there is none of
AGREE = 0.25  # what each of both divergences counts beside the mean cost of an answer


def losses(reader: Reader, of: Batch) -> dict[str, Tensor]:
    """What each question costs on a lesson, in nats a case."""
    one, other = reader.answers(of), reader.answers(of)
    first, second, apart = costs(of, one), costs(of, other), divergences(of, one, other)
    return {what: (first[what] + second[what]) / 2 + AGREE * apart[what] for what in first}


def costs(of: Batch, answers: Answers) -> dict[str, Tensor]:
    """The log loss of each question, in nats a case."""
    out = {"label": functional.cross_entropy(answers["label"], of.labels)}
    for what, right in (("said", of.said), ("content", of.fits)):
        if what in answers:
            out[what] = functional.binary_cross_entropy_with_logits(answers[what], right)
    for what, none in _nobody(answers).items():
        words, score = of.pairs[what], answers[what]
        right = of.nobody if what == SOURCE else torch.zeros_like(none)
        asked = (torch.zeros_like(none).index_add(0, words.owner, words.right) + right) > 0
        cost = _sum(score, words.owner, none) - _sum(
            score.masked_fill(words.right == 0, NEVER), words.owner, none.masked_fill(right == 0, NEVER)
        )
        if bool(asked.any()):
            out[what] = cost[asked].mean()
    return out


def divergences(of: Batch, one: Answers, other: Answers) -> dict[str, Tensor]:
    """The sum of both Kullback-Leibler divergences between two answers to each question, in nats a case."""
    left, right = _logarithms(of, one), _logarithms(of, other)
    out = {}
    for what, (a, cases) in left.items():
        b, _ = right[what]
        out[what] = ((a.exp() - b.exp()) * (a - b)).sum() / cases
    return out


def _nobody(answers: Answers) -> dict[str, Tensor]:
    """For each question on pairs the score of the answer that it is none of the words."""
    if "nobody" not in answers:
        return {}
    return {SOURCE: answers["nobody"], CUE: torch.full_like(answers["nobody"], NEVER)}


def _logarithms(of: Batch, answers: Answers) -> dict[str, tuple[Tensor, int]]:
    """The logarithms of the probabilities of all answers to each question, with the number of cases."""
    out = {"label": (functional.log_softmax(answers["label"], -1), len(answers["label"]))}
    for what in ("said", "content"):
        if what in answers:
            score = answers[what]
            out[what] = torch.cat([functional.logsigmoid(score), functional.logsigmoid(-score)]), len(score)
    for what, none in _nobody(answers).items():
        owner = of.pairs[what].owner
        total = _sum(answers[what], owner, none)
        out[what] = torch.cat([answers[what] - total[owner], none - total]), len(none)
    return out


def _sum(scores: Tensor, owner: Tensor, none: Tensor) -> Tensor:
    """The logarithm of the sum of the exponentials of each owner's scores and of ``none``."""
    top = none.detach().scatter_reduce(0, owner, scores.detach(), "amax")
    total = torch.exp(none - top).index_add(0, owner, torch.exp(scores - top[owner]))
    return torch.log(total + 1e-12) + top
