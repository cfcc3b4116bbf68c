"""The articles of a project: as they came in, and what people say of them since: titles, tags, which are excluded or deleted.

Each act is one change of its annotator, which undo takes back and a merge brings to others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.readers.wrapped import LINE_BREAKS, MARGIN, original
from annotator.records import IMPORT_NOTES, Article, Change
from annotator.store import article_facts, articles, history, rules
from annotator.store.article_facts import ExcludedArticle as ExcludedArticle
from annotator.store.article_facts import split as split
from annotator.store.connection import Store
from annotator.store.rules import ArticleFact, short


def every_article(store: Store) -> Iterator[Article]:
    """All articles of a project, by id, one at a time, from one moment of the file."""
    with store.reading():
        for sha in articles.article_hashes(store):
            yield articles.article(store, sha)


def record(article: Article) -> dict[str, Any]:
    """An article as a JSON object; ``original`` is the text with the line breaks of its file, where they were joined."""
    metadata = {key: value for key, value in article.metadata.items() if key not in (IMPORT_NOTES, LINE_BREAKS, MARGIN)}
    found: dict[str, Any] = {
        "id": article.id, "title": article.title, "metadata": metadata, "notes": list(article.import_notes), "text": article.text,
    }  # fmt: skip
    if breaks := article.metadata.get(LINE_BREAKS):
        found["original"] = original(article.text, breaks, article.metadata.get(MARGIN, ""))
    return found


def excluded(store: Store) -> tuple[ExcludedArticle, ...]:
    """The articles that are excluded, by id, with who excluded each and when."""
    return article_facts.excluded(store)


def tags_known(store: Store) -> list[str]:
    """Every tag that an article of the queue bears, in the order of their letters."""
    return article_facts.tags_known(store)


def tags_of(store: Store, sha256: str) -> tuple[str, ...]:
    """The tags of an article, in the order of their letters."""
    return article_facts.tags_in(articles.article(store, sha256).metadata)


def named(store: Store, name: str) -> str:
    """The sha256 of the article of an id or sha256, excluded or not; BadInputError where there is none, or several of that id."""
    found = articles.present_named(store, name)
    if len(found) != 1:
        told = "there is no article" if not found else f"{len(found)} articles are called"
        raise BadInputError(f"{store.path}: {told} “{short(name)}”; look it up with “annotator articles”.")
    return found[0]


def is_used(store: Store, sha256: str) -> bool:
    """Whether anybody decided something in an article or finished it, so that it can be excluded and not deleted."""
    return article_facts.is_used(store, articles.article_number(store, sha256))


def exclude(store: Store, hashes: Sequence[str], *, annotator: str) -> Change:
    """Take articles (sha256) out of the queue, agreement, exports and releases. Their decisions stay, for when they are included again."""
    return _mark(store, hashes, annotator, ArticleFact.EXCLUDED, "1", ("Exclude", "excluded"))


def include(store: Store, hashes: Sequence[str], *, annotator: str) -> Change:
    """Include excluded articles (sha256) again, with all that was decided in them."""
    return _mark(store, hashes, annotator, ArticleFact.EXCLUDED, "", ("Include", "in the queue again"))


def delete(store: Store, hashes: Sequence[str], *, annotator: str) -> Change:
    """Delete articles (sha256): as if they had not come in. BadInputError where somebody decided something in one, or finished it."""
    for sha256 in hashes:
        if is_used(store, sha256):
            name = articles.article(store, sha256).id
            raise BadInputError(f"“{short(name)}” holds decisions, so it cannot be deleted; exclude it instead.")
    return _mark(store, hashes, annotator, ArticleFact.DELETED, "1", ("Delete", "deleted"))


def rename(store: Store, sha256: str, title: str, *, annotator: str) -> Change:
    """Give an article (sha256) another title; "" gives back the one that it came with. BadInputError for one that is too long."""
    title = rules.folded(rules.no_controls(title))
    if faults := rules.broken("article", {"title": title}):
        raise BadInputError(f"This cannot be the title: {faults[0].told}; type a shorter one.")
    return _mark(store, [sha256], annotator, ArticleFact.TITLE, title, ("Rename", "this is its title now"))


def tag(
    store: Store, hashes: Sequence[str], tags: Sequence[str] = (), *, annotator: str, off: Sequence[str] = ()
) -> Change:
    """Put tags on articles (sha256), and take others off. BadInputError for a tag that is blank or too long, or holds a comma."""
    on, off = [rules.folded(each) for each in tags], [rules.folded(each) for each in off]
    for each in (*on, *off):
        if not each or rules.broken("article_fact", {"about": each}):
            raise BadInputError(
                f"“{short(each)}” cannot be a tag; type up to {rules.TAG} characters without commas and semicolons."
            )

    def say(n: int, change: int) -> None:
        if article_facts.has_no_tags(store, n):  # those of its file become tags that can be taken off
            for each in article_facts.tags_in(articles.metadata_of(store, n)):
                article_facts.say(store, n, ArticleFact.TAG, "1", change, each)
        for value, some in (("1", on), ("", off)):
            for each in some:
                article_facts.say(store, n, ArticleFact.TAG, value, change, each)

    return _say(store, hashes, annotator, "Tag", say, "tags changed")


def _mark(
    store: Store, hashes: Sequence[str], annotator: str, field: ArticleFact, value: str, words: tuple[str, str]
) -> Change:
    """Say one thing of some articles, in the words of the undo menu and of the message."""
    return _say(
        store,
        hashes,
        annotator,
        words[0],
        lambda n, change: article_facts.say(store, n, field, value, change),
        words[1],
    )


def _say(
    store: Store, hashes: Sequence[str], annotator: str, verb: str, say: Callable[[int, int], None], done: str
) -> Change:
    """Say something of each article (row number, change) as one change, on disk when this returns."""
    if not hashes:
        raise BadInputError("No article is chosen.")
    some = "article" if len(hashes) == 1 else f"{len(hashes):,} articles"
    with store.writing():
        numbers = [articles.article_number(store, sha256) for sha256 in hashes]
        change = history.begin_change(store, annotator, f"{verb} {some}", numbers[0] if len(numbers) == 1 else None)
        for n in numbers:
            say(n, change)
    name = f"“{short(articles.article(store, hashes[0]).title)}”" if len(hashes) == 1 else some.capitalize()
    return Change(
        f"{verb} {some}", article=hashes[0] if len(hashes) == 1 else None, queue=True, message=f"{name}: {done}."
    )
