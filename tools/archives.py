"""Real downloads of databases, read and counted: articles by the marks in the file, labels left in texts, words that are nowhere.

    python -m tools.archives FOLDER

The files stay where they are; nothing of them enters the project. Exit status 1 where a count differs or a label stands in a text.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from annotator.errors import BadInputError
from annotator.exchange.readers import formats, word
from annotator.exchange.readers.base import Source
from annotator.exchange.readers.reading import read_articles

LABELS = re.compile(
    r"^(?:BYLINE|LENGTH|SECTION|LOAD-DATE|LANGUAGE|PUBLICATION-TYPE|Byline|Length|Section|Load-Date|Classification|End of Document|"
    r"Full text|Publication title|ProQuest document ID)\b[:\s]",
    re.M,
)
_WORD = re.compile(r"[^\W\d_]{3,}")


def marks(source: Source) -> int | None:
    """How many articles the file holds by its own marks; None where its format has none."""
    found = formats.format_of(source)
    label = found.label if found else ""
    data = source.data
    if label == "Nexis Uni":
        return sum(line.strip() == "End of Document" for line in word.document(source).paragraphs)
    patterns = {
        "LexisNexis": rb"\d+ of \d+ DOCUMENTS", "LexisNexis page": rb"\d+ of \d+ DOCUMENTS",
        "Factiva XML": rb"<article>", "Europresse": rb"<article[ >]",
        "ProQuest": rb"ProQuest document link",
        "Factiva page": rb"Document [A-Z0-9]{15,}",
    }  # fmt: skip
    return len(re.findall(patterns[label], data)) if label in patterns else None


def lost(source: Source, texts: str) -> tuple[int, int]:
    """(words of the file, how many of them stand neither in a text nor in the metadata); of packed files none are counted."""
    if source.suffix in (".docx", ".zip", ".xlsx", ".odt"):
        return 0, 0
    written = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^<>]*>", " ", source.data.decode("utf-8", "replace"))
    words, held = Counter(_WORD.findall(written.casefold())), Counter(_WORD.findall(texts.casefold()))
    return words.total(), (words - held).total()


def main() -> int:
    """Print a line for each file."""
    wrong = 0
    print(f"{'file':40} {'format':16} {'articles':>8} {'marks':>6} {'labels':>6} {'words':>8} {'nowhere':>8}")
    for path in sorted(p for p in Path(sys.argv[1]).rglob("*") if p.is_file()):
        source = Source.of(path)
        try:
            found = list(read_articles(path))
        except BadInputError as err:
            print(f"{path.name[:40]:40} {err}")
            wrong += 1
            continue
        expected, labels = marks(source), sum(len(LABELS.findall(article.text)) for article in found)
        held = "\n".join(f"{article.title} {article.text} {' '.join(article.metadata.values())}" for article in found)
        words, nowhere = lost(source, held)
        fmt = formats.format_of(source)
        print(
            f"{path.name[:40]:40} {fmt.label if fmt else '':16} {len(found):8} "
            f"{'' if expected is None else expected:>6} {labels:6} {words:8,} {nowhere:8,}"
        )
        wrong += (expected is not None and expected != len(found)) or labels > 0
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
