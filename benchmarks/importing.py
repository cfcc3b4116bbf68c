"""What bringing articles in costs: an import in turn with an older commit, and a Nexis file beside reading its XML with lxml alone.

    python -m benchmarks.importing [--against 160f41a] [--articles 10000] [--words 420] [--rounds 5]

The articles are made up: words of the sample article by chance, once as lines of JSON and once as a file each. What is timed is the import
into a new project, until it returns; each commit imports in a process of its own. Exit status 1 where the import takes over 1.1 times
the older commit's by the clock, or the Nexis file over 3 times its XML.

The clock counts on a machine of two cores with nothing else at work: a process beside the one that stores reads the files. The
processor's time of all processes is shown, too, and has no limit: the older commit read files in the process of the window, without
limits of time and memory, and kept no journal. SQLite's log is copied into the project file behind the import, and counts in neither.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from annotator.workflow import corpus, project
from benchmarks.table import Row, Times, show

LIMIT, XML_LIMIT = 1.1, 3.0
PARAGRAPH = 60  # words
NEXIS = 100  # articles of a download
WHAT, PROCESSOR = "import of {:,} articles, {}", "… the processor's time alone, {}"
LINES, FILES = "lines of JSON", "a file each"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RUN = '<w:r><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/><w:color w:val="000000"/><w:sz w:val="20"/></w:rPr><w:t>{}</w:t></w:r>'


def words(count: int, chance: random.Random) -> str:
    """So many words, as they come in the sample article."""
    from annotator.resources import seed

    sample = next(iter(sorted(seed().glob("*.txt")))).read_text(encoding="utf-8")
    return " ".join(chance.choices(sample.replace("&", "and").replace("<", "").split(), k=count))


def make(folder: Path, count: int, length: int) -> dict[str, Path]:
    """So many articles of so many words as JSON Lines, and the same as a file each."""
    chance = random.Random(2)
    lines, files = folder / "articles.jsonl", folder / "files"
    files.mkdir()
    with lines.open("w", encoding="utf-8") as out:
        for number in range(count):
            paragraphs = (words(min(PARAGRAPH, length - at), chance) for at in range(0, length, PARAGRAPH))
            text = "\n".join(paragraphs) + f" {number}"
            out.write(json.dumps({"id": f"a{number}", "text": text, "date": "2026-03-03"}) + "\n")
            (files / f"{number}.txt").write_text(text, encoding="utf-8")
    return {LINES: lines, FILES: files}


def importing(folder: Path, source: str, kind: str, count: int) -> Iterator[Row]:
    """One import of a file or folder, by the clock and of the processor, that of other processes with it."""
    with closing(project.create_project(folder / "new.annot")) as store:
        begun, used = time.perf_counter(), processor()
        report = corpus.import_paths(store, [Path(source)])[1]
        taken = time.perf_counter() - begun
        assert report.added == count and not report.problems, report.message
        end_readers()
        yield Row(WHAT.format(count, kind), Times((taken,)))
        yield Row(PROCESSOR.format(kind), Times((processor() - used,)))


def processor() -> float:
    """Seconds of a processor that this process and those that it ended have used."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in each)


def end_readers() -> None:
    """End the process that reads files, where this commit has one: what it used counts then."""
    try:
        from annotator.exchange.readers import process
    except ImportError:
        return
    process.close()


def nexis(path: Path, articles: int) -> None:
    """A file as Nexis Uni makes it, each run with its font."""
    chance = random.Random(1)
    lines: list[str] = []
    for number in range(articles):
        head = (
            f"Title {number}",
            "Harbour Post",
            "March 3, 2026 Tuesday",
            "Copyright 2026 Harbour Post",
            "Length:\xa0500 words",
        )
        body = (words(PARAGRAPH, chance) for _ in range(8))
        lines += ["", *head, "Body", "", *body, "Load-Date:\xa0March 4, 2026", "End of Document"]
    body_xml = "".join(f"<w:p><w:pPr><w:jc w:val='both'/></w:pPr>{_RUN.format(line)}</w:p>" for line in lines)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body>{body_xml}</w:body></w:document>")


def nexis_beside_lxml(folder: Path, rounds: int) -> Row:
    """Reading a Nexis file in turn with parsing its XML, in this process; one round goes before that does not count."""
    from lxml import etree

    from annotator.exchange.readers.reading import read_articles

    path = folder / "nexis.docx"
    nexis(path, NEXIS)

    def alone() -> None:
        with zipfile.ZipFile(path) as archive:
            etree.fromstring(archive.read("word/document.xml"))

    def ours() -> None:
        assert len(list(read_articles(path))) == NEXIS

    pairs = [(_used(ours), _used(alone)) for _ in range(rounds + 1)][1:]
    read, parsed = zip(*pairs, strict=True)
    what = f"Nexis .docx of {NEXIS} articles read, beside its XML by lxml"
    return Row(what, Times(read), Times(parsed), ratio_at_most=XML_LIMIT)


def _used(work: Callable[[], None]) -> float:
    """How many seconds of the processor some work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", metavar="COMMIT", default="160f41a")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=420, help="in each article")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    from benchmarks.against import in_turn

    def rows(folder: Path) -> Iterator[Row]:
        yield nexis_beside_lxml(folder, args.rounds)
        for kind, source in make(folder, args.articles, args.words).items():
            limits = {WHAT.format(args.articles, kind): LIMIT}
            given = (str(source), kind, args.articles)
            yield from in_turn(
                args.against, "benchmarks.importing:importing", *given, limits=limits, rounds=args.rounds
            )

    with tempfile.TemporaryDirectory() as name:
        return 0 if show(f"Importing, beside {args.against} (“bare”)", rows(Path(name))) else 1


if __name__ == "__main__":
    sys.exit(main())
