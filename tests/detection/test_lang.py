"""What belongs to one language stands in its folder, and nowhere else in the detector."""

from __future__ import annotations

import ast
from pathlib import Path

from annotator.detection import lang

ROOT = Path(lang.__file__).parent.parent
#: Sets of words that are no English: what features are called.
FEATURES = {("nested.py", "IMAGINED")}


def sets_of_words(path: Path) -> set[str]:
    """The names that a module gives to sets of lower-case words of three letters or more."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call | ast.Set | ast.BinOp):
            sets = [s for s in ast.walk(node.value) if isinstance(s, ast.Set)]
            words = [c.value for s in sets for c in ast.walk(s) if isinstance(c, ast.Constant)]
            if any(isinstance(word, str) and len(word) > 2 and word.islower() for word in words):
                found |= {n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    return found


def test_word_lists_stand_in_the_folder_of_their_language() -> None:
    modules = [path for path in ROOT.rglob("*.py") if "lang" not in path.parts]
    found = {(path.relative_to(ROOT).as_posix(), name) for path in modules for name in sets_of_words(path)}
    assert found == FEATURES
    assert "LIGHT_VERBS" in sets_of_words(ROOT / "lang" / "en" / "words.py")  # it does find them


def test_every_list_of_the_language_is_asked_for() -> None:
    text = "\n".join(p.read_text("utf-8") for p in ROOT.rglob("*.py"))
    for module in (lang.words, lang.tags):
        names = [name for name in vars(module) if name.isupper()]
        assert names and [name for name in names if text.count(name) < 2] == []
