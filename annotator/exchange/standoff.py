"""brat standoff out: the plain dialect (relations) and PolNeAR's (events, one file an annotator), code points.

Sources: brat's manual, "Standoff format" (T text-bound, R relation, E event, A attribute, N normalization, # note; a discontinuous
span joins its parts with ``;`` and its words with a blank), and its server's ``annotation.py``, which refuses a stretch with a line
break in it, so that one over several lines is written in parts; its client keeps one value of an attribute, so that each stance is an
attribute of its own, ``TARGET__LABEL``; PolNeAR 1.0 (Newell, Margolin and Ruths,
LREC 2018), whose events repeat the cue as their trigger. Reading other people's standoff is the task of the importer;
what is here reads back strictly what is written here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError, ExportError
from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, in_order
from annotator.exchange.articles import article_of
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.given import check
from annotator.exchange.graph import LABELS, RELATIONS, graph
from annotator.jsontext import read_json
from annotator.open_projects import read_input
from annotator.records import Article, Codebook, Decision, Kind, Mention, MisfitError, Origin, Span, Stance, Status

INDEX, CONFIGURATION = "index.json", "annotation.conf"
_ENTRY = {
    "article": str,
    "title": str,
    "annotator": str,
    "annotations": str,
    "finished": bool,
}  # of the index, as others may have changed it
_BREAK = re.compile(r"[\n\t\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_LOST = frozenset(
    {Field.NOT_SPEECH, Field.OPEN, Field.CONTENT, Field.ORIGIN, Field.OUTCOME, Field.HISTORY, Field.DECISION, Field.METADATA, Field.TAGS,
     Field.UTTERANCE, Field.COMMENT, Field.IDENTITY}
)  # fmt: skip
_LINES = {
    "T": re.compile(r"T(\d+)\t(\S+) ((?:\d+ \d+)(?:;\d+ \d+)*)\t(.*)"),
    "R": re.compile(r"R\d+\t(\S+) Arg1:T(\d+) Arg2:T(\d+)"),
    "E": re.compile(r"E(\d+)\t(\S+?):T(\d+)((?: \w+:T\d+)*)"),
    "A": re.compile(r"A\d+\t(\S+) ([TE]\d+)(?: (\S+))?"),
    "N": re.compile(r"N\d+\tReference ([TE]\d+) Register:(\S+)\t(.*)"),
    "#": re.compile(r"#\d+\tAnnotatorNotes ([TE]\d+)\t(.*)"),
}


class _Lines:
    """The lines of one .ann file, numbered by kind from 1."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[str] = []
        self._next: dict[str, int] = {}

    def add(self, kind: str, rest: str) -> str:
        """Add a line; its id."""
        n = self._next[kind] = self._next.get(kind, 0) + 1
        self.lines.append(f"{kind}{n}\t{rest}")
        return f"{kind}{n}"

    def stretch(self, label: str, *spans: Span) -> str:
        """Add a T line over one span or, of a discontinuous one, its parts."""
        parts = [part for span in spans for part in _lines_of(self.text, span)]
        offsets = ";".join(f"{part.start} {part.end}" for part in parts)
        return self.add("T", f"{label} {offsets}\t{_words(self.text, parts)}")

    def about(self, owner: str, decision: Decision) -> None:
        """Add the stances, the flag, the speaker and the comment of a quotation."""
        for stance in sorted(decision.stances):
            self.add("A", f"{attribute(stance)} {owner}")
        if decision.flagged:
            self.add("A", f"Flagged {owner}")
        if decision.speaker_name:
            self.add("N", f"Reference {owner} Register:{decision.speaker_id or '-'}\t{decision.speaker_name}")
        if decision.comment:
            self.add("#", f"AnnotatorNotes {owner}\t{' '.join(decision.comment.split())}")


def attribute(stance: Stance) -> str:
    """The name of the attribute that stands for a stance; ids have no underscores."""
    return f"{stance.target}__{stance.label}"


def _lines_of(text: str, span: Span) -> list[Span]:
    """The parts of a span that stand on one line each, without the line breaks between them; the span where it holds nothing else."""
    lines = [(span.start + m.start(), span.start + m.end()) for m in re.finditer(r"[^\n]+", span.words(text))]
    starts, ends = [span.start, *(start for start, _ in lines[1:])], [*(end for _, end in lines[:-1]), span.end]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def _words(text: str, spans: Iterable[Span]) -> str:
    """The words of a T line: a line cannot hold a newline, nor another character that ends one."""
    return _BREAK.sub(" ", " ".join(span.words(text) for span in spans))


def plain(annotated: AnnotatedArticle) -> list[str]:
    """The lines of one article and annotator in the plain dialect."""
    out = _Lines(annotated.article.text)
    nodes, edges = graph(annotated.decisions)
    ids = [out.stretch(node.label, node.span) for node in nodes]
    for edge in edges:
        out.add("R", f"{edge.label} Arg1:{ids[edge.head.n]} Arg2:{ids[edge.child.n]}")
    for node in nodes:
        if node.decision is not None:
            out.add("A", f"Kind {ids[node.n]} {node.decision.kind}")
            out.about(ids[node.n], node.decision)
    return out.lines


def events(annotated: AnnotatedArticle) -> list[str]:
    """The lines of one article and annotator in PolNeAR's dialect: an event an utterance, its quotations the content's parts.

    Quotations are parts of one content where they have the utterance and all else in common. An attribution without a cue
    has its content as trigger.
    """
    out = _Lines(annotated.article.text)
    for parts in _utterances(annotated.article.text, annotated.decisions):
        d, spans = parts[0], [part.span for part in parts]
        source = out.stretch("Source", d.source.span) if d.source else None
        cue = out.stretch("Cue", d.cue.span) if d.cue else None
        content = out.stretch("Content", *spans)
        label = "Attribution" if source else "Attribution-no-source"
        trigger = out.stretch(label, *([d.cue.span] if d.cue else spans))
        roles = [("Content", content), ("Cue", cue), ("Source", source)]
        event = out.add("E", " ".join([f"{label}:{trigger}", *(f"{role}:{t}" for role, t in roles if t)]))
        out.about(event, d)
    return out.lines


def _utterances(text: str, decisions: Sequence[Decision]) -> list[list[Decision]]:
    """The decisions, those that are parts of one content together; a part that stands twice is two.

    So are parts with nothing but a line break between them, which would be read as one quotation over two lines.
    """
    found: dict[Any, list[Decision]] = {}
    for d in in_order(decisions):
        alone = () if d.group else d.quotation
        key = (d.group, alone, d.source, d.cue, d.speaker_id, d.speaker_name, d.stances, d.flagged, d.comment)
        parts = found.setdefault(key, [])
        if any(part.span.overlaps(d.span) or _joined(text, part.span, d.span) for part in parts):
            found[*key, d.quotation] = [d]
        else:
            parts.append(d)
    return list(found.values())


def _joined(text: str, one: Span, other: Span) -> bool:
    """Whether nothing but white space with a line break stands between two spans."""
    return is_break(text[min(one.end, other.end) : max(one.start, other.start)])


def is_break(between: str) -> bool:
    """Whether what stands between two parts of a stretch is a line break alone: they are one stretch over two lines."""
    return "\n" in between and between.isspace()


def over_lines(text: str, parts: Sequence[Span]) -> list[Span]:
    """The stretches that the parts of a discontinuous one are, those on both sides of a line break joined."""
    out: list[Span] = []
    for part in parts:
        if out and out[-1].end <= part.start and is_break(text[out[-1].end : part.start]):
            out[-1] = Span(out[-1].start, part.end)
        else:
            out.append(part)
    return out


def _write(layout: Callable[[str, str], tuple[str, str]], lines_of: Callable[[AnnotatedArticle], list[str]],
           path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:  # fmt: skip
    """Write texts and annotations; names of articles and annotators are made safe, the real ones stand in the index."""
    index: list[dict[str, Any]] = []
    article_name, annotator_name = files.unique_names(set()), files.unique_names({INDEX, CONFIGURATION})
    names: dict[str, str] = {}
    people: dict[str, str] = {}
    for annotated in articles:
        article = annotated.article
        name = names.setdefault(article.sha256, "") or article_name(article.id)
        names[article.sha256] = name
        if annotated.annotator not in people:
            people[annotated.annotator] = annotator_name(annotated.annotator.replace("_", "-"))
        text, ann = layout(name, people[annotated.annotator])
        for relative, content in ((text, article.text), (ann, "".join(f"{x}\n" for x in lines_of(annotated)))):
            (path / relative).parent.mkdir(parents=True, exist_ok=True)
            with files.open_text(path / relative) as out:
                out.write(content)
        index.append({"text": text, "annotations": ann, "article": article.id, "title": article.title,
                      "annotator": annotated.annotator, "finished": annotated.finished})  # fmt: skip
    files.write_text_lines(path / INDEX, [json.dumps(index, ensure_ascii=False, indent=1)])
    files.write_text_lines(path / CONFIGURATION, configuration(codebook))
    return len(index)


def configuration(codebook: Codebook) -> list[str]:
    """brat's annotation.conf for what is written here."""
    ends = ["Arg1:CONTENT, Arg2:SOURCE", "Arg1:CONTENT, Arg2:CUE"]
    return [
        "[entities]", *LABELS, "Content", "Source", "Cue", "", "[relations]",
        *(f"{name} {end}" for name, end in zip(RELATIONS, ends, strict=True)),
        "", "[events]", "Attribution Content:Content, Cue?:Cue, Source:Source", "Attribution-no-source Content:Content, Cue?:Cue",
        "<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
        "", "[attributes]", f"Kind Arg:CONTENT, Value:{'|'.join(list(Kind)[:3])}",
        *(f"{attribute(Stance(t.id, x.id))} Arg:CONTENT|Attribution|Attribution-no-source" for t in codebook.targets for x in t.labels),
        "Flagged Arg:CONTENT|Attribution|Attribution-no-source",
    ]  # fmt: skip


def _read_back(path: Path) -> Iterator[AnnotatedArticle]:
    for entry in json.loads((path / INDEX).read_text(encoding="utf-8")):
        text = (path / entry["text"]).read_bytes().decode("utf-8")
        article = article_of(entry["article"], text, entry["text"], {"title": entry["title"]})
        lines = (path / entry["annotations"]).read_bytes().decode("utf-8").split("\n")[:-1]
        decisions = _Reading(article, entry["annotator"], lines).decisions()
        yield AnnotatedArticle(article, entry["annotator"], decisions, entry["finished"])


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What the index of an export says of one .ann file: names that a file's name cannot hold."""

    article: str
    title: str
    annotator: str
    finished: bool


def export_index(folders: Iterable[Path]) -> dict[Path, IndexEntry]:
    """The indexes of our own exports in folders, by the absolute path of the .ann file; what is no such index is passed over."""
    found: dict[Path, IndexEntry] = {}
    for folder in folders:
        try:
            entries = read_json(read_input(folder / INDEX))
            check(entries, [_ENTRY])
        except (OSError, BadInputError, MisfitError):
            continue
        for entry in entries:
            place = (folder / entry["annotations"]).absolute()
            found[place] = IndexEntry(entry["article"], entry["title"], entry["annotator"], entry["finished"])
    return found


class _Reading:
    """The lines of one .ann file by kind, matched whole against brat's grammar."""

    def __init__(self, article: Article, annotator: str, lines: Sequence[str]) -> None:
        self.article, self.annotator = article, annotator
        self.found: dict[str, list[re.Match[str]]] = {kind: [] for kind in _LINES}
        for line in lines:
            match = _LINES[line[:1]].fullmatch(line) if line[:1] in _LINES else None
            if match is None:
                raise ExportError(f"{article.id}: the line “{line[:60]}” is not a line of brat; nothing was exported.")
            self.found[line[0]].append(match)
        self.stretches = {f"T{m[1]}": (m[2], self._stretch(m)) for m in self.found["T"]}

    def _stretch(self, match: re.Match[str]) -> tuple[Span, ...]:
        text, spans = self.article.text, [Span(*map(int, part.split())) for part in match[3].split(";")]
        if _words(text, spans) != match[4]:
            raise ExportError(
                f"{self.article.id}: T{match[1]} does not hold the words “{match[4][:40]}”; nothing was exported."
            )
        return tuple(over_lines(text, spans))

    def decisions(self) -> tuple[Decision, ...]:
        """One for each CONTENT, or each part of each event's content."""
        owners: dict[str, dict[str, str]] = {}
        for match in self.found["E"]:
            roles = dict(role.split(":") for role in match[4].split())
            owners[f"E{match[1]}"] = {role.upper(): t for role, t in roles.items()}
        owners.update({key: {"CONTENT": key} for key, (label, _) in self.stretches.items() if label == "CONTENT"})
        for match in self.found["R"]:
            owners[f"T{match[2]}"][self.stretches[f"T{match[3]}"][0]] = f"T{match[3]}"
        return tuple(
            self._decision(f"{key}-{n}", key, span, ends)
            for key, ends in owners.items()
            for n, span in enumerate(self.stretches[ends["CONTENT"]][1])
        )

    def _decision(self, name: str, key: str, span: Span, ends: dict[str, str]) -> Decision:
        told = {m[1]: m[3] for m in self.found["A"] if m[2] == key and m[1] in ("Kind", "Flagged")}
        stances = tuple(Stance(*m[1].split("__", 1)) for m in self.found["A"] if m[2] == key and m[1] not in told)
        speaker_id, speaker = next(((m[2], m[3]) for m in self.found["N"] if m[1] == key), ("-", ""))
        return Decision(
            quotation=name, article=self.article.sha256, annotator=self.annotator, status=Status.CONFIRMED, span=span,
            words=span.words(self.article.text), kind=Kind(told.get("Kind", "direct")), origin=Origin.MANUAL,
            source=self._end(ends, "SOURCE"), cue=self._end(ends, "CUE"), speaker_name=speaker,
            speaker_id=None if speaker_id == "-" else speaker_id, stances=stances, flagged="Flagged" in told,
        )  # fmt: skip

    def _end(self, ends: dict[str, str], label: str) -> Mention | None:
        if label not in ends:
            return None
        (span,) = self.stretches[ends[label]][1]
        return Mention(span, span.words(self.article.text))


def _beside(article: str, annotator: str) -> tuple[str, str]:
    return f"{annotator}/{article}.txt", f"{annotator}/{article}.ann"


def _apart(article: str, annotator: str) -> tuple[str, str]:
    return f"text/{article}.txt", f"attributions/{article}_{annotator}.ann"


FORMATS = (
    Format(
        name="brat", title="brat standoff, one folder for each annotator", suffix="", unit=Unit.CODE_POINTS, carries=ALL - _LOST,
        write=partial(_write, _beside, plain), read_back=_read_back, load="put the folder into brat's data folder",
    ),
    Format(
        name="polnear", title="brat standoff as PolNeAR has it, one file for each annotator", suffix="", unit=Unit.CODE_POINTS,
        carries=ALL - _LOST - {Field.KIND}, write=partial(_write, _apart, events), read_back=_read_back,
        load="annotator import new.annot FOLDER",
    ),
)  # fmt: skip
