"""The desk: the only room with Qt.

Qt's binding puts an import of its own in place of Python's, for its switch ``from __feature__ import …``: it reads the source of
each module that is imported from then on, to see whether it uses the binding, and keeps it (PySide6 6.11, PYSIDE-2029).
Nobody here uses the switch, so that Python's own import is put back: each later import is faster, and no source stays in memory.
"""

import builtins
import signal
import threading


def _import_the_binding() -> None:
    """Ctrl+C waits until the binding is there: it aborts the whole process where its own start is interrupted."""
    came: list[object] = []
    before = signal.getsignal(signal.SIGINT)
    waits = before is not None and threading.current_thread() is threading.main_thread()
    if waits:
        signal.signal(signal.SIGINT, lambda *_: came.append(None))
    try:
        import PySide6.QtCore  # noqa: F401
    finally:
        if waits:
            signal.signal(signal.SIGINT, before)
    if came:
        signal.raise_signal(signal.SIGINT)
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


_import_the_binding()
