"""Make the detector that the options of a command ask for."""

from __future__ import annotations

from pathlib import Path

from annotator.detection.pipeline import Detector


def make_detector(model: str, *, indirect: bool = True, nested: bool = True, stances: Path | None = None) -> Detector:
    """Make a detector; BadInputError where ``stances`` is no model of stances.

    ``model``: the spaCy pipeline. ``indirect``, ``nested``: see :class:`~annotator.detection.pipeline.Detector`.
    ``stances``: the file of a model that proposes stances, too.
    """
    if stances is None:
        return Detector(model, indirect=indirect, nested=nested)
    from annotator.workflow.stances import StanceProposer  # only where it is asked for: it reads a network

    return Detector(model, indirect=indirect, nested=nested, stances=StanceProposer(stances))
