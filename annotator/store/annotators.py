"""Who annotates, and where each of them was."""

from __future__ import annotations

from typing import NamedTuple

from annotator.errors import StoreError
from annotator.holdout import HoldOut, HoldOutRule
from annotator.records import ADJUDICATED, MisfitError, second_reading
from annotator.store import rules
from annotator.store.connection import Store, now


class RepeatRule(NamedTuple):
    """Which finished articles come back to their annotator as if new: a share of them (0 to 1; 0: none) after so many days."""

    share: float = 0.0
    days: int = 14


MADE_FOR = "made_for"
"""The setting of a package that names the annotator it was made for."""


def annotator_number(store: Store, name: str) -> int:
    """Look up the row number of an annotator; StoreError with a sentence if the project does not know the name."""
    known: dict[str, int] = store.current_cache().setdefault("annotators", {})
    if name in known:
        return known[name]
    row = store.one("SELECT n FROM annotator WHERE name = ?", (name,))
    if row is None and name == ADJUDICATED:
        raise StoreError(f"{store.path}: nothing is settled yet; Team › Adjudicate does that.")
    if row is None:
        raise StoreError(not_known(store, name))
    known[name] = int(row[0])
    return known[name]


def not_known(store: Store, name: str) -> str:
    """The sentence that tells who annotates in a project, for a name that is none of them."""
    known = annotators(store)
    if not known:
        return f"{store.path}: no annotator is called “{name}”; nobody annotates in the project yet, so open it on the desk first."
    return f"{store.path}: no annotator is called “{name}”; choose one of {', '.join(known)}."


def annotators(store: Store) -> tuple[str, ...]:
    """List the annotators' names in the order in which they were added."""
    return tuple(name for (name,) in store.rows("SELECT name FROM person ORDER BY n"))


def person(name: str) -> str:
    """Normalize an annotator's name: no blanks at its ends, single blanks inside, no control characters.

    StoreError with a sentence where nothing is left, it is too long, or it reads like that of the layer of settled decisions.
    """
    kept = rules.person(name[: 100 * rules.NAME])
    if not kept:
        raise StoreError("An annotator needs a name; type one that your team knows.")
    if len(kept) > rules.NAME:
        raise StoreError(
            f"“{kept[:40]}…” has {len(name):,} characters; type a name of at most {rules.NAME} that your team knows."
        )
    if rules.is_reserved(kept):
        raise StoreError(f"“{kept}” cannot be an annotator's name: “{ADJUDICATED}” is reserved for settled decisions.")
    return kept


def add_annotator(store: Store, name: str) -> None:
    """Add a name unless it is known, as :func:`person` keeps it; StoreError with a sentence where it can be nobody's."""
    _add(store, person(name))


def add_layer(store: Store) -> None:
    """Add the layer of settled decisions unless it is there."""
    _add(store, ADJUDICATED)


def add_second_reading(store: Store, annotator: str) -> None:
    """Add the name under which an annotator's second readings stand, unless it is there."""
    _add(store, second_reading(annotator))


def _add(store: Store, name: str) -> None:
    if store.one("SELECT 1 FROM annotator WHERE name = ?", (name,)) is not None:
        return  # who comes back waits for no disk
    with store.writing():
        store.execute("INSERT OR IGNORE INTO annotator (name, created_at) VALUES (?, ?)", (name, now()))


def remember_place(store: Store, annotator: str, article_sha256: str | None, quotation: str | None) -> None:
    """Store where the annotator is, for the next start."""
    with store.writing():
        store.execute(
            """INSERT OR REPLACE INTO place (annotator, article, quotation)
            VALUES (?, (SELECT n FROM article WHERE sha256 = ?), ?)""",
            (annotator_number(store, annotator), article_sha256, quotation),
        )


def place(store: Store, annotator: str) -> tuple[str | None, str | None]:
    """Where the annotator was: (article sha256, quotation id), each None where unknown."""
    row = store.one(
        """SELECT a.sha256, p.quotation FROM place p JOIN annotator b ON b.n = p.annotator
        LEFT JOIN article a ON a.n = p.article WHERE b.name = ?""",
        (annotator,),
    )
    return (row[0], row[1]) if row else (None, None)


def setting(store: Store, name: str, default: str = "") -> str:
    """Read a setting of the project."""
    row = store.one("SELECT value FROM setting WHERE name = ?", (name,))
    return str(row[0]) if row else default


def settings(store: Store, prefix: str) -> tuple[tuple[str, str], ...]:
    """(name, value) of all settings whose names begin with ``prefix``, by name."""
    rows = store.rows(
        "SELECT name, value FROM setting WHERE substr(name, 1, ?) = ? ORDER BY name", (len(prefix), prefix)
    )
    return tuple((name, value) for name, value in rows)


def drop_setting(store: Store, name: str) -> None:
    """Delete a setting."""
    with store.writing():
        store.execute("DELETE FROM setting WHERE name = ?", (name,))


def set_setting(store: Store, name: str, value: str) -> None:
    """Store a setting."""
    with store.writing():
        store.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value))


def shows_indirect(store: Store) -> bool:
    """Whether the project asks its annotators to decide proposals of indirect quotations too (off at first)."""
    cache = store.current_cache()
    if "indirect" not in cache:
        cache["indirect"] = setting(store, "indirect_proposals", "hidden") == "shown"
    return bool(cache["indirect"])


def hold_out(store: Store) -> HoldOut:
    """What is withheld, and by which rule; a project in which nobody changed it since keeps the rule by quotation."""
    cache = store.current_cache()
    if "hold_out" not in cache:
        rule = (
            HoldOutRule.ANNOTATOR if setting(store, "hold_out_rule") == HoldOutRule.ANNOTATOR else HoldOutRule.QUOTATION
        )
        with store.translate_misfits("the share of labels that are not marked"):
            stances = _share(setting(store, "stance_hold_out", "0.1"))
        cache["hold_out"] = HoldOut(rule, blind_share(store), stances)
    found = cache["hold_out"]
    assert isinstance(found, HoldOut), "the cache keeps what was put there"
    return found


def set_hold_out(store: Store, made: HoldOut) -> None:
    """Withhold by another rule or other shares from now on."""
    set_blind_share(store, made.speakers)
    set_setting(store, "hold_out_rule", str(made.rule))
    set_setting(store, "stance_hold_out", str(made.stances))
    store.cache.pop("hold_out", None)


def blind_share(store: Store) -> float:
    """The share of quotations (0 to 1) that are shown without what the machine proposes for them; 0 at first."""
    cache = store.current_cache()
    if "blind" not in cache:
        with store.translate_misfits("the share of quotations without proposals"):
            cache["blind"] = _share(setting(store, "blind_share", "0"))
    return float(cache["blind"])


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError as err:
        raise MisfitError(f"{text[:40]!r} is not a number") from err


def set_blind_share(store: Store, share: float) -> None:
    """Show a share of quotations without proposals. ValueError unless 0 <= share <= 1."""
    if not 0 <= share <= 1:
        raise ValueError(f"a share is between 0 and 1, not {share}")
    set_setting(store, "blind_share", str(share))
    store.cache.pop("blind", None)
    store.cache.pop("hold_out", None)


def asks_nested(store: Store) -> bool:
    """Whether the project asks its annotators to decide proposals inside others, ‘ ’ in “ ”, too (on at first)."""
    return setting(store, "nested_proposals", "kept") == "kept"


def ask_nested(store: Store, asked: bool) -> None:
    """Keep proposals inside others from now on, or leave them out."""
    set_setting(store, "nested_proposals", "kept" if asked else "left out")


def show_indirect(store: Store, shown: bool) -> None:
    """Ask for decisions on indirect proposals, or hide those that are undecided."""
    set_setting(store, "indirect_proposals", "shown" if shown else "hidden")
    store.cache.pop("indirect", None)


def repeats(store: Store) -> RepeatRule:
    """Which finished articles come back; none at first."""
    cache = store.current_cache()
    if "repeats" not in cache:
        with store.translate_misfits("the share of articles that come back"):
            share, days = _share(setting(store, "repeat_share", "0")), _share(setting(store, "repeat_days", "14"))
        cache["repeats"] = RepeatRule(share, max(1, round(days)))
    found = cache["repeats"]
    assert isinstance(found, RepeatRule), "the cache keeps what was put there"
    return found


def set_repeats(store: Store, rule: RepeatRule) -> None:
    """Have other articles come back from now on."""
    with store.writing():
        set_setting(store, "repeat_share", str(rule.share))
        set_setting(store, "repeat_days", str(rule.days))
    store.cache.pop("repeats", None)


def second_reader(store: Store, annotator: str) -> int | None:
    """The row number under which an annotator's second readings stand; None while nothing comes back, or nothing came yet."""
    if not repeats(store).share:
        return None
    known: dict[str, int] = store.current_cache().setdefault("annotators", {})
    name = second_reading(annotator)
    if name not in known:
        row = store.one("SELECT n FROM annotator WHERE name = ?", (name,))
        if row is None:
            return None
        known[name] = int(row[0])
    return known[name]
