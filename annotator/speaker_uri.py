"""The external id of a speaker: a Wikidata number or any other URI, checked for its form alone. Nothing is ever looked up."""

from __future__ import annotations

import re
import unicodedata

from annotator.errors import BadInputError

WIKIDATA = "http://www.wikidata.org/entity/"
"""Before a Wikidata number in the URI of an item (wikidata.org, "Wikidata:Data access")."""
MOST = 2_000  # characters
_ITEM = re.compile(
    r"(?:(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/|wd:|wikidata:)?(Q[1-9][0-9]{0,14})", re.IGNORECASE
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]{0,30}:[^\s<>\"{}|\\^`]+")
_SERVER = re.compile(r"(?:https?|ftp)://[^/?#]*[^/?#.:@]", re.IGNORECASE)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def uri_of(typed: str) -> str:
    """The URI that a person typed: “Q42” becomes the URI of that Wikidata item; "" where nothing was typed.

    BadInputError with a sentence where it is neither a Wikidata number nor a URI.
    """
    typed = typed.strip()
    item = _ITEM.fullmatch(typed)
    uri = WIKIDATA + item[1].upper() if item else typed
    if uri and (told := fault(uri)):
        raise BadInputError(
            f"“{typed[:60]}” {told}; type a Wikidata number like Q42, or a whole address like https://viaf.org/viaf/102333412."
        )
    return uri


def fault(uri: str) -> str:
    """What is wrong with the form of a URI, in a clause; "" where nothing is."""
    if len(uri) > MOST:
        return f"has more than {MOST:,} characters"
    if not _URI.fullmatch(uri) or any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in uri):
        return "is not an address of the Web or another URI"
    if uri.lower().startswith(("http:", "https:", "ftp:")) and not _SERVER.match(uri):
        return "names no server"
    return "holds a % that is not followed by two digits" if _BROKEN_ESCAPE.search(uri) else ""


def shown(uri: str) -> str:
    """A URI as a person reads it: the number alone where it is a Wikidata item."""
    return uri.removeprefix(WIKIDATA)
