"""The data card of a release: README.md with the YAML front matter that Hugging Face reads, and what users must know.

After Gebru et al., "Datasheets for Datasets" (2021), and the dataset card of the Hugging Face hub. Words from outside are escaped, so
that no name or definition becomes markup.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.licenses import license_of
from annotator.exchange.near_duplicates import Pair
from annotator.exchange.release_tables import TABLES
from annotator.exchange.splits import SPLITS
from annotator.records import Codebook, Status

SPEAKERS = 30  # named in the card; the others are counted
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&])")


@dataclass(slots=True)
class Tally:
    """What a release holds, counted while it is written."""

    rows: Counter[str] = field(default_factory=Counter)  # by split
    articles: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in SPLITS})
    quotations: Counter[str] = field(default_factory=Counter)  # by split
    kinds: Counter[str] = field(default_factory=Counter)
    labels: Counter[tuple[str, str]] = field(default_factory=Counter)
    speakers: Counter[str] = field(default_factory=Counter)
    annotators: Counter[str] = field(default_factory=Counter)
    codebooks: Counter[str] = field(default_factory=Counter)  # confirmed quotations by the codebook's hash
    not_speech: int = 0
    newest: str = ""  # when the newest decision was taken

    def add(self, annotated: AnnotatedArticle, split: str) -> None:
        """Count one article and annotator."""
        self.rows[split] += 1
        self.articles[split].add(annotated.sha256)
        for d in annotated.decisions:
            self.newest = max(self.newest, d.decided_at)
            if d.status is not Status.CONFIRMED:
                self.not_speech += 1
                continue
            self.quotations[split] += 1
            self.kinds[str(d.kind)] += 1
            self.annotators[annotated.annotator] += 1
            self.codebooks[d.codebook] += 1
            self.speakers[d.speaker_name] += 1
            self.labels.update((s.target, s.label) for s in d.stances)


@dataclass(slots=True)
class Proposals:
    """What became of the machine's proposals."""

    as_they_stood: int = 0
    corrected: int = 0
    rejected: int = 0
    by_hand: int = 0
    detectors: Counter[str] = field(default_factory=Counter)  # articles by version


@dataclass(frozen=True, slots=True)
class Config:
    """A part of a data set that ``datasets`` loads by its name: its features as YAML, and for each split its rows and bytes."""

    name: str
    features: tuple[str, ...]
    splits: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class DataCard:
    """All that a card says."""

    name: str
    number: int
    tally: Tally
    proposals: Proposals
    codebook: Codebook
    left_out: Mapping[str, int]
    near: Sequence[Pair]
    grouped_by: Sequence[str]
    largest_group: int
    seed: int
    shares: Mapping[str, float]
    agreement: str = ""
    configs: Sequence[Config] = ()
    languages: Sequence[str] = ()
    license: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)  # of the codebook: hash -> version, those of the project
    influence: str = ""  # whether suggestions led the annotators, as text


def escaped(text: str) -> str:
    """Words from outside as one line of plain Markdown."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def card(about: DataCard) -> str:
    """The whole README.md."""
    parts = (_front, _head, _counts, _splits, _proposals, _agreement, _influence, _codebook, _fields, _limits, _again)
    return "\n".join(line for part in parts for line in part(about)) + "\n"


def _front(about: DataCard) -> Iterator[str]:
    rows = sum(n for n, _ in about.configs[0].splits.values()) if about.configs else 0
    yield from front(about.name, about.configs, about.languages, about.license, rows)


def front(
    name: str, configs: Sequence[Config], languages: Sequence[str], license_name: str, rows: int
) -> Iterator[str]:
    """The YAML that Hugging Face reads, the first part the default; scalars are quoted, for ``no`` would be false and ``1.10`` a number."""
    license_id, _, address = license_of(license_name)
    yield from ("---", f"pretty_name: {json.dumps(name, ensure_ascii=False)}")
    yield from ("language:", *(f"- {json.dumps(code)}" for code in languages)) if languages else ("language: []",)
    yield f"license: {json.dumps(license_id)}"
    if license_id == "other":
        yield from (f"license_name: {json.dumps('see the link')}", f"license_link: {json.dumps(address)}")
    yield from ("annotations_creators:", "- expert-generated", "source_datasets:", "- original")
    yield from ("multilinguality:", f"- {'multilingual' if len(languages) > 1 else 'monolingual'}")
    yield from ("task_categories:", "- token-classification", "- text-classification")
    yield from ("task_ids:", "- coreference-resolution", "- multi-label-classification")
    yield from ("tags:", "- quote-attribution", "- stance-detection", "- news", "size_categories:", f"- {_size(rows)}")
    yield "configs:"
    for n, config in enumerate(configs):
        yield from (f"- config_name: {config.name}", *(["  default: true"] if n == 0 else []), "  data_files:")
        for split in config.splits:
            yield from (f"  - split: {split}", f"    path: {config.name}/{split}.parquet")
    yield "dataset_info:"
    for config in configs:
        yield from (f"- config_name: {config.name}", "  features:", *config.features, "  splits:")
        for split, (count, size) in config.splits.items():
            yield from (f"  - name: {split}", f"    num_bytes: {size}", f"    num_examples: {count}")
    yield from ("---", "")


def _size(rows: int) -> str:
    for limit, name in ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M")):
        if rows < limit:
            return name
    return "n>1M"


def _head(about: DataCard) -> Iterator[str]:
    tally = about.tally
    articles = len(set().union(*tally.articles.values()))
    yield from (f"# {escaped(about.name)}, release {about.number}", "")
    yield (
        f"Quotations in {articles:,} news articles with their speakers and stances, decided by "
        f"{len(tally.annotators)} annotators: {sum(tally.quotations.values()):,} quotations, {sum(tally.labels.values()):,} stances, "
        f"{tally.not_speech:,} stretches in quotation marks decided as not speech. A row is one article as one annotator sees it."
    )
    if tally.newest:
        yield from ("", f"The newest decision in it was taken on {tally.newest[:10]}.")


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else escaped(str(cell)) for cell in row)} |"


def _counts(about: DataCard) -> Iterator[str]:
    tally, names = about.tally, {t.id: t for t in about.codebook.targets}
    yield from ("", "## Counts")
    yield from _table(("kind", "quotations"), sorted(tally.kinds.items()))
    rows = [(t.name, x.name, f"{t.id}:{x.id}", tally.labels[t.id, x.id]) for t in names.values() for x in t.labels]
    known = {(t.id, x.id) for t in names.values() for x in t.labels}
    rows += [(t, x, f"{t}:{x}", n) for (t, x), n in sorted(tally.labels.items()) if (t, x) not in known]
    yield from _table(("target", "label", "in the data", "quotations"), rows)
    yield from _table(("annotator", "quotations"), sorted(tally.annotators.items()))
    named = sorted(((n, -c) for n, c in tally.speakers.items() if n), key=lambda pair: (pair[1], pair[0]))
    yield from _table(("speaker", "quotations"), [(n, -c) for n, c in named[:SPEAKERS]])
    more = f"{len(named) - SPEAKERS:,} other speakers; " if len(named) > SPEAKERS else ""
    yield from ("", f"{more}{tally.speakers['']:,} quotations without a speaker.")
    out = ", ".join(f"{n:,} {escaped(what)}" for what, n in sorted(about.left_out.items()) if n)
    yield from ("", f"Left out: {out or 'nothing'}.")


def _splits(about: DataCard) -> Iterator[str]:
    yield from ("", "## Splits")
    rows = [
        (
            name,
            len(about.tally.articles[name]),
            about.tally.rows[name],
            about.tally.quotations[name],
            f"{about.shares[name]:g}",
        )
        for name in SPLITS
        if name in about.shares
    ]
    yield from _table(("split", "articles", "rows", "quotations", "share asked for"), rows)
    grouped = ", ".join(("article", "near-duplicate", *about.grouped_by))
    crossing = [p for p in about.near if len([s for s in SPLITS if {p.one, p.other} & about.tally.articles[s]]) > 1]
    yield ""
    yield (
        f"Drawn with seed {about.seed}. No {grouped} is in two splits; the largest group of articles that had to stay together "
        f"has {about.largest_group:,}. Leakage check: {len(about.near):,} pairs of near-duplicate articles (five-word shingles, "
        f"resemblance of at least 0.5 or containment of at least 0.8), {len(crossing):,} of them across splits."
    )


def _proposals(about: DataCard) -> Iterator[str]:
    p = about.proposals
    whole = p.as_they_stood + p.corrected + p.rejected + p.by_hand
    yield from ("", "## From proposals to decisions", "")
    versions = ", ".join(f"{escaped(name)} ({n:,} articles)" for name, n in sorted(p.detectors.items()))
    yield f"Detector: {versions or 'none has run'}."
    rows = (
        ("proposal accepted as it stood", p.as_they_stood), ("proposal corrected", p.corrected),
        ("proposal rejected", p.rejected), ("added by hand", p.by_hand),
    )  # fmt: skip
    yield from _table(("decision", "n", "share"), [(what, n, f"{n / whole:.1%}" if whole else "–") for what, n in rows])


def _agreement(about: DataCard) -> Iterator[str]:
    yield from ("", "## Agreement", "")
    if about.agreement:
        yield from ("```text", about.agreement.replace("```", "'''").rstrip("\n"), "```")
    else:
        yield "No article was finished by two annotators, so there is no agreement to report."


def _influence(about: DataCard) -> Iterator[str]:
    yield from ("", "## Whether suggestions led the annotators", "", "```text", about.influence.rstrip("\n"), "```")


def _codebook(about: DataCard) -> Iterator[str]:
    book = about.codebook
    yield from ("", f"## Codebook: {escaped(book.name)}, version {escaped(book.version)}", "", f"SHA-256 {book.hash}.")
    if set(about.tally.codebooks) - {book.hash}:
        yield from (
            "",
            "People decided under these versions; labels that were changed since are those of the version above.",
            "",
        )
        counts: Counter[str] = Counter()
        for codebook, count in about.tally.codebooks.items():
            counts[about.versions.get(codebook, "not known")] += count
        yield from _table(("version", "quotations"), sorted(counts.items()))
    for target in book.targets:
        yield from ("", f"### {escaped(target.name)} (`{target.id}`)", "", escaped(target.definition))
        rows = [(x.name, x.id, x.definition, x.example, x.counter_example) for x in target.labels]
        yield from _table(("label", "id", "definition", "example", "counter-example"), rows)


def _fields(about: DataCard) -> Iterator[str]:
    yield from ("", "## Tables and their fields", "")
    yield (
        "Each table is a folder with a Parquet file a split. `nested` holds the same decisions with a row an article and annotator, and "
        "`data` those rows as JSON Lines, where -1 and an empty string stand for none; in the other tables null does. Offsets count "
        "Unicode code points, the end not included: `text[start:end] == words`."
    )
    for table in TABLES:
        yield from ("", f"### `{table.name}`", "", table.what)
        yield from _table(("field", "type", "what it is"), [(c.name, c.type, c.what) for c in table.columns])


def _limits(about: DataCard) -> Iterator[str]:
    yield from ("", "## Known limits", "", *limits(about))


def limits(about: DataCard) -> Iterator[str]:
    """What users must know, a line each."""
    if len(about.tally.annotators) < 2:
        yield "- One annotator decided all; how far another would agree is not known."
    if about.proposals.by_hand + about.proposals.corrected < about.proposals.as_they_stood:
        yield "- Most decisions confirm a proposal that was shown; people tend to agree with what they are shown."
    rare = sum(1 for t in about.codebook.targets for x in t.labels if about.tally.labels[t.id, x.id] < 10)
    if rare:
        yield f"- {rare} labels of the codebook stand on fewer than 10 quotations."
    if empty := [name for name in SPLITS if about.shares.get(name) and not about.tally.rows[name]]:
        yield f"- No article fell to {', '.join(empty)}: there are too few groups."
    yield "- An article that its annotator had not finished may lack quotations (`finished` is false there)."
    yield "- Quotations that annotators marked by hand have ids of their own, so that `soft_labels` knows them as different quotations."
    yield "- The articles belong to their publishers; nothing here grants a right to them."


def _again(about: DataCard) -> Iterator[str]:
    yield from ("", "## To load it, and to make it again", "")
    names = [config.name for config in about.configs]
    first = names[0] if names else ""
    more = ['datasets.load_dataset("path/to/this/folder", "quotations")'] if "quotations" in names else []
    yield from ("```python", 'datasets.load_dataset("path/to/this/folder")', *more, "```", "")
    yield (
        f'The first line loads `{first}`; the other parts are named like their folders. `mlcroissant.Dataset("croissant.json")` reads '
        "the tables, too."
    )
    yield ""
    yield from (
        "```sh",
        f"annotator release PROJECT --again {about.number} --output FOLDER",
        "sha256sum --check SHA256SUMS",
        "```",
        "",
    )
    yield "The second command gives the same bytes, whatever was decided in the project since."
