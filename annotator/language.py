"""The language of the window. English texts are the message ids; a catalog in ``resources/language/`` has the other languages.

:func:`tr` is for texts of the window itself. :func:`sentence` is for sentences that were put together elsewhere, such as errors and
notes: the catalog's texts with ``{}`` are patterns for them. The command line stays English: nobody calls :func:`use` there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

from annotator.resources import resource

LANGUAGES = {"en": "English", "es": "Español"}
PSEUDO = "pseudo"  # every text 40 % longer, in brackets: a text without them was not translated
FIXED = 8  # characters of a pattern that are not gaps: with fewer it would fit sentences that it is not meant for
_GAP = re.compile(r"\{\w*\}")
_ACCENTS = str.maketrans("aeiouAEIOUnc", "áéíóúÁÉÍÓÚñç")


class _Words:
    """The texts in use, and the patterns made of those with gaps once a sentence asks for them."""

    def __init__(self, code: str = "en", texts: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.texts = texts or {}
        self._patterns: list[tuple[re.Pattern[str], str]] | None = None

    def patterns(self) -> list[tuple[re.Pattern[str], str]]:
        if self._patterns is None:
            with_gaps = sorted((text for text in self.texts if _GAP.search(text)), key=_fixed, reverse=True)
            self._patterns = [(_pattern(text), self.texts[text]) for text in with_gaps if _fixed(text) >= FIXED]
        return self._patterns


_words = _Words()


def catalog(code: str) -> dict[str, str]:
    """The texts of a language by their English ones."""
    texts: dict[str, str] = json.loads(resource("language", f"{code}.json").read_text(encoding="utf-8"))
    return texts


def use(code: str) -> None:
    """Speak a language from now on: a code of LANGUAGES, or PSEUDO; English where there is no catalog of it."""
    global _words
    if code == PSEUDO:
        _words = _Words(PSEUDO, {text: lengthened(text) for text in catalog("es")})
    else:
        _words = _Words(code, catalog(code)) if code in LANGUAGES and code != "en" else _Words()


def language() -> str:
    """The code of the language in use."""
    return _words.code


def tr(text: str, *values: object) -> str:
    """A text of the window in the language in use, its gaps filled; the English one where the catalog lacks it."""
    found = _words.texts.get(text, text)
    return found.format(*values) if values else found


def trn(count: int, one: str, many: str, *values: object) -> str:
    """:func:`tr` of the text for one thing or for several."""
    return tr(one if count == 1 else many, *values)


def sentence(text: str) -> str:
    """A sentence that was put together in English, in the language in use; as it is where no pattern fits."""
    if not _words.texts or not text:
        return text
    found = _words.texts.get(text)
    if found is not None:
        return found
    for pattern, translated in _words.patterns():
        if match := pattern.fullmatch(text):
            return translated.format(*(sentence(value) for value in match.groups()))
    return text


def counted(number: int) -> str:
    """A whole number as the language writes it: ``12,345``, or ``12 345`` in Spanish from five digits on."""
    if _words.code != "es":
        return f"{number:,}"
    return f"{number:,}".replace(",", "\u202f") if abs(number) >= 10_000 else str(number)


def lengthened(text: str) -> str:
    """A text of the pseudo-language: accents, brackets, 40 % longer; what stands in braces stays."""
    parts = _GAP.split(text)
    gaps = [*_GAP.findall(text), ""]
    accented = "".join(part.translate(_ACCENTS) + gap for part, gap in zip(parts, gaps, strict=True))
    return f"⟦{accented}{'~' * max(len(text) * 4 // 10 - 2, 0)}⟧"


def _fixed(text: str) -> int:
    """How many characters of a pattern are fixed: those with more are tried first."""
    return len(_GAP.sub("", text))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in _GAP.split(text)), re.DOTALL)
