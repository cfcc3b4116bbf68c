"""Search: every hit stands where it says, filters keep what they should, and nothing typed is read as a query language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import BadInputError
from annotator.records import Article, Stance, Status
from annotator.store import annotators, search_index
from annotator.store import articles as stored
from annotator.store.connection import Store
from annotator.workflow import corpus, desk, project
from annotator.workflow import search as find
from annotator.workflow.search import Scope, Search
from tests.support import ANNOTATOR, SAMPLES, decide_all, gold, shown


def hits(store: Store, words: str = "", **more: object) -> tuple[find.Hit, ...]:
    find.index_all(store)
    return find.search(store, Search(words, **more)).hits  # type: ignore[arg-type]


def bring(store: Store, *texts: str) -> None:
    for n, text in enumerate(texts):
        corpus.import_text(store, Article(f"t{n}", text, f"Title {n}"))


def test_each_hit_stands_where_it_says_with_its_context(store: Store) -> None:
    bring(store, "🌊 The Ferry came. “A ferry,” she said, “is not a FÉRRY 🌊.”")
    found = [hit for hit in hits(store, "ferry") if hit.article_id == "t0"]
    assert [hit.words for hit in found] == ["Ferry", "ferry", "FÉRRY"]
    for hit in found:
        text = stored.article(store, hit.article).text
        assert hit.span.words(text) == hit.words
        assert text[hit.span.start - len(hit.left) : hit.span.end + len(hit.right)] == hit.left + hit.words + hit.right


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("red boat", ["t0", "t1"]),
        ('"red boat"', ["t0"]),
        ("red -boat", ["t2"]),
        ("boa*", ["t0", "t1"]),
        ("sail OR wheel", ["t1", "t2"]),
        ("boat) OR (wheel", []),  # brackets are no syntax: "boat)" is a word, then OR
        ("text : red", []),
        ("wheel NEAR wheel", []),
        ('red "', ["t0", "t1", "t2"]),
    ],
)
def test_what_is_typed(store: Store, typed: str, found: list[str]) -> None:
    bring(store, "A red boat.", "The boat with a red sail.", "A red wheel.")
    expected = found if typed != "boat) OR (wheel" else ["t0", "t1", "t2"]
    assert [i for i in dict.fromkeys(h.article_id for h in hits(store, typed)) if i.startswith("t")] == expected


@pytest.mark.parametrize("typed", ["", "  ", "“”", '* - "', "-boat", "\0"])
def test_nothing_to_search_for_is_told(store: Store, typed: str) -> None:
    with pytest.raises(BadInputError, match="type"):
        hits(store, typed)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_anything_can_be_typed(store: Store, typed: str) -> None:
    for scope in Scope:
        try:
            find.search(store, Search(typed, scope)) if search_index.unindexed(store) == 0 else find.index_all(store)
        except BadInputError as err:
            assert "type" in str(err)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.text(alphabet=st.sampled_from("a é\0\u202e🌊\x02\x03\n“e\u0301"), max_size=20),
    after=st.text(alphabet=st.sampled_from("a é\0\u202e🌊\x02\x03\n”e\u0301"), max_size=20),
)
def test_a_word_is_found_among_anything(store: Store, before: str, after: str) -> None:
    text = f"{before} needle {after}"
    bring(store, text)
    find.index_all(store)
    page = find.search(store, Search("needle"), limit=500)
    found = [hit for hit in page.hits if stored.article(store, hit.article).text == text]
    assert [hit.words for hit in found] == ["needle"]
    assert all(hit.span.words(text) == "needle" for hit in found)


def test_quotations_by_what_was_decided(store: Store) -> None:
    decide_all(store)
    verma = find.speaker_called(store, "richard verma")
    assert {h.words for h in hits(store, speaker=verma, scope=Scope.QUOTATIONS)} == {
        q["text"] for q in gold()["quotes"] if q["speaker"]["name"] == "Richard Verma"
    }
    labeled = hits(store, scope=Scope.QUOTATIONS, target="river-buoys", label="unlawful")
    assert {h.span.start for h in labeled} == {
        q["start"] for q in gold()["quotes"] if {"target": "river-buoys", "label": "unlawful"} in q["stances"]
    }
    assert len(hits(store, scope=Scope.QUOTATIONS, status=Status.REJECTED)) == 1
    assert len(hits(store, scope=Scope.QUOTATIONS, annotator=ANNOTATOR)) == 18
    assert hits(store, scope=Scope.QUOTATIONS, annotator=ANNOTATOR, since="2999-01-01") == ()
    assert hits(store, scope=Scope.QUOTATIONS, annotator="Eve") == ()
    source = gold()["quotes"][-1]["speaker"]["text"]
    assert {h.span.start for h in hits(store, scope=Scope.QUOTATIONS, source=source.upper())} == {
        q["start"] for q in gold()["quotes"] if source.lower() in q["speaker"]["text"].lower()
    }


def test_an_undone_decision_and_an_older_one_are_not_found(store: Store) -> None:
    desk.decide(store, replace(desk.confirm(shown(store, 1)), comment="zebra"), action="Comment")
    assert [h.comment for h in hits(store, "zebra", scope=Scope.COMMENTS)] == ["zebra"]
    desk.decide(store, replace(desk.confirm(shown(store, 1)), comment="okapi"), action="Comment")
    assert hits(store, "zebra", scope=Scope.COMMENTS) == ()
    desk.undo(store, ANNOTATOR)
    assert len(hits(store, "zebra", scope=Scope.COMMENTS)) == 1
    assert len(hits(store, scope=Scope.COMMENTS)) == 1


def test_merged_speakers_are_searched_as_one(store: Store) -> None:
    decide_all(store)
    salazar, verma = find.speaker_called(store, "Ken Salazar"), find.speaker_called(store, "Richard Verma")
    apart = [len(hits(store, scope=Scope.QUOTATIONS, speaker=s)) for s in (salazar, verma)]
    project.merge_speakers(store, salazar, verma, annotator=ANNOTATOR)
    assert len(hits(store, scope=Scope.QUOTATIONS, speaker=verma)) == sum(apart)


def test_disagreements_are_found_by_either_side(store: Store) -> None:
    project.add_annotator(store, "Bob")
    decide_all(store)
    decide_all(store, "Bob")
    assert hits(store, scope=Scope.QUOTATIONS, disagreement=True) == ()
    desk.decide(store, replace(shown(store, 2), stances=(Stance("river-buoys", "unlawful"),)), action="Label")
    differing = hits(store, scope=Scope.QUOTATIONS, disagreement=True)
    assert {h.annotator for h in differing} == {ANNOTATOR, "Bob"} and len({h.quotation for h in differing}) == 1


def test_pages_follow_each_other_and_lose_nothing(store: Store) -> None:
    decide_all(store)
    everything = find.search(store, Search(scope=Scope.QUOTATIONS, annotator=ANNOTATOR), limit=100).hits
    seen: list[find.Hit] = []
    after: int | None = 0
    while after is not None:
        page = find.search(store, Search(scope=Scope.QUOTATIONS, annotator=ANNOTATOR), limit=5, after=after)
        seen += page.hits
        after = page.after
    assert tuple(seen) == everything and len(seen) == 18


def test_the_index_takes_up_what_came_since_and_can_be_dropped(store: Store) -> None:
    assert find.unindexed(store) == SAMPLES
    find.index_all(store)
    bring(store, "A quagga ran.")
    assert find.search(store, Search("quagga")).hits == () and find.unindexed(store) == 1
    assert find.index_more(store) == 0
    assert len(find.search(store, Search("quagga")).hits) == 1
    search_index.drop_index(store)
    assert len(hits(store, "quagga")) == 1
    store.db.execute("INSERT INTO article_words (article_words, rank) VALUES ('integrity-check', 1)")


def test_an_import_taken_back_is_not_found(store: Store, tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("A quagga ran.", encoding="utf-8")
    corpus.import_paths(store, [tmp_path / "q.txt"], annotator=ANNOTATOR)
    assert len(hits(store, "quagga")) == 1
    desk.undo(store, ANNOTATOR)
    assert hits(store, "quagga") == ()


def test_a_kept_search_can_be_the_queue(store: Store) -> None:
    find.index_all(store)
    wanted = Search("ferry", status=Status.CONFIRMED, since="2026-01-01")
    find.save_search(store, " Ferries ", wanted)
    find.save_search(store, "All ferries", Search("ferry"))
    assert find.saved_searches(store) == {"Ferries": wanted, "All ferries": Search("ferry")}
    rows = find.matching_rows(store, ANNOTATOR, find.saved_searches(store)["All ferries"])
    assert 0 < len(rows) < 14 and set(rows) <= set(desk.load_queue(store, ANNOTATOR))
    find.drop_search(store, "Ferries")
    assert list(find.saved_searches(store)) == ["All ferries"]
    annotators.set_setting(store, "search:odd", '{"words": 1, "scope": "articles"}')
    annotators.set_setting(store, "search:worse", "[")
    assert list(find.saved_searches(store)) == ["All ferries"]
