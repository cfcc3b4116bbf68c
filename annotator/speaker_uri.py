"""The external id of a speaker: a Wikidata number or any other URI, checked for its form alone. Nothing is ever looked up."""

from __future__ import annotations

import re
import unicodedata

from annotator.errors import BadInputError

WIKIDATA = "http://www.wikidata.org/entity/"
"""Before a Wikidata number in the URI of an item (wikidata.org, "Wikidata:Data access")."""
MOST = 2_000  # characters
# Patterns are compiled when they are first used: a start does not wait for them.
_ITEM = r"(?i)(?:(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/|wd:|wikidata:)?(Q[1-9][0-9]{0,14})"
_URI = r"[A-Za-z][A-Za-z0-9+.\-]{0,30}:[^\s<>\"{}|\\^`]+"
_SERVER = r"(?i)(?:https?|ftp)://[^/?#]*[^/?#.:@]"
_BROKEN_ESCAPE = r"%(?![0-9A-Fa-f]{2})"


def uri_of(typed: str) -> str:
    """The URI that a person typed: “Q42” becomes the URI of that Wikidata item; "" where nothing was typed.

    BadInputError with a sentence where it is neither a Wikidata number nor a URI.
    """
    typed = typed.strip()
    item = re.fullmatch(_ITEM, typed)
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
    if not re.fullmatch(_URI, uri) or any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in uri):
        return "is not an address of the Web or another URI"
    if uri.lower().startswith(("http:", "https:", "ftp:")) and not re.match(_SERVER, uri):
        return "names no server"
    return "holds a % that is not followed by two digits" if re.search(_BROKEN_ESCAPE, uri) else ""


def shown(uri: str) -> str:
    """A URI as a person reads it: the number alone where it is a Wikidata item."""
    return uri.removeprefix(WIKIDATA)
