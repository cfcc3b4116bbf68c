"""Print how the code is laid out, in an older commit and now: the table of docs/architecture.md.

    python -m tools.layout_figures [COMMIT]

Read off the files alone. Files for each recipe are the rows of its page in ``docs/how-to/``.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.against import HERE, checked_out

BEFORE = "160f41a"
LONG = 110  # characters
RECIPES = (
    "export-format", "article-format", "annotation-format", "command", "statistic", "queue-column", "migration", "language",
    "suggester", "dialog",
)  # fmt: skip


def trees(root: Path, folder: str) -> dict[str, ast.Module]:
    """The parsed modules below a folder, by dotted name."""
    found = {}
    for path in sorted((root / folder).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(tree: ast.AST) -> set[str]:
    """The modules that a module names in imports anywhere, with what it takes from them."""
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return named


def circles(modules: dict[str, ast.Module]) -> int:
    """How many modules reach themselves by imports of each other, those in functions and for types included."""
    graph = {name: imported(tree) & set(modules) - {name, "annotator.ui"} for name, tree in modules.items()}

    def reached(start: str) -> set[str]:
        seen, ahead = set[str](), list(graph[start])
        while ahead:
            if (name := ahead.pop()) not in seen:
                seen.add(name)
                ahead.extend(graph[name])
        return seen

    return sum(name in reached(name) for name in graph)


def functions(tree: ast.AST) -> Iterator[ast.AST]:
    """The outermost functions and methods of a module."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        else:
            yield from functions(node)


def files_of(root: Path, recipe: str) -> str:
    """How many files the page of a recipe names; – where there is no page."""
    page = root / "docs" / "how-to" / f"{recipe}.md"
    return str(len(re.findall(r"^\| `[^`]+` \|", page.read_text(encoding="utf-8"), re.M))) if page.is_file() else "–"


def figures(root: Path) -> dict[str, str]:
    """All figures of a checkout by what they count."""
    modules, window = trees(root, "annotator"), trees(root, "annotator/ui")
    classes = Counter(
        node.name for tree in modules.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    )
    public = {name: count for name, count in classes.items() if not name.startswith("_")}
    inner = {
        id(node)
        for tree in modules.values()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    lines = [len(line) for path in (root / "annotator").rglob("*.py") for line in path.read_text("utf-8").splitlines()]
    importers = [name for name, tree in window.items() if "annotator.ui.window" in imported(tree)]
    return {
        "modules of `ui/` whose imports go round": str(circles(window)),
        "modules of `ui/` that import the window": str(len(importers)),
        "names that more than one public class has": str(sum(count > 1 for count in public.values())),
        "imports inside functions": f"{len(inner)} in {len(modules)} modules",
        f"lines over {LONG} characters": f"{sum(length > LONG for length in lines):,} of {len(lines):,}",
        **{f"files to touch: {recipe.replace('-', ' ')}": files_of(root, recipe) for recipe in RECIPES},
    }


def main() -> None:
    """Print the table."""
    commit = sys.argv[1] if len(sys.argv) > 1 else BEFORE
    now = figures(HERE)
    with checked_out(commit) as root:
        before = figures(root)
    print(f"| | {commit} | now |\n|---|---:|---:|")
    for what, figure in now.items():
        print(f"| {what} | {before[what]} | {figure} |")


if __name__ == "__main__":
    main()
