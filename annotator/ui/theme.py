"""Colors of the desk, light, dark and in high contrast, and the palette and style sheet made from them; changes live with the system."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from annotator.resources import resource
from annotator.ui.text import OWN_SIZE


class Colors(NamedTuple):
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


LIGHT = Colors(
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
DARK = Colors(
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
CONTRAST_LIGHT = Colors(
    page="#ffffff",
    chrome="#ffffff",
    field="#ffffff",
    line="#000000",
    text="#000000",
    muted="#3a3a3a",
    accent="#00318f",
    on_accent="#ffffff",
    danger="#ffe3dc",
    on_danger="#5a0f00",
    proposed="#fff1b8",
    proposed_line="#6b4500",
    current="#ffd54a",
    current_line="#5c3a00",
    confirmed="#cfeed6",
    confirmed_line="#0b4f23",
    source="#cfe3ff",
    source_line="#003a80",
    cue="#ecdcff",
    cue_line="#4c1d85",
    chosen="#d9e6ff",
    selection="#9cc7ff",
    heat="#a9cdf5",
    clash="#ffc49c",
    differs="#ffe9b0",
)
CONTRAST_DARK = Colors(
    page="#000000",
    chrome="#000000",
    field="#000000",
    line="#ffffff",
    text="#ffffff",
    muted="#d6d6d6",
    accent="#7fdcff",
    on_accent="#000000",
    danger="#4a0a00",
    on_danger="#ffd9d0",
    proposed="#3a3000",
    proposed_line="#ffd24a",
    current="#5a4700",
    current_line="#ffe066",
    confirmed="#003d1c",
    confirmed_line="#5dff9e",
    source="#003066",
    source_line="#7ec8ff",
    cue="#3d1a66",
    cue_line="#d9b3ff",
    chosen="#1f3654",
    selection="#0a4a9e",
    heat="#0a4a8a",
    clash="#6b2d00",
    differs="#3d3300",
)
SCHEMES = {"light": LIGHT, "dark": DARK, "contrast-light": CONTRAST_LIGHT, "contrast-dark": CONTRAST_DARK}
ENOUGH = 7.0  # the contrast that every text has at least in the two schemes of high contrast (WCAG 2.1, level AAA)
SIZES = (100, 115, 130, 150, 175)  # percent of the system's letter size, for the text of the window beside the article

# Every pair of text and ground that the desk paints; a test holds each at 4.5 : 1 or more in the first two schemes, at 7 in the others.
PAIRS = (
    ("text", "page"), ("text", "chrome"), ("text", "field"), ("text", "proposed"), ("text", "current"),
    ("text", "confirmed"), ("text", "source"), ("text", "cue"), ("text", "chosen"), ("text", "selection"),
    ("muted", "page"), ("muted", "chrome"), ("muted", "field"), ("muted", "chosen"), ("accent", "page"),
    ("accent", "chrome"), ("accent", "field"), ("on_accent", "accent"), ("on_danger", "danger"),
    ("text", "heat"), ("text", "clash"), ("text", "differs"), ("accent", "chosen"),
    ("current_line", "chrome"), ("confirmed_line", "chrome"), ("page", "text"),
)  # fmt: skip


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colors, 1 to 21 (WCAG 2.1, relative luminance)."""
    one, two = sorted((_luminance(first), _luminance(second)))
    return (two + 0.05) / (one + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def strong(colors: Colors) -> bool:
    """Whether a scheme is one of high contrast: states are told apart by more than ground and gray there."""
    return colors in (CONTRAST_LIGHT, CONTRAST_DARK)


@lru_cache(maxsize=512)
def label_color(color: str, colors: Colors) -> str:
    """A label's color as a scheme shows it: in high contrast so dark, or so bright, that it stands out from the page."""
    shown = QColor(color)
    while strong(colors) and contrast(shown.name(), colors.page) < ENOUGH:
        step = 4 if colors is CONTRAST_DARK else -4
        red, green, blue = (min(max(part + step, 0), 255) for part in shown.getRgb()[:3])  # type: ignore[index]
        shown = QColor(red, green, blue)
    return shown.name()


def palette(colors: Colors) -> QPalette:
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
        made.setColor(role, QColor(getattr(colors, name)))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colors.muted))
    return made


def style_sheet(colors: Colors, size: int = 100) -> str:
    """The style sheet with the scheme's colors in place of ``@name``, for a letter size in percent of the system's."""
    sheet = resource("style", "desk.qss").read_text(encoding="utf-8")
    for name in sorted(Colors._fields, key=len, reverse=True):
        sheet = sheet.replace("@" + name, getattr(colors, name))
    sheet = sheet.replace("@title_size", f"{20 * size // 100}px")
    return sheet.replace("@folder", resource("style").as_posix()) + (STRONG if strong(colors) else "")


STRONG = """
QListView::item:selected, QTableView::item:selected, QMenu::item:selected, QMenuBar::item:selected { border: 1px solid palette(text); }
QToolButton:checked, QPushButton:pressed, QFrame[cell="differs"] { border: 2px solid palette(text); }
QScrollBar::handle:vertical, QScrollBar::handle:horizontal { background: palette(mid); }
"""  # what a ground alone says elsewhere


class Theme(QObject):
    """The scheme in use, and the size of the window's text. ``changed`` is sent when either is another one: the system goes from
    light to dark or back, or the user chooses.

    The application wears it from :meth:`dress` on: a style sheet that is there while a window is being made restyles every
    widget each time one of those around it gets a parent.
    """

    changed = Signal()

    def __init__(self, choice: str = "system", size: int = 100, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.size = size if size in SIZES else 100
        self.colors = LIGHT
        self._worn = False
        self._size_letters()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow_wish)
        self._follow()

    def choose(self, choice: str) -> None:
        """Use ``system`` or one of SCHEMES from now on."""
        self.choice = choice
        self._follow()

    def resize(self, size: int) -> None:
        """Show the window's text at so many percent of the system's size; one of SIZES."""
        self.size = size
        self._size_letters()
        self._follow()

    def px(self, pixels: int) -> int:
        """A length in pixels that grows with the window's text."""
        return pixels * self.size // 100

    def dress(self) -> None:
        """Give the application the scheme, now and whenever it changes. Call once a window is made, before it is shown."""
        self._worn = True
        self._wear()

    @property
    def dark(self) -> bool:
        """Whether the scheme in use is a dark one."""
        return self.colors in (DARK, CONTRAST_DARK)

    def _follow_wish(self, _: Qt.ContrastPreference) -> None:
        self._follow()

    def _follow(self, scheme: Qt.ColorScheme | None = None) -> None:
        hints = QGuiApplication.styleHints()  # held: what it answers goes with it
        dark = (scheme or hints.colorScheme()) is Qt.ColorScheme.Dark
        wished = hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
        system = ("contrast-" if wished else "") + ("dark" if dark else "light")
        self.colors = SCHEMES.get(self.choice, SCHEMES[system])
        if self._worn:
            self._wear()
        self.changed.emit()

    def _size_letters(self) -> None:
        """Give the application letters of the size: at once, for a widget that is there before keeps the ones it was made with."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        font, system = app.font(), app.property(OWN_SIZE)
        if system is None:
            system = font.pointSizeF()
            app.setProperty(OWN_SIZE, system)
        if font.pointSizeF() != system * self.size / 100:
            font.setPointSizeF(system * self.size / 100)
            app.setFont(font)

    def _wear(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        sheet = style_sheet(self.colors, self.size)
        if app.styleSheet() != sheet:  # it costs a restyling of every widget
            app.setStyleSheet("")  # one sheet put in the place of another takes three times as long
            app.setPalette(palette(self.colors))
            app.setStyleSheet(sheet)
