"""Hand every reader what it should not get: files of ours, mutated, by the thousand.

    python -m tests.reliability.fuzz --inputs 2000

A reader may read an input or refuse it with an AnnotatorError, whose text is one sentence; anything else is a crash. The
inputs come from a seed, so that a crash can be made again: it prints the reader and the seed. Exit status 1 where one crashed.
"""

from __future__ import annotations

import argparse
import gzip
import io
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from annotator.codebook import read_codebook
from annotator.errors import AnnotatorError
from annotator.exchange import annotation_formats, formats
from annotator.exchange.readers.base import split_name
from annotator.resources import resource, seed
from annotator.workflow import corpus, desk, export, maintenance, project, team
from annotator.workflow import search as find
from tests.reliability.jobs import make_project, project_file
from tests.support import new_project

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # nothing here is about the disk
PATIENCE = 20  # seconds for one input
TOKENS = (
    b"\x00", b"\xed\xa0\x80", b"\\ud800", "\u202e".encode(), b"\xff\xfe", b"\xef\xbb\xbf", b"NaN", b"1e999", b"-1", b"null",
    b"99999999999999999999", b'"', b"{", b"[" * 5000, b"]", b"../../../../etc/passwd", b"<script>alert(1)</script>",
    b'<img src="http://example.invalid/x.png">', b"\r", b"\r\n", b"\n", b"\t", b"'", b"''", b"\xf0\x9f\x8c\x8a", b"true", b"0",
)  # fmt: skip


VALUES: tuple[object, ...] = (
    None, -1, 0, 1, 2**62, 1.5, float("inf"), "", "x", "\0", "\u202e", "[[5, 1]]", "[", "{}", '{"candidates": 3}', "[1, 2]",
    b"\xff\x00", b"\xed\xa0\x80", "x" * 100_000, "[" * 5000, '["' + "y" * 9000 + '"]', "2026-99-99", "not-speech", "direct",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """A way into the program: the seed files' contents, the name a file gets, and what reads it."""

    name: str
    suffix: str
    seeds: tuple[bytes, ...]
    read: Callable[[Path], object]
    harm: Callable[[Path, random.Random], None] | None = None  # in the place of mutated bytes


def harm_rows(path: Path, chance: random.Random) -> None:
    """Put values into rows that no program of ours would, of other types too: the file is sound SQLite."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.create_function("chance", 0, chance.random)  # SQLite's own has no seed
        if chance.random() < 0.5:
            db.execute("PRAGMA writable_schema = ON")
            db.execute(
                "UPDATE sqlite_master SET sql = replace(replace(sql, ') STRICT, WITHOUT', ') WITHOUT'), ') STRICT', ')')"
            )
            db.execute("PRAGMA writable_schema = RESET")
        tables = [
            n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'")
        ]
        for _ in range(chance.choice((1, 1, 3, 10))):
            table = chance.choice(tables)
            columns = [n for (n,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))]
            value = chance.choice(VALUES)
            some = "" if chance.random() < 0.3 else "WHERE chance() < 0.2"
            try:
                db.execute(f'UPDATE {table} SET "{chance.choice(columns)}" = ? {some}', (value,))
            except sqlite3.Error:
                continue  # a key, or a type that a strict table refuses


def harm_parts(path: Path, chance: random.Random) -> None:
    """Mutate what is inside a zip file, so that it still is one."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in chance.sample(sorted(parts), chance.choice((1, 1, 2))):
        parts[name] = mutated(parts[name], chance)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data with a few things done to it that no program of ours would."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(out) + 1)
        act = chance.randrange(5)
        if act == 0 and out:
            out[at % len(out)] ^= 1 << chance.randrange(8)
        elif act == 1:
            del out[at : at + chance.choice((1, 2, 7, 60, 4096))]
        elif act == 2:
            out[at:at] = chance.choice(TOKENS)
        elif act == 3:
            other = chance.randrange(len(out) + 1)
            out[at:at] = out[other : other + chance.choice((1, 8, 200, 4096))]
        else:
            out[at : at + chance.choice((1, 4, 8))] = bytes(
                chance.randrange(256) for _ in range(chance.choice((1, 4, 8)))
            )
    return bytes(out)


def _project(path: Path) -> None:
    """Everything that reads a project: the doctor, the desk, search, an export, recovery."""
    maintenance.examine(path)
    with closing(project.open_project(path)) as store:
        for name in project.annotators(store):
            for row in desk.load_queue(store, name):
                desk.load_desk(store, row.sha256, name)
        find.search(store, find.Search(scope=find.Scope.QUOTATIONS, flagged=True))
        export.export(store, path.with_suffix(".jsonl"))


def _recover(path: Path) -> None:
    maintenance.recover(path, path.with_suffix(".new"))
    assert all(fault.told.count("codebook") for fault in maintenance.examine(path.with_suffix(".new"))), (
        "what was recovered is sound"
    )


def _imported(path: Path) -> None:
    with closing(new_project(path.with_name("target.annot"))) as store:
        _, report = corpus.import_paths(store, [path.parent if path.suffix == ".ann" else path])
        for told in report.problems:
            assert "it could not be read (" not in told, told  # what a reader did not foresee, told by its process
            raise AnnotatorError(told)


def _codebook(path: Path) -> None:
    for guideline in resource("codebooks").glob("*.md"):
        shutil.copy(guideline, path.parent)
    read_codebook(path)


def _merged(path: Path) -> None:
    with closing(new_project(path.with_name("target.annot"))) as store:
        team.merge(store, [path])


def readers(folder: Path) -> tuple[Reader, ...]:
    """All of them, with seeds made from the sample."""
    make_project(folder)
    texts = tuple(p.read_bytes() for p in sorted(seed().glob("*.txt"))[:4])
    jsonl = ((folder / "bob.jsonl").read_bytes(), *(p.read_bytes() for p in sorted(seed().glob("*.gold.jsonl"))[:3]))
    articles = b"".join((folder / "articles.jsonl").read_bytes().splitlines(keepends=True)[:3])
    toml = tuple(p.read_bytes() for p in sorted(resource("codebooks").glob("*.toml")))
    projects = ((folder / "package.annot").read_bytes(),)
    old = tuple(
        gzip.decompress(p.read_bytes()) for p in sorted((Path(__file__).parent.parent / "fixtures").glob("*.gz"))
    )
    assert project_file(folder).exists()
    html = b"<html><body>" + b"".join(b"<p>%s</p>" % line for line in texts[0].split(b"\n")) + b"</body></html>"
    return (
        *(Reader(f"annotations, {name}", suffix, (data,), _imported) for name, suffix, data in _exports(folder)),
        Reader("article, HTML", ".html", (html,), _imported),
        Reader("article, Word", ".docx", (_docx(texts[0].decode()),), _imported),
        Reader("article, Word, parts", ".docx", (_docx(texts[0].decode()),), _imported, harm_parts),
        Reader(
            "article, e-mail",
            ".eml",
            (b"Subject: News\nContent-Type: text/plain; charset=utf-8\n\n" + texts[0],),
            _imported,
        ),
        Reader("article, RTF", ".rtf", (rb"{\rtf1\ansi " + texts[0].replace(b"\n", rb"\par ") + b"}",), _imported),
        Reader("article, PDF", ".pdf", (_pdf(),), _imported),
        Reader("articles, CSV", ".csv", (b'id,text\na,"Hello, ""you"" there"\nb,More\n' * 3,), _imported),
        Reader("article, text", ".txt", texts, _imported),
        Reader("articles, JSONL", ".jsonl", (articles,), _imported),
        *(Reader(f"articles, {suffix}", suffix, found, _imported) for suffix, found in _articles().items()),
        Reader("annotations, JSONL", ".jsonl", jsonl, _imported),
        Reader("codebook", ".toml", toml, _codebook),
        Reader("project, bytes", ".annot", (*projects, *old), _project),
        Reader("project, rows", ".annot", projects, _project, harm_rows),
        Reader("merge of a project, rows", ".annot", projects, _merged, harm_rows),
        Reader("recovery, rows", ".annot", projects, _recover, harm_rows),
        Reader("merge of a project", ".annot", projects, _merged),
        Reader("recovery of a project", ".annot", projects, _recover),
    )


def _articles() -> dict[str, tuple[bytes, ...]]:
    """Files of the tests of readers, by their suffix: pages and downloads of every kind."""
    found: dict[str, tuple[bytes, ...]] = {}
    for path in sorted((Path(__file__).parent.parent / "data" / "articles").iterdir()):
        suffix = split_name(path.name)[1]
        found[suffix] = (*found.get(suffix, ()), path.read_bytes())
    return found


def _exports(folder: Path) -> list[tuple[str, str, bytes]]:
    """(name, suffix, bytes) of the package's annotations in each format that is a file and comes back in."""
    found = []
    with closing(project.open_project(folder / "package.annot")) as store:
        back = {name for fmt in annotation_formats.FORMATS for name in fmt.exports}
        for fmt in map(formats.get, formats.NAMES):
            if fmt.suffix and fmt.name in back and fmt.name != "jsonl":
                path = folder / f"seed-{fmt.name}{fmt.suffix}"
                export.export(store, path, fmt=fmt.name)
                found.append((fmt.name, fmt.suffix, path.read_bytes()))
    return found


def _docx(text: str) -> bytes:
    import docx

    document, out = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def _pdf() -> bytes:
    import pypdf
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer, out = pypdf.PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(300, 300)
    words = DecodedStreamObject()
    words.set_data(b"BT /F1 12 Tf 20 200 Td (The ferry sails, she said.) Tj 0 -20 Td (All is well.) Tj ET")
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                             NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    page[NameObject("/Contents")] = writer._add_object(words)
    writer.write(out)
    return out.getvalue()


def _late(*_: object) -> None:
    raise TimeoutError(f"it took longer than {PATIENCE} s")


def attack(reader: Reader, inputs: int, first: int) -> tuple[Counter[str], list[str]]:
    """Try a reader: how many inputs it read, refused, crashed on; and the crashes."""
    counts: Counter[str] = Counter()
    crashes: list[str] = []
    signal.signal(signal.SIGALRM, _late)
    for number in range(first, first + inputs):
        chance = random.Random(f"{reader.name} {number}")
        with tempfile.TemporaryDirectory(dir=MEMORY) as name:
            path = Path(name) / f"x{reader.suffix}"
            data = chance.choice(reader.seeds)
            path.write_bytes(data if reader.harm else mutated(data, chance))
            if reader.harm:
                reader.harm(path, chance)
            signal.alarm(PATIENCE)
            try:
                reader.read(path)
                counts["read"] += 1
            except AnnotatorError as err:
                counts["refused"] += 1
                if "\n" in str(err).strip() or not str(err):
                    crashes.append(f"{reader.name}, seed {number}: not one sentence: {str(err)!r}")
            except Exception as err:
                at = traceback.extract_tb(err.__traceback__)[-1]
                counts["crashed"] += 1
                crashes.append(
                    f"{reader.name}, seed {number}: {type(err).__name__}: {err} ({Path(at.filename).name}:{at.lineno})"
                )
            finally:
                signal.alarm(0)
    return counts, crashes


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--inputs", type=int, default=2000, help="for each reader; a tenth for those that take a project"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="readers with these words in their name")
    args = parser.parse_args()
    print(f"| {'reader':24} | inputs | read | refused | crashed | seconds |")
    print(f"|{'-' * 26}|-------:|-----:|--------:|--------:|--------:|")
    found: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        for reader in (r for r in readers(Path(name)) if args.only in r.name):
            inputs = max(args.inputs // 10, 5) if reader.suffix == ".annot" else args.inputs
            begun = time.perf_counter()
            counts, crashes = attack(reader, inputs, args.seed)
            found += crashes
            print(f"| {reader.name:24} | {inputs:6} | {counts['read']:4} | {counts['refused']:7} | {counts['crashed']:7} "
                  f"| {time.perf_counter() - begun:7.0f} |", flush=True)  # fmt: skip
    for crash in found:
        print(crash)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
