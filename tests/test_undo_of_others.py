"""Undo of an import or a merge with which others went on: it says so and asks, and what they did stays."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.exchange import jsonl
from annotator.records import Article, Span, Stance
from annotator.resources import resource
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import codebook_change, corpus, desk, export, maintenance, measure, project, release, team
from annotator.workflow.desk import OthersWorkError
from tests.support import ANNOTATOR, decide_all, seed_sha, shown
from tests.test_cli import annotator as command

ONE, TWO = Article("one", "“Yes,” said Ann Lee."), Article("two", "“No,” said Bo Hill.")


def bring(store: Store, *articles: Article) -> None:
    """Several articles as one import of Ada's."""
    folder = store.path.parent / "in"
    folder.mkdir(exist_ok=True)
    for article in articles:
        (folder / f"{article.id}.txt").write_text(article.text, encoding="utf-8")
    corpus.import_paths(store, [folder], annotator=ANNOTATOR)


def decide(store: Store, article: Article, name: str) -> None:
    project.add_annotator(store, name)
    made = desk.new_quotation(desk.load_desk(store, article.sha256, name), Span(0, 6))
    desk.decide(store, desk.confirm(made), action="New quotation")


def names(store: Store, name: str = ANNOTATOR) -> list[str]:
    return [row.id for row in desk.load_queue(store, name) if row.id in ("one", "two")]


def exported(store: Store, folder: Path) -> list[tuple[str, str]]:
    report = export.export(store, folder / "out.jsonl")
    return [(each.article.id, each.annotator) for each in jsonl.read_annotated(report.path) if each.decisions]


def test_undo_of_an_import_asks_and_what_others_decided_stays(store: Store, tmp_path: Path) -> None:
    bring(store, ONE, TWO)
    decide(store, ONE, "Bob")
    before = exported(store, tmp_path)
    with pytest.raises(
        OthersWorkError, match=r"“Import articles”: Bob decided 1 quotation in 1 article of it\. .* would stay"
    ):
        desk.undo(store, ANNOTATOR)
    assert names(store) == ["one", "two"] and exported(store, tmp_path) == before
    made = release.publish(store, tmp_path / "first", release.ReleaseSettings("First"))
    desk.undo(store, ANNOTATOR, sure=True)
    assert names(store) == ["one"], "the article that somebody works in stays, the other goes"
    assert exported(store, tmp_path) == before == [("one", "Bob")]
    decide(store, ONE, "Bob")
    second = release.publish(store, tmp_path / "second", release.ReleaseSettings("Second"))
    assert maintenance.examine(store.path) == ()
    desk.redo(store, ANNOTATOR)
    assert names(store) == ["one", "two"]
    desk.undo(store, ANNOTATOR, sure=True)
    while desk.undo(store, "Bob"):
        pass
    assert names(store) == [], "and goes when nobody's decision stands on it"
    for number in (made.number, second.number):
        release.publish_again(store, number, tmp_path / f"again-{number}")
    assert maintenance.examine(store.path) == ()


def test_undo_of_what_nobody_else_touched_does_not_ask(store: Store) -> None:
    bring(store, ONE, TWO)
    decide(store, ONE, ANNOTATOR)
    assert desk.undo(store, ANNOTATOR) is not None
    assert desk.undo(store, ANNOTATOR) is not None
    assert names(store) == []


def test_an_article_that_somebody_finished_stays(store: Store) -> None:
    bring(store, ONE)
    project.add_annotator(store, "Bob")
    desk.set_finished(store, ONE.sha256, "Bob", finished=True)
    with pytest.raises(OthersWorkError, match="Bob worked in 1 article of it"):
        desk.undo(store, ANNOTATOR)
    desk.undo(store, ANNOTATOR, sure=True)
    assert names(store, "Bob") == ["one"]
    assert (ONE.sha256, "Bob") in decisions.finished(store)


def test_undo_of_a_merge_asks_where_somebody_went_on(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "bob.annot"
    team.package(store, path, "Bob", [seed_sha()])
    with closing(project.open_project(path)) as bob:
        decide_all(bob, "Bob")
        corpus.import_text(bob, ONE)
        decide(bob, ONE, "Bob")
    team.merge(store, [path])
    decide(store, ONE, "Eve")
    before = exported(store, tmp_path)
    with pytest.raises(OthersWorkError, match="Eve decided 1 quotation in 1 article of it"):
        team.undo_merge(store)
    done = command("merge", store.path, "--undo")
    assert done.returncode == 2 and "Eve decided 1 quotation" in done.stderr and "add --force" in done.stderr
    assert exported(store, tmp_path) == before
    done = command("merge", store.path, "--undo", "--force")
    assert done.returncode == 0 and done.stdout.startswith("Undone: Merge")
    assert exported(store, tmp_path) == [("one", "Eve")]
    assert maintenance.examine(store.path) == ()
    team.merge(store, [path])
    assert exported(store, tmp_path) == before


def test_an_article_that_is_kept_goes_out_with_a_merge(store: Store, tmp_path: Path) -> None:
    bring(store, ONE)
    decide(store, ONE, "Bob")
    desk.undo(store, ANNOTATOR, sure=True)
    with closing(project.create_project(tmp_path / "other.annot", project.current_codebook(store))) as other:
        _, (report,) = team.merge(other, [store.path])
        assert report.articles == len(team.article_names(store)) > 1 and report.decisions["Bob"] == 1
    decide(store, ONE, "Eve")
    for name in ("Bob", "Eve"):
        desk.set_finished(store, ONE.sha256, name, finished=True)
    assert measure.measure(store).articles == 1, "and counts in agreement"


def test_undo_of_a_codebook_asks_where_others_use_its_labels(store: Store) -> None:
    codebook_change.use_codebook(store, resource("codebooks", "favor.toml"), annotator=ANNOTATOR)
    book = project.current_codebook(store)
    project.add_annotator(store, "Bob")
    labeled = replace(shown(store, 1, "Bob"), stances=(Stance(book.targets[0].id, book.targets[0].labels[0].id),))
    desk.decide(store, desk.confirm(labeled), action="Confirm quotation")
    with pytest.raises(OthersWorkError, match="Bob made 1 decision with labels of its codebook"):
        desk.undo(store, ANNOTATOR)
    desk.undo(store, ANNOTATOR, sure=True)
    assert shown(store, 1, "Bob").stances == labeled.stances
