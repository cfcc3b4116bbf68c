"""Speakers are found by words of their names without the register being read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.learning.items import Item
from annotator.records import Candidate, Kind, Mention, Proposal, Span
from annotator.store import register
from annotator.store.connection import Store
from annotator.workflow import known_names
from tests.learning.projects import ANNOTATOR, decide, make_project

NAMES = ("Richard Verma", "Ana Verma", "Vermaak Institute", "Ida Holm")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    items = [Item(f"a{n}", f"“The plan {n} is sound,” {name} said.", f"a{n}", name) for n, name in enumerate(NAMES)]
    made = make_project(tmp_path / "named.annot", items)
    decide(made, items)
    yield made
    made.close()


def _proposal(name: str) -> Proposal:
    return Proposal(
        Span(0, 9), "“A plan,”", Kind.DIRECT, 0.9, (Candidate(Mention(Span(10, 14), "they"), name, 0.9, ""),)
    )


def test_a_word_is_found_in_names_alone(store: Store) -> None:
    found = [name for _, name in register.named_with(store, {"verma"})]
    assert found == ["Ana Verma", "Richard Verma", "Vermaak Institute"]
    assert register.named_with(store, ()) == []


def test_a_last_name_is_completed_without_reading_the_register(store: Store) -> None:
    with store.reading():
        done = known_names.complete(store, ANNOTATOR, {"q": _proposal("Holm")})
        assert [each.name for each in done["q"].candidates] == ["Ida Holm"]
        assert "speakers" not in store.current_cache()


def test_an_article_may_name_thousands(store: Store) -> None:
    many = {f"q{n}": _proposal(f"Name{n}") for n in range(1500)} | {"q": _proposal("Holm")}
    with store.reading():
        assert known_names.complete(store, ANNOTATOR, many)["q"].candidates[0].name == "Ida Holm"
