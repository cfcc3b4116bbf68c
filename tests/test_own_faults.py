"""A fault of ours is never told as damage of a file: what a file can cause is checked where it is read, all else comes out loud."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest

from annotator.errors import AnnotatorError, BadInputError, StoreError
from annotator.exchange import citron, doccano, formats, graph, jsonl, label_studio, prodigy, prodigy_choice
from annotator.exchange.annotation_formats import comes_back
from annotator.exchange.readers import base, reading, word
from annotator.jsontext import MisfitError, check
from annotator.store import (
    adjudications,
    annotators,
    articles,
    decision_rows,
    decisions,
    merge,
    proposals,
    releases,
    work,
)
from annotator.store.connection import Store
from annotator.workflow import export, measure, project, release, search, team
from annotator.workflow.export import write_checked
from tests.exchange.corpora import CODEBOOK, hard_cases
from tests.exchange.test_formats import sayable
from tests.support import ANNOTATOR, annotated_in, copy_project, decide_all, import_article, seed_sha
from tests.teamwork import decide

FAULTS = (TypeError, AttributeError, ValueError)


def faulty(error: type[Exception]) -> Callable[..., Any]:
    """A function of ours with a bug in it."""

    def wrong(*_: Any, **__: Any) -> Any:
        raise error("a bug of ours")

    return wrong


@dataclass(frozen=True)
class Place:
    """A reader of a project: the name in a module where the bug is put, and what runs into it."""

    module: Any
    name: str
    read: Callable[[Store], Any]


STORE_PLACES = {
    "decisions of the desk": Place(decision_rows, "Decision", lambda s: decisions.current_decisions(s, seed_sha(), ANNOTATOR)),
    "their check": Place(decisions, "check", lambda s: decisions.current_decisions(s, seed_sha(), ANNOTATOR)),
    "a history": Place(decision_rows, "Decision", lambda s: decisions.history(s, seed_sha(), ANNOTATOR, one(s)[1])),
    "a decision by its id": Place(decision_rows, "Decision", lambda s: decisions.by_id(s, one(s)[0])),
    "proposals": Place(proposals, "Proposal", lambda s: proposals.proposals(s, seed_sha())),
    "an article": Place(articles, "Article", lambda s: articles.article(s, seed_sha())),
    "articles of an export": Place(work, "Article", lambda s: list(work.read_articles(s, [seed_sha()]))),
    "decisions of an export": Place(work, "decisions_from", lambda s: work.read(s, [seed_sha()])),
    "the check of agreement": Place(decisions, "check", lambda s: list(measure.team_articles(s))),
    "settled decisions": Place(adjudications, "Settlement", lambda s: adjudications.settlements(s, [seed_sha()])),
    "the share of blind quotations": Place(annotators, "setting", annotators.blind_share),
    "releases": Place(releases, "ReleaseRow", releases.releases),
    "a release's settings": Place(release, "Selection", lambda s: release.publish_again(s, 1, s.path.with_name("again"))),
}  # fmt: skip


def one(store: Store) -> tuple[str, str]:
    """The id of a decision, and its quotation's."""
    found: tuple[str, str] = store.rows("SELECT id, quotation FROM decision ORDER BY n LIMIT 1")[0]
    return found


@pytest.fixture(scope="module")
def made(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which all that can be read is there, closed."""
    path = tmp_path_factory.mktemp("worked") / "project.annot"
    copy_project(sample, path)
    with closing(project.open_project(path)) as store:
        decide_all(store)
        for name in ("Ben", "Cleo"):
            decide(store, name)
        release.publish(store, path.with_name("release"), release.ReleaseSettings("One"))
    return path


@pytest.fixture
def worked(made: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of it for the test alone."""
    copy_project(made, tmp_path / made.name)
    with closing(project.open_project(tmp_path / made.name)) as store:
        yield store


@pytest.mark.parametrize("error", FAULTS)
@pytest.mark.parametrize("name", STORE_PLACES)
def test_a_bug_in_a_reader_of_projects_is_loud(
    worked: Store, monkeypatch: pytest.MonkeyPatch, name: str, error: type[Exception]
) -> None:
    place = STORE_PLACES[name]
    if name == "settled decisions":
        worked.db.execute("INSERT OR IGNORE INTO annotator (name, created_at) VALUES ('adjudicated', '')")
        with worked.writing() as db:
            db.execute(
                """UPDATE decision SET annotator = (SELECT n FROM annotator WHERE name = 'adjudicated')
                WHERE annotator = (SELECT n FROM annotator WHERE name = 'Cleo')"""
            )
            from annotator.store import derived

            derived.rebuild(worked)
    worked.cache.clear()
    place.read(worked)  # it reads what is sound
    worked.cache.clear()
    monkeypatch.setattr(place.module, place.name, faulty(error))
    with pytest.raises(error, match="a bug of ours") as caught:
        place.read(worked)
    assert not isinstance(caught.value, AnnotatorError)


REST = {"candidates": [], "cue": None, "content": [], "no_source": 0, "speaks": True, "group": None}
DAMAGE = {
    "content": ("UPDATE decision SET content = ?", ["{}", "[1]", "[[1]]", "[[true, 5]]", "[[5, 1]]", "no", "[[1, 2, 3]]", "[null]", "7"]),
    "words": ("UPDATE decision SET words = ?", ["other words"]),
    "quotation beyond the text": ('UPDATE decision SET "end" = ?', [10**9, 2**62]),
    "source beyond the text": ("UPDATE decision SET source_end = ?", [10**9]),
    "kind": ("UPDATE decision SET kind = ?", ["sung", ""]),
    "speaker": ("UPDATE decision SET speaker = ?", [10**6]),
    "metadata": ("UPDATE article SET metadata = ?", ["[]", "no", '{"a": 1}', "7", '"x"', "null", "[" * 10_000]),
    "proposals": ("UPDATE proposal SET rest = ?", ["{}", "no", "[]", "7", "{},{}", "null", *(
        json.dumps(REST | {name: value}) for name, values in {
            "candidates": (3, [[1]], [None], [[0, 1, 2, 3, 4, 5]]), "cue": ([1, 2], 7, [0, 1, "§§"]), "group": (1, []), "speaks": (1, None),
            "content": ([[1]], [[0, 999999999]], None, [[True, 5]]), "no_source": (None, "x", float("nan"), float("inf")),
        }.items() for value in values)]),
    "share": ("INSERT OR REPLACE INTO setting (name, value) VALUES ('blind_share', ?)", ["no", ""]),
    "release": ("UPDATE releases SET settings = ?", ["[]", "no", "{}", '{"then": 3}', '{"then": {}, "name": 7}']),
    "checksums": ("UPDATE releases SET checksums = ?", ["[]", "no", "7"]),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_of_a_project_is_told(worked: Store, what: str, tmp_path: Path) -> None:
    sql, values = DAMAGE[what]
    reads: list[Callable[[], Any]] = [
        lambda: decisions.current_decisions(worked, seed_sha(), ANNOTATOR),
        lambda: proposals.proposals(worked, seed_sha()),
        lambda: articles.article(worked, seed_sha()),
        lambda: export.export(worked, tmp_path / "out.jsonl"),
        lambda: measure.material(worked),
        lambda: annotators.blind_share(worked),
        lambda: release.publish_again(worked, 1, tmp_path / "again"),
    ]
    worked.db.execute("PRAGMA foreign_keys = OFF")
    worked.db.execute("PRAGMA ignore_check_constraints = ON")
    for value in values:
        worked.db.execute("SAVEPOINT damage")
        worked.db.execute(sql, (value,))
        worked.cache.clear()
        told = []
        for read in reads[: 6 if what not in ("release", "checksums") else 7]:
            try:
                read()
            except AnnotatorError as err:  # anything else fails the test
                told.append(err)
        assert told, value
        worked.db.execute("ROLLBACK TO damage")
        worked.cache.clear()


FORMATS = {
    "jsonl": jsonl, "doccano": doccano, "prodigy": prodigy, "citron": citron, "label-studio": label_studio,
}  # fmt: skip


@pytest.mark.parametrize("error", FAULTS)
@pytest.mark.parametrize("name", [*FORMATS, "prodigy-choice"])
def test_a_bug_in_a_reader_of_records_is_loud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: type[Exception]
) -> None:
    fmt = formats.get(name)
    path = tmp_path / f"out{fmt.suffix}"
    write_checked(fmt, path, sayable(fmt, hard_cases()), CODEBOOK)
    back = fmt.read_back
    assert back is not None
    read = (lambda: annotated_in(path, name)) if comes_back(name) else (lambda: list(back(path)))
    assert read()
    target: tuple[Any, str] = {
        "jsonl": (jsonl, "_decision"), "prodigy-choice": (prodigy_choice, "_row"),
    }.get(name, (graph.Builder, "node"))  # fmt: skip
    monkeypatch.setattr(*target, faulty(error))
    with pytest.raises(error, match="a bug of ours") as caught:
        read()
    assert not isinstance(caught.value, AnnotatorError)


@pytest.mark.parametrize("name", FORMATS)
def test_any_value_in_a_record_is_told_or_read(tmp_path: Path, name: str) -> None:
    """Each part of a record, one after the other, is taken away or becomes what it should not be."""
    fmt = formats.get(name)
    path = tmp_path / f"out{fmt.suffix}"
    write_checked(fmt, path, sayable(fmt, hard_cases()[:1]), CODEBOOK)
    listed = name == "label-studio"
    text = path.read_text(encoding="utf-8")
    record = json.loads(text)[0] if listed else json.loads(text.splitlines()[0])
    odd = (None, True, -1, 1e999, 10**400, "", "odd", [], {}, [None], {"odd": []})
    tried = {json.dumps([change] if listed else change) + "\n": None for change in changes(record, odd)}
    for lines in tried:
        path.write_text(lines, encoding="utf-8")
        try:
            annotated_in(path, name)
        except BadInputError as err:  # anything else fails the test
            assert str(path) in str(err)
    assert len(tried) > 100


def changes(value: Any, odd: Sequence[Any]) -> list[Any]:
    """The value with each of its parts, at any depth, replaced by each of others or taken away."""
    found: list[Any] = []
    if isinstance(value, dict):
        for key in value:
            found += [*({**value, key: other} for other in odd), {k: v for k, v in value.items() if k != key}]
            found += [{**value, key: inner} for inner in changes(value[key], odd)]
    elif isinstance(value, list):
        for at in range(min(len(value), 3)):
            found += [[*value[:at], other, *value[at + 1 :]] for other in odd]
            found += [[*value[:at], inner, *value[at + 1 :]] for inner in changes(value[at], odd)]
    return found


@pytest.mark.parametrize("error", FAULTS)
def test_a_bug_in_a_reader_of_documents_is_loud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    made = docx.Document()
    made.add_paragraph("“Go,” she said.")
    made.save(str(tmp_path / "a.docx"))
    (tmp_path / "a.rtf").write_text("{\\rtf1 “Go,” she said.}")
    (tmp_path / "a.eml").write_text("Subject: a\n\n“Go,” she said.")
    for name in ("a.docx", "a.rtf", "a.eml"):
        assert list(reading.read_articles(tmp_path / name))
        for module, place in ((reading, "normal_newlines"), (reading, "article_of"), (base, "read_bytes")):
            with monkeypatch.context() as patch:
                patch.setattr(module, place, faulty(error))
                with pytest.raises(error, match="a bug of ours") as caught:
                    list(reading.read_articles(tmp_path / name))
                assert not isinstance(caught.value, AnnotatorError)
    with monkeypatch.context() as patch:
        patch.setattr(word, "normal_newlines", faulty(error))
        with pytest.raises(error, match="a bug of ours"):
            list(reading.read_articles(tmp_path / "a.docx"))


@pytest.mark.parametrize("error", [TypeError, AttributeError, ValueError, KeyError])
def test_a_bug_in_a_merge_or_a_kept_search_is_loud(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    (package,) = [tmp_path / "p.annot"]
    team.package(store, package, "Bob", [seed_sha()])
    with closing(project.open_project(package)) as other:
        decide_all(other, "Bob")
    with monkeypatch.context() as patch:
        patch.setattr(merge._Merge, "_take", faulty(error))
        with pytest.raises(error, match="a bug of ours"):
            team.merge(store, [package])
    search.save_search(store, "mine", search.Search("words"))
    annotators.set_setting(store, "search:odd", '{"scope": 7}')
    annotators.set_setting(store, "search:list", "[]")
    annotators.set_setting(store, "search:no", "no")
    assert list(search.saved_searches(store)) == ["mine"]
    monkeypatch.setattr(search, "Search", faulty(error))
    with pytest.raises(error, match="a bug of ours"):
        search.saved_searches(store)


def test_shapes_are_checked_and_the_first_part_that_is_wrong_is_named() -> None:
    shape = {"a": int, "b?": (None, [str]), "c": {"d": object}}
    check({"a": 1, "c": {"d": None}, "more": 1}, shape)
    for value, told in (
        ({"c": {"d": 1}}, "'a' is missing"),
        ({"a": True, "c": {"d": 1}}, "'a' cannot be 'True'"),
        ({"a": 1, "b": [1], "c": {"d": 1}}, "a part of 'b' cannot be '1'"),
        ({"a": 1, "c": {}}, "'d' is missing"),
        ([], "it is not an object"),
    ):
        with pytest.raises(MisfitError) as caught:
            check(value, shape)
        assert str(caught.value) == told


def test_a_package_whose_tables_hold_no_types_is_refused(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "p.annot"
    team.package(store, path, "Bob", [seed_sha()])
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, ' STRICT', '') WHERE name = 'finish'")
        db.commit()
    with pytest.raises(BadInputError, match="not a whole project"):
        team.merge(store, [path])


def test_import_tells_what_it_left_out(tmp_path: Path) -> None:
    with closing(project.create_project(tmp_path / "p.annot")) as store:
        (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 no")
        with pytest.raises(AnnotatorError, match="Word file"):
            import_article(store, tmp_path / "a.docx")
        assert isinstance(StoreError("x"), AnnotatorError)
