"""A project file with the made-up quotations, proposed and decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from annotator.codebook import parse_codebook
from annotator.learning.items import Item
from annotator.records import Candidate, Kind, Mention, Proposal, Span, Stance
from annotator.store.connection import Store
from annotator.workflow import corpus, desk, project

ANNOTATOR = "Ada"
CODEBOOK = 'id = "plans"\nname = "Plans"\nversion = "1"\n' + "".join(
    f"""
[[target]]
id = "{name}"
name = "{name}"
key = "{key}"
definition = "The {name} plan."

[[target.label]]
id = "favor"
name = "in favor"
key = "p"
color = "#0072b2"
polarity = 1
definition = "For it."

[[target.label]]
id = "against"
name = "against"
key = "a"
color = "#d55e00"
polarity = -1
definition = "Against it."
"""
    for name, key in (("harbor", "H"), ("school", "S"))
)


def make_project(path: Path, items: Iterable[Item]) -> Store:
    """A project with an article for each group of items, a line an item, and a proposal for each quotation."""
    store = project.create_project(path, parse_codebook(CODEBOOK, name="plans.toml"))
    project.add_annotator(store, ANNOTATOR)
    groups = {name: list(group) for name, group in groupby(items, key=lambda item: item.article)}
    texts = path.parent / f"{path.stem} texts"
    texts.mkdir()
    for name, own in groups.items():
        (texts / f"{name}.txt").write_text("\n".join(item.text for item in own), encoding="utf-8")
    corpus.import_paths(store, [texts])
    for row in desk.load_queue(store, ANNOTATOR):
        text = desk.load_desk(store, row.sha256, ANNOTATOR).article.text
        desk.save_proposals(store, row.sha256, [_proposal(text, item) for item in groups[row.id]], "made")
    return store


def _proposal(text: str, item: Item) -> Proposal:
    begin = text.index(item.text)
    span = Span(begin, begin + item.text.index("”") + 1)
    source = Mention.of(text, text.index(item.speaker, begin), text.index(item.speaker, begin) + len(item.speaker))
    candidate = Candidate(source, item.speaker, 0.97, "subject of the cue")
    return Proposal(span, span.words(text), Kind.DIRECT, 0.99, (candidate,), 0.01)


def decide(store: Store, items: Iterable[Item], annotator: str = ANNOTATOR) -> None:
    """Decide every quotation of the items as they say."""
    hashes = {row.id: row.sha256 for row in desk.load_queue(store, annotator)}
    for name, group in groupby(items, key=lambda item: item.article):
        own = list(group)
        opened = desk.load_desk(store, hashes[name], annotator)
        for item in own:
            begin = opened.article.text.index(item.text)
            quotation = next(q for q in opened.quotations if q.span.start == begin)
            whole = replace(desk.shown(opened, quotation), stances=tuple(sorted(item.stances)))
            desk.decide(store, desk.confirm(whole), action="Confirm quotation")


def stances(*pairs: str) -> frozenset[Stance]:
    """The stances of "target/label" pairs."""
    return frozenset(Stance(*pair.split("/")) for pair in pairs)
