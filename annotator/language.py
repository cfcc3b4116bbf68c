"""The language of the window. English texts are the message ids; a catalog in ``resources/language/`` has the other languages.

:func:`tr` is for texts of the window itself. :func:`sentence` is for sentences that were put together elsewhere, such as errors and
notes: the catalog's texts with ``{}`` are patterns for them. The command line stays English: nobody calls :func:`use` there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache

from annotator.resources import resource

LANGUAGES = {"en": "English", "es": "Español"}
PSEUDO = "pseudo"  # every text 40 % longer, in brackets: a text without them was not translated
FIXED = 7  # characters of a pattern that are not gaps: with fewer it would fit sentences that it is not meant for
# Patterns are compiled when they are first used: a start in English does without.
_GAP = r"\{\w*\}"
_NUMBER = r"\d{1,3}(?:,\d{3})+"
_COUNTS = r"\d[\d,]* [^\W\d][^,.;:\n]*(?:, \d[\d,]* [^\W\d][^,.;:\n]*)*[.]?"  # “3 articles, 1 quotation.”
_COUNT = r"\{\} (?!is |does )[a-z ]+"  # the text of a count, which would fit every sentence that ends so
_CLAUSE = r"(\d[\d,]*) ([^\W\d][^,.;:\n]*)"
_END = r"((?<=[.?!]) (?=[“A-Z\d])|\n+|  +·  +)"
_ACCENTS = str.maketrans("aeiouAEIOUnc", "áéíóúÁÉÍÓÚñç")


class _Words:
    """The texts in use, and the patterns made of those with gaps once a sentence asks for them."""

    def __init__(self, code: str = "en", texts: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.texts = texts or {}
        self._patterns: list[tuple[re.Pattern[str], str]] | None = None

    def patterns(self) -> list[tuple[re.Pattern[str], str]]:
        if self._patterns is None:
            with_gaps = sorted(
                (text for text in self.texts if re.search(_GAP, text) and not re.fullmatch(_COUNT, text)),
                key=_fixed,
                reverse=True,
            )
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


def later(text: str) -> str:
    """Mark a text of a constant: it is handed to :func:`tr` where it is shown, since a constant is older than the language."""
    return text


def trs(texts: Iterable[str]) -> tuple[str, ...]:
    """:func:`tr` of several texts, such as the heads of a table."""
    return tuple(tr(text) for text in texts)


def sentence(text: str) -> str:
    """A sentence that was put together in English, in the language in use; as it is where no pattern fits."""
    if not _words.texts or not text:
        return text
    found = _words.texts.get(text)
    if found is not None:
        return found
    if re.fullmatch(_NUMBER, text):
        return counted(int(text.replace(",", "")))
    if re.fullmatch(_COUNTS, text) and all(f"{{}} {what}" in _words.texts for _, what in re.findall(_CLAUSE, text)):
        return re.sub(_CLAUSE, lambda clause: tr(f"{{}} {clause[2]}", sentence(clause[1])), text)
    whole = None
    for pattern, translated in _words.patterns():
        if match := pattern.fullmatch(text):
            whole = translated.format(*(sentence(value) for value in match.groups()))
            if not any(re.search(_END, words) for words in match.groups()):
                return whole
            break  # a value that looks like several sentences: perhaps the pattern fits the first of them alone
    parts = re.split(_END, text)  # several sentences, lines or remarks
    said = [
        sentence(part) if at % 2 == 0 and len(parts) > 1 else part for at, part in enumerate(parts)
    ]  # odd: what is between
    if whole is not None and any(now == part for now, part in zip(said[::2], parts[::2], strict=True)):
        return whole
    return "".join(said)


def clauses(text: str) -> str:
    """Clauses between commas, such as the reasons of a proposal, each in the language in use."""
    return ", ".join(sentence(clause) for clause in text.split(", "))


def counted(number: int) -> str:
    """A whole number as the language writes it: ``12,345``, or ``12 345`` in Spanish from five digits on."""
    if _words.code != "es":
        return f"{number:,}"
    return f"{number:,}".replace(",", "\u202f") if abs(number) >= 10_000 else str(number)


def decimals(number: float, digits: int = 1) -> str:
    """A number with so many digits after the point, or after the comma where the language writes one."""
    return (
        pointed(f"{number:z,.{digits}f}")
        if abs(number) < 1000
        else f"{counted(int(number))}{pointed(f'{number % 1:.{digits}f}'[1:])}"
    )


def pointed(number: str) -> str:
    """A number that was written with a point, as the language writes it: ``.667``, or ``0,667`` in Spanish."""
    return re.sub(r"(?<!\d)\.(?=\d)", "0.", number).replace(".", ",") if _words.code == "es" else number


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage: ``12%``, or ``12 %`` in Spanish."""
    written = pointed(f"{100 * share:z.{digits}f}")
    return f"{written}\u202f%" if _words.code == "es" else f"{written}%"


def day(iso: str) -> str:
    """A day that begins as ``2024-05-31``, as the language writes it: ``31/05/2024`` in Spanish; what is no day stays."""
    found = re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?", iso)
    if _words.code != "es" or found is None:
        return iso[:10]
    return "/".join(part for part in reversed(found.groups()) if part)


def lengthened(text: str) -> str:
    """A text of the pseudo-language: accents, brackets, 40 % longer; what stands in braces stays."""
    parts = re.split(_GAP, text)
    gaps = [*re.findall(_GAP, text), ""]
    accented = "".join(part.translate(_ACCENTS) + gap for part, gap in zip(parts, gaps, strict=True))
    return f"⟦{accented}{'~' * max(len(text) * 4 // 10 - 2, 0)}⟧"


def _fixed(text: str) -> int:
    """How many characters of a pattern are fixed: those with more are tried first."""
    return len(re.sub(_GAP, "", text))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in re.split(_GAP, text)), re.DOTALL)
