"""Corpus out: in any format, with filters and a look at it first, streamed, read back and compared before it takes its place."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import BadInputError
from annotator.exchange import annotation_formats, files, folders, formats, jsonl
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.fields import Field, Ledger
from annotator.exchange.formats import Format
from annotator.records import ADJUDICATED, Codebook
from annotator.store.connection import Store
from annotator.workflow import outputs
from annotator.workflow.project import current_codebook
from annotator.workflow.provenance import traced
from annotator.workflow.selection import ExportCounts, Selection, check, selected

FORMATS = formats.NAMES
SAMPLE = 6000  # characters of a preview


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """The counts, the first record in our own JSONL ("" where there is none), and the beginning of the file as it would be."""

    counts: ExportCounts
    first_record: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that the format cannot carry, and how many times it stood in what was exported."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Where an export went, what is in it, how many quotations were read back equal, and what the format could not carry."""

    path: Path
    counts: ExportCounts
    lines: int
    checked: int = 0
    losses: tuple[Loss, ...] = field(default=())
    beside: tuple[Path, ...] = field(default=())
    load_line: str = ""
    suffix: str = ""
    kept: tuple[Path, ...] = field(
        default=()
    )  # files in an older export's folder that were not replaced, see exchange.folders

    @property
    def load(self) -> str:
        """The line that loads it, with its own name where that is one of Python's."""
        stem, kept = f"out{self.suffix}", str(self.path)
        return self.load_line.replace(f'"{stem}"', json.dumps(kept, ensure_ascii=False)).replace(f" {stem}", f" {kept}")

    @property
    def table(self) -> str:
        """What the format could not carry, a line each; "" where it carried all."""
        width = max((len(f"{loss.count:,}") for loss in self.losses), default=0)
        lines = [f"  {loss.count:>{width},} × {loss.what}" for loss in self.losses]
        return "\n".join(["Not carried by this format:", *lines]) if lines else ""


def all_formats() -> tuple[Format, ...]:
    """Every format, in the order of the registry; this imports the libraries of all, which takes a while."""
    return tuple(formats.get(name) for name in FORMATS)


def lost_by(fmt: Format) -> str:
    """What a format cannot carry, as words between semicolons; "" where it carries all, or holds no quotations to lose."""
    return "; ".join(str(field) for field in Field if field not in fmt.carries) if fmt.read_back is not None else ""


def formats_table() -> str:
    """Every format with its title, what its offsets count, what it cannot carry, and the line that loads it, as Markdown."""
    lines = []
    for name in FORMATS:
        fmt = formats.get(name)
        lines += [f"### `{name}`: {fmt.title}", ""]
        lines += [f"- Offsets: {fmt.unit}. {'A folder.' if fmt.folder else f'A file, {fmt.suffix}.'}"]
        lines += [f"- Does not carry: {lost_by(fmt) or 'nothing is lost'}."] if fmt.read_back is not None else []
        lines += [
            f"- Loaded by: `{fmt.load}`",
            f"- Comes back in with `annotator import`: {'yes' if annotation_formats.comes_back(name) else 'no'}.",
            "",
        ]
    return "\n".join(lines)


def _selection(selection: Selection | None, annotator: str | None) -> Selection:
    """The selection, or that of one annotator alone (``ADJUDICATED``: the settled decisions)."""
    if selection is None and annotator == ADJUDICATED:
        return Selection(adjudicated=True)
    return selection or Selection(annotators=frozenset({annotator} if annotator is not None else ()))


def preview_export(
    store: Store,
    *,
    annotator: str | None = None,
    fmt: str = "jsonl",
    selection: Selection | None = None,
    progress: Callable[[int], bool] | None = None,
) -> ExportPreview:
    """What an export would hold, without writing it. BadInputError for an unknown format or label or on canceling, StoreError
    for an unknown name. ``progress(articles)`` answers False to cancel.
    """
    found, chosen, counts = formats.get(fmt), _selection(selection, annotator), ExportCounts()
    first: AnnotatedArticle | None = None
    with store.reading():
        codebook = current_codebook(store)
        check(chosen, store, codebook)
        for annotated in _watched(selected(store, chosen, found.carries, counts, suggestions=found.suggests), progress):
            if first is None or (annotated.decisions and not first.decisions):
                first = annotated
        if first is not None:
            (first,) = traced(store, [first])
    record = jsonl.dump(jsonl.article_record(first, codebook)).decode() if first else ""
    sample = _sample(found, [first] if first else [], codebook)
    return ExportPreview(counts, _first_json(sample) or record, sample)


def _sample(fmt: Format, articles: list[AnnotatedArticle], codebook: Codebook) -> str:
    """The beginning of the file that one article makes; of a folder, its files one after the other; "" for binary ones."""
    if fmt.suffix == ".pdf":  # nothing of it could be shown, and printing takes a second
        return ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sample{fmt.suffix}"
        if fmt.folder:
            path.mkdir()
        fmt.write(path, articles, codebook)
        made = sorted(p for p in path.rglob("*") if p.is_file()) if fmt.folder else [path]
        parts = []
        for file in made:
            data = file.read_bytes()[: SAMPLE * 4]
            text = "" if b"\0" in data or data[:4] == b"PAR1" else data.decode("utf-8-sig", "ignore")
            parts.append(f"{file.relative_to(path)}\n{text}" if fmt.folder else text)
        return "\n".join(parts)[:SAMPLE]


def _first_json(sample: str) -> str:
    """The first line of a sample where that is a whole JSON object."""
    line = sample.split("\n", 1)[0]
    return line if line.startswith("{") and line.endswith("}") and "\n" in sample else ""


def export(
    store: Store,
    path: Path,
    *,
    annotator: str | None = None,
    fmt: str = "jsonl",
    selection: Selection | None = None,
    progress: Callable[[int], bool] | None = None,
    force: bool = False,
) -> ExportReport:
    """Write an export of one moment, read it back and compare; the old file stays until the new one is whole and equal.

    ``progress(articles)`` answers False to cancel. ExportError with a sentence where it cannot be written or does not read
    back equal; OccupiedError where something else is in its place, unless ``force``; BadInputError for an unknown format or on
    canceling.
    """
    path, kept = outputs.named(path), list[Path]()
    found, chosen, counts = formats.get(fmt), _selection(selection, annotator), ExportCounts()
    with store.reading():
        codebook = current_codebook(store)
        check(chosen, store, codebook)
        every = selected(store, chosen, found.carries, counts, suggestions=found.suggests)
        articles = _watched(traced(store, every), progress)
        lines, ledger, checked = write_checked(found, path, articles, codebook, force=force, kept=kept)
    losses = tuple(Loss(str(name), ledger.losses[name]) for name in Field if ledger.losses[name])
    beside = tuple(path.with_suffix(suffix) for suffix in (found.beside(codebook) if found.beside else ()))
    return ExportReport(path, counts, lines, checked, losses, beside, found.load, found.suffix, tuple(kept))


def check_target(path: Path, fmt: str, *, force: bool = False) -> None:
    """Refuse a path where an export of a format must not go, before any of it is written; see ``outputs.check``."""
    found, path = formats.get(fmt), outputs.named(path)
    if found.folder:
        folders.check(path, force=force)
    for each, earlier in _targets(found, path).items():
        outputs.check(each, earlier, force=force)


def _targets(fmt: Format, path: Path) -> dict[Path, outputs.Earlier]:
    """The files that an export makes, with how an earlier one of each is known; none where it is a folder."""
    if fmt.earlier is None:
        return {}
    return {path: fmt.earlier, **{path.with_suffix(end): earlier for end, earlier in fmt.beside_earlier.items()}}


def write_checked(
    fmt: Format,
    path: Path,
    articles: Iterable[AnnotatedArticle],
    codebook: Codebook,
    *,
    force: bool = False,
    kept: list[Path] | None = None,
) -> tuple[int, Ledger, int]:
    """Write, read back, compare, move into place: (records, ledger with the losses, quotations read back).

    Files of a folder that were not replaced are appended to ``kept``.
    """
    ledger = Ledger(fmt.carries, fmt.rows)
    targets = _targets(fmt, path)

    def may_replace(found: Path) -> None:
        outputs.check(found, targets.get(found, lambda _: False), force=force)

    ask = may_replace if force or not fmt.folder else None
    with files.staged(path, folder=fmt.folder, may_replace=ask, kept=kept) as aim:
        lines = fmt.write(aim, ledger.writing(articles), codebook)
        for suffix, text in (fmt.beside(codebook) if fmt.beside else {}).items():
            aim.with_suffix(suffix).write_text(text, encoding="utf-8")
        if fmt.check is not None:
            fmt.check(aim, codebook)
        checked = ledger.check(fmt.read_back(aim), path.name) if fmt.read_back is not None else 0
    return lines, ledger, checked


def _watched(
    articles: Iterable[AnnotatedArticle], progress: Callable[[int], bool] | None
) -> Iterator[AnnotatedArticle]:
    for done, annotated in enumerate(articles):
        if progress is not None and not progress(done):
            raise BadInputError("The export was canceled; the old file is untouched.")
        yield annotated
