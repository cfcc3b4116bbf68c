"""The encoder and the parse model in a process of their own, for a corpus: what finishes articles has Python's lock to itself.

The process reads two articles at once, so that both cores have work where the other process waits for it. Its priority is lower: what
finishes articles is one thread, which should never wait for a core. numpy is left to the process and to whoever makes a detector, so
that the process can be started before either is loaded.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator.own_process import EndedError, OwnProcess, Questions, cores

if TYPE_CHECKING:
    from annotator.detection.parse import Tokenized
    from annotator.detection.parser import TokensRead
    from annotator.half_precision import Singles


class ReadingProcess:
    """One such process, with the shipped models. One thread asks; :meth:`close` may be called from any."""

    def __init__(self) -> None:
        """EndedError where it cannot be started."""
        self._process = OwnProcess(__name__)
        self._waiting: dict[int, Future[TokensRead]] = {}
        self._asked = 0
        self._ended = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def begin(self, wanted: Singles) -> None:
        """Say once, before anything is read, what is wanted of the encoder's vectors (columns); EndedError where the process ended."""
        self._process.ask(wanted)

    def submit(self, tokens: Tokenized) -> Future[TokensRead]:
        """What will be read of an article's tokens; EndedError, here or there, where the process ended."""
        found: Future[TokensRead] = Future()
        with self._lock:
            if self._ended:
                raise EndedError
            self._waiting[self._asked] = found
        self._process.ask((self._asked, tokens))
        self._asked += 1
        return found

    def _take(self) -> None:
        """Take answers as they come, in a thread."""
        try:
            while True:
                number, read, fault = self._process.answer()
                if read is None:
                    self._waiting.pop(number).set_exception(RuntimeError(fault))
                else:
                    self._waiting.pop(number).set_result(read)
        except EndedError as error:
            with self._lock:
                self._ended = True
            for found in self._waiting.values():
                found.set_exception(error)

    def close(self) -> None:
        """End the process at once."""
        self._process.close()
        self._thread.join()


@contextmanager
def beside(alone: bool) -> Iterator[ReadingProcess | None]:
    """A process that reads for this one, which has its cores ``alone``; None where others share them, or there is only one."""
    try:
        found = ReadingProcess() if alone and cores() > 1 else None
    except EndedError:  # one process does it, too
        found = None
    try:
        yield found
    finally:
        if found is not None:
            found.close()


def main() -> None:
    """Answer tokens with what is read of them until there are no more."""
    from annotator.detection.settings import READERS, READERS_LOWER, TURN

    asked = Questions(READERS_LOWER)
    from annotator.detection import parse_model
    from annotator.detection.encoder import shipped_encoder
    from annotator.detection.parser import TokenReader

    reader = TokenReader(shipped_encoder(), parse_model.shipped())
    reader.open()  # while the other process still loads
    sys.setswitchinterval(TURN)
    questions = iter(asked)
    wanted: Singles = next(questions)

    def read(number: int, tokens: Tokenized) -> None:
        try:
            asked.answer((number, reader.read(tokens, wanted), ""))
        except Exception as error:
            asked.answer((number, None, f"{type(error).__name__}: {error}"))

    pool = ThreadPoolExecutor(READERS)
    for number, tokens in questions:
        pool.submit(read, number, tokens)
    pool.shutdown(cancel_futures=True)
