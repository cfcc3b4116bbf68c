"""sqlite-utils, brought in without numpy: it looks for that to know column types which no project has, and numpy costs a start-up
a fifth of a second.
"""

from __future__ import annotations

import sys

_ABSENT = "numpy" not in sys.modules
if _ABSENT:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # an import of it fails, which sqlite-utils is ready for
try:
    from sqlite_utils import Database as Database
    from sqlite_utils import Migrations as Migrations
finally:
    if _ABSENT:
        del sys.modules["numpy"]
