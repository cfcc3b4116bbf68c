"""Whether a text is in English, the language that proposals are made for; if not, which one it seems to be in.

English is told by its function words. Only where they are few is a text classified, by py3langid (a fork of langid.py: Lui and Baldwin,
"langid.py: an off-the-shelf language identification tool", ACL 2012; BSD license; its model comes with the package, nothing is fetched).
"""

from __future__ import annotations

import re

from annotator.detection import lang
from annotator.detection.settings import ENGLISH_SHARE, LANGUAGE_READ, LANGUAGE_WORDS

LATIN = "\u024f"  # the last Latin letter of European languages
_WORD = re.compile(r"[^\W\d_]+")
_CODES = """
ar=Arabic bg=Bulgarian bn=Bengali ca=Catalan cs=Czech cy=Welsh da=Danish de=German el=Greek es=Spanish et=Estonian eu=Basque
fa=Persian fi=Finnish fr=French ga=Irish gl=Galician he=Hebrew hi=Hindi hr=Croatian hu=Hungarian id=Indonesian is=Icelandic it=Italian
ja=Japanese ko=Korean lt=Lithuanian lv=Latvian mk=Macedonian ms=Malay nb=Norwegian nl=Dutch nn=Norwegian no=Norwegian pl=Polish
pt=Portuguese ro=Romanian ru=Russian sk=Slovak sl=Slovene sq=Albanian sr=Serbian sv=Swedish sw=Swahili th=Thai tl=Tagalog tr=Turkish
uk=Ukrainian ur=Urdu vi=Vietnamese zh=Chinese
"""
_NAMES = dict(pair.split("=") for pair in _CODES.split())


def foreign(text: str) -> str:
    """The English name of the language that a text seems to be in, "" where that is English or cannot be told.

    A text of fewer than 25 words and fewer than 25 letters of another script cannot be told.
    """
    start = text[:LANGUAGE_READ]
    words = _WORD.findall(start.lower())
    if len(words) >= LANGUAGE_WORDS and sum(word in lang.words.FUNCTION_WORDS for word in words) >= ENGLISH_SHARE * len(
        words
    ):
        return ""
    if len(words) < LANGUAGE_WORDS and sum(c > LATIN and c.isalpha() for c in start) < LANGUAGE_WORDS:
        return ""
    from py3langid import classify  # its model takes a few hundredths of a second, which an English text need not pay

    code = str(classify(start)[0])
    return "" if code == "en" else _NAMES.get(code, f"another language ({code})")
