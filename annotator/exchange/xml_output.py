"""Text in XML that is written: what XML cannot hold is refused in an article and replaced elsewhere."""

from __future__ import annotations

import re

from annotator.errors import ExportError
from annotator.records import Article

#: What XML 1.0 cannot hold (2.2, "Characters").
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The same with the carriage return, which a parser makes a newline where it is not written as a reference.
UNFIT_AS_TEXT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check_article(article: Article, unfit: re.Pattern[str] = UNFIT_AS_TEXT) -> None:
    """ExportError for an article whose text holds an unfit character: a replaced one would change what was annotated."""
    if unfit.search(article.text):
        raise ExportError(
            f"The article {article.id} holds a control character, which XML cannot; choose another format or leave it out."
        )


def plain(text: str, unfit: re.Pattern[str] = UNFIT_AS_TEXT) -> str:
    """The text with U+FFFD in the place of each unfit character."""
    return unfit.sub("\ufffd", text)
