"""The file dialogs of the program: all are made here, so that none opens what it lists.

POSIX takes all of a process's locks on a file away when the process closes any descriptor of it, whoever opened it
(sqlite.org/howtocorrupt.html, 2.2). Qt's own file dialog reads the beginning of each listed file to name its type; beside the open
project this drops SQLite's locks, and the next other program that closes the project deletes its log under the desk.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QApplication, QFileDialog, QStyle, QWidget

from annotator.language import tr

# Windows keeps locks by handle, so that its own dialog takes none away. Elsewhere the dialogs of the platform (GTK, portals) are
# code of others inside this process.
NATIVE = sys.platform == "win32"

Accept, Mode = QFileDialog.AcceptMode, QFileDialog.FileMode


class _NamesAlone(QAbstractFileIconProvider):
    """Icons and types by what the folder says of a file; Qt's own providers open it."""

    def icon(self, of: QAbstractFileIconProvider.IconType | QFileInfo) -> QIcon:
        """The icon of a folder or of a file."""
        folder = of.isDir() if isinstance(of, QFileInfo) else of is not QAbstractFileIconProvider.IconType.File
        return _icon(QStyle.StandardPixmap.SP_DirIcon if folder else QStyle.StandardPixmap.SP_FileIcon)

    def type(self, of: QFileInfo) -> str:
        """What the column of types says."""
        return tr("Folder") if of.isDir() else tr("{} file", of.suffix().upper()).strip().capitalize()


@cache
def _icon(which: QStyle.StandardPixmap) -> QIcon:
    return QApplication.style().standardIcon(which)


@cache
def _provider() -> _NamesAlone:
    """The one provider; a dialog does not own it, so it has to outlive them all."""
    return _NamesAlone()


def open_file(parent: QWidget, title: str, start: str | Path = "", kinds: str = "") -> Path | None:
    """Ask for one file that is there; None where the person cancels.

    ``start``: the folder to show first, or the file to offer; "" for the folder shown last. ``kinds``: name filters in Qt's notation.
    """
    found, _ = _ask(parent, title, start, kinds, Mode.ExistingFile)
    return found[0] if found else None


def open_files(parent: QWidget, title: str, start: str | Path = "", kinds: str = "") -> list[Path]:
    """Ask for files that are there, as :func:`open_file` does; none where the person cancels."""
    return _ask(parent, title, start, kinds, Mode.ExistingFiles)[0]


def save_file(parent: QWidget, title: str, start: str | Path = "", kinds: str = "") -> tuple[Path | None, str]:
    """Ask for the name of a file to write, and whether to write over one that is there: (path or None, the filter chosen)."""
    found, kind = _ask(parent, title, start, kinds, Mode.AnyFile, Accept.AcceptSave)
    return (found[0] if found else None), kind


def choose_folder(parent: QWidget, title: str, start: str | Path = "") -> Path | None:
    """Ask for a folder; None where the person cancels."""
    found, _ = _ask(parent, title, start, "", Mode.Directory)
    return found[0] if found else None


def _ask(
    parent: QWidget, title: str, start: str | Path, kinds: str, mode: QFileDialog.FileMode,
    accept: QFileDialog.AcceptMode = Accept.AcceptOpen,
) -> tuple[list[Path], str]:  # fmt: skip
    """Show a dialog until it is answered: the paths (none where it was canceled) and the name filter that was chosen."""
    dialog = QFileDialog(parent, title)
    try:
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, not NATIVE)
        dialog.setIconProvider(_provider())  # before it is told of any folder or file: it looks at once
        dialog.setAcceptMode(accept)
        dialog.setFileMode(mode)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode is Mode.Directory)
        if kinds:
            dialog.setNameFilters(kinds.split(";;"))
        _begin_at(dialog, start)
        if not dialog.exec():
            return [], ""
        return [Path(name) for name in dialog.selectedFiles()], dialog.selectedNameFilter()
    finally:
        dialog.deleteLater()


def _begin_at(dialog: QFileDialog, start: str | Path) -> None:
    """Show a folder, or the folder of a file with the file's name filled in."""
    if not str(start):
        return
    path = Path(start).absolute()
    if QFileInfo(str(path)).isDir():
        dialog.setDirectory(str(path))
    else:
        dialog.setDirectory(str(path.parent))
        dialog.selectFile(path.name)
