"""Finding things: words and concordances over a project, and searches kept with it under a name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, fields

from annotator.errors import BadInputError
from annotator.jsontext import MisfitError, check, read_json
from annotator.records import ArticleRow, Status
from annotator.store import annotators, progress, register, search_index
from annotator.store import search as _search
from annotator.store.connection import Store
from annotator.store.search import Hit as Hit
from annotator.store.search import Scope as Scope
from annotator.store.search import Search as Search
from annotator.store.search import SearchPage as SearchPage

_PREFIX = "search:"
BULK = 500  # articles indexed at once where nobody waits to write


def search(store: Store, wanted: Search, *, limit: int = 50, after: int = 0, viewer: str = "") -> SearchPage:
    """The first hits in context, or the page after one; what is not indexed yet (``unindexed``) is not found by its words.

    A ``viewer`` annotates blind: nothing of what others decided is found in articles that the viewer has not finished.
    BadInputError where there is nothing to look for.
    """
    if not wanted.words.strip() and not wanted.filtered and wanted.scope is not Scope.COMMENTS:
        raise BadInputError("There is nothing to search for; type a word or choose a filter.")
    with store.reading():
        return _search.search(store, wanted, limit=limit, after=after, viewer=viewer)


def keyword(hit: Hit, wanted: Search) -> tuple[str, str, str]:
    """(left, keyword, right) of a hit: the words looked for, else all that was found, between its context."""
    found = next(search_index.occurrences(hit.words, wanted.words), None) if wanted.words.strip() else None
    if found is None:
        return hit.left, hit.words, hit.right
    return hit.left + hit.words[: found.start], found.words(hit.words), hit.words[found.end :] + hit.right


def unindexed(store: Store) -> int:
    """How many articles and decisions a search by words would miss."""
    return search_index.unindexed(store)


def has_index(store: Store) -> bool:
    """Whether anything was indexed yet; without that a search by words finds nothing."""
    return search_index.exists(store)


def index_more(store: Store) -> int:
    """Index a little more, briefly enough to be called beside the desk; how many are left."""
    return search_index.index_more(store)


def index_all(store: Store, progress: Callable[[int], None] | None = None) -> None:
    """Index all that is left; ``progress`` is told how many are."""
    while left := search_index.unindexed(store):
        if progress is not None:
            progress(left)
        search_index.index_more(store, BULK)


def matching_rows(store: Store, annotator: str, wanted: Search) -> tuple[ArticleRow, ...]:
    """The queue with only the articles that have a hit for the annotator, who works blind."""
    with store.reading():
        kept = _search.article_hashes(store, wanted, viewer=annotator)
        return tuple(row for row in progress.queue(store, annotator) if row.sha256 in kept)


def save_search(store: Store, name: str, wanted: Search) -> None:
    """Keep a search with the project; one of that name is replaced. BadInputError where the name is blank."""
    name = " ".join(name.split())
    if not name:
        raise BadInputError("Type a name for the search.")
    annotators.set_setting(store, _PREFIX + name, json.dumps(asdict(wanted), ensure_ascii=False))


def drop_search(store: Store, name: str) -> None:
    """Forget a kept search."""
    annotators.drop_setting(store, _PREFIX + name)


def saved_searches(store: Store) -> dict[str, Search]:
    """The searches kept with the project, by name; one that this version cannot read is left out."""
    found = {}
    for name, value in annotators.settings(store, _PREFIX):
        try:
            found[name.removeprefix(_PREFIX)] = _read(read_json(value))
        except MisfitError:
            continue
    return found


def _read(kept: dict[str, object]) -> Search:
    """A search from what was kept; MisfitError where it is none."""
    check(kept, {"scope": lambda word: word in [str(scope) for scope in Scope]})
    defaults = asdict(Search())
    if kept.keys() - {field.name for field in fields(Search)}:
        raise MisfitError("fields that this version does not know")
    if any(
        not isinstance(value, type(defaults[name])) for name, value in kept.items() if name not in ("scope", "status")
    ):
        raise MisfitError("a field of another type")
    status = kept.get("status")
    if status and status not in [str(each) for each in Status]:
        raise MisfitError(f"there is no status {status!r}")
    plain = {name: value for name, value in kept.items() if name not in ("scope", "status")}
    return Search(scope=Scope(str(kept["scope"])), status=Status(str(status)) if status else None, **plain)  # type: ignore[arg-type]


def speaker_called(store: Store, name: str) -> str:
    """The id of the speaker with that name or alias; BadInputError where nobody is called so."""
    found = register.speaker_called(store, name)
    if found is None:
        raise BadInputError(f"No speaker of the project is called “{name}”; check the spelling.")
    return found


def speaker_name(store: Store, speaker_id: str) -> str:
    """The name of the speaker that a search asks for; "" where there is none of that id."""
    return register.name_of(store, speaker_id)
