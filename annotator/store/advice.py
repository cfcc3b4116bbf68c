"""How to fix a project file that is damaged, empty or missing: the command to type."""

from __future__ import annotations

import os
from pathlib import Path


def quoted(path: Path) -> str:
    """Quote a path for a command."""
    import shlex

    return shlex.quote(str(path))


def left_beside(path: Path) -> str:
    """Say how to recover a project whose file is missing or empty; "" where nothing is left to recover from."""
    from annotator.store.journal import journal_folder

    beside = (journal_folder(path), path.with_name(path.name + ".snapshots"))
    if not any(os.path.isdir(folder) for folder in beside):  # noqa: PTH112  # Path.is_dir raises where a folder may not be entered
        return ""
    return f"recover what is left beside it into a new file with “annotator doctor {quoted(path)} --recover NEW.annot”"
