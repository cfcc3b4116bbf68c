"""Codebooks in files: ours, and those of other programs, with what is lost on the way; a codebook written to disk."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import fields
from pathlib import Path

from annotator.codebook import read_codebook
from annotator.codebook.importing import SUFFIXES as OTHERS
from annotator.codebook.importing import read_outline
from annotator.codebook.outline import OutlineLabel, OutlineTarget, build
from annotator.codebook.writing import with_source
from annotator.exchange import refi_qda
from annotator.exchange.annotated import ReaderNotes
from annotator.records import Codebook
from annotator.resources import resource
from annotator.workflow import outputs, project

REFI = (".qdc", ".qdpx")
SUFFIXES = (".toml", *REFI, *OTHERS)
"""The files from which a codebook is read."""


def import_codebook(path: Path, notes: ReaderNotes) -> Codebook:
    """The codebook in a file of ours or of another program; BadInputError with a sentence where there is none.

    ``notes`` is told each kind of thing that the codebook cannot hold or that had to be given.
    """
    suffix = path.suffix.lower()
    if suffix == ".toml":
        return read_codebook(path)
    if suffix in REFI:
        notes("keys, polarities and examples, which a .qdc does not hold: keys given in order, polarity 0, no examples")
        targets = [
            OutlineTarget(name, definition, [OutlineLabel(label, meaning, color) for label, color, meaning in labels])
            for name, definition, labels in refi_qda.read_codes(path, notes)
        ]
    else:
        targets = read_outline(path, notes)
    return build(path.stem, targets, notes)


def codebook_in(path: Path, notes: ReaderNotes) -> Codebook:
    """The codebook of a project (.annot), or of a file as :func:`import_codebook` reads it; AnnotatorError with a sentence."""
    if path.suffix.lower() != project.SUFFIX:
        return import_codebook(path, notes)
    with closing(project.read_project(path)) as store:
        return project.current_codebook(store)


def shipped_codebooks() -> list[Codebook]:
    """The codebooks that come with the program, but for the plain one, by file name."""
    plain = resource(*project.PLAIN_CODEBOOK).name
    files = sorted(resource(project.PLAIN_CODEBOOK[0]).glob("*.toml"))
    return [read_codebook(file) for file in files if file.name != plain]


def own_codebook(name: str, targets: Sequence[str]) -> Codebook:
    """A codebook called ``name`` with the plain codebook's labels under each target; without targets, the plain codebook itself."""
    plain = project.plain_codebook()
    if not targets:
        return plain
    taken = {part.name for part in fields(OutlineLabel)}
    labels = [OutlineLabel(**{field: getattr(label, field) for field in taken}) for label in plain.targets[0].labels]
    for label in labels:
        label.example = label.counter_example = ""  # they are about the plain codebook's target
        label.definition = label.definition.replace("the proposal", "it")
    named = dict.fromkeys(" ".join(target.split()) for target in targets)
    return build(name, [OutlineTarget(target, "", labels) for target in named if target], lambda _: None)


def empty_codebook(name: str) -> Codebook:
    """A codebook called ``name`` without targets: quotations and speakers are decided, and targets are added in the window."""
    return build(name, (), lambda _: None)


def write_codebook(path: Path, book: Codebook, *, force: bool = False) -> list[Path]:
    """Write a codebook as TOML, comments kept, with its guideline as Markdown beside it; the paths. ExportError, OccupiedError."""
    beside = path.with_suffix(".md")
    written = with_source(book, book.source, beside.name if book.guideline else "")
    places = {beside: _never} if book.guideline else {}
    with outputs.output(path, _never, beside=places, force=force) as aim:
        aim.write_text(written.source, encoding="utf-8", newline="\n")
        if book.guideline:
            aim.with_suffix(".md").write_text(book.guideline, encoding="utf-8", newline="\n")
    return [path, *places]


def _never(_: Path) -> bool:
    """No codebook is replaced unasked: it may have been written by hand."""
    return False
