"""UIMA CAS in XMI for INCEpTION: a folder with the type system and one file an article and annotator; UTF-16 offsets.

Written by dkpro-cassis, an optional library, which counts code points inside and UTF-16 code units in the file. One span
layer ``webanno.custom.Attribution`` (its feature ``label`` is CONTENT, SOURCE or CUE) and one relation layer
between its spans, as INCEpTION's own layers are built (a relation has the features ``Governor`` and ``Dependent``). What the layer has no
feature for stands in ``provenance`` as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, stance_names
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.graph import graph, said
from annotator.exchange.scheme import Scheme
from annotator.exchange.uima_read import INDEX, OURS, read
from annotator.exchange.xml_output import UNFIT, check_article, plain
from annotator.records import Codebook

SPAN, RELATION = OURS, "webanno.custom.AttributionRelation"
_TEXTS = ("label", "kind", "speaker", "speaker_id", "stances", "utterance", "comment", "quotation", "provenance")
_LOST = frozenset({Field.NOT_SPEECH, Field.OPEN, Field.FLAG, Field.DECISION})
TYPES = "TypeSystem.xml"


def _cassis() -> Any:
    """dkpro-cassis; BadInputError with a sentence if it is not installed."""
    try:
        import cassis
    except ImportError as err:
        raise BadInputError(
            "UIMA CAS needs the library dkpro-cassis; install it with: pip install 'quotation-annotator[cas]'."
        ) from err
    return cassis


def _types(cassis: Any) -> Any:
    types = cassis.TypeSystem()
    span = types.create_type(name=SPAN, supertypeName="uima.tcas.Annotation")
    for name in _TEXTS:
        types.create_feature(domainType=span, name=name, rangeType="uima.cas.String")
    relation = types.create_type(name=RELATION, supertypeName="uima.tcas.Annotation")
    types.create_feature(domainType=relation, name="label", rangeType="uima.cas.String")
    for end in ("Governor", "Dependent"):
        types.create_feature(domainType=relation, name=end, rangeType=span)
    return types


def _cas(cassis: Any, types: Any, annotated: AnnotatedArticle) -> Any:
    check_article(annotated.article, UNFIT)
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string, cas.sofa_mime = annotated.article.text, "text/plain"
    span_type, relation_type = types.get_type(SPAN), types.get_type(RELATION)
    nodes, edges = graph(annotated.decisions)
    made = []
    for node in nodes:
        span = span_type(begin=node.span.start, end=node.span.end, label=node.label)
        if (d := node.decision) is not None:
            span.kind, span.quotation, span.stances = str(d.kind), d.quotation, " ".join(stance_names(d))
            span.speaker, span.speaker_id, span.utterance, span.comment = (
                plain(text, UNFIT) for text in (d.speaker_name, d.speaker_id or "", d.group or "", d.comment)
            )
            span.provenance = json.dumps(said(annotated, d))  # ASCII: XML holds it whatever it says
        made.append(span)
        cas.add(span)
    for edge in edges:
        head, child = made[edge.head.n], made[edge.child.n]
        at = {"begin": edge.child.span.start, "end": edge.child.span.end}
        cas.add(relation_type(**at, label=edge.label, Governor=head, Dependent=child))
    return cas


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    cassis, index = _cassis(), []
    types = _types(cassis)
    types.to_xml(path / TYPES)
    name_of = files.unique_names({"typesystem", "index"})
    for annotated in articles:
        name = f"{name_of(f'{annotated.article.id}.{annotated.annotator}')}.xmi"
        _cas(cassis, types, annotated).to_xmi(path / name)
        index.append({"file": name, "article": annotated.article.id, "title": annotated.article.title,
                      "annotator": annotated.annotator, "finished": annotated.finished,
                      "metadata": dict(annotated.article.metadata)})  # fmt: skip
    files.write_text_lines(path / INDEX, [json.dumps(index, ensure_ascii=False, indent=1)])
    return len(index)


FORMATS = (
    Format(
        name="uima-cas",
        title="UIMA CAS, XMI for INCEpTION",
        suffix="",
        unit=Unit.UTF16,
        carries=ALL - _LOST,
        write=_write,
        read_back=lambda path: read(path, Scheme()),
        load="cassis.load_cas_from_xmi(file, typesystem); in INCEpTION: Settings > Documents > Import > UIMA CAS XMI",
    ),
)
