"""What can be done where a project file is damaged, empty or gone: the command, as it is typed."""

from __future__ import annotations

import os
from pathlib import Path


def quoted(path: Path) -> str:
    """A path as it is typed in a command."""
    import shlex

    return shlex.quote(str(path))


def left_beside(path: Path) -> str:
    """A clause about what a project can be brought back from where its file is not there or empty; "" where that is nothing."""
    from annotator.store.journal import journal_folder

    beside = (journal_folder(path), path.with_name(path.name + ".snapshots"))
    if not any(os.path.isdir(folder) for folder in beside):  # noqa: PTH112  # Path.is_dir raises where a folder may not be entered
        return ""
    return f"what lies beside it can be made a new file with “annotator doctor {quoted(path)} --recover NEW.annot”"
