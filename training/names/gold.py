"""What the model of names learns from: articles with their sources, and for pronouns, roles and names what gold says they mean.

Three kinds of gold: coreference (GUM: every mention), names of speakers (for the quotations of PolNeAR dev), and our own pointers
(``training/referents.jsonl``: for sources in PolNeAR train the offset of a name of who is meant, -1 for nobody named; no words).
Whether a name is a person's is told by GUM, and elsewhere by the named entities that the language model finds.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from annotator.detection.attributions import head_of
from annotator.detection.names.entities import Entities, Entity
from annotator.detection.names.person import Floats
from annotator.detection.names.referents import Referent
from annotator.detection.parse import Parse
from annotator.detection.pipeline import Detector
from annotator.detection.reading import Reading
from annotator.detection.tokenizer import plain
from annotator.records import Kind

Test = Callable[[Referent], bool]
PERSONS = frozenset({"PERSON", "person"})


@dataclass
class Taught:
    """An article: its reading, the encoder's vectors, the head tokens of its sources.

    ``kinds``: the kind of thing that a token names. ``meant``: for a token that gold explains whether a referent is who is meant; nobody
    known where it is none.
    """

    id: str
    reading: Reading
    vectors: Floats
    sources: list[int]
    kinds: dict[int, str] = field(default_factory=dict)
    meant: dict[int, Test] = field(default_factory=dict)

    @property
    def parse(self) -> Parse:
        """The parse."""
        return self.reading.parse

    @cached_property
    def entities(self) -> Entities:
        """The names in clusters."""
        return Entities(self.reading)


def cached(records: Sequence[dict[str, Any]], cache: Path | None) -> list[Taught]:
    """The articles as the detector reads them, from the pickle ``cache`` where it is there."""
    if cache and cache.is_file():
        found = pickle.loads(cache.read_bytes())
    else:
        found = list(read(Detector(), records))
        if cache:
            cache.write_bytes(pickle.dumps(found))
    return [Taught(*one) for one in found]


def read(detector: Detector, records: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Reading, Floats, list[int]]]:
    """What a :class:`Taught` is made of, for each article."""
    for record in records:
        article = detector.article(detector.begin([record["text"]])[0])
        states = article.states
        vectors = states.network.encoder.read(states.sequences)
        proposals = [p for p in article.proposed() if p.kind is not Kind.NOT_SPEECH and p.source]
        sources = [head_of(article.reading, p.source.mention.span) for p in proposals if p.source]
        yield record["id"], article.reading, vectors, sources


def jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def tokens(parse: Parse, start: int, end: int) -> range:
    """The tokens that touch a span of code points."""
    return range(bisect_right(parse.ends, start), bisect_left(parse.starts, end))


def smallest(parse: Parse, spans: Iterable[tuple[int, int, str]]) -> dict[int, str]:
    """For each token the value of the smallest span (start, end, value) that holds it."""
    found = {}
    for start, end, value in sorted(spans, key=lambda s: s[0] - s[1]):
        found.update(dict.fromkeys(tokens(parse, start, end), value))
    return found


def teach_coreference(article: Taught, record: dict[str, Any]) -> None:
    """What a record of GUM says: kinds of entities, and of every token whose it is."""
    spans = [(a, b, n) for n, entity in enumerate(record["entities"]) for a, b in entity["mentions"]]
    article.kinds = smallest(article.parse, [(a, b, record["entities"][n]["type"]) for a, b, n in spans])
    owner = smallest(article.parse, [(a, b, str(n)) for a, b, n in spans])
    entities = article.entities
    named = {m.head for entity in entities.all for m in entity.mentions}

    def test(owned: str) -> Test:
        return lambda referent: (
            owned
            == (
                _most([owner.get(m.head, "") for m in referent.entity.mentions])
                if referent.entity
                else owner.get(referent.head, "")
            )
        )

    article.meant = {token: test(owned) for token, owned in owner.items() if token not in named}


def _most(values: list[str]) -> str:
    return max(values, key=values.count)


def teach_names(article: Taught, gold: dict[str, Any], named: dict[str, Any], scorer: ModuleType) -> None:
    """What the names of speakers say about the sources of quotations."""
    sources = {(q["start"], q["end"]): q["speaker"] for q in gold["quotes"]}

    def test(entry: dict[str, Any]) -> Test:
        return lambda referent: bool(entry["named"] and referent.entity and scorer.right(referent.entity.name, entry))

    for entry in named["names"]:
        if entry["sure"] and (source := sources[entry["start"], entry["end"]]):
            parse, among = article.parse, tokens(article.parse, source["start"], source["end"])
            head = next((t for t in among if parse.heads[t] not in among or parse.heads[t] == t), among.start)
            article.meant[head] = test(entry)


def teach_pointers(article: Taught, pointers: dict[str, list[list[int]]]) -> None:
    """What our own pointers say."""

    def test(at: int) -> Test:
        starts, ends = article.parse.starts, article.parse.ends
        return lambda referent: bool(
            at >= 0 and referent.entity and any(starts[m.first] <= at < ends[m.head] for m in referent.entity.mentions)
        )

    for offset, at in pointers.get(fingerprint(article.parse.text), []):
        article.meant[bisect_right(article.parse.ends, offset)] = test(at)


def fingerprint(text: str) -> str:
    """Sixteen hex digits that tell an article by its text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def teach_kinds(articles: Sequence[Taught], model: str) -> None:
    """What the named entities of the language model say about names."""
    import spacy

    nlp = spacy.load(model, exclude=["lemmatizer"])
    for article, doc in zip(articles, nlp.pipe(plain(a.parse.text) for a in articles), strict=True):
        article.kinds = smallest(article.parse, [(e.start_char, e.end_char, e.label_) for e in doc.ents])


def kind(article: Taught, entity: Entity) -> bool | None:
    """Whether an entity is a person as gold has it, None where gold says nothing."""
    kinds = [k for m in entity.mentions if (k := article.kinds.get(m.head))]
    return max(kinds, key=kinds.count) in PERSONS if kinds else None


def mean_vector(article: Taught, entity: Entity, looked_at: int) -> Floats:
    """The mean of the encoder's vectors over an entity's mentions."""
    return np.asarray(
        np.mean([article.vectors[m.start : m.end].mean(axis=0) for m in entity.mentions[:looked_at]], axis=0)
    )
