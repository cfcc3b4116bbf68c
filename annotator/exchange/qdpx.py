"""REFI-QDA projects (.qdpx) out, for NVivo, MAXQDA, ATLAS.ti and QualCoder: texts, codes, codings by user, speakers as cases, links.

Source: REFI-QDA Standard 1.5, "Project". A quotation is a selection coded with its kind and its stances; sources and cues are selections of
their own, tied to it by links; a case holds the quotations of a speaker. Positions count
characters, ``endPosition`` is the one after the last, as QualCoder has it; each selection is named by its words, by which a program that
counts in another way is found out. What the standard has no place for stands at the end of a selection's description.
"""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.earlier import marked
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.graph import Node, graph, said
from annotator.exchange.qdpx_read import ORIGIN, describe, read
from annotator.exchange.scheme import Scheme
from annotator.exchange.xml_output import UNFIT, plain
from annotator.records import Codebook, Kind, Stance

NAMESPACE = "urn:QDA-XML:project:1.0"
_MARK = "annotator-export (qdpx)"
_LOST = frozenset({Field.NOT_SPEECH, Field.OPEN, Field.DECISION})
_COLORS = {"Source": "#009e73", "Cue": "#e69f00"}
_KINDS = {kind: f"{str(kind).capitalize()} quotation" for kind in (Kind.DIRECT, Kind.MIXED, Kind.INDIRECT)}
_NOWHEN = "1970-01-01T00:00:00Z"  # what has no time of its own


def _guid(*parts: str) -> str:
    """The same id for the same thing in every export (UUID 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\x1f".join(("annotator", *parts))))


def _fit(text: str) -> str:
    return plain(text, UNFIT)


def _attr(text: str) -> str:
    """A quoted attribute; line breaks are written so that readers keep them."""
    return quoteattr(_fit(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _when(text: str) -> str:
    """A time as XML has it, in whole seconds of UTC."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return _NOWHEN


def _stance_code(codebook: Codebook, stance: Stance) -> str:
    return _guid(codebook.id, stance.target, stance.label)


class _Project:
    """A project that is being written: what its parts add to the lists of users, cases and links."""

    def __init__(self, codebook: Codebook, sources: IO[str], archive: zipfile.ZipFile) -> None:
        self.codebook, self.sources, self.archive = codebook, sources, archive
        self.users: dict[str, str] = {}
        self.cases: dict[str, list[str]] = {}
        self.about: dict[str, str] = {}  # external id and note of each speaker
        self.links: list[str] = []
        self.retired: dict[Stance, str] = {}
        self.count = 0

    def add(self, every: list[AnnotatedArticle]) -> None:
        """Add an article with what each annotator made of it."""
        self.count += 1
        article, guid = every[0].article, _guid("source", every[0].sha256)
        info = zipfile.ZipInfo(f"sources/{guid}.txt", (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        self.archive.writestr(info, article.text.encode())
        users = [self.user(a.annotator) for a in every]
        kept = {"id": article.id, "title": article.title, "metadata": dict(article.metadata),
                "finished": {a.annotator: a.finished for a in every}}  # fmt: skip
        self.sources.write(
            f'<TextSource guid="{guid}" name={_attr(article.title or article.id)} plainTextPath="internal://{guid}.txt" '
            f'creatingUser="{users[0]}" creationDateTime="{_NOWHEN}">\n<Description>{escape(describe(kept))}</Description>\n'
        )
        for annotated, user in zip(every, users, strict=True):
            self.selections(annotated, user)
        self.sources.write("</TextSource>\n")

    def user(self, name: str) -> str:
        """The id of a user."""
        return self.users.setdefault(name, _guid("user", name))

    def selections(self, annotated: AnnotatedArticle, user: str) -> None:
        """Add the selections of one annotator, and the links between them."""
        nodes, edges = graph(annotated.decisions)
        ids = [_guid("selection", annotated.sha256, annotated.annotator, str(node.n)) for node in nodes]
        for node, guid in zip(nodes, ids, strict=True):
            when = _when(node.decision.decided_at) if node.decision else _NOWHEN
            self.sources.write(
                f'<PlainTextSelection guid="{guid}" name={_attr(node.words)} startPosition="{node.span.start}" '
                f'endPosition="{node.span.end}" creatingUser="{user}" creationDateTime="{when}">\n'
            )
            if node.decision is not None:
                words = _fit(node.decision.comment)
                note = describe(said(annotated, node.decision), words)
                self.sources.write(f"<Description>{escape(note)}</Description>\n")
                if node.decision.speaker_name:
                    self.cases.setdefault(node.decision.speaker_name, []).append(guid)
                    trace = annotated.trace(node.decision)
                    self.about[node.decision.speaker_name] = "\n".join(
                        filter(None, (trace.speaker_uri, trace.speaker_note))
                    )
            for n, code in enumerate(self.codes_of(node)):
                self.sources.write(
                    f'<Coding guid="{_guid(guid, str(n))}" creatingUser="{user}" creationDateTime="{when}">'
                    f'<CodeRef targetGUID="{code}"/></Coding>\n'
                )
            self.sources.write("</PlainTextSelection>\n")
        for n, edge in enumerate(edges):
            ends = f'originGUID="{ids[edge.head.n]}" targetGUID="{ids[edge.child.n]}"'
            self.links.append(
                f'<Link guid="{_guid(ids[0], "link", str(n))}" name="{edge.label}" direction="OneWay" {ends}/>'
            )

    def codes_of(self, node: Node) -> Iterator[str]:
        """The ids of the codes of a stretch."""
        if node.decision is None:
            yield _guid("code", node.label.capitalize())
            return
        yield _guid("code", _KINDS[node.decision.kind])
        for stance in sorted(node.decision.stances):
            if not self.codebook.has(stance):
                self.retired[stance] = _stance_code(self.codebook, stance)
            yield _stance_code(self.codebook, stance)

    def head(self) -> Iterator[str]:
        """The project file up to its sources."""
        yield '<?xml version="1.0" encoding="utf-8"?>'
        yield (
            f'<Project xmlns="{NAMESPACE}" name={_attr(self.codebook.name)} origin="{ORIGIN}" '
            f'creationDateTime="{_NOWHEN}">'
        )
        yield "<Users>"
        yield from (f'<User guid="{guid}" name={_attr(name)}/>' for name, guid in self.users.items())
        yield "</Users>\n<CodeBook>\n<Codes>"
        yield f'<Code guid="{_guid("code", "Quotation")}" name="Quotation" isCodable="false" color="#0072b2">'
        yield from (_code(_guid("code", name), name, "#0072b2") for name in _KINDS.values())
        yield "</Code>"
        yield from (_code(_guid("code", name), name, color) for name, color in _COLORS.items())
        for target in self.codebook.targets:
            yield f'<Code guid="{_guid(self.codebook.id, target.id)}" name={_attr(target.name)} isCodable="false" color="#808080">'
            yield f"<Description>{escape(_fit(target.definition))}</Description>" if target.definition else ""
            for label in target.labels:
                code = _stance_code(self.codebook, Stance(target.id, label.id))
                yield _code(code, label.name, label.color, label.definition)
            yield "</Code>"
        yield from (_code(code, f"{s.target}: {s.label}", "#808080") for s, code in self.retired.items())
        yield "</Codes>\n</CodeBook>"
        yield "<Cases>" if self.cases else ""
        for name, selections in self.cases.items():
            yield f'<Case guid="{_guid("case", name)}" name={_attr(name)}>'
            yield f"<Description>{escape(_fit(self.about[name]))}</Description>" if self.about[name] else ""
            yield from (f'<SelectionRef targetGUID="{guid}"/>' for guid in selections)
            yield "</Case>"
        yield "</Cases>" if self.cases else ""
        yield "<Sources>"

    def tail(self) -> Iterator[str]:
        """The project file after its sources."""
        known = [Stance(t.id, x.id) for t in self.codebook.targets for x in t.labels]
        stances = {_stance_code(self.codebook, s): f"{s.target}:{s.label}" for s in (*known, *self.retired)}
        yield "</Sources>"
        yield from ("<Links>", *self.links, "</Links>") if self.links else ()
        yield f"<Description>{escape(describe({'stances': stances}))}</Description>"
        yield "</Project>"


def _code(guid: str, name: str, color: str, definition: str = "") -> str:
    inside = f"<Description>{escape(_fit(definition))}</Description>" if definition else ""
    return f'<Code guid="{guid}" name={_attr(name)} isCodable="true" color="{color}">{inside}</Code>'


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    """Write a project; its sources wait in a temporary file, since users, cases and links come before and after them."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        TemporaryFile("w+", encoding="utf-8", newline="\n") as part,
    ):
        archive.comment = _MARK.encode()
        project = _Project(codebook, part, archive)
        for _, group in groupby(articles, key=lambda a: a.sha256):
            project.add(list(group))
        info = zipfile.ZipInfo("project.qde", (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w") as out:
            out.write("\n".join(line for line in project.head() if line).encode() + b"\n")
            part.seek(0)
            while block := part.read(1 << 20):
                out.write(block.encode())
            out.write("\n".join(project.tail()).encode() + b"\n")
    return project.count


FORMATS = (
    Format(
        name="qdpx",
        title="REFI-QDA project (NVivo, MAXQDA, ATLAS.ti, QualCoder)",
        suffix=".qdpx",
        unit=Unit.CODE_POINTS,
        carries=ALL - _LOST,
        write=_write,
        read_back=lambda path: read(path, Scheme()),
        earlier=marked(b"PK", _MARK),
        load="QualCoder: Project > Import > REFI-QDA project; NVivo, MAXQDA, ATLAS.ti: import a REFI-QDA project (.qdpx)",
    ),
)
