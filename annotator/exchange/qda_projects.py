"""Projects of QualCoder (a ``.qda`` folder) and Taguette (a ``.sqlite3`` file): texts with what each person coded in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import zips
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of
from annotator.exchange.given import record_at
from annotator.exchange.graph import Builder
from annotator.exchange.html_text import HtmlText
from annotator.exchange.qdpx_read import CodedSelection, Project, coded
from annotator.exchange.scheme import Scheme
from annotator.jsontext import MisfitError, NotJsonError, read_json, whole
from annotator.records import Span

_SQLITE = b"SQLite format 3\0"
_TABLE = b"id,document,tag,content"  # the head of Taguette's table of highlights


@dataclass(frozen=True, slots=True)
class _Highlight:
    """A highlight of Taguette: its place in bytes, its HTML, who made it, and its tags."""

    start: int
    end: int
    snippet: str
    person: str
    tags: list[str]


def read_qualcoder(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """The texts of a QualCoder project with what each coder marked; BadInputError where it cannot be read."""
    database = path / "data.qda" if path.is_dir() else path
    with record_at(str(database), "not a QualCoder project"):
        groups = {row["catid"]: row["name"] for row in _rows(scheme, database, "code_cat", "catid", "name")}
        codes = {
            str(row["cid"]): (str(row["name"]), str(groups.get(row["catid"]) or ""))
            for row in _rows(scheme, database, "code_name", "cid", "name", "catid")
        }
        sources = []
        for row in _rows(scheme, database, "source", "id", "name", "fulltext"):
            if row["fulltext"]:
                sources.append(row)
            else:
                scheme(f"{row['name']}, which has no text: left out")
        selections: dict[Any, list[CodedSelection]] = {row["id"]: [] for row in sources}
        people: dict[str, str] = {}
        columns = ("cid", "fid", "seltext", "pos0", "pos1", "owner", "memo")
        remarks = _remarks(scheme, database)
        for n, row in enumerate(_rows(scheme, database, "code_text", *columns)):
            person = people.setdefault(str(row["owner"] or "qualcoder"), str(row["owner"] or "qualcoder"))
            place, words = (whole(row["pos0"]), whole(row["pos1"])), str(row["seltext"] or "")
            noted = remarks.pop((row["fid"], person, place), "")
            note = "\n".join(filter(None, (str(row["memo"] or ""), noted)))
            if row.get("important"):
                scheme("mark of a coding as important: left out")
            if row["fid"] in selections:
                selections[row["fid"]].append(CodedSelection(str(n), *place, words, note, [(person, str(row["cid"]))]))
        for _ in remarks:
            scheme("annotation (a memo on words) of no coding: left out")
        about = _of_sources(scheme, database, {row["id"]: len(str(row["fulltext"])) for row in sources})
        _tell_rest(scheme, database)
    project = Project(None, people, codes)
    for row in sources:
        memo = str(row.get("memo") or "")
        kept = {"metadata": {**({"memo": memo} if memo else {}), **about.get(row["id"], {})}}
        with record_at(f"{path}: {row['name']}", "not a readable text with codings"):
            yield from coded(
                str(row["name"]), str(row["fulltext"]), selections[row["id"]], project, str(path), scheme, kept
            )


def _remarks(scheme: Scheme, database: Path) -> dict[tuple[Any, str, tuple[int, int]], str]:
    """What coders noted about words, by text, coder and place."""
    columns = ("fid", "pos0", "pos1", "memo", "owner")
    return {
        (row["fid"], str(row["owner"] or "qualcoder"), (whole(row["pos0"]), whole(row["pos1"]))): str(row["memo"] or "")
        for row in _more(scheme, database, "annotation", *columns)
    }


def _of_sources(scheme: Scheme, database: Path, lengths: Mapping[Any, int]) -> dict[Any, dict[str, str]]:
    """The attributes of each text, and the cases that hold it whole, as its metadata."""
    found: dict[Any, dict[str, str]] = {}
    for row in _more(scheme, database, "attribute", "name", "attr_type", "value", "id"):
        if row["value"] and row["attr_type"] == "file":
            found.setdefault(row["id"], {})[str(row["name"])] = str(row["value"])
        elif row["value"]:
            scheme(f"attribute {row['name']} of a case: left out")
    cases = {row["caseid"]: str(row["name"]) for row in _more(scheme, database, "cases", "caseid", "name")}
    for row in _more(scheme, database, "case_text", "caseid", "fid", "pos0", "pos1"):
        name = cases.get(row["caseid"], "")
        if row["fid"] in lengths and not whole(row["pos0"]) and whole(row["pos1"]) >= lengths[row["fid"]] - 1:
            mine = found.setdefault(row["fid"], {})
            mine["case"] = "; ".join(filter(None, (mine.get("case"), name)))
        elif row["fid"] in lengths:
            scheme(f"words of a text given to the case {name}: left out")
    return found


_LEFT = (
    ("code_image", "imid", "coding of a picture: left out"), ("code_av", "avid", "coding of sound or film: left out"),
    ("journal", "jentry", "entry of the journal: left out"), ("code_name", "memo", "memo of a code: left out"),
    ("code_cat", "memo", "memo of a category of codes: left out"), ("cases", "memo", "memo of a case: left out"),
    ("project", "memo", "memo of a project: left out"),
)  # fmt: skip


def _tell_rest(scheme: Scheme, database: Path) -> None:
    """Tell what of a project has no place here."""
    for table, column, note in _LEFT:
        for row in _more(scheme, database, table, column):
            if row[column]:
                scheme(note)


def _rows(scheme: Scheme, path: Path, table: str, *columns: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a table; MisfitError where it lacks one of the columns."""
    found = scheme.tables(path, table)
    if found and (missing := [name for name in columns if name not in found[0]]):
        raise MisfitError(f"its table {table} has no {missing[0]}")
    return found


def _more(scheme: Scheme, path: Path, table: str, *columns: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a table that some versions lack."""
    try:
        return _rows(scheme, path, table, *columns)
    except (BadInputError, MisfitError):
        return ()


def read_taguette(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """The documents of a Taguette database with what each person highlighted; BadInputError where it cannot be read.

    Places are bytes of a document's text in UTF-8.
    """
    if path.suffix.lower() == ".csv":
        raise BadInputError(
            f"{path}: this is Taguette's table of highlights, which has no documents in it; import the project itself (.sqlite3)."
        )
    with record_at(str(path), "not a Taguette project"):
        documents = _rows(scheme, path, "documents", "id", "project_id", "name", "contents", "description")
        tags = {row["id"]: str(row["path"]) for row in _rows(scheme, path, "tags", "id", "path")}
        for table, note in (
            ("tags", "description of a tag: left out"),
            ("projects", "description of a project: left out"),
        ):
            for row in _more(scheme, path, table, "description"):
                if row["description"]:
                    scheme(note)
        tagged: dict[Any, list[str]] = {}
        for row in _rows(scheme, path, "highlight_tags", "highlight_id", "tag_id"):
            tagged.setdefault(row["highlight_id"], []).append(tags.get(row["tag_id"], ""))
        people = _who_highlighted(_rows(scheme, path, "commands", "user_login", "payload"))
        members: dict[Any, list[str]] = {}
        for row in _rows(scheme, path, "project_members", "project_id", "user_login"):
            members.setdefault(row["project_id"], []).append(str(row["user_login"]))
        highlights: dict[Any, list[_Highlight]] = {row["id"]: [] for row in documents}
        logged = set(people.values())
        only = logged.pop() if len(logged) == 1 else "taguette"  # who is the only one in the log made the rest, too
        alone = {row["id"]: m[0] if len(m := members.get(row["project_id"], [])) == 1 else only for row in documents}
        for row in _rows(scheme, path, "highlights", "id", "document_id", "start_offset", "end_offset", "snippet"):
            number, place = row["document_id"], (whole(row["start_offset"]), whole(row["end_offset"]))
            if number in highlights:
                person = people.get(row["id"], alone[number])
                highlights[number].append(
                    _Highlight(*place, str(row["snippet"]), person, sorted(tagged.get(row["id"], [])))
                )
    for row in documents:
        with record_at(f"{path}: {row['name']}", "not a readable document with highlights"):
            yield from _taguette(row, highlights[row["id"]], path, scheme)


def _who_highlighted(commands: Sequence[Mapping[str, Any]]) -> dict[Any, str]:
    """Who added each highlight, as the commands of a project tell."""
    people = {}
    for row in commands:
        try:
            command = read_json(str(row["payload"]))
        except NotJsonError:
            continue
        if isinstance(command, dict) and command.get("type") == "highlight_add":
            people[command.get("highlight_id")] = str(row["user_login"])
    return people


def _taguette(
    document: Mapping[str, Any], highlights: Sequence[_Highlight], path: Path, scheme: Scheme
) -> Iterator[AnnotatedArticle]:
    html, note = HtmlText(str(document["contents"])), str(document["description"] or "")
    name = str(document["name"]) or path.stem
    article = article_of(name, html.text, str(path), {"description": note} if note else {})
    data = html.raw.encode()
    people = list(dict.fromkeys(highlight.person for highlight in highlights))
    for person in people:
        builder = Builder(article, person, scheme)
        mine: dict[Span, list[str]] = {}
        for highlight in (each for each in highlights if each.person == person):
            start, end = (len(data[:at].decode("utf-8", "ignore")) for at in (highlight.start, highlight.end))
            span = html.span(start, end)
            if _letters(HtmlText(highlight.snippet).raw) != _letters(span.words(article.text)):
                raise MisfitError(f"the words at {highlight.start}-{highlight.end} are not those of the highlight")
            if not highlight.tags:
                scheme("highlight without a tag: left out")
            mine.setdefault(span, []).extend(highlight.tags)
        for span, tags in mine.items():
            named = [("", tag) if scheme.is_given(tag) else tag.rpartition(".")[::2] for tag in dict.fromkeys(tags)]
            for above, label in sorted(named, key=lambda each: not scheme.knows(each[1])):
                builder.node(span, label, span, parent=above)
        yield builder.finished()
    if not people:
        yield AnnotatedArticle(article, "", (), False)


def _letters(words: str) -> str:
    return re.sub(r"\s+", "", words)


def recognizes_taguette(path: Path) -> bool:
    """Whether a file is its table of highlights, or a database with its tables, whose names stand near the beginning."""
    if path.suffix.lower() == ".csv":
        return zips.head(path).removeprefix(b"\xef\xbb\xbf").splitlines()[:1] == [_TABLE]
    head = zips.head(path, 1 << 20)
    return head.startswith(_SQLITE) and b"highlight_tags" in head and b"project_members" in head


def recognizes_qualcoder(path: Path) -> bool:
    """Whether a file is a SQLite database."""
    return zips.head(path).startswith(_SQLITE)


def recognizes_qualcoder_folder(folder: Path) -> bool:
    """Whether a folder holds QualCoder's database."""
    return (folder / "data.qda").is_file()
