"""Splitting articles into train, validation and test: by a seed, whole groups at a time."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

#: Names of the splits as Hugging Face and spaCy users expect them.
SPLITS = ("train", "validation", "test")


def groups(keys: Iterable[str], ties: Iterable[tuple[str, Hashable]]) -> dict[str, str]:
    """Each key's group, named by its smallest key: keys with a tie in common, directly or through others, are one group.

    ``ties`` are (key, anything that must not be in two splits): a speaker, an event, a near-duplicate.
    """
    parent = {key: key for key in sorted(keys)}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    first: dict[Hashable, str] = {}
    for key, tie in ties:
        a, b = sorted((root(key), root(first.setdefault(tie, key))))
        parent[b] = a
    return {key: root(key) for key in parent}


def split(group_of: Mapping[str, str], shares: Mapping[str, float], seed: int) -> dict[str, str]:
    """Each key's split. Groups come in an order that the seed gives, the biggest first, each to the split that lacks most.

    The same keys, groups, shares and seed give the same splits on every machine.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for key, group in group_of.items():
        members[group].append(key)

    def rank(group: str) -> tuple[int, bytes]:
        return -len(members[group]), hashlib.blake2b(f"{seed}:{group}".encode()).digest()

    wanted = {name: shares[name] * len(group_of) for name in SPLITS if name in shares}  # in one order, for ties
    held = dict.fromkeys(wanted, 0)
    out = {}
    for group in sorted(members, key=rank):
        name = max(wanted, key=lambda n: wanted[n] - held[n])
        held[name] += len(members[group])
        out.update(dict.fromkeys(members[group], name))
    return out
