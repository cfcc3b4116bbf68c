"""What a professional with 2,000 articles waits for: the list filtered and ordered, the next article, 500 quotations at once.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.many_articles

The list is timed beside a bare Qt list of the same titles (a string list behind Qt's own filter), painted; the rest is told in
milliseconds. All times are the processor's. Exit status 1 where a row does not hold.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSortFilterProxyModel, QStringListModel
from PySide6.QtWidgets import QApplication, QListView

from annotator.records import Article, Kind, Proposal, Span
from annotator.session.arrangement import QueueChoice
from annotator.store.connection import Store
from annotator.ui.window import DeskWindow
from annotator.workflow import bulk, desk, project
from benchmarks.table import Row, Times, show
from benchmarks.window import ME, opened_window

ARTICLES, QUOTATIONS, RUNS = 2_000, 500, 40
WORDS = ("border", "council", "mayor", "school", "river", "tax")


def made(folder: Path) -> Path:
    """A project of short articles, the first one with many quotations, each article with proposals."""
    path = folder / "many.annot"
    store = project.create_project(path)
    project.add_annotator(store, ME)
    long = "\n\n".join(f"“Sentence number {n} of the speech,” said Ida Holm." for n in range(QUOTATIONS))
    texts = [long, *(f"{WORDS[n % 6]} story {n}\n\n“Number {n},” said Ben Olsen." for n in range(1, ARTICLES))]
    articles = [
        Article(
            f"a{n:05}", text, f"{WORDS[n % 6]} story {n}", {"date": f"2024-{n % 12 + 1:02}-01", "outlet": WORDS[n % 5]}
        )
        for n, text in enumerate(texts)
    ]
    _import(store, articles)
    for article in articles:
        desk.save_proposals(store, article.sha256, proposals(article.text), "made")
    store.close()
    return path


def _import(store: Store, articles: list[Article]) -> None:
    from annotator.store import articles as rows
    from annotator.store import history

    with store.writing():
        rows.add_articles(store, articles, history.begin_change(store, None, "Import"))


def proposals(text: str) -> list[Proposal]:
    """What stands in curly marks, each surely said by nobody who is named."""
    found, at = [], text.find("“")
    while at >= 0:
        end = text.index("”", at) + 1
        found.append(Proposal(Span(at, end), text[at:end], Kind.DIRECT, 0.999, no_source=1.0, speaks=False))
        at = text.find("“", end)
    return found


def times(work: Callable[[], object], runs: int) -> Times:
    """The processor's time that some work takes, ``runs`` times: another program's load on the machine does not count."""
    found = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return Times(tuple(found))


def painted(widget: QListView) -> None:
    """Have a list painted now."""
    widget.viewport().repaint()


def rows(window: DeskWindow) -> list[Row]:
    """The rows of the table."""
    titles = [row.title for row in window.navigator.queue.rows]
    source, proxy, bare = QStringListModel(titles), QSortFilterProxyModel(), QListView()
    proxy.setSourceModel(source)
    bare.setModel(proxy)
    bare.setUniformItemSizes(True)
    bare.resize(window.queue.view.size())
    bare.show()
    ours, theirs, sorts, states = cycle(WORDS), cycle(WORDS), cycle(("title", "imported")), cycle(("to-do", "all"))
    queue, navigator = window.queue, window.navigator

    def filter_ours() -> None:
        queue.filter.setText(next(ours))
        queue.apply_filter()
        painted(queue.view)

    def filter_bare() -> None:
        proxy.setFilterFixedString(next(theirs))
        painted(bare)

    def sort_ours() -> None:
        navigator.queue.arrangement.choose(QueueChoice(order=next(sorts)))
        painted(queue.view)

    def sort_bare() -> None:
        proxy.sort(0)
        proxy.sort(-1)
        painted(bare)

    def state_ours() -> None:
        navigator.queue.arrangement.choose(QueueChoice(state=next(states)))
        painted(queue.view)

    def next_article() -> None:
        navigator.step_article(1)
        window.article.viewport().repaint()

    filtered, bare_filtered = times(filter_ours, RUNS), times(filter_bare, RUNS)
    queue.filter.clear()
    queue.apply_filter()
    proxy.setFilterFixedString("")
    ordered, bare_ordered = times(sort_ours, RUNS), times(sort_bare, RUNS)
    narrowed = times(state_ours, RUNS)
    navigator.queue.arrangement.choose(QueueChoice())
    stepped = times(next_article, RUNS)
    navigator.show_article(navigator.queue.rows[0].sha256)
    session = window.annotation.session

    def confirm_all() -> None:
        session.bulk.confirm(bulk.undecided(navigator.desk) if navigator.desk is not None else [])

    def undone() -> None:
        session.acts.undo()

    taken: list[float] = []
    for _ in range(5):
        taken += times(confirm_all, 1).seconds
        undone()

    return [
        Row(f"{ARTICLES:,} titles filtered by a word, painted", filtered, bare_filtered, at_most=0.05),
        Row(f"{ARTICLES:,} articles put in another order, painted", ordered, bare_ordered),
        Row(f"{ARTICLES:,} articles narrowed to a state, painted", narrowed, bare_filtered, at_most=0.05),
        Row("the next article, with its proposals, read and painted", stepped, at_most=0.016),
        Row(f"{QUOTATIONS} quotations confirmed at once, on disk and shown", Times(tuple(taken)), at_most=1.0),
    ]


def main() -> int:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        window = opened_window(made(Path(folder)), Path(folder))
        while not window.navigator.queue.whole:
            QApplication.processEvents()
        good = show("A professional's project", rows(window))
        window.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
