"""Which of the names that a detector offers cannot be a speaker's: a scrap of a sentence, a day, a bridge, a line that names the paper.

The rules are about English words. They hide an offer on the card and change nothing that is stored; what they are not sure of stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

from annotator.records import fold
from annotator.resources import resource


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
CUTS = _words("""about across after against along among and around as at before behind between by during for from in inside into near of
    on or outside over since than that through to under until upon when where which while who whose with within without""")
"""What stands before the first of these says what a name names: “foot of the bridge” is a foot."""
VOICES = _words("""all another anybody anyone each everybody everyone few he her herself him himself his i it its itself many me most my
    myself nobody none one others our ourselves several she some somebody someone their them themselves these they those us we who you
    your yourself adult boss bride businesses camp child children citizen city clan client colleague country county couple crew crowd
    customer dad defendant dispatcher elder elite enemy establishment expert faction families family fan foe folk friend
    gang generation guy hero household immigrant individual industry insider intern jury kid lobby mate men migrant military mob mom
    nation opposition pair passenger patient peer people percent plaintiff press public pupil refugee regulator relative resident rival
    spy staff survivor suspect teen thief three town trio tribe troop two victim village visitor witness women world youth""")
"""Words for those who speak, and what stands for them, besides those that :func:`_voices` reads."""
THINGS = _words("""address airport alley avenue bay beach beer border boulevard bridge building buffer camera canal canyon career cellar
    chapter cheer coast coffee color computer continent copper corner counter cover creek danger decree degree desert dinner disorder door
    downtown error ever fear fee fever flavor floor freeway further gulf harbor headquarters hemisphere highway honor horror however humor
    hunger hurricane labor lane later layer matter migration minor mountain mountains murder neighborhood never number ocean
    offer order peninsula plaza power rather register river road rumor runway sea server shower silver street summer
    terror together tower trail transfer tree trigger tunnel under vapor valley water weapon weather weekend whether winter wonder""")
"""Words for what is silent, whose ending or capital says otherwise."""
AMOUNTS = _words(
    "all both billions dozens hundreds lots millions most much number part percent plenty rest some tens thousands"
)
"""What stands after these and “of” says what there is so much of: “thousands of dollars” are dollars."""
SOME = _words("few many most others several some")
"""A name that begins with one of these and no “of” is that of people, often with a word too many: “some note”."""
PLACES = _words("lake lago mount rio río")
"""A name that begins with one of these is a place where nobody lives."""
LIKELY = (
    0.005  # below it the card says “< 1 %”; what is more likely may be right for a reason that these rules do not know
)
SOURCE_RATE = (
    0.05  # of a common word that heads a source so often (``resources/cues.json``), somebody has quoted it before
)
_AGENTS = ("ist", "ian", "eer", "er", "or", "ee", "man", "person")
_ACTS = ("tion", "sion", "ism")
_CREDIT = re.compile(r"(source|photo|picture|image|credit)s?\s*:", re.IGNORECASE)
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


def is_credit(mention: str) -> bool:
    """Whether a stretch of the article is the line that names the paper or the photographer ("Source : Harbour Post")."""
    return _CREDIT.match(mention) is not None


def is_silent(name: str) -> bool:
    """Whether a name names a thing, a place, an act or a state, of which hardly anybody has ever been quoted.

    A capital stands for a name that may be anybody's, but for words of :data:`THINGS` and those that end like an act ("Mass Migration").
    """
    word = _headword(name)
    forms = (fold(word), *_singular(fold(word)))
    first = next(iter(fold(name).split()), "")
    if first in PLACES:
        return True
    if first in SOME:
        return False
    if any(form in THINGS for form in (forms if word == fold(word) else forms[:1])):  # Rivers is a name
        return True
    if any(form in _voices() for form in forms):
        return False
    if word != fold(word):
        return any(form.endswith(_ACTS) for form in forms)
    return word.isascii() and word.isalpha() and not any(len(f) > 4 and f.endswith(_AGENTS) for f in forms)


def _headword(name: str) -> str:
    """The word that says what a name names: the last one before what explains it, of a compound its last part."""
    found = ""
    for word in re.sub(r"([,()–—])", r" \1 ", name).split():
        if word == "of" and found in AMOUNTS:
            found = ""
        elif found and (fold(word) in CUTS or not _LETTER.search(word)) and fold(found) not in ("the", "a", "an"):
            break
        else:
            found = word
    return re.sub(r"['’]s?$", "", found.rsplit("-", 1)[-1].strip('."“”‘'))


def _singular(word: str) -> Iterator[str]:
    """What a word may be the plural of, as English makes plurals."""
    for ending, instead in (("ies", "y"), ("men", "man"), ("sses", "ss"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word.removesuffix(ending) + instead


@cache
def _voices() -> frozenset[str]:
    """Words for those who speak: of offices, kin, bodies and peoples, and what has headed the source of a quotation in news before."""
    titles = json.loads(resource("lang", "en", "titles.json").read_text(encoding="utf-8"))
    rates = json.loads(resource("cues.json").read_text(encoding="utf-8"))["sources"]
    kinds = ("titles", "female", "male", "kin", "bodies", "groups", "courtesy", "portfolios")
    listed = (word for kind in kinds for word in titles[kind])
    return VOICES.union(listed, (word for word, rate in rates.items() if rate >= SOURCE_RATE))
