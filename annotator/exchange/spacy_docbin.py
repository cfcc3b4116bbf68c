"""spaCy's DocBin: for looking at (span groups with links), ready for spancat, and ready for textcat_multilabel.

The one module outside ``detection/`` that imports spaCy, since a DocBin can be made by nothing else; it uses the tokenizer
of a blank English pipeline and no model. Where an edge of a span lies inside a token, the span in the group is widened to whole tokens
(``alignment_mode="expand"``); the exact offsets stand in ``doc.user_data`` and are what is read back.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from annotator.errors import ExportError
from annotator.exchange.annotated import AnnotatedArticle, ReadRows, in_order, label_names, paragraph_of, stance_names
from annotator.exchange.articles import article_of
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.given import SAID_SHAPE, check, offset, read_by
from annotator.exchange.graph import SAID, as_stance, kind_called, said
from annotator.jsontext import read_json
from annotator.open_projects import open_input
from annotator.records import Codebook, Decision, Kind, Mention, Origin, Span, Status

_LOST = frozenset({Field.NOT_SPEECH, Field.OPEN, Field.DECISION})
_TEXTCAT = frozenset({Field.STANCES, Field.IDENTITY, Field.SPEAKER, Field.KIND})
_SPANCAT = frozenset({Field.KIND, Field.EMPTY, Field.IDENTITY})
KEY = "annotator"  # the key of doc.user_data
_MARK = "annotator-export ({})"  # with the format's name a string of the DocBin, by which an export of ours is known
Make = Callable[[Any, AnnotatedArticle, Codebook], Iterator[Any]]


def _groups(nlp: Any, annotated: AnnotatedArticle, codebook: Codebook) -> Iterator[Any]:
    """One Doc an article and annotator with the groups quotations, sources and cues; the speaker's name is the kb_id."""
    doc = nlp.make_doc(annotated.article.text)
    groups: dict[str, list[Any]] = {"quotations": [], "sources": [], "cues": []}
    exact = []
    for decision in in_order(annotated.decisions):
        _add(groups["quotations"], _span(doc, decision.span, str(decision.kind), decision.speaker_name))
        exact.append(
            {
                "start": decision.span.start,
                "end": decision.span.end,
                "words": decision.words,
                **said(annotated, decision),
                "source": _offsets(decision.source),
                "cue": _offsets(decision.cue),
                "source_at": _link(doc, groups["sources"], decision.source, "SOURCE", decision.speaker_name),
                "cue_at": _link(doc, groups["cues"], decision.cue, "CUE"),
                "content": [[s.start, s.end] for s in decision.content],
            }
        )
    doc.spans.update(groups)
    doc.user_data[KEY] = {**_about(annotated), "quotations": exact, "article": annotated.article.id,
                          "title": annotated.article.title, "finished": annotated.finished,
                          "metadata": dict(annotated.article.metadata)}  # fmt: skip
    yield doc


def _add(group: list[Any], span: Any) -> int:
    """Add a span to a group unless it holds no token; its place there, or -1."""
    if span is None:
        return -1
    group.append(span)
    return len(group) - 1


def _link(doc: Any, group: list[Any], mention: Mention | None, label: str, kb_id: str = "") -> int:
    """Add a quotation's source or cue to its group; its place there, by which the quotation finds it, or -1."""
    return _add(group, _span(doc, mention.span, label, kb_id)) if mention else -1


def _spancat(nlp: Any, annotated: AnnotatedArticle, codebook: Codebook) -> Iterator[Any]:
    """One Doc an article and annotator; the quotations under ``doc.spans["sc"]`` with their kind, as spancat is trained."""
    doc = nlp.make_doc(annotated.article.text)
    decisions = in_order(annotated.decisions)
    spans: dict[tuple[int, int, str], Any] = {}
    for decision in decisions:  # spancat refuses two equal spans
        span = _span(doc, decision.span, str(decision.kind))
        if span is not None:
            spans.setdefault((span.start, span.end, span.label_), span)
    doc.spans["sc"] = list(spans.values())
    exact = [
        {"start": d.span.start, "end": d.span.end, "words": d.words, "kind": str(d.kind), "quotation": d.quotation}
        for d in decisions
    ]
    doc.user_data[KEY] = {**_about(annotated), "quotations": exact}
    yield doc


def _textcat(nlp: Any, annotated: AnnotatedArticle, codebook: Codebook) -> Iterator[Any]:
    """One Doc a quotation, its paragraph the text; every label of the codebook in ``doc.cats`` as 1.0 or 0.0."""
    for decision in in_order(annotated.decisions):
        paragraph = paragraph_of(annotated.article.text, decision.span)
        doc = nlp.make_doc(paragraph.words(annotated.article.text))
        mine = set(stance_names(decision))
        doc.cats = {name: float(name in mine) for name in dict.fromkeys((*label_names(codebook), *sorted(mine)))}
        start, end = decision.span.start - paragraph.start, decision.span.end - paragraph.start
        span = _span(doc, Span(start, end), str(decision.kind), decision.speaker_name)
        doc.spans["quotation"] = [span] if span is not None else []
        exact = {"start": start, "end": end, "words": decision.words, "quotation": decision.quotation,
                 "kind": str(decision.kind), "speaker": decision.speaker_name, "paragraph_start": paragraph.start}  # fmt: skip
        doc.user_data[KEY] = {**_about(annotated), "quotations": [exact]}
        yield doc


def _about(annotated: AnnotatedArticle) -> dict[str, Any]:
    return {"sha256": annotated.sha256, "annotator": annotated.annotator}


def _offsets(mention: Mention | None) -> list[int]:
    return [mention.span.start, mention.span.end] if mention else []


def _span(doc: Any, at: Span, label: str, kb_id: str = "") -> Any:
    """The tokens that hold a stretch; None where it holds a blank between tokens and nothing else."""
    return doc.char_span(at.start, at.end, label=label, kb_id=kb_id, alignment_mode="expand")


def _write(name: str, make: Make, path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    nlp.max_length = 10**9  # a limit for parsers, of which there is none here
    docs = DocBin(store_user_data=True)
    for annotated in articles:
        for doc in make(nlp, annotated, codebook):
            docs.add(doc)
    docs.strings.add(_MARK.format(name))
    docs.to_disk(path)
    return len(docs)


def _earlier(name: str, path: Path) -> bool:
    """Whether a file is a DocBin of that format of ours: its strings, somewhere in what is compressed, hold the mark."""
    mark, stream, held = _MARK.format(name).encode(), zlib.decompressobj(), b""
    with open_input(path) as file:
        while part := file.read(1 << 16):
            try:
                held = held[-len(mark) :] + stream.decompress(part)
            except zlib.error:
                return False
            if mark in held:
                return True
    return False


def documents(path: Path) -> Iterator[Any]:
    """The documents of a DocBin; BadInputError where the file is none."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    told = f"{path}: it is not a readable spaCy DocBin; write it again with DocBin.to_disk."
    with read_by("spacy", "srsly", "zlib", "numpy", told=told):
        yield from DocBin(store_user_data=True).from_disk(path).get_docs(Vocab())


def _docs(path: Path) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The documents with their user data; ExportError where a span group does not hold the exact words."""
    for doc in documents(path):
        about = doc.user_data[KEY]
        group = doc.spans.get("quotations", doc.spans.get("sc", doc.spans.get("quotation", [])))
        held = [(span.start_char, span.end_char) for span in group]
        for item in about["quotations"]:
            start, end = _stripped(item)  # no token need be where white space stands
            inside = start == end or any(low <= start and end <= high for low, high in held)
            if not inside or doc.text[item["start"] : item["end"]] != item["words"]:
                raise ExportError(
                    f"{path.name}: a span does not hold the words “{item['words'][:40]}”; nothing was exported."
                )
        yield doc, about


def _stripped(item: dict[str, Any]) -> tuple[int, int]:
    """A quotation's offsets without the white space at its ends."""
    words: str = item["words"]
    start = item["start"] + len(words) - len(words.lstrip())
    return start, max(start, item["end"] - len(words) + len(words.rstrip()))


def _read_back(path: Path) -> Iterator[ReadRows | AnnotatedArticle]:
    for doc, about in _docs(path):
        yield annotated(doc, about, path.name)


#: What a document of ours holds, as others may have changed it.
_QUOTATION = {
    **SAID_SHAPE, "start": offset, "end": offset, "words": str, "quotation": str, "kind": str, "source?": list, "cue?": list,
}  # fmt: skip
_ABOUT = {
    "sha256": str,
    "annotator": str,
    "article": str,
    "title": str,
    "finished": bool,
    "metadata?": dict,
    "quotations": [_QUOTATION],
}


def annotated(doc: Any, about: dict[str, Any], where: str) -> AnnotatedArticle:
    """What a document of ours holds; MisfitError where it was changed into something else."""
    about = read_json(json.dumps(about))  # msgpack gives lists as tuples
    check(about, _ABOUT)
    metadata = {**{str(k): str(v) for k, v in about.get("metadata", {}).items()}, "title": about["title"]}
    article = article_of(about["article"], doc.text, where, metadata)
    decisions = tuple(
        _decision({**item, "kind": str(kind_called(item["kind"]))}, about, doc.text) for item in about["quotations"]
    )
    return AnnotatedArticle(article, about["annotator"], decisions, about["finished"])


def _read_rows(path: Path) -> Iterator[ReadRows]:
    for (sha256, annotator), group in groupby(_docs(path), key=lambda pair: (pair[1]["sha256"], pair[1]["annotator"])):
        found = []
        for doc, about in group:
            stances = [name for name, on in doc.cats.items() if on]
            found += [_decision({**item, "stances": stances}, about, doc.text) for item in about["quotations"]]
        yield ReadRows(sha256, annotator, tuple(found))


def _decision(item: dict[str, Any], about: dict[str, Any], text: str) -> Decision:
    at = int(item.get("paragraph_start", 0))
    more = {key: item.get(key) for key in SAID}

    def mention(name: str) -> Mention | None:
        return Mention.of(text, *item[name]) if item.get(name) else None

    return Decision(
        quotation=item["quotation"],
        article=about["sha256"],
        annotator=about["annotator"],
        status=Status.CONFIRMED,
        span=Span(at + item["start"], at + item["end"]),
        words=item["words"],
        kind=Kind(item["kind"]),
        origin=Origin(item.get("origin", "manual")),
        source=mention("source"),
        cue=mention("cue"),
        speaker_name=more["speaker"] or "",
        speaker_id=more["speaker_id"] or None,
        group=more["utterance"] or None,
        content=tuple(Span(a, b) for a, b in item.get("content", ())),
        stances=tuple(as_stance(name) for name in more["stances"] or ()),
        comment=more["comment"] or "",
        flagged=bool(more["flagged"]),
        proposals_shown=bool(item.get("proposals_shown", True)),
        decided_at=item.get("decided_at", ""),
        seconds=item.get("seconds", 0.0),
        codebook=item.get("codebook", ""),
    )


def moved(path: Path) -> int:
    """How many quotations of a DocBin were widened to whole tokens."""
    count = 0
    for doc, about in _docs(path):
        held = {(s.start_char, s.end_char) for group in doc.spans.values() for s in group}
        count += sum((item["start"], item["end"]) not in held for item in about["quotations"])
    return count


_LOAD = 'DocBin().from_disk("out.spacy").get_docs(nlp.vocab)'
FORMATS = (
    Format(
        name="spacy", title="spaCy DocBin, span groups with links", suffix=".spacy", unit=Unit.CODE_POINTS,
        carries=ALL - _LOST, write=partial(_write, "spacy", _groups), read_back=_read_back,
        earlier=partial(_earlier, "spacy"), load='DocBin(store_user_data=True).from_disk("out.spacy").get_docs(nlp.vocab)',
    ),
    Format(
        name="spacy-spancat", title="spaCy DocBin to train spancat on quotations", suffix=".spacy", unit=Unit.CODE_POINTS,
        carries=_SPANCAT, write=partial(_write, "spacy-spancat", _spancat), read_back=_read_rows,
        earlier=partial(_earlier, "spacy-spancat"), load=_LOAD,
    ),
    Format(
        name="spacy-textcat", title="spaCy DocBin to train textcat_multilabel on stances", suffix=".spacy",
        unit=Unit.CODE_POINTS, carries=_TEXTCAT, write=partial(_write, "spacy-textcat", _textcat), read_back=_read_rows, rows=True,
        earlier=partial(_earlier, "spacy-textcat"), load=_LOAD,
    ),
)  # fmt: skip
