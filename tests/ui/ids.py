"""The texts of the window that are to be translated: what is handed to ``tr``, and the tables of commands, menus, orders, hints."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import annotator
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

FIXED = 6  # characters of a text with values that are not values: with fewer it would fit everything


def shown_texts() -> set[str]:
    """All of them."""
    found = {text for path in Path(annotator.__file__).parent.rglob("*.py") for text in _handed_to_tr(path)}
    for command in COMMANDS:
        found |= {command.text, command.tip, *(command.settling or ())}
    found |= {text for order in ORDERS for text in (order.text, order.tip)} | {state.text for state in STATES}
    found |= {word.capitalize().replace("-", " ") for word in (*KINDS, *STATES_OF_DECISIONS)}
    found |= {each.label for each in ARTICLE_FORMATS} | {each.label for each in ANNOTATION_FORMATS}
    found |= (
        {formats.get(name).title for name in formats.NAMES}
        | {str(field) for field in Field}
        | {*AGREEMENT_FILES.values()}
    )
    return found | {*MENUS, *GROUPS, *(text for _, text in HINTS)}


def written_texts() -> tuple[set[str], list[re.Pattern[str]]]:
    """The texts that stand in the code, and patterns of those with values in them."""
    whole: set[str] = set()
    patterns = []
    for path in Path(annotator.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if len("".join(str(part or "") for part in parts)) >= FIXED:
                    patterns.append(re.compile("".join(".*" if p is None else re.escape(str(p)) for p in parts), re.S))
    return whole, patterns


def _handed_to_tr(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
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
