"""The language that the detector reads: its words and its tags. Everything of one language stands in a folder of its own,
and its longer tables in a folder of ``resources/lang/``.

The weights in ``resources/weights/`` are learned with the words and tags of one language, so a process reads one language.
"""

import json
from typing import Any

from annotator.detection.lang.en import tags as tags
from annotator.detection.lang.en import words as words
from annotator.resources import resource


def table(name: str) -> Any:
    """A table of the language's words (``titles``, ``names``, ``naming``), from its folder in ``resources/lang/``."""
    code = words.__name__.split(".")[-2]
    return json.loads(resource("lang", code, f"{name}.json").read_text(encoding="utf-8"))
