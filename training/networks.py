"""The networks of cross-validation: one that has not seen each fold."""

from __future__ import annotations

from pathlib import Path

from annotator.detection.network import Network
from training.corpus import FOLDS


def fold_networks(folder: Path) -> list[Network]:
    """The networks that ``python -m training.network --folds`` left in a folder, by the fold that each has not seen."""
    return [Network.read(folder / str(n)) for n in range(FOLDS)]
