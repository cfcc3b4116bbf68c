"""What readers leave out, by the word: words that an independent tool finds in a file, less those of its articles and their notes.

    python -m tools.readers [FOLDER]

Tools, where they are installed: html2text for pages, pdftotext (poppler-utils) for PDF, LibreOffice (soffice) for Word, OpenDocument and
rich text. Exit status 1 where words are missing and no note of the article says that something was left out.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from annotator.errors import BadInputError
from annotator.exchange.readers.reading import read_articles

DATA = Path(__file__).parent.parent / "tests" / "data" / "articles"
_WORD = re.compile(r"[^\W_]+")
_WRITER = (".docx", ".odt", ".rtf")


def command(path: Path, folder: Path) -> list[str] | None:
    """The command that prints the words of a file; None where no tool for it is installed."""
    suffix = path.suffix.lower()
    if suffix in (".html", ".htm") and shutil.which("html2text"):
        page = folder / "page.html"  # it would believe what the page says of its encoding
        page.write_bytes(re.sub(rb"charset=[\"']?[\w-]+", b"", path.read_bytes()))
        return ["html2text", "-utf8", "-width", "10000", str(page)]
    if suffix == ".pdf" and shutil.which("pdftotext"):
        return ["pdftotext", str(path), "-"]
    if suffix in _WRITER and shutil.which("soffice"):
        return ["soffice", "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(folder), str(path)]
    return None


def words(path: Path) -> Counter[str] | None:
    """The words of a file by the independent tool."""
    with tempfile.TemporaryDirectory() as name:
        run = command(path, Path(name))
        if run is None:
            return None
        printed = subprocess.run(run, capture_output=True, check=False).stdout
        if path.suffix.lower() in _WRITER:
            written = Path(name) / f"{path.stem}.txt"
            if not written.exists():
                print(f"{path.name}: the tool could not read it")
                return None
            printed = written.read_bytes()
    return Counter(_WORD.findall(_bare(printed.decode("utf-8", "replace"))))


def _bare(text: str) -> str:
    """Words as they are compared: ligatures spelled out, hyphens at line ends gone, letters small."""
    ligatures = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
    return re.sub(r"-\s*\n\s*", "", text).translate(ligatures).casefold()


def main() -> int:
    """Print a line for each file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    tried = silent = 0
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found = words(path)
        if found is None:
            continue
        try:
            articles = list(read_articles(path))
        except BadInputError as err:
            print(f"{path.name}: {err}")
            continue
        tried += 1
        held = Counter[str]()
        for article in articles:
            held += Counter(
                _WORD.findall(
                    _bare("\n".join([article.title, article.text, *article.metadata, *article.metadata.values()]))
                )
            )
        missing = {word: count for word, count in found.items() if word not in held}
        told = [
            note
            for article in articles
            for note in article.import_notes
            if "left out" in note or "several articles" in note
        ]
        silent += bool(missing) and not told
        shown = " ".join(list(missing)[:8])
        print(f"{path.name}: {sum(found.values())} words, {sum(missing.values())} missing{f' ({shown})' if missing else ''}"
              f"{'; told: ' + '; '.join(dict.fromkeys(told)) if missing and told else ''}")  # fmt: skip
    print(f"{tried} files compared, {silent} with words missing and no note of it.")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
