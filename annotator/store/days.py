"""Days as people count them. Times are stored in UTC; a day begins and ends where the computer stands."""

from __future__ import annotations

import datetime

from annotator.errors import BadInputError


def today() -> datetime.date:
    """The local day."""
    return datetime.datetime.now().astimezone().date()


def day_of(text: str) -> datetime.date:
    """Read a day as people write it (2024-05-31); BadInputError where it is none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise BadInputError(f"“{text}” is not a day; write it as 2024-05-31.") from None


def start_of(day: datetime.date, *, later: int = 0) -> str:
    """When a local day, or the one so many days ``later``, begins: UTC in the form of ``connection.now``.

    The time zone and daylight saving of that very day count, so that a day may have 23 or 25 hours.
    """
    try:
        begins = datetime.datetime.combine(day + datetime.timedelta(days=later), datetime.time.min)
        # Through a time stamp: where the clock skips midnight, ``astimezone`` answers an hour of the day before.
        return datetime.datetime.fromtimestamp(begins.timestamp(), datetime.UTC).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError, OSError):  # at either end of the calendar nothing was decided
        return day.isoformat()
