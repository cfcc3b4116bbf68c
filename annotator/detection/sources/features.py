"""What speaks for and against a candidate as the source of a quotation, as named features.

The features are those of the literature on quote attribution (O'Keefe et al. 2012; Pareti et al. 2013; Newell et al. 2018)
read off a dependency parse: the candidate's place in its clause, its verb's cue rate, what stands between it and the
quotation, and which of all the reporting subjects near by it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from annotator.detection import lang
from annotator.detection.context import Context
from annotator.detection.linear import bucket, level
from annotator.detection.reading import Reading
from annotator.detection.settings import STRONG_CUE
from annotator.detection.sources.candidates import span


class Pairs:
    """The features of the pairs of one article's quotations and candidates."""

    def __init__(self, reading: Reading, heads: list[int]) -> None:
        self.reading = reading
        self.heads = heads
        self.role: dict[int, str] = {}
        self.cue: dict[int, int] = {}  # the token that would report for the candidate, or -1
        self.extents: dict[int, tuple[int, int]] = {}
        self.static: dict[int, list[str]] = {}
        self.units: dict[int, tuple[str, int, int]] = {}
        for head in heads:
            self.add(head)
        self.lead = [h for h in heads if self.role[h] in ("subj", "accord", "by") and self.rate(h) >= STRONG_CUE]
        self.led = Counter(reading.paragraph[h] for h in self.lead)

    def add(self, head: int) -> None:
        """One more candidate."""
        self.role[head], self.cue[head] = self._role(head)

    def rate(self, head: int) -> float:
        """The cue rate of the candidate's reporting word."""
        cue = self.cue[head]
        return self.reading.cue[cue] if cue >= 0 else 0.0

    def _role(self, head: int) -> tuple[str, int]:
        """The candidate's part in its clause and the token that would report for it."""
        reading, parse = self.reading, self.reading.parse
        if reading.inside[head] >= 0:
            return "label", -1
        at, link = head, ""
        while parse.deps[at] in ("conj", "appos") and parse.pos[parse.heads[at]] != "VERB" and parse.heads[at] != at:
            link = parse.deps[at] + "-"
            at = parse.heads[at]
        dep, up = parse.deps[at], parse.heads[at]
        if dep in lang.tags.SUBJECTS:
            verb = up if parse.pos[up] == "VERB" else reading.verb[up]
            return link + ("subj" if dep != "nsubjpass" else "pass"), reading.chain_cue[verb] if verb >= 0 else -1
        if dep == "pobj":
            if parse.lemmas[up] == "by":
                return link + "by", reading.verb[up]
            if parse.lemmas[up] == "to" and parse.words[parse.heads[up]].lower() == lang.words.ACCORDING:
                return link + "accord", parse.heads[up]
            return link + "pobj", up
        if dep == "poss":
            return link + "poss", up
        if dep in ("dobj", "dative", "attr", "ROOT", "npadvmod"):
            return link + dep, reading.verb[at]
        return link + "other", reading.verb[at]

    def extent(self, head: int) -> tuple[int, int]:
        """The token range of the candidate's noun phrase; found once."""
        found = self.extents.get(head)
        if found is None:
            found = self.extents[head] = span(self.reading, head)
        return found

    def fixed(self, head: int) -> list[str]:
        """The features of a candidate whatever the quotation; made once."""
        found = self.static.get(head)
        if found is None:
            found = self.static[head] = self._fixed(head)
        return found

    def _fixed(self, head: int) -> list[str]:
        reading, parse = self.reading, self.reading.parse
        role, cue, rate = self.role[head], self.cue[head], level(self.rate(head))
        pos, lemma, tag = parse.pos[head], parse.lemmas[head], parse.tags[head]
        out = [f"role={role}", f"role={role}|rate={rate}", f"pos={pos}|role={role}", f"tag={tag}"]
        if pos == "PRON" or pos == "DET":
            out.append(f"word={lemma}")
        elif pos == "NOUN":
            out.append(f"speaks={level(reading.lexicon.sources.get(lemma, 0.0))}|role={role}")
        if role == "pobj":
            out.append(f"prep={parse.lemmas[parse.heads[head]]}" if parse.pos[parse.heads[head]] == "ADP" else "prep=?")
        if cue >= 0:
            out.append(f"cuetag={parse.tags[cue]}|rate={rate}")
            if reading.cue[cue]:
                out.append(f"lemma={parse.lemmas[cue]}")
            kinds = {parse.deps[c] for c in parse.children[cue] if reading.inside[c] < 0}
            out += [f"has={dep}|rate={rate}" for dep in ("neg", "dobj", "ccomp", "xcomp") if dep in kinds]
        deps = {parse.deps[c] for c in parse.children[head]}
        out += [
            f"own={dep}"
            for dep in ("appos", "relcl", "poss", "det", "compound", "nummod", "prep", "conj")
            if dep in deps
        ]
        return out

    def unit(self, head: int) -> tuple[str, int, int]:
        """Name and reporting word side by side, read off the words alone: their order and token range ("" for none); found once."""
        found = self.units.get(head)
        if found is None:
            found = self.units[head] = self._unit(head)
        return found

    def _unit(self, head: int) -> tuple[str, int, int]:
        rates, (a, b) = self.reading.cue, self.extent(head)
        after = next((i for i in range(b, min(b + 4, len(rates))) if rates[i] >= STRONG_CUE), -1)
        before = next((i for i in range(a - 1, max(a - 4, -1), -1) if rates[i] >= STRONG_CUE), -1)
        if after < 0 and before < 0:
            return "", a, b
        if after >= 0 and (before < 0 or after - b <= a - 1 - before):
            return "nv", a, after + 1
        return "vn", before, b

    def quotation(self, number: int) -> QuotationContext:
        """What the pairs of one quotation share."""
        return QuotationContext(self, number)


class QuotationContext(Context):
    """A quotation's neighborhood with the reporting subjects round it."""

    def __init__(self, pairs: Pairs, number: int) -> None:
        super().__init__(pairs.reading, number)
        self.pairs, parse = pairs, self.parse
        self.ranks = self._ranks()
        self.rivals = self._rivals()
        self.signature = "".join(f"{level(rate)[0]}{parse.pos[subject][:2]}" for _, _, rate, subject in self.rivals[:4])
        self.own: dict[int, tuple[int, float]] = {}  # a subject's cue among the verbs above the quotation
        for _, verb, rate, subject in self.rivals:
            if rate > self.own.get(subject, (-1, -1.0))[1]:
                self.own[subject] = verb, rate
        self.strongest = level(max(rate for _, rate in self.own.values())) if self.own else "-"
        self.led = str(min(pairs.led[self.paragraph], 2))

    def _rivals(self) -> list[tuple[int, int, float, int]]:
        """(verbs climbed, verb, cue rate, subject) of the verbs above the quotation that have a subject outside marks."""
        reading, out = self.reading, []
        for verb, steps in sorted(self.governors.items(), key=lambda v: v[1]):
            subject = reading.subject[verb]
            if subject >= 0 and reading.inside[subject] < 0:
                out.append((steps, verb, reading.cue[verb], subject))
        return out

    def _rivalry(self, head: int) -> list[str]:
        """How the candidate stands among the subjects of the verbs above the quotation."""
        if head not in self.own:
            return [f"rival={self.strongest}|{self.pairs.role[head]}"]
        own = [(steps, rate) for steps, _, rate, subject in self.rivals if subject == head]
        others = [(steps, rate) for steps, _, rate, subject in self.rivals if subject != head]
        index = next(i for i, r in enumerate(self.rivals) if r[3] == head)
        steps, rate = min(own)[0], max(r for _, r in own)
        above = [r for s, r in others if s > steps]
        below = [r for s, r in others if s < steps]
        up = level(max(above)) if above else "-"
        down = level(max(below)) if below else "-"
        pos = self.parse.pos[head]
        return [
            f"up={up}|rate={level(rate)}", f"down={down}|rate={level(rate)}", f"up={up}|down={down}|rate={level(rate)}",
            f"signature={self.signature}|{index}", f"verb={self.parse.deps[self.rivals[index][1]]}|rate={level(rate)}|up={up}",
            f"up={up}|pos={pos}", f"down={down}|pos={pos}", f"topmost={not above}|lowest={not below}|{min(steps, 3)}",
            f"best={rate >= max(above + below, default=0.0)}|{bool(above)}|{bool(below)}",
        ]  # fmt: skip

    def _ranks(self) -> dict[int, str]:
        """For the reporting subjects of this paragraph and its neighbors: side and place by nearness."""
        lead, out = self.pairs.lead, {}
        middle = bisect_left(lead, self.first)
        before = lead[max(0, middle - 4) : middle]
        after = lead[bisect_left(lead, self.last, middle) :][:4]
        for place, h in enumerate(reversed(before)):
            out[h] = f"L{place}"
        for place, h in enumerate(after):
            out[h] = f"R{place}"
        return out

    def cue(self, head: int) -> tuple[int, float]:
        """The token that would report this quotation for the candidate (-1: none) and its cue rate."""
        found = self.pairs.cue[head], self.pairs.rate(head)
        return max(self.own.get(head, found), found if found[0] in self.governors else (-1, -1.0), key=lambda c: c[1])

    def features(self, head: int) -> list[str]:
        """The features of the pair (this quotation, the candidate with this head)."""
        pairs, reading, parse = self.pairs, self.reading, self.parse
        role = pairs.role[head]
        cue, strength = self.cue(head)
        rate = level(strength)
        left = head < self.first
        lo, hi = (head + 1, self.first) if left else (self.last, head)
        d = "L" if left else "R"
        stops = min(reading.stops[hi] - reading.stops[lo], 3) if hi > lo else 0
        commas = min(reading.commas[hi] - reading.commas[lo], 3) if hi > lo else 0
        words = reading.outer[hi] - reading.outer[lo] if hi > lo else 0
        colon = hi > lo and reading.colons[hi] > reading.colons[lo]
        cues = min(reading.cues[hi] - reading.cues[lo], 3) if hi > lo else 0
        between = self._between(head, left)
        away = reading.paragraph[head] - self.paragraph
        away = max(-3, min(away, 2))
        same = parse.sentences[head] in (parse.sentences[self.first], parse.sentences[self.last - 1])
        order = self._order(head, cue, left)
        gov = self._gov(cue, role)
        near, rank, size = f"{d}{away}", self.ranks.get(head, "-"), bucket(words)
        depth = min(self._depth(head), 4)
        line = f"{d}{stops}{between}" if away == 0 else near
        out = list(pairs.fixed(head))
        out += [
            f"near={near}|role={role}", f"line={line}", f"line={line}|tail={self.tail}", f"line={line}|role={role}|rate={rate}",
            f"line={line}|before={self.before}", f"line={line}|after={self.after}", f"line={line}|place={min(self.place, 3)}",
            f"line={line}|led={self.led}", f"gov={gov}|role={role}", f"gov={gov}|rate={rate}|{d}", f"gov={gov}|line={line}",
            f"words={size}|{d}", f"words={size}|role={role}", f"commas={commas}|line={line}",
            f"order={order}|line={line}", f"order={order}|tail={self.tail}|rate={rate}",
            f"order={order}|capital={self.capital}|stops={stops}",
            f"cues={cues}|{near}", f"cues={cues}|rate={rate}|{d}", f"size={self.size}|line={line}",
            f"rank={rank}|{near}", f"rank={rank}|before={self.before}|tail={self.tail}",
            f"pos={parse.pos[head]}|line={line}", f"same={same}|stops={stops}|{near}", f"depth={depth}|gov={gov}",
            f"depth={depth}|rate={rate}|same={same}",
        ]  # fmt: skip
        out += self._rivalry(head)
        unit = self._unit(head, left)
        out += [
            f"unit={unit}|tail={self.tail}",
            f"unit={unit}|rate={rate}",
            f"unit={unit}|before={self.before}|after={self.after}",
        ]
        if cue in self.links:
            link = self.links[cue]
            out += [f"link={link}", f"link={link}|rate={rate}", f"link={link}|role={role}"]
            if rate != "0":
                out.append(f"link={link}|lemma={parse.lemmas[cue]}")
        if colon:
            out += [f"colon|{near}", f"colon|words={size}", f"colon|before={self.before}|role={role}"]
        if self.previous >= 0:
            out.append(f"prev={self._to_previous(head)}|line={line}|led={self.led}")
        if away:
            out += [f"alone={self.led}|{near}|rate={rate}|role={role}", f"alone={self.led}|{near}|before={self.before}|after={self.after}",
                    f"alone={self.led}|{near}|rank={rank}"]  # fmt: skip
        return out

    def _unit(self, head: int, left: bool) -> str:
        """Name and reporting word side by side ("Lee said", "said Lee"), read off the words alone: order, and words to the quotation."""
        reading, (order, a, b) = self.reading, self.pairs.unit(head)
        if not order:
            return "-"
        lo, hi = (b, self.first) if left else (self.last, a)
        gap = max(0, reading.outer[hi] - reading.outer[lo]) if hi > lo else 0
        return f"{'L' if left else 'R'}{order}{bucket(gap) if gap < 21 else '+'}"

    def _between(self, head: int, left: bool) -> int:
        """How many other stretches stand between the candidate and the quotation, at most 2."""
        ranges = self.reading.ranges
        count, n = 0, self.number + (-1 if left else 1)
        while 0 <= n < len(ranges) and count < 2:
            if (ranges[n][0] <= head) if left else (ranges[n][0] > head):
                break
            count += 1
            n += -1 if left else 1
        return count

    def _order(self, head: int, cue: int, left: bool) -> str:
        """The order of candidate, cue and quotation."""
        if cue < 0:
            return "cq" if left else "qc"
        if cue < self.first:
            return ("cvq" if cue > head else "vcq") if left else "vqc"
        return "cqv" if left else ("qvc" if cue < head else "qcv")

    def _gov(self, cue: int, role: str) -> str:
        """Whether the candidate's verb stands above the quotation (how far) or hangs under it."""
        if cue in self.governors:
            return str(min(self.governors[cue], 3))
        if cue in self.under:
            return "under"
        if cue >= 0 and self.reading.verb[cue] in self.governors:
            return "by"
        return "-"

    def _depth(self, head: int) -> int:
        """How many verbs stand above the candidate's clause."""
        reading, heads = self.reading, self.parse.heads
        depth, verb = 0, reading.verb[head]
        while verb >= 0 and heads[verb] != verb and depth < 5:
            verb, depth = reading.verb[heads[verb]], depth + 1
        return depth

    def _to_previous(self, head: int) -> str:
        """Where the candidate stands as seen from the stretch before in the paragraph."""
        a, b = self.reading.ranges[self.previous]
        lo, hi = (head, a) if head < a else (b, head)
        stops = min(self.reading.stops[hi] - self.reading.stops[lo], 2)
        return f"{'L' if head < a else 'R'}{stops}"

    def none(self) -> list[str]:
        """The features of the null answer: no source is named."""
        return [
            "none", f"none|led={self.led}", f"none|size={self.size}", f"none|before={self.before}", f"none|after={self.after}",
            f"none|gov={bool(self.governors)}", f"none|tail={self.tail}", f"none|capital={self.capital}",
            f"none|led={self.led}|size={self.size}", f"none|place={min(self.place, 3)}",
        ]  # fmt: skip
