"""TEI P5: an article and annotator a TEI text, quotations as standoff spans between anchors, speakers, and the codebook as a taxonomy.

Source: TEI P5 Guidelines, 16 "Linking, Segmentation, and Alignment" (``standOff``, ``spanGrp``, ``anchor``), 13 "Names, Dates, People"
(``listPerson``) and 2.3.7 (``classDecl``). Quotations may overlap and cross paragraphs, so that elements around them are no way; each line
of the article is a ``p`` whose white space is kept. What TEI has no place for stands in a ``note`` of a span as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, Trace
from annotator.exchange.articles import article_of, read_bytes
from annotator.exchange.earlier import begins
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.graph import CONTENT, SAID, Builder, graph, said
from annotator.exchange.scheme import Scheme
from annotator.exchange.xml_input import local, parse_xml
from annotator.exchange.xml_output import check_article, plain
from annotator.records import Codebook, Span

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_BEGINNING = f'<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="{NAMESPACE}" xml:id="quotation-annotator">\n'
_XML = "{http://www.w3.org/XML/1998/namespace}"
_LOST = frozenset({Field.NOT_SPEECH, Field.OPEN, Field.DECISION})


def _attr(text: str) -> str:
    return quoteattr(plain(text), {"\n": "&#10;", "\t": "&#9;"})


def _plain(text: str) -> str:
    return escape(plain(text))


def _category(target: str, label: str) -> str:
    return f"stance.{target}.{label}"


def _header(title: str, more: Iterable[str] = ()) -> Iterator[str]:
    yield f"<teiHeader><fileDesc><titleStmt><title>{_plain(title)}</title></titleStmt>"
    yield "<publicationStmt><p>Exported annotations; the article belongs to its publisher.</p></publicationStmt>"
    yield "<sourceDesc><p>An article as it was imported.</p></sourceDesc></fileDesc>"
    yield from more
    yield "</teiHeader>"


def _taxonomy(codebook: Codebook) -> Iterator[str]:
    yield f'<encodingDesc><classDecl><taxonomy xml:id="codebook"><bibl>{_plain(codebook.name)}, {_plain(codebook.version)}</bibl>'
    for target in codebook.targets:
        yield f'<category xml:id="target.{target.id}"><catDesc>{_plain(target.name)}: {_plain(target.definition)}</catDesc>'
        for label in target.labels:
            described = f"{_plain(label.name)}: {_plain(label.definition)}"
            yield f'<category xml:id="{_category(target.id, label.id)}"><catDesc>{described}</catDesc></category>'
        yield "</category>"
    yield "</taxonomy></classDecl></encodingDesc>"


def _about(trace: Trace) -> str:
    """The external id and the note of a person."""
    identity = f'<idno type="URI">{_plain(trace.speaker_uri)}</idno>' if trace.speaker_uri else ""
    return identity + (f"<note>{_plain(trace.speaker_note)}</note>" if trace.speaker_note else "")


def _document(annotated: AnnotatedArticle, n: int) -> Iterator[str]:
    """One article and annotator."""
    article = annotated.article
    check_article(article)
    nodes, edges = graph(annotated.decisions)
    names = dict.fromkeys(node.decision.speaker_name for node in nodes if node.decision and node.decision.speaker_name)
    people = {name: f"t{n}.s{at}" for at, name in enumerate(names)}
    about = {d.speaker_name: _about(annotated.trace(d)) for d in annotated.decisions if d.speaker_name}
    kept = {"id": article.id, "title": article.title, "metadata": dict(article.metadata), "annotator": annotated.annotator,
            "finished": annotated.finished}  # fmt: skip
    yield f'<TEI xml:id="t{n}">'
    yield from _header(article.title or article.id, (f'<xenoData type="json">{escape(json.dumps(kept))}</xenoData>',))
    yield "<standOff>"
    if people:
        yield "<listPerson>"
        yield from (
            f'<person xml:id="{key}"><persName>{_plain(name)}</persName>{about.get(name, "")}</person>'
            for name, key in people.items()
        )
        yield "</listPerson>"
    yield f"<spanGrp resp={_attr(annotated.annotator)}>"
    ties = {(edge.head.n, edge.label): edge.child.n for edge in edges}
    for node in nodes:
        at = f'xml:id="t{n}.n{node.n}" type="{node.label}" from="#t{n}.c{node.span.start}" to="#t{n}.c{node.span.end}"'
        if (d := node.decision) is None:
            yield f"<span {at}/>"
            continue
        ana = " ".join(f"#{_category(s.target, s.label)}" for s in sorted(d.stances))
        at += f' subtype="{d.kind}"' + (f' ana="{ana}"' if ana else "")
        tied = [f"#t{n}.n{ties[node.n, label]}" for label in ("SAID_BY", "CUED_BY") if (node.n, label) in ties]
        who = [f"#{people[d.speaker_name]}"] if d.speaker_name else []
        at += f' corresp="{" ".join([*who, *tied])}"' if who or tied else ""
        yield f'<span {at}><note type="json">{escape(json.dumps(said(annotated, d)))}</note></span>'
    yield "</spanGrp></standOff>"
    yield "<text><body>"
    edges_at = sorted({edge for node in nodes for edge in (node.span.start, node.span.end)})
    start = 0
    for line in article.text.split("\n"):
        yield f'<p xml:space="preserve">{_anchored(line, start, edges_at, n)}</p>'
        start += len(line) + 1
    yield "</body></text>"
    yield "</TEI>"


def _anchored(line: str, start: int, edges: list[int], n: int) -> str:
    """A line of the article with an anchor at each edge of a span."""
    from bisect import bisect_left, bisect_right

    inside = edges[bisect_left(edges, start) : bisect_right(edges, start + len(line))]
    parts, at = [], start
    for edge in inside:
        parts += [escape(line[at - start : edge - start]), f'<anchor xml:id="t{n}.c{edge}"/>']
        at = edge
    return "".join([*parts, escape(line[at - start :])])


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    count = 0
    with files.open_text(path) as out:
        out.write(_BEGINNING)
        out.writelines(
            f"{line}\n" for line in _header("Quotations with their speakers and stances", _taxonomy(codebook))
        )
        for count, annotated in enumerate(articles, 1):
            out.writelines(f"{line}\n" for line in _document(annotated, count))
        out.write("</teiCorpus>\n")
    return count


def _read_back(path: Path) -> Iterator[AnnotatedArticle]:
    for element in parse_xml(read_bytes(path), str(path)):
        if local(element) == "TEI":
            yield _document_back(element, str(path))


def _document_back(element: Any, where: str) -> AnnotatedArticle:
    found: dict[str, list[Any]] = {}
    for each in element.iter():
        found.setdefault(local(each), []).append(each)
    kept = json.loads(found["xenoData"][0].text)
    text, places = _text(found["body"][0])
    article = article_of(kept["id"], text, where, {**kept["metadata"], "title": kept["title"]})
    builder = Builder(article, kept["annotator"], Scheme())
    people = {f"#{p.get(_XML + 'id')}": p[0].text for p in found.get("person", ())}
    for span in found.get("span", ()):
        place = Span(places[span.get("from")], places[span.get("to")])
        more: dict[str, Any] = {}
        if span.get("type") == CONTENT:
            told = json.loads(span[0].text)
            more = {key: told[key] for key in SAID}
            more["kind"] = span.get("subtype")
            more["stances"] = [
                ":".join(a.removeprefix("#stance.").split(".", 1)) for a in (span.get("ana") or "").split()
            ]
        builder.node(f"#{span.get(_XML + 'id')}", span.get("type"), place, **more)
    for span in found.get("span", ()):
        for other in (span.get("corresp") or "").split():
            if other not in people:
                builder.link(f"#{span.get(_XML + 'id')}", other)
    return builder.finished(kept["finished"])


def _text(body: Any) -> tuple[str, dict[str, int]]:
    """The article's text and the place of each anchor."""
    lines, places, at = [], {}, 0
    for p in (each for each in body if local(each) == "p"):
        parts = [p.text or ""]
        for anchor in p:
            places[f"#{anchor.get(_XML + 'id')}"] = at + sum(map(len, parts))
            parts.append(anchor.tail or "")
        lines.append("".join(parts))
        at += len(lines[-1]) + 1
    return "\n".join(lines), places


FORMATS = (
    Format(
        name="tei",
        title="TEI P5, standoff spans with speakers and taxonomy",
        suffix=".xml",
        unit=Unit.NONE,
        carries=ALL - _LOST,
        write=_write,
        read_back=_read_back,
        earlier=begins(_BEGINNING),
        load='lxml.etree.parse("out.xml")',
    ),
)
