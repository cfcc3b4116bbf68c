"""What is said of articles after they came in: excluded and included again, deleted, renamed, tagged; undone, merged, recovered."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.errors import BadInputError
from annotator.records import Article, ArticleRow, Span, Stance
from annotator.store.connection import Store
from annotator.store.recovery import recover
from annotator.workflow import articles, corpus, desk, export, maintenance, measure, project, release, team
from tests.support import ANNOTATOR, decide_all, load, seed_sha, shown

SMALL = Article("small", "Ana Ruiz said “the ferry is late”.\n", "The ferry")
LIKE = Article("small", "Ana Ruiz said “the ferry is very late”.\n", "The ferry")


@pytest.fixture
def two(store: Store) -> Store:
    """The sample with an article of one sentence."""
    corpus.import_text(store, SMALL)
    return store


def line(store: Store, sha256: str = SMALL.sha256) -> ArticleRow | None:
    return desk.load_row(store, sha256, ANNOTATOR)


def state(store: Store) -> tuple[object, ...]:
    """Everything that is said of articles, as the window and exports have it."""
    rows = [(row.id, row.title, row.tags) for row in desk.load_queue(store, ANNOTATOR)]
    return sorted(rows), sorted((each.id, each.title, each.by) for each in articles.excluded(store))


def test_an_excluded_article_is_out_of_everything_until_it_is_taken_in_again(two: Store, tmp_path: Path) -> None:
    decide_all(two)
    path = tmp_path / "out.jsonl"
    whole, before = export.export(two, path), state(two)
    assert measure.material(two, [ANNOTATOR])
    change = articles.exclude(two, [seed_sha()], annotator=ANNOTATOR)
    assert change.message.endswith(": excluded.") and line(two, seed_sha()) is None
    (out,) = articles.excluded(two)
    assert (out.sha256, out.by, out.decisions) == (seed_sha(), ANNOTATOR, 18)
    with pytest.raises(BadInputError, match="is excluded; include it again"):
        export.export(two, path, selection=export.Selection(articles=frozenset({out.id})))
    report = export.export(two, path, force=True)
    assert report.counts.quotations == 0 < whole.counts.quotations
    assert "1 excluded article" in report.counts.message and "excluded" not in whole.counts.message
    assert maintenance.examine(two.path) == ()
    assert len(load(two).quotations) == 18, "what was decided stays"
    articles.include(two, [seed_sha()], annotator=ANNOTATOR)
    assert state(two) == before and export.export(two, path, force=True).counts == whole.counts
    for _ in range(2):
        desk.undo(two, ANNOTATOR)
    assert state(two) == before
    desk.redo(two, ANNOTATOR)
    assert line(two, seed_sha()) is None and maintenance.examine(two.path) == ()


def test_a_release_counts_what_is_excluded_and_comes_out_the_same_after_it_was_taken_in(
    two: Store, tmp_path: Path
) -> None:
    decide_all(two)
    articles.exclude(two, [SMALL.sha256], annotator=ANNOTATOR)
    articles.tag(two, [seed_sha()], ["pilot"], annotator=ANNOTATOR)
    articles.rename(two, seed_sha(), "Another title", annotator=ANNOTATOR)
    made = release.publish(two, tmp_path / "one", release.ReleaseSettings("one"), agreement=lambda _: "")
    assert "1 excluded articles" in (tmp_path / "one" / "README.md").read_text(encoding="utf-8")
    assert "1 excluded article" in made.message
    articles.include(two, [SMALL.sha256], annotator=ANNOTATOR)
    articles.rename(two, seed_sha(), "", annotator=ANNOTATOR)
    articles.tag(two, [seed_sha()], off=["pilot"], annotator=ANNOTATOR)
    again = release.publish_again(two, 1, tmp_path / "again", agreement=lambda _: "")
    assert again.checksums == made.checksums


def test_only_an_article_without_decisions_is_deleted_and_an_import_brings_it_back(two: Store) -> None:
    decide_all(two)
    with pytest.raises(BadInputError, match="holds decisions, so it cannot be deleted; exclude it instead"):
        articles.delete(two, [SMALL.sha256, seed_sha()], annotator=ANNOTATOR)
    before = state(two)
    articles.delete(two, [SMALL.sha256], annotator=ANNOTATOR)
    assert line(two) is None and articles.excluded(two) == () and maintenance.examine(two.path) == ()
    with pytest.raises(BadInputError, match="there is no article"):
        articles.named(two, "small")
    desk.undo(two, ANNOTATOR)
    assert state(two) == before
    desk.redo(two, ANNOTATOR)
    _, report = corpus.import_text(two, SMALL, annotator=ANNOTATOR)
    assert (report.added, state(two)) == (1, before)
    desk.undo(two, ANNOTATOR)
    assert line(two) is None, "undo of that import leaves the article deleted"


def test_a_title_is_another_one_everywhere_and_goes_back_to_the_first(two: Store, tmp_path: Path) -> None:
    articles.rename(two, SMALL.sha256, "  The  late ferry ", annotator=ANNOTATOR)
    assert line(two) == desk.load_queue(two, ANNOTATOR)[-1] and getattr(line(two), "title", "") == "The late ferry"
    assert desk.load_desk(two, SMALL.sha256, ANNOTATOR).article.title == "The late ferry"
    desk.set_finished(two, SMALL.sha256, ANNOTATOR, finished=True)
    export.export(two, tmp_path / "out.jsonl")
    assert "The late ferry" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    articles.rename(two, SMALL.sha256, "", annotator=ANNOTATOR)
    assert getattr(line(two), "title", "") == "The ferry"
    with pytest.raises(BadInputError, match="type a shorter one"):
        articles.rename(two, SMALL.sha256, "x" * 10_001, annotator=ANNOTATOR)


def test_tags_are_free_and_each_comes_and_goes_alone(two: Store) -> None:
    articles.tag(two, [SMALL.sha256, seed_sha()], ["pilot", " the  ferry "], annotator=ANNOTATOR)
    assert getattr(line(two), "tags", "") == "pilot, the ferry" and articles.tags_known(two) == ["pilot", "the ferry"]
    articles.tag(two, [SMALL.sha256], ["new"], off=["pilot"], annotator=ANNOTATOR)
    assert articles.tags_of(two, SMALL.sha256) == ("new", "the ferry")
    desk.undo(two, ANNOTATOR)
    assert articles.tags_of(two, SMALL.sha256) == ("pilot", "the ferry")
    for bad in ("", "a, b", "a;b", "x" * 101, " "):
        with pytest.raises(BadInputError, match="cannot be a tag"):
            articles.tag(two, [SMALL.sha256], [bad], annotator=ANNOTATOR)
    first = shown(two)
    row = desk.decide(two, desk.confirm(first), action="Confirm quotation").row
    assert row == line(two, seed_sha()) and row is not None and row.tags == "pilot, the ferry"


@pytest.mark.parametrize("fmt", export.FORMATS)
def test_every_format_that_carries_metadata_or_a_column_of_tags_carries_them(
    two: Store, tmp_path: Path, fmt: str
) -> None:
    decide_all(two)
    articles.tag(two, [seed_sha()], ["pilot", "late"], annotator=ANNOTATOR)
    found = next(each for each in export.all_formats() if each.name == fmt)
    report = export.export(two, tmp_path / f"out{found.suffix}", fmt=fmt)
    lost = {loss.what: loss.count for loss in report.losses}
    carries = found.read_back is None or export.Field.TAGS in found.carries
    assert lost.get("article's tags", 0) == (0 if carries else 1)


def test_tags_come_in_with_a_new_article_and_can_be_taken_off(two: Store, store: Store, tmp_path: Path) -> None:
    tagged = Article("t", "Bo said “no”.\n", "T", {"tags": "b; a, b", "date": "2026-01-02"})
    odd = Article("o", "Bo said “yes”.\n", "O", {"tags": "x" * 200})
    for each in (tagged, odd):
        corpus.import_text(two, each, annotator=ANNOTATOR)
    assert getattr(line(two, tagged.sha256), "tags", "") == "a, b" and getattr(line(two, odd.sha256), "tags", "") == ""
    assert desk.load_article(two, odd.sha256).metadata == odd.metadata
    articles.tag(two, [tagged.sha256], off=["a", "b"], annotator=ANNOTATOR)
    assert desk.load_article(two, tagged.sha256).metadata == {"date": "2026-01-02"}
    desk.undo(two, ANNOTATOR)
    desk.set_finished(two, tagged.sha256, ANNOTATOR, finished=True)
    export.export(two, tmp_path / "out.jsonl")
    with closing(project.create_project(tmp_path / "new.annot")) as new:
        corpus.import_paths(new, [tmp_path / "out.jsonl"])
        assert articles.tags_of(new, tagged.sha256) == ("a", "b") and articles.tags_known(new) == ["a", "b"]


def test_an_edited_text_of_an_excluded_article_is_excluded_and_keeps_its_tags(two: Store) -> None:
    articles.tag(two, [SMALL.sha256], ["pilot"], annotator=ANNOTATOR)
    articles.exclude(two, [SMALL.sha256], annotator=ANNOTATOR)
    _, report = corpus.import_text(two, SMALL, annotator=ANNOTATOR)
    assert report.added == 0 and report.problems == ["small: it is here already, but excluded; include it again."]
    corpus.import_text(two, LIKE, annotator=ANNOTATOR)
    assert line(two, LIKE.sha256) is None and [each.sha256 for each in articles.excluded(two)] == [LIKE.sha256]
    articles.include(two, [LIKE.sha256], annotator=ANNOTATOR)
    assert getattr(line(two, LIKE.sha256), "tags", "") == "pilot"


def copies(store: Store, folder: Path, *names: str) -> list[Path]:
    made = []
    for name in names:
        made.append(folder / f"{name}.annot")
        team.package(store, made[-1], name, team.article_hashes(store))
    return made


def test_what_several_say_of_articles_merges_to_the_same_in_any_order(two: Store, tmp_path: Path) -> None:
    articles.tag(two, [SMALL.sha256], ["all"], annotator=ANNOTATOR)
    paths = copies(two, tmp_path, "Ben", "Cleo", "Dan")
    with closing(project.open_project(paths[0])) as ben:
        assert articles.tags_of(ben, SMALL.sha256) == ("all",), "a package shows the tags"
        articles.tag(ben, [SMALL.sha256], ["ben"], off=["all"], annotator="Ben")
        articles.rename(ben, SMALL.sha256, "By Ben", annotator="Ben")
        articles.exclude(ben, [seed_sha()], annotator="Ben")
    with closing(project.open_project(paths[1])) as cleo:
        articles.tag(cleo, [SMALL.sha256], ["cleo"], annotator="Cleo")
        articles.rename(cleo, SMALL.sha256, "By Cleo", annotator="Cleo")
        articles.exclude(cleo, [seed_sha()], annotator="Cleo")
        articles.include(cleo, [seed_sha()], annotator="Cleo")
        articles.delete(cleo, [SMALL.sha256], annotator="Cleo")
    with closing(project.open_project(paths[2])) as dan:
        desk.set_finished(dan, SMALL.sha256, "Dan", finished=True)
        articles.rename(dan, SMALL.sha256, "Undone", annotator="Dan")
        desk.undo(dan, "Dan")
    two.close()
    found = []
    for order in (*permutations(paths), [*paths, *paths]):
        path = tmp_path / f"merged-{len(found)}.annot"
        path.write_bytes(two.path.read_bytes())
        with closing(project.open_project(path)) as merged:
            notes = [note for each in order for report in team.merge(merged, [each])[1] for note in report.notes]
            assert sum("two people gave it another title" in note for note in notes) == 1, notes
            assert sum("included again" in note or "excluded" in note for note in notes) <= 2, notes
            found.append(state(merged))
        assert maintenance.examine(path) == ()
    assert all(each == found[0] for each in found), found
    rows = {name: (title, tags) for name, title, tags in found[0][0]}  # type: ignore[attr-defined]
    assert rows["small"][1] == "ben, cleo", "deleted by one and finished by another it stands, with the tags of all"
    assert rows["small"][0] in ("By Ben", "By Cleo") and found[0][1] == []


def test_a_merge_of_a_package_in_which_nothing_was_said_brings_nothing(two: Store, tmp_path: Path) -> None:
    articles.tag(two, [SMALL.sha256], ["all"], annotator=ANNOTATOR)
    (path,) = copies(two, tmp_path, "Ben")
    articles.delete(two, [SMALL.sha256], annotator=ANNOTATOR)
    _, (report,) = team.merge(two, [path])
    assert not report.brings and "changes to articles" not in report.message and line(two) is None
    with closing(project.open_project(path)) as ben:
        articles.exclude(ben, [seed_sha()], annotator="Ben")
    _, (report,) = team.merge(two, [path], annotator=ANNOTATOR)
    assert report.brings and report.message.endswith("changes to articles: 1.")
    assert any(note.startswith("1 article now excluded: ") for note in report.notes), report.notes
    desk.undo(two, ANNOTATOR)
    assert articles.excluded(two) == ()
    team.merge(two, [path], annotator=ANNOTATOR)
    assert [each.by for each in articles.excluded(two)] == ["Ben"] and maintenance.examine(two.path) == ()


def test_what_is_not_sound_in_a_package_is_left_out(two: Store, tmp_path: Path) -> None:
    (path,) = copies(two, tmp_path, "Ben")
    with closing(project.open_project(path)) as ben:
        articles.tag(ben, [SMALL.sha256], ["fine", "bad"], annotator="Ben")
        with ben.writing():
            ben.execute("UPDATE article_fact SET about = 'bad, worse' WHERE about = 'bad'")
        articles.rename(ben, SMALL.sha256, "long", annotator="Ben")
        with ben.writing():
            ben.execute("UPDATE article_fact SET value = ?, sequence = 0 WHERE field = 'title'", ("x" * 20_000,))
    _, (report,) = team.merge(two, [path])
    assert maintenance.examine(two.path) == () and len(desk.load_article(two, SMALL.sha256).title) == 10_000
    assert any("came in with a safe value" in note for note in report.notes), report.notes
    assert any("its tag holds a comma" in note for note in report.notes), report.notes
    assert articles.tags_of(two, SMALL.sha256) == ("fine",)


def test_the_journal_alone_and_a_damaged_file_give_it_all_back(two: Store, tmp_path: Path) -> None:
    articles.tag(two, [SMALL.sha256], ["pilot"], annotator=ANNOTATOR)
    articles.rename(two, SMALL.sha256, "Renamed", annotator=ANNOTATOR)
    articles.exclude(two, [seed_sha()], annotator=ANNOTATOR)
    articles.exclude(two, [SMALL.sha256], annotator=ANNOTATOR)
    desk.undo(two, ANNOTATOR)
    wanted, path = state(two), two.path
    two.close()
    for name, gone in (("with.annot", False), ("without.annot", True)):
        if gone:
            path.unlink()
        recover(path, tmp_path / name)
        assert maintenance.examine(tmp_path / name) == ()
        with closing(project.open_project(tmp_path / name)) as again:
            assert state(again) == wanted, name


def test_the_commands(two: Store, capsys: pytest.CaptureFixture[str]) -> None:
    path, who = str(two.path), ["--annotator", ANNOTATOR]
    desk.set_finished(two, SMALL.sha256, ANNOTATOR, finished=True)

    def run(*words: str) -> str:
        assert main(["articles", path, *words]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    assert "open again" in run("--reopen", "small", *who).lower()
    assert run("--tag", "small", "pilot", "--tag", "small", "late", *who).count("tags changed") == 2
    assert "Renamed" in run("--title", "small", "Renamed", *who) and getattr(line(two), "title", "") == "Renamed"
    run("--untag", "small", "late", *who)
    assert getattr(line(two), "tags", "") == "pilot"
    assert "excluded" in run("--exclude", "small", *who) and line(two) is None
    assert run("--excluded").startswith("small: Renamed  (by ")
    run("--include", "small", *who)
    assert run("--excluded") == "No article is excluded.\n"
    assert "deleted" in run("--delete", "small", *who)
    assert main(["articles", path, "--exclude", "nobody", *who]) == 2
    assert "there is no article “nobody”" in capsys.readouterr().err
    assert main(["articles", path, "--exclude", "small"]) == 2
    assert "--annotator NAME" in capsys.readouterr().err


def test_decisions_of_somebody_else_on_a_deleted_article_bring_it_back(two: Store) -> None:
    project.add_annotator(two, "Bob")
    articles.delete(two, [SMALL.sha256], annotator=ANNOTATOR)
    found = desk.load_desk(two, SMALL.sha256, "Bob")
    made = desk.new_quotation(found, Span(14, 32))
    answered = desk.decide(two, replace(made, stances=(Stance("river-buoys", "unlawful"),)), action="New quotation")
    assert answered.row is not None and line(two) is not None
    desk.undo(two, "Bob")
    assert line(two) is None and maintenance.examine(two.path) == ()


def test_a_command_adds_the_first_annotator_and_names_those_that_are_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, path = tmp_path / "bridge.txt", str(tmp_path / "new.annot")
    text.write_text("The bridge will open in May, the mayor said.\n", encoding="utf-8")
    assert main(["import", path, str(text)]) == 0
    assert main(["time", path, "--annotator", "Bea"]) == 2
    assert "nobody annotates in the project yet" in capsys.readouterr().err
    assert main(["articles", path, "--exclude", "bridge", "--annotator", " Ada  Byron"]) == 0
    capsys.readouterr()
    assert main(["articles", path, "--include", "bridge", "--annotator", "Ada"]) == 2
    assert "no annotator is called “Ada”; choose one of Ada Byron." in capsys.readouterr().err
    with closing(project.read_project(Path(path))) as store:
        assert project.annotators(store) == ("Ada Byron",) and len(articles.excluded(store)) == 1
