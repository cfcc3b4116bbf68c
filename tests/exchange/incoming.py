"""Annotations of other tools brought into a project, and what the project holds then."""

from __future__ import annotations

from pathlib import Path

from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.fields import ALL
from annotator.store.connection import Store
from annotator.workflow import corpus
from annotator.workflow.selection import ExportCounts, Selection, selected


def come_in(store: Store, path: Path, *meanings: str) -> corpus.ImportReport:
    """Import a file or folder, its labels by these ``LABEL=MEANING``; the report on its annotations."""
    return corpus.import_paths(store, [path], meanings=meanings)[1]


def held(store: Store) -> list[AnnotatedArticle]:
    """What every annotator made of every article."""
    return list(selected(store, Selection(), ALL, ExportCounts()))
