#!/usr/bin/env bash
# PySide6 6.11.3 (Qt 6.11.3): a file dialog on the folder of an open SQLite database takes the process's locks on it away.
#
# One would guess: showing a list of files changes nothing about them, and SQLite's locks last as long as its connection.
# Seen: before the dialog the process holds 2 locks on the database (the file and its -shm), with the dialog 0. Qt reads the beginning of
# each listed file to name its type (QAbstractFileIconProvider::type, also of a plain QAbstractFileIconProvider), and POSIX drops all
# locks of a process on a file when it closes any descriptor of it (sqlite.org/howtocorrupt.html, 2.2).
# Why it matters: the next other program that closes the database believes to be the last one and deletes its -wal under the
# process; what that process commits afterwards is written to a deleted file and is lost, or destroys the database.
# The way out: a provider whose icon() and type() open nothing, set before the dialog is told of a folder or file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
mkdir "$folder/project"
cd "$folder/project"
QT_QPA_PLATFORM=offscreen HOME="$folder" ../venv/bin/python - 2> ../errors > ../seen <<'PYTHON' || { cat ../errors; exit 1; }
import os
import sqlite3
from pathlib import Path

import PySide6
from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QApplication, QFileDialog, QFileSystemModel


class NamesAlone(QAbstractFileIconProvider):
    def icon(self, of):
        return QIcon()

    def type(self, of):
        return ""


def locks() -> int:
    lines = Path("/proc/locks").read_text().splitlines()
    return sum(line.split()[4] == str(os.getpid()) for line in lines)


def listed(provider: QAbstractFileIconProvider | None) -> int:
    """The locks while a dialog shows the folder."""
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    if provider is not None:
        dialog.setIconProvider(provider)
    dialog.setDirectory(os.getcwd())
    dialog.open()
    model = dialog.findChild(QFileSystemModel)
    waited = QElapsedTimer()
    waited.start()
    while not model.index(str(Path("open.db").absolute())).isValid() or model.size(model.index(os.path.abspath("open.db"))) == 0:
        application.processEvents()
        assert waited.elapsed() < 20_000, "the dialog does not list the file"
    for _ in range(50):
        application.processEvents()
    dialog.reject()
    return locks()


print("PySide6", PySide6.__version__)
application = QApplication([])
connection = sqlite3.connect("open.db")
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("CREATE TABLE t (a)")
connection.commit()
print("before", locks())
print("with a provider that opens nothing", listed(NamesAlone()))
print("with a plain QAbstractFileIconProvider", listed(QAbstractFileIconProvider()))
connection.close()
connection = sqlite3.connect("open.db")
connection.execute("SELECT * FROM t").fetchall()
print("before", locks())
print("with Qt's own provider", listed(None))
PYTHON
cat ../seen
diff - ../seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
PySide6 6.11.3
before 2
with a provider that opens nothing 2
with a plain QAbstractFileIconProvider 0
before 2
with Qt's own provider 0
EXPECTED
echo "As described."
