"""Rows of a data set with labeled stretches, in Parquet or JSON Lines, as Hugging Face's datasets have them.

A row is a text with a list of objects that have a start, an end and a label (or an object of three lists), or a list of tokens with their
BIO tags. Labels may be numbers whose names stand in the file's features (``ClassLabel``). A row of an export of ours says more.

Also the pairs by which spaCy 2 was trained, ``[text, {"entities": [[start, end, label]]}]``, in a JSON list or under ``annotations``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import conll, zips
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.arrow import load_arrow, parquet_rows
from annotator.exchange.articles import article_of, first_record, json_file, json_lines
from annotator.exchange.flat import metadata_of
from annotator.exchange.given import KEY, check, offset, read_by, record_at
from annotator.exchange.graph import SAID, Builder
from annotator.exchange.offsets import ForeignText
from annotator.exchange.scheme import Scheme
from annotator.jsontext import MisfitError, NotJsonError, read_json, whole

ROWS_AT_ONCE = 500
_PAIR = re.compile(r'\s{0,99}\[\s{0,99}(?:null\s{0,9},\s{0,99})?\[\s{0,99}"')
_UNDER_KEY = re.compile(r'"annotations"\s{0,9}:' + _PAIR.pattern)
_TEXTS = ("text", "body", "content", "article")
_STARTS, _ENDS = ("start", "start_offset", "start_char", "begin"), ("end", "end_offset", "end_char")
_LABELS = ("label", "type", "tag", "entity_group", "entity", "class")
_QUOTATIONS = ("quotes", "quotations", "nonspeech")
_NAMES = ("id", "article", "article_id", "doc_id")
_OURS = ("quotes", "nonspeech", "offset_unit", "sha256", "finished", "annotator", "metadata", "title")


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """The rows of a file, or of a folder's, as articles with their stretches; BadInputError with the row where one is faulty."""
    if path.is_dir():
        for file in _files(path):
            yield from read(file, scheme)
        return
    names: Mapping[str, Any] = {}
    rows = json_lines(path)
    if path.suffix.lower() == ".parquet":
        names, rows = _features(path), _parquet(path)
    elif path.suffix.lower() == ".json":
        rows = _pairs(path)
    for number, (where, row) in enumerate(rows, 1):
        with record_at(where, "not a readable row with labeled stretches"):
            found = _row(row, names, f"{path.stem}-{number}", (where, path.stem), scheme)
        yield found


def _parquet(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    told = f"{path}: it is not a readable Parquet file; save it again."
    with read_by("pyarrow", told=told), load_arrow().parquet.ParquetFile(path) as file:
        for number, row in enumerate(parquet_rows(file, ROWS_AT_ONCE), 1):
            yield f"{path}: row {number}", row


def _pairs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pairs of a file as rows; an empty place of a list, which some tools leave, is passed over."""
    value = json_file(path)
    pairs = value.get("annotations") if isinstance(value, dict) else value
    for number, pair in enumerate(pairs if isinstance(pairs, list) else (), 1):
        if pair is None:
            continue
        where = f"{path}: item {number}"
        with record_at(where, "not a text with its entities"):
            if not isinstance(pair, list) or len(pair) != 2:
                raise MisfitError("it is not a text and an object")
            check(pair[0], str)
            check(pair[1], {"entities": [list]})
            if any(len(each) != 3 for each in pair[1]["entities"]):
                raise MisfitError("an entity is not start, end and label")
        spans = [dict(zip(("start", "end", "label"), each, strict=True)) for each in pair[1]["entities"]]
        yield where, {"text": pair[0], **{k: v for k, v in pair[1].items() if k != "entities"}, "entities": spans}


def _features(path: Path) -> dict[str, Any]:
    """The features that Hugging Face writes beside the columns of a Parquet file."""
    with (
        read_by("pyarrow", told=f"{path}: it is not a readable Parquet file; save it again."),
        load_arrow().parquet.ParquetFile(path) as file,
    ):
        written = (file.schema_arrow.metadata or {}).get(b"huggingface", b"{}")
    try:
        found = read_json(written)
    except NotJsonError:
        return {}
    info = found.get("info") if isinstance(found, dict) else None
    features = info.get("features") if isinstance(info, dict) else None
    return features if isinstance(features, dict) else {}


def _row(
    row: Mapping[str, Any], features: Mapping[str, Any], name: str, about: tuple[str, str], scheme: Scheme
) -> AnnotatedArticle:
    """One row; ``about`` says where it stands and who annotated where it does not say."""
    where, person = about
    named = next((str(row[key]) for key in _NAMES if isinstance(row.get(key), str | int) and row[key] != ""), name)
    if tags := _tags(row):
        return _of_tokens(row, tags, features, (named, where, person), scheme)
    text = next(key for key in _TEXTS if isinstance(row.get(key), str))
    spans = [key for key in row if _spans(key, row[key])]
    foreign = ForeignText(row[text])
    metadata = metadata_of(row, text, *_NAMES, *_OURS, *spans)
    if isinstance(row.get("metadata"), list):  # of ours
        check(row["metadata"], [{"key": str, "value": str}])
        metadata.update({pair["key"]: pair["value"] for pair in row["metadata"]})
    article = article_of(named, foreign.text, where, {**metadata, "title": str(row.get("title") or "")})
    builder = Builder(article, str(row.get("annotator") or person), scheme)
    for key in spans:
        for n, span in enumerate(_spans(key, row[key])):
            if key == "nonspeech":
                scheme("stretch decided as not speech: left out")
            else:
                _stretch(builder, (key, n), span, _names_in(features.get(key)), foreign)
    return builder.finished(bool(row.get("finished", True)))


def _stretch(
    builder: Builder, key: tuple[str, int], span: Mapping[str, Any], names: list[str], foreign: ForeignText
) -> None:
    """A stretch of a row, with its source and cue where it says them."""
    ends = [next(span[name] for name in each if name in span) for each in (_STARTS, _ENDS)]
    check(ends, [offset])
    place = foreign.span(*ends)
    words = next((span[name] for name in ("words", "text") if isinstance(span.get(name), str)), None)
    label = next((span[name] for name in _LABELS if name in span), key[0].removesuffix("s"))
    if isinstance(label, int) and not isinstance(label, bool) and label < len(names):
        label = names[label]
    check(label, KEY)
    if key[0] == "quotes" and {"source_start", "cue_start"} <= span.keys():  # of ours
        said = {name: span[name] for name in SAID if name in span}
        said["proposals_shown"] = span.get("proposal_shown", True)
        builder.node(
            key,
            "QUOTATION",
            place,
            words,
            **{**said, "quotation": span.get("id"), "codebook": span.get("codebook_sha256")},
        )
        for role in ("source", "cue"):
            start, end = whole(span.get(f"{role}_start", -1)), whole(span.get(f"{role}_end", -1))
            if start >= 0:
                builder.node((key, role), role.upper(), foreign.span(start, end))
                builder.link(key, (key, role))
        return
    told = (*_STARTS, *_ENDS, *_LABELS, "words", "text")
    builder.node(key, str(label), place, words, metadata_of(span, *told).items(), key[0])


def _spans(key: str, value: Any) -> list[dict[str, Any]]:
    """The stretches that a column of a row holds: a list of objects, or an object of lists; [] for any other value.

    Each has a whole start and end and a label, which only columns of quotations do without: a transcript has starts and ends in seconds.
    """
    if isinstance(value, dict) and value and all(isinstance(each, list) for each in value.values()):
        lengths = {len(each) for each in value.values()}
        value = (
            [dict(zip(value, each, strict=True)) for each in zip(*value.values(), strict=True)]
            if len(lengths) == 1
            else []
        )
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return []
    needed = (_STARTS, _ENDS) if key in _QUOTATIONS else (_STARTS, _ENDS, _LABELS)
    fits = all(any(name in each for name in names) for each in value for names in needed)
    return (
        value if fits and all(type(each[n]) is int for each in value for n in (*_STARTS, *_ENDS) if n in each) else []
    )


def _tags(row: Mapping[str, Any]) -> str:
    """The column of the tags of a row's tokens; "" where it has none."""
    tokens = row.get("tokens", row.get("words"))
    if not isinstance(tokens, list) or not tokens or not all(isinstance(each, str) for each in tokens):
        return ""
    return next(
        (
            key
            for key, value in row.items()
            if "tag" in key.lower() and isinstance(value, list) and len(value) == len(tokens)
        ),
        "",
    )


def _of_tokens(
    row: Mapping[str, Any], column: str, features: Mapping[str, Any], about: tuple[str, str, str], scheme: Scheme
) -> AnnotatedArticle:
    """Tokens with their tags as the text that they make."""
    name, where, person = about
    names = _names_in(features.get(column))
    tags = []
    for tag in row[column]:
        if isinstance(tag, int) and not names:
            raise BadInputError(
                f"{where}: its tags are numbers whose names are not in the file; save them with their names."
            )
        tags.append(names[tag] if isinstance(tag, int) and 0 <= tag < len(names) else str(tag))
    if not all(map(conll.TAG.fullmatch, tags)):
        raise MisfitError(f"{column} has tags that are not O, B-… or I-…")
    tokens = row.get("tokens", row.get("words"))
    document = conll.TokenDocument(name, [[(token, [tag]) for token, tag in zip(tokens, tags, strict=True)]])
    scheme("text assembled from tokens: what was between them is not in the file")
    return conll.annotated(document, [0], (person, where), scheme)


def _names_in(feature: Any) -> list[str]:
    """The names of a feature's labels, however deeply they lie in it."""
    waiting = [feature]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            names = value.get("names")
            if isinstance(names, list) and all(isinstance(each, str) for each in names):
                return names
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return []


def _files(folder: Path) -> list[Path]:
    """The Parquet files of a data set as Hugging Face keeps it: in ``data`` beside its card."""
    return sorted(folder.glob("data/*.parquet")) if (folder / "README.md").is_file() else []


def recognizes_folder(folder: Path) -> bool:
    """Whether a folder is such a data set, with labeled rows."""
    return any(map(recognizes, _files(folder)[:1]))


def recognizes(path: Path) -> bool:
    """Whether the first row has labeled stretches, or tokens with tags."""
    if path.suffix.lower() == ".jsonl":
        return _is_labeled(first_record(path))
    if path.suffix.lower() == ".json":
        head = zips.head(path).decode("utf-8-sig", "replace")
        return _PAIR.match(head) is not None or (_UNDER_KEY.search(head) is not None and head.lstrip()[:1] == "{")
    try:
        return _is_labeled(*(row for _, (_, row) in zip(range(ROWS_AT_ONCE), _parquet(path), strict=False)))
    except BadInputError:
        return False


def _is_labeled(*rows: Mapping[str, Any]) -> bool:
    return any(
        _tags(row)
        or (
            any(isinstance(row.get(key), str) for key in _TEXTS)
            and any(_spans(key, value) for key, value in row.items())
        )
        for row in rows
    )
