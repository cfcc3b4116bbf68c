"""Every number of the detector that somebody chose, once: its name, value and unit, what it does, and how it was chosen.

``python -m annotator.detection.settings`` prints the table of ``docs/detector-settings.md``. What was learned is not here but in
``resources/weights/``; nor are the classes that a feature's own code names (the edges in :mod:`.sources.features`, for one).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

Number = TypeVar("Number", int, float, tuple[int, ...], tuple[float, ...], dict[str, float])


@dataclass(frozen=True, slots=True)
class Setting:
    """A number with what is known about it; ``chosen`` says where and how it was chosen."""

    name: str
    value: int | float | tuple[int, ...] | tuple[float, ...] | dict[str, float]
    unit: str
    meaning: str
    chosen: str


SETTINGS: list[Setting] = []


def _setting(name: str, value: Number, unit: str, meaning: str, chosen: str) -> Number:
    """Enter a number into :data:`SETTINGS` and answer it."""
    SETTINGS.append(Setting(name, value, unit, meaning, chosen))
    return value


# How a number was chosen. "No measurement recorded" means what it says: measure before you rely on it, and after you change it.
TRAINED = "by hand, before the weights were learned with it: after a change, run `make train`; no measurement recorded"
BY_HAND = "by hand; no measurement recorded"
BOUND = "by hand, to bound time and memory on any text (`make hostile`)"
CROSS = "4-fold cross-validation over PolNeAR train (docs/attribution.md)"
RARE = "by hand: too rare in news to be learned (docs/attribution.md)"

# Marks and typography
CAPTION_LENGTH = _setting(
    "CAPTION_LENGTH", 200, "code points", "A paragraph may be a caption up to this length.", BY_HAND,
)  # fmt: skip
HEADLINE_LENGTH = _setting(
    "HEADLINE_LENGTH", 120, "code points",
    "The first line counts as a headline up to this length where it does not stand alone.", BY_HAND,
)  # fmt: skip
WRAPPED_NARROWEST = _setting(
    "WRAPPED_NARROWEST", 40, "code points", "Lines of wrapped text are at least this wide.", BY_HAND,
)  # fmt: skip
WRAPPED_WIDEST = _setting(
    "WRAPPED_WIDEST", 100, "code points", "Lines of wrapped text are at most this wide.", BY_HAND,
)  # fmt: skip
FORCED_BREAKS = _setting(
    "FORCED_BREAKS", 0.9, "share of line breaks",
    "A text counts as wrapped where the width of a page forces this many.", BY_HAND,
)  # fmt: skip
MARKS_APART = _setting(
    "MARKS_APART", 0.8, "share of straight marks",
    "An article sets its marks apart with blanks where this many stand so.", BY_HAND,
)  # fmt: skip
UNCLOSED_NEAR = _setting(
    "UNCLOSED_NEAR", 6, "tokens",
    "From the stop of a quotation without a closing mark to the verb that reports it.", BY_HAND,
)  # fmt: skip
UNCLOSED_CUE_RATE = _setting(
    "UNCLOSED_CUE_RATE", 0.5, "cue rate", "Such a verb reports at least this often.", BY_HAND,
)  # fmt: skip
MARKS_ALONE = _setting(
    "MARKS_ALONE", 0.5, "probability", "Confidence of a proposal of which nothing but its marks is known.",
    "by definition: nothing is known",
)  # fmt: skip

# Transcripts
TRANSCRIPT_TURNS = _setting("TRANSCRIPT_TURNS", 3, "turns", "A transcript has at least this many.", BY_HAND)
TRANSCRIPT_SHARE = _setting(
    "TRANSCRIPT_SHARE", 0.5, "share of lines",
    "Between the first turn and the last one, this many lines are turns.", BY_HAND,
)  # fmt: skip
LABEL_CONFIDENCE = _setting(
    "LABEL_CONFIDENCE", 0.99, "probability", "Of a turn of a transcript, and of its label as the speaker.",
    BY_HAND,
)  # fmt: skip

# Language
LANGUAGE_READ = _setting(
    "LANGUAGE_READ", 4_000, "code points", "The beginning of a text that tells its language.", BOUND,
)  # fmt: skip
LANGUAGE_WORDS = _setting(
    "LANGUAGE_WORDS", 25, "words", "A language can be told from this many words on.", BY_HAND,
)  # fmt: skip
ENGLISH_SHARE = _setting(
    "ENGLISH_SHARE", 0.24, "share of words", "A text is English where this many are function words.",
    (
        "between news (.4) and other languages that have some of these words (up to .15); none of the 924 "
        "articles of PolNeAR train and dev is told as foreign"
    ),
)  # fmt: skip

# Parse, tokens, word pieces
TOKENS_AT_ONCE = _setting(
    "TOKENS_AT_ONCE", 4_000, "tokens", "Parsed together; the vectors of more would take memory.", BOUND,
)  # fmt: skip
SEQUENCES_AT_ONCE = _setting(
    "SEQUENCES_AT_ONCE", 16, "sequences", "Read by the encoder in one call; the vectors of more would take memory.", BOUND,
)  # fmt: skip
SENTENCE_TOKENS = _setting(
    "SENTENCE_TOKENS", 400, "tokens",
    "Longer sentences are cut before their tree is made: the scores of heads take the square of that.", BOUND,
)  # fmt: skip
HEAD_FAR = _setting("HEAD_FAR", 20, "tokens", "A head counts as equally far from there on.", TRAINED)
ENDLESS_WORD = _setting(
    "ENDLESS_WORD", 120, "code points", "A word without a blank is cut there before it is parsed.", BOUND,
)  # fmt: skip
CLIMB_DEPTH = _setting("CLIMB_DEPTH", 25, "steps", "A walk up the parse tree is given up after these.", BOUND)
SEGMENT_TOKENS = _setting("SEGMENT_TOKENS", 150, "tokens", "Longer sentences are cut into segments.", BOUND)
CUE_RATE_EDGES = _setting(
    "CUE_RATE_EDGES", (0.004, 0.015, 0.04, 0.1, 0.2, 0.4, 0.7), "cue rate",
    "Edges of the buckets of cue rates, from bucket 2 on.", TRAINED,
)  # fmt: skip
CUE_BUCKET = _setting(
    "CUE_BUCKET", 4, "bucket", "From it on (a rate of .04) a word may be the cue of what hangs on it.",
    TRAINED,
)  # fmt: skip
TOKEN_READ = _setting(
    "TOKEN_READ", 64, "code points", "The beginning of a token that is cut into word pieces.", BOUND,
)  # fmt: skip
PIECES_OF_TOKEN = _setting("PIECES_OF_TOKEN", 8, "word pieces", "Of one token, those that are read.", BOUND)
SEQUENCE_ROOM = _setting(
    "SEQUENCE_ROOM", 126, "word pieces", "Of a sequence, besides its beginning and its end (128 in all).",
    TRAINED,
)  # fmt: skip

# Cue rates and linear scorers
WEAK_CUE = _setting("WEAK_CUE", 0.04, "cue rate", "A noun is looked at as reporting from it on.", TRAINED)
STRONG_CUE = _setting("STRONG_CUE", 0.25, "cue rate", "A word counts as reporting from it on.", TRAINED)
SURE_CUE = _setting(
    "SURE_CUE", 0.5, "cue rate",
    "A weekday or month beside such a word is a person; a line with one is no signature.", BY_HAND,
)  # fmt: skip
RATE_LEVELS = _setting(
    "RATE_LEVELS", (0.8, 0.55, 0.3, 0.12, 0.04, 0.005), "rate",
    "Least rates of the classes 6 to 1 that features name.", TRAINED,
)  # fmt: skip
COUNT_CLASSES = _setting(
    "COUNT_CLASSES", (41, 21, 14, 9, 6, 4), "count",
    "Least counts of the classes above 3 that features name.", TRAINED,
)  # fmt: skip
SUREST = _setting(
    "SUREST", 1e-4, "probability", "Log odds are taken of probabilities from it to 1 less it.",
    "by hand: log odds of ±9.2 at most",
)  # fmt: skip

# Network
TOKENS_IN_BLOCK = _setting(
    "TOKENS_IN_BLOCK", 20_000, "tokens",
    "The network reads as many together; a head in another block is none.", BOUND,
)  # fmt: skip
SPANS_AT_ONCE = _setting("SPANS_AT_ONCE", 2_000, "spans", "The network reads as many together.", BOUND)
PAIRS_AT_ONCE = _setting(
    "PAIRS_AT_ONCE", 20_000, "pairs of span and word", "The network reads as many together.", BOUND,
)  # fmt: skip
SPAN_ENDS = _setting("SPAN_ENDS", 100, "tokens", "Looked at one by one at each end of a span.", BOUND)
TOKEN_GAPS = _setting(
    "TOKEN_GAPS", (1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 45, 70), "tokens",
    "Edges of the classes of distances.", TRAINED,
)  # fmt: skip
LINES_BEFORE = _setting(
    "LINES_BEFORE", 2, "lines", "Read before a line with marks, where only these are read.", TRAINED,
)  # fmt: skip
LINES_AFTER = _setting(
    "LINES_AFTER", 1, "lines", "Read after a line with marks, where only these are read.", TRAINED,
)  # fmt: skip
LEAST_SHARE = _setting(
    "LEAST_SHARE", 1e-6, "probability",
    "Least share of an answer of the network, so that its logarithm is a number.", BY_HAND,
)  # fmt: skip

# Speech or not
SPOKEN_JOINTLY = _setting(
    "SPOKEN_JOINTLY", 0.5, "probability",
    "Speech is proposed from it on, where contents without marks are known, too.", CROSS,
)  # fmt: skip
SPOKEN_NAME = _setting(
    "SPOKEN_NAME", 0.9, "probability", "What is written like a name is speech from it on.",
    CROSS + ": ten of the twelve that it adds are speech",
)  # fmt: skip
DIRECT_FROM = _setting(
    "DIRECT_FROM", 0.5, "probability", "Speech is direct from it on, and mixed below.", "the likelier of two",
)  # fmt: skip
SIGNED_SPEECH = _setting(
    "SIGNED_SPEECH", 4.0, "log odds", "Added for speech where a line signs the words.", RARE,
)  # fmt: skip
HEADING_CAPITALS = _setting(
    "HEADING_CAPITALS", 0.8, "share of words", "A line is a heading where this many have a capital.", TRAINED,
)  # fmt: skip
HEADING_WORDS = _setting("HEADING_WORDS", 3, "words", "A line this long can be a heading.", TRAINED)
SENTENCE_REACH = _setting(
    "SENTENCE_REACH", 200, "tokens", "A sentence is followed this far to each side.", BOUND,
)  # fmt: skip
REPEAT_WINDOW = _setting(
    "REPEAT_WINDOW", 30_000, "code points", "Round a stretch, where its words are looked for without marks.",
    BOUND,
)  # fmt: skip
TERM_WEIGHTS = _setting(
    "TERM_WEIGHTS", {"lead=so-called": -1.5, "lead=titled": -4.0, "apart": -5.0, "denied": -3.0, "users": -2.5, "stands": 4.0}, "log odds",
    "Added for speech after such words, for a name beside its noun, what somebody did not say, a term of those who use it, a sentence.",
    RARE + ": PolNeAR has seven of the first and eighteen of the second, most of them counted as speech",
)  # fmt: skip
TERMS_IN_LIST = _setting("TERMS_IN_LIST", 4, "stretches", "Of a list, those that are looked at.", BOUND)
TERM_NEAR = _setting(
    "TERM_NEAR", 6, "tokens", "Before a stretch, where a naming word is looked for.", TRAINED,
)  # fmt: skip

# Sources of what stands in marks
CANDIDATES_SCORED = _setting(
    "CANDIDATES_SCORED", 9, "candidates", "Those that the network thinks likeliest are scored closely.",
    TRAINED,
)  # fmt: skip
QUIET = _setting(
    "QUIET", 0.2, "ratio",
    "The best candidate is named down to this share of the probability that nobody is.", CROSS,
)  # fmt: skip
OUT_OF_REACH = _setting(
    "OUT_OF_REACH", math.log(1e-4), "log probability",
    "Of a candidate too far from one part of a quotation over paragraphs.", BY_HAND,
)  # fmt: skip
LAYOUT_WEIGHTS = _setting(
    "LAYOUT_WEIGHTS",
    {"layout=signs": 9.0, "layout=signs another": -9.0, "construction=names": 8.0, "construction=leads": 1.5, "construction=reports": 1.5},
    "log odds", "Added for a source that the layout or a construction names.", RARE,
)  # fmt: skip
SIGNATURE_LENGTH = _setting(
    "SIGNATURE_LENGTH", 25, "tokens", "A line that signs is at most this long.", BY_HAND,
)  # fmt: skip
LABEL_WORDS = _setting("LABEL_WORDS", 5, "words", "A label inside the marks has at most as many.", BY_HAND)
LEADING_SENTENCE = _setting(
    "LEADING_SENTENCE", 60, "tokens", "A sentence that leads to an utterance is at most this long.", BOUND,
)  # fmt: skip
SHORT_TURN = _setting(
    "SHORT_TURN", 8, "words", "A short line of people who speak by turns has at most as many.", BY_HAND
)
IN_TURN = _setting("IN_TURN", 0.7, "probability", "That a line is by the one whose turn it is.", BY_HAND)
DIALOGUE_LINES = _setting(
    "DIALOGUE_LINES", 3, "lines", "A dialogue has as many bare lines, as many of which answer a question or are short.", BY_HAND,
)  # fmt: skip
DIALOGUE_SHARE = _setting(
    "DIALOGUE_SHARE",
    0.3,
    "share of lines",
    "In a dialogue at least this share of the paragraphs with utterances is bare.",
    BY_HAND,
)
DIALOGUE_TOKENS = _setting(
    "DIALOGUE_TOKENS", 600, "tokens", "How far before a line a person who acts is looked for.", BOUND
)
DIALOGUE_GAP = _setting(
    "DIALOGUE_GAP",
    3,
    "paragraphs",
    "How far a bare line may stand from the line before and still take its turn.",
    BY_HAND,
)
DIALOGUE_REACH = _setting(
    "DIALOGUE_REACH", 12, "paragraphs", "How far from a line its other speaker is looked for.", BY_HAND
)
WORDS_OF_NEAR = _setting(
    "WORDS_OF_NEAR", 25, "tokens", "From a stretch, where “in the words of” is looked for.", BY_HAND,
)  # fmt: skip
SHOWN_CANDIDATES = _setting(
    "SHOWN_CANDIDATES", 9, "candidates", "Of a proposal, at most.", "as many as there are digit keys",
)  # fmt: skip
ALWAYS_SHOWN = _setting("ALWAYS_SHOWN", 3, "candidates", "Shown however unlikely they are.", BY_HAND)
SHOWN_FROM = _setting("SHOWN_FROM", 0.001, "probability", "The others are shown from it on.", BY_HAND)

# Quotations inside quotations
INNER_SPOKEN = _setting(
    "INNER_SPOKEN", 0.9, "probability",
    "Of speech, of what a verb with a subject reports inside a quotation.",
    "by hand: no model has learned it",
)  # fmt: skip
INNER_NEAR = _setting("INNER_NEAR", 6, "tokens", "From that verb to what it reports, at most.", BY_HAND)
INNER_CANDIDATES = _setting(
    "INNER_CANDIDATES", 5, "candidates", "Of a proposal inside a quotation, at most.", BY_HAND,
)  # fmt: skip

# Attributions with and without marks
SAID_AFTER_ALL = _setting(
    "SAID_AFTER_ALL", 0.8, "probability", "A content that lies in a stretch that is no speech counts from it on.",
    "on PolNeAR dev and `seeds/`: of 17 such contents the two above it are speech in headlines, 12 others are names",
)  # fmt: skip
COVERS = _setting("COVERS", 0.8, "share of a stretch", "A content covers a stretch from it on.", BY_HAND)
OPINION_WEIGHT = _setting(
    "OPINION_WEIGHT", 0.5, "exponent",
    "What the attribution's opinion on the source counts beside the ranker's.",
    CROSS + "; from .5 on nothing more is gained",
)  # fmt: skip
LEAST_OPINION = _setting(
    "LEAST_OPINION", 0.01, "probability", "The least that opinion gives to a candidate.", CROSS,
)  # fmt: skip
TREE_DEPTH = _setting(
    "TREE_DEPTH", 5, "splits", "Of each boosted tree that scores candidate contents.", TRAINED,
)  # fmt: skip
TREE_ROWS = _setting("TREE_ROWS", 4_000, "candidate contents", "Scored together.", BOUND)
CONTENT_SUPPORT = _setting(
    "CONTENT_SUPPORT", 0.1, "mean probability", "Of being content, that the tokens of a candidate need.",
    TRAINED,
)  # fmt: skip
CONTENT_MASS = _setting(
    "CONTENT_MASS", 0.02, "mass", "Least of a candidate outside marks (`indirect/spans.py`).", TRAINED,
)  # fmt: skip
CONTENTS_ALIKE = _setting(
    "CONTENTS_ALIKE", 0.7, "intersection over union", "Two candidates are one above it.", TRAINED,
)  # fmt: skip
CONTENT_EDGE = _setting(
    "CONTENT_EDGE", 0.04, "probability",
    "Least of a content's first or last token, for the tagger to propose it.", TRAINED,
)  # fmt: skip
CONTENT_PAIR = _setting(
    "CONTENT_PAIR", 0.004, "probability",
    "Least of a content by its first and last token, for the tagger to propose it.", TRAINED,
)  # fmt: skip
CUE_BEFORE = _setting("CUE_BEFORE", 30, "tokens", "Before a content, where its cue is looked for.", TRAINED)
CUE_AFTER = _setting("CUE_AFTER", 14, "tokens", "After a content, where its cue is looked for.", TRAINED)
CUE_FROM = _setting(
    "CUE_FROM", 0.01, "probability", "Of being a cue, by the tagger, from which a word may report.", TRAINED,
)  # fmt: skip
CONTENTS_AT_ONCE = _setting("CONTENTS_AT_ONCE", 2_000, "contents", "Looked at together.", BOUND)
SOURCE_REACH = _setting("SOURCE_REACH", 45, "tokens", "From the cue, where sources are looked for.", TRAINED)
SOURCE_CLIMBS = _setting(
    "SOURCE_CLIMBS", 5, "verbs", "Without a subject of their own, passed on the way to one.", TRAINED,
)  # fmt: skip
OPINION_EDGES = _setting(
    "OPINION_EDGES",
    (0.001, 0.004, 0.015, 0.05, 0.12, 0.25, 0.4, 0.55, 0.7, 0.82, 0.9, 0.96, 0.99),
    "probability", "Edges of the classes of the tagger's opinion on a source.", TRAINED,
)  # fmt: skip
CHANCE_EDGES = _setting(
    "CHANCE_EDGES", (0.01, 0.03, 0.08, 0.2, 0.4, 0.6, 0.8, 0.93), "probability",
    "Edges of the classes of the network's opinion on a source.", TRAINED,
)  # fmt: skip
SOURCE_GAPS = _setting(
    "SOURCE_GAPS", (1, 2, 3, 4, 6, 9, 13, 20, 30), "tokens",
    "Edges of the classes of distances from the cue.", TRAINED,
)  # fmt: skip
SWALLOWED_CUE = _setting("SWALLOWED_CUE", 0.05, "probability", "What a cue inside a content costs.", BY_HAND)
INDIRECT_NAMED = _setting(
    "INDIRECT_NAMED", 0.4, "probability", "The first source is named from it on.", BY_HAND,
)  # fmt: skip
INDIRECT_CANDIDATES = _setting("INDIRECT_CANDIDATES", 5, "candidates", "Of an attribution, at most.", BY_HAND)

# Names
NAME_LENGTH = _setting("NAME_LENGTH", 12, "tokens", "Of one name, at most.", BOUND)
CAPITALS = _setting(
    "CAPITALS", 0.9, "share of words", "A paragraph is a headline where this many have a capital.", BY_HAND,
)  # fmt: skip
CAPITALS_FROM = _setting(
    "CAPITALS_FROM", 4, "words", "A paragraph this long can be told for a headline.", BY_HAND,
)  # fmt: skip
ROLE_RATE = _setting("ROLE_RATE", 0.05, "source rate", "A noun is looked up as a role from it on.", TRAINED)
SPEAKING_NOUN = _setting(
    "SPEAKING_NOUN", 0.1, "source rate",
    "A noun that names or describes a person speaks at least this often.", TRAINED,
)  # fmt: skip
SURE_GENDER = _setting("SURE_GENDER", 4.0, "log odds", "Of a gender that a title tells.", BY_HAND)
PERSON_CUT = _setting("PERSON_CUT", 4.0, "log odds", "Of person and gender are cut here.", TRAINED)
RARE_FEATURE = _setting(
    "RARE_FEATURE", 3.0, "value", "Of features that are to be learned from few examples.", TRAINED,
)  # fmt: skip
RESOLVED_GENDER = _setting(
    "RESOLVED_GENDER", 1.0, "log odds",
    "Of its gender, that a resolved pronoun adds to a name, by its probability.", TRAINED,
)  # fmt: skip
NO_PERSON = _setting(
    "NO_PERSON", -2.0, "log odds", "Up to which of being a person a name is none whom he or she means.",
    TRAINED,
)  # fmt: skip
NAMED_LATER = _setting(
    "NAMED_LATER", 0.9, "probability", "That a title without a name means the only one who bears it further on.", BY_HAND,
)  # fmt: skip
OWNED = _setting(
    "OWNED", 0.9, "probability", "That a role with an owner (his wife) means who was named with both.", BY_HAND,
)  # fmt: skip
AGE_TOLD = _setting(
    "AGE_TOLD", 0.9, "probability", "That “the 43-year-old” means the only one who was said to be 43.", BY_HAND,
)  # fmt: skip
GENDER_TOLD = _setting(
    "GENDER_TOLD", 0.3, "log odds", "From it on the gender of who may be meant counts as known.", BY_HAND,
)  # fmt: skip
OTHER_GENDER = _setting(
    "OTHER_GENDER", -2.5, "log odds", "A pronoun means nobody whose log odds of its gender are so low.",
    "on the short texts and PolNeAR dev among -6, -4 and -2.5",
)  # fmt: skip
REPORT_NEAR = _setting(
    "REPORT_NEAR", 3, "tokens", "Between a quotation and the source that reports it, for whom it names.", BY_HAND
)
REFERENTS_HELD = _setting(
    "REFERENTS_HELD", 40, "names", "Those mentioned last are candidates of a pronoun.", BOUND,
)  # fmt: skip
MODIFIERS_BEFORE = _setting(
    "MODIFIERS_BEFORE", 6, "tokens", "Before a mention, that tell its modifiers.", TRAINED,
)  # fmt: skip
MODIFIERS_AFTER = _setting(
    "MODIFIERS_AFTER", 10, "tokens", "After a mention, that tell its modifiers.", TRAINED,
)  # fmt: skip
DESCRIBED_MENTIONS = _setting(
    "DESCRIBED_MENTIONS", 8, "mentions", "Of a name, searched for what it is said to be.", BOUND,
)  # fmt: skip
NAMESAKES = _setting("NAMESAKES", 40, "names and dependents", "Looked at together.", BOUND)
PERSON_MENTIONS = _setting(
    "PERSON_MENTIONS", 12, "mentions", "Of a name, looked at to tell whether it is a person's.", BOUND,
)  # fmt: skip
ROLE_NEAR = _setting("ROLE_NEAR", 15, "tokens", "After a role, where a clause names it.", BY_HAND)
HANDLE_PART = _setting(
    "HANDLE_PART", 4, "letters", "A name that a handle holds (@ann_early) has at least as many.", BY_HAND
)
PRONOUNS_BACK = _setting("PRONOUNS_BACK", 100, "pronouns", "Before “her name is”, those that it may name.", BOUND)
NAMED_BEFORE = _setting(
    "NAMED_BEFORE", 300, "tokens", "Before “he” inside a quotation, where the one whom it means is looked for.", BOUND
)
NAMED_AFTER = _setting(
    "NAMED_AFTER", 80, "tokens", "After “he” or “she”, where somebody is named who was not known before.", BY_HAND
)
PLURAL_FAR = _setting("PLURAL_FAR", 150, "tokens", "Back to which “it” and “they” are followed.", BOUND)

# Many articles
BATCH = _setting("BATCH", 16, "articles", "That go to a process at once.", BY_HAND)
BATCHES_AHEAD = _setting("BATCHES_AHEAD", 2, "batches", "Of each process that wait their turn.", BOUND)
READERS = _setting(
    "READERS", 2, "articles", "How many the process that reads for another one reads at once.",
    "of 1 and 2: 4.54 and 4.18 s for PolNeAR dev, medians of five",
)  # fmt: skip
READERS_LOWER = _setting(
    "READERS_LOWER", 5, "steps of nice", "How much lower the priority of that process is than of the one that finishes articles.",
    "of 0, 1, 5 and 15: 4.43, 4.28, 4.06 and 4.09 s for PolNeAR dev, medians of four",
)  # fmt: skip
TURN = _setting(
    "TURN", 0.0001, "seconds", "How long a thread keeps Python to itself while another one waits, where a corpus is read.",
    "of .005 (Python's own), .001, .0005, .0001 and .00002: 4.83, 4.65, 4.59, 4.36 and 4.54 s for PolNeAR dev, medians of three",
)  # fmt: skip


def table() -> str:
    """The settings as a table in Markdown."""

    def shown(value: object) -> str:
        if isinstance(value, dict):
            return ", ".join(f"`{name}` {number:g}" for name, number in value.items())
        if isinstance(value, tuple):
            return ", ".join(f"{number:g}" for number in value)
        return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"

    rows = [f"| `{s.name}` | {shown(s.value)} | {s.unit} | {s.meaning} | {s.chosen} |" for s in SETTINGS]
    return "\n".join(["| name | value | unit | what it does | how it was chosen |", "|---|---|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())
