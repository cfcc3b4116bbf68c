"""spaCy's part: load a pipeline and turn texts into :class:`~annotator.detection.parse.Parse` records.

Only the tagger and the parser run. The coarse part of speech comes from the tag and the lemma from the pipeline's own
rule tables, looked up once a (word, tag): 2.6 times as fast as the full pipeline. What confuses the models (no-break
spaces, lone surrogates, doubled and curly marks) is replaced at equal length, so offsets always fit the text given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from annotator.detection import lang
from annotator.detection.parse import DEFAULT_MODEL as DEFAULT_MODEL
from annotator.detection.parse import Parse
from annotator.detection.settings import ENDLESS_WORD, PARSED_AT_ONCE, TOKENS_AT_ONCE
from annotator.detection.typography import normal
from annotator.errors import ModelMissingError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Place: TypeAlias = tuple[str, int, bool]  # the text that a piece is of, its offset, whether it is the last one
Pipeline: TypeAlias = "Language"  # what load_model answers, for those who may not import spaCy
_UNUSED = ("ner", "senter", "attribute_ruler", "entity_linker", "entity_ruler", "textcat", "textcat_multilabel")
_TABLE = {"NOUN": "noun", "PROPN": "noun", "VERB": "verb", "AUX": "verb", "ADJ": "adj", "ADV": "adv"}
_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff"
_PLAIN = {ord(c): " " for c in _ODD_SPACES} | {ord(c): "—" for c in "―‒⁓"}
_SURROGATES = re.compile("[\ud800-\udfff]")
_ENDLESS = re.compile(rf"\S{{{ENDLESS_WORD}}}")
_GLUED = (r"[,.?!…](?=[\"”][^\W\d_])", r"(?<=[,.?!…])[\"”](?=[^\W\d_])")  # in a word: what closes a quotation
_DOUBLED = re.compile(r"``|''(?!')")


def load_model(name: str = DEFAULT_MODEL) -> Language:
    """The installed English pipeline ``name``; ModelMissingError with the line that installs it if it is not there."""
    import spacy
    from thinc.api import NumpyOps, get_current_ops, set_current_ops

    usual = get_current_ops()
    if isinstance(usual, NumpyOps):
        set_current_ops(NumpyOps(use_blis=False))  # numpy takes the large products in a third of the time
    try:
        return _glued_marks_split(spacy.load(name, exclude=list(_UNUSED)))
    except OSError as err:
        package = name.replace("_", "-")
        raise ModelMissingError(
            f"The language model “{name}” is not installed; install it with “pip install {package}” or choose another one."
        ) from err
    finally:
        set_current_ops(usual)


def _glued_marks_split(nlp: Language) -> Language:
    """The pipeline, which splits words that stand next to a closing mark without a blank: week,”Lund."""
    from spacy.util import compile_infix_regex

    tokenizer: Any = nlp.tokenizer
    tokenizer.infix_finditer = compile_infix_regex([*(nlp.Defaults.infixes or ()), *_GLUED]).finditer
    return nlp


def coarse(tag: str) -> str:
    """The Universal part of speech of a Penn Treebank tag (auxiliary uses of verbs stay VERB)."""
    return lang.tags.COARSE.get(tag) or ("VERB" if tag.startswith("VB") else "PUNCT")


def lemmatizer(nlp: Language) -> Callable[[str, str], str]:
    """A cached (word, tag) -> lemma function over the pipeline's rule tables; the lower-cased word where it has none."""
    exceptions: dict[str, Any] = {}
    index: dict[str, Any] = {}
    rules: dict[str, Any] = {}
    if nlp.has_pipe("lemmatizer"):
        lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
        for name in set(_TABLE.values()):
            exceptions[name] = lookups.get_table("lemma_exc", {}).get(name, {})
            index[name] = set(lookups.get_table("lemma_index", {}).get(name, ()))
            rules[name] = lookups.get_table("lemma_rules", {}).get(name, ())

    @lru_cache(maxsize=65536)
    def lemma(word: str, tag: str) -> str:
        low = word.lower().replace("’", "'")
        table = _TABLE.get(coarse(tag))
        if tag in lang.tags.PROPER or table is None:
            return low
        if low in exceptions.get(table, ()):
            return str(exceptions[table][low][0])
        if low in index.get(table, ()) and tag in ("NN", "VB", "VBP", "JJ", "RB"):
            return low
        forms = [low[: len(low) - len(old)] + new for old, new in rules.get(table, ()) if old and low.endswith(old)]
        return next((form for form in forms if form in index[table]), low)

    return lemma


def plain(text: str) -> str:
    """The text as the models should see it, of the same length: plain spaces and dashes, straight marks, no lone surrogates.

    A space is put into endless words: spaCy's tokenizer takes quadratic time in the length of a word.
    """
    text = _ENDLESS.sub(lambda m: m[0][:-1] + " ", text)
    text = _SURROGATES.sub("\ufffd", text.translate(_PLAIN))
    return _DOUBLED.sub(
        lambda m: ' "' if m[0] == "``" or m.start() == 0 or text[m.start() - 1].isspace() else '" ', text
    )


def chunks(text: str, size: int = PARSED_AT_ONCE) -> Iterator[tuple[int, str]]:
    """(offset, piece) of a text in pieces of at most ``size``, cut after a blank line, else a line, else a space."""
    at = 0
    while len(text) - at > size:
        cut = next(
            (c + len(gap) for gap in ("\n\n", "\n", " ") if (c := text.rfind(gap, at + 1, at + size)) > 0), at + size
        )
        yield at, text[at:cut]
        at = cut
    yield at, text[at:]


def parses(nlp: Language, texts: Iterable[str], batch_size: int = 32) -> Iterator[Parse]:
    """Each text parsed in the usual typography (``parse.text``), in order, as plain lists. Offsets fit the text given.

    A sentence never runs over a line break: headlines and captions end there without a stop.
    """
    lemma = lemmatizer(nlp)

    def pieces() -> Iterator[tuple[Doc, Place]]:
        for given in texts:
            text = normal(given)
            cut = list(chunks(plain(text)))
            for number, (offset, piece) in enumerate(cut, 1):
                yield _line_breaks(nlp.make_doc(piece)), (text, offset, number == len(cut))

    with nlp.select_pipes(disable=[p for p in nlp.pipe_names if p == "lemmatizer"]):
        parse: Parse | None = None
        for doc, (text, offset, last) in _piped(nlp, pieces(), batch_size):
            parse = parse or Parse(text, [], [], [], [], [], [], [], [], [])
            _extend(parse, doc, offset, lemma)
            if last:
                yield parse
                parse = None


def _piped(nlp: Language, pieces: Iterable[tuple[Doc, Place]], batch_size: int) -> Iterator[tuple[Doc, Place]]:
    """The pieces parsed, as many at once as hold at most ``batch_size`` pieces and about ``TOKENS_AT_ONCE`` tokens."""
    batch: list[tuple[Doc, Place]] = []
    held = 0
    for piece in pieces:
        if batch and (len(batch) >= batch_size or held + len(piece[0]) > TOKENS_AT_ONCE):
            yield from nlp.pipe(batch, as_tuples=True, batch_size=len(batch))
            batch, held = [], 0
        batch.append(piece)
        held += len(piece[0])
    yield from nlp.pipe(batch, as_tuples=True, batch_size=max(len(batch), 1))


def _line_breaks(doc: Doc) -> Doc:
    """The document with a sentence start fixed after each line break."""
    space = doc.to_array("IS_SPACE") > 0
    filled = np.flatnonzero(~space)
    breaks = [at for at in np.flatnonzero(space).tolist() if "\n" in doc[at].text]
    after = np.searchsorted(filled, breaks)
    for at in filled[after[after < len(filled)]].tolist():
        doc[at].is_sent_start = True
    return doc


def _extend(parse: Parse, doc: Doc, offset: int, lemma: Callable[[str, str], str]) -> None:
    """The document's tokens added to the parallel lists."""
    if not len(doc):
        return
    tag, dep, *numbers = doc.to_array(["TAG", "DEP", "HEAD", "SENT_START", "LENGTH", "SPACY"]).T
    above, opens, length, space = (column.astype(np.int64) for column in numbers)  # heads are distances, some negative
    ends = offset + np.cumsum(length + space) - space
    starts, ends = (ends - length).tolist(), ends.tolist()
    fresh = opens == 1
    fresh[0] = True
    words = [parse.text[a:b] for a, b in zip(starts, ends, strict=True)]
    tags = _strings(doc, tag.tolist())
    parse.heads.extend((len(parse) + np.arange(len(doc)) + above).tolist())
    parse.sentences.extend(((parse.sentences[-1] if parse.sentences else -1) + np.cumsum(fresh)).tolist())
    parse.starts.extend(starts)
    parse.ends.extend(ends)
    parse.words.extend(words)
    parse.tags.extend(tags)
    kinds = zip(map(coarse, tags), words, strict=True)
    parse.pos.extend("NOUN" if k == "PROPN" and w[0].islower() else k for k, w in kinds)  # no name begins small
    parse.lemmas.extend(map(lemma, words, tags))
    parse.deps.extend(_strings(doc, dep.tolist()))


def _strings(doc: Doc, codes: list[int]) -> list[str]:
    """What the codes of tags or dependencies stand for."""
    known = {code: doc.vocab.strings[code] for code in set(codes)}
    return [known[code] for code in codes]
