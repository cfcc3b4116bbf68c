"""The detector: from an article's text to proposals, composed of what the other modules of this package know.

``Detector`` holds the language model and the weights; ``propose`` works on a parse that is already there. Both are pure:
the same text gives the same proposals, and nothing is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Protocol

import numpy as np

from annotator.detection import names, naming, network, parse_model, speech
from annotator.detection.attributions import FoundAttribution, covering, head_of, join, named_head, with_turns
from annotator.detection.cues import cue_mention
from annotator.detection.indirect import model as indirect_model
from annotator.detection.indirect.find import attributions
from annotator.detection.linear import Linear, log_odds, logistic
from annotator.detection.marks import stretches
from annotator.detection.names import Names
from annotator.detection.nested import within
from annotator.detection.network import Network, States
from annotator.detection.network_scores import NetworkScores
from annotator.detection.parse import DEFAULT_MODEL, Parse, Tokenized
from annotator.detection.parse_model import ParseModel
from annotator.detection.parser import Parser, TokensRead
from annotator.detection.reading import Lexicon, Reading, Stretch
from annotator.detection.reading_process import ReadingProcess
from annotator.detection.settings import (
    ALWAYS_SHOWN,
    DIRECT_FROM,
    IN_TURN,
    SHOWN_CANDIDATES,
    SHOWN_FROM,
    SIGNED_SPEECH,
    SPOKEN_JOINTLY,
)
from annotator.detection.sources.candidates import same_phrase
from annotator.detection.sources.conversation import Conversation
from annotator.detection.sources.dialogue import in_turn
from annotator.detection.sources.ranker import Ranked, Ranker
from annotator.detection.sources.reasons import reason
from annotator.detection.suggester import TextSuggester
from annotator.detection.tokenizer import Tokenizer
from annotator.detection.transcript import Turn, turns
from annotator.detection.unclosed import ended
from annotator.half_precision import Singles
from annotator.own_process import EndedError
from annotator.records import Candidate, Kind, Mention, Proposal, Span
from annotator.resources import resource

__all__ = ["DEFAULT_MODEL", "Detector", "Weights", "propose"]


@dataclass(frozen=True)
class Weights:
    """All that was learned: parse model, network, the lexicon of cues and sources, speech scorers, ranker, and the model of names.

    ``speech`` judges a stretch by itself (speech from ``threshold`` on), ``joint`` together with the contents found; ``naming`` corrects
    both where something hints at a name or term.
    """

    network: Network
    lexicon: Lexicon
    speech: Linear
    direct: Linear
    joint: Linear
    naming: Linear
    ranker: Linear
    threshold: float
    names: names.NamesModel = field(default_factory=names.shipped)
    parse: ParseModel = field(default_factory=parse_model.shipped)

    @classmethod
    @cache
    def shipped(cls) -> Weights:
        """The weights in ``resources/``."""
        cues = json.loads(resource("cues.json").read_text(encoding="utf-8"))
        scorer = Linear.read(resource("weights", "speech.json"))
        return cls(
            network.shipped(),
            Lexicon(cues["verbs"], cues["nouns"], cues["sources"]),
            scorer,
            Linear.read(resource("weights", "direct.json")),
            Linear.read(resource("weights", "joint.json")),
            Linear.read(resource("weights", "naming.json")),
            Linear.read(resource("weights", "ranker.json")),
            float(scorer.provenance["threshold"]),
        )

    @cached_property
    def fingerprint(self) -> str:
        """Eight hex digits that change with any weight."""
        lexicon = [dict(self.lexicon.verbs), dict(self.lexicon.nouns), dict(self.lexicon.sources)]
        models = [dict(of.weights) for of in (self.speech, self.direct, self.joint, self.naming, self.ranker)]
        networks = [self.network.fingerprint, self.parse.fingerprint]
        everything = [networks, lexicon, models, self.threshold, self.names.fingerprint]
        return hashlib.sha256(json.dumps(everything, sort_keys=True).encode()).hexdigest()[:8]

    @cached_property
    def wanted(self) -> Singles:
        """What is wanted of the encoder's vectors: columns of weights, those of the network and, as the last one, that of the names."""
        return np.column_stack([self.network.arrays["encoded"], self.names.vector]).astype(np.float32)


class StanceModelFile(Protocol):
    """What proposes stances for the quotations that were found (:class:`annotator.workflow.stances.StanceProposer`)."""

    @property
    def version(self) -> str:
        """The hash of the model's file."""

    def add(self, line: dict[str, Any], text: str, found: Sequence[Proposal]) -> None:
        """Put the labels proposed for each quotation into an article's record; ``found`` are the proposals behind its ``quotes``."""


@dataclass(frozen=True)
class Begun:
    """An article that is cut into tokens, which are read beside; :attr:`Weights.wanted` is wanted of the encoder's vectors."""

    text: str
    tokens: Tokenized
    read: Future[TokensRead]


class Detector(TextSuggester):
    """A tokenizer with the weights: texts in, proposals out. One thread at a time."""

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        tokenizer: Tokenizer | None = None,
        weights: Weights | None = None,
        *,
        indirect: bool = True,
        nested: bool = True,
        stances: StanceModelFile | None = None,
    ) -> None:
        self.weights = weights or Weights.shipped()
        self.parser = Parser(tokenizer or Tokenizer(model), self.weights.network.encoder, self.weights.parse)
        self.indirect = indirect  # False: quotations in marks alone
        self.nested = nested  # False: none inside others
        self.stances = stances
        self.process: ReadingProcess | None = None  # reads the tokens; None: a thread does

    @property
    def detector_version(self) -> str:
        """What made a proposal: the language model's name and version and the fingerprints of the weights that were used."""
        meta = self.parser.tokenizer.meta
        weights = (
            f"{self.weights.fingerprint}.{indirect_model.fingerprint()}" if self.indirect else self.weights.fingerprint
        )
        labels = f"+stances.{self.stances.version[:12]}" if self.stances else ""
        return f"{meta['lang']}_{meta['name']}-{meta['version']}+{weights}{labels}"

    def propose(self, text: str) -> tuple[Proposal, ...]:
        """The proposals for one article, in text order."""
        return self.finish(self.begin([text])[0])

    def begin(self, texts: Sequence[str]) -> list[Begun]:
        """The articles cut into tokens; each is read in a thread or a process beside while others are begun or finished."""
        cut = zip(texts, map(self.parser.tokenizer.tokenize, texts), strict=True)
        return [Begun(text, tokens, self._read(tokens)) for text, tokens in cut]

    def _read(self, tokens: Tokenized) -> Future[TokensRead]:
        """What will be read of tokens."""
        if self.process is not None:
            try:
                return self.process.submit(tokens)
            except EndedError:  # this one can read, too
                self.process = None
        return self.beside.submit(self.parser.reader.read, tokens, self.weights.wanted)

    def read_in(self, process: ReadingProcess) -> None:
        """Have ``process`` read from now on, as long as it does not end. The weights must be the shipped ones."""
        with suppress(EndedError):
            process.begin(self.weights.wanted)
            self.process = process

    def finish(self, begun: Begun) -> tuple[Proposal, ...]:
        """The proposals for an article that was begun."""
        return self.article(begun).proposed()

    def article(self, begun: Begun) -> ParsedArticle:
        """An article that was begun, on its way from stretches to proposals."""
        read = begun.read.result()
        parse = self.parser.joined(begun.tokens, read)
        return ParsedArticle(begun.text, parse, read.told, self.weights, self.indirect, self.nested)

    @cached_property
    def beside(self) -> ThreadPoolExecutor:
        """The threads in which the encoder and the parse model work."""
        return ThreadPoolExecutor(2, "encoder")  # one would be slower than the thread that finishes articles


def propose(
    text: str,
    parse: Parse,
    weights: Weights | None = None,
    *,
    indirect: bool = True,
    nested: bool = True,
    attributed: Sequence[FoundAttribution] | None = None,
) -> tuple[Proposal, ...]:
    """The proposals for an article that is already parsed, in text order; ``parse.text`` is ``text`` in the usual typography.

    ``indirect``: speech without marks too, and what was said outside them: ``attributed``, by default what the shipped model finds.
    ``nested``: quotations inside others, too.
    """
    weights = weights or Weights.shipped()
    encoder = weights.network.encoder
    told = encoder.read(encoder.words.sequences(parse)) @ weights.wanted
    return ParsedArticle(text, parse, told, weights, indirect, nested).proposed(attributed)


@dataclass(frozen=True)
class _Decided:
    """One stretch with its ranked candidates and speech features, the probability that it is speech, and whether it counts as such."""

    number: int
    ranked: Ranked
    features: list[str]
    said: float
    spoken: bool


class ParsedArticle:
    """One article on its way from stretches to proposals."""

    def __init__(
        self, text: str, parse: Parse, told: Singles, weights: Weights, indirect: bool, nested: bool = True
    ) -> None:
        self.text, self.weights, self.indirect, self.nested = text, weights, indirect, nested
        self.encoded, self.scores = told[:, :-1], told[:, -1]
        marked = ended(parse, stretches(parse.text), weights.lexicon)
        self.reading = Reading(parse, marked, weights.lexicon)
        self.states = States(weights.network, parse, self.reading.stretches, marks=not indirect, encoded=self.encoded)

    @cached_property
    def opinions(self) -> NetworkScores:
        """What the network makes of the stretches."""
        return NetworkScores(self.states)

    @cached_property
    def ranker(self) -> Ranker:
        """What ranks their sources."""
        return Ranker(self.weights.ranker, self.reading, self.opinions, [label for _, label in self.turns])

    @cached_property
    def turns(self) -> list[tuple[Span, int]]:
        """The words of each turn of a transcript with the head token of its label."""
        return [(turn.words, head_of(self.reading, turn.label)) for turn in self.said]

    @cached_property
    def said(self) -> list[Turn]:
        """The turns of a transcript."""
        return turns(self.reading.parse.text)

    def proposed(self, attributed: Sequence[FoundAttribution] | None = None) -> tuple[Proposal, ...]:
        """All proposals; see :func:`propose`."""
        if not self.indirect:
            decided = self.decided()
            names = self.names(decided)
            decided = self.taken_in_turn(decided, names)
            return self._as_written(self._with_inner(names, self.proposals(decided, names)))
        found = attributions(self.states) if attributed is None else attributed
        decided = self.decided(covering(self.reading.stretches, found))
        names = self.names(decided, found)
        decided = self.taken_in_turn(decided, names)
        joined = join(self.reading, names, self.proposals(decided, names), found)
        return self._as_written(self._with_inner(names, with_turns(self.reading, names, joined, self.said)))

    def _with_inner(self, names: Names, proposals: Sequence[Proposal]) -> Sequence[Proposal]:
        """The proposals in text order, with those for quotations inside them if these are asked for."""
        weights, parse = self.weights, self.reading.parse

        def think(inner: Sequence[Stretch]) -> NetworkScores:
            return NetworkScores(States(weights.network, parse, inner, marks=True, encoded=self.encoded))

        found = within(parse, weights.lexicon, weights.ranker, names, proposals, think) if self.nested else []
        return sorted([*proposals, *found], key=lambda p: (p.span.start, -p.span.end))

    def _as_written(self, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
        """The proposals with the words as the article has them, where it was read in another typography."""
        if self.text == self.reading.parse.text:
            return tuple(proposals)
        return tuple(as_written(proposal, self.text) for proposal in proposals)

    def decided(self, covered: Sequence[float] | None = None) -> list[_Decided]:
        """Every stretch decided; ``covered``: how surely a content covers each stretch, if that is known."""
        out = []
        least = SPOKEN_JOINTLY if self.indirect else self.weights.threshold
        for chain in self.ranker.chains():
            parts = [(of, speech.features(of.quotation, self.opinions)) for of in self.ranker.rank(chain)]
            said = max(self._said(ranked, features, covered) for ranked, features in parts)
            for ranked, features in parts:
                spoken = speech.accepted(ranked.quotation, said, least)
                out.append(_Decided(ranked.quotation.number, ranked, features, said, spoken))
        return out

    def names(self, decided: Sequence[_Decided], attributed: Sequence[FoundAttribution] = ()) -> Names:
        """The names of the speakers, given the sources of all that is said."""
        sources = [of.ranked.heads[0] for of in decided if of.spoken and of.ranked.speaks]
        sources += [head for of in attributed if (head := named_head(self.reading, of)) >= 0]
        spoken = self.turns if self.indirect else []
        sources += [label for _, label in spoken]
        names = Names(self.reading, self.scores, sources, self.weights.names, spoken)
        for of in decided:
            if of.spoken and of.ranked.speaks:
                names.introduce(of.ranked.heads[0], *self.reading.ranges[of.number])
        return names

    def taken_in_turn(self, decided: Sequence[_Decided], names: Names) -> list[_Decided]:
        """The stretches with the lines of people who speak by turns given to whose turn it is."""
        sources = {of.number: of.ranked.heads[0] if of.ranked.speaks else -1 for of in decided if of.spoken}
        conversation = Conversation(self.reading, sources, names, self.ranker.signed)
        if conversation.holds:
            taken = conversation.speakers()
        else:
            found = in_turn(self.reading, sources, names)
            taken = {n: head for n, head in found.items() if n not in self.ranker.signed}
        for head in set(taken.values()) - self.ranker.pairs.role.keys():  # of the Hale house: no source by itself
            self.ranker.pairs.add(head)
        return [
            replace(of, ranked=of.ranked.led_by(head, IN_TURN), said=max(of.said, IN_TURN), spoken=True)
            if (head := taken.get(of.number, -1)) >= 0
            else of
            for of in decided
        ]

    def proposals(self, decided: Sequence[_Decided], names: Names) -> list[Proposal]:
        """The proposals for the stretches, utterances linked."""
        made = [self._proposal(of, names) for of in decided]
        return _grouped([proposal for proposal, _ in made], [key for _, key in made])

    def _said(self, ranked: Ranked, features: list[str], covered: Sequence[float] | None) -> float:
        """The probability that a stretch is speech; a line that signs it makes that likelier, what hints at a name less likely."""
        number, weights = ranked.quotation.number, self.weights
        alone = speech.said(weights.speech, features, SIGNED_SPEECH if number in self.ranker.signed else 0.0)
        named = naming.correction(weights.naming, naming.features(ranked.quotation, ranked.constructed))
        if covered is None:
            return logistic(log_odds(alone) + named) if named else alone
        evidence = speech.evidence(alone, covered[number], self.opinions.said(number))
        return logistic(weights.joint.weighed(evidence) + named)

    def _proposal(self, of: _Decided, names: Names) -> tuple[Proposal, tuple[int, int] | None]:
        """The proposal for one stretch, and the (source, cue) tokens that link it to others."""
        stretch, ranked = self.reading.stretches[of.number], of.ranked
        words = self.text[stretch.start : stretch.end]
        if not of.spoken:
            return Proposal(Span(stretch.start, stretch.end), words, Kind.NOT_SPEECH, 1 - of.said), None
        kind = Kind.DIRECT if speech.said(self.weights.direct, of.features) >= DIRECT_FROM else Kind.MIXED
        cue = ranked.quotation.pairs.cue[ranked.heads[0]] if ranked.speaks else -1
        proposal = Proposal(
            Span(stretch.start, stretch.end), words, kind, of.said, self._candidates(ranked, names), ranked.none, ranked.speaks,
            cue_mention(self.reading, cue),
        )  # fmt: skip
        return proposal, (ranked.heads[0], cue) if ranked.speaks else None

    def _candidates(self, ranked: Ranked, names: Names) -> tuple[Candidate, ...]:
        """The best candidates with names and reasons; of those that name one person in one phrase only the best."""
        out: list[Candidate] = []
        phrases: list[tuple[int, int]] = []
        for head, score in zip(ranked.heads, ranked.scores, strict=True):
            if len(out) >= SHOWN_CANDIDATES or (len(out) >= ALWAYS_SHOWN and score < SHOWN_FROM):
                break
            phrase = self.ranker.mention(ranked.quotation.number, head)
            if any(same_phrase(self.reading, phrase, better) for better in phrases):
                continue
            phrases.append(phrase)
            mention = Mention.of(
                self.text, self.reading.parse.starts[phrase[0]], self.reading.parse.ends[phrase[1] - 1]
            )
            named = names.of(head)
            out.append(Candidate(mention, named.name, score, reason(self.weights.ranker, ranked, head, named.note)))
        return tuple(out)


def as_written(proposal: Proposal, text: str) -> Proposal:
    """The proposal with the words that ``text`` has at its spans."""

    def words(mention: Mention) -> Mention:
        return Mention.of(text, mention.span.start, mention.span.end)

    return replace(
        proposal,
        words=proposal.span.words(text),
        candidates=tuple(replace(c, mention=words(c.mention)) for c in proposal.candidates),
        cue=words(proposal.cue) if proposal.cue else None,
    )


def _grouped(proposals: list[Proposal], keys: list[tuple[int, int] | None]) -> list[Proposal]:
    """The proposals with ``group`` set on those that one source and cue link."""
    members: dict[tuple[int, int], list[int]] = {}
    for place, key in enumerate(keys):
        if key is not None:
            members.setdefault(key, []).append(place)
    out = list(proposals)
    for number, places in enumerate((p for p in members.values() if len(p) > 1), 1):
        for place in places:
            out[place] = replace(out[place], group=f"u{number}")
    return out
