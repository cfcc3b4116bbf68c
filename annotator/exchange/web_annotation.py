"""W3C Web Annotations (JSON-LD), one annotation a quotation, code points.

Source: W3C Recommendation "Web Annotation Data Model" (2017): TextPositionSelector (4.2.4, offsets in characters) and
TextQuoteSelector (4.2.3); bodies with a purpose (3.3.5). The article is named by its checksum,
``urn:sha256:…``; its text is not in the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, ReadRows, in_order, stance_names
from annotator.exchange.articles import decode, read_bytes
from annotator.exchange.earlier import begins
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.graph import as_stance
from annotator.records import Codebook, Decision, Kind, Mention, Origin, Span, Status

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_BEGINNING = f'{{"@context": "{CONTEXT}", "type": "AnnotationPage", "items": ['
AROUND = 32  # code points of prefix and suffix
_LOST = frozenset(
    {
        Field.NOT_SPEECH, Field.OPEN, Field.EMPTY, Field.FINISHED, Field.TITLE, Field.METADATA, Field.TAGS, Field.CONTENT, Field.ORIGIN,
        Field.HISTORY, Field.OUTCOME, Field.DECISION, Field.ARTICLE, Field.FLAG, Field.UTTERANCE, Field.SPEAKER_ID,
    }
)  # fmt: skip


def selectors(text: str, span: Span) -> list[dict[str, Any]]:
    """Where the span stands, and its words with what stands before and after, by which it is found in an edited text."""
    prefix, suffix = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return [
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        {"type": "TextQuoteSelector", "exact": span.words(text), "prefix": prefix, "suffix": suffix},
    ]


def _annotation(decision: Decision, annotated: AnnotatedArticle) -> dict[str, Any]:
    article, urn = annotated.article, f"urn:sha256:{annotated.article.sha256}"
    trace = annotated.trace(decision)

    def textual(value: str, purpose: str) -> dict[str, str]:
        return {"type": "TextualBody", "value": value, "purpose": purpose}

    body: list[dict[str, Any]] = [textual(str(decision.kind), "classifying")]
    body += [textual(name, "tagging") for name in stance_names(decision)]
    body += [textual(decision.speaker_name, "identifying")] if decision.speaker_name else []
    if trace.speaker_uri:  # who is meant, in the data of others
        body.append({"type": "SpecificResource", "source": trace.speaker_uri, "purpose": "identifying"})
    body += [textual(decision.comment, "commenting")] if decision.comment else []
    for mention, purpose in ((decision.source, "identifying"), (decision.cue, "linking")):
        if mention is not None:
            body.append(
                {"type": "SpecificResource", "source": urn, "purpose": purpose,
                 "selector": selectors(article.text, mention.span)}
            )  # fmt: skip
    return {
        "id": f"urn:quotation:{article.sha256[:16]}:{decision.quotation}",
        "type": "Annotation",
        "motivation": "highlighting",
        "creator": {"type": "Person", "name": annotated.annotator},
        **({"created": decision.decided_at} if decision.decided_at else {}),
        **({"generator": {"type": "Software", "name": trace.detector}} if trace.detector else {}),
        "body": body,
        "target": {"source": urn, "selector": selectors(article.text, decision.span)},
    }


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    """One AnnotationPage, written annotation by annotation."""
    count = 0
    with files.open_text(path) as out:
        out.write(_BEGINNING)
        for annotated in articles:
            for decision in in_order(annotated.decisions):
                line = json.dumps(_annotation(decision, annotated), ensure_ascii=False)
                out.write((",\n" if count else "\n") + line)
                count += 1
        out.write("\n]}\n")
    return count


def _read_back(path: Path) -> Iterator[ReadRows]:
    items = json.loads(decode(read_bytes(path), str(path), newlines=False))["items"]
    for (urn, annotator), group in groupby(items, key=lambda i: (i["target"]["source"], i["creator"]["name"])):
        sha256 = urn.removeprefix("urn:sha256:")
        yield ReadRows(sha256, annotator, tuple(_decision(item, sha256, annotator) for item in group))


def _decision(item: Mapping[str, Any], sha256: str, annotator: str) -> Decision:
    at = _mention(item["target"])
    texts: dict[str, list[str]] = {}
    mentions: dict[str, Mention] = {}
    for body in item["body"]:
        if body["type"] == "TextualBody":
            texts.setdefault(body["purpose"], []).append(body["value"])
        elif "selector" in body:
            mentions[body["purpose"]] = _mention(body)
    return Decision(
        quotation=item["id"].split(":", 3)[3],
        article=sha256,
        annotator=annotator,
        status=Status.CONFIRMED,
        span=at.span,
        words=at.words,
        kind=Kind(texts["classifying"][0]),
        origin=Origin.MANUAL,
        source=mentions.get("identifying"),
        cue=mentions.get("linking"),
        speaker_name=texts.get("identifying", [""])[0],
        stances=tuple(as_stance(name) for name in texts.get("tagging", ())),
        comment=texts.get("commenting", [""])[0],
    )


def _mention(resource: Mapping[str, Any]) -> Mention:
    position, quote = resource["selector"]
    return Mention(Span(position["start"], position["end"]), quote["exact"])


FORMATS = (
    Format(
        name="w3c",
        title="W3C Web Annotations, one a quotation",
        suffix=".jsonld",
        unit=Unit.CODE_POINTS,
        carries=ALL - _LOST,
        write=_write,
        read_back=_read_back,
        rows=True,
        earlier=begins(*(_BEGINNING + first for first in ('\n{"id": "urn:quotation:', "\n]}"))),
        load='json.load(open("out.jsonld"))["items"]',
    ),
)
