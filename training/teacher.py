"""spaCy's parser: the teacher of the parse model, and what the other models learn from.

The models that learn from the corpus are taught on these parses, not on those of the parse model, whose encoder has seen the labels of
every fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from annotator.detection.parse import DEFAULT_MODEL, Parse, Tokenized
from annotator.detection.parser import parse_of
from annotator.detection.tokenizer import Tokenizer, blank, plain

_UNUSED = ("ner", "senter", "attribute_ruler", "lemmatizer")


def parses(texts: Iterable[str], model: str = DEFAULT_MODEL) -> Iterator[Parse]:
    """Each text parsed in the usual typography (``parse.text``), in order, by the tagger and the parser of a spaCy pipeline.

    A sentence never runs over a line break: headlines and captions end there without a stop.
    """
    nlp = spacy.load(model, exclude=list(_UNUSED))
    tokenizer = Tokenizer(model)
    for text in texts:
        tokens = tokenizer.tokenize(text)
        doc = _doc(nlp, tokens)
        for _, part in nlp.pipeline:
            doc = part(doc)
        tags = [token.tag_ for token in doc]
        fresh = np.array([bool(token.is_sent_start) for token in doc], dtype=np.int64)
        fresh[:1] = 0
        yield parse_of(tokenizer, tokens, tags, [token.dep_ for token in doc], [token.head.i for token in doc], fresh)


def _doc(nlp: Language, tokens: Tokenized) -> Doc:
    """The tokens as spaCy wants them, with a sentence start fixed after each line break."""
    seen = plain(tokens.text)
    ends = [*tokens.starts[1:], len(seen)]
    words = [seen[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)]
    doc = Doc(nlp.vocab, words=words, spaces=[seen[b:after] == " " for b, after in zip(tokens.ends, ends, strict=True)])
    broken = False
    for token, word in zip(doc, tokens.words, strict=True):
        if blank(word):
            broken = broken or "\n" in word
        else:
            if broken and token.i:
                token.is_sent_start = True
            broken = False
    return doc
