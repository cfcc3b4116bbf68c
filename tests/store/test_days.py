"""Days are those of the place where the computer stands, whatever its time zone and daylight saving."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from annotator.errors import BadInputError
from annotator.store import days, decisions
from annotator.store.connection import Store
from annotator.store.search import Scope, Search
from annotator.workflow import desk, search
from tests.support import ANNOTATOR, shown

EUROPE, CHILE = "CET-1CEST,M3.5.0,M10.5.0/3", "CLT4CLST,M9.1.6/24,M4.1.6/24"
pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone cannot be set on this system")


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Moves the computer into a time zone."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("name", "day", "begins", "ends"),
    [
        ("UTC0", "2024-05-31", "2024-05-31T00:00", "2024-06-01T00:00"),
        ("AAA-14", "2024-05-31", "2024-05-30T10:00", "2024-05-31T10:00"),
        ("BBB+12", "2024-05-31", "2024-05-31T12:00", "2024-06-01T12:00"),
        ("CCC-5:45", "2024-05-31", "2024-05-30T18:15", "2024-05-31T18:15"),
        (EUROPE, "2024-03-31", "2024-03-30T23:00", "2024-03-31T22:00"),  # 23 hours
        (EUROPE, "2024-10-27", "2024-10-26T22:00", "2024-10-27T23:00"),  # 25 hours
        (CHILE, "2024-09-08", "2024-09-08T04:00", "2024-09-09T03:00"),  # it has no midnight
    ],
)
def test_a_day_begins_at_its_own_midnight(
    zone: Callable[[str], None], name: str, day: str, begins: str, ends: str
) -> None:
    zone(name)
    found = days.day_of(day)
    assert (days.start_of(found)[:16], days.start_of(found, later=1)[:16]) == (begins, ends)
    assert days.start_of(found).endswith(":00.000+00:00")


@pytest.mark.parametrize("hours", [-12, -5, 0, 9, 14])
def test_today_is_the_local_day(store: Store, zone: Callable[[str], None], hours: int) -> None:
    zone(f"XXX{-hours:+d}")
    here = datetime.timezone(datetime.timedelta(hours=hours))
    midnight = datetime.datetime.now(here).replace(hour=0, minute=0, second=0, microsecond=0)
    assert days.today() == midnight.date()
    moment = datetime.timedelta(milliseconds=1)
    for n, at in enumerate((midnight - moment, midnight, midnight + datetime.timedelta(days=1) - moment,
                            midnight + datetime.timedelta(days=1))):  # fmt: skip
        _decide_at(store, n, at)
    assert desk.decided_today(store, ANNOTATOR) == 2


def _decide_at(store: Store, n: int, at: datetime.datetime) -> None:
    text = at.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
    made = replace(desk.confirm(shown(store, n)), decided_at=text)
    decisions.add_decisions(store, [made], annotator=ANNOTATOR, action="Confirm quotation")


def test_a_search_goes_by_local_days(store: Store, zone: Callable[[str], None]) -> None:
    zone("AAA-13")
    for n, at in enumerate(
        ("2024-05-30T10:59:59", "2024-05-30T11:00:00", "2024-05-31T10:59:59", "2024-05-31T11:00:00")
    ):
        _decide_at(store, n, datetime.datetime.fromisoformat(at + "+00:00"))
    places = [shown(store, n).span for n in range(4)]

    def found(**filters: str) -> list[int]:
        wanted = Search(scope=Scope.QUOTATIONS, annotator=ANNOTATOR, **filters)
        return sorted(places.index(hit.span) for hit in search.search(store, wanted).hits)

    assert found(since="2024-05-31") == [1, 2, 3]
    assert found(until="2024-05-31") == [0, 1, 2]
    assert found(since="2024-05-31", until="2024-05-31") == [1, 2]
    assert found(since="0001-01-01", until="9999-12-31") == [0, 1, 2, 3]


def test_what_is_not_a_day_is_told(store: Store) -> None:
    with pytest.raises(BadInputError, match="“2024-13-01” is not a day; write it as 2024-05-31"):
        search.search(store, Search(scope=Scope.QUOTATIONS, annotator=ANNOTATOR, since="2024-13-01"))
