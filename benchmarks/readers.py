"""What readers of articles cost, as ratios: a Nexis file beside lxml alone, and an import of 10,000 articles beside an older commit.

    python -m benchmarks.readers [--against COMMIT]

Medians of five, in turn. ``--against`` needs git; the older commit is checked out into a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from annotator.exchange.readers.reading import read_articles
from annotator.resources import seed
from benchmarks.against import HERE, checked_out

TIMES = 5
ARTICLES = 10_000
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RUN = '<w:r><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/><w:color w:val="000000"/><w:sz w:val="20"/></w:rPr><w:t>{}</w:t></w:r>'
_IMPORT = """
import sys, time, tempfile
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from annotator.workflow import corpus, project
with tempfile.TemporaryDirectory() as folder:
    store = project.create_project(Path(folder) / "p.annot")
    begun = time.perf_counter()
    report = corpus.import_paths(store, [Path(sys.argv[2])])[1]
    print(time.perf_counter() - begun)
    assert report.added == int(sys.argv[3]), report
    store.close()
"""


def words(count: int, chance: random.Random) -> str:
    """So many words, as they come in the sample article."""
    every = (
        next(iter(sorted(seed().glob("*.txt"))))
        .read_text(encoding="utf-8")
        .replace("&", "and")
        .replace("<", "")
        .split()
    )
    return " ".join(chance.choices(every, k=count))


def nexis(path: Path, articles: int = 100) -> None:
    """A file as Nexis Uni makes it, each run with its font."""
    chance = random.Random(1)
    lines: list[str] = []
    for number in range(articles):
        lines += [
            "",
            f"Title {number}",
            "Harbour Post",
            "March 3, 2026 Tuesday",
            "Copyright 2026 Harbour Post",
            "Length:\xa0500 words",
            "Body",
            "",
        ]
        lines += [words(60, chance) for _ in range(8)] + ["Load-Date:\xa0March 4, 2026", "End of Document"]
    body = "".join(f"<w:p><w:pPr><w:jc w:val='both'/></w:pPr>{_RUN.format(line)}</w:p>" for line in lines)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")


def lxml_alone(path: Path) -> None:
    """The XML of a Word file parsed, and no more."""
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        etree.fromstring(archive.read("word/document.xml"))


def seconds(do: object, *arguments: object) -> float:
    """How many seconds of a processor a call takes."""
    begun = time.process_time()
    do(*arguments)  # type: ignore[operator]
    return time.process_time() - begun


def nexis_ratio(folder: Path) -> float:
    """Reading a Nexis file of 100 articles by parsing its XML."""
    path = folder / "nexis.docx"
    nexis(path)
    assert len(list(read_articles(path))) == 100
    pairs = [(seconds(lambda: list(read_articles(path))), seconds(lxml_alone, path)) for _ in range(TIMES)]
    return statistics.median(a for a, _ in pairs) / statistics.median(b for _, b in pairs)


def corpus(folder: Path) -> tuple[Path, Path]:
    """10,000 articles as JSON Lines, and as a file each."""
    chance = random.Random(2)
    lines, files = folder / "articles.jsonl", folder / "files"
    files.mkdir()
    with lines.open("w", encoding="utf-8") as out:
        for number in range(ARTICLES):
            text = "\n".join(words(60, chance) for _ in range(7)) + f" {number}"
            out.write(json.dumps({"id": f"a{number}", "text": text, "date": "2026-03-03"}) + "\n")
            (files / f"{number}.txt").write_text(text, encoding="utf-8")
    return lines, files


def import_ratios(commit: str, folder: Path) -> Iterator[tuple[str, float]]:
    """(what, ratio) of an import by this checkout to one by an older commit."""
    with checked_out(commit) as old:
        for what, path in zip(("JSON Lines", "a file each"), corpus(folder), strict=True):
            took: dict[Path, list[float]] = {HERE: [], old: []}
            for _ in range(TIMES):
                for code in took:
                    command = [sys.executable, "-c", _IMPORT, str(code), str(path), str(ARTICLES)]
                    took[code].append(float(subprocess.run(command, capture_output=True, check=True, text=True).stdout))
            yield what, statistics.median(took[HERE]) / statistics.median(took[old])


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--against", metavar="COMMIT", help="an older commit to import with")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        print(f"Nexis Uni, 100 articles, by lxml alone: {nexis_ratio(Path(name)):.2f}")
        for what, ratio in import_ratios(args.against, Path(name)) if args.against else ():
            print(f"import of {ARTICLES:,} articles, {what}, by {args.against}: {ratio:.2f}")


if __name__ == "__main__":
    main()
