"""What is said of an article after it came in: its title, its tags, and whether it is excluded or deleted.

Each is a row with an id and a count of its own, so that copies of a project which say different things merge to the same in
any order: of the rows that stand, that with the highest ``sequence`` counts, of two such the one with the higher id. An excluded
article is out of the queue, agreement, exports and releases, with all that was decided in it. A deleted one is as if its import was
undone: it stands again where a decision or a finish on it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import many
from annotator.store import rules
from annotator.store.connection import Store, new_id
from annotator.store.rules import FAR, ArticleFact, short

if TYPE_CHECKING:
    from annotator.store.left_out import LeftOut

_SAID = """SELECT f.value, f.sequence, f.id FROM article_fact f JOIN change c ON c.n = f.change AND c.live = 1
    WHERE f.article = ? AND f.field = ? AND f.about = ? ORDER BY f.sequence DESC, f.id DESC LIMIT 1"""
_STANDS = """(SELECT f.value FROM article_fact f JOIN change g ON g.n = f.change AND g.live = 1
    WHERE f.article = {} AND f.field = '{}' AND f.about = {} ORDER BY f.sequence DESC, f.id DESC LIMIT 1)"""
_TITLE, _OUT, _GONE = (_STANDS.format("t.article", name, "''") for name in ("title", "excluded", "deleted"))
CURRENT = f"""
    SELECT t.article, nullif({_TITLE}, '') AS title,
        CASE WHEN EXISTS (SELECT 1 FROM article_fact f JOIN change g ON g.n = f.change AND g.live = 1
            WHERE f.article = t.article AND f.field = 'tag')
        THEN ifnull((SELECT group_concat(about, ', ') FROM (
            SELECT DISTINCT a.about FROM article_fact a WHERE a.article = t.article AND a.field = 'tag'
            AND {_STANDS.format("a.article", "tag", "a.about")} = '1' ORDER BY a.about)), '') END AS tags,
        ifnull({_OUT}, '') = '1' AS excluded, ifnull({_GONE}, '') = '1' AS deleted
    FROM (SELECT DISTINCT article FROM article_fact) t"""
"""What ``current_article`` holds: the newest of what is said of each article that stands. No tags: nobody said anything of them."""
_ONE = f"INSERT INTO current_article SELECT * FROM ({CURRENT}) WHERE article = ?"
_EXCLUDED = """FROM present_article a JOIN current_article m ON m.article = a.n AND m.excluded"""
TAGS = "tags"
"""The key of an article's metadata under which its tags stand in files, ", " between them."""


MOST = 50  # tags that come with one article


class ExcludedArticle(NamedTuple):
    """An article that was taken out: who did it when (ISO 8601, UTC), and how many decisions of anybody stand in it."""

    sha256: str
    id: str
    title: str
    by: str
    at: str
    decisions: int


class BroughtFacts(NamedTuple):
    """What a merge brought: the changes here that it came under, how many rows, and what is to be known, in sentences."""

    changes: set[int]
    rows: int
    told: list[str]


def split(text: str) -> tuple[str, ...]:
    """The tags in a text, each once, in the order of their letters."""
    found = {rules.folded(part) for part in text.replace(";", ",").split(",")}
    return tuple(sorted(found - {""}))


def tags_in(metadata: Mapping[str, str]) -> tuple[str, ...]:
    """The tags that an article's metadata name; none where what stands there is no list of tags."""
    found = split(str(metadata.get(TAGS, "")))
    sound = len(found) <= MOST and all(not rules.broken("article_fact", {"about": tag}) for tag in found)
    return found if sound else ()


def with_tags(metadata: Mapping[str, str], tags: str | None) -> Mapping[str, str]:
    """An article's metadata with the tags that it has now; None: nobody said anything of its tags."""
    if tags is None:
        return metadata
    rest = {key: value for key, value in metadata.items() if key != TAGS}
    return {**rest, TAGS: tags} if tags else rest


def said(store: Store, article: int, field: ArticleFact, about: str = "") -> str:
    """What stands of an article (its row number); "" where nothing does."""
    row = store.one(_SAID, (article, field, about))
    return str(row[0]) if row else ""


def say(store: Store, article: int, field: ArticleFact, value: str, change: int, about: str = "") -> None:
    """Append what is said of an article from now on, inside the open transaction; nothing where it is said already."""
    if said(store, article, field, about) == value:
        return
    row = store.one(
        "SELECT ifnull(max(sequence), 0) + 1 FROM article_fact WHERE article = ? AND field = ? AND about = ?",
        (article, field, about),
    )
    assert row is not None
    store.execute(
        "INSERT INTO article_fact (id, article, field, about, value, sequence, change) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (new_id(), article, field, about, value, row[0], change),
    )
    refresh(store, [article])


def refresh(store: Store, numbers: Iterable[int]) -> None:
    """Update the derived rows of some articles (row numbers), inside the open transaction."""
    for n in numbers:
        store.execute("DELETE FROM current_article WHERE article = ?", (n,))
        store.execute(_ONE, (n,))


def inherit(store: Store, new: int, old: int, change: int) -> None:
    """Give an edited text (row numbers) the tags of the one that it replaces, and exclude it where that one is excluded."""
    row = store.one("SELECT tags, excluded FROM current_article WHERE article = ?", (old,))
    if row is None:
        return
    for tag in split(row[0] or ""):
        say(store, new, ArticleFact.TAG, "1", change, tag)
    if row[1]:
        say(store, new, ArticleFact.EXCLUDED, "1", change)


def copy_tags(store: Store, sha256: str, other: Store, change: int) -> None:
    """Say in another project, inside its open transaction, what is said here of the tags of an article that both hold."""
    rows = store.rows(
        """SELECT f.id, f.about, f.value, f.sequence FROM article_fact f JOIN article a ON a.n = f.article
        JOIN change c ON c.n = f.change AND c.live = 1 WHERE a.sha256 = ? AND f.field = 'tag' ORDER BY f.n""",
        (sha256,),
    )
    other.executemany(
        """INSERT INTO article_fact (article, field, id, about, value, sequence, change)
        SELECT n, 'tag', ?, ?, ?, ?, ? FROM article WHERE sha256 = ?""",
        [(*row, change, sha256) for row in rows],
    )
    refresh(other, [n for (n,) in other.rows("SELECT n FROM article WHERE sha256 = ?", (sha256,))])


def is_used(store: Store, article: int) -> bool:
    """Whether anybody has a decision that stands on the article, or finished it."""
    used = """SELECT 1 FROM current_decision WHERE article = ?1 AND status <> 'withdrawn'
        UNION SELECT 1 FROM current_finish WHERE article = ?1 AND finished"""
    return store.one(used, (article,)) is not None


def has_no_tags(store: Store, article: int) -> bool:
    """Whether nobody has said anything of an article's tags yet, so that those of its file count."""
    return store.one("SELECT 1 FROM current_article WHERE article = ? AND tags IS NOT NULL", (article,)) is None


def excluded(store: Store) -> tuple[ExcludedArticle, ...]:
    """All articles that are excluded, in the order of their ids."""
    rows = store.rows(
        f"""SELECT a.sha256, a.id, a.title, ifnull(b.name, ''), c.at,
        (SELECT count(*) FROM counted_decision d WHERE d.article = a.n AND d.status <> 'withdrawn') {_EXCLUDED}
        JOIN change c ON c.n = (SELECT f.change FROM article_fact f JOIN change g ON g.n = f.change AND g.live = 1
            WHERE f.article = a.n AND f.field = 'excluded' AND f.about = '' ORDER BY f.sequence DESC, f.id DESC LIMIT 1)
        LEFT JOIN annotator b ON b.n = c.annotator ORDER BY a.id, a.n"""
    )
    return tuple(map(ExcludedArticle._make, rows))


def excluded_count(store: Store) -> int:
    """How many articles are excluded."""
    row = store.one(f"SELECT count(*) {_EXCLUDED}")
    return int(row[0]) if row else 0


def excluded_among(store: Store, hashes: Sequence[str]) -> list[str]:
    """The ids of those of at most a few hundred texts that are excluded."""
    marks = ", ".join("?" * len(hashes))
    return [name for (name,) in store.rows(f"SELECT a.id {_EXCLUDED} WHERE a.sha256 IN ({marks})", hashes)]


def tags_known(store: Store) -> list[str]:
    """Every tag that an article of the queue bears, in the order of their letters."""
    rows = store.rows("SELECT DISTINCT tags FROM live_article WHERE n IN (SELECT article FROM current_article)")
    return sorted({tag for (tags,) in rows for tag in split(tags)})


def bring(store: Store, other: Store, left_out: LeftOut, change_here: Callable[[int], int | None]) -> BroughtFacts:
    """Bring what another file says of articles that both hold.

    ``change_here`` answers the number here of a change there, None where that cannot come.
    """
    came, count, told = set[int](), 0, list[str]()
    rows = other.rows(
        """SELECT a.sha256, f.id, f.field, f.about, f.value, f.sequence, f.change, c.id, c.live FROM article_fact f
        JOIN article a ON a.n = f.article JOIN change c ON c.n = f.change LEFT JOIN change m ON m.n = c.merge
        WHERE ifnull(m.live, 1) ORDER BY f.n"""
    )
    for sha256, identity, field, about, value, sequence, number, act, stands in rows:
        here = store.one("SELECT n, id FROM article WHERE sha256 = ?", (sha256,))
        known = store.one("SELECT c.id FROM article_fact f JOIN change c ON c.n = f.change WHERE f.id = ?", (identity,))
        if here is None or (known is not None and known[0] != act):
            continue  # a package was made with it
        given = {"id": identity, "field": field, "about": about, "value": value, "sequence": sequence}
        if (row := _sound(given, left_out)) is None:
            continue
        if (change := change_here(number)) is None:
            continue
        came.add(change)
        if known is None:
            told += _differs(store, here[0], here[1], row) if stands else []
            count += 1
            store.execute(
                """INSERT INTO article_fact (id, article, field, about, value, sequence, change)
                VALUES (:id, :article, :field, :about, :value, min(:sequence, :far), :change)""",
                {**row, "article": here[0], "change": change, "far": FAR},
            )
    return BroughtFacts(came, count, told)


def _sound(row: rules.Row, left_out: LeftOut) -> rules.Row | None:
    """The row with safe values in the place of bad ones; None where it says nothing without them. What is wrong is noted."""
    fault = next(iter(rules.about_row("article_fact", row, None)), "")
    safe, told = rules.made_safe("article_fact", row) if not fault else (None, [fault])
    if told:
        left_out.add("remark about an article", told[0], kept=safe is not None)
    return safe


_PUT = {"1": ("excluded it", "excluded"), "": ("included it again", "included")}


def _differs(store: Store, article: int, name: str, row: rules.Row) -> list[str]:
    """A sentence where people who did not know of each other gave an article two titles, or disagree whether it is excluded."""
    stands = store.one(_SAID, (article, row["field"], ""))
    if row["field"] not in (ArticleFact.TITLE, ArticleFact.EXCLUDED) or stands is None:
        return []
    if stands[1] != row["sequence"] or stands[0] == row["value"]:
        return []
    newer, older = (value for _, value in sorted(((stands[2], stands[0]), (row["id"], row["value"])), reverse=True))
    if row["field"] == ArticleFact.EXCLUDED:
        (did, is_now), (undid, _) = (_PUT.get(value, (value, value)) for value in (newer, older))
        return [f"{short(name)}: one person {did}, another {undid}; it stays {is_now}."]
    titles = [f"“{short(title)}”" if title else "the title it came with" for title in (newer, older)]
    return [f"{short(name)}: two people gave it another title; {titles[0]} is used, not {titles[1]}."]


def states(store: Store) -> dict[int, tuple[str, bool, bool, bool]]:
    """(id, excluded, deleted, used) of every article of which something is said, by its row number."""
    rows = store.rows(
        "SELECT a.n, a.id, m.excluded, m.deleted FROM article a JOIN current_article m ON m.article = a.n"
    )
    return {n: (name, bool(out), bool(gone), bool(gone) and is_used(store, n)) for n, name, out, gone in rows}


def changed(before: dict[int, tuple[str, bool, bool, bool]], store: Store) -> Iterable[str]:
    """What became of articles since ``before`` (see :func:`states`), in sentences for the report of a merge."""
    after = states(store)
    none = ("", False, False, False)
    kinds: dict[str, list[str]] = {}
    for n, (name, out, gone, used) in after.items():
        _, was_out, was_gone, was_used = before.get(n, none)
        for what, applies in (
            ("now excluded", out and not was_out),
            ("included again", was_out and not out),
            ("now deleted", gone and not used and not (was_gone and not was_used)),
            ("deleted by somebody, and kept because of decisions in it", gone and used and not (was_gone and was_used)),
        ):
            if applies:
                kinds.setdefault(what, []).append(name)
    for what, names in kinds.items():
        shown = ", ".join(short(name) for name in sorted(names)[:5]) + (", …" if len(names) > 5 else "")
        yield f"{many(len(names), 'article')} {what}: {shown}."
