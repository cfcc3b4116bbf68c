"""What the tests of a team share: an article, a project's content, a copy, and a merge of open files."""

from __future__ import annotations

from pathlib import Path

from annotator.records import Article
from annotator.store.connection import Store
from annotator.workflow import export, project, team
from tests.support import ANNOTATOR

OTHER = Article("other", "Bob Hill said “yes” and then “no”.")


def content(store: Store, tmp_path: Path) -> str:
    """All that stands in a project, as its export has it."""
    export.export(store, tmp_path / "content.jsonl")
    return (tmp_path / "content.jsonl").read_text(encoding="utf-8")


def copy_of(store: Store, path: Path) -> Store:
    """A copy of a project's beginning: the same articles and codebook."""
    team.package(store, path, ANNOTATOR, team.article_hashes(store))
    return project.open_project(path)


def merged(store: Store, *files: Store, **more: object) -> list[str]:
    """Merge open files; the sentences."""
    change, _ = team.merge(store, [each.path for each in files], **more)  # type: ignore[arg-type]
    return change.message.split("\n")
