"""What the tagger looks at: one integer column for each property of a token, and the templates that combine them.

The properties that carry most are those of the path from a token up to the nearest word that may be a cue
(after Pareti et al., "Automatically detecting and attributing indirect quotations", EMNLP 2013, section 5).
"""

from __future__ import annotations

import numpy as np

from annotator.quotations.indirect_tokens import GOVERNS, Bools, Ints, Tokens

MARKS = {"that": 1, "whether": 2, "if": 2, "how": 3, "why": 3, "what": 3, "who": 3, "where": 3, "when": 3}
TEMPLATES = (
    "lemma tag dep cue quote lemma-1 lemma+1 tag-1,tag tag,tag+1 dep-1,dep dep,dep+1 cue,dep cue,tag cue,quote "
    "cue-1,tag cue+1,tag cue-1,dep place,tag place,cue above,edge above,up_dep above_cue,up_dep,depth "
    "above_cue,up_dep,edge above_cue,up_dep,side,quote up_dep,edge,tag up_dep,edge,mark above_subject,up_dep "
    "above_cue,subject_tag,up_dep above_quote,above_cue,quote above_tag,up_dep above,mark verb,verb_dep "
    "verb_dep,verb_side,edge head,dep head_dep,dep head_tag,dep beside,beside_side "
    "beside_dep,beside_side,beside_cue subject_of_cue,dep,tag subject_of_cue,edge_np,tag self_subject_tag,cue,dep "
    "self_object,lemma self_object,cue,dep self_subject_quote,cue above_cue,next_break,up_dep,edge quote-1,quote "
    "quote,quote+1 "
).split()


def columns(tokens: Tokens) -> tuple[dict[str, Ints], dict[str, int]]:
    """The columns of an article and how many values each may take."""
    vocabulary = tokens.vocabulary
    words, tags, deps = len(vocabulary.lemmas) + 2, len(vocabulary.tags) + 1, len(vocabulary.deps) + 1
    at = np.arange(tokens.n)
    out = {"lemma": tokens.lemmas, "tag": tokens.tags, "dep": tokens.deps, "cue": tokens.cue, "quote": tokens.quoted}
    sizes = {"lemma": words, "tag": tags, "dep": deps, "cue": 9, "quote": 4}

    def add(name: str, values: Ints, size: int) -> None:
        out[name], sizes[name] = values.astype(np.int64), size

    def of(index: Ints, values: Ints) -> Ints:
        """The value at each index, 0 where the index is -1."""
        return np.where(index >= 0, values[index], 0) if tokens.n else index

    cues = tokens.cue >= GOVERNS
    above, child, depth = tokens.above(cues)
    marks = _marks(tokens)
    add("above", of(above, tokens.lemmas), words)
    add("above_cue", of(above, tokens.cue), 9)
    add("above_tag", of(above, tokens.tags), tags)
    add("above_quote", of(above, np.minimum(tokens.quoted, 1)), 2)
    add("up_dep", of(child, tokens.deps), deps)
    add("depth", np.minimum(depth, 4), 5)
    add("side", np.where(above < 0, 0, np.where(at < above, 1, 2)), 3)
    starts, stops = of(child, tokens.left) == at, of(child, tokens.right) == at + 1
    add("edge", np.where(child < 0, 0, 1 + starts + 2 * stops), 5)
    add("above_edge_right", np.where(of(above, tokens.right) == at + 1, 1, 0), 2)
    add("mark", of(child, marks), 5)
    subject = np.where(above >= 0, tokens.subject[above], -1) if tokens.n else above
    add("above_subject", of(subject, tokens.lemmas), words)
    add("subject_tag", of(subject, tokens.tags), tags)
    add("next_break", _break_ahead(tokens), 4)
    _verb_columns(tokens, add, of, sizes)
    _beside_columns(tokens, add, of, sizes)
    _own_columns(tokens, add, of, sizes)
    return out, sizes


def _verb_columns(tokens, add, of, sizes) -> None:  # type: ignore[no-untyped-def]
    """The nearest verb above, whatever its cue rate, and the head."""
    at = np.arange(tokens.n)
    verb, child, _ = tokens.above(tokens.classes == 1)
    add("verb", of(verb, tokens.lemmas), sizes["lemma"])
    add("verb_dep", of(child, tokens.deps), sizes["dep"])
    add("verb_side", np.where(verb < 0, 0, np.where(at < verb, 1, 2)), 3)
    add("head", tokens.lemmas[tokens.heads], sizes["lemma"])
    add("head_dep", tokens.deps[tokens.heads], sizes["dep"])
    add("head_tag", tokens.tags[tokens.heads], sizes["tag"])


def _beside_columns(tokens, add, of, sizes) -> None:  # type: ignore[no-untyped-def]
    """The cue that hangs on a word above this one ("…, according to the mayor", "…, he says")."""
    cue = beside(tokens)
    add("beside", of(cue, tokens.lemmas), sizes["lemma"])
    add("beside_dep", of(cue, tokens.deps), sizes["dep"])
    add("beside_cue", of(cue, tokens.cue), 9)
    add("beside_side", np.where(cue < 0, 0, np.where(np.arange(tokens.n) < cue, 1, 2)), 3)


def _own_columns(tokens, add, of, sizes) -> None:  # type: ignore[no-untyped-def]
    """A word's own subject and object, the verb it is the subject of, its place, and the strongest cue of its segment."""
    n, at = tokens.n, np.arange(tokens.n)
    deps = tokens.vocabulary.deps
    add("self_subject", of(tokens.subject, tokens.lemmas), sizes["lemma"])
    add("self_subject_tag", of(tokens.subject, tokens.tags), sizes["tag"])
    add("self_subject_quote", of(tokens.subject, np.minimum(tokens.quoted, 1)), 2)
    best = np.full(n, 0, dtype=np.int64)
    for code, name in enumerate(("prep", "dobj", "oprd", "xcomp", "ccomp"), 1):
        rows = np.flatnonzero(tokens.deps == deps.get(name, -1))
        best[tokens.heads[rows]] = code
    add("self_object", best, 6)
    subjects = np.zeros(n, dtype=bool)
    subjects[tokens.subject[tokens.subject >= 0]] = True
    _, child, _ = tokens.above(tokens.classes == 1)
    top = np.where(subjects, at, child)
    of_verb = np.where((top >= 0) & subjects[top], tokens.heads[top], -1) if n else top
    add("subject_of", of(of_verb, tokens.lemmas), sizes["lemma"])
    add("subject_of_cue", of(of_verb, tokens.cue), 9)
    add("edge_np", np.where(top < 0, 0, 1 + (of(top, tokens.left) == at) + 2 * (of(top, tokens.right) == at + 1)), 5)
    strongest = np.zeros(len(tokens.first), dtype=np.int64)
    np.maximum.at(strongest, tokens.segment, np.where(tokens.quoted > 0, 0, tokens.cue))
    add("segment_cue", strongest[tokens.segment] if n else at, 9)
    since, until = at - tokens.first[tokens.segment], tokens.last[tokens.segment] - at
    add("place", np.where(since < 2, since, np.where(until < 3, 2 + until, 2)) if n else at, 5)


def beside(tokens: Tokens) -> Ints:
    """For each token the cue hanging on one of its ancestors or itself, but not above the token itself (-1: none)."""
    n, deps = tokens.n, tokens.vocabulary.deps
    kinds = [deps.get(d, -1) for d in ("parataxis", "advcl", "prep", "ccomp", "dep", "acl")]
    hangs = np.isin(tokens.deps, kinds) & (tokens.cue >= GOVERNS + 1)
    hung = np.full(n, -1, dtype=np.int64)
    rows = np.flatnonzero(hangs)
    hung[tokens.heads[rows]] = rows
    out = np.full(n, -1, dtype=np.int64)
    at, came = np.arange(n), np.full(n, -1, dtype=np.int64)
    for _ in range(25):
        free = (out < 0) & (hung[at] >= 0) & (hung[at] != came)
        out[free] = hung[at][free]
        came, at = at, tokens.heads[at]
        if np.array_equal(came, at):
            break
    return out


def _marks(tokens: Tokens) -> Ints:
    """For each clause the kind of word that opens it: 0 none, else by :data:`MARKS`, 4 for any other mark."""
    deps, words = tokens.vocabulary.deps, tokens.parse.lemmas
    out = np.zeros(tokens.n, dtype=np.int64)
    for i in np.flatnonzero(tokens.deps == deps.get("mark", -1)).tolist():
        out[tokens.heads[i]] = MARKS.get(words[i], 4)
    for i in np.flatnonzero(np.isin(tokens.tags, [tokens.vocabulary.tags.get(t, -1) for t in ("WRB", "WP", "WDT")])).tolist():
        if not out[tokens.heads[i]]:
            out[tokens.heads[i]] = MARKS.get(words[i], 4)
    return out


def _break_ahead(tokens: Tokens) -> Ints:
    """What the next token is: 0 a word, 1 a comma, dash or bracket, 2 a quotation mark, 3 the segment's end or a stop."""
    out = np.zeros(tokens.n, dtype=np.int64)
    words = tokens.parse.words
    for i in np.flatnonzero(tokens.classes[1:] == 4).tolist():
        word = words[i + 1]
        out[i] = 3 if word in ".;!?" else 1 if word in ",()-–—:" else 2 if word[0] in "\"“”'‘’`" else 0
    out[tokens.last - 1] = 3
    return out


def values(tokens: Tokens, templates: tuple[str, ...] | list[str] = tuple(TEMPLATES)) -> list[Ints]:
    """For each template one number a token that stands for the combination of its columns' values there (-1: beyond the edge)."""
    table, sizes = columns(tokens)
    out = []
    for template in templates:
        code, beyond = np.zeros(tokens.n, dtype=np.int64), np.zeros(tokens.n, dtype=bool)
        for part in template.split(","):
            name, shift = _part(part)
            code = code * sizes[name] + _shifted(table[name], shift)
            if shift:
                beyond |= _outside(tokens, shift)
        out.append(np.where(beyond, -1, code))
    return out


def _part(part: str) -> tuple[str, int]:
    """A template's part as (column, shift): "tag-1" is the tag of the token before."""
    for sign in "+-":
        name, found, steps = part.partition(sign)
        if found:
            return name, int(sign + steps)
    return part, 0


def _shifted(column: Ints, shift: int) -> Ints:
    """The column's values ``shift`` tokens on."""
    return np.roll(column, -shift) if shift else column


def _outside(tokens: Tokens, shift: int) -> Bools:
    """Where ``shift`` tokens on is another segment."""
    other = np.arange(tokens.n) + shift
    inside = (other >= 0) & (other < tokens.n)
    inside[inside] = tokens.segment[inside.nonzero()[0]] == tokens.segment[other[inside]]
    return ~inside
