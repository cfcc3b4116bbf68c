"""What an article has told of an entity up to a pronoun or role, as features of the question whether that means it."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.detection import lang
from annotator.detection.names.entities import Entity
from annotator.detection.names.lists import lists
from annotator.detection.reading import Reading
from annotator.detection.settings import PERSON_CUT, RARE_FEATURE

Features = dict[str, float]


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody who can be meant: a named entity, or an unnamed source by the token that heads its description.

    ``noun``: that of the description. ``last``: the last mention, ``subject``: the last one that was a subject, ``spoke``: the
    last one that was a source. ``how``: "name", "pronoun" or "role". ``outside``: whether a mention stands outside marks.
    ``age``: in years, 0 where none was told; ``elder``: 1 for who is called the elder of two, -1 for the younger. ``called``:
    "m" or "f", what the last pronoun called it.
    """

    entity: Entity | None
    head: int
    person: float
    gender: float
    noun: str = ""
    last: int = -1
    subject: int = -1
    spoke: int = -1
    how: str = ""
    pronouns: int = 0
    outside: bool = False
    age: int = 0
    elder: int = 0
    called: str = ""

    def mention(self, reading: Reading, token: int, how: str) -> None:
        """Take down a mention."""
        self.last, self.how = token, how
        parse = reading.parse
        named = parse.heads[token] if parse.deps[token] == lang.tags.BESIDE else token  # his wife, Joan
        self.outside = self.outside or reading.inside[token] < 0
        if reading.inside[token] < 0 and parse.deps[named] in lang.tags.PERSONAL_SUBJECTS:
            self.subject = token


def place(parse_dep: str) -> str:
    """A dependency as one of five places."""
    if parse_dep in lang.tags.PERSONAL_SUBJECTS:
        return "subject"
    return parse_dep if parse_dep in ("dobj", "pobj", "poss", "appos") else "else"


def cut(odds: float) -> float:
    """Log odds cut at :data:`PERSON_CUT` on both sides."""
    return max(-PERSON_CUT, min(PERSON_CUT, odds))


class MentionContext:
    """A pronoun or role at token ``at`` that is asked about, and what all its candidates share."""

    def __init__(self, reading: Reading, at: int, candidates: list[Referent], speaks: bool) -> None:
        self.reading, self.at, self.candidates = reading, at, candidates
        self.speakers = sorted((r.spoke for r in candidates if r.spoke >= 0), reverse=True)
        parse = self.parse = reading.parse
        self.speaks = speaks
        self.mark = "speaks" if speaks else "quiet"
        self.verb = parse.heads[at]
        if parse.deps[at] == "poss":
            self.verb = parse.heads[parse.heads[at]]
        self.dep = place(parse.deps[at])
        self.above = self._above()

    def _above(self) -> int:
        """The subject of the clause that the one of the pronoun hangs under, -1 for none."""
        reading, parse = self.reading, self.parse
        verb = reading.verb[self.at]
        for _ in range(3):
            if verb < 0 or parse.heads[verb] == verb:
                return -1
            verb = reading.verb[parse.heads[verb]]
            if verb >= 0 and reading.subject[verb] >= 0 and reading.subject[verb] != self.at:
                return reading.subject[verb]
        return -1

    def away(self, token: int) -> str:
        """How many sentences or paragraphs back a token stands."""
        if token < 0:
            return "never"
        parse = self.parse
        sentences = parse.sentences[self.at] - parse.sentences[token]
        if sentences < 3:
            return str(max(sentences, 0))
        paragraphs = self.reading.paragraph[self.at] - self.reading.paragraph[token]
        return f"p{min(paragraphs, 4)}"

    def common(self, of: Referent, subject_rank: int) -> Features:
        """What is on for a candidate, asked for a pronoun or a role; ``subject_rank``: how many likely ones were a subject after it."""
        mark, away = self.mark, self.away(of.last)
        near = away if away in "01" else "far"
        on = [
            f"away={away}", f"away={away}|{mark}", f"subject rank={min(subject_rank, 4)}", f"subject away={self.away(of.subject)}",
            f"how={of.how}", f"how={of.how}|away={away}",
            f"place={place(self.parse.deps[of.last])}|away={near}", f"place={place(self.parse.deps[of.last])}|self={self.dep}",
        ]  # fmt: skip
        if of.entity is None:
            on.append("unnamed")
        if self.reading.inside[of.last] >= 0:
            on.append(f"inside|away={near}")
        return dict.fromkeys([*on, *self._sayer(of)], 1.0)

    def _sayer(self, of: Referent) -> list[str]:
        """How many others spoke since a candidate did, and how far away that was."""
        if of.spoke < 0:
            return [f"sayer=never|{self.mark}|{'some' if self.speakers else 'none'}"]
        rank = min(self.speakers.index(of.spoke), 3)
        return [f"sayer={rank}", f"sayer={rank}|{self.mark}", f"spoke away={self.away(of.spoke)}|{self.mark}"]


def pronoun_features(asked: MentionContext, of: Referent, gender: str, subject_rank: int, last: bool) -> Features:
    """What is on for a candidate of he or she; ``last``: whether the last such pronoun meant it."""
    on = asked.common(of, subject_rank)
    parse = asked.parse
    agrees = of.gender if gender == "m" else -of.gender
    on["person"], on["gender"] = RARE_FEATURE * cut(of.person), RARE_FEATURE * cut(agrees)
    on[
        f"gender={'no' if agrees < -2 else 'hardly' if agrees < -0.3 else 'unknown' if agrees < 0.3 else 'likely' if agrees < 2 else 'yes'}"
    ] = RARE_FEATURE
    on[f"pronouns={min(of.pronouns, 3)}"] = 1.0
    if last:
        on["last"] = on[f"last|{asked.mark}"] = on[f"last|away={asked.away(of.last)}"] = 1.0
    if of.last >= 0 and parse.deps[asked.at] != "poss" and parse.heads[of.last] == parse.heads[asked.at]:
        on["bound"] = 1.0
    if of.last >= 0 and asked.above == of.last:
        on["above"] = on[f"above|{asked.mark}"] = 1.0
    return on


def pronoun_none(asked: MentionContext, best_person: float) -> Features:
    """What is on for the answer that he or she is nobody known."""
    on = ["none", f"none|{asked.mark}", f"none|speakers={min(len(asked.speakers), 3)}"]
    return {**dict.fromkeys(on, 1.0), "none person": RARE_FEATURE * cut(best_person)}


class Role:
    """A role noun ("the Vermont senator") at its head token: its title, and what its modifiers say."""

    def __init__(self, reading: Reading, at: int) -> None:
        parse, of = reading.parse, lists()
        word = parse.words[at].lower()
        self.noun = of.canonical.get(word.rstrip("."), parse.lemmas[at] if parse.pos[at] == "NOUN" else word)
        self.gender = of.gender(word)
        own = [c for c in parse.children[at] if c < at and parse.pos[c] not in ("DET", "PUNCT", "SPACE", "PART")]
        self.modifiers = {parse.words[c].lower() for c in own} - {"former", "late", "then", "other", "same"}
        self.definite = any(parse.lemmas[c] in lang.words.DEMONSTRATIVES for c in parse.children[at])
        self.former = any(parse.words[c].lower() in lang.words.FORMER for c in own)
        self.longer = any(
            c > at and parse.deps[c] in ("prep", "relcl", "acl") and parse.words[parse.edges[c][0] - 1] != ","
            for c in parse.children[at]
        )
        person = bool(of.title(word)) or bool(self.gender) or self.noun in of.kin or self.noun in of.groups
        self.person = 1 if person else -1 if self.noun in of.bodies else 0
        #: Whether it is a title in full: the environment minister.
        told = self.former or self.longer
        self.whole = not told and all(parse.deps[c] == "compound" and parse.pos[c] == "NOUN" for c in own)
        self.rate = reading.lexicon.sources.get(self.noun, 0.0)

    @property
    def plain(self) -> bool:
        """Whether nothing tells it from another of its kind: the coroner, neither the former coroner nor the coroner of Esker."""
        return not (self.former or self.longer or self.modifiers)


def role_features(
    asked: MentionContext, role: Role, of: Referent, subject_rank: int, around: set[str], bearer: int
) -> Features:
    """What is on for a candidate of a role.

    ``around``: the words round its mentions. ``bearer``: how many who bear the title were mentioned after it, -1 if it does not bear it.
    """
    on = asked.common(of, subject_rank)
    kind = {1: "person", 0: "open", -1: "body"}[role.person]
    on[f"person|{kind}"] = RARE_FEATURE * cut(of.person)
    if role.gender:
        on["gender"] = RARE_FEATURE * cut(role.gender * of.gender / PERSON_CUT)
    title = "no" if bearer < 0 else str(min(bearer, 2))
    on[f"title={title}"] = RARE_FEATURE
    on[f"title={title}|{'definite' if role.definite else 'bare'}"] = 1.0
    if bearer >= 0 and role.former:
        on["title|former"] = 1.0
    if of.entity and bearer < 0 and kind == "person" and any(map(lists().title, of.entity.roles)):
        on["other offices"] = 1.0
    shared = len(role.modifiers & around)
    if role.modifiers:
        on["modifiers shared" if shared else "modifiers new"] = 1.0
        on[f"modifiers {'shared' if shared else 'new'}|title={title}"] = 1.0
    if of.entity and role.noun in {w.lower() for w in of.entity.words}:
        on["word of the name"] = 1.0
    return on


def role_none(asked: MentionContext, role: Role, bearers: int) -> Features:
    """What is on for the answer that a role is nobody known."""
    kind = {1: "person", 0: "open", -1: "body"}[role.person]
    on = [
        "none", f"none|{asked.mark}", f"none|{kind}", f"none|bearers={min(bearers, 1)}", f"none|{'definite' if role.definite else 'bare'}",
        f"none|{'modified' if role.modifiers else 'plain'}",
    ]  # fmt: skip
    on.append(f"none|{asked.mark}|{kind}|{'longer' if role.longer else 'short'}")
    if role.longer:
        on += ["none|longer", f"none|longer|bearers={min(bearers, 1)}"]
    return {**dict.fromkeys(on, 1.0), "none rate": role.rate}
