"""Draw a random sample of a corpus that the detector read, and import it: each article with the probability of its being drawn.

The articles come into the project in random order, with their proposals, and with metadata that every export carries: the probability
with which each was drawn, and its stratum. ``workflow.estimate`` reads them again.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from annotator.errors import BadInputError, many
from annotator.estimation import design
from annotator.exchange import corpus_files, proposal_files
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of, normal_newlines
from annotator.exchange.proposal_files import proposals_of
from annotator.records import Change, Kind
from annotator.store import articles, history
from annotator.store.connection import Store
from annotator.workflow import annotated, maintenance
from annotator.workflow.collect import manifests
from annotator.workflow.selection import ExportCounts

PROBABILITY = "inclusion_probability"
STRATUM = "sampling_stratum"
SIZE = "sampling_stratum_size"  # articles of the stratum in the corpus
NONE = "none"  # the stratum of articles that lack the key
UNCERTAINTY, SPEAKER, DATE = "uncertainty", "speaker", "date"
MONTH = 7  # letters of a date by which articles are put together


@dataclass(frozen=True, slots=True)
class Plan:
    """How many articles to draw, and how: at random, or by strata (``source``, ``date``, ``speaker``, any key of the metadata).

    ``strata`` of ``("uncertainty",)`` takes more of the articles that the detector is unsure of.
    """

    count: int
    strata: tuple[str, ...] = ()
    seed: int = 0


def corpus_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a corpus: a file that propose or collect wrote, or a folder of finished shards."""
    if path.is_dir():
        for each in manifests(path):
            yield from proposal_files.read_records(path / Path(each["file"]).name)
        return
    if not path.exists():
        raise BadInputError(f"There is no file or folder “{path}”; name the output of annotator propose.")
    yield from proposal_files.read_records(path)


def doubt(record: dict[str, Any]) -> float:
    """How unsure the detector is of an article: over its quotations, the probability that speech or speaker is wrong."""
    total = 0.0
    for quote in record["quotes"]:
        best = max((each["score"] for each in quote.get("candidates", ())), default=1.0)
        sure = quote["confidence"] * (best if quote["kind"] != Kind.NOT_SPEECH else 1.0)
        total += 1.0 - sure
    return total


def stratum_of(record: dict[str, Any], keys: Sequence[str]) -> str:
    """The stratum of an article by some keys: “source=Paper, date=2024-05”."""
    metadata, parts = record.get("metadata", {}), []
    for key in keys:
        if key == SPEAKER:
            value = _most_quoted(record)
        else:
            value = " ".join(metadata.get(key, "").split())
            value = value[:MONTH] if key == DATE else value
        parts.append(f"{key}={value or NONE}")
    return ", ".join(parts)


def _most_quoted(record: dict[str, Any]) -> str:
    """The name to which most of an article's quotations are given; of several the first in the alphabet."""
    names = [
        quote["speaker"]["name"] for quote in record["quotes"] if quote["speaker"] and quote["speaker"].get("name")
    ]
    return min(set(names), key=lambda name: (-names.count(name), name), default="")


def draw(path: Path, plan: Plan) -> tuple[design.DrawnSample, dict[str, dict[str, Any]]]:
    """The sample of a corpus, and the records of its articles by id; the corpus is read twice, with 20 bytes an article kept."""
    keys, doubts, strata = array("Q"), array("d"), array("q")
    names: dict[str, int] = {}
    by_doubt = plan.strata == (UNCERTAINTY,)
    for record in corpus_records(path):
        keys.append(design.random_key(plan.seed, record["id"]))
        if by_doubt:
            doubts.append(doubt(record))
        else:
            strata.append(names.setdefault(stratum_of(record, plan.strata) or "all", len(names)))
    if not 2 <= plan.count <= len(keys):
        raise BadInputError(f"{path}: it holds {len(keys):,} articles; choose a --sample of 2 to {len(keys):,}.")
    unsure = np.frombuffer(doubts) if by_doubt else None
    if unsure is not None:
        numbers, found = design.fifths(unsure)
    else:
        numbers, found = np.frombuffer(strata, np.int64), tuple(names)
    drawn = design.draw(np.frombuffer(keys, np.uint64), numbers, found, plan.count, unsure)
    place = {int(row): number for number, row in enumerate(drawn.rows)}
    chosen = {place[row]: record for row, record in enumerate(corpus_records(path)) if row in place}
    return drawn, {chosen[number]["id"]: chosen[number] for number in range(len(chosen))}


def import_sample(
    store: Store, paths: Sequence[Path], corpus: Path, plan: Plan, *, annotator: str | None = None
) -> tuple[Change, ExportCounts]:
    """Bring a sample of a corpus in with its proposals, as one change; ``paths`` are the files of its articles.

    BadInputError where an article of the sample is not in the files, or is in the project already.
    """
    if UNCERTAINTY in plan.strata and len(plan.strata) > 1:
        raise BadInputError("A sample by uncertainty has strata of its own; name no other with --stratify.")
    corpus_files.check_paths(paths)
    drawn, records = draw(corpus, plan)
    found = _articles(paths, records)
    counts = ExportCounts()
    unsecured = maintenance.secure(store)
    with store.writing():
        change = history.begin_change(store, annotator, "Import sample")
        for number, name in enumerate(records):
            article, suggestions = found[name]
            if articles.has_article(store, article.sha256):
                raise BadInputError(
                    f"{store.path}: the article “{name}” of the sample is here already, and nobody knows how it was drawn; "
                    "import the sample into a new project."
                )
            stratum = int(drawn.strata[number])
            drawn_by = {
                PROBABILITY: f"{drawn.inclusion_probability(stratum):.12g}",
                STRATUM: drawn.names[stratum],
                SIZE: str(drawn.sizes[stratum]),
            }
            whole = replace(article, metadata={**article.metadata, **drawn_by})
            sampled = AnnotatedArticle(
                whole, "", (), False, suggestions=suggestions, detector=records[name]["detector"]
            )
            annotated.bring_in(store, [(corpus, sampled)], change, counts)
        history.refresh_derived(store, change)
    strata = "1 stratum" if len(drawn.names) == 1 else f"{len(drawn.names):,} strata"
    message = f"{many(len(records), 'article')} added, drawn from {drawn.sizes.sum():,} in {strata}."
    message = "\n".join(filter(None, [message, unsecured]))
    return Change("Import sample", queue=True, message=message), counts


def _articles(paths: Sequence[Path], records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Article and proposals of each id, from the first article of that id in the files whose text is the one that was read."""
    found: dict[str, Any] = {}
    for each in corpus_files.read_corpus(paths, records.__contains__):
        if not each.wanted or each.error or each.id in found:
            continue
        record, article = records[each.id], article_of(each.id, each.text, each.file, dict(each.metadata))
        if article.sha256 == record["sha256"]:
            plain = normal_newlines(each.text)
            suggestions = (
                proposals_of(record, article.text, f"{each.file}: “{each.id}”") if plain == article.text else ()
            )
            found[each.id] = replace(article, text=plain), suggestions
    missing = [name for name in records if name not in found]
    if missing:
        raise BadInputError(
            f"{len(missing):,} articles of the sample are not in the files as the detector read them, “{missing[0]}” first; "
            "name the files that annotator propose read."
        )
    return found
