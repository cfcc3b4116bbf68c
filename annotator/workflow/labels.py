"""The label map of a project: what the labels of other people's files mean here, kept with the project once it was used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from annotator.detection.marks import stretches
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.scheme import MEANINGS as MEANINGS
from annotator.exchange.scheme import Scheme, label_map
from annotator.jsontext import MisfitError, check, read_json
from annotator.records import Codebook, Span
from annotator.store import annotators, foreign_tables
from annotator.store.connection import Store
from annotator.workflow.project import current_codebook

SETTING = "label_map"


def remembered(store: Store) -> dict[str, str]:
    """The map that imports into the project have used so far; a damaged one counts as none."""
    try:
        found = read_json(annotators.setting(store, SETTING, "{}"))
        check(found, dict)
    except MisfitError:
        return {}
    return {str(name): str(meaning) for name, meaning in found.items()}


def scheme(store: Store, notes: ReaderNotes, given: Sequence[str] = ()) -> Scheme:
    """What a reader of annotations is given for a project: its codebook, the map kept with it, and ``LABEL=MEANING`` words.

    BadInputError where a word means nothing here.
    """
    codebook = current_codebook(store)
    return Scheme(notes, codebook, {**remembered(store), **label_map(given, codebook)}, foreign_tables.rows, marks)


_TITLES = {
    "quotation": "Quotation", "direct": "Direct quotation", "mixed": "Mixed quotation", "indirect": "Indirect quotation",
    "source": "Source (words that name who speaks)", "cue": "Cue (words that report)", "speaker": "Speaker's name", "comment": "Comment",
    "nothing": "Nothing: leave it out",
}  # fmt: skip


def choices(codebook: Codebook) -> tuple[tuple[str, str], ...]:
    """(meaning, how it is called) of all that a label can be given, the codebook's labels last."""
    plain = [(meaning, _TITLES[meaning]) for meaning in MEANINGS]
    return (*plain, *((f"{t.id}:{x.id}", f"{t.name}: {x.name}") for t in codebook.targets for x in t.labels))


def scheme_of(codebook: Codebook, notes: ReaderNotes, given: Sequence[str] = ()) -> Scheme:
    """The same for a project that does not exist yet."""
    return Scheme(notes, codebook, label_map(given, codebook), foreign_tables.rows, marks)


def marks(text: str) -> list[Span]:
    """What stands in quotation marks in a text."""
    return [Span(stretch.start, stretch.end) for stretch in stretches(text)]


def remember(store: Store, labels: Mapping[str, str]) -> None:
    """Keep a map with the project, for the next import; inside or outside an open transaction."""
    if labels and dict(labels) != remembered(store):
        annotators.set_setting(store, SETTING, json.dumps(dict(sorted(labels.items())), ensure_ascii=False))
