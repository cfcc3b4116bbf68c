"""A second process that finds quotations while all articles are read, so that both cores work and the window stays quick.

Texts go in, proposals come out. It has a low priority, and ends with the process that started it.
"""

from __future__ import annotations

from annotator.own_process import EndedError, OwnProcess, Questions
from annotator.records import Proposal

__all__ = ["EndedError", "Found", "SecondCore"]

Found = tuple[tuple[Proposal, ...], str, str]  # proposals, the detector's version, the language if that is not English

LOW = 10  # how much lower its priority is than the window's


class SecondCore:
    """One such process. :meth:`propose` is called in a thread; :meth:`close` may be called from any."""

    def __init__(self) -> None:
        """EndedError where it cannot be started."""
        try:
            self._process = OwnProcess(__name__)
        except EndedError as error:
            raise EndedError(
                "A second process for reading could not be started; one process reads all files."
            ) from error

    def propose(self, text: str) -> Found:
        """What the shipped detector finds in a text; EndedError where the process ended over it."""
        try:
            self._process.ask(text)
            found: Found = self._process.answer()
        except EndedError as error:
            raise EndedError("The second process for reading ended; one process reads the rest.") from error
        return found

    def close(self) -> None:
        """End the process at once."""
        self._process.close()


def main() -> None:
    """Answer texts with proposals until there are no more."""
    asked = Questions(LOW)
    from annotator.detection import encoder
    from annotator.detection.pipeline import Detector
    from annotator.workflow.languages import foreign

    encoder.use_threads(1)
    detector = Detector()
    for text in asked:
        asked.answer((detector.propose(text), detector.detector_version, foreign(text)))
