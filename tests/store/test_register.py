"""The register of speakers: aliases, renaming, merging, each undone like a decision."""

from __future__ import annotations

import pytest

from annotator.errors import StoreError
from annotator.store.connection import Store
from annotator.workflow import desk, project
from tests.support import ANNOTATOR, decide_all, load


def ids(store: Store) -> dict[str, str]:
    return {s.name: s.id for s in project.speakers(store)}


def test_a_renamed_speaker_answers_to_both_names(store: Store) -> None:
    decide_all(store)
    verma = ids(store)["Richard Verma"]
    project.rename_speaker(store, verma, "Richard R. Verma", annotator=ANNOTATOR)
    assert load(store).quotations[-1].decision.speaker_name == "Richard R. Verma"  # type: ignore[union-attr]
    assert project.search_speakers(store, "richard verma")[0].id == verma
    decide_all(store)  # proposals still say "Richard Verma": the alias finds the same person
    assert ids(store)["Richard R. Verma"] == verma
    assert len(ids(store)) == 5


def test_merged_speakers_are_one_and_undo_parts_them(store: Store) -> None:
    decide_all(store)
    names = ids(store)
    project.merge_speakers(store, names["Ken Salazar"], names["Richard Verma"], annotator=ANNOTATOR)
    assert "Ken Salazar" not in ids(store)
    assert {q.decision.speaker_name for q in load(store).quotations[2:4]} == {"Richard Verma"}  # type: ignore[union-attr]
    assert project.search_speakers(store, "Salazar")[0].name == "Richard Verma"
    desk.undo(store, ANNOTATOR)
    assert ids(store) == names
    assert {q.decision.speaker_name for q in load(store).quotations[2:4]} == {"Ken Salazar"}  # type: ignore[union-attr]


def test_a_name_belongs_to_one_speaker(store: Store) -> None:
    decide_all(store)
    names = ids(store)
    with pytest.raises(StoreError, match="merge the two"):
        project.rename_speaker(store, names["Ken Salazar"], "richard  VERMA", annotator=ANNOTATOR)
    with pytest.raises(StoreError, match="another speaker goes by it"):
        project.add_alias(store, names["Ken Salazar"], "Richard Verma", annotator=ANNOTATOR)
    with pytest.raises(StoreError, match="one speaker already"):
        project.merge_speakers(store, names["Ken Salazar"], names["Ken Salazar"], annotator=ANNOTATOR)


def test_an_alias_is_found_and_undone(store: Store) -> None:
    decide_all(store)
    verma = ids(store)["Richard Verma"]
    project.add_alias(store, verma, "Rich", annotator=ANNOTATOR)
    assert project.speakers(store)[3].aliases == ("Rich",)
    desk.undo(store, ANNOTATOR)
    assert project.speakers(store)[3].aliases == ()


def test_search_is_lenient_and_shows_everybody_when_blank(store: Store) -> None:
    decide_all(store)
    assert project.search_speakers(store, "lesser")[0].name == "Oscar Leeser"
    assert len(project.search_speakers(store, " ")) == 5
    assert project.search_speakers(store, "zzzzqq") == ()
