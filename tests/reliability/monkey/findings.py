"""What went wrong, each thing once, with all that is needed to see it again."""

from __future__ import annotations

import sys
import threading
import traceback
import warnings
from collections import Counter, deque
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

KEPT = 12  # actions before a finding that are told with it
OFFSCREEN = "This plugin does not support"  # the offscreen platform says so of every window
LOG = "actions.log"  # in the temporary folder
KINDS = ("difference", "exception", "Qt message", "warning", "hung dialog", "lock lost", "write outside")


@dataclass(slots=True)
class Finding:
    """One thing that went wrong: where it was first seen, and how often since."""

    kind: str
    what: str
    action: int
    before: tuple[str, ...]
    times: int = 1


class Findings:
    """Collects what goes wrong anywhere in the process, beside the actions that came before."""

    def __init__(self, home: Path) -> None:
        self.actions: Counter[str] = Counter()
        self.checks = 0
        self.found: dict[tuple[str, str], Finding] = {}
        self._home = str(home)
        self._last: deque[str] = deque(maxlen=KEPT)
        self._log = (home / LOG).open("w", encoding="utf-8", buffering=1)  # outlives a crash of the process

    def did(self, kind: str, what: str) -> None:
        """An action begins."""
        self.actions[kind] += 1
        self._last.append(f"{self.actions.total()} {kind}: {what}")
        self._log.write(f"{self.actions.total()} {kind}\n")

    def tell(self, kind: str, what: str) -> None:
        """Say what the action was that began last; other actions may have come in between, where it opened a dialog."""
        at = next((n for n in range(len(self._last) - 1, -1, -1) if self._last[n].endswith(f"{kind}: …")), None)
        if at is not None:
            self._last[at] = self._last[at][:-1] + (what or "nothing to do")
        self._log.write(f"    {what}\n")

    def add(self, kind: str, what: str, same: str = "") -> None:
        """Something went wrong; ``same`` says by what it is known again (else by all of ``what``)."""
        what = what.replace(self._home, "~")
        known = self.found.get((kind, same or what))
        if known is not None:
            known.times += 1
        else:
            self.found[kind, same or what] = Finding(kind, what, self.actions.total(), tuple(self._last))
            print(
                f"{kind} after action {self.actions.total()}: {what[:600]}",
                *self._last,
                sep="\n  ",
                file=sys.stderr,
                flush=True,
            )

    def count(self, kind: str) -> int:
        """How often something of a kind went wrong."""
        return sum(found.times for found in self.found.values() if found.kind == kind)

    # Watching

    def watch(self) -> None:
        """Take every exception that nobody caught, every message of Qt's and every warning of Python's."""
        sys.excepthook = self._exception
        sys.unraisablehook = lambda args: self._exception(args.exc_type, args.exc_value, args.exc_traceback)
        threading.excepthook = lambda args: self._exception(args.exc_type, args.exc_value, args.exc_traceback)
        warnings.simplefilter("always")
        warnings.showwarning = self._warning
        qInstallMessageHandler(self._message)
        sys.addaudithook(self._writes)

    def _exception(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        at = traceback.extract_tb(trace)[-1:]
        where = f"{kind.__name__} at {at[0].filename}:{at[0].lineno}" if at else kind.__name__
        self.add("exception", "".join(traceback.format_exception(kind, error, trace)), where)

    def _warning(self, message: Warning | str, kind: type[Warning], file: str, line: int, *_: Any) -> None:
        self.add("warning", f"{kind.__name__}: {message} ({file}:{line})", f"{kind.__name__} {file}:{line}")

    def _message(self, _: QtMsgType, __: QMessageLogContext, message: str | None) -> None:
        if not (message or "").startswith(OFFSCREEN):
            self.add("Qt message", message or "")

    def _writes(self, event: str, args: tuple[Any, ...]) -> None:
        """Refuse what would write outside the temporary folder."""
        if event == "open":
            path, _, flags = args
            wrong = isinstance(flags, int) and flags & 0o1103 and self._outside(path)  # for writing, made or emptied
        else:
            wrong = event in ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "shutil.rmtree") and any(
                self._outside(path) for path in args[: 2 if event == "os.rename" else 1]
            )
            path = args[0] if args else ""
        if wrong:
            self.add("write outside", f"{event} of {path}")
            raise PermissionError(f"{event} outside the temporary folder: {path}")

    def _outside(self, path: object) -> bool:
        if not isinstance(path, (str, bytes, Path)):
            return False  # a descriptor that is open already
        named = Path(path.decode() if isinstance(path, bytes) else path)
        return str(named) != "/dev/null" and not str(named.absolute()).startswith(self._home)

    # Telling

    def table(self) -> str:
        """The counts, as Markdown."""
        lines = ["| action | times |", "|---|--:|"]
        lines += [f"| {kind} | {times:,} |" for kind, times in sorted(self.actions.items())]
        lines += [f"| all | {self.actions.total():,} |", f"| checks | {self.checks:,} |"]
        lines += [f"| {kind}s | {self.count(kind)} |" for kind in KINDS]
        return "\n".join(lines)

    def told(self, again: str) -> str:
        """Each finding with the command that shows it again and the actions before it."""
        parts = []
        for number, each in enumerate(sorted(self.found.values(), key=lambda found: found.action), start=1):
            head = f"{number}. {each.kind}, first after action {each.action}, {each.times} times: {each.what}"
            parts.append(
                "\n".join([head, *(f"     {line}" for line in each.before), f"   {again} --actions {each.action}"])
            )
        return "\n\n".join(parts)
