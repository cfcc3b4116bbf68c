"""Weights kept as numbers of half precision: arrays by name in an npz file, and what changes with any of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]


def read_arrays(file: Path) -> dict[str, Singles]:
    """The arrays of an npz file by their names, in single precision."""
    with np.load(file, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def fingerprint(words: object, arrays: Mapping[str, Singles], more: bytes = b"") -> str:
    """Eight hex digits that change with any number, with ``words`` (what JSON can hold) and with ``more``."""
    digest = hashlib.sha256(json.dumps(words).encode())
    for name in sorted(arrays):
        digest.update(arrays[name].astype(np.float16).tobytes())
    digest.update(more)
    return digest.hexdigest()[:8]
