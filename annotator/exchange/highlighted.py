"""Articles to read, with their quotations marked: a page (XHTML), for a browser and for printing.

Each quotation has a number at its end and an entry below the article with its speaker, stances and what else was decided; sources and
cues are underlined. The page is XML, so that it is read back exactly; words from outside are escaped, and there is no script in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, in_order
from annotator.exchange.articles import article_of, read_bytes
from annotator.exchange.earlier import begins
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.graph import CONTENT, CUE, SAID, SOURCE, Builder, said
from annotator.exchange.scheme import Scheme
from annotator.exchange.xml_input import local, parse_xml
from annotator.exchange.xml_output import check_article, plain
from annotator.records import Codebook, Decision, Span

_PRINTED = """body { font-family: serif; font-size: 11pt; } h1 { font-size: 15pt; } .about { color: #595959; font-size: 9pt; }
p { margin-top: 0; margin-bottom: 7px; } .q { background-color: #fff3bf; } .indirect { background-color: #e7f0fb; }
.s { text-decoration: underline; color: #006b4d; } .c { font-style: italic; color: #7a4900; } li { font-size: 9pt; }"""
LOST = frozenset({Field.NOT_SPEECH, Field.OPEN, Field.DECISION})
_BEGINNING = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml">\n<head>\n'
    '<meta charset="utf-8" />\n<meta name="generator" content="quotation-annotator" />\n'
)
_STYLE = """body { max-width: 46em; margin: 2em auto; padding: 0 1em; font: 16px/1.6 Georgia, serif; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.4em; line-height: 1.3; } .about { color: #595959; font: 13px/1.4 sans-serif; }
.text p { margin: 0; min-height: 1em; white-space: pre-wrap; } .q { background: #fff3bf; } .q.indirect { background: #e7f0fb; }
.s { border-bottom: 2px solid #009e73; } .c { border-bottom: 2px dotted #b36b00; } sup { font: bold 11px sans-serif; }
ol { font: 14px/1.5 sans-serif; padding-left: 2em; } li { margin: .4em 0; } article { margin-bottom: 4em; }
.words { font-family: Georgia, serif; } .stance { background: #eee; border-radius: 3px; padding: 0 .4em; }"""


def segments(text: str, start: int, decisions: Sequence[Decision]) -> Iterator[tuple[str, set[str], list[int]]]:
    """(words, classes, numbers of the quotations that end after them) of a line of the article that begins at ``start``.

    Classes are ``q`` with the kind, ``s``, ``c``.
    """
    end = start + len(text)
    marks = [(d.span, {"q", str(d.kind)}) for d in decisions]
    marks += [(m.span, {name}) for d in decisions for name, m in (("s", d.source), ("c", d.cue)) if m]
    edges = sorted({start, end, *(e for span, _ in marks for e in (span.start, span.end) if start < e < end)})
    for left, right in zip(edges, edges[1:] or [end], strict=False):
        on = [names for span, names in marks if span.start < right and left < span.end]
        done = [
            n for n, d in enumerate(decisions, 1) if d.span.end == right or (right == end and d.span.end == end + 1)
        ]
        yield text[left - start : right - start], set().union(*on), done


def _line(text: str, start: int, decisions: Sequence[Decision], n: int) -> str:
    out = []
    for words, names, ends in segments(text, start, decisions):
        out.append(f'<span class="{" ".join(sorted(names))}">{escape(words)}</span>' if names else escape(words))
        out += [f'<sup><a href="#t{n}q{number}">{number}</a></sup>' for number in ends]
    return f"<p>{''.join(out)}</p>"


def entry(annotated: AnnotatedArticle, d: Decision, codebook: Codebook) -> list[tuple[str, str]]:
    """(name, value) of what was decided about a quotation, in words."""
    names = {t.id: t.name for t in codebook.targets}
    labels = {(t.id, x.id): x.name for t in codebook.targets for x in t.labels}
    stances = [
        f"{names.get(s.target, s.target)}: {labels.get((s.target, s.label), s.label)}" for s in sorted(d.stances)
    ]
    trace = annotated.trace(d)
    found = [
        ("kind", str(d.kind)), ("speaker", d.speaker_name), ("external id", trace.speaker_uri), ("note", trace.speaker_note),
        ("source", d.source.words if d.source else ""),
        ("cue", d.cue.words if d.cue else ""), ("stances", "; ".join(stances)), ("comment", d.comment),
        ("flagged", "yes" if d.flagged else ""), ("proposal", trace.outcome), ("detector", trace.detector), ("decided", d.decided_at[:10]),
    ]  # fmt: skip
    return [(name, value) for name, value in found if value]


def _article(annotated: AnnotatedArticle, codebook: Codebook, n: int) -> Iterator[str]:
    article, decisions = annotated.article, in_order(annotated.decisions)
    check_article(article)
    kept = {"id": article.id, "title": article.title, "metadata": dict(article.metadata), "annotator": annotated.annotator,
            "finished": annotated.finished}  # fmt: skip
    yield f'<article id="t{n}" data-about={quoteattr(json.dumps(kept))}>'
    yield f"<h1>{escape(plain(article.title or article.id))}</h1>"
    about = [*(f"{k}: {v}" for k, v in sorted(article.metadata.items())), f"annotated by {annotated.annotator}"]
    about += [] if annotated.finished else ["not finished"]
    yield f'<p class="about">{escape(plain("; ".join(about)))}</p>'
    yield '<div class="text">'
    at = 0
    for line in article.text.split("\n"):
        yield _line(line, at, decisions, n)
        at += len(line) + 1
    yield "</div>"
    if decisions:
        yield "<ol>"
        for number, d in enumerate(decisions, 1):
            places = "".join(
                f' data-{name}="{m.span.start} {m.span.end}"' for name, m in (("source", d.source), ("cue", d.cue)) if m
            )
            told = [f"<b>{name}</b> {escape(plain(value))}" for name, value in entry(annotated, d, codebook)]
            yield (
                f'<li id="t{n}q{number}" data-start="{d.span.start}" data-end="{d.span.end}"{places} '
                f"data-said={quoteattr(json.dumps(said(annotated, d)))}>"
                f'<span class="words">{escape(d.words)}</span><br />{"; ".join(told)}</li>'
            )
        yield "</ol>"
    yield "</article>"


def page(articles: Iterable[AnnotatedArticle], codebook: Codebook, *, printed: bool = False) -> Iterator[str]:
    """The lines of the page; ``printed``: in styles that Qt knows, for paper."""
    style = _PRINTED if printed else _STYLE
    yield f"{_BEGINNING}<title>{escape(plain(codebook.name))}</title>\n<style>\n{style}\n</style>\n</head>\n<body>"
    for n, annotated in enumerate(articles, 1):
        yield from _article(annotated, codebook, n)
    yield "</body>\n</html>"


def write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook, *, printed: bool = False) -> int:
    """Write the page to a staged path; how many articles it holds. ``printed``: see :func:`page`."""
    count = 0

    def counted() -> Iterator[AnnotatedArticle]:
        nonlocal count
        for count, annotated in enumerate(articles, 1):  # noqa: B007
            yield annotated

    files.write_text_lines(path, page(counted(), codebook, printed=printed))
    return count


def _read_back(path: Path) -> Iterator[AnnotatedArticle]:
    for element in parse_xml(read_bytes(path), str(path)).iter():
        if local(element) == "article":
            yield _article_back(element, str(path))


def _article_back(element: Any, where: str) -> AnnotatedArticle:
    kept = json.loads(element.get("data-about"))
    text_part = next(e for e in element.iter() if e.get("class") == "text")
    text = "\n".join(_shown(p) for p in text_part)
    article = article_of(kept["id"], text, where, {**kept["metadata"], "title": kept["title"]})
    builder = Builder(article, kept["annotator"], Scheme())
    for n, item in enumerate(e for e in element.iter() if local(e) == "li"):
        told = json.loads(item.get("data-said"))
        span = Span(int(item.get("data-start")), int(item.get("data-end")))
        builder.node((n, CONTENT), CONTENT, span, item[0].text, **{key: told[key] for key in SAID})
        for label, place in ((SOURCE, item.get("data-source")), (CUE, item.get("data-cue"))):
            if place:
                builder.node((n, label), label, Span(*map(int, place.split())))
                builder.link((n, CONTENT), (n, label))
    return builder.finished(kept["finished"])


def _shown(paragraph: Any) -> str:
    """The text of a line without the numbers."""
    parts = [paragraph.text or ""]
    for child in paragraph:
        parts += ["" if local(child) == "sup" else child.text or "", child.tail or ""]
    return "".join(parts)


FORMATS = (
    Format(
        name="html",
        title="Page to read, quotations marked (HTML)",
        suffix=".html",
        unit=Unit.CODE_POINTS,
        carries=ALL - LOST,
        write=write,
        read_back=_read_back,
        earlier=begins(_BEGINNING),
        load="open it in a browser",
    ),
)
