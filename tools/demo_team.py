"""Makes a project with a simulated team of four on the sample articles: for pictures in docs/ and for trying the agreement page.

Each member starts from the gold files, with made-up stances towards "the proposal", and errs at rates of their own, by a fixed
seed: misses a quotation, draws its edges shorter, names another speaker of the article, drops or changes a label.

    python tools/demo_team.py team.annot [--settled N]
"""

from __future__ import annotations

import argparse
import random
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.codebook import read_codebook
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.jsonl import read_annotated
from annotator.records import Candidate, Codebook, Decision, Kind, Proposal, Reason, Span, Stance, Status
from annotator.resources import resource, seed
from annotator.store.connection import Store
from annotator.workflow import adjudicate, corpus, desk, measure, project

ADJUDICATOR = "Grace"


@dataclass(frozen=True)
class Member:
    """A simulated annotator: how often each slip happens, from 0 to 1."""

    name: str
    misses: float
    edges: float
    speaker: float
    drops: float
    changes: float
    adds: float


TEAM = (
    Member("Ada", 0.01, 0.02, 0.02, 0.05, 0.03, 0.02),
    Member("Ben", 0.04, 0.05, 0.05, 0.12, 0.06, 0.05),
    Member("Chidi", 0.03, 0.04, 0.03, 0.10, 0.12, 0.06),
    Member("Dora", 0.10, 0.08, 0.12, 0.25, 0.15, 0.10),
)


def make(path: Path, *, settled: int = 0) -> Store:
    """The project, open; the first ``settled`` disagreements are settled and what all agree on is accepted where any is."""
    store = project.create_project(path, read_codebook(resource("codebooks", "favor.toml")))
    for annotated in golds():
        corpus.import_text(store, annotated.article)
        desk.save_proposals(store, annotated.article.sha256, proposals(annotated.decisions), "gold")
    for number, member in enumerate(TEAM):
        project.add_annotator(store, member.name)
        annotate_all(store, member, number)
    if settled:
        settle(store, settled)
    return store


def golds() -> list[AnnotatedArticle]:
    """The sample articles with their gold decisions."""
    return [annotated for file in sorted(seed().glob("*.gold.jsonl")) for annotated in read_annotated(file)]


def annotate_all(store: Store, member: Member, seed_: int) -> None:
    """One member's decisions on all sample articles."""
    chance = random.Random(seed_)
    for annotated in golds():
        annotate(store, member, annotated.article.sha256, annotated.decisions, chance)


def proposals(decisions: tuple[Decision, ...]) -> list[Proposal]:
    """The gold decisions as a detector that errs nowhere would propose them."""
    made = []
    for d in decisions:
        found = (Candidate(d.source, d.speaker_name, 0.97, "subject of the cue"),) if d.source else ()
        made.append(Proposal(d.span, d.words, d.kind, 0.97, found, 0.02, bool(found), d.cue, d.group, d.content))
    return made


def annotate(store: Store, member: Member, sha256: str, gold: tuple[Decision, ...], chance: random.Random) -> None:
    """One member's decisions on an article."""
    opened = desk.load_desk(store, sha256, member.name)
    stances = {d.span: leaning(d.speaker_name, d.words) for d in gold}
    names = sorted({d.speaker_name for d in gold if d.speaker_name})
    for quotation in opened.quotations:
        whole = desk.shown(opened, quotation)
        if whole.kind is not Kind.NOT_SPEECH:
            whole = replace(whole, stances=stances.get(whole.span, ()))
            whole = slip(whole, member, names, opened.codebook, chance)
        done = whole if whole.status is Status.REJECTED else desk.confirm(whole)
        desk.decide(store, done, action="Confirm quotation")
    desk.set_finished(store, sha256, member.name, finished=True)


def leaning(speaker: str, words: str) -> tuple[Stance, ...]:
    """The stance that the simulation takes for true: most speakers lean one way, and half of what they say bears it."""
    chance = random.Random(f"{speaker}:{words}")
    side = random.Random(speaker).choice(["favor", "against", "against", "neutral"])
    return (Stance("proposal", side),) if chance.random() < 0.55 else ()


def slip(whole: Decision, member: Member, names: list[str], codebook: Codebook, chance: random.Random) -> Decision:
    """The decision with what this member gets wrong."""
    if chance.random() < member.misses:
        return desk.reject(whole)
    if chance.random() < member.edges and len(whole.words.split()) > 4:
        words = whole.words.rsplit(" ", 2)[0]
        whole = replace(whole, words=words, span=Span(whole.span.start, whole.span.start + len(words)), content=())
    others = [name for name in names if name != whole.speaker_name]
    if others and chance.random() < member.speaker:
        whole = replace(whole, speaker_id=None, speaker_name=chance.choice(others))
    stances: set[Stance] = set()
    for stance in whole.stances:
        roll = chance.random()
        if roll < member.drops:
            continue
        changed = roll < member.drops + member.changes
        stances.add(another(stance.target, codebook, chance) if changed else stance)
    if chance.random() < member.adds:
        stances.add(another(chance.choice(codebook.targets).id, codebook, chance))
    return replace(whole, stances=tuple(sorted(stances)))


def another(target: str, codebook: Codebook, chance: random.Random) -> Stance:
    """Some label of a target."""
    found = codebook.target(target)
    assert found is not None, "the gold files use the sample's codebook"
    return Stance(target, chance.choice(found.labels).id)


def settle(store: Store, most: int) -> None:
    """Settle the first disagreements as their first annotator has them, for reasons in turn."""
    project.add_annotator(store, ADJUDICATOR)
    adjudicate.accept_agreed(store, adjudicator=ADJUDICATOR)
    waiting = [case for case in adjudicate.all_cases(store, list(measure.team_articles(store))) if case.open]
    for number, case in enumerate(waiting[:most]):
        reason = (Reason.UNCLEAR, Reason.SLIP, Reason.AMBIGUOUS, Reason.LACKS)[number % 4]
        decision = desk.confirm(case.take(TEAM[0].name))
        adjudicate.settle(store, case, decision, adjudicator=ADJUDICATOR, reason=reason, action="Settle")


def main() -> None:
    """Make the project named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--settled", type=int, default=0, metavar="N", help="settle the first N disagreements")
    args = parser.parse_args()
    with closing(make(args.project, settled=args.settled)):
        print(f"{args.project}: {len(TEAM)} annotators")


if __name__ == "__main__":
    main()
