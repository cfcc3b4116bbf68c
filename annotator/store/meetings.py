"""Report decisions of a merge that conflict with ones here: one annotator worked in two copies of a file without knowing of either.

Both decisions were taken on the same state, so neither replaces the other. One of them stands (``derived.py``), and the merge
reports both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from annotator.store import derived
from annotator.store.connection import Store

_Key = tuple[str, str, str]  # annotator, sha256, quotation


class Meetings:
    """Collects what comes, and says after the derived tables were updated where it met what stood before."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._stood: dict[_Key, str | None] = {}  # the id of the decision that stood before anything came
        self._came: dict[_Key, set[str]] = defaultdict(set)
        self._at_work: dict[str, bool] = {}  # whether an annotator had decided anything here before
        self._place: tuple[tuple[str, str], dict[str, str]] = (
            ("", ""),
            {},
        )  # where the last one came: what stood there

    def come(self, decisions: Sequence[tuple[str, str, str, str]]) -> None:
        """Note decisions that are about to come, each as (annotator, sha256, quotation, id)."""
        for annotator in {annotator for annotator, *_ in decisions} - self._at_work.keys():
            known = "SELECT 1 FROM current_decision WHERE annotator = (SELECT n FROM annotator WHERE name = ?) LIMIT 1"
            self._at_work[annotator] = self.store.one(known, (annotator,)) is not None
        if any(self._at_work.values()):  # else nothing stood here that they could meet
            for each in decisions:
                self._comes(*each)

    def _comes(self, annotator: str, sha256: str, quotation: str, decision: str) -> None:
        if not self._at_work[annotator]:
            return
        if (annotator, sha256) != self._place[0]:
            rows = self.store.rows(
                """SELECT c.quotation, d.id FROM current_decision c JOIN decision d ON d.n = c.decision
                WHERE c.annotator = (SELECT n FROM annotator WHERE name = ?)
                AND c.article = (SELECT n FROM article WHERE sha256 = ?)""",
                (annotator, sha256),
            )
            self._place = ((annotator, sha256), dict(rows))
        key = (annotator, sha256, quotation)
        if self._stood.setdefault(key, self._place[1].get(quotation)) is not None:
            self._came[key].add(decision)

    def notes(self, file: str) -> Iterator[str]:
        """A sentence for each annotator, with the number of quotations and one of them as an example."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, stood in self._stood.items():
            if stood is not None and (example := self._example(key, stood, file)):
                found[key[0]].append(example)
        for name, examples in sorted(found.items()):
            many = len(examples) != 1
            yield (
                f"{len(examples)} quotation{'s were' if many else ' was'} decided by {name} both here and in {file}, neither "
                f"knowing of the other{'; e.g.' if many else ':'} {examples[0]}"
            )

    def _example(self, key: _Key, stood: str, file: str) -> str:
        """What the two decisions say and which of them stands; "" where they did not meet."""
        heads = derived.unreplaced(self.store, *key)
        came = next((head for head in heads if head[0] in self._came[key]), None)
        before = next((head for head in heads if head[0] == stood), None)
        if came is None or before is None or came == before:
            return ""
        _, words, status, article = before
        stands = file if heads[0][0] in self._came[key] else "here"
        return f"“{words[:40]}” ({article}): {status} here, {came[2]} in {file}; the decision {_from(stands)} counts."


def _from(place: str) -> str:
    return "made here" if place == "here" else f"from {place}"
