"""The networks of cross-validation: one that has not seen each fold."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

from annotator.detection.network import Network
from training.corpus import FOLDS


def fold_networks(folder: Path, *, some: bool = False) -> list[Network]:
    """The networks that ``python -m training.network --folds`` left in a folder, by the fold that each has not seen.

    FileNotFoundError where one is missing; with ``some``, those before the first that is missing.
    """
    paths = [folder / str(n) for n in range(FOLDS)]
    return [Network.read(path) for path in (takewhile(Path.is_dir, paths) if some else paths)]
