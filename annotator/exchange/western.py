"""Which single-byte encoding a text in Latin letters is in, judged by how its letters and marks stand beside each other.

A detector for all encodings takes Mac Roman for windows-1252 again and again; here an opening mark before a letter, a small letter inside
a word and a dash between blanks speak for an encoding, a capital behind a small letter or a control character against it.
"""

from __future__ import annotations

import re
import unicodedata

CANDIDATES = ("cp1252", "mac_roman", "cp1250", "cp850")
#: The share of letters outside ASCII from which a text counts as one in other letters, and the bytes that are looked at.
MOST, LOOKED_AT = 0.3, 400_000
_OUTSIDE, _LETTER = re.compile(rb"[\x80-\xff]"), re.compile(rb"[A-Za-z]")
_SMALL_LATIN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœß")
_COMMON = frozenset("äöüßéèàçñáíóúêâîôëïåæøãõìòùœÄÖÜÉÅØÆÇÀÑÁÓÚ")
_OPENING, _CLOSING, _DASHES = frozenset("“„«‘‚‹¿¡"), frozenset("”’»›"), frozenset("–—…")


def encoding_of(data: bytes) -> str:
    """The encoding of a text in Latin letters; "" where it is in other letters, which are not judged here."""
    data = data[:LOOKED_AT]
    outside = len(_OUTSIDE.findall(data))
    sample = data[:: max(1, len(data) // 4000)]
    letters = len(_LETTER.findall(sample))
    if not outside or outside > MOST * (outside + letters * len(data) / len(sample)):
        return ""
    scores = {name: score(data.decode(name, "replace")) for name in CANDIDATES}
    best = max(CANDIDATES, key=lambda name: scores[name])
    return best if scores[best] > 0 else ""


def score(text: str) -> float:
    """How well the characters outside ASCII stand beside their neighbors; higher is better."""
    total = 0.0
    for at in (match.start() for match in re.finditer("[^\x00-\x7f]", text)):
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        total += _weight(text[at], before, after)
    return total


def _weight(char: str, before: str, after: str) -> float:
    category = unicodedata.category(char)
    if "\x80" <= char <= "\x9f" or char == "\ufffd":
        return -20.0
    if category == "Ll":
        return _small(char, before, after)
    if category == "Lu":
        return _capital(char, before, after)
    if char in _OPENING or char in _CLOSING or char in _DASHES:
        return _mark(char, before, after)
    if char == "\xa0":
        return 0.5
    if char in "€£§°•¿¡×½¼²³ºª®©·":
        return -3.0 if before.isalpha() and after.isalpha() else 1.0
    return -3.0


def _small(char: str, before: str, after: str) -> float:
    rare = 0.0 if char in _COMMON else -0.5
    if before.isalpha():
        return 2.0 + rare
    if after.isalpha() and (before.isspace() or before in _OPENING or before in "'’(\"-"):
        return 1.0 + rare
    if before.isspace() and (after.isspace() or after in ",."):
        return 1.0 if char in _SMALL_LATIN else -2.0
    return -3.0


def _capital(char: str, before: str, after: str) -> float:
    rare = 0.0 if char in _COMMON else -0.5
    if before.islower():
        return -6.0
    if after.islower() and not before.isalpha():
        return 1.0 + rare
    return 1.0 + rare if after.isupper() or before.isupper() else -3.0


def _mark(char: str, before: str, after: str) -> float:
    if char == "’" and before.isalpha() and after.isalpha():
        return 4.0
    if char in _DASHES:
        return 2.0 if before.isspace() or after.isspace() or before.isalnum() else 0.0
    opens = (before.isspace() or before in "([—–-\"'“„‘;,|>=") and (after.isalnum() or after in "“‘«‹…¿¡\xa0 ")
    closes = (before.isalnum() or before in ".,!?;:…)%”’»\xa0 ") and not after.isalpha()
    if char in "„‚" or char in "¿¡":
        return 4.0 if opens else -3.0
    if char in "”’":
        return 4.0 if closes else -3.0
    return 4.0 if opens or closes else -3.0
