"""The licenses that a release may be under, by the names that the Hugging Face hub has for them."""

from __future__ import annotations

import re

from annotator.errors import BadInputError

_KINDS = ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
_CC = "https://creativecommons.org/licenses"
#: Name on the hub -> (SPDX identifier, where its text is).
LICENSES: dict[str, tuple[str, str]] = {
    **{f"cc-{kind}-4.0": (f"CC-{kind.upper()}-4.0", f"{_CC}/{kind}/4.0/") for kind in _KINDS},
    "cc0-1.0": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "odc-by": ("ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "odbl": ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "pddl": ("PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
    "cdla-permissive-2.0": ("CDLA-Permissive-2.0", "https://cdla.dev/permissive-2-0/"),
    "mit": ("MIT", "https://opensource.org/license/mit"),
    "apache-2.0": ("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
}  # fmt: skip
UNKNOWN = "unknown"
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def license_of(name: str) -> tuple[str, str, str]:
    """(name on the hub, SPDX identifier or "", where its text is or "") of a license; of an address the hub says "other".

    BadInputError with the names for one that is not known.
    """
    plain = name.strip().lower()
    if not plain or plain == UNKNOWN:
        return UNKNOWN, "", ""
    if plain in LICENSES:
        return (plain, *LICENSES[plain])
    if spdx := next((key for key, (known, _) in LICENSES.items() if known.lower() == plain), None):
        return (spdx, *LICENSES[spdx])
    if re.match(r"https?://\S+$", name.strip()):
        return "other", "", name.strip()
    raise BadInputError(
        f"The license “{name}” is not known; write one of {', '.join(LICENSES)}, or the address of its text."
    )


def language_of(code: str) -> str:
    """A language's code in small letters; BadInputError for what is no ISO 639 code."""
    plain = code.strip().lower()
    if not _LANGUAGE.fullmatch(plain):
        raise BadInputError(
            f"“{code}” is not a language code; write two or three letters of ISO 639, as in en, de, spa."
        )
    return plain
