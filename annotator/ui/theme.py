"""Colours of the desk, light and dark, and the palette and style sheet made from them; changes live with the system."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from annotator.resources import resource


class Colours(NamedTuple):
    """One scheme: grounds, texts and the lines that tell states apart; every value is ``#rrggbb``."""

    page: str
    chrome: str
    field: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    danger: str
    on_danger: str
    proposed: str
    proposed_line: str
    current: str
    current_line: str
    confirmed: str
    confirmed_line: str
    source: str
    source_line: str
    cue: str
    cue_line: str
    chosen: str
    selection: str
    heat: str  # the strongest ground of a heat map; the weakest is the field's
    clash: str  # the strongest ground where values disagree
    differs: str  # the ground of what differs between annotators


LIGHT = Colours(
    page="#fbfaf7",
    chrome="#f2f0eb",
    field="#ffffff",
    line="#d8d4cb",
    text="#1f2328",
    muted="#5c6370",
    accent="#1f5fa8",
    on_accent="#ffffff",
    danger="#fbe0da",
    on_danger="#5f1607",
    proposed="#fff3cd",
    proposed_line="#a66f00",
    current="#ffd666",
    current_line="#8a5a00",
    confirmed="#d5ecd9",
    confirmed_line="#2c7a45",
    source="#cfe3fb",
    source_line="#2b6cb8",
    cue="#eadcf7",
    cue_line="#7a4fa8",
    chosen="#e3e9f1",
    selection="#b4d0f2",
    heat="#9dc3ea",
    clash="#f2b48c",
    differs="#fdeecb",
)
DARK = Colours(
    page="#1e2126",
    chrome="#191c20",
    field="#24282e",
    line="#3a4049",
    text="#e6e4df",
    muted="#a3a9b5",
    accent="#8ab4f8",
    on_accent="#15181c",
    danger="#4f211a",
    on_danger="#ffd9d0",
    proposed="#4a3f16",
    proposed_line="#d9a93a",
    current="#5c4a00",
    current_line="#ffcf5c",
    confirmed="#1f4a33",
    confirmed_line="#62c48a",
    source="#1c3f66",
    source_line="#74aef0",
    cue="#4a3063",
    cue_line="#c39cf0",
    chosen="#2d343e",
    selection="#2f5586",
    heat="#1f5184",
    clash="#7a3d1c",
    differs="#43391a",
)

# Every pair of text and ground that the desk paints; a test holds each at 4.5 : 1 or more, in both schemes.
PAIRS = (
    ("text", "page"), ("text", "chrome"), ("text", "field"), ("text", "proposed"), ("text", "current"),
    ("text", "confirmed"), ("text", "source"), ("text", "cue"), ("text", "chosen"), ("text", "selection"),
    ("muted", "page"), ("muted", "chrome"), ("muted", "field"), ("muted", "chosen"), ("accent", "page"),
    ("accent", "chrome"), ("accent", "field"), ("on_accent", "accent"), ("on_danger", "danger"),
    ("text", "heat"), ("text", "clash"), ("text", "differs"), ("accent", "chosen"),
    ("current_line", "chrome"), ("confirmed_line", "chrome"), ("page", "text"),
)  # fmt: skip


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    one, two = sorted((_luminance(first), _luminance(second)))
    return (two + 0.05) / (one + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def palette(colours: Colours) -> QPalette:
    """The application's palette in one scheme."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "chrome"), (roles.WindowText, "text"), (roles.Base, "field"), (roles.AlternateBase, "chrome"),
        (roles.Text, "text"), (roles.Button, "chrome"), (roles.ButtonText, "text"), (roles.BrightText, "text"),
        (roles.Highlight, "selection"), (roles.HighlightedText, "text"), (roles.Link, "accent"),
        (roles.ToolTipBase, "text"), (roles.ToolTipText, "page"), (roles.PlaceholderText, "muted"),
        (roles.Light, "field"), (roles.Midlight, "line"), (roles.Mid, "line"), (roles.Dark, "line"),
        (roles.Accent, "accent"), (roles.LinkVisited, "accent"),
    ):  # fmt: skip
        made.setColor(role, QColor(getattr(colours, name)))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return made


def style_sheet(colours: Colours) -> str:
    """The style sheet with the scheme's colours in place of ``@name``."""
    sheet = resource("style", "desk.qss").read_text(encoding="utf-8")
    for name in sorted(Colours._fields, key=len, reverse=True):
        sheet = sheet.replace("@" + name, getattr(colours, name))
    return sheet.replace("@folder", resource("style").as_posix())


class Theme(QObject):
    """The scheme in use. ``changed`` is sent when the system goes from light to dark or back, or the user chooses one.

    The application wears it from :meth:`dress` on: a style sheet that is there while a window is being made restyles every
    widget each time one of those around it gets a parent.
    """

    changed = Signal()

    def __init__(self, choice: str = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.colours = LIGHT
        self._worn = False
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    def choose(self, choice: str) -> None:
        """Use ``system``, ``light`` or ``dark`` from now on."""
        self.choice = choice
        self._follow()

    def dress(self) -> None:
        """Give the application the scheme, now and whenever it changes. Call once a window is made, before it is shown."""
        self._worn = True
        self._wear()

    @property
    def dark(self) -> bool:
        """Whether the dark scheme is in use."""
        return self.colours is DARK

    def _follow(self, scheme: Qt.ColorScheme | None = None) -> None:
        system_dark = (scheme or QGuiApplication.styleHints().colorScheme()) is Qt.ColorScheme.Dark
        self.colours = DARK if self.choice == "dark" or (self.choice == "system" and system_dark) else LIGHT
        if self._worn:
            self._wear()
        self.changed.emit()

    def _wear(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        sheet = style_sheet(self.colours)
        if app.styleSheet() != sheet:  # it costs a restyling of every widget
            app.setPalette(palette(self.colours))
            app.setStyleSheet(sheet)
