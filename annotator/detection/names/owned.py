"""Whom a role with an owner means: "his wife", "the singer's manager", "her lawyer", where somebody was named with that role before.

"Juan Lopez and his wife, Maria" tells that his wife is Maria, and that her husband is Juan.
"""

from __future__ import annotations

from collections.abc import Mapping

from annotator.detection import lang
from annotator.detection.names.entities import governed_by, labels
from annotator.detection.names.lists import lists
from annotator.detection.names.mentions import NameMention
from annotator.detection.names.referents import Referent
from annotator.detection.parse import Parse

#: Somebody known, a word for somebody who is not, or None for a pronoun that could be anybody.
Owner = Referent | str | None


class OwnedRoles:
    """What an article told so far: the owner, the role, and whoever has it."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.told: list[tuple[Owner, str, Referent]] = []
        self.siblings: list[tuple[Referent, Referent]] = []

    def tell(self, mention: NameMention, bearer: Referent, meant: Mapping[int, Referent]) -> None:
        """Take down the roles with an owner that stand beside a mention; ``meant``: whom the tokens before it mean."""
        for noun in self._nouns(mention):
            if owners := self._owners(noun) or [o for i in range(noun + 1, mention.end) for o in self._owners(i)]:
                self._take(self._owner(owners[0], meant), self._role(noun), bearer)
        self._tell_siblings(mention, bearer, meant)

    def bearer(self, noun: int, meant: Mapping[int, Referent]) -> Referent | None:
        """Who was named with the role of a noun and its owner; None where nobody was, or the noun brings somebody in: a friend of hers."""
        parse, owners = self.parse, self._owners(noun)
        if not owners or any(parse.lemmas[c] in lang.words.NEW_MARKS for c in parse.children[noun]):
            return None
        owner, role, gender = self._owner(owners[0], meant), self._role(noun), lists().gender(parse.words[noun])
        held = [
            (of, bearer) for of, what, bearer in reversed(self.told) if what == role and bearer.gender * gender >= 0
        ]
        own = next((bearer for of, bearer in held if bearer is not owner and _same(of, owner)), None)
        if own or role in lang.words.KIN_OF or parse.pos[owners[0]] != "PRON":
            return own
        return next(
            (bearer for _, bearer in held if bearer is owner), None
        )  # nobody is his own lawyer: his is another's

    def _tell_siblings(self, mention: NameMention, second: Referent, meant: Mapping[int, Referent]) -> None:
        """Take down that two named together are brothers or sisters: two brothers, Ole and Max Early.

        A man and a woman of one surname may be a couple, or brother and sister: what is said of her husband then is of him.
        """
        parse = self.parse
        joined = parse.heads[mention.head]
        first = meant.get(joined) if parse.deps[mention.head] == "conj" else None
        if first is None or first is second:
            return
        above = parse.heads[joined]
        nouns = [c for c in parse.children[joined] if parse.deps[c] in ("appos", "compound")]
        nouns += [above, *(c for c in parse.children[above] if parse.deps[c] == "attr")]
        told = (lang.words.SIBLINGS.get(parse.lemmas[n]) for n in nouns if parse.tags[n] in lang.tags.PLURAL)
        roles = next(filter(None, told), ())
        if roles:
            self.siblings.append((first, second))
        elif first.gender * second.gender < 0 and _surname(first) == _surname(second):
            man, woman = (first, second) if first.gender > 0 else (second, first)
            self.told += [(woman, role, man) for role in lang.words.HIS] + [
                (man, role, woman) for role in lang.words.HERS
            ]
        for role in roles:
            for one in (first, second) if len(roles) == 1 else ():
                one.gender += lists().gender(role)
            self.told += [(first, role, second), (second, role, first)]

    def _take(self, owner: Owner, role: str, bearer: Referent) -> None:
        if owner is bearer:
            return
        self.told.append((owner, role, bearer))
        if isinstance(owner, Referent):
            inverse = lang.words.KIN_OF.get(role, ())
            self.told += [(bearer, each, owner) for each in inverse if owner.gender * lists().gender(each) >= 0]

    def _nouns(self, mention: NameMention) -> list[int]:
        """The common nouns that stand beside a mention: by the parse, and right before it, with or without a comma."""
        parse, found = self.parse, list[int]()
        for i in range(mention.start, mention.end):
            found += [c for c in parse.children[i] if parse.deps[c] == "compound"]
            if not labels(parse, i):
                found += [c for c in parse.children[i] if parse.deps[c] == "appos"]
            if parse.deps[i] == "appos":
                found += [parse.heads[i], *governed_by(parse, parse.heads[i])]
        before = mention.first - 1
        found.append(before - 1 if before > 0 and parse.words[before] == "," else before)
        return [n for n in dict.fromkeys(found) if n >= 0 and parse.pos[n] == "NOUN"]

    def _owners(self, noun: int) -> list[int]:
        """The owner of a noun, before it or after "of" or "for"."""
        parse = self.parse
        own = [c for c in parse.children[noun] if parse.deps[c] == "poss"]
        for of in parse.children[noun]:
            if of > noun and parse.deps[of] == "prep" and parse.words[of].lower() in lang.words.OWNED_BY:
                own += [c for c in parse.children[of] if parse.deps[c] == "pobj"]
        return own

    def _owner(self, token: int, meant: Mapping[int, Referent]) -> Owner:
        known = meant.get(token)
        return known or (None if self.parse.pos[token] == "PRON" else self.parse.words[token].lower())

    def _role(self, noun: int) -> str:
        word = self.parse.words[noun].lower()
        return lists().canonical.get(word, word)


def _same(one: Owner, other: Owner) -> bool:
    """Whether two owners can be one: the singer, and who is said to be one."""
    if one is None or other is None or one == other:
        return True
    somebody, word = (one, other) if isinstance(one, Referent) else (other, one)
    if not isinstance(somebody, Referent) or not isinstance(word, str) or somebody.entity is None:
        return False
    return word in somebody.entity.roles or word in (w.lower() for w in somebody.entity.words)


def _surname(somebody: Referent) -> str:
    """The last word of a name, "" for somebody unnamed."""
    return somebody.entity.words[-1] if somebody.entity else ""
