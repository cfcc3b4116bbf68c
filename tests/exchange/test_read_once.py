"""What a preview read of files of annotations is what the import takes: each file is parsed once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotator.exchange import annotation_formats, formats
from annotator.exchange.annotation_formats import Brings
from annotator.store.connection import Store
from annotator.workflow import corpus, preview, project
from annotator.workflow.export import write_checked
from tests.exchange.corpora import CODEBOOK, hard_cases
from tests.exchange.test_formats import sayable

NAMES = [name for name in formats.NAMES if annotation_formats.comes_back(name)]
_opened: list[str] | None = None


def _hook(event: str, given: tuple[object, ...]) -> None:
    if _opened is not None and event in ("open", "sqlite3.connect"):
        _opened.append(str(given[0]))


sys.addaudithook(_hook)  # Python has no way to take it off: it does nothing between the tests


@contextmanager
def opened(folder: Path) -> Iterator[list[str]]:
    """The files below a folder that are opened in the block, each as often as it is opened.

    The list of an export of ours counts for none: it is looked at whether it holds articles, like any JSON.
    """
    global _opened
    found: list[str] = []
    _opened = []
    try:
        yield found
        files = map(Path, _opened)
        found += [str(f) for f in files if f.is_relative_to(folder) and not f.is_dir() and f.name != "index.json"]
    finally:
        _opened = None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(project.create_project(tmp_path / "p.annot", CODEBOOK)) as made:
        yield made


def exported(name: str, folder: Path) -> Path:
    """An export of the hard cases in a folder of its own."""
    fmt = formats.get(name)
    folder.mkdir()
    write_checked(fmt, folder / f"out{fmt.suffix}", sayable(fmt, hard_cases()), CODEBOOK)
    return folder / f"out{fmt.suffix}"


def decided(store: Store) -> object:
    return store.rows("SELECT quotation, annotator, start, end, words, kind, comment FROM decision ORDER BY rowid")


@pytest.mark.parametrize("name", NAMES)
def test_an_import_after_a_preview_opens_no_file_of_annotations(store: Store, tmp_path: Path, name: str) -> None:
    path = exported(name, tmp_path / "given")
    found = preview.preview_import([path], store=store)
    assert found.annotated and not found.failed
    with opened(tmp_path / "given") as again:
        change, report = corpus.import_paths(store, [path], kept=found.kept)
    assert again == []
    with opened(tmp_path / "given") as fresh, closing(project.create_project(tmp_path / "q.annot", CODEBOOK)) as other:
        told, _ = corpus.import_paths(other, [path])
        assert decided(store) == decided(other)
    assert fresh and change.message == told.message and not report.problems


def test_a_file_that_was_changed_after_the_preview_is_read_again(store: Store, tmp_path: Path) -> None:
    path = exported("jsonl", tmp_path / "given")
    found = preview.preview_import([path], store=store)
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    corpus.import_paths(store, [path], kept=found.kept)
    assert store.one("SELECT count(*) FROM article") == (1,)


def test_a_label_that_got_a_meaning_after_the_preview_is_read_with_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    path.write_text("He O\nsaid B-Verb\nyes B-Words\n", encoding="utf-8")
    found = preview.preview_import([path], store=store, meanings=["Words=quotation"])
    _, report = corpus.import_paths(store, [path], kept=found.kept, meanings=["Words=quotation", "Verb=quotation"])
    assert report.annotations is not None and report.annotations.quotations == 2


def test_a_file_that_cannot_be_read_is_told_with_the_same_sentence_and_not_opened_again(
    store: Store, tmp_path: Path
) -> None:
    path = exported("doccano", tmp_path / "given")
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    found = preview.preview_import([path], store=store)
    with opened(tmp_path / "given") as again:
        _, report = corpus.import_paths(store, [path], kept=found.kept)
    assert again == [] and report.problems == found.problems != []


def test_the_file_dialog_offers_the_suffixes_of_every_registry() -> None:
    from annotator.ui.files import readable

    lines = dict(line.split(" (", 1) for line in readable().split(";;"))
    for suffix in annotation_formats.suffixes(Brings.ANNOTATIONS):
        assert f"*{suffix} " in lines["Annotations"].replace(")", " ")
    assert lines["Codebooks"] == "*.qdc)"
