"""Somebody else at the same project, in a process of their own: decides, undoes, finishes and imports until told to stop.

Every article has one quotation. Its comment counts Ada's decisions, and the length of its content counts her rounds. She goes
round all articles, in turn in the first and the second half of the list, so that at each moment no two comments are further apart
than there are articles.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from annotator.exchange.articles import article_of
from annotator.records import Article, Decision, Span
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import corpus, desk, project
from tests.exchange.corpora import CODEBOOK, decision_of

ADA, BOB = "Ada", "Bob"
HALF = 105  # more than are read at once
ROOT = Path(__file__).parent.parent.parent


def article(n: int) -> Article:
    """An article unlike its neighbors."""
    words = " ".join(f"{w}{n}" for w in ("bridge", "ferry", "council", "harbour", "school", "market", "mayor"))
    return article_of(f"a{n:03}", f"“Number {n} is {words},” said Speaker {n}.\n{words[::-1]}.", "test")


ORDER = [article(n) for pair in zip(range(HALF), range(HALF, 2 * HALF), strict=True) for n in pair]


def decision(count: int, annotator: str) -> Decision:
    """The decision that makes a count of so many."""
    about = ORDER[count % len(ORDER)]
    made = decision_of(about, 0, Span(0, about.text.index("”") + 1), annotator, speaker_name=f"Speaker {count % 7}")
    content = Span(0, 1 + count // len(ORDER))
    return replace(made, comment=str(count), speaker_id=None, content=(content,))


def make(path: Path) -> Store:
    """The project, with every article decided and finished by two people."""
    store = project.create_project(path, CODEBOOK)
    for each in ORDER:
        corpus.import_text(store, each)
    for name in (ADA, BOB):
        project.add_annotator(store, name)
        every = [decision(n, name) for n in range(len(ORDER))]
        decisions.add_decisions(store, every, annotator=name, action="Confirm quotations")
        for each in ORDER:
            desk.set_finished(store, each.sha256, name, finished=True)
    return store


def together(comments: Iterable[str]) -> bool:
    """Whether these are the comments of one moment."""
    counts = [int(comment) for comment in comments]
    return len({n % len(ORDER) for n in counts}) == len(counts) and max(counts) - min(counts) < len(ORDER)


def go_on(path: Path) -> None:
    """Decide, undo, finish and import until the process that began this one has ended; says when it begins."""
    chance, count, parent = random.Random(1), len(ORDER), os.getppid()
    with closing(project.open_project(path)) as store:
        print("at work", flush=True)
        while os.getppid() == parent:
            desk.decide(store, decision(count, ADA), action="Confirm quotation")
            count += 1
            what = chance.random()
            if what < 0.1:
                desk.undo(store, ADA)
                if what < 0.05:
                    desk.redo(store, ADA)
                else:
                    count -= 1
            elif what < 0.2:
                open_again = ORDER[chance.randrange(len(ORDER))].sha256
                for finished in (False, True):
                    desk.set_finished(store, open_again, BOB, finished=finished)
            elif what < 0.25:
                corpus.import_text(store, article(1000 + count), annotator=BOB)
                desk.undo(store, BOB)


@contextmanager
def somebody_else(path: Path) -> Iterator[subprocess.Popen[str]]:
    """The process, at work when the block begins; it must still be at work when the block ends."""
    run = [sys.executable, "-m", "tests.reliability.meanwhile", str(path)]
    with subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        try:
            yield process
            assert process.poll() is None, process.communicate()[1]
        finally:
            process.kill()


if __name__ == "__main__":
    go_on(Path(sys.argv[1]))
