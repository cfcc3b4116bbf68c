"""Which of the names that a detector offers cannot be a speaker's: a scrap of a sentence, a day, a line that names the paper.

The rules are about English words. They hide an offer on the card and change nothing that is stored; what they are not sure of stays.
"""

from __future__ import annotations

import re

from annotator.records import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENDS = _words("a an and are as at be but by for from in into is of on or than that the to was were which who with")
"""A name that ends with one of these was cut out of a sentence."""
BEGINS = _words("""about above according across after against along although among amid around as at because before behind below
    between beyond by despite during for from if in inside into like near of off on onto out over per since than through
    throughout to toward towards under underway until upon via when where whether while with within without""")
"""A name that begins with one of these is no name."""
ALONE = _words("""actually again ago also here it later now often only reference so source sources still that then there these this
    those thus today tomorrow tonight too what which yesterday yet""")
"""These name nobody by themselves."""
TIMES = _words("""monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn fall winter day days week
    weeks weekend month months year years morning afternoon evening night last next this past early late the in of on
    a.m. p.m. am pm""")
"""A name of nothing but these and numbers is a time."""
_NUMBER = re.compile(r"[\d.,:/-]+(st|nd|rd|th|s)?")
_LETTER = re.compile(r"[^\W\d_]")


def can_speak(name: str) -> bool:
    """Whether a name may be that of somebody who speaks."""
    words = fold(name).split()
    if not words or not _LETTER.search(name) or re.search(r"\s:|:\s", name):
        return False
    if words[-1] in ENDS or words[0] in BEGINS:
        return False
    if len(words) == 1:
        return words[0] not in ALONE and words[0] not in TIMES
    return not all(word in TIMES or _NUMBER.fullmatch(word) for word in words)
