"""The texts that are to be translated: what is handed to ``tr``, the tables of commands, menus, orders and hints, and the sentences
that the rooms below the window put together in English: errors, notes, and clauses of them."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

import annotator
from annotator.agreement.measures import LABEL_MEASURES, PAIR_MEASURES, TEAM_MEASURES
from annotator.exchange import formats
from annotator.exchange.annotation_formats import FORMATS as ANNOTATION_FORMATS
from annotator.exchange.fields import Field
from annotator.exchange.readers.formats import FORMATS as ARTICLE_FORMATS
from annotator.session.orders import ORDERS, STATES
from annotator.ui.commands.command import GROUPS, MENUS
from annotator.ui.commands.table import COMMANDS
from annotator.ui.dialogs.export_filters import KINDS
from annotator.ui.work_view import HINTS
from annotator.workflow.agreement_page import SUFFIXES as AGREEMENT_FILES
from annotator.workflow.selection import STATES as STATES_OF_DECISIONS

PACKAGE = Path(annotator.__file__).parent
#: Modules that only the command line uses, which stays English.
COMMAND_LINE = (
    "cli", "estimation", "detection.batch", "exchange.corpus_files", "exchange.proposal_files", "ui.demo", "workflow.collect",
    "workflow.dask_engine", "workflow.estimate", "workflow.proposing", "workflow.sampling", "workflow.shards",
)  # fmt: skip
#: Modules that write documents in English (reports, data cards, tables of formats): their errors alone are translated.
DOCUMENTS = (
    "agreement.influence_report", "agreement.printed", "agreement.text", "exchange.annotation_formats", "exchange.citation",
    "exchange.croissant", "exchange.data_card", "exchange.highlighted", "exchange.hub_export", "exchange.readers.formats",
    "exchange.release_tables", "exchange.report", "workflow.release_files",
)  # fmt: skip
#: Modules whose texts are words of articles, features and numbers of the detector, names of folders, or SQL.
MATERIAL = (
    "detection.indirect.spans", "detection.lang", "detection.names.person", "detection.names.referents", "detection.settings",
    "exchange.readers.dates", "exchange.readers.proquest_labels", "session.speaking", "store.schema", "store.shares",
)  # fmt: skip
WORDS = 4  # of a text that is prose
_PROSE = re.compile(r"[a-z{}]{2,}[,:;]? [“(\"]?[a-z{}]{2,}")
_CODE = re.compile(
    r"^\s*(INSERT|SELECT|UPDATE|DELETE|CREATE|DROP|WITH|FROM|WHERE|CASE|NOT|import) |JOIN | FROM |\\[ASbdsw]|</|[<{}]\w|px;|\\|\w="
)
FIXED = 6  # characters of a text with values that are not values: with fewer it would fit everything


@dataclass(frozen=True, slots=True)
class _Read:
    """What stands in the code: the texts handed to ``tr``, whole texts, patterns of those with values, and what is told."""

    handed: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    patterns: list[re.Pattern[str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)


@cache
def _read() -> _Read:
    """The code, read once for all tests."""
    found = _Read()
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = [*ast.walk(tree)]
        found.handed.update(_handed_to_tr(tree, nodes))
        _take_written(nodes, found)
        found.told.extend(_told_texts(path, nodes))
    return found


@cache
def shown_texts() -> frozenset[str]:
    """All of them."""
    found = {*_read().handed}
    for command in COMMANDS:
        found |= {command.text, command.tip, *(command.settling or ())}
    found |= {text for order in ORDERS for text in (order.text, order.tip)} | {state.text for state in STATES}
    found |= {word.capitalize().replace("-", " ") for word in (*KINDS, *STATES_OF_DECISIONS)}
    measures = (*TEAM_MEASURES, *LABEL_MEASURES, *PAIR_MEASURES)
    found |= {text for each in measures for text in (each.plain, each.tip) if text}
    found |= {each.label for each in ARTICLE_FORMATS} | {each.label for each in ANNOTATION_FORMATS}
    found |= (
        {formats.get(name).title for name in formats.NAMES}
        | {str(field) for field in Field}
        | {*AGREEMENT_FILES.values()}
    )
    return frozenset(found | {*MENUS, *GROUPS, *(text for _, text in HINTS)})


def written_texts() -> tuple[set[str], list[re.Pattern[str]]]:
    """The texts that stand in the code, and patterns of those with values in them."""
    return _read().whole, _read().patterns


def _take_written(nodes: Sequence[ast.AST], found: _Read) -> None:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.whole.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
            if len("".join(str(part or "") for part in parts)) >= FIXED:
                pattern = "".join(".*" if p is None else re.escape(str(p)) for p in parts)
                found.patterns.append(re.compile(pattern, re.S))


def told_texts() -> list[tuple[str, str]]:
    """(where it stands, the text with ``{}`` for each value) of every sentence, note or clause that may reach the window.

    That is each text of an error of ours, and all other texts of at least four words that are prose. A choice between two texts
    inside a text makes two of it.
    """
    return _read().told


def _told_texts(path: Path, nodes: Sequence[ast.AST]) -> Iterator[tuple[str, str]]:
    module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    if _is_in(module, (*COMMAND_LINE, *MATERIAL)):
        return
    errors, ours = _of_errors(nodes)
    inner = ours | _said_to_nobody(nodes)
    for node in nodes:  # an outer text comes before its parts
        if id(node) in inner or not _is_text(node):
            continue
        inner |= {id(part) for part in ast.walk(node)}
        for text in _variants(node):
            if id(node) in errors or (not _is_in(module, DOCUMENTS) and _is_prose(text)):
                yield f"{module}:{getattr(node, 'lineno', 0)}", text


def _is_in(module: str, several: tuple[str, ...]) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in several)


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        or (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Add)
            and (_is_text(node.left) or _is_text(node.right))
        )
    )


def _is_prose(text: str) -> bool:
    words = re.findall(r"[A-Za-z]{2,}", text)
    return len(words) >= WORDS and _PROSE.search(text) is not None and _CODE.search(text) is None


def _of_errors(nodes: Sequence[ast.AST]) -> tuple[set[int], set[int]]:
    """The texts handed to errors of ours, and all that is handed to Python's own errors, which are bugs."""
    ours, bugs = set[int](), set[int]()
    for node in nodes:
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if isinstance(getattr(builtins, name, None), type) and issubclass(getattr(builtins, name), BaseException):
                bugs |= {id(part) for part in ast.walk(node)}
            elif name.endswith("Error"):
                ours |= {id(part) for part in node.args}
    return ours, bugs


def _said_to_nobody(nodes: Sequence[ast.AST]) -> set[int]:
    """Docstrings, and what asserts say."""
    found = set[int]()
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        elif isinstance(node, ast.Assert) and node.msg is not None:
            found |= {id(part) for part in ast.walk(node.msg)}
    return found


def _variants(node: ast.AST) -> list[str]:
    """The text of a node with ``{}`` for each value, once for each choice between texts in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _variants(node.body) + _variants(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return ["".join(parts) for parts in product(*map(_variants, node.values))]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [left + right for left in _variants(node.left) for right in _variants(node.right)]
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.IfExp):
        return _variants(node.value)
    return ["{}"]


def _handed_to_tr(tree: ast.Module, nodes: Sequence[ast.AST]) -> Iterator[str]:
    constants = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "trn", "later"):
            for part in node.args[1:3] if node.func.id == "trn" else node.args[:1]:
                yield from _literals(part, constants)


def _literals(node: ast.expr, constants: dict[str, object]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body, constants)
        yield from _literals(node.orelse, constants)
    elif isinstance(node, ast.Name) and isinstance(constants.get(node.id), str):
        yield str(constants[node.id])
