"""What SQLite's errors mean for the person, in sentences that name the file and how to fix it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from annotator.store.advice import quoted

FIXES = {
    "SQLITE_BUSY": "another program holds it; close that program or try again in a moment",
    "SQLITE_LOCKED": "another program holds it; close that program or try again in a moment",
    "SQLITE_FULL": "the disk is full; free some space and try again",
    "SQLITE_READONLY": "the file cannot be written; check its permissions or copy it to a folder of yours",
    "SQLITE_CANTOPEN": "the file cannot be opened; check that it exists and that you may write in its folder",
    "SQLITE_IOERR": "the disk refused the write; check that it has room and is still connected",
    "SQLITE_CORRUPT_VTAB": "its search index is damaged; rebuild it with “annotator doctor {path} --rebuild”",
    "SQLITE_CORRUPT": "the file is damaged; recover what is left into a new file with “annotator doctor {path} --recover NEW.annot”",
    "SQLITE_NOTADB": "it is not a project file; if it was one, recover what is left with “annotator doctor {path} --recover NEW.annot”",
}


def sentence(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> str:
    """Tell a database error in one sentence with the file and the fix."""
    # A text that is none is Python's find, without a code of SQLite's; its message would quote the text.
    damaged = isinstance(error, UnicodeDecodeError) or str(error).startswith("Could not decode")
    name = "SQLITE_CORRUPT" if damaged else getattr(error, "sqlite_errorname", "") or ""
    fix = next((text for code, text in FIXES.items() if name.startswith(code)), None)
    if fix and "{path}" in fix:
        fix = fix.format(path=quoted(path))
    fix = fix or f"the project file could not be used ({error})"
    return f"{path}: {fix}."
