"""The files of a release: nested rows, flat tables, data card, Croissant, citation, license; and the check that they read back."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from annotator.errors import ExportError
from annotator.exchange import files, folders, parquet_tables
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import json_lines
from annotator.exchange.citation import citation
from annotator.exchange.croissant import GIVEN, croissant
from annotator.exchange.data_card import Config, DataCard, Proposals, Tally, limits
from annotator.exchange.hub_rows import FEATURES, nested_yaml, row
from annotator.exchange.licenses import license_of
from annotator.exchange.parquet_tables import RowWriter
from annotator.exchange.release_tables import TABLES, features_yaml, rows_of
from annotator.exchange.splits import SPLITS
from annotator.records import Codebook, Status
from annotator.workflow.provenance import ACCEPTED, ADDED, CORRECTED, REJECTED

NESTED, ROWS = "nested", "data"  # folders of the nested rows, in Parquet and in JSON Lines
Counts = dict[str, dict[str, int]]  # table -> split -> rows


@dataclass(frozen=True, slots=True)
class ReleaseDescription:
    """What of a release only a person knows; "" and () where nobody said it."""

    languages: tuple[str, ...] = ()
    license: str = ""
    creators: tuple[str, ...] = ()
    url: str = ""
    description: str = ""
    date: str = ""  # the day of the release
    more: Mapping[str, str] = field(default_factory=dict)  # by the names of croissant.GIVEN


@dataclass(slots=True)
class Facts:
    """What is counted while the tables are written, for the data card and Croissant."""

    per_article: list[int] = field(default_factory=list)  # annotators of each article
    detectors: Counter[str] = field(default_factory=Counter)  # articles by version
    codebooks: set[tuple[str, str]] = field(default_factory=set)
    first: str = ""
    last: str = ""
    blind: int = 0
    shown: int = 0
    adjudicated: int = 0

    def add(self, every: Sequence[AnnotatedArticle]) -> None:
        """Count an article with what each annotator made of it."""
        self.per_article.append(len(every))
        for d in (d for a in every for d in a.decisions):
            if d.decided_at:
                self.first = min(self.first or d.decided_at, d.decided_at)
                self.last = max(self.last, d.decided_at)
            self.blind += not d.proposals_shown
            self.shown += d.proposals_shown
        for a in every:
            self.codebooks |= {(a.trace(d).codebook_version, d.codebook) for d in a.decisions if d.codebook}
            self.adjudicated += any(a.trace(d).adjudicated for d in a.decisions)


def write_data(
    aim: Path,
    every: Iterator[AnnotatedArticle],
    split_of: Mapping[str, str],
    codebook: Codebook,
    about: ReleaseDescription,
    tally: Tally,
    kept: Proposals,
    detector_of: Callable[[str], str | None],
    go_on: Callable[[int], None],
) -> tuple[Counts, Facts]:
    """Write all rows; how many each table has in each split, and what was counted on the way."""
    counts: Counts = {table.name: {} for table in TABLES}
    counts[NESTED] = {}
    facts, done = Facts(), 0
    with ExitStack() as stack:
        lines: dict[str, Any] = {}
        writers: dict[tuple[str, str], RowWriter] = {}

        def writer(table: str, split: str) -> RowWriter:
            if (table, split) not in writers:
                columns = next((t.columns for t in TABLES if t.name == table), None)
                schema = parquet_tables.schema(columns) if columns else parquet_tables.nested_schema(FEATURES)
                writers[table, split] = stack.enter_context(RowWriter(aim / table / f"{split}.parquet", schema))
            return writers[table, split]

        for sha256, group in groupby(every, key=lambda a: a.sha256):
            split, together = split_of[sha256], list(group)
            if split not in lines:
                (aim / ROWS).mkdir(exist_ok=True)
                lines[split] = stack.enter_context(files.open_text(aim / ROWS / f"{split}.jsonl"))
            for annotated in together:
                go_on(done)
                done += 1
                record = row(annotated)
                lines[split].write(json.dumps(record, ensure_ascii=False) + "\n")
                writer(NESTED, split).add(record)
                tally.add(annotated, split)
                _count(annotated, kept)
            for table, found in rows_of(together, codebook, about.languages):
                writer(table, split).add(found)
            facts.add(together)
            if detector := detector_of(sha256):
                facts.detectors[detector] += 1
        for (name, part), made in writers.items():
            counts[name][part] = made.count
    kept.detectors.update(facts.detectors)
    return counts, facts


def _count(annotated: AnnotatedArticle, kept: Proposals) -> None:
    """Count what became of the article's proposals."""
    for decision in annotated.decisions:
        found = annotated.trace(decision).outcome
        kept.as_they_stood += found == ACCEPTED
        kept.corrected += found == CORRECTED
        kept.rejected += found == REJECTED
        kept.by_hand += found in (ADDED, "") and decision.status is Status.CONFIRMED


def read_back(aim: Path, tally: Tally, counts: Counts) -> None:
    """ExportError unless every row is there, in every form, and every span holds its words."""
    for name in SPLITS:
        nested = (record for _, record in json_lines(file)) if (file := aim / ROWS / f"{name}.jsonl").exists() else ()
        parquet = parquet_tables.rows(path) if (path := aim / NESTED / f"{name}.parquet").exists() else ()
        rows = quotations = 0
        for record, other in zip(nested, parquet, strict=True):
            rows += 1
            quotations += len(record["quotes"])
            if record != other:
                raise ExportError(
                    f"{path.name}: a row of {record['id']} did not read back equal; nothing was released."
                )
            for quote in (*record["quotes"], *record["nonspeech"]):
                if record["text"][quote["start"] : quote["end"]] != quote["words"]:
                    raise ExportError(
                        f"{path.name}: a span of {record['id']} does not hold its words; nothing was released."
                    )
        if (rows, quotations) != (tally.rows[name], tally.quotations[name]):
            raise ExportError(f"{ROWS}/{name}.jsonl: it did not read back equal; nothing was released.")
        _tables_back(aim, name, counts)


def _tables_back(aim: Path, split: str, counts: Counts) -> None:
    texts: dict[str, str] = {}
    for table in TABLES:
        path = aim / table.name / f"{split}.parquet"
        rows = 0
        for record in parquet_tables.rows(path) if path.exists() else ():
            rows += 1
            if table.name == "articles":
                texts[record["article_sha256"]] = record["text"]
            elif (
                table.name == "quotations"
                and texts[record["article_sha256"]][record["start"] : record["end"]] != record["words"]
            ):
                raise ExportError(
                    f"{path.name}: a span of {record['article_id']} does not hold its words; nothing was released."
                )
        if rows != counts[table.name].get(split, 0):
            raise ExportError(f"{table.name}/{split}.parquet: it did not read back equal; nothing was released.")


def configs(aim: Path, counts: Counts) -> tuple[Config, ...]:
    """The parts of a release as Hugging Face's datasets load them, the nested rows first."""
    flat = [(table.name, list(features_yaml(table.columns, "  "))) for table in TABLES]
    found = []
    for name, features in [(NESTED, nested_yaml()), *flat]:
        held = {s: counts[name][s] for s in SPLITS if s in counts[name]}
        sizes = {split: (aim / name / f"{split}.parquet").stat().st_size for split in held}
        if held:  # datasets cannot load a split without rows, so that none is written
            found.append(Config(name, tuple(features), {split: (n, sizes[split]) for split, n in held.items()}))
    return tuple(found)


def metadata(aim: Path, card: DataCard, about: ReleaseDescription, facts: Facts) -> Iterator[tuple[str, str]]:
    """(name, text) of the files that describe a release: Croissant, the citation, and the license where one was given."""
    _, spdx, address = license_of(about.license)
    title = f"{card.name}, release {card.number}"
    authors = about.creators or (f"The annotators of {card.name}",)
    description = about.description or (
        f"Quotations in {len(facts.per_article):,} news articles with their speakers and stances, decided by people: "
        f"{sum(card.tally.quotations.values()):,} quotations."
    )
    cited = ", ".join(part for part in (f"{'; '.join(authors)}: {title}", about.date[:4], about.url) if part)
    values = {
        "name": card.name, "description": description, "license": address, "url": about.url or _urn(card, about),
        "version": f"{card.number}.0.0",
        "datePublished": about.date, "creators": [{"name": name, "group": not about.creators} for name in authors], "citeAs": cited,
        "languages": about.languages, "keywords": ("quotations", "quote attribution", "stance", "news"),
    }  # fmt: skip
    tables = sorted(path for table in TABLES for path in (aim / table.name).glob("*.parquet"))
    held = {path.relative_to(aim).as_posix(): (path.stat().st_size, folders.sha256_of(path)) for path in tables}
    yield "croissant.json", croissant(values, held, dict(_rai(card, about, facts)))
    yield "CITATION.cff", citation(title, authors, about, f"{card.number}.0.0", spdx, description)
    if address:
        words = f"The annotations in this folder are under the license {spdx or about.license}:\n{address}\n\n"
        yield "LICENSE", words + "The articles belong to their publishers; nothing here grants a right to them.\n"


def _urn(card: DataCard, about: ReleaseDescription) -> str:
    """What names a release that has no page yet: a UUID of its name, number and date (RFC 9562, version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{card.name} {card.number} {about.date}").urn


def _rai(card: DataCard, about: ReleaseDescription, facts: Facts) -> Iterator[tuple[str, Any]]:
    """What Croissant RAI asks for, from facts; what only a person knows where it was given."""
    books = "; ".join(f"version {name or '?'} (SHA-256 {sha256})" for name, sha256 in sorted(facts.codebooks))
    books = books or f"version {card.codebook.version} (SHA-256 {card.codebook.hash})"
    unseen = f" in {facts.shown:,} decisions and not in {facts.blind:,}" if facts.blind else ""
    settled = "; differences were settled by an adjudicator" if facts.adjudicated else ""
    yield (
        "dataAnnotationProtocol",
        (
            f"Each annotator decided alone, by the codebook {card.codebook.name}, {books}; annotators saw the machine's proposals{unseen}"
            f"{settled}."
        ),
    )
    yield "dataAnnotationPlatform", f"quotation-annotator {version('quotation-annotator')}"
    if facts.per_article:
        low, middle, high = min(facts.per_article), median(facts.per_article), max(facts.per_article)
        yield "annotationsPerItem", f"Annotators an article: {low} at least, {middle:g} in the median, {high} at most."
    yield "machineAnnotationTools", [f"detector {name} ({n:,} articles)" for name, n in sorted(facts.detectors.items())]
    analysis = (
        "Each annotator's own rows are kept; soft_labels has the share of annotators for each quotation and label."
    )
    yield "dataAnnotationAnalysis", [analysis, *([card.agreement] if card.agreement else [])]
    if facts.first:
        frame = [facts.first, facts.last]
        yield "dataCollectionTimeframe", frame
        yield "dataCollectionTimeFrame", frame
    grouped = ", ".join(("article", "near-duplicate", *card.grouped_by))
    yield "dataPreprocessingProtocol", f"Split with seed {card.seed} so that no {grouped} is in two splits."
    yield "dataManipulationProtocol", "The articles' text is unchanged but for line ends, which are line feeds."
    again = f"annotator release PROJECT --again {card.number} --output FOLDER"
    yield (
        "dataReleaseMaintenancePlan",
        f"Releases are numbered and kept; this one is made again to the byte by: {again}",
    )
    yield "dataLimitations", [line.removeprefix("- ") for line in limits(card)]
    yield from ((name, about.more[name]) for name in GIVEN if about.more.get(name))
    if about.more.get("dataBiases"):
        yield "dataBiases", about.more["dataBiases"]
