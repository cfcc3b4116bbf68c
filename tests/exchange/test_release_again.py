"""A release is made again to the byte, whatever came since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError, BadInputError
from annotator.records import Span, text_hash
from annotator.resources import resource
from annotator.store import articles
from annotator.store.connection import Store
from annotator.workflow import codebook_change, corpus, desk, project, release, team
from annotator.workflow.release import ReleaseSettings
from annotator.workflow.selection import Selection
from tests.exchange.corpora import tree
from tests.support import ANNOTATOR, decide_all, gold_proposals, load, seed_sha, shown


def test_a_release_is_made_again_to_the_byte_whatever_came_since(store: Store, tmp_path: Path) -> None:
    project.add_annotator(store, "Bob")
    decide_all(store)
    decide_all(store, "Bob")
    desk.undo(store, "Bob")
    first = release.publish(
        store, tmp_path / "r1", ReleaseSettings("R", selection=Selection(annotators=frozenset({ANNOTATOR, "Bob"})))
    )
    desk.redo(store, "Bob")
    desk.undo(store, ANNOTATOR)
    desk.decide(store, replace(shown(store, 2), comment="later"), action="Comment")
    speaker = next(s for s in project.speakers(store))
    project.rename_speaker(store, speaker.id, "Somebody Else", annotator=ANNOTATOR)
    desk.save_proposals(store, load(store).article.sha256, (), "another detector")
    project.show_indirect(store, True)
    (tmp_path / "new.txt").write_text("Another article.", encoding="utf-8")
    corpus.import_paths(store, [tmp_path / "new.txt"], annotator=ANNOTATOR)
    second = release.publish(store, tmp_path / "r2", ReleaseSettings("R"))
    again = release.publish_again(store, 1, tmp_path / "again")
    assert tree(tmp_path / "again") == tree(tmp_path / "r1") != tree(tmp_path / "r2")
    assert again.checksums == first.checksums and (first.number, second.number) == (1, 2)
    assert "Agreement" in tree(tmp_path / "r1")["README.md"].decode()
    assert [r.number for r in release.releases_of(store)] == [1, 2]
    with pytest.raises(AnnotatorError, match="no release 3"):
        release.publish_again(store, 3, tmp_path / "r3")


LATER = "“The ferry is late,” said Ida Holm.\n"


def take_import_back(store: Store, folder: Path) -> None:
    """The decision on the article, then its import is taken back."""
    while articles.has_article(store, text_hash(LATER)):
        desk.undo(store, ANNOTATOR)


def import_again(store: Store, folder: Path) -> None:
    """An import is taken back, then the same file comes in again."""
    take_import_back(store, folder)
    corpus.import_paths(store, [folder / "later.txt"], annotator=ANNOTATOR)


def take_merge_back(store: Store, folder: Path) -> None:
    """The merge is taken back."""
    team.undo_merge(store)


def merge_again(store: Store, folder: Path) -> None:
    """A merge is taken back and made again."""
    team.undo_merge(store)
    team.merge(store, [folder / "bob.annot"])


def merge_what_was_set_aside(store: Store, folder: Path) -> None:
    """Decisions with a label that the codebook lacked come under the changes that a merge before brought without them."""
    codebook_change.use_codebook(store, resource("codebooks", "border.toml"))
    team.merge(store, [folder / "bob.annot"])


def add_people(store: Store, folder: Path) -> None:
    """Somebody comes and does nothing yet."""
    project.add_annotator(store, "Zoe")


AFTER = (take_import_back, import_again, take_merge_back, merge_again, merge_what_was_set_aside, add_people)


@pytest.fixture
def brought_together(tmp_path: Path) -> Iterator[Store]:
    """Ada imported an article and decided it; Bob decided all of the seed article with labels, some of which are unknown here."""
    (tmp_path / "later.txt").write_text(LATER, encoding="utf-8")
    with closing(project.sample_project(tmp_path / "p.annot")) as store:
        desk.save_proposals(store, seed_sha(), gold_proposals(), "gold")
        team.package(store, tmp_path / "bob.annot", "Bob", [seed_sha()])
        with closing(project.open_project(tmp_path / "bob.annot")) as bob:
            decide_all(bob, "Bob")
        project.add_annotator(store, ANNOTATOR)
        decide_all(store)
        codebook_change.use_codebook(store, resource("codebooks", "favor.toml"))
        team.merge(store, [tmp_path / "bob.annot"])
        corpus.import_paths(store, [tmp_path / "later.txt"], annotator=ANNOTATOR)
        opened = desk.load_desk(store, text_hash(LATER), ANNOTATOR)
        desk.decide(store, desk.confirm(desk.new_quotation(opened, Span(0, 19))), action="Confirm quotation")
        yield store


@pytest.mark.parametrize("later", AFTER)
def test_a_release_is_made_again_after_rows_moved(
    brought_together: Store, tmp_path: Path, later: Callable[[Store, Path], None]
) -> None:
    release.publish(brought_together, tmp_path / "r1", ReleaseSettings("R"))
    later(brought_together, tmp_path)
    release.publish(brought_together, tmp_path / "r2", ReleaseSettings("R"))
    for after in AFTER:
        with suppress(BadInputError):  # there is no merge to take back any more
            after(brought_together, tmp_path)
    for number in (1, 2):
        release.publish_again(brought_together, number, tmp_path / f"again{number}")
        assert tree(tmp_path / f"again{number}") == tree(tmp_path / f"r{number}")


def test_a_release_of_an_earlier_version_is_made_again(store: Store, tmp_path: Path) -> None:
    """Its row says which change was the newest, not what stood."""
    decide_all(store)
    desk.undo(store, ANNOTATOR)
    release.publish(store, tmp_path / "r1", ReleaseSettings("R"))
    with store.writing():
        store.db.execute(
            """UPDATE releases SET settings = json_remove(settings, '$.then.article', '$.then.decision', '$.then.finish',
            '$.then.undone', '$.then.gone')"""
        )
    desk.redo(store, ANNOTATOR)
    release.publish_again(store, 1, tmp_path / "again")
    assert tree(tmp_path / "again") == tree(tmp_path / "r1")
