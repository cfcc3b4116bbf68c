"""How long the agreement page and adjudication take to open on a large team's project, and what of it runs in the window's thread.

    python -m benchmarks.agreement_page [--annotators 10] [--articles 1000] [--units 20] [--project FILE] [--against COMMIT]

Makes a project (or opens FILE, which keeps it for another run), opens the window on it offscreen, and prints for each view the seconds
until it is there, and the longest time for which the window did not answer meanwhile; exit status 1 where that is over 50 ms.
``--against``: instead the processor's time of the page beside an older commit, in turn and in one run, on a project that the older commit
made; exit status 1 where it takes over a third.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.detection.suggester import TextSuggester
from annotator.records import Article, Decision, Kind, Origin, Proposal, Span, Stance, Status, quotation_id
from annotator.store import annotators, articles, decisions, history
from annotator.store.connection import Store
from annotator.ui.app import make_application
from annotator.ui.demo import wait_until
from annotator.ui.garbage import GarbageCollector
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.ui.worker import Worker
from annotator.workflow import project
from benchmarks.against import HERE, checked_out
from benchmarks.table import Row, Times, show

SENTENCE = "“We will build it,” said speaker {0:03d} of town {1:05d} on Monday, and nobody spoke against. "
PATIENCE = 600_000  # milliseconds
EVERY = 5  # milliseconds between two signs of life
SCHEDULED = Path("/proc/thread-self/schedstat")  # Linux
STALL = 0.05  # seconds for which the window may not answer


class NoModel(TextSuggester):
    """Nothing is to be proposed."""

    detector_version = "none"

    def propose(self, text: str) -> tuple[Proposal, ...]:
        """Nothing."""
        return ()


def make(path: Path, people: int, count: int, units: int) -> Store:
    """A project of ``count`` articles with ``units`` quotations each, all decided by all, who differ in about every tenth."""
    store, chance = project.create_project(path), random.Random(5)
    codebook = project.current_codebook(store)
    (target, *_), names = codebook.targets, [f"annotator {n}" for n in range(people)]
    stances = [(), *((Stance(target.id, label.id),) for label in target.labels)]
    for name in names:
        project.add_annotator(store, name)
    for number in range(count):
        text = "".join(SENTENCE.format(chance.randrange(400), number) for _ in range(units))
        article, size = Article(f"article {number:05d}", text), len(text) // units
        with store.writing():
            change = history.begin_change(store, None, "Import")
            articles.add_articles(store, [article], change)
            for name in names:
                made = [decision(article, name, at * size, codebook.hash, stances, chance) for at in range(units)]
                change = history.begin_change(store, name, "Decide")
                decisions.append(store, made, change)
                numbers = articles.article_number(store, article.sha256), annotators.annotator_number(store, name)
                decisions.add_finish(store, *numbers, True, change)
                history.refresh_derived(store, change)
    return store


def decision(
    article: Article, name: str, start: int, codebook: str, stances: list[tuple[Stance, ...]], chance: random.Random
) -> Decision:
    """One annotator's decision on the quotation that begins there: as the others', nine times in ten."""
    span = Span(start, start + 19)
    made = Decision(
        quotation_id(article.sha256, span), article.sha256, name, Status.CONFIRMED, span, span.words(article.text), Kind.DIRECT,
        Origin.MANUAL, speaker_name=article.text[start + 25 : start + 36], stances=stances[start % len(stances)], codebook=codebook,
    )  # fmt: skip
    return replace(made, stances=chance.choice(stances)) if chance.random() < 0.1 else made


class Watch:
    """Notes the longest time between two signs of life of the window's thread, the same less its wait for a processor, and how much of
    the processor it took itself at most.

    The last is what the window did without a break; the first counts other programs of the machine, too, the second hardly.
    """

    def __init__(self) -> None:
        self.longest, self.last = 0.0, time.perf_counter()
        self.alone, self.waited = 0.0, waited()
        self.own, self.used = 0.0, time.thread_time()
        self.timer = QTimer(interval=EVERY)
        self.timer.timeout.connect(self.beat)
        self.timer.start()

    def beat(self) -> None:
        """The thread is alive."""
        now, used, wait = time.perf_counter(), time.thread_time(), waited()
        self.alone, self.waited = max(self.alone, now - self.last - (wait - self.waited)), wait
        self.longest, self.last = max(self.longest, now - self.last), now
        self.own, self.used = max(self.own, used - self.used), used


def waited() -> float:
    """The seconds for which this thread could have run and had no processor, where the system tells it; else 0."""
    return int(SCHEDULED.read_text().split()[1]) / 1e9 if SCHEDULED.exists() else 0.0


def timed(what: str, act: Callable[[], object], ready: Callable[[], bool]) -> bool:
    """Print how long something takes until it is there; whether the window answered within ``STALL`` throughout."""
    watch, begun = Watch(), time.perf_counter()
    act()
    there = wait_until(ready, patience=PATIENCE)
    took = time.perf_counter() - begun
    QApplication.processEvents()
    watch.beat()
    watch.timer.stop()
    answers = there and watch.longest <= STALL
    longest, alone, own = (round(each * 1000) for each in (watch.longest, watch.alone, watch.own))
    stopped = f"the window's thread at most {longest} ms at a time, {alone} ms less its wait for a processor"
    end = f"{took:.2f} s, {stopped}, its own work at most {own} ms"
    print(f"{what:<36}{end if there else 'did not come to be'}{'' if answers else '  (too long)'}")
    return answers


def run(window: DeskWindow) -> bool:
    """Open each view; whether the window answered throughout."""
    team = window.team
    answers = [
        timed("agreement page", team.show_agreement, lambda: bool(team.page and team.page.disagreements.ready)),
    ]
    page = team.page
    assert page is not None and page.page is not None
    for subject in page.page.subjects[1:]:
        behind = f"behind {subject.name}"
        answers.append(timed(behind, partial(page.show_subject, subject), lambda: page.disagreements.ready))
    answers.append(timed("its disagreements of a cell", partial(page.values.picked.emit, 0, 1), lambda: True))
    answers.append(
        timed(
            "adjudication, an article shown",
            team.adjudicate,
            lambda: bool(team.adjudication and team.adjudication.session.case),
        )
    )
    counted = "all its disagreements counted"
    answers.append(timed(counted, lambda: None, lambda: bool(team.adjudication and not team.worker.busy)))
    bench = team.adjudication
    assert bench is not None
    answers.append(timed("the next article", lambda: bench.navigator.step_article(1), lambda: True))
    return all(answers)


WORK = """
import sys, time
from contextlib import closing
from pathlib import Path
from annotator.workflow import adjudicate, agreement_page, project
with closing(project.open_project(Path(sys.argv[1]))) as store:
    begun = time.process_time()
    page = agreement_page.load_page(store)
    for subject in page.subjects[:{behind}]:
        page.behind(subject)
    adjudicate.{mend}
    print(time.process_time() - begun)
"""
MAKE = """
import sys
from pathlib import Path
from benchmarks import agreement_page
agreement_page.make(Path(sys.argv[1]), *map(int, sys.argv[2:])).close()
"""
PROPOSE = """
import sys
from contextlib import closing
from pathlib import Path
from annotator.records import Kind, Proposal, Span
from annotator.workflow import desk, project
with closing(project.open_project(Path(sys.argv[1]))) as store:
    for sha256, text in store.rows("SELECT sha256, text FROM article"):
        found, at = [], text.find("\u201c")
        while at >= 0:
            span = Span(at, text.index("\u201d", at) + 1)
            found.append(Proposal(span, span.words(text), Kind.DIRECT, 0.9, no_source=0.0, speaks=True))
            at = text.find("\u201c", span.end)
        desk.save_proposals(store, sha256, found, "made")
"""
ROUNDS = 3


def beside(commit: str, folder: Path, size: tuple[int, int, int], *, proposed: bool = False) -> Iterator[Row]:
    """The processor's time of all that the page needs to be shown, beside an older commit.

    ``proposed``: the quotations are proposed, too, so that the page has a report on suggestions, which the older commit may not have.
    """
    ours, theirs = folder / "ours.annot", folder / "theirs.annot"
    with checked_out(commit) as older:
        _python(older, MAKE, str(theirs), *map(str, size))
        if proposed:
            _python(older, PROPOSE, str(theirs))
        shutil.copy(theirs, ours)
        project.open_project(ours).close()  # brought to today's schema before anything is timed
        taken: dict[Path, list[float]] = {ours: [], theirs: []}
        for _ in range(ROUNDS):
            # Theirs looks for what is behind the other figures when one is chosen; ours does so before the page is shown.
            taken[theirs].append(
                float(_python(older, WORK.format(behind=1, mend="to_mend(store, page.material)"), str(theirs)))
            )
            taken[ours].append(float(_python(HERE, WORK.format(behind="", mend="codebook_fixes(store)"), str(ours))))
    yield Row(
        "agreement page, processor's time", Times(tuple(taken[ours])), Times(tuple(taken[theirs])), ratio_at_most=1 / 3
    )


def _python(root: Path, code: str, *words: str) -> str:
    """What a program prints that uses the checkout in ``root``."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=root, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.strip()


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="Time the agreement page and adjudication.")
    parser.add_argument("--annotators", type=int, default=10)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--units", type=int, default=20, help="quotations an article")
    parser.add_argument("--project", type=Path, help="made there if it is not, and kept")
    parser.add_argument("--against", metavar="COMMIT", help="an older commit to measure the page in turn with")
    parser.add_argument("--proposals", action="store_true", help="with --against: the quotations are proposed, too")
    args = parser.parse_args()
    if args.against:
        with tempfile.TemporaryDirectory() as folder:
            size = (args.annotators, args.articles, args.units)
            rows = beside(args.against, Path(folder), size, proposed=args.proposals)
            return 0 if show(f"The page, beside {args.against} (“bare”)", rows) else 1
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    make_application(["annotator"])
    with tempfile.TemporaryDirectory() as folder:
        path = args.project or Path(folder) / "team.annot"
        begun = time.perf_counter()
        store = project.open_project(path) if path.exists() else make(path, args.annotators, args.articles, args.units)
        many = f"{args.annotators} annotators, {args.articles} articles, {args.units} quotations each"
        print(f"{many}: made or opened in {time.perf_counter() - begun:.0f} s")
        window = DeskWindow(store, Settings(Path(folder) / "settings.ini"), Theme("light"), NoModel)
        window.resize(1440, 900)
        window.show()
        window.begin()
        window.annotate_as("Grace")
        window.welcome.hide()
        # As the program has it: the window collects garbage by itself, but not what its start made, which leaves nothing to be done.
        gc.freeze()
        garbage = GarbageCollector(window)
        workers = window.findChildren(Worker)
        wait_until(lambda: not any(worker.busy for worker in workers), patience=PATIENCE)
        answers = run(window)
        garbage.stop()
        window.close()
    return 0 if answers else 1


if __name__ == "__main__":
    sys.exit(main())
