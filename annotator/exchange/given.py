"""Records of files that others wrote, checked before they are read: what goes wrong afterwards is a fault of ours, and stays loud."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from annotator.errors import BadInputError
from annotator.jsontext import MisfitError
from annotator.jsontext import check as check
from annotator.jsontext import number as number
from annotator.jsontext import offset as offset
from annotator.jsontext import offsets as offsets
from annotator.jsontext import some_texts as some_texts

KEY = (int, str)
PLACE = {"start": offset, "end": offset, "text?": (None, str)}
#: What ``graph.said`` writes beside a quotation, as others may have changed it.
SAID_SHAPE = {
    "kind?": (None, str), "speaker_id?": (None, str), "utterance?": (None, str), "stances?": (None, [str]),
    "content?": (None, [offsets]), "seconds?": (None, number),
}  # fmt: skip


@contextmanager
def record_at(where: str, what: str, fix: str = "") -> Iterator[None]:
    """Tell a record that does not fit (MisfitError) as a BadInputError that names where it stands.

    ``what`` says what it is not ("not a readable doccano example"), ``fix`` what to do.
    """
    try:
        yield
    except MisfitError as err:
        raise BadInputError(f"{where}: it is {what} ({err}){fix}.") from err


@contextmanager
def read_by(*libraries: str, told: str) -> Iterator[None]:
    """Tell whatever a library raises over a file as a BadInputError, a whole sentence; errors of our own lines stay as they are.

    A library's reader raises errors of any kind over a damaged file. Where an error comes up in a line of this program, or in one
    that another module than the ``libraries`` had called, it is no matter of the file.
    """
    try:
        yield
    except BadInputError:
        raise
    except Exception as err:
        if _module_called(err.__traceback__) in libraries:
            raise BadInputError(told) from err
        raise


def _module_called(trace: TracebackType | None) -> str:
    """The package that the last line of this program on the way to an error had called; "" where the line itself raised it."""
    called = ""
    while trace is not None:
        package = str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        if package in ("annotator", "contextlib"):
            called = ""
        elif not called:
            called = package
        trace = trace.tb_next
    return called
