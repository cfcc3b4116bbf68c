"""A parsed article as plain parallel lists, so that no spaCy object leaves :mod:`.tokenizer` and features read fast.

Standard library alone. Every list has one entry a token; offsets are code points into ``text``, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from annotator.detection import lang

DEFAULT_MODEL = lang.tags.PIPELINE


@dataclass(frozen=True)
class Tokenized:
    """The tokens of a text: ``words[i]`` is ``text[starts[i]:ends[i]]``. White space that is no single blank is a token too."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True)
class Parse(Tokenized):
    """Tokens with tags and dependencies (ClearNLP labels, Penn tags), as the English spaCy pipelines give them.

    ``heads[i]`` is the index of token i's head (its own index for a root); ``sentences[i]`` numbers its sentence from 0;
    ``pos`` is the coarse part of speech (Universal POS). White-space tokens have pos ``SPACE``.
    """

    lemmas: list[str]
    tags: list[str]
    pos: list[str]
    deps: list[str]
    heads: list[int]
    sentences: list[int]

    @cached_property
    def children(self) -> list[list[int]]:
        """For each token the indices of its dependents, in text order."""
        out: list[list[int]] = [[] for _ in self.heads]
        for i, head in enumerate(self.heads):
            if head != i:
                out[head].append(i)
        return out

    @cached_property
    def edges(self) -> list[tuple[int, int]]:
        """For each token the half-open token range that its subtree spans (leftmost, rightmost + 1)."""
        left = list(range(len(self.heads)))
        right = [i + 1 for i in left]
        pending = [len(c) for c in self.children]
        ready = [i for i, n in enumerate(pending) if not n]
        while ready:  # leaves first: each token once
            i = ready.pop()
            head = self.heads[i]
            if head != i:
                if left[i] < left[head]:
                    left[head] = left[i]
                if right[i] > right[head]:
                    right[head] = right[i]
                pending[head] -= 1
                if not pending[head]:
                    ready.append(head)
        return list(zip(left, right, strict=True))
