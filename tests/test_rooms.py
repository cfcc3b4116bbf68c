"""The arrows between the rooms, held by running code where import-linter reads it."""

from __future__ import annotations

import ast
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import annotator

PACKAGE = Path(annotator.__file__).parent


def test_no_module_outside_ui_brings_qt_in() -> None:
    names = [m.name for m in pkgutil.walk_packages([str(PACKAGE)], "annotator.")]
    names = [n for n in names if not n.startswith("annotator.ui") and not n.endswith("__main__")]
    assert len(names) > 20
    code = "import sys, importlib\nfor n in sys.argv[1:]: importlib.import_module(n)\n"
    code += "print([m for m in sys.modules if m.split('.')[0] in ('PySide6', 'shiboken6')])"
    done = subprocess.run(
        [sys.executable, "-c", code, *names], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert done.stdout.strip() == "[]"


def test_the_package_itself_imports_nothing() -> None:
    code = "import sys; before = set(sys.modules); import annotator; print(sorted(set(sys.modules) - before - {'annotator'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert done.stdout.strip() == "[]"


def test_there_is_no_sql_outside_the_store() -> None:
    sql = re.compile(
        r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA\s|CREATE\s+(TABLE|VIEW|INDEX))\b"
    )
    found = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] != "store" and sql.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert sql.search((PACKAGE / "store" / "decisions.py").read_text(encoding="utf-8"))  # the pattern does find SQL


def test_only_the_window_and_the_exchange_room_could_reach_a_network_and_none_does() -> None:
    network = re.compile(
        r"^\s*(import|from)\s+(socket|ssl|http|urllib\.request|requests|httpx|ftplib|smtplib|PySide6\.QtNetwork)\b",
        re.M,
    )
    assert [str(p) for p in PACKAGE.rglob("*.py") if network.search(p.read_text(encoding="utf-8"))] == []


def test_dask_is_not_imported_until_it_is_asked_for() -> None:
    """It opens sockets; so it is loaded by ``propose --dask`` alone."""
    code = "import sys\nfrom annotator.detection import batch\nfrom annotator.workflow import collect, dask_engine, shards\n"
    code += "print([m for m in sys.modules if m.split('.')[0] in ('dask', 'distributed', 'tornado')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert done.stdout.strip() == "[]"
    named = [
        p.name
        for p in PACKAGE.rglob("*.py")
        if re.search(r"\b(import|from) (dask|distributed)\b", p.read_text("utf-8"))
    ]
    assert named == ["dask_engine.py"]


def test_libraries_for_single_formats_wait_until_one_is_asked_for() -> None:
    heavy = (
        "trafilatura", "lxml", "docx", "pypdf", "striprtf", "charset_normalizer", "pyarrow", "cassis", "spacy", "dask", "distributed",
    )  # fmt: skip
    code = "import sys\nfrom annotator.workflow import corpus, export, release\n"
    code += "from annotator.exchange import formats\n"
    code += "[formats.get(name) for name in formats.NAMES]\n"
    code += f"print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert done.stdout.strip() == "[]"


def test_no_format_is_known_by_name_outside_its_module_and_the_registry() -> None:
    from annotator.exchange import formats

    names = [
        name for name in formats.NAMES if name not in ("csv", "jsonl", "brat", "spacy")
    ]  # those are file suffixes, words and a library too
    modules = [p for p in PACKAGE.rglob("*.py") if "exchange" not in p.relative_to(PACKAGE).parts]
    found = [(str(p), n) for p in modules for n in names if re.search(rf"['\"]{n}['\"]", p.read_text(encoding="utf-8"))]
    assert [pair for pair in found if "/ui/" not in pair[0].replace("\\", "/")] == []


# How the files of the window hang together

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
