"""Days as databases write them, in ISO 8601: "March 3, 2026 Tuesday", "3 March 2026", "mardi 14 mars 2006", "3. März 2026"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

_MONTHS = {
    # English, French, German, Spanish, Italian, Portuguese, Dutch, Danish and Norwegian, Swedish
    1: "january jan janvier janv januar jänner enero ene gennaio gen janeiro januari",
    2: "february feb février fevrier févr fevr februar febrero febbraio febbr fevereiro fev februari",
    3: "march mar mars märz maerz mrz marzo março marco maart marts",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mayo maggio mag maio mei maj",
    6: "june jun juin juni junio giugno giu junho",
    7: "july jul juillet juil juli julio luglio lug julho",
    8: "august aug août aout agosto ago augustus augusti",
    9: "september sep sept septembre septiembre settembre set setembro",
    10: "october oct octobre oktober okt octubre ottobre ott outubro out",
    11: "november nov novembre noviembre novembro",
    12: "december dec décembre decembre déc dezember dez diciembre dic dicembre dezembro desember",
}
_SLAVIC = (
    "январь января styczeń stycznia", "февраль февраля luty lutego", "март марта marzec marca", "апрель апреля kwiecień kwietnia",
    "май мая maj maja", "июнь июня czerwiec czerwca", "июль июля lipiec lipca", "август августа sierpień sierpnia",
    "сентябрь сентября wrzesień września", "октябрь октября październik października", "ноябрь ноября listopad listopada",
    "декабрь декабря grudzień grudnia",
)  # fmt: skip
_MONTH = {name: number for number, names in (*_MONTHS.items(), *enumerate(_SLAVIC, 1)) for name in names.split()}
#: Names of months, and of weekdays, in these languages; in small letters.
MONTH_WORDS = tuple(_MONTH)
_DAYS = (
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun montag dienstag mittwoch "
    "donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves "
    "viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica segunda-feira terça-feira quarta-feira quinta-feira "
    "sexta-feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
)
DAY_WORDS = tuple(_DAYS.split())
_WORD = r"([^\W\d_]{3,10})\.?"
_FORMS = (
    (re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), "ymd"),
    (re.compile(rf"\b{_WORD}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b"), "mdy"),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|er)?\.?\s+(?:de\s+)?{_WORD},?\s+(?:de\s+|del\s+)?(\d{{4}})\b"), "dmy"),
    (re.compile(r"\b(\d{1,2})-([^\W\d_]{3,10})-(\d{4}|\d{2})(?!\d)"), "dmy"),  # 03-Mar-2026
    (re.compile(r"\b(\d{4})(\d{2})(\d{2})(?:T|Z|\b|\d{6}\b)"), "ymd"),
    (re.compile(r"(?<!\d)(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日"), "ymd"),
)

#: A day in figures with its year at the end: 3.4.2026, 03/04/26.
FIGURES = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")


def figures_day(match: re.Match[str], order: str) -> str:
    """The day in ISO 8601 of a match of :data:`FIGURES`, its parts in this order (“dmy” or “mdy”); "" where there is no such day."""
    parts = dict(zip(order, (int(match[1]), int(match[3]), int(match[4])), strict=True))
    try:
        return date(_year(match[4]), parts["m"], parts["d"]).isoformat()
    except ValueError:
        return ""


def _year(written: str) -> int:
    """A year of four figures, or of two: those up to 69 are of this century."""
    return int(written) + (0 if len(written) == 4 else 2000 if int(written) < 70 else 1900)


def stamp_day(value: int) -> str:
    """The day in ISO 8601 of the seconds or milliseconds since 1970, in UTC."""
    return datetime.fromtimestamp(value / 1000 if value > 10**11 else value, UTC).date().isoformat()


def iso_day(written: str) -> str:
    """The day in ISO 8601 where a text names one by a month's name or in ISO order; "" where it does not.

    Days in figures alone, such as 3/4/2026, stay unread: their order differs from country to country.
    """
    return _iso_day(written[:200])


@lru_cache(maxsize=1024)  # many articles are of one day
def _iso_day(written: str) -> str:
    for pattern, order in _FORMS:
        for match in pattern.finditer(written):
            parts = dict(zip(order, match.groups(), strict=True))
            month = _MONTH.get(parts["m"].casefold()) if not parts["m"].isdigit() else int(parts["m"])
            if month is None:
                continue
            try:
                return date(_year(parts["y"]), month, int(parts["d"])).isoformat()
            except ValueError:
                continue
    return ""


def dated(metadata: dict[str, str], written: str) -> None:
    """Put a date into metadata: ``date`` in ISO 8601, and ``date_written`` as the source has it where that says more."""
    written = " ".join(written.split())
    if not written:
        return
    day = iso_day(written)
    metadata["date"] = day or written
    if day and day != written:
        metadata["date_written"] = written
