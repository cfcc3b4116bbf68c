"""Read the quotations that annotators kept as columns, many articles at a time: what figures over a whole project are made of.

No record is made of a row, since a large team has a million of them, and what many rows share is read once. What does not fit is found
here, and told by the readers that make records (``work.streamed``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from annotator.records import Kind, Origin, QuotationForm, Stance
from annotator.store import work
from annotator.store.connection import Store
from annotator.store.gc_pause import gc_paused
from annotator.store.register import speaker_names
from annotator.store.values import spans

AT_ONCE = 4_000  # decisions that are read at once; one article is read whole, whatever it holds
_KINDS = frozenset(str(kind) for kind in Kind) - {str(Kind.NOT_SPEECH)}
_ORIGINS = frozenset(str(origin) for origin in Origin)
# Values that come again and again are joined to one text each, which SQLite does faster than it hands them over one by one.
_ROWS = """SELECT c.article, c.annotator, d.quotation, d.start, d."end", d.words,
    CASE WHEN d.speaker IS NOT NULL THEN d.speaker WHEN d.source_start IS NOT NULL THEN 's' || d.source_words END,
    d.kind || ' ' || d.origin || ' ' || d.proposals_shown || ' ' || d.content, d.n
    FROM current_decision c JOIN decision d ON d.n = c.decision
    WHERE c.article IN (SELECT n FROM article WHERE sha256 IN {}) AND c.status = 'confirmed'
    ORDER BY c.article, c.annotator, c.quotation"""


class Head(NamedTuple):
    """An article whose decisions were read: ``length`` in code points, and who of those asked for finished it, by name."""

    sha256: str
    id: str
    length: int
    annotators: tuple[str, ...]


class QuotationRead(NamedTuple):
    """Quotations as columns, a place for each in all of them; those of an article and annotator stand together, by their ids.

    ``part`` counts the annotators of the heads from 0, head after head. ``speaker``, ``form`` and ``stances`` are keys of ``speakers``
    (id and name in the register, (None, "") where none was chosen, and the words of the source, None where none were marked), ``forms``
    and ``sets``.
    """

    heads: Sequence[Head]
    part: Sequence[int]
    quotation: Sequence[str]
    start: Sequence[int]
    end: Sequence[int]
    words: Sequence[str]
    speaker: Sequence[int | str | None]
    form: Sequence[str]
    stances: Sequence[int]
    speakers: Mapping[int | str | None, tuple[str | None, str, str | None]]
    forms: Mapping[str, QuotationForm]
    sets: Mapping[int, frozenset[Stance]]


def kept(store: Store, wanted: Iterable[tuple[str, str, int]]) -> Iterator[QuotationRead | None]:
    """What annotators kept of articles, for (article sha256, annotator, number of decisions) in the order in which it is to come.

    The pairs of an article stand together, by annotator. None in the place of articles with a decision that does not fit its article.
    Call it inside :meth:`Store.reading`.
    """
    numbers = dict(store.rows("SELECT name, n FROM annotator"))
    with gc_paused():
        stances, sets = _stances(store)
    for batch in work.batches(wanted, articles=AT_ONCE, most=AT_ONCE):
        with gc_paused():
            yield _read(store, batch, numbers, stances, sets)


def _stances(store: Store) -> tuple[dict[int, int], dict[int, frozenset[Stance]]]:
    """The key of each decision's set of stances, by the decision's number (absent: none, whose key is 0), and the sets by key."""
    keys: dict[int, int] = {}
    sets: dict[int, frozenset[Stance]] = {0: frozenset()}
    for target, label, numbers in store.rows(
        "SELECT target, label, group_concat(decision) FROM stance GROUP BY target, label"
    ):
        stance = Stance(target, label)
        became: dict[int, int] = {}  # what a set becomes with this one more
        for n in map(int, numbers.split(",")):
            before = keys.get(n, 0)
            if before not in became:
                became[before] = len(sets)
                sets[len(sets)] = sets[before] | {stance}
            keys[n] = became[before]
    return keys, sets


def _read(
    store: Store,
    batch: Mapping[str, Sequence[str]],
    annotators: Mapping[str, int],
    stances: Mapping[int, int],
    sets: Mapping[int, frozenset[Stance]],
) -> QuotationRead | None:
    """The columns of one batch (article -> annotators); None where a decision does not fit."""
    hashes, some = list(batch), f"({', '.join('?' * len(batch))})"
    articles = {
        row[0]: row for row in store.rows(f"SELECT sha256, n, id, text FROM article WHERE sha256 IN {some}", hashes)
    }
    heads = [
        Head(sha256, articles[sha256][2], len(articles[sha256][3]), tuple(names)) for sha256, names in batch.items()
    ]
    part_of: dict[tuple[int, int], int] = {}  # by the numbers of the article and the annotator
    texts: list[str] = []  # of each part
    for head in heads:
        _, n, _, text = articles[head.sha256]
        for name in head.annotators:
            part_of[n, annotators[name]] = len(texts)
            texts.append(text)
    rows = store.rows(_ROWS.format(some), hashes)
    parts = [part_of.get(row[:2], -1) for row in rows]
    if -1 in parts:  # of somebody who has not finished, or is not asked for
        rows = [row for row, at in zip(rows, parts, strict=True) if at >= 0]
        parts = [at for at in parts if at >= 0]
    if not rows:
        return QuotationRead(heads, (), (), (), (), (), (), (), (), {}, {}, {})
    _, _, quotation, start, end, words, speaker, form, numbers = zip(*rows, strict=True)
    distinct = set(speaker)
    names = speaker_names(store, {each for each in distinct if isinstance(each, int)})
    speakers: dict[int | str | None, tuple[str | None, str, str | None]] = {None: (None, "", None)}
    speakers |= {each: (None, "", each[1:]) for each in distinct if isinstance(each, str)}
    speakers |= {each: (*names[each], None) for each in distinct if each in names}
    forms = {each: _form(each) for each in set(form)}
    fit = speakers.keys() >= distinct and _hold([texts[at] for at in parts], start, end, words)
    made = {each: found for each, found in forms.items() if found is not None}
    if not fit or len(made) < len(forms) or not _reach(texts, parts, form, made):
        return None
    keys = [stances.get(n, 0) for n in numbers]
    return QuotationRead(heads, parts, quotation, start, end, words, speaker, form, keys, speakers, made, sets)


def _reach(texts: Sequence[str], parts: Sequence[int], form: Sequence[str], forms: Mapping[str, QuotationForm]) -> bool:
    """Whether all content lies inside its text."""
    last = {key: max((end for _, end in made.content), default=0) for key, made in forms.items()}
    return not any(last.values()) or all(last[key] <= len(texts[at]) for at, key in zip(parts, form, strict=True))


def _hold(texts: Sequence[str], start: Sequence[int], end: Sequence[int], words: Sequence[str]) -> bool:
    """Whether each text has the words from ``start`` to ``end``; no row by itself, since there are so many."""
    if min(start) < 0 or not all(words) or [t[a:b] for t, a, b in zip(texts, start, end, strict=True)] != list(words):
        return False
    return sum(map(len, words)) == sum(end) - sum(start)  # what reaches beyond its text is shorter


def _form(text: str) -> QuotationForm | None:
    """What a row's form says; None where it is none that the program writes."""
    kind, origin, shown, content = text.split(" ", 3)
    pieces = [] if content == "[]" else spans(content)
    if kind not in _KINDS or origin not in _ORIGINS or pieces is None:
        return None
    return QuotationForm(origin == Origin.PROPOSAL, shown != "0", tuple(pieces))
