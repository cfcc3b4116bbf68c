"""Networks of cross-validation are read by the fold that each has not seen, however many there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.resources import resource
from training.networks import fold_networks


@pytest.fixture
def folds(tmp_path: Path) -> Path:
    for fold in (0, 1, 3):
        (tmp_path / str(fold)).symlink_to(resource("weights"), target_is_directory=True)
    return tmp_path


def test_a_network_behind_a_gap_stands_for_no_other_fold(folds: Path) -> None:
    assert len(fold_networks(folds, some=True)) == 2


def test_all_are_needed_unless_some_are_enough(folds: Path) -> None:
    with pytest.raises(FileNotFoundError):
        fold_networks(folds)
