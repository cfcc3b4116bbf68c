"""The desk: the only room with Qt.

Qt's binding puts an import of its own in place of Python's, for its switch ``from __feature__ import …``: it reads the source of
each module that is imported from then on, to see whether it uses the binding, and keeps it (PySide6 6.11, PYSIDE-2029).
Nobody here uses the switch, so that Python's own import is put back: each later import is faster, and no source stays in memory.
"""

import builtins

import PySide6.QtCore  # noqa: F401

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
