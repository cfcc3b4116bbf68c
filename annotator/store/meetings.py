"""Report decisions of a merge that conflict with ones here: one annotator worked in two copies of a file without knowing of either.

Both decisions were taken on the same state, so neither replaces the other. One of them stands (``derived.py``), and the merge
reports both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from annotator.records import Decision
from annotator.store import derived
from annotator.store.connection import Store

_Key = tuple[str, str, str]  # annotator, sha256, quotation


class Meetings:
    """Collects what comes, and says after the derived tables were updated where it met what stood before."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._stood: dict[_Key, str | None] = {}  # the id of the decision that stood before anything came
        self._came: dict[_Key, set[str]] = defaultdict(set)

    def comes(self, decision: Decision) -> None:
        """Note a decision that is about to come."""
        key = (decision.annotator, decision.article, decision.quotation)
        if key not in self._stood:
            row = self.store.one(
                """SELECT d.id FROM current_decision c JOIN decision d ON d.n = c.decision
                JOIN annotator b ON b.n = c.annotator JOIN article a ON a.n = c.article
                WHERE b.name = ? AND a.sha256 = ? AND c.quotation = ?""",
                key,
            )
            self._stood[key] = row[0] if row else None
        self._came[key].add(decision.id)

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
        return f"“{words[:40]}” ({article}): {status} here, {came[2]} in {file}; the decision {_from(stands)} stands."


def _from(place: str) -> str:
    return "made here" if place == "here" else f"from {place}"
