"""Features that suggest that words in marks are a name, a term or words that nobody said; the last scorer of speech reads them.

A title stands after what it is the title of (the memoir “…”), a term after a verb that names (known as “…”), a label before the noun
that it explains (the “…” effect). Denied and imagined speech stands under a verb that is negated, or that a modal or nobody in
particular governs.
"""

from __future__ import annotations

from functools import lru_cache

from annotator.detection import lang
from annotator.detection.context import Context
from annotator.detection.linear import Linear, level
from annotator.detection.settings import STRONG_CUE, SURE_CUE, TERM_NEAR, TERM_WEIGHTS, TERMS_IN_LIST


@lru_cache(maxsize=2)
def _kinds(what: str) -> dict[str, str]:
    """Lemma -> what it names: of nouns "thing", "person", "word", of verbs "naming"."""
    return {word: kind for kind, words in lang.table("naming")[what].items() for word in words.split()}


def features(context: Context, constructed: bool = False) -> list[str]:
    """The features of a stretch, none where nothing hints at a name; ``constructed``: whether a construction names who says it."""
    if constructed:
        return ["constructed"]
    form, lead = _form(context), _lead(context)
    whole = form in ("sentence", "clause")
    governed = _governed(context)
    stance, place = _stance(context, whole), [] if whole else _place(context)
    if lead == "word used" and not stance:
        return [f"lead={lead}"]
    if lead == "none" and not stance and not place:
        return ["stands"] if form == "sentence" and _stands(context) else []
    rate = level(max((context.reading.cue[v] for v in context.governors), default=0.0))
    out = [
        f"form={form}|governed={governed}", f"form={form}|rate={rate}", f"form={form}|size={min(len(context.words), 4)}",
        f"tail={context.tail}|form={form}", f"whole={whole}|after={context.after}",
    ]  # fmt: skip
    if lead.startswith("calling") and lead.endswith((" active", " what")) and not stance and not place:
        out = []  # where a person calls something so, the form of the words tells nothing
    if lead != "none":
        out += ["apart"] * _apart(context) + ["users"] * (lead.startswith("calling") and _used(context))
        out += [f"lead={lead}", f"lead={lead}|whole={whole}"] + [f"lead={lead}|governed={governed}"] * (not whole)
    return [*out, *stance, *place, *(f"{on}|governed={governed}" for on in place)]


def correction(model: Linear, on: list[str]) -> float:
    """What the features add to the log odds of speech."""
    return model.score(on) + sum(TERM_WEIGHTS.get(name, 0.0) for name in on)


def _governed(context: Context) -> str:
    """Whether a reporting verb with a subject governs the stretch: "told"; one without: "cue"; none: "free"."""
    reading, out = context.reading, "free"
    for verb in context.governors:
        best = reading.chain_cue[verb] if context.parse.pos[verb] == "VERB" else verb
        if max(reading.cue[verb], reading.cue[best]) >= STRONG_CUE:
            if reading.subject[verb] >= 0:
                return "told"
            out = "cue"
    return "told" if any(reading.cue[v] >= STRONG_CUE for v in context.under) else out


def _form(context: Context) -> str:
    """How the words are written: "title", "name" (one word with a capital), "lower", "sentence" or "clause" (a finite verb in it)."""
    words = [context.parse.words[i] for i in context.words]
    long = [w for w in words if len(w) > 3 or not w.islower()]
    capitals = sum(w[:1].isupper() for w in long)
    if len(words) > 1 and long and capitals == len(long) and capitals > 1:
        return "title"
    if len(words) == 1:
        return "name" if words[0][:1].isupper() else "lower"
    finite = any(context.parse.tags[i] in lang.tags.FINITE for i in context.words)
    if words and words[0][:1].isupper():
        return "sentence" if finite else "phrase"
    return "clause" if finite else "lower"


def _lead(context: Context) -> str:
    """What leads to the stretch: what it is the name of ("thing", "person", "word"), a verb that names, with its voice, or "none".

    What leads to the first of a list leads to the next one, too (“Night Train” and “Slow River”).
    """
    own = _led(context)
    for _ in range(TERMS_IN_LIST):
        before = context.first - 1
        if (
            own != "none"
            or context.previous < 0
            or context.reading.ranges[context.previous][1] != before
            or context.parse.words[before] not in lang.words.JOINING
        ):
            break
        context = Context(context.reading, context.previous)
        own = _led(context)
        if own.startswith("calling"):  # calls them “losers” and “sad”
            return "none"
    return own


def _led(context: Context) -> str:
    """What leads to a stretch that stands in no list."""
    parse, reading, at = context.parse, context.reading, context.first - 1
    comma = at >= 0 and parse.words[at] in (",", ":", "(")
    at -= comma
    if at < 0 or reading.inside[at] >= 0 or reading.paragraph[at] != context.paragraph:
        return "none"
    for i in range(at, max(-1, at - TERM_NEAR), -1):
        if reading.inside[i] >= 0 or parse.words[i] in (".", ";", "?", "!") or (i < at and parse.words[i] == ","):
            break
        if parse.words[i].lower() == "called" and i and parse.words[i - 1].lower() in ("-", "so"):
            return "so-called"
        called = (
            parse.lemmas[i] == "call" and parse.deps[i] == "acl" and _form(context) in ("title", "name")
        )  # a dog called
        titling = parse.words[i].lower() in lang.words.TITLING
        if i == at and (called or (titling and not _dubbed_by(context, i))):
            return "titled"
        named = _kinds("verbs").get(parse.lemmas[i].lower()) or _kinds("verbs").get(parse.words[i].lower())
        if named and (parse.pos[i] != "NOUN" or (named == "titling" and parse.words[i].endswith("ed"))):
            return f"{named} {'far ' * (at - i >= 3)}{_voice(context, i)}"
    kind = _kinds("nouns").get(parse.lemmas[at].lower(), "")
    if kind and parse.pos[at] in ("NOUN", "PROPN"):
        verb = parse.heads[at]
        used = kind == "word" and parse.deps[at] == "dobj" and reading.subject[verb] >= 0 and parse.tags[verb] != "VB"
        return "word used" if used else kind + ", " * comma
    word = next(
        (i for i in range(at, max(-1, at - 4), -1) if _kinds("nouns").get(parse.lemmas[i].lower()) == "word"), -1
    )
    if word >= 0 and reading.inside[word] < 0 and parse.lemmas[at] in lang.words.NAMED_BY:
        return "word near"
    return "none"


def _dubbed_by(context: Context, verb: int) -> bool:
    """Whether a person is the subject of “dubbed”, so that the nickname is that person's words: whom Lund dubbed “the little senator.”"""
    return context.parse.words[verb].lower() == "dubbed" and _voice(context, verb) in ("active", "what")


def _used(context: Context) -> bool:
    """Whether those who use a term call something so: what physicists call a “standing wave”."""
    parse, subject = context.parse, context.reading.subject
    users = (subject[v] for v in context.governors if parse.tags[v] == "VBP" and parse.lemmas[v] in _kinds("verbs"))
    return any(at >= 0 and parse.lemmas[at].lower() in lang.words.TERM_USERS for at in users)


def _stands(context: Context) -> bool:
    """Whether a stretch is a sentence by itself behind another stretch of its paragraph: “We shall see,” said Lund. “The sea decides.”"""
    return context.previous >= 0 and context.before == "." and context.tail in (".", "?", "!")


def _apart(context: Context) -> bool:
    """Whether a stretch between commas only names the subject before it, of which a clause tells more: the motto, “…,” was his."""
    parse, subject = context.parse, context.first - 2
    if context.before != "," or context.tail != "," or subject < 0 or parse.deps[subject] not in lang.tags.SUBJECTS:
        return False
    return parse.heads[subject] >= context.last


def _place(context: Context) -> list[str]:
    """Where a name or term stands in its clause: before the noun that it explains, after an article or adjective, or as a subject."""
    parse, reading, last = context.parse, context.reading, context.last
    small = context.before in ("DET", "ADJ")
    out = []
    if (
        last < len(parse)
        and reading.inside[last] < 0
        and reading.paragraph[last] == context.paragraph
        and context.tail == "0"
    ):
        if parse.pos[last] in ("NOUN", "PROPN"):
            out.append(f"explains|small={small}")
        elif parse.tags[last] in lang.tags.FINITE and (
            context.before == "PRON" or any(parse.deps[i] in lang.tags.SUBJECTS for i in context.roots)
        ):
            out.append(f"subject|{_form(context)}")
    if small and len(context.words) == 1:
        out.append("small")
    return out


def _voice(context: Context, verb: int) -> str:
    """Whether a verb is a participle or passive, or active with somebody or nobody as its subject."""
    parse, reading = context.parse, context.reading
    if parse.pos[verb] not in ("VERB", "ADJ"):
        return "none"
    passive = parse.tags[verb] in ("VBN", "JJ") and not any(parse.lemmas[c] == "have" for c in parse.children[verb])
    if passive or any(parse.deps[c] in ("auxpass", "nsubjpass") for c in parse.children[verb]):
        return "passive"
    subject = reading.subject[verb]
    if subject < 0:
        return "active"
    plural = parse.tags[subject] in lang.tags.PLURAL or parse.words[subject].lower() in lang.words.SEVERAL
    what = any(parse.lemmas[c] == "what" for c in parse.children[verb])
    return f"{'what' if what else 'active'}{'s' if plural else ''}"


def _stance(context: Context, whole: bool) -> list[str]:
    """Whether the verb that governs the stretch is denied, or imagined of nobody in particular; not where somebody reports that."""
    parse, reading = context.parse, context.reading
    out = set[str]()
    for verb in _leading(context):
        kids = {parse.words[c].lower() for c in parse.children[verb] if c < context.first}
        subject = _subject(context, verb)
        if reading.cue[verb] < STRONG_CUE and _named_before(context) < 0:
            continue
        above = parse.heads[verb] if parse.deps[verb] in ("xcomp", "pcomp", "ccomp", "advcl") else verb
        if _reported(context, verb, above):
            continue
        who = parse.words[subject].lower() if subject >= 0 else ""
        if context.first - verb <= TERM_NEAR and _unsaid(context, verb, above):
            out.add("denied")
        if lang.words.MODALS & kids and (who in lang.words.ANYBODY or not who or not whole):
            out.add(f"modal|anybody={who in lang.words.ANYBODY or not who}")
        elif who in lang.words.ANYBODY and who != "we":
            out.add("anybody")
        if parse.lemmas[above] in lang.words.IMAGINING and above != verb:
            out.add("imagined")
    return sorted(out)


def _reported(context: Context, verb: int, above: int) -> bool:
    """Whether somebody reports what the verb tells (she said that by refusing to say “…” he lost): the words are the reporter's."""
    reading = context.reading
    return any(
        v not in (verb, above) and reading.cue[v] >= SURE_CUE and reading.subject[v] >= 0 and not _denied(context, v)
        for v in (*context.governors, *context.under)
    )


def _unsaid(context: Context, verb: int, above: int) -> bool:
    """Whether a verb of saying is denied (did not say “…”, refused to say “…”); a denied verb of liking or seeing does not count."""
    parse = context.parse
    if context.reading.cue[verb] < SURE_CUE and _named_before(context) < 0:
        return False
    if above == verb or parse.deps[verb] == "advcl":  # refused, replying “…”
        return _denied(context, verb)
    avoided = parse.lemmas[above] in lang.words.AVOIDING
    under = parse.tags[verb] == "VB" and _denied(context, above)
    return _denied(context, verb) or under != avoided or parse.words[above].lower() == "without"


def _subject(context: Context, verb: int) -> int:
    """The subject of a verb outside the stretch, -1 where there is none: “Nobody,” said the mayor."""
    subject = context.reading.subject[verb]
    return -1 if context.first <= subject < context.last else subject


def _leading(context: Context) -> list[int]:
    """The verbs that stand right above a stretch, or above the word for words before it (used the term “…”)."""
    parse, word = context.parse, _named_before(context)
    verbs = [v for v, steps in context.governors.items() if parse.pos[v] == "VERB" and steps == 0]
    return verbs + [parse.heads[word]] * (word >= 0 and parse.heads[word] not in verbs)


def _named_before(context: Context) -> int:
    """The noun for words (the phrase) that is a verb's object right before a stretch, or -1."""
    parse, reading, at = context.parse, context.reading, context.first - 1
    if at < 0 or reading.inside[at] >= 0 or _kinds("nouns").get(parse.lemmas[at].lower()) != "word":
        return -1
    return at if parse.deps[at] == "dobj" and parse.pos[parse.heads[at]] == "VERB" else -1


def _denied(context: Context, verb: int) -> bool:
    """Whether a verb before a stretch is negated, or nobody its subject."""
    parse, subject = context.parse, _subject(context, verb)
    kids = {parse.words[c].lower() for c in parse.children[verb] if c < context.first}
    if lang.words.NEGATIONS & kids:
        return True
    if subject < 0 or parse.heads[subject] != verb:  # there was no vote, he said, adding “…”
        return False
    owned = {parse.words[c].lower() for c in parse.children[subject] if c < subject}
    return parse.words[subject].lower() in lang.words.NOBODY or bool(lang.words.NO & owned)
