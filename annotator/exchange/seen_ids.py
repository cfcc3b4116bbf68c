"""The ids that were read, each once: 12 bytes an id in two arrays, where a dict takes some 240."""

from __future__ import annotations

import hashlib
from array import array

_FULL = 0.6  # of the table before it grows


def digest_of(name: str) -> tuple[int, int]:
    """Two independent 64-bit hashes of an id: one for its place in a table, one for its shard."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return int.from_bytes(digest[:8], "big") or 1, int.from_bytes(digest[8:], "big")


class SeenIds:
    """A set of ids by their 64-bit hashes, each with 32 bits of its text's hash, in an open-addressed table.

    Two of ten million ids have one hash with a probability of 3 in a million.
    """

    def __init__(self) -> None:
        self.count = 0
        self._ids, self._texts = _table(1 << 12)

    def add(self, name: str, sha256: str) -> bool | None:
        """Take an id with the SHA-256 (hex) of its text: None where it is new, else whether it came with that text before."""
        key, text = digest_of(name)[0], int(sha256[:8], 16)
        slot = self._slot(key)
        if self._ids[slot]:
            return self._texts[slot] == text
        self._ids[slot], self._texts[slot] = key, text
        self.count += 1
        if self.count > _FULL * len(self._ids):
            self._grow()
        return None

    def __contains__(self, name: str) -> bool:
        return bool(self._ids[self._slot(digest_of(name)[0])])

    def _slot(self, key: int) -> int:
        """Where a key stands, or the free place where it would."""
        ids, mask = self._ids, len(self._ids) - 1
        slot = key & mask
        while ids[slot] and ids[slot] != key:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        before = self._ids, self._texts
        self._ids, self._texts = _table(2 * len(self._ids))
        for key, text in zip(*before, strict=True):
            if key:
                slot = self._slot(key)
                self._ids[slot], self._texts[slot] = key, text


def _table(size: int) -> tuple[array[int], array[int]]:
    """The hashes of ids (0: none) and of texts."""
    return array("Q", (0,)) * size, array("I", (0,)) * size
