"""What a project costs below the window, beside bare SQLite in the same run.

    python -m benchmarks.project                 # small: 2,000 articles, a minute
    python -m benchmarks.project --full          # 100,000 articles, 1,000,000 decisions, 10 annotators
    python -m benchmarks.project --project big.annot    # one that benchmarks.big_project has made

Exit status 1 where a row does not hold.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.exchange.readers.reading import read_articles
from annotator.records import Decision
from annotator.store import search_index
from annotator.store.articles import dump_metadata
from annotator.store.connection import Store
from annotator.workflow import corpus, desk, project
from annotator.workflow import search as find
from annotator.workflow.search import Scope, Search
from benchmarks import big_project
from benchmarks.table import Row, Times, show, times

SMALL = {"articles_": 2_000, "decisions": 20_000, "annotators": 10, "speakers": 5_000, "words": 800}
FULL = {"articles_": 100_000, "decisions": 1_000_000, "annotators": 10, "speakers": 50_000, "words": 800}
GROWTH = (
    100,
    1_000,
    10_000,
)  # articles of the projects in which one more decision is timed; each has ten decisions an article
ME = "Annotator 1"
FIRST = 2_000  # articles of the queue that the window waits for (annotator/ui/rows.py)


def opening(path: Path) -> Iterator[Row]:
    """A project opened until its queue can be used, and the next article in it."""

    def opened() -> None:
        with closing(project.open_project(path)) as store:
            rows, _ = desk.load_queue_start(store, ME, FIRST)
            desk.load_desk(store, rows[0].sha256, ME)

    def whole() -> None:
        with closing(project.open_project(path)) as store:
            desk.load_queue(store, ME)

    def bare() -> None:
        with closing(sqlite3.connect(path)) as db:
            db.execute("SELECT sha256, id, title FROM article ORDER BY n").fetchall()

    yield Row("opened, queue usable, an article to show", times(opened, 5), at_most=1.0)
    yield Row("the whole queue, read beside the window", times(whole, 5), times(bare, 5))
    with closing(project.open_project(path)) as store:
        shas = [row.sha256 for row in desk.load_queue(store, ME)]
        some = iter(shas[:: max(len(shas) // 101, 1)])
        yield Row(
            "next article: all that the desk shows",
            times(lambda: desk.load_desk(store, next(some), ME), 100),
            at_most=0.05,
        )
        some = iter(shas[:: max(len(shas) // 101, 1)])
        yield Row("one line of the queue read anew", times(lambda: desk.load_row(store, next(some), ME), 100))
        yield Row("decided today", times(lambda: desk.decided_today(store, ME), 20))


def searching(path: Path) -> Iterator[Row]:
    """Words, a speaker, a label: the first 50 hits in context, after the index is made. Ratios are to FTS5 or SQL alone."""
    with closing(project.open_project(path)) as store:
        left = find.unindexed(store)
        yield Row(f"index made for {left:,} articles and decisions", times(lambda: find.index_all(store), 1))
        speaker = store.rows("SELECT id FROM speaker ORDER BY n LIMIT 1")[0][0]  # the one who speaks most
        words = [
            w for (w,) in store.rows("SELECT substr(title, 1, instr(title, ' ')) FROM article ORDER BY n LIMIT 20")
        ]
        some, others = iter(words), iter(words)

        def bare() -> None:
            expression = search_index.expression(next(others))
            store.rows(
                "SELECT rowid FROM article_words WHERE article_words MATCH ? ORDER BY rowid LIMIT 50", (expression,)
            )

        def timed(what: str, at_most: float | None, **wanted: object) -> Row:
            asked = Search(**wanted)  # type: ignore[arg-type]
            assert find.search(store, asked).hits, f"{what}: something is found"
            return Row(what, times(lambda: find.search(store, asked), 20), at_most=at_most)

        yield Row("full text: 50 hits in context, 20 words in turn", times(lambda: find.search(store, Search(next(some))), 20),
                  times(bare, 20), at_most=0.2)  # fmt: skip
        common = store.rows("SELECT text FROM article LIMIT 1")[0][0].split()[:40]
        yield timed("full text: a rare word", 0.2, words=max(common, key=len))
        yield timed("full text: words of quotations", 0.2, words=words[0], scope=Scope.QUOTATIONS)
        yield timed("full text: comments", 0.2, words="remark", scope=Scope.COMMENTS)
        yield timed("concordance of the speaker who speaks most", 0.3, speaker=speaker, scope=Scope.QUOTATIONS)
        yield timed("concordance of a label", 0.3, target="proposal", label="against", scope=Scope.QUOTATIONS)
        yield timed("concordance of a speaker with a label", 0.3, speaker=speaker, target="proposal", label="against",
                    scope=Scope.QUOTATIONS)  # fmt: skip
        yield timed(
            "an annotator's disagreements with others", None, annotator=ME, disagreement=True, scope=Scope.QUOTATIONS
        )
        asked = Search(words[0])
        yield Row("a search as the queue", times(lambda: find.matching_rows(store, ME, asked), 5))


def deciding(path: Path, folder: Path, seed: int, sizes: Sequence[int] = GROWTH) -> Iterator[Row]:
    """One more decision in projects of several sizes, in turn so that noise falls on all; ratios are to the smallest."""
    count = 200
    with ExitStack() as opened:
        stores: list[Store] = []
        for articles in sizes:
            made = folder / f"grown-{articles}.annot"
            stores.append(opened.enter_context(closing(big_project.make(
                made, articles_=articles, decisions=articles * 10, annotators=10, speakers=articles // 2 + 50, words=200, seed=seed
            ))))  # fmt: skip
        stores.append(opened.enter_context(closing(project.open_project(path))))
        bare = opened.enter_context(closing(_bare(folder)))
        counts = [store.rows("SELECT count(*) FROM decision")[0][0] for store in stores]
        ready = [_decisions(store, count) for store in stores]
        taken: list[list[float]] = [[] for _ in range(len(stores) + 1)]
        for _ in range(count):
            taken[-1] += times(lambda: bare.execute("INSERT INTO decision (words) VALUES (?)", ("x" * 400,)), 1).seconds
            for at, store in enumerate(stores):
                decision = next(ready[at])
                taken[at] += times(lambda: desk.decide(store, decision, action="Confirm quotation"), 1).seconds  # noqa: B023
    found = [Times(tuple(t)) for t in taken]
    yield Row("one row committed to bare SQLite, fsync included", found[-1])
    for size, some in zip(counts, found, strict=False):
        yield Row(f"one more decision among {size:,}", some, found[0], ratio_at_most=None if some is found[0] else 1.5)


def _decisions(store: Store, count: int) -> Iterator[Decision]:
    """Decisions on quotations all over a project, each made when it is asked for."""
    shas = [row.sha256 for row in desk.load_queue(store, ME)]
    step = max(len(shas) // count, 1)
    for at in range(count):
        opened = desk.load_desk(store, shas[at * step % len(shas)], ME)
        yield replace(desk.confirm(desk.shown(opened, opened.quotations[at % len(opened.quotations)])), comment=str(at))


def _bare(folder: Path) -> sqlite3.Connection:
    """A bare SQLite file with the pragmas that a project has."""
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE decision (n INTEGER PRIMARY KEY, words TEXT)")
    return bare


def importing(folder: Path, count: int, words: int, seed: int) -> Iterator[Row]:
    """Articles in, as text files and as one JSONL file, beside the same rows written with executemany, in turn.

    The bare rows go into the same table of a project made in the same way: the same indexes and pragmas, one commit. Each run has
    texts of its own, for SQLite's binding keeps the UTF-8 of a text that it has written before.
    """
    made = [w.article for w in big_project.articles(big_project.Words(seed, 1000), count, words)]
    source = folder / "articles.jsonl"
    source.write_text("\n".join(json.dumps({"id": a.id, "text": a.text}) for a in made), encoding="utf-8")
    texts = folder / "texts"
    texts.mkdir()
    for article in made:
        (texts / f"{article.id}.txt").write_text(article.text, encoding="utf-8")
    rows: list[tuple[Any, ...]] = [
        (a.sha256, a.id, a.title, a.text, dump_metadata(a), 1) for a in read_articles(source)
    ]
    insert = "INSERT INTO article (sha256, id, title, text, metadata, change) VALUES (?, ?, ?, ?, ?, ?)"

    def ours(store: Store, paths: Path) -> None:
        _, report = corpus.import_paths(store, [paths])
        assert report.added == count, report

    def bare(store: Store, _: Path) -> None:
        store.db.conn.executemany(insert, rows)
        store.db.conn.commit()

    def timed(work: Callable[[Store, Path], None], paths: Path) -> tuple[float, float]:
        file = folder / "import.annot"
        with closing(project.create_project(file)) as store:
            begun, processor = time.perf_counter(), time.process_time()
            work(store, paths)
            taken = time.perf_counter() - begun, time.process_time() - processor
        file.unlink()
        return taken

    found: dict[str, list[tuple[float, float]]] = {"": [], "JSONL": [], "text files": []}
    for _ in range(5):
        rows = [(sha, name, title, f"{text} "[:-1], *rest) for sha, name, title, text, *rest in rows]
        found[""].append(timed(bare, source))
        found["JSONL"].append(timed(ours, source))
        found["text files"].append(timed(ours, texts))
    clock, processor = ({kind: Times(tuple(run[at] for run in runs)) for kind, runs in found.items()} for at in (0, 1))
    for kind in ("JSONL", "text files"):
        yield Row(f"import of {count:,} articles, {kind}", clock[kind], clock[""], ratio_at_most=3)
        yield Row(f"… the processor's time alone, {kind}", processor[kind], processor[""])


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--full", action="store_true")
    parser.add_argument(
        "--project", type=Path, help="a big project that is there already; some decisions are added to it"
    )
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    size = FULL if args.full or args.project else SMALL
    with tempfile.TemporaryDirectory(dir=args.project.parent if args.project else None) as name:
        folder, path = Path(name), args.project
        if path is None:
            path = folder / "big.annot"
            big_project.make(path, **size, seed=args.seed).close()
        with closing(project.open_project(path)) as store:
            counts = store.one(
                "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM decision), (SELECT count(*) FROM annotator)"
            )
        assert counts is not None
        told = f"{counts[0]:,} articles, {counts[1]:,} decisions, {counts[2]} annotators, {path.stat().st_size / 1e6:,.0f} MB"
        good = show(f"Project of {told}", opening(path))
        good &= show("Search and concordance", searching(path))
        good &= show("Adding a decision as the project grows", deciding(path, folder, args.seed))
        good &= show("Import, without detection", importing(folder, 10_000 if size is FULL else 1_000, 800, args.seed))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
