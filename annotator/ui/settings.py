"""What the window remembers between starts, in one file that tests can put elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

RECENT = 8


class Settings:
    """A thin, typed skin over QSettings; values that make no sense count as absent."""

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            self._kept = QSettings("quotation-annotator", "desk")
        else:
            self._kept = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        """A text value."""
        value = self._kept.value(key, default)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self.text(key, str(default)))
        except ValueError:
            return default

    def set_text(self, key: str, value: str) -> None:
        """Keep a text value. One that is kept already is not written again: that waits for the disk."""
        if self._kept.value(key) != value:
            self._kept.setValue(key, value)

    def set_number(self, key: str, value: int) -> None:
        """Keep a whole number."""
        self.set_text(key, str(value))

    def state(self, key: str) -> QByteArray:
        """A window's or splitter's state, empty where there is none."""
        value = self._kept.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_state(self, key: str, value: QByteArray) -> None:
        """Keep a window's or splitter's state."""
        self._kept.setValue(key, value)

    def recent(self) -> list[Path]:
        """The projects opened last, newest first."""
        return [Path(line) for line in self.text("recent").split("\n") if line]

    def add_recent(self, project: Path) -> None:
        """Put a project at the head of the recent ones."""
        kept = [project, *(p for p in self.recent() if p != project)][:RECENT]
        self.set_text("recent", "\n".join(str(p) for p in kept))

    def annotator(self, project: Path) -> str:
        """Who annotated in a project last on this computer, or nothing."""
        return self.of_project("annotator", project)

    def set_annotator(self, project: Path, name: str) -> None:
        """Keep who annotates in a project, and as the first guess for the next one."""
        self.set_of_project("annotator", project, name)
        self.set_text("annotator_guess", name)

    def of_project(self, what: str, project: Path) -> str:
        """What is remembered of a project on this computer under a name, "" where nothing is."""
        return self.text(f"{what}/{_slug(project)}")

    def set_of_project(self, what: str, project: Path, value: str) -> None:
        """Remember something of a project on this computer under a name."""
        self.set_text(f"{what}/{_slug(project)}", value)

    def first_time(self, what: str, project: Path) -> bool:
        """Whether this is asked for the first time of a project on this computer."""
        key = f"{what}/{_slug(project)}"
        if self.number(key, 0):
            return False
        self.set_number(key, 1)
        return True

    def sync(self) -> None:
        """Write to disk now."""
        self._kept.sync()


def _slug(project: Path) -> str:
    return str(project.absolute()).replace("/", "|").replace("\\", "|")
