"""The one rule for the keys of targets and labels.

A target may have one capital letter and a label one small letter, of any alphabet that has both. A key is optional: a label
without one is chosen by typing a part of its name. The program never assigns a letter that is also a command of the desk. Where
a person writes such a letter into the codebook, it belongs to the label, and the command keeps its other keys.
"""

from __future__ import annotations

from collections.abc import Collection
from string import ascii_lowercase, ascii_uppercase

#: Letters that are one-key commands of the desk, each with the command's name.
COMMAND_LETTERS = {
    "x": "not speech",
    "e": "edges",
    "n": "new quotation",
    "s": "source",
    "c": "comment",
    "f": "flag",
    "g": "guideline",
    "u": "undo",
    "v": "select by keyboard",
    "j": "next quotation",
    "k": "previous quotation",
    "J": "next article",
    "K": "previous article",
}
TARGET_KEYS = "".join(letter for letter in ascii_uppercase if letter not in COMMAND_LETTERS)
"""Capital letters that are offered for targets."""
LABEL_KEYS = "".join(letter for letter in ascii_lowercase if letter not in COMMAND_LETTERS)
"""Small letters that are offered for labels."""


def fits_target(key: str) -> bool:
    """Whether a target may have the key: "" or one capital letter."""
    return not key or (len(key) == 1 and key.isalpha() and key.isupper())


def fits_label(key: str) -> bool:
    """Whether a label may have the key: "" or one small letter."""
    return not key or (len(key) == 1 and key.isalpha() and key.islower())


def free_key(name: str, taken: Collection[str], letters: str) -> str:
    """A key for a name: the first of its letters that is free, else the first free letter of ``letters``, else ""."""
    capital = letters is TARGET_KEYS
    wanted = name.upper() if capital else name.lower()
    return next((letter for letter in (*wanted, *letters) if letter in letters and letter not in taken), "")
