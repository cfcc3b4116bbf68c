"""How the files of the window hang together: nobody imports the window but those who start it, and no imports go round."""

from __future__ import annotations

import ast
from pathlib import Path

import annotator

PACKAGE = Path(annotator.__file__).parent
STARTERS = {"annotator.ui.app", "annotator.ui.demo"}  # they make windows


def module_name(path: Path) -> str:
    """The dotted name of a module's file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(room: str) -> dict[str, set[str]]:
    """For each module of a room the modules of it that its text imports: those for types alone and in functions, too."""
    modules = {module_name(path): path for path in (PACKAGE / room).rglob("*.py")}
    found: dict[str, set[str]] = {}
    for name, path in modules.items():
        named: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                named |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        found[name] = (named & set(modules)) - {name, f"annotator.{room}"}
    return found


def round_trips(graph: dict[str, set[str]]) -> set[str]:
    """The modules from which imports lead back to themselves."""

    def reached(start: str) -> set[str]:
        seen, ahead = set[str](), list(graph[start])
        while ahead:
            if (name := ahead.pop()) not in seen:
                seen.add(name)
                ahead.extend(graph[name])
        return seen

    return {name for name in graph if name in reached(name)}


def test_no_imports_of_the_window_go_round() -> None:
    assert round_trips(imports_of("ui")) == set()
    assert round_trips({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == {"b", "c"}  # it does find them


def test_only_those_who_start_the_window_import_it() -> None:
    graph = imports_of("ui")
    assert {name for name, named in graph.items() if "annotator.ui.window" in named} == STARTERS


def test_commands_and_parts_are_reached_by_no_name() -> None:
    text = {path: path.read_text(encoding="utf-8") for path in (PACKAGE / "ui").rglob("*.py")}
    words = ("attrgetter", "setattr(", "methodcaller")
    assert [(str(path), word) for path, found in text.items() for word in words if word in found] == []
