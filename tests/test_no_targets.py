"""A project whose codebook is empty: quotations and speakers are decided, exported, released and measured all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import ExportError
from annotator.exchange import formats
from annotator.records import Article
from annotator.store.connection import Store
from annotator.workflow import agreement_page, codebook_change, codebook_files, corpus, desk, export, project, release
from annotator.workflow import report as reports
from tests.support import ANNOTATOR, gold, gold_proposals, load, seed_sha


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Store]:
    """The seed article in a project without targets, decided by two."""
    store = project.create_project(tmp_path / "plain.annot", codebook_files.empty_codebook("plain"))
    with closing(store):
        corpus.import_text(store, Article("seed", gold()["text"], "Seed"))
        for name in (ANNOTATOR, "Ben"):
            project.add_annotator(store, name)
            desk.save_proposals(store, seed_sha(), gold_proposals(), "gold")
            opened = load(store, name)
            for quotation in opened.quotations:
                desk.decide(store, desk.confirm(desk.shown(opened, quotation)), action="Confirm quotation")
        yield store


@pytest.mark.parametrize("name", [name for name in formats.NAMES if name != "qdc"])
def test_each_format_is_written(plain: Store, tmp_path: Path, name: str) -> None:
    fmt = formats.get(name)
    path = tmp_path / ("out" if fmt.suffix == "" else f"out{fmt.suffix}")
    export.export(plain, path, fmt=name)
    assert path.exists()


def test_a_codebook_of_nothing_is_not_exported_alone(plain: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="has no targets yet"):
        export.export(plain, tmp_path / "out.qdc", fmt="qdc")
    assert not (tmp_path / "out.qdc").exists()


def test_agreement_report_and_release_are_made(plain: Store, tmp_path: Path) -> None:
    page = agreement_page.load_page(plain, ())
    assert page.report.as_json()
    assert reports.load_report(plain)
    release.publish(plain, tmp_path / "release", release.ReleaseSettings("one"))
    assert (tmp_path / "release" / "README.md").exists()


def test_targets_are_added_and_taken_out_again(plain: Store) -> None:
    draft = codebook_change.open_draft(plain)
    draft.add_target("The bridge")
    codebook_change.change_codebook(plain, draft, annotator=ANNOTATOR)
    assert [target.name for target in project.current_codebook(plain).targets] == ["The bridge"]
    draft = codebook_change.open_draft(plain)
    draft.remove((0,), retire=False)
    codebook_change.change_codebook(plain, draft, annotator=ANNOTATOR)
    assert project.current_codebook(plain).targets == ()
