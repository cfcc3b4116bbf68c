"""Names and sizes: each public class has a name of its own, docs/glossary.md has the words of the code, files of tests are short."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| (\*\*.+?) \| (.+) \| (.+?) \|$", GLOSSARY, re.M
)  # terms, what they are, words to avoid or a class
TERMS = [term for terms, _, _ in ROWS for term in re.findall(r"\*\*(.+?)\*\*", terms)]
AVOIDED = {
    re.sub(r" *\(.*\)", "", word) for _, _, last in ROWS if "`" not in last for word in last.split(", ")
} - {*TERMS, *(f"{term}s" for term in TERMS)}  # fmt: skip
MOST_LINES = 400  # of a file of tests


def words(name: str) -> str:
    """The words of a name, whether they are joined by case or by underscores: ``HoldOut`` and ``hold_out`` are `` hold out ``."""
    return f" {' '.join(re.findall(r'[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+', name)).lower()} "


class Named(NamedTuple):
    """What the code names: the files of each class, and all names as words with blanks before, between and after."""

    classes: dict[str, list[str]]
    names: set[str]


@pytest.fixture(scope="module")
def named() -> Named:
    """All names of the package; read here, since whoever collects tests imports this file."""
    found = Named(defaultdict(list), set())
    for path in sorted((ROOT / "annotator").rglob("*.py")):
        found.names.add(words(path.stem))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found.classes[node.name].append(str(path.relative_to(ROOT)))
                found.names.add(words(node.name))
            elif isinstance(node, ast.FunctionDef):
                found.names.add(words(node.name))
            elif isinstance(node, ast.arg):
                found.names.add(words(node.arg))
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.names.add(words(node.id))
    return found


def test_each_public_class_has_a_name_of_its_own(named: Named) -> None:
    public = {name: where for name, where in named.classes.items() if not name.startswith("_")}
    assert len(public) > 500
    assert {name: where for name, where in public.items() if len(where) > 1} == {}


def test_each_term_is_explained_once() -> None:
    assert len(TERMS) > 80
    assert [term for term, times in Counter(TERMS).items() if times > 1] == []


def test_each_term_names_something_in_the_code(named: Named) -> None:
    def is_named(term: str) -> bool:
        return any(re.search(rf" {re.escape(term)}(s|es)? ", name) for name in named.names)

    assert [term for term in TERMS if not is_named(re.sub(r"[-_]", " ", term))] == []


def test_each_class_of_the_glossary_is_where_it_says(named: Named) -> None:
    listed = re.findall(r"^\| \*\*(.+)\*\* \| .+ \| `(.+)` `(\w+)` \|$", GLOSSARY, re.M)
    assert len(listed) > 20
    assert [(path, name) for _, path, name in listed if path not in named.classes.get(name, ())] == []
    assert [name for term, _, name in listed if f" {term} " not in words(name)] == []


def test_no_class_bears_a_word_to_avoid(named: Named) -> None:
    avoided = {words(word) for word in AVOIDED}
    assert [name for name in named.classes if not name.startswith("_") and words(name) in avoided] == []


def test_files_of_tests_are_short() -> None:
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "tests").rglob("*.py")
    }
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


#: Stems of British spellings, and what is spelled so by others: keys of Label Studio and of weights, words of articles and word lists.
BRITISH = re.compile(
    r"\w*(?:[cC]olour|[fF]avour|[nN]eighbour|[bB]ehaviour|[lL]abell|[cC]ancell(?:ed|ing)|[cC]entre[ds ]|\b[gG]rey|"
    r"[oO]rganis|[rR]ecognis|[nN]ormalis|[sS]erialis|[iI]nitialis|[sS]ummaris)\w*"
)
SPELLED_BY_OTHERS = {"was_cancelled", "labelled", "organisation", "organisations"}


def test_code_and_docs_are_spelled_in_american_english() -> None:
    files = [
        path
        for folder in ("annotator", "docs", "tools")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".md")
    ]
    assert len(files) > 500
    found = {word.strip() for path in files for word in BRITISH.findall(path.read_text(encoding="utf-8"))}
    assert found - SPELLED_BY_OTHERS == set()
