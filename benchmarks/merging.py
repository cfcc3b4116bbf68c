"""How long it takes to merge the packages of a team, in turn with an older commit.

    python -m benchmarks.merging [--against 160f41a] [--people 10] [--articles 1000] [--quotations 5] [--rounds 3]

A project has articles with a quotation in every sentence, all proposed. Everybody gets a package of all articles, decides each
quotation as one change, and finishes each article. What is timed is the merge of all packages into the project. Each commit makes its own
packages, once. Exit status 1 where the merge takes over a third of the older commit's.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import annotator
from annotator.records import Article, Decision, Kind, Mention, Origin, Proposal, Span, Stance, Status, quotation_id
from annotator.store import annotators, articles, decisions, derived, history
from annotator.store.connection import Store
from annotator.workflow import desk, project, team
from benchmarks.table import Row, Times, show

SENTENCE = "“We will build it before autumn {number:05d},” said Councillor {speaker:03d} on Monday, and nobody spoke against it. "
SPEAKERS = 400
WHAT = "merge of {} packages of {:,} articles, {:,} decisions"
THIRD = 1 / 3


def make(folder: Path, people: int, count: int, quotations: int) -> None:
    """A project and a package of it for each of some people, all decided."""
    with closing(project.create_project(folder / "team.annot")) as store:
        made = [_article(number, quotations) for number in range(count)]
        with store.writing():
            articles.add_articles(store, made, history.begin_change(store, None, "Import"))
        for article in made:
            desk.save_proposals(
                store, article.sha256, [_proposal(article.text, span) for span in _spans(article.text)], "made"
            )
        names = [f"Annotator {number}" for number in range(people)]
        team.packages(store, folder / "packages", names)
        for number, name in enumerate(names):
            with closing(project.open_project(team.package_path(store, folder / "packages", name))) as own:
                _decide(own, made, name, random.Random(number))


def _article(number: int, quotations: int) -> Article:
    chance = random.Random(number)
    text = "".join(SENTENCE.format(number=number, speaker=chance.randrange(SPEAKERS)) for _ in range(quotations))
    return Article(f"article {number:05d}", text)


def _spans(text: str) -> Iterator[Span]:
    """The quotations of an article."""
    at = text.find("“")
    while at >= 0:
        end = text.index("”", at) + 1
        yield Span(at, end)
        at = text.find("“", end)


def _proposal(text: str, span: Span) -> Proposal:
    return Proposal(span, span.words(text), Kind.DIRECT, 0.9, no_source=0.0, speaks=True)


def _decide(store: Store, made: list[Article], name: str, chance: random.Random) -> None:
    """All quotations of a package, each as a change of its own; then each article finished."""
    codebook = project.current_codebook(store)
    stances = [(), *((Stance(codebook.targets[0].id, label.id),) for label in codebook.targets[0].labels)]
    with store.writing():
        for article in made:
            keys = articles.article_number(store, article.sha256), annotators.annotator_number(store, name)
            for span in _spans(article.text):
                change = history.begin_change(store, name, "Confirm quotation", keys[0])
                decisions.append(store, [_decision(article, span, name, codebook.hash, chance.choice(stances))], change)
            decisions.add_finish(store, *keys, True, change)
        derived.rebuild(store)


def _decision(article: Article, span: Span, name: str, codebook: str, stances: tuple[Stance, ...]) -> Decision:
    source = Span(span.end + 6, span.end + 20)
    return Decision(
        quotation_id(article.sha256, span), article.sha256, name, Status.CONFIRMED, span, span.words(article.text), Kind.DIRECT,
        Origin.PROPOSAL, source=Mention(source, source.words(article.text)), speaker_name=source.words(article.text),
        stances=stances, seconds=4.0, codebook=codebook,
    )  # fmt: skip


def merging(folder: Path, kept: str, people: int, count: int, quotations: int) -> Iterator[Row]:
    """One merge of all packages, by the clock and of the processor. ``kept``: the folder in which each commit keeps its packages."""
    root = Path(annotator.__file__).resolve().parent.parent
    home = Path(kept) / root.name
    if not home.exists():
        home.mkdir(parents=True)
        make(home, people, count, quotations)
    shutil.copy(home / "team.annot", folder)
    paths = sorted((home / "packages").glob("*.annot"))
    with closing(project.open_project(folder / "team.annot")) as store:
        begun, processor = time.perf_counter(), time.process_time()
        _, reports = team.merge(store, paths)
        taken, used = time.perf_counter() - begun, time.process_time() - processor
        came, finished = (
            store.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("current_decision", "current_finish")
        )
    assert came == people * count * quotations and finished == people * count, (came, finished)
    assert not any(report.notes for report in reports), reports
    what = WHAT.format(people, count, came)
    yield Row(what, Times((taken,)))
    yield Row("… the processor's time alone", Times((used,)))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", metavar="COMMIT", default="160f41a")
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--quotations", type=int, default=5, help="in each article")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    from benchmarks.against import in_turn

    size = (args.people, args.articles, args.quotations)
    what = WHAT.format(args.people, args.articles, args.people * args.articles * args.quotations)
    with tempfile.TemporaryDirectory() as kept:
        rows = in_turn(
            args.against, "benchmarks.merging:merging", kept, *size, limits={what: THIRD}, rounds=args.rounds
        )
        return 0 if show(f"Merging, beside {args.against} (“bare”)", rows) else 1


if __name__ == "__main__":
    sys.exit(main())
