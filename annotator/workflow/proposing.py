"""From the articles of a corpus to records of proposals: each id once, counts that add up, and what went wrong in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from annotator.detection.batch import Job, Result
from annotator.errors import BadInputError, many
from annotator.exchange.corpus_files import CorpusArticle
from annotator.exchange.seen_ids import SeenIds, digest_of
from annotator.records import text_hash

MOST_SHARDS = 99_999
TOLD = 1_000  # failures that are kept by name

Run = Callable[[Iterator[Job]], Iterable[Result]]  # the detector


@dataclass(frozen=True, slots=True)
class Shard:
    """One of ``count`` shares of a corpus, chosen by a hash of the article's id; ``number`` counts from 1."""

    number: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard that ``I/N`` names; BadInputError for anything else."""
        number, _, count = text.partition("/")
        if number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count) <= MOST_SHARDS:
            return cls(int(number), int(count))
        raise BadInputError(f"--shard must be I/N with 1 <= I <= N <= {MOST_SHARDS:,}, as in 3/100, not “{text}”.")

    def holds(self, name: str) -> bool:
        """Whether the article of an id belongs to it."""
        return digest_of(name)[1] % self.count == self.number - 1

    @property
    def stem(self) -> str:
        """The name of its files, without a suffix."""
        return f"part-{self.number:05}-of-{self.count:05}"

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


@dataclass(slots=True)
class ShardCounts:
    """How many articles were read, and what became of those of a shard: ``mine`` is the sum of the five after it.

    ``unreadable``: lines and files that hold no article. ``duplicates`` came before with the same text, ``clashes`` with another one.
    """

    read: int = 0
    unreadable: int = 0
    mine: int = 0
    articles: int = 0
    duplicates: int = 0
    clashes: int = 0
    failed: int = 0
    quotations: int = 0

    def add(self, other: ShardCounts) -> None:
        """Add other counts."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    def as_json(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)

    @property
    def faults(self) -> int:
        """The articles that should have come and did not, whatever the reason."""
        return self.unreadable + self.clashes

    @property
    def message(self) -> str:
        """The outcome in one line."""
        parts = [f"{many(self.articles, 'article')} done"]
        for count, told in ((self.duplicates, "already there"), (self.failed, "failed"), (self.faults, "left out")):
            parts += [f"{count:,} {told}"] if count else []
        return ", ".join(parts)


@dataclass(slots=True)
class Proposing:
    """One pass over a corpus: which articles the detector gets, and the records that come back.

    ``done``: the ids of an unfinished output, which are counted and not done again. ``problem`` takes the sentences for people.
    """

    shard: Shard
    problem: Callable[[str], None]
    done: SeenIds | None = None
    counts: ShardCounts = field(default_factory=ShardCounts)
    failures: list[dict[str, str]] = field(default_factory=list)
    made: int = 0  # records of this run
    lost: int = 0  # parts that could not be made
    read: int = 0  # bytes of the corpus that were read when the newest record came
    resumed: int = 0  # bytes that were read before the first article that is new
    _seen: SeenIds = field(default_factory=SeenIds)
    _at_work: dict[str, CorpusArticle] = field(default_factory=dict)

    def records(self, articles: Iterable[CorpusArticle], run: Run) -> Iterator[dict[str, Any]]:
        """The record of each article that is wanted, as the detector answers; with its ``position``."""
        for result in run(self._jobs(articles)):
            article = self._at_work.pop(result.id)
            self.read = max(self.read, article.read)
            if result.error:
                self.counts.failed += 1
                self.problem(result.error)
                self.failures += [{"id": result.id, "error": result.error}] * (len(self.failures) < TOLD)
                continue
            self.made += 1
            self.counts.articles += 1
            self.counts.quotations += len(result.line["quotes"])
            yield with_source(result.line, article)

    def _jobs(self, articles: Iterable[CorpusArticle]) -> Iterator[Job]:
        for article in articles:
            if article.error:
                self.counts.unreadable += 1
                self.problem(article.error)
                continue
            self.counts.read += 1
            if not article.wanted:
                continue
            self.counts.mine += 1
            if self._is_new(article):
                self.resumed = self.resumed or article.read
                self._at_work[article.id] = CorpusArticle(
                    article.id, metadata=article.metadata, position=article.position, read=article.read
                )
                yield article.id, article.text

    def _is_new(self, article: CorpusArticle) -> bool:
        """Whether an article is to be done; one that is not is counted."""
        same = self._seen.add(article.id, text_hash(article.text))
        if same is None and self.done is not None and article.id in self.done:
            self.counts.articles += 1
        elif same is None:
            return True
        elif same:
            self.counts.duplicates += 1
        else:
            self.counts.clashes += 1
            self.problem(f"{article.file}: another article has the id “{article.id}” already; this one was left out.")
        return False


def with_source(record: dict[str, Any], article: CorpusArticle) -> dict[str, Any]:
    """A record with the article's position first and its metadata before its quotations."""
    metadata = {"metadata": dict(article.metadata)} if article.metadata else {}
    rest = {key: value for key, value in record.items() if key != "quotes"}
    return {"position": article.position, **rest, **metadata, "quotes": record["quotes"]}
