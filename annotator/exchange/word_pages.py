"""Articles to read in a Word file (.docx): quotations highlighted, what was decided about each in a comment by its annotator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.exchange.annotated import AnnotatedArticle, in_order, stance_names
from annotator.exchange.articles import article_of
from annotator.exchange.earlier import marked
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.graph import as_stance, kind_called
from annotator.exchange.highlighted import segments
from annotator.exchange.xml_output import check_article, plain
from annotator.records import Article, Codebook, Decision, Mention, Origin, Span, Status

_MARK = "annotator-export (docx)"
_LOST = frozenset(
    {
        Field.NOT_SPEECH, Field.OPEN, Field.DECISION, Field.CONTENT, Field.UTTERANCE, Field.SPEAKER_ID, Field.METADATA, Field.TAGS,
        Field.ORIGIN, Field.HISTORY, Field.OUTCOME,
    }
)  # fmt: skip
_TEXT, _ABOUT = "Article text", "Article about"  # styles of paragraphs
_PLACE = re.compile(r"(\d+)–(\d+): .*", re.S)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    document.core_properties.author, document.core_properties.comments = "", _MARK
    document.core_properties.title = plain(codebook.name)[:255]
    for name, size in ((_TEXT, 11), (_ABOUT, 9)):
        style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.size = Pt(size)
        style.paragraph_format.space_after = Pt(0)
        if name == _ABOUT:
            style.font.color.rgb = RGBColor(0x59, 0x59, 0x59)
    count = 0
    for count, annotated in enumerate(articles, 1):  # noqa: B007
        check_article(annotated.article)
        _article(document, annotated)
    document.save(str(path))
    return count


def _article(document: Any, annotated: AnnotatedArticle) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    article, decisions = annotated.article, in_order(annotated.decisions)
    document.add_heading(plain(article.title or article.id), level=1)
    about = {
        "Article": article.id,
        "Title": article.title,
        "Annotator": annotated.annotator,
        "Finished": "yes" if annotated.finished else "no",
    }
    for name, value in about.items():
        document.add_paragraph(f"{name}: {plain(value)}", style=_ABOUT)
    runs: dict[int, Any] = {}  # where a run begins -> the run
    ends: dict[int, Any] = {}
    at = 0
    for line in article.text.split("\n"):
        paragraph = document.add_paragraph(style=_TEXT)
        for words, names, _ in segments(line, at, decisions):
            run = paragraph.add_run(words)
            if "q" in names:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            run.font.underline = bool({"s", "c"} & names) or None
            runs[at], ends[at + len(words)] = run, run
            at += len(words)
        at += 1
    for d in decisions:
        first, last = _run_from(runs, d.span.start), _run_to(ends, d.span.end)
        comment = document.add_comment(
            [first, last], author=plain(annotated.annotator)[:80] or "annotator", initials=""
        )
        lines = [f"{name}: {value}" for name, value in _told(d)]
        comment.paragraphs[0].text = plain(lines[0])
        for told in lines[1:]:
            comment.add_paragraph(plain(told))


def _run_from(runs: Mapping[int, Any], start: int) -> Any:
    """The run that a quotation begins with; one that begins with a line break begins in the next line."""
    return runs[start] if start in runs else runs[min(at for at in runs if at >= start)]


def _run_to(ends: Mapping[int, Any], end: int) -> Any:
    return ends[end] if end in ends else ends[max(at for at in ends if at <= end)]


def _told(d: Decision) -> Iterator[tuple[str, str]]:
    yield "Quotation", d.quotation
    yield "Place", f"{d.span.start}–{d.span.end}: {d.words}".replace("\n", " ")
    yield "Kind", str(d.kind)
    if d.speaker_name:
        yield "Speaker", d.speaker_name
    for name, mention in (("Source", d.source), ("Cue", d.cue)):
        if mention is not None:
            yield name, f"{mention.span.start}–{mention.span.end}: {mention.words}".replace("\n", " ")
    for name in stance_names(d):
        yield "Stance", name
    if d.flagged:
        yield "Flagged", "yes"
    if d.comment:
        yield "Comment", d.comment.replace("\n", "\u2028")


def _read_back(path: Path) -> Iterator[AnnotatedArticle]:
    import docx

    document = docx.Document(str(path))
    comments = {comment.comment_id: [p.text for p in comment.paragraphs] for comment in document.comments}
    about: dict[str, str] = {}
    lines: list[str] = []
    found: list[list[str]] = []
    for paragraph in document.paragraphs:
        style = paragraph.style.name if paragraph.style is not None else ""
        if style == _ABOUT:
            name, _, value = paragraph.text.partition(": ")
            if name == "Article" and about:
                yield _back(about, lines, found, path)
                about, lines, found = {}, [], []
            about[name] = value
        elif style == _TEXT:
            lines.append(paragraph.text)
            ids = (int(mark.get(f"{_W}id")) for mark in paragraph._p.iter(f"{_W}commentRangeStart"))
            found += [comments[each] for each in ids]
    if about:
        yield _back(about, lines, found, path)


def _back(about: Mapping[str, str], lines: list[str], found: list[list[str]], path: Path) -> AnnotatedArticle:
    article = article_of(about["Article"], "\n".join(lines), path.name, {"title": about["Title"]})
    decisions = tuple(_decision(article, about["Annotator"], told) for told in found)
    return AnnotatedArticle(article, about["Annotator"], decisions, about["Finished"] == "yes")


def _decision(article: Article, annotator: str, lines: list[str]) -> Decision:
    told: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        told.setdefault(name, []).append(value)

    def span(name: str) -> Span | None:
        match = _PLACE.fullmatch(told[name][0]) if name in told else None
        return Span(int(match[1]), int(match[2])) if match else None

    def mention(name: str) -> Mention | None:
        at = span(name)
        return Mention(at, at.words(article.text)) if at else None

    place = span("Place")
    assert place is not None, "every comment of ours has a place"
    return Decision(
        quotation=told["Quotation"][0], article=article.sha256, annotator=annotator, status=Status.CONFIRMED, span=place,
        words=place.words(article.text), kind=kind_called(told["Kind"][0]), origin=Origin.MANUAL, source=mention("Source"),
        cue=mention("Cue"), speaker_name=told.get("Speaker", [""])[0], stances=tuple(map(as_stance, told.get("Stance", ()))),
        comment=told.get("Comment", [""])[0].replace("\u2028", "\n"), flagged="Flagged" in told,
    )  # fmt: skip


FORMATS = (
    Format(
        name="docx",
        title="Word file to read, quotations with comments",
        suffix=".docx",
        unit=Unit.CODE_POINTS,
        carries=ALL - _LOST,
        write=_write,
        read_back=_read_back,
        earlier=marked(b"PK", "docProps"),
        load="open it in Word or LibreOffice",
    ),
)
