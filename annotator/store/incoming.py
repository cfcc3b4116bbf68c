"""Read another project file by the rules: its annotators, articles and decisions.

What breaks a rule is left out, or comes with a safe value in the place of a bad one; the report says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from annotator.records import ADJUDICATED, Article, Decision, MisfitError, Stance, is_second_reading, second_reading
from annotator.store import articles, register, rules
from annotator.store.annotators import MADE_FOR
from annotator.store.connection import Store
from annotator.store.decision_rows import (
    AT,
    SELECT,
    Borne,
    Faulty,
    Values,
    all_sound,
    borne,
    decision_from_row,
    safe_rows,
    with_values,
)
from annotator.store.left_out import LeftOut
from annotator.store.rules import short
from annotator.store.tables import TABLES, Holds, Table, that_hold
from annotator.store.values import metadata

_BATCH = 500  # decisions read at once
_TEXTS = 8_000_000  # characters of articles that are kept for the decisions on them, which else read them again
_FOLLOWED = sorted((table for table in that_hold(Holds.WORK) if table.merged), key=lambda table: table.name)
_SETTLED = """SELECT d.n FROM decision d JOIN adjudication a ON a.decision = d.n
    JOIN change c ON c.n = d.change JOIN annotator p ON p.n = c.annotator
    JOIN annotator b ON b.n = d.annotator WHERE b.name = ?1 AND p.name <> ?1"""
_LACKS = 'x."{column}" IS NOT NULL AND x."{column}" NOT IN (SELECT {key} FROM "{parent}")'
_NAMELESS = _LACKS.format(column="speaker", key="speaker", parent="speaker_revision")
_NAME = rules.RULES["speaker_revision"]["name"].check
_ID, _SPEAKER, _SEQUENCE = AT["id"], AT["speaker"], AT["sequence"]


def _broken(table: Table) -> str:
    """SQL that says whether any row of a table points at one that is not there."""
    lacks = [
        _LACKS.format(column=column, key=TABLES[parent].keys[0], parent=parent)
        for column, parent in table.refers.items()
    ]
    lacks += [_NAMELESS] if table.name == "decision" else []
    return f"EXISTS (SELECT 1 FROM {table.name} x WHERE {' OR '.join(f'({each})' for each in lacks)})"


_BROKEN = f"SELECT {' OR '.join(_broken(table) for table in _FOLLOWED if table.refers)}"
"""One statement for all tables and columns: SQLite takes longer to read forty than to answer them."""


class Came(NamedTuple):
    """A decision of another file: its row of ``SELECT``, which keeps the rules, and its speaker's id (None: it names none)."""

    row: Values
    id: str
    annotator: str
    article: str  # sha256
    stances: Sequence[Stance]
    speaker: str | None
    speaker_name: str

    @property
    def decision(self) -> Decision:
        """The whole decision."""
        return decision_from_row(
            self.row, tuple(self.stances), {self.row[_SPEAKER]: (self.speaker or "", self.speaker_name)}
        )


class CameArticle(NamedTuple):
    """An article of another file; its values keep the rules, but for the text, which need not be that of the checksum."""

    sha256: str
    id: str
    title: str
    text: str
    metadata: str

    @property
    def article(self) -> Article:
        """The whole article."""
        return Article(self.id, self.text, self.title, metadata(self.metadata))


class CameChange(NamedTuple):
    """A change of another file that keeps the rules: its values, the name and the article (sha256) that it belongs to."""

    n: int
    id: str
    kind: str
    action: str
    at: str
    sequence: int
    annotator: str | None
    article: str | None


def made_for(other: Store) -> tuple[str, list[str]]:
    """Whom a package was made for ("" where the file is none), and who else decided in it."""
    row = other.one("SELECT value FROM setting WHERE name = ?", (MADE_FOR,)) or other.one(
        """SELECT name FROM annotator WHERE EXISTS (SELECT 1 FROM change WHERE action = 'Make package') ORDER BY n LIMIT 1"""
    )
    if row is None:
        return "", []
    others = other.rows(
        """SELECT b.name FROM annotator b WHERE b.name NOT IN (?, ?) AND EXISTS (
            SELECT 1 FROM decision d JOIN change c ON c.n = d.change AND c.merge IS NULL WHERE d.annotator = b.n) ORDER BY b.n""",
        (row[0], ADJUDICATED),
    )
    return row[0], [name for (name,) in others if not is_second_reading(name)]


class Incoming:
    """Another project file, read by the rules. ``left_out`` collects what breaks them.

    ``names``: people of the file who come as somebody else. Nobody counted their decisions together, so these are ordered by time.
    ``partial``: (annotator, sha256) where a decision was left out.
    """

    def __init__(self, other: Store, names: Mapping[str, str]) -> None:
        self.other = other
        again = {second_reading(name): second_reading(person) for name, person in names.items()}
        self.names: Mapping[str, str] = {**again, **names}
        self.left_out = LeftOut()
        self.partial: set[tuple[str, str]] = set()
        self.seen = self.refused = 0  # decisions on articles that are asked for; those that break a rule
        self._texts: dict[str, str] = {}
        self._kept = 0  # characters of these
        self._speakers: dict[str | None, str] = {}  # id -> why its name cannot be kept, "" where it can
        self._sound_speakers: set[str | None] = set()
        self._people: dict[str, str] = {}  # name -> why nobody can come under it, "" where somebody can
        self._settled = {n for (n,) in other.rows(_SETTLED, (ADJUDICATED,))}
        self._broken = self._references()
        self._has_aliases = other.one("SELECT 1 FROM speaker_revision WHERE aliases <> '[]' LIMIT 1") is not None

    def _references(self) -> set[int]:
        """The decisions that point at a row that is not there; such rows of every table are counted."""
        broken: set[int] = set()
        if self.other.one(_BROKEN) == (0,):
            return broken
        for table in _FOLLOWED:
            for column, parent in table.refers.items():
                where = _LACKS.format(column=column, key=TABLES[parent].keys[0], parent=parent)
                count = (self.other.one(f"SELECT count(*) FROM {table.name} x WHERE {where}") or (0,))[0]
                if count:
                    name = table.name.replace("_", " ")
                    self.left_out.add(
                        f"row of {name}", f"its {column.replace('_', ' ')} is not in the file", count=count
                    )
                if count and table.name == "decision":
                    broken |= self._lost(where)
        return broken | self._lost(_NAMELESS)

    def _lost(self, where: str) -> set[int]:
        """The numbers of decisions that cannot come; the article of each is not finished."""
        rows = self.other.rows(
            f"""SELECT x.n, b.name, a.sha256 FROM decision x LEFT JOIN annotator b ON b.n = x.annotator
            LEFT JOIN article a ON a.n = x.article WHERE {where}"""
        )
        self.partial |= {(self.names.get(name, name), sha) for _, name, sha in rows}
        return {n for n, _, _ in rows}

    def refusal(self, name: str) -> str:
        """Say why a name is refused, in a clause; "" where it is not."""
        if name not in self._people:
            told = rules.RULES["annotator"]["name"].check(name)
            self._people[name] = told.replace("its name", "the annotator's name", 1)
        return self._people[name]

    def articles(self) -> Iterator[CameArticle]:
        """The articles that stand in the file."""
        with self.other.translate_errors():
            rows = self.other.connection.execute(
                """SELECT a.sha256, a.text, a.id, a.title, a.metadata FROM article a JOIN change c ON c.n = a.change
                WHERE c.live = 1 OR a.n IN (SELECT d.article FROM decision d JOIN change g ON g.n = d.change AND g.live = 1
                    WHERE d.status <> 'withdrawn')
                ORDER BY a.n"""
            )
            for sha, text, *found in rows:
                safe, told = rules.made_safe("article", dict(zip(("id", "title", "metadata"), found, strict=True)))
                if told:
                    self.left_out.add("article", told[0], short(str(found[0])), kept=safe is not None)
                if safe is not None:
                    if self._kept < _TEXTS:
                        self._texts[sha] = text
                        self._kept += len(text)
                    yield CameArticle(sha, safe["id"], safe["title"], text, safe["metadata"])

    def decisions(self, here: set[str]) -> Iterator[list[Came]]:
        """The decisions on some articles (sha256), in batches, in the order of the file.

        Those that came with a merge which was undone there stay where they are, and recoded ones: what becomes of a decision
        is said by the codebook changes of the project that it comes to.
        """
        last = 0
        while rows := self.other.rows(
            f"""{SELECT} JOIN change c ON c.n = d.change LEFT JOIN change m ON m.n = c.merge
            WHERE ifnull(m.live, 1) AND d.n > ? AND NOT EXISTS (SELECT 1 FROM recoded r WHERE r.decision = d.n)
            ORDER BY d.n LIMIT ?""",
            (last, _BATCH),
        ):
            last = rows[-1][0]
            wanted = [row for row in rows if row[2] in here]
            self.seen += len(wanted)
            sound = all_sound(wanted)
            if not (sound and self._are_plain(wanted)):
                wanted = [row for row in wanted if self._whose(row, sound)]
            kept = safe_rows(wanted, self._tell, self._text, sound=sound)
            found = borne(self.other, kept)
            came = self._came(kept, found)
            odd = {each.speaker for each in came} - self._sound_speakers
            yield [each for each in came if self._named(each)] if odd else came

    def _are_plain(self, rows: Sequence[Values]) -> bool:
        """Whether :meth:`_whose` holds for each of some sound rows, asked once for each name."""
        names = {self.names.get(row[1], row[1]) for row in rows}
        return not self._broken and ADJUDICATED not in names and not any(map(self.refusal, names))

    def _came(self, rows: Sequence[Values], found: Borne) -> list[Came]:
        """Decisions with what they bear; MisfitError for a speaker that is not in the register."""
        if self.names or any(row[_SEQUENCE] > rules.FAR for row in rows):
            rows = list(map(self._renamed, rows))
        speakers = dict[int | None, tuple[str | None, str]](found.speakers.items())
        speakers[None] = None, ""
        if any(row[_SPEAKER] not in speakers for row in rows):
            raise MisfitError("its speaker is not in the register")
        return [
            Came(row, row[_ID], row[1], row[2], found.stances.get(row[0], ()), *speakers[row[_SPEAKER]]) for row in rows
        ]

    def _renamed(self, row: Values) -> Values:
        """Rename the annotator of a decision, and limit its sequence."""
        if (name := self.names.get(row[1])) is not None:
            row = with_values(row, {"sequence": 0})
            return (row[0], name, *row[2:])
        return row if row[_SEQUENCE] <= rules.FAR else with_values(row, {"sequence": rules.FAR})

    def _whose(self, row: Values, sound: bool) -> bool:
        """Check the annotator of a decision, and its time unless the row is known to be sound."""
        name = self.names.get(row[1], row[1])
        if row[0] in self._broken:  # counted already
            self.refused += 1
            return False
        told = self.refusal(name)
        if not told and name == ADJUDICATED and row[0] not in self._settled:
            told = f"it stands under “{ADJUDICATED}”, but nothing says who settled it"
        if not sound:
            told = told or rules.RULES["decision"]["decided_at"].check(row[AT["decided_at"]])
        if told:
            self._tell(Faulty(name, row[2], str(row[AT["words"]]), [told], kept=False))
        return not told

    def _named(self, came: Came) -> bool:
        """Whether the speaker of a decision has a name that can be kept."""
        if came.speaker not in self._speakers:
            told = _NAME(came.speaker_name) if came.speaker is not None else ""
            self._speakers[came.speaker] = told if told and _NAME(rules.folded(came.speaker_name)) else ""
            if not self._speakers[came.speaker]:
                self._sound_speakers.add(came.speaker)
        if told := self._speakers[came.speaker]:
            words = str(came.row[AT["words"]])
            self._tell(Faulty(came.annotator, came.article, words, [f"of its speaker: {told}"], kept=False))
        return not told

    def _text(self, sha256: str) -> str:
        kept = self._texts.get(sha256)
        return kept if kept is not None else articles.article_text(self.other, sha256)

    def _tell(self, faulty: Faulty) -> None:
        if not faulty.kept:
            self.refused += 1
            self.partial.add((self.names.get(faulty.annotator, faulty.annotator), faulty.article))
        article = self.other.one("SELECT id FROM article WHERE sha256 = ?", (faulty.article,))
        where = str(article[0]) if article else ""
        self.left_out.decision(faulty.annotator, faulty.words, where, faulty.told[0], kept=faulty.kept)

    def names_of(self, speakers: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """The aliases of some speakers (by id) that can be kept."""
        names: dict[str, Sequence[str]] = {}
        if not self._has_aliases:
            return names
        for speaker, spelled in register.aliases_of(self.other, speakers).items():
            found = [rules.folded(alias) for alias in spelled]
            kept = names[speaker] = [alias for alias in dict.fromkeys(found) if not _NAME(alias)]
            if len(kept) < len(set(found)):
                self.left_out.add("alias of a speaker", "it is blank or too long", count=len(set(found)) - len(kept))
        return names

    def changes(self, numbers: Sequence[int]) -> dict[int, CameChange | None]:
        """Some changes by their numbers; None for one that breaks a rule."""
        marks = ", ".join("?" * len(numbers))
        rows = self.other.rows(
            f"""SELECT c.n, c.id, c.kind, c.action, c.at, c.sequence, b.name, a.sha256 FROM change c
            LEFT JOIN annotator b ON b.n = c.annotator LEFT JOIN article a ON a.n = c.article WHERE c.n IN ({marks})""",
            numbers,
        )
        sound = rules.all_sound("change", CameChange._fields, rows)
        names = {row[-2] for row in rows} - {None}
        if sound and not any(name in self.names or self.refusal(name) for name in names):
            return {row[0]: CameChange._make(row) for row in rows}
        return {row[0]: self._change(CameChange(*row), sound) for row in rows}

    def _change(self, change: CameChange, sound: bool) -> CameChange | None:
        refused = ""
        if (name := change.annotator) is not None:
            if name in self.names:
                change = change._replace(annotator=self.names[name])
            refused = self.refusal(self.names.get(name, name))
        if sound and not refused:
            return change
        safe, told = rules.made_safe("change", change._asdict())
        if told or refused:
            self.left_out.add("change", (told or [refused])[0], kept=safe is not None and not refused)
        return CameChange(**safe) if safe is not None and not refused else None

    def finishes(self) -> Iterator[tuple[int, str, str, rules.Row]]:
        """(number of the change, annotator, sha256, row) of who finished or reopened what, in the order of the file."""
        rows = self.other.rows(
            """SELECT f.change, b.name, a.sha256, f.finished, f.at, f.sequence, p.name FROM finish f
            JOIN annotator b ON b.n = f.annotator JOIN article a ON a.n = f.article JOIN change c ON c.n = f.change
            LEFT JOIN change m ON m.n = c.merge LEFT JOIN annotator p ON p.n = c.annotator
            WHERE ifnull(m.live, 1) ORDER BY f.n"""
        )
        sound = rules.all_sound("finish", ("", "", "", "finished", "at", "sequence", ""), rows)
        for change, whose, sha, finished, at, sequence, by in rows:
            name = self.names.get(whose, whose)
            row = {"finished": finished, "at": at, "sequence": sequence}
            safe, told = (row, []) if sound else rules.made_safe("finish", row)
            refused = self.refusal(name) or ("nobody settled it" if name == ADJUDICATED and by in (None, name) else "")
            if told or refused:
                self.left_out.add(
                    f"mark of an article finished by {short(name)}", (told or [refused])[0], kept=not refused
                )
            if safe is not None and not refused:
                yield change, name, sha, safe
