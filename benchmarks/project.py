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
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from annotator.exchange.articles import read_articles
from annotator.store.articles import dump_metadata
from annotator.store.connection import Store
from annotator.workflow import corpus, desk, project
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


def opening(path: Path) -> Iterator[Row]:
    """A project opened until its queue can be used, and the next article in it."""

    def opened() -> None:
        with closing(project.open_project(path)) as store:
            desk.load_queue(store, ME)

    def bare() -> None:
        with closing(sqlite3.connect(path)) as db:
            db.execute("SELECT sha256, id, title FROM article ORDER BY n").fetchall()

    yield Row("opened, queue usable", times(opened, 5), times(bare, 5), at_most=1.0)
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


def decide_times(store: Store, count: int) -> Times:
    """How long ``count`` decisions on as many articles take, each on disk."""
    shas = [row.sha256 for row in desk.load_queue(store, ME)]
    step = max(len(shas) // count, 1)

    def ready() -> Iterator[object]:
        for at in range(count):
            opened = desk.load_desk(store, shas[at * step % len(shas)], ME)
            yield replace(
                desk.confirm(desk.shown(opened, opened.quotations[at % len(opened.quotations)])), comment=str(at)
            )

    found: list[float] = []
    for decision in ready():
        found += times(lambda: desk.decide(store, decision, action="Confirm quotation"), 1).seconds  # type: ignore[arg-type]  # noqa: B023
    return Times(tuple(found))


def bare_commits(folder: Path, count: int) -> Times:
    """How long one row in a bare SQLite file takes, each on disk, with the same pragmas."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE IF NOT EXISTS decision (n INTEGER PRIMARY KEY, words TEXT)")
        return times(lambda: db.execute("INSERT INTO decision (words) VALUES (?)", ("x" * 400,)), count)


def deciding(path: Path, folder: Path, seed: int) -> Iterator[Row]:
    """One more decision in projects of several sizes and in the big one; ratios are to the smallest."""
    count = 200
    yield Row("one row committed to bare SQLite, fsync included", bare_commits(folder, count))
    smallest: Times | None = None
    for articles in GROWTH:
        made = folder / f"grown-{articles}.annot"
        with closing(big_project.make(made, articles_=articles, decisions=articles * 10, annotators=10, speakers=articles // 2 + 50,
                                      words=200, seed=seed)) as store:  # fmt: skip
            taken = decide_times(store, count)
        yield Row(
            f"one more decision among {articles * 10:,}", taken, smallest, ratio_at_most=1.5 if smallest else None
        )
        smallest = smallest or taken
    with closing(project.open_project(path)) as store:
        row = store.one("SELECT count(*) FROM decision")
        assert row is not None
        yield Row(f"one more decision among {row[0]:,}", decide_times(store, count), smallest, ratio_at_most=1.5)


def importing(folder: Path, count: int, words: int, seed: int) -> Iterator[Row]:
    """Articles in, as text files and as one JSONL file, beside the same rows written with executemany."""
    made = [w.article for w in big_project.articles(big_project.Words(seed, 1000), count, words)]
    source = folder / "articles.jsonl"
    source.write_text("\n".join(json.dumps({"id": a.id, "text": a.text}) for a in made), encoding="utf-8")
    texts = folder / "texts"
    texts.mkdir()
    for article in made:
        (texts / f"{article.id}.txt").write_text(article.text, encoding="utf-8")
    numbers = iter(range(100))

    def run(paths: Path) -> None:
        with closing(project.create_project(folder / f"import-{next(numbers)}.annot")) as store:
            _, report = corpus.import_paths(store, [paths])
            assert report.added == count, report

    rows = [(a.sha256, a.id, a.title, a.text, dump_metadata(a), 1) for a in read_articles(source)]

    def bare() -> None:
        with closing(project.create_project(folder / f"import-{next(numbers)}.annot")) as store:
            store.db.conn.executemany(
                "INSERT INTO article (sha256, id, title, text, metadata, change) VALUES (?, ?, ?, ?, ?, ?)", rows
            )
            store.db.conn.commit()

    baseline = times(bare, 3)
    yield Row(
        f"import of {count:,} articles of {words} words, JSONL",
        times(lambda: run(source), 3),
        baseline,
        ratio_at_most=3,
    )
    yield Row(
        f"import of {count:,} articles of {words} words, text files",
        times(lambda: run(texts), 3),
        baseline,
        ratio_at_most=3,
    )


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
        good &= show("Adding a decision as the project grows", deciding(path, folder, args.seed))
        good &= show("Import, without detection", importing(folder, 10_000 if size is FULL else 1_000, 800, args.seed))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
