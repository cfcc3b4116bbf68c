"""Make a big project by script: synthetic articles, proposals, annotators and decisions, the same from the same seed.

    python -m benchmarks.big_project big.annot --articles 100000 --decisions 1000000 --annotators 10

The articles are strings of invented words with quotations between them, so every span holds its words. Rows are written in
bulk, then the derived tables are made from them by the store's own function; nothing of it is ever committed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from annotator.records import Article, Candidate, Kind, Mention, Proposal, Span, fold, quotation_id, speaker_id
from annotator.store import derived
from annotator.store.connection import Store
from annotator.store.proposals import dump_rest
from annotator.workflow import project

QUOTATIONS = 5  # in each article
READERS = 2  # annotators that decide an article
CHUNK = 2000  # articles written at once
STANCES = (("proposal", "favor"), ("proposal", "against"), ("proposal", "neutral"), (None, None))
AT = "2025-12-31T00:00:00.000+00:00"
_CONSONANTS, _VOWELS = "bcdfglmnprstvz", "aeiou"


@dataclass(slots=True)
class Words:
    """An invented language: words by how common they are, names for speakers, sentences to build articles from."""

    seed: int
    speakers: int
    vocabulary: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        self.vocabulary = list(dict.fromkeys(_word(chance) for _ in range(40_000)))
        weights = [1 / (rank + 10) for rank in range(len(self.vocabulary))]  # Zipf, as in any language
        self.sentences = [
            " ".join(chance.choices(self.vocabulary, weights, k=chance.randint(8, 28))).capitalize()
            for _ in range(20_000)
        ]
        made: dict[str, None] = {}
        while len(made) < self.speakers:
            made[f"{_word(chance).capitalize()} {_word(chance).capitalize()}"] = None
        self.names = list(made)


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.randint(1, 4)))


@dataclass(frozen=True, slots=True)
class Written:
    """An article with its proposals, each with the number of the speaker it names."""

    article: Article
    proposals: tuple[tuple[Proposal, int], ...]


def articles(words: Words, count: int, length: int) -> Iterator[Written]:
    """``count`` articles of about ``length`` words, each with ``QUOTATIONS`` quotations."""
    chance = random.Random(words.seed + 1)
    for number in range(count):
        parts: list[str] = []
        found: list[tuple[Proposal, int]] = []
        at = total = 0
        while total < length or len(found) < QUOTATIONS:
            sentence = chance.choice(words.sentences)
            total += sentence.count(" ") + 1
            if total * QUOTATIONS >= length * (len(found) + 1) and len(found) < QUOTATIONS:
                speaker = min(int(chance.paretovariate(0.7)) - 1, len(words.names) - 1)
                part, proposal = _quoted(sentence, words.names[speaker], at)
                found.append((proposal, speaker))
            else:
                part = sentence + (".\n" if chance.random() < 0.3 else ". ")
            parts.append(part)
            at += len(part)
        article = Article(f"a{number:06d}", "".join(parts), f"{chance.choice(words.sentences)[:80]} {number}")
        yield Written(article, tuple(found))


def _quoted(sentence: str, name: str, at: int) -> tuple[str, Proposal]:
    """One quotation sentence, and the proposal that finds it at offset ``at``."""
    quote = f"“{sentence},”"
    part = f"{quote} said {name}.\n"
    source = at + len(quote) + 6
    mention, cue = Mention(Span(source, source + len(name)), name), Mention(Span(source - 5, source - 1), "said")
    ranked = tuple(
        Candidate(mention, other, score, "subject of the cue") for other, score in ((name, 0.9), ("Nobody", 0.05))
    )
    return part, Proposal(Span(at, at + len(quote)), quote, Kind.DIRECT, 0.97, ranked, 0.05, True, cue)


def make(path: Path, *, articles_: int, decisions: int, annotators: int, speakers: int, words: int, seed: int) -> Store:
    """The project, open; StoreError where the file is there."""
    language = Words(seed, speakers)
    store = project.create_project(path)
    store.journals = False  # nobody decided this
    store.db.execute("PRAGMA synchronous = OFF")  # it is made anew where the power fails
    for n in range(annotators):
        project.add_annotator(store, f"Annotator {n}")
    with store.writing():
        _people(store, language)
    rows = articles(language, articles_, words)
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        with store.writing():
            done += _write(store, language, chunk, annotators, decisions - done)
    with store.writing():
        derived.rebuild(store)
    store.db.execute("PRAGMA synchronous = FULL")
    store.journals = True
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return store


def _people(store: Store, language: Words) -> None:
    change = _change(store, "Register speakers")
    connection = store.db.conn
    connection.executemany("INSERT INTO speaker (n, id) VALUES (?, ?)",
                           ((n, speaker_id(name)) for n, name in enumerate(language.names, 1)))  # fmt: skip
    connection.executemany(
        "INSERT INTO speaker_revision (speaker, name, aliases, change) VALUES (?, ?, ?, ?)",
        (
            (n, name, json.dumps([name.split()[1]]) if n % 3 == 0 else "[]", change)
            for n, name in enumerate(language.names, 1)
        ),
    )
    assert len({fold(name) for name in language.names}) == len(language.names), "names are told apart"


def _change(store: Store, action: str, annotator: int | None = None, article: int | None = None) -> int:
    row = store.one("SELECT ifnull(max(n), 0) + 1 FROM change")
    assert row is not None
    store.db.execute("INSERT INTO change (n, id, annotator, kind, action, article, at) VALUES (?, ?, ?, 'do', ?, ?, ?)",
                     (row[0], f"c{row[0]}", annotator, action, article, AT))  # fmt: skip
    return int(row[0])


_Rows = list[tuple[object, ...]]


def _write(store: Store, language: Words, chunk: list[Written], annotators: int, wanted: int) -> int:
    """One chunk of articles with their proposals and at most ``wanted`` decisions; how many were made."""
    row = store.one("SELECT (SELECT ifnull(max(n), 0) FROM article), (SELECT ifnull(max(n), 0) FROM decision)")
    assert row is not None
    first, decision = row[0] + 1, row[1]
    change = _change(store, "Import articles")
    changes, decided, stances, proposed, texts = _Rows(), _Rows(), _Rows(), _Rows(), _Rows()
    for number, written in enumerate(chunk, first):
        sha = written.article.sha256
        texts.append((number, sha, written.article.id, written.article.title, written.article.text, change))
        keys = [quotation_id(sha, proposal.span) for proposal, _ in written.proposals]
        for key, (p, _) in zip(keys, written.proposals, strict=True):
            proposed.append((number, key, p.span.start, p.span.end, p.words, p.kind, p.confidence, dump_rest(p)))
        for reader in range(READERS):
            for key, (p, speaker) in zip(keys, written.proposals, strict=True):
                if len(decided) >= wanted:
                    break
                decision += 1
                own = change + 1 + len(changes)
                annotator = (number + reader) % annotators + 1
                changes.append((own, f"c{own}", annotator, "Confirm quotation", number, AT))
                decided.append((decision, _identity(decision), own, annotator, number, key, *_spans(p), speaker + 1,
                                f"remark {language.vocabulary[decision % 5000]}" if decision % 20 == 0 else "",
                                int(decision % 50 == 0), _moment(decision)))  # fmt: skip
                target, label = STANCES[(decision // (1 + (decision % 7 == 0))) % 4]
                if target:
                    stances.append((decision, target, label))
    _insert(store, texts, changes, proposed, decided, stances)
    return len(decided)


def _insert(store: Store, texts: _Rows, changes: _Rows, proposed: _Rows, decided: _Rows, stances: _Rows) -> None:
    many = store.db.conn.executemany
    many("INSERT INTO article (n, sha256, id, title, text, change) VALUES (?, ?, ?, ?, ?, ?)", texts)
    many("INSERT INTO change (n, id, annotator, kind, action, article, at) VALUES (?, ?, ?, 'do', ?, ?, ?)", changes)
    many("INSERT INTO proposal_run (n, article, detector, in_marks, indirect, at) VALUES (?1, ?1, 'synthetic', ?2, 0, ?3)",
         [(text[0], QUOTATIONS, AT) for text in texts])  # fmt: skip
    many('INSERT INTO proposal (run, quotation, start, "end", words, kind, confidence, rest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
         proposed)  # fmt: skip
    many(
        """INSERT INTO decision (n, id, change, annotator, article, quotation, status, start, "end", words, kind, origin,
        source_start, source_end, source_words, cue_start, cue_end, cue_words, speaker, comment, flagged, decided_at, sequence)
        VALUES (?1, ?, ?, ?, ?, ?, 'confirmed', ?, ?, ?, 'direct', 'proposal', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?1)""",
        decided,
    )
    many("INSERT INTO stance (decision, target, label) VALUES (?, ?, ?)", stances)


def _identity(number: int) -> str:
    return hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest()


def _moment(number: int) -> str:
    """A moment in 2025, later for later decisions."""
    minutes = number % 525_000
    return f"2025-{1 + minutes // 43_800:02d}-{1 + minutes // 1440 % 28:02d}T{minutes // 60 % 24:02d}:{minutes % 60:02d}:00.000+00:00"


def _spans(p: Proposal) -> tuple[object, ...]:
    assert p.source is not None and p.cue is not None
    source, cue = p.source.mention, p.cue
    return (p.span.start, p.span.end, p.words, source.span.start, source.span.end, source.words,
            cue.span.start, cue.span.end, cue.words)  # fmt: skip


def main() -> None:
    """Make one from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("path", type=Path)
    for name, default in (("articles", 100_000), ("decisions", 1_000_000), ("annotators", 10), ("speakers", 50_000),
                          ("words", 800), ("seed", 1)):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    begun = time.perf_counter()
    with closing(make(args.path, articles_=args.articles, decisions=args.decisions, annotators=args.annotators,
                      speakers=args.speakers, words=args.words, seed=args.seed)) as store:  # fmt: skip
        counts = store.one("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM decision)")
    assert counts is not None
    size = args.path.stat().st_size / 1e6
    print(
        f"{args.path}: {counts[0]:,} articles, {counts[1]:,} decisions, {size:,.0f} MB, {time.perf_counter() - begun:.0f} s"
    )


if __name__ == "__main__":
    main()
