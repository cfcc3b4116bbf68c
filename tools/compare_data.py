"""Compare what two commits write: the project's rows and journal, every export, what comes back of it, agreement, proposals.

    python -m tools.compare_data COMMIT [--articles FILE …]

The same session (decide, undo, redo, speakers, finish, a second annotator, a merge, adjudication, an edited article, exports, imports of
them, agreement of three annotators) runs in COMMIT and in this checkout, each in a process of its own, with ids and times that are the
same in both; the articles of ``--articles`` (files or folders) get proposals in both. Exit status 1 where something differs. It calls what
both commits have; a format, table or column that is new shows up as a difference. The exports docx and pdf hold the time at which they
were written, so that they differ between any two runs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.against import HERE, checked_out

SESSION = """
import datetime, hashlib, itertools, json, sys, tempfile, uuid
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

count = itertools.count(1)
uuid.uuid4 = lambda: SimpleNamespace(hex=f"{next(count):032x}")
import annotator
from annotator.store import connection

assert Path(annotator.__file__).is_relative_to(sys.argv[1]), annotator.__file__


class Fixed(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 1, 1, tzinfo=tz)


connection.datetime = SimpleNamespace(datetime=Fixed, UTC=datetime.UTC)
from annotator.exchange import formats
from annotator.records import Article, Candidate, Kind, Mention, Proposal, Span, Stance, text_hash
from annotator.agreement.text import as_text
from annotator.workflow import adjudicate, agreement_page, corpus, desk, export, measure, project, team

NAMES = ("Lena Ortiz", "Bob Hill", "Ann Wu")
TEXT = "\\n".join(f"“Sentence {n} – 🌊 – stands,” said {NAMES[n % 3]}." for n in range(12)) + "\\n"
SHA = text_hash(TEXT)


def proposals(text):
    for n, start in enumerate(i for i, char in enumerate(text) if char == "“"):
        span = Span(start, text.index("”", start) + 1)
        at = text.index(NAMES[n % 3], span.end)
        source = Mention.of(text, at, at + len(NAMES[n % 3]))
        yield Proposal(span, span.words(text), Kind.DIRECT, 0.9, (Candidate(source, source.words, 0.8, "subject"),), 0.1,
                       cue=Mention.of(text, span.end + 1, span.end + 5))


def decide(store, who, sha, numbers, **others):
    codebook = project.current_codebook(store)
    target = codebook.targets[0]
    for n in numbers:
        opened = desk.load_desk(store, sha, who)
        made = desk.shown(opened, opened.quotations[n])
        made = replace(made, stances=(Stance(target.id, target.labels[n % 2].id),), seconds=0.1 * n, **others)
        desk.decide(store, desk.reject(made) if n == 5 else desk.confirm(made), action="Decide")


def hashed(data):
    return hashlib.sha256(data).hexdigest()[:16]


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    store = project.create_project(folder / "p.annot")
    corpus.import_text(store, Article("town", TEXT, "A town", {"date": "2026-01-01"}), annotator=None)
    for who in ("Ada", "Bob"):
        project.add_annotator(store, who)
    desk.save_proposals(store, SHA, list(proposals(TEXT)), "made")
    team.packages(store, folder / "packages", ["Ada", "Bob"])
    decide(store, "Ada", SHA, range(12))
    decide(store, "Bob", SHA, range(7), comment="see “below”")
    decide(store, "Bob", SHA, (2, 3), flagged=True)
    names = {speaker.name: speaker.id for speaker in project.speakers(store)}
    project.rename_speaker(store, names["Ann Wu"], "Ann Wu of the mill", annotator="Ada")
    project.merge_speakers(store, names["Bob Hill"], names["Lena Ortiz"], annotator="Ada")
    for act in (desk.undo, desk.undo, desk.redo):
        act(store, "Bob")
    desk.decide(store, desk.confirm(desk.new_quotation(desk.load_desk(store, SHA, "Bob"), Span(1, 9))), action="New")
    desk.set_finished(store, SHA, "Bob", finished=True)
    project.show_indirect(store, True)
    with closing(project.open_project(sorted((folder / "packages").glob("*.annot"))[0])) as package:
        decide(package, project.annotators(package)[0], SHA, (8, 9), comment="in the package")
        path = package.path
    team.merge(store, [path], annotator="Ada")
    adjudicate.accept_agreed(store, adjudicator="Ada")
    edited = TEXT.replace("Sentence 3", "Phrase 3")
    corpus.import_text(store, Article("town", edited, "A town", {}), annotator="Ada")
    for fmt in formats.NAMES:
        out = folder / f"out-{fmt}"
        try:
            export.export(store, out, fmt=fmt)
        except Exception as err:
            print(json.dumps([f"export {fmt}", type(err).__name__]))
            continue
        files = sorted(path for path in out.rglob("*") if path.is_file()) if out.is_dir() else [out]
        print(json.dumps([f"export {fmt}", hashed(b"".join(path.read_bytes() for path in files))]))
    for fmt in formats.NAMES:
        out = folder / f"out-{fmt}"
        given = out.rename(folder / f"given-{fmt}{formats.get(fmt).suffix}") if out.exists() else out
        with closing(project.create_project(folder / f"in-{fmt}.annot")) as other:
            try:
                corpus.import_paths(other, [given])
            except Exception as err:
                print(json.dumps([f"import {fmt}", type(err).__name__]))
                continue
            rows = [other.rows(f"SELECT * FROM {name}") for name in ("article", "annotator", "speaker", "decision")]
            print(json.dumps([f"import {fmt}", hashed(repr(rows).encode())]))
    with closing(project.create_project(folder / "q.annot")) as other:
        for n in range(3):
            text = TEXT + f"Number {n}.\\n"
            corpus.import_text(other, Article(f"town {n}", text, "A town", {}), annotator=None)
            desk.save_proposals(other, text_hash(text), list(proposals(text)), "made")
        for at, who in enumerate(("Ada", "Bob", "Cem")):
            project.add_annotator(other, who)
            for n in range(3):
                sha = text_hash(TEXT + f"Number {n}.\\n")
                decide(other, who, sha, range(at, 12 - n * at))
                desk.set_finished(other, sha, who, finished=True)
        page = agreement_page.load_page(other)
        for suffix in agreement_page.SUFFIXES:
            for path in agreement_page.write_page(page, folder / f"page{suffix}"):
                print(json.dumps([f"agreement {path.name}", hashed(path.read_bytes())]))
        report = measure.measure(other)
        print(json.dumps(["agreement as text", hashed(as_text(report).encode())]))
        print(json.dumps(["agreement as JSON", hashed(json.dumps(report.as_json()).encode())]))
    for (table,) in store.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        if not table.startswith(("_", "sqlite_")):
            print(json.dumps([f"table {table}", hashed(repr(store.rows(f"SELECT * FROM {table}")).encode())]))
    store.close()
    lines = b"".join(path.read_bytes() for path in sorted((folder / "p.annot.journal").iterdir()))
    print(json.dumps(["journal", hashed(lines)]))
"""


def written(root: Path) -> dict[str, str]:
    """What a session of the checkout in ``root`` wrote: a checksum by table, export, and for the journal."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, "-c", SESSION, str(root)],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(map(json.loads, done.stdout.splitlines()))


def proposed(root: Path, articles: Path) -> str:
    """A checksum of the proposals that the checkout in ``root`` makes for the articles of a file or folder."""
    environment = {**os.environ, "PYTHONPATH": str(root)}
    words = [sys.executable, "-m", "annotator", "propose", str(articles.resolve())]
    done = subprocess.run(words, cwd=root, env=environment, stdout=subprocess.PIPE, check=True)
    return hashlib.sha256(done.stdout).hexdigest()[:16]


def everything(root: Path, articles: Sequence[Path]) -> dict[str, str]:
    """A checksum of all that the checkout in ``root`` writes, by what it is."""
    return written(root) | {f"proposals {path.name}": proposed(root, path) for path in articles}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("commit")
    parser.add_argument("--articles", type=Path, nargs="+", default=[], metavar="FILE")
    args = parser.parse_args()
    here = everything(HERE, args.articles)
    with checked_out(args.commit) as root:
        there = everything(root, args.articles)
    different = 0
    print(f"| {'what':32} | {args.commit:>16} | {'here':>16} | equal |\n|{'-' * 34}|{'-' * 18}|{'-' * 18}|-------|")
    for what in dict.fromkeys((*there, *here)):
        before, now = there.get(what, "–"), here.get(what, "–")
        equal = "new" if before == "–" else "yes" if before == now else "NO"
        different += equal == "NO"
        print(f"| {what:32} | {before:>16} | {now:>16} | {equal:5} |")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
