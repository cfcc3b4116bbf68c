"""The flat tables of a release: one schema from which Parquet, the dataset card, Croissant and the list of fields are made.

Layout: articles; quotations (a row a decision); stances (a row a label); soft_labels (a row a quotation and label of the codebook, with the
share of annotators). The rows of annotators are the truth, soft labels are made of them. Null stands for "none"; offsets are Unicode code
points, half-open, into the article's text.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.exchange.annotated import AnnotatedArticle, in_order
from annotator.records import Article, Codebook, Decision, Stance, Status

DATES = ("published", "date")  # keys of the metadata that may hold the day of publication
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReleaseColumn:
    """A column: its type, what it holds, and the property of PROV that it is."""

    name: str
    type: str  # string, int32, float64, bool, date32, timestamp, list<string>, list<int32>
    what: str
    prov: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """A table: its columns, and those that tell its rows apart."""

    name: str
    what: str
    columns: tuple[ReleaseColumn, ...]
    key: tuple[str, ...]


_ARTICLE = ReleaseColumn("article_id", "string", "the article's id")
_SHA = ReleaseColumn(
    "article_sha256", "string", "SHA-256 of the article's text in UTF-8, by which articles of one id are told apart"
)
TABLES: tuple[ReleaseTable, ...] = (
    ReleaseTable(
        "articles",
        "The articles, each once.",
        (
            _ARTICLE, _SHA,
            ReleaseColumn("title", "string", "its title; null where it has none"),
            ReleaseColumn("text", "string", "its text; offsets count its Unicode code points from 0"),
            ReleaseColumn("language", "string", "its language (ISO 639); null where that is not known"),
            ReleaseColumn("published", "date32", "the day it was published; null where that is not known"),
            ReleaseColumn("metadata_json", "string", "what else is known of it, a JSON object with texts as values"),
        ),
        ("article_sha256",),
    ),
    ReleaseTable(
        "quotations",
        "A row for each decision of an annotator about a stretch of an article.",
        (
            ReleaseColumn("decision_id", "string", "id of the decision, unique"),
            ReleaseColumn("quotation_id", "string", "id of the quotation; annotators who decided one proposal share it"),
            _ARTICLE, _SHA,
            ReleaseColumn("annotator", "string", "who decided", "prov:wasAttributedTo"),
            ReleaseColumn("status", "string", "confirmed, or not_speech for words in marks that nobody is reported to have said"),
            ReleaseColumn("kind", "string", "direct, mixed, indirect, or not-speech"),
            ReleaseColumn("start", "int32", "first code point of the quotation in articles/text, from 0"),
            ReleaseColumn("end", "int32", "code point after its last one"),
            ReleaseColumn("words", "string", "its words: text[start:end]"),
            ReleaseColumn("speaker_id", "string", "id of the speaker; null where nobody is named"),
            ReleaseColumn("speaker", "string", "the speaker's name in the register"),
            ReleaseColumn("speaker_uri", "string", "an external id of the speaker, for one a Wikidata item; null where nobody gave one"),
            ReleaseColumn("speaker_note", "string", "who the speaker is, in a remark of the project; null where there is none"),
            ReleaseColumn("source", "string", "the words in the article that name who speaks"),
            ReleaseColumn("source_start", "int32", "first code point of the source"),
            ReleaseColumn("source_end", "int32", "code point after its last one"),
            ReleaseColumn("cue", "string", "the words that report"),
            ReleaseColumn("cue_start", "int32", "first code point of the cue"),
            ReleaseColumn("cue_end", "int32", "code point after its last one"),
            ReleaseColumn("utterance", "string", "quotations of an article with the same utterance are linked by one reporting phrase"),
            ReleaseColumn("stances", "list<string>", "target:label, none or several"),
            ReleaseColumn("content_starts", "list<int32>", "first code points of all that was said, where that is more than the quotation"),
            ReleaseColumn("content_ends", "list<int32>", "code points after their last ones"),
            ReleaseColumn("flagged", "bool", "whether the annotator was not sure"),
            ReleaseColumn("comment", "string", "the annotator's remark; null where there is none"),
            ReleaseColumn("origin", "string", "proposed by the machine, or manual"),
            ReleaseColumn(
                "outcome", "string", "what the decision made of the proposal: accepted, corrected, rejected, added; null where unknown"
            ),
            ReleaseColumn("proposal_shown", "bool", "whether the annotator saw the whole proposal, not the stretch alone"),
            ReleaseColumn("detector", "string", "version of the detector; null where none ran", "prov:wasAssociatedWith"),
            ReleaseColumn("proposed_start", "int32", "where the proposal stood; null where there was none"),
            ReleaseColumn("proposed_end", "int32", "code point after its last one"),
            ReleaseColumn("proposed_speaker", "string", "whom it named"),
            ReleaseColumn("decided_at", "timestamp", "when the decision was taken (UTC); null where that is not known", "prov:endedAtTime"),
            ReleaseColumn("seconds", "float64", "how long the quotation was on the desk before"),
            ReleaseColumn("codebook_version", "string", "version of the codebook", "prov:hadPlan"),
            ReleaseColumn("codebook_sha256", "string", "SHA-256 of the codebook's source"),
            ReleaseColumn("adjudicated", "bool", "whether it is the settled decision of several annotators"),
        ),
        ("decision_id",),
    ),
    ReleaseTable(
        "stances",
        "A row for each label that an annotator gave to a quotation.",
        (
            ReleaseColumn("decision_id", "string", "the decision in quotations"),
            ReleaseColumn("quotation_id", "string", "the quotation"),
            _ARTICLE, _SHA,
            ReleaseColumn("annotator", "string", "who decided", "prov:wasAttributedTo"),
            ReleaseColumn("target", "string", "what the stance is about"),
            ReleaseColumn("label", "string", "the label of the codebook"),
        ),
        ("decision_id", "target", "label"),
    ),
    ReleaseTable(
        "soft_labels",
        "For each quotation and label of the codebook the share of the annotators who gave it, zeros too. Labels need not exclude "
        "one another: each share is of its own. Annotators' own rows stand in stances.",
        (
            _ARTICLE, _SHA,
            ReleaseColumn("quotation_id", "string", "the quotation"),
            ReleaseColumn("target", "string", "what the stance is about"),
            ReleaseColumn("label", "string", "the label of the codebook"),
            ReleaseColumn("n_annotators", "int32", "the denominator: annotators who marked the quotation"),
            ReleaseColumn("n_finished_article", "int32", "annotators who finished the article, so that a missed quotation may count as no"),
            ReleaseColumn("n_label", "int32", "annotators who gave the label"),
            ReleaseColumn("share", "float64", "n_label / n_annotators"),
        ),
        ("article_sha256", "quotation_id", "target", "label"),
    ),
)  # fmt: skip


def table(name: str) -> ReleaseTable:
    """The table of that name."""
    return next(t for t in TABLES if t.name == name)


def day_of(article: Article) -> datetime.date | None:
    """The day an article was published, where its metadata begin with one as YYYY-MM-DD."""
    for key in DATES:
        try:
            return datetime.date.fromisoformat(article.metadata.get(key, "")[:10])
        except ValueError:
            continue
    return None


def rows_of(
    every: Sequence[AnnotatedArticle], codebook: Codebook, languages: Sequence[str]
) -> Iterator[tuple[str, Row]]:
    """(table, row) of one article with what each annotator made of it."""
    article, sha256 = every[0].article, every[0].sha256
    about = {"article_id": article.id, "article_sha256": sha256}
    yield (
        "articles",
        {
            **about,
            "title": article.title or None,
            "text": article.text,
            "language": article.metadata.get("language") or (languages[0] if len(languages) == 1 else None),
            "published": day_of(article),
            "metadata_json": json.dumps(dict(sorted(article.metadata.items())), ensure_ascii=False),
        },
    )
    for annotated in every:
        for d in in_order(annotated.decisions):
            row = _quotation(annotated, d)
            yield "quotations", {**about, **row}
            if d.status is Status.CONFIRMED:
                ids = {key: row[key] for key in ("decision_id", "quotation_id", "annotator")}
                for stance in sorted(d.stances):
                    yield "stances", {**about, **ids, "target": stance.target, "label": stance.label}
    yield from (("soft_labels", {**about, **row}) for row in _shares(every, codebook))


def _quotation(annotated: AnnotatedArticle, d: Decision) -> Row:
    trace = annotated.trace(d)
    source, cue = d.source, d.cue
    return {
        "decision_id": d.id or f"{annotated.annotator}:{annotated.sha256[:16]}:{d.quotation}",
        "quotation_id": d.quotation,
        "annotator": annotated.annotator,
        "status": "confirmed" if d.status is Status.CONFIRMED else "not_speech",
        "kind": str(d.kind),
        "start": d.span.start,
        "end": d.span.end,
        "words": d.words,
        "speaker_id": d.speaker_id or None,
        "speaker": d.speaker_name or None,
        "speaker_uri": trace.speaker_uri or None,
        "speaker_note": trace.speaker_note or None,
        "source": source.words if source else None,
        "source_start": source.span.start if source else None,
        "source_end": source.span.end if source else None,
        "cue": cue.words if cue else None,
        "cue_start": cue.span.start if cue else None,
        "cue_end": cue.span.end if cue else None,
        "utterance": d.group or None,
        "stances": [f"{s.target}:{s.label}" for s in sorted(d.stances)],
        "content_starts": [s.start for s in d.content],
        "content_ends": [s.end for s in d.content],
        "flagged": d.flagged,
        "comment": d.comment or None,
        "origin": "proposed" if d.origin == "proposal" else "manual",
        "outcome": trace.outcome or None,
        "proposal_shown": d.proposals_shown,
        "detector": trace.detector or None,
        "proposed_start": trace.proposed.start if trace.proposed else None,
        "proposed_end": trace.proposed.end if trace.proposed else None,
        "proposed_speaker": trace.proposed_speaker or None,
        "decided_at": _moment(d.decided_at),
        "seconds": float(d.seconds),
        "codebook_version": trace.codebook_version or None,
        "codebook_sha256": d.codebook or None,
        "adjudicated": trace.adjudicated,
    }


def _moment(text: str) -> datetime.datetime | None:
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(datetime.UTC) if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def _shares(every: Sequence[AnnotatedArticle], codebook: Codebook) -> Iterator[Row]:
    """The soft labels of an article, quotation by quotation in the order of the text."""
    finished = sum(annotated.finished for annotated in every)
    marked: dict[str, int] = {}
    labels: dict[str, Counter[Stance]] = {}
    for d in in_order([d for annotated in every for d in annotated.decisions if d.status is Status.CONFIRMED]):
        marked[d.quotation] = marked.get(d.quotation, 0) + 1
        labels.setdefault(d.quotation, Counter()).update(set(d.stances))
    known = [Stance(target.id, label.id) for target in codebook.targets for label in target.labels]
    for quotation, n in marked.items():
        counts = labels[quotation]
        for stance in dict.fromkeys([*known, *sorted(counts)]):
            yield {
                "quotation_id": quotation, "target": stance.target, "label": stance.label, "n_annotators": n,
                "n_finished_article": finished, "n_label": counts[stance], "share": counts[stance] / n,
            }  # fmt: skip


def features_yaml(columns: Sequence[ReleaseColumn], indent: str = "  ") -> Iterator[str]:
    """The columns as the YAML of a dataset card has them."""
    for column in columns:
        yield f"{indent}- name: {column.name}"
        inner = column.type.removeprefix("list<").removesuffix(">")
        kind = "timestamp[us, tz=UTC]" if inner == "timestamp" else inner
        yield f"{indent}  list: {kind}" if column.type.startswith("list<") else f"{indent}  dtype: {kind}"
