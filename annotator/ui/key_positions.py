"""Keys by their place on the keyboard, for layouts on which a command's character needs Shift, or is not there at all.

A command is run by the character it is listed with, wherever the layout has it. Where a key types something else (a digit's key without
Shift on a French keyboard, any letter's on a Greek or Russian one), the key in the same place of the US layout counts.
"""

from __future__ import annotations

import sys
import unicodedata

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_ROWS = {2: "1234567890", 16: "QWERTYUIOP", 30: "ASDFGHJKL", 44: "ZXCVBNM"}
# Scan codes as Windows and the Linux kernel count them; X11 and Wayland add 8.
_BY_SCAN = {first + at: character for first, row in _ROWS.items() for at, character in enumerate(row)}
_X11 = 8
# Virtual keys of macOS, which name places.
_BY_MAC = dict(zip(
    (18, 19, 20, 21, 23, 22, 26, 28, 25, 29, 12, 13, 14, 15, 17, 16, 32, 34, 31, 35, 0, 1, 2, 3, 5, 4, 38, 40, 37, 6, 7, 8, 9, 11, 45, 46),
    "1234567890QWERTYUIOPASDFGHJKLZXCVBNM", strict=True))  # fmt: skip


def place_of(event: QKeyEvent, platform: str = sys.platform) -> str:
    """The digit or capital letter that the US layout has where a key is; "" for other keys."""
    if platform == "darwin":
        return _BY_MAC.get(event.nativeVirtualKey(), "")
    return _BY_SCAN.get(event.nativeScanCode() - (0 if platform == "win32" else _X11), "")


def by_place(event: QKeyEvent, platform: str = sys.platform) -> QKeySequence | None:
    """What a key stands for by its place; None where what it types is to count.

    Digits count by place where the key types no digit and Shift is not held; letters where the key types a letter of another script.
    """
    place, key, held = place_of(event, platform), int(event.key()), event.modifiers()
    held &= ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.GroupSwitchModifier
    if not place or not 0 < key < 0x110000:
        return None
    typed = chr(key)
    if place.isdigit():
        if typed in "0123456789" or (held & Qt.KeyboardModifier.ShiftModifier and typed.isascii()):
            return None
    elif not typed.isalpha() or unicodedata.name(typed, "").startswith("LATIN"):
        return None
    return QKeySequence(QKeyCombination(held, Qt.Key(ord(place))))
