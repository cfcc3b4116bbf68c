"""The second process that reads articles, with the real language model."""

from __future__ import annotations

import pytest

from annotator.detection.pipeline import Detector
from annotator.workflow.second_core import EndedError, SecondCore

TEXT = "A town votes\n\n“Yes,” said Ida Holm, the mayor. “We will build it.”"


def test_it_finds_what_the_detector_finds_and_ends_when_it_is_told_to() -> None:
    core = SecondCore()
    try:
        proposals, version, language = core.propose(TEXT)
        detector = Detector()
        assert proposals == detector.propose(TEXT) and version == detector.detector_version and language == ""
        assert len(core.propose(TEXT + " ")[0]) == len(proposals)
    finally:
        core.close()
    with pytest.raises(EndedError, match="ended; one process reads the rest"):
        core.propose(TEXT)
