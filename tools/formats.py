"""Every format read by the tools it is for: an export of the hard cases and of the annotated sample articles, and a table.

``make formats`` makes the environments and runs this (``python -m tools.formats``). A row that is not equal makes the exit status 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotator.exchange import formats
from annotator.exchange.annotated import AnnotatedArticle, stance_names
from annotator.exchange.fields import ALL
from annotator.exchange.jsonl import read_annotated
from annotator.records import Decision, Mention, Span, Status
from annotator.resources import seed
from annotator.store import history, proposals
from annotator.store.connection import Store
from annotator.workflow import annotated, corpus, export, project, release
from annotator.workflow.selection import ExportCounts, Selection, selected
from tests.exchange.corpora import CODEBOOK, hard_cases
from tests.support import gold_proposals, seed_sha

COPIES = 60  # of the sample, for files of more than 10 MB
BACK = (
    "jsonl",
    "prodigy",
    "label-studio",
    "doccano",
    "citron",
    "brat",
    "polnear",
    "spacy",
    "uima-cas",
    "webanno-tsv",
    "qdpx",
)
CONSUMERS = Path(__file__).parent / "consumers"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    fmt: str
    consumer: str
    version: str
    wrote: int
    read: str
    equal: str
    note: str


def make_project(path: Path) -> Store:
    """A project with the hard cases and the sample articles as their gold files have them."""
    store = project.create_project(path, CODEBOOK)
    with store.writing():
        change = history.begin_change(store, None, "Import")
        _bring_in(store, "hard cases", hard_cases(), change)
        for file in sorted(seed().glob("*.gold.jsonl")):
            known = (a for a in read_annotated(file) if all(CODEBOOK.has(s) for d in a.decisions for s in d.stances))
            _bring_in(store, file.name, known, change)
        history.refresh_derived(store, change)
    proposals.add_proposals(store, seed_sha(), gold_proposals(), "gold")
    return store


def _bring_in(store: Store, name: str, articles: Iterable[AnnotatedArticle], change: int) -> None:
    annotated.bring_in(store, ((Path(name), article) for article in articles), change, ExportCounts())


def many(store: Store, folder: Path) -> Store:
    """The same articles three times under other first lines: spaCy will not train on fewer than a hundred documents."""
    other = project.create_project(folder / "many.annot", CODEBOOK)
    with other.writing():
        change = history.begin_change(other, None, "Import")
        for n in range(3):
            copies = (_copy(a, f"Copy {n}.\n") for a in selected(store, Selection(), ALL, ExportCounts()))
            _bring_in(other, "copies", copies, change)
        history.refresh_derived(other, change)
    return other


def _copy(made: AnnotatedArticle, head: str) -> AnnotatedArticle:
    """An article with a first line put before it, and its decisions moved."""
    article = replace(made.article, text=head + made.article.text)

    def moved(span: Span) -> Span:
        return Span(span.start + len(head), span.end + len(head))

    def mention(given: Mention | None) -> Mention | None:
        return Mention(moved(given.span), given.words) if given else None

    decisions = tuple(
        replace(
            d,
            id="",
            article=article.sha256,
            span=moved(d.span),
            source=mention(d.source),
            cue=mention(d.cue),
            content=(),
        )
        for d in made.decisions
    )
    return replace(made, article=article, decisions=decisions)


def expected(store: Store, name: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """The quotations that an export of that format holds: words, speaker, stances."""
    carries = formats.get(name).carries
    found: Iterator[AnnotatedArticle] = selected(store, Selection(), carries, ExportCounts())
    return [
        (d.words, d.speaker_name, tuple(stance_names(d)))
        for a in found for d in a.decisions if d.status is Status.CONFIRMED
    ]  # fmt: skip


def consume(python: Path, script: str, *words: str | Path) -> list[dict[str, Any]]:
    """What a consumer read; its own words on standard error where it failed."""
    done = subprocess.run(
        [str(python), str(CONSUMERS / script), *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        print(done.stderr[-3000:], file=sys.stderr)
        note = lines[-1][:100] if lines else ""
        return [{"consumer": script.removesuffix(".py"), "version": "", "quotations": [], "note": note}]
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def compared(name: str, wrote: Sequence[tuple[str, str | None, tuple[str, ...]]], found: dict[str, Any]) -> Row:
    """A row: what was read against what was written, in whatever of words, speaker and stances the consumer reads."""
    read = found["quotations"]
    note = found.get("note", "")
    if read is None:
        return Row(name, found["consumer"], found["version"], len(wrote), "–", "runs", note)
    say = [i for i in range(3) if not read or any(q[i] is not None for q in read)]
    mine = Counter(tuple(q[i] for i in say) for q in wrote)
    theirs = Counter(tuple(tuple(sorted(q[i])) if i == 2 else q[i] for i in say) for q in read)
    what = ["words", "speakers", "stances"]
    equal = "equal" if mine == theirs else "NOT EQUAL"
    return Row(
        name,
        found["consumer"],
        found["version"],
        len(wrote),
        str(len(read)),
        f"{equal} ({', '.join(what[i] for i in say)})",
        note,
    )


def rows(
    store: Store, folder: Path, python: Path, doccano: Path | None, made_by: dict[str, Path | None]
) -> Iterator[Row]:
    """The table, format by format; ``made_by``: the environments of tools that make projects for our importer, by format."""
    own, out = Path(sys.executable), {}
    for name in formats.NAMES:
        fmt = formats.get(name)
        out[name] = folder / f"{name}{fmt.suffix}"
        report = export.export(store, out[name], fmt=name)
        if fmt.read_back is not None:
            wrote = len(expected(store, name))
            yield Row(name, "read back by the export itself", "", wrote, str(report.counts.quotations), "equal", "")
    plan: list[tuple[str, Path | None, str, list[str | Path]]] = [
        ("csv", python, "tables.py", []), ("parquet", python, "tables.py", []),
        ("label-studio", python, "label_studio.py", [out["label-studio"].with_suffix(".config.xml")]),
        ("uima-cas", python, "cas.py", []), ("brat", python, "brat.py", []), ("polnear", python, "brat.py", []),
        ("doccano", doccano, "doccano_import.py", [folder / "all.jsonl"]), ("qdpx", own, "qdpx_read.py", []),
        *[(name, own, "prodigy_schema.py", [name]) for name in ("prodigy", "prodigy-choice")],
        *[(name, own, "spacy_read.py", [name]) for name in ("spacy", "spacy-spancat", "spacy-textcat", "prodigy")],
    ]  # fmt: skip
    for name, runner, script, words in plan:
        if runner is not None:
            for found in consume(runner, script, out[name], *words):
                yield compared(name, expected(store, name), found)
    with closing(many(store, folder)) as big:
        for name, component in (("spacy-spancat", "spancat"), ("spacy-textcat", "textcat_multilabel")):
            path = folder / f"many-{name}.spacy"
            export.export(big, path, fmt=name)
            yield from (compared(name, expected(big, name), f) for f in consume(own, "spacy_train.py", path, component))
    yield from _big(store, folder, python)
    for name in BACK:
        yield _imported(store, folder, name, out[name])
    if (folder / "all.jsonl").exists():
        yield replace(
            _imported(store, folder, "doccano", folder / "all.jsonl", "again"),
            note="as doccano exports it again, numbered anew",
        )
    yield from _made_elsewhere(store, folder, made_by)
    about = release.ReleaseDescription(("en",), "cc-by-4.0", ("Ida Holm",), "https://example.org/sample")
    release.publish(store, folder / "release", release.ReleaseSettings("Sample", about=about))
    for script, words in (("hub.py", [folder / "cache"]), ("croissant.py", [])):
        for found in consume(python, script, folder / "release", *words):
            yield compared("release", expected(store, "jsonl"), found)


def marked(store: Store) -> list[dict[str, Any]]:
    """The articles with their confirmed quotations (spans in code points, stances as ``target:label``), for tools that make projects."""
    found = selected(store, Selection(), ALL, ExportCounts())
    return [
        {"name": a.article.id, "text": a.article.text, "quotes": [
            {"span": [d.span.start, d.span.end], "stances": stance_names(d),
             "source": [d.source.span.start, d.source.span.end] if d.source else None}
            for d in a.decisions if d.status is Status.CONFIRMED
        ]}
        for a in found
    ]  # fmt: skip


def _made_elsewhere(store: Store, folder: Path, made_by: dict[str, Path | None]) -> Iterator[Row]:
    """What our importer makes of projects that the tools' own code made of the same quotations: words, words of sources, stances."""
    data = folder / "marked.json"
    data.write_text(json.dumps(marked(store)), encoding="utf-8")
    for name, path in (("taguette", folder / "made.sqlite3"), ("potato", folder / "potato")):
        if (python := made_by[name]) is None:
            continue
        told = consume(python, f"{name}_make.py", data, path)[0]
        if told.get("quotations") is None:
            with closing(project.create_project(folder / f"made-{name}.annot", CODEBOOK)) as other:
                corpus.import_paths(other, [path])
                told["quotations"] = _with_sources(other, name)
        yield compared(name, _with_sources(store, name), told)


def _with_sources(store: Store, name: str) -> list[tuple[str, str | None, tuple[str, ...]]]:
    """The confirmed quotations: words with one blank for white space, the words of the source where the tool has any, stances."""
    found = selected(store, Selection(), ALL, ExportCounts())
    return [
        (" ".join(d.words.split()), None if name == "taguette" else d.source.words if d.source else "", tuple(stance_names(d)))
        for a in found for d in a.decisions if d.status is Status.CONFIRMED
    ]  # fmt: skip


def _big(store: Store, folder: Path, python: Path) -> Iterator[Row]:
    """More than 10 MB in each format that pandas and datasets load, with what is null or blank at first only at the end."""
    every = list(selected(store, Selection(), ALL, ExportCounts()))
    bare = [replace(a, decisions=tuple(_bare(d) for d in a.decisions if d.status is Status.CONFIRMED)) for a in every]
    copies = [_copy(a, f"Copy {n}.\n") for n in range(COPIES) for a in bare]
    copies = [replace(a, article=replace(a.article, id=f"{n:03}", metadata={})) for n, a in enumerate(copies, 1)]
    late = [
        _copy(replace(a, decisions=tuple(d for d in a.decisions if d.status is Status.CONFIRMED)), "Late.\n")
        for a in every
    ]
    late = [replace(a, article=replace(a.article, metadata={"day": "2026-01-01", "late": "yes"})) for a in late]
    articles = [*copies, *late]
    wrote = [(d.words, d.speaker_name, tuple(stance_names(d))) for a in articles for d in a.decisions]
    for name in ("csv", "jsonl-quotations", "jsonl", "huggingface"):
        fmt = formats.get(name)
        path = folder / f"big-{name}{fmt.suffix}"
        export.write_checked(fmt, path, articles, CODEBOOK)
        for found in consume(python, "loading.py", fmt.load, name, path):
            yield compared(name, wrote, found)


def _bare(d: Decision) -> Decision:
    """A decision without anything that may be absent."""
    return replace(
        d, source=None, cue=None, speaker_name="", speaker_id=None, stances=(), group=None, content=(), comment=""
    )


def _imported(store: Store, folder: Path, name: str, path: Path, end: str = "") -> Row:
    """What our own importer makes of an export, in a new project."""
    with closing(project.create_project(folder / f"{name}{end}.annot", CODEBOOK)) as other:
        corpus.import_paths(other, [path])
        read = [[w, s, list(t)] for w, s, t in expected(other, "jsonl")]
    return compared(name, expected(store, name), {"consumer": "annotator import", "version": "", "quotations": read})


def main() -> int:
    """Print the table; 1 if anything is not equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, required=True, help="of the environment with the consumers")
    parser.add_argument("--doccano", type=Path, help="of the environment with doccano; left out without it")
    for tool in ("taguette", "potato"):
        parser.add_argument(
            f"--{tool}", type=Path, help=f"of the environment with {tool.capitalize()}; left out without it"
        )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, closing(make_project(Path(folder) / "p.annot")) as store:
        found = list(
            rows(store, Path(folder), args.python, args.doccano, {"taguette": args.taguette, "potato": args.potato})
        )
    head = ("format", "consumer", "version", "in", "read", "equal or not", "note")
    table = [head, *[(r.fmt, r.consumer, r.version, str(r.wrote), r.read, r.equal, r.note) for r in found]]
    widths = [max(len(line[n]) for line in table) for n in range(len(head))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    return int(any("NOT" in r.equal for r in found))


if __name__ == "__main__":
    sys.exit(main())
