"""sqlite-utils, imported without numpy and pandas: it would import them for types of columns that no project has.

That costs twice what the rest of the library does, and numpy's threads keep a core busy for the next tenth of a second.
"""

from __future__ import annotations

import sys
import threading
from importlib.abc import MetaPathFinder

LEFT_OUT = ("numpy", "pandas")


class Refusal(MetaPathFinder):
    """Lets the thread that made it find no packages of some names, unless they were imported before; other threads find them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names, self._thread = names, threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Refuse a package; None, so that other finders are asked, for any other."""
        if name in self._names and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"{name} is left out here", name=name)


_refusal = Refusal(LEFT_OUT)
sys.meta_path.insert(0, _refusal)
try:
    from sqlite_utils import Database as Database
    from sqlite_utils import Migrations as Migrations
finally:
    sys.meta_path.remove(_refusal)
