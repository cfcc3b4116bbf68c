"""A dependency parser over the encoder's vectors: tags, sentence starts, heads and labels of the words of a text.

The vector of each token, with what its letters tell (its last three, capitals, digits), goes through convolutions over its
neighbors; four layers on top answer a question each: the Penn tag, whether a sentence starts, which token is the head (deep biaffine
attention, Dozat and Manning, ICLR 2017), and the label of the dependency. It is taught by spaCy's parser (``python -m
training.parse_model``): nothing but numbers is left of it. ONNX Runtime takes the products, outside Python's lock; the weights go in
with the vectors, so that the graph (``resources/weights/parse.onnx``, by ``python -m training.parse_graph``) is the same for all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from annotator import half_precision
from annotator.detection import lang
from annotator.detection.encoder import opened
from annotator.detection.settings import HEAD_FAR, SENTENCE_TOKENS
from annotator.half_precision import Singles
from annotator.resources import resource

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
ROOT = "ROOT"
ANSWERS = ("tag.of", "start.of", "below.of", "above.of", "often.of", "dependent.of", "governor.of")
"""Of each word the number of its tag, the log odds that a sentence starts, its vector as one that has a head, as a head, and how often
it is one, and what it and its head say of its label."""


@dataclass(frozen=True)
class Tree:
    """What was found of tokens in text order: tag and label of each, the index of its head (a root is its own), where sentences start."""

    tags: list[str]
    labels: list[str]
    heads: Ints
    starts: Bools


@dataclass(frozen=True)
class ParseModel:
    """The weights by name (float32), and what their answers stand for."""

    arrays: Mapping[str, Singles]
    tags: tuple[str, ...]
    labels: tuple[str, ...]
    provenance: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> ParseModel:
        """The model in a folder: ``parse.npz`` (float16 arrays) and ``parse.json`` (provenance, tags, labels)."""
        arrays = half_precision.read_arrays(folder / "parse.npz")
        data = json.loads((folder / "parse.json").read_text(encoding="utf-8"))
        return cls(arrays, tuple(data["tags"]), tuple(data["labels"]), data["provenance"])

    @cached_property
    def fingerprint(self) -> str:
        """Eight hex digits that change with any number or name."""
        return half_precision.fingerprint([self.tags, self.labels], self.arrays, _graph())

    @cached_property
    def weights(self) -> dict[str, Singles]:
        """What the graph multiplies with, as it names it."""
        return {
            name: self.arrays[name] for name in (put.name for put in _session().get_inputs()) if name in self.arrays
        }

    def parse(self, vectors: Singles, words: Sequence[str], opens: Bools) -> Tree:
        """The tree of each sentence of a text without its white space.

        ``vectors``: the encoder's, a row a word; ``opens``: whether a word is the first of its line, where a sentence must start.
        """
        shown = np.array(list(map(letters, words, repeat(len(self.arrays["ending"])))), dtype=np.int64).reshape(-1, 2)
        tags, starting, below, above, often, own, ruling = self.answers(
            vectors=vectors, endings=shown[:, 0], shapes=shown[:, 1], lines=opens.astype(np.int64)
        )
        starts = (starting > 0) | opens
        starts[_ranked(words)] = False
        starts |= opens
        starts[:1] = True
        place = np.arange(len(starts))
        run = place - np.maximum.accumulate(np.where(starts, place, 0))
        starts |= (run > 0) & (run % SENTENCE_TOKENS == 0)
        heads = self._heads(below, above, often, starts)
        labels = self._labels(own + ruling[heads], heads)
        found = Tree([self.tags[n] for n in tags.tolist()], labels, heads, starts)
        take_names_together(found, words)
        join_subjects(found, words)
        join_phrases(found, words)
        return found

    def answers(self, **given: Singles | Ints) -> list[NDArray[Any]]:
        """What :data:`ANSWERS` names. ``given``: ``vectors`` as above; what letters tell and whether a line begins, as numbers."""
        return list(_session().run(ANSWERS, given | self.weights))

    def _heads(self, below: Singles, above: Singles, often: Singles, starts: Bools) -> Ints:
        """The head of each word: ``below`` it looks for one, ``above`` it is one, which it is so ``often``."""
        heads = np.empty(len(below), dtype=np.int64)
        bounds = [*np.flatnonzero(starts).tolist(), len(below)]
        for begin, end in pairwise(bounds):
            scores = below[begin:end] @ above[begin:end].T
            scores += often[None, begin:end]
            scores += self.apart[: end - begin, : end - begin]
            heads[begin:end] = begin + tree(scores)
        return heads

    @cached_property
    def apart(self) -> Singles:
        """What the distance tells of each word of a sentence (row) and each that may be its head (column)."""
        place = np.arange(SENTENCE_TOKENS)
        return self.arrays["far"][_far(place[None] - place[:, None])]

    def _labels(self, hidden: Singles, heads: Ints) -> list[str]:
        """The label of each word, of which and of whose head ``hidden`` tells."""
        get = self.arrays
        hidden += get["distance"][_far(heads - np.arange(len(heads)))]
        best = (np.maximum(hidden, 0) @ get["label"] + get["label.bias"]).argmax(axis=1)
        roots = heads == np.arange(len(heads))
        return [ROOT if root else self.labels[n] for n, root in zip(best.tolist(), roots.tolist(), strict=True)]


@lru_cache(maxsize=1)
def shipped() -> ParseModel:
    """The model in ``resources/weights/``."""
    return ParseModel.read(resource("weights"))


@lru_cache(maxsize=1)
def _graph() -> bytes:
    return resource("weights", "parse.onnx").read_bytes()


@lru_cache(maxsize=1)
def _session() -> InferenceSession:
    """What computes the graph."""
    return opened(_graph())


def tree(scores: Singles) -> Ints:
    """The head of each token of a sentence, one of which is the root, its own head; ``scores[i, j]``: how well ``j`` is head of ``i``.

    Each token takes its best head. A cycle is broken where that costs least, until there is none (after Edmonds, "Optimum branchings",
    1967, without going back on what was broken): a token never takes a head of the cycle it left. ``scores`` is used up.
    """
    root = int(scores.diagonal().argmax())
    np.fill_diagonal(scores, -np.inf)
    heads: Ints = scores.argmax(axis=1)
    heads[root] = root
    while len(cycle := _cycle(heads, root)):
        held = scores[cycle, heads[cycle]]
        outside = scores[cycle]
        outside[:, cycle] = -np.inf
        best = outside.argmax(axis=1)
        at = int((held - outside[np.arange(len(cycle)), best]).argmin())
        heads[cycle[at]] = best[at]
        scores[cycle[at], cycle] = -np.inf
    return heads


def _ranked(words: Sequence[str]) -> list[int]:
    """The words that no sentence begins with: the stop of a rank cut short, and the name after it (Cmdr. Ann Early)."""
    ranks = (at for at in range(len(words) - 2) if words[at + 1] == "." and words[at] in lang.words.RANKS)
    return [k for at in ranks if words[at + 2][:1].isupper() for k in (at + 1, at + 2)]


def take_names_together(found: Tree, words: Sequence[str]) -> None:
    """Make a capital after a name its last word where it was taken for another word on which nothing hangs: lawyer Colm Early said.

    Not among other capitals, as in a headline, and not where most words of the sentence have one.
    """
    small = np.array([word[:1].islower() for word in words], dtype=np.int64)
    large = np.array([word[:1].isupper() for word in words], dtype=np.int64)
    number = np.cumsum(found.starts)
    plain = np.bincount(number, small) > np.bincount(number, large)
    above = set(found.heads.tolist())
    for at in range(1, len(words)):
        word, before = words[at], at - 1
        if not (large[at] and word[1:].islower() and plain[number[at]] and at not in above):
            continue
        follows = number[before] == number[at] and found.tags[before] == lang.tags.NAME and words[before][1:].islower()
        goes_on = at + 1 < len(words) and large[at + 1]
        if not follows or goes_on or not found.tags[at].startswith(lang.tags.MISTAKEN):
            continue
        found.tags[at], found.labels[at] = lang.tags.NAME, found.labels[before]
        above_it = int(found.heads[before])
        found.heads[found.heads == before] = at
        found.heads[at] = at if above_it == before else above_it
        found.heads[before], found.labels[before] = at, lang.tags.FIRST_NAME


def join_subjects(found: Tree, words: Sequence[str]) -> None:
    """Make one subject of two that a verb got side by side: her mate, Jon Early; lawyer Colm Early; one of them, Jon Early."""
    before: dict[int, int] = {}  # the last subject of each verb
    for at, label in enumerate(found.labels):
        if label not in lang.tags.PERSONAL_SUBJECTS or found.tags[at] not in (*lang.tags.NOUN, *lang.tags.ONE_OF_MANY):
            continue
        verb = int(found.heads[at])
        first = before.get(verb, -1)
        before[verb] = at
        if first < 0 or found.tags[at] not in lang.tags.PROPER or found.tags[first] in lang.tags.PROPER:
            continue
        begin = at
        while begin - 1 > first and begin <= found.heads[begin - 1] <= at:
            begin -= 1
        own = (words[k].lower() for k in np.flatnonzero(found.heads == first).tolist())
        one = found.tags[first] in lang.tags.ONE_OF_MANY
        if begin - 1 == first and not one and not lang.words.ALL_RELATIVES.intersection(own):
            found.heads[first], found.labels[first] = at, lang.tags.FIRST_NAME
            continue
        beside = begin - 2 == first or (one and found.heads[begin - 3] == first)
        if beside and first > verb and words[begin - 1] == ",":
            found.heads[at], found.labels[at] = first, lang.tags.BESIDE
            before[verb] = first


def join_phrases(found: Tree, words: Sequence[str]) -> None:
    """Join a noun to the phrase that it was cut off from, the last word of which is the next noun, or the name that follows.

    Cut off is the first noun where it became the sentence, of which the rest says something (The county clerk said), the noun
    between an article and the name that the article hangs on (the hydrologist Ann Early), and what a hyphen inside a word ends
    (co-author).
    """
    heads, labels, tags = found.heads, found.labels, found.tags
    for at in range(len(heads) - 1):
        if tags[at] not in lang.tags.NOUN or tags[at + 1] not in lang.tags.NOUN:
            continue
        after = int(heads[at + 1])
        if words[at] == "-" and at and tags[at - 1] in lang.tags.NOUN and heads[at - 1] in (at + 1, after):
            heads[heads == at - 1] = at + 1
            heads[at - 1 : at + 1] = at + 1
            labels[at - 1] = labels[at] = lang.tags.FIRST_NAME
        elif heads[at] == at and labels[at + 1] in lang.tags.PERSONAL_SUBJECTS:
            if heads[after] == at and labels[after] == lang.tags.RELATIVE:
                for k in np.flatnonzero(heads == at).tolist():
                    heads[k] = at + 1 if k < at and labels[k] in lang.tags.LEFT_OF_NOUN - {lang.tags.ADVERB} else after
                heads[at], labels[at], labels[after] = at + 1, lang.tags.FIRST_NAME, ROOT
        elif labels[at] in lang.tags.PERSONAL_SUBJECTS and tags[at] not in lang.tags.PROPER and at:
            name = after if labels[at + 1] == lang.tags.FIRST_NAME else at + 1
            if (
                tags[name] in lang.tags.PROPER
                and heads[at] > name == heads[at - 1]
                and labels[at - 1] in lang.tags.LEFT_OF_NOUN
            ):
                heads[at], labels[at] = name, lang.tags.FIRST_NAME


def _cycle(heads: Ints, root: int) -> Ints:
    """The tokens of a cycle; none where every token leads up to the root."""
    up = heads
    for _ in range(len(heads).bit_length()):
        up = up[up]  # twice as far up as before
    astray = np.flatnonzero(up != root)
    if not len(astray):
        return astray
    above = heads.tolist()
    found = [int(up[astray[0]])]
    while above[found[-1]] != found[0]:
        found.append(above[found[-1]])
    return np.array(found)


@lru_cache(maxsize=65536)
def letters(word: str, endings: int) -> tuple[int, int]:
    """Numbers for a word's last three letters (of ``endings`` many) and for its kinds of letters (of 32)."""
    ending = crc32(word[-3:].lower().encode("utf-8", "replace")) % endings
    small, digit = any(map(str.islower, word)), any(map(str.isdigit, word))
    letter, inner = any(map(str.isalpha, word)), any(map(str.isupper, word[1:]))
    return ending, word[:1].isupper() | small << 1 | digit << 2 | letter << 3 | inner << 4


def _far(distance: Ints) -> Ints:
    """The class of a distance in tokens, from 0."""
    return np.clip(distance, -HEAD_FAR, HEAD_FAR) + HEAD_FAR
