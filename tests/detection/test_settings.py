"""The numbers of the detector stand once, in one file, and the page that lists them is true."""

from __future__ import annotations

import ast
from pathlib import Path

from annotator.detection import settings

ROOT = Path(settings.__file__).parent
PAGE = ROOT.parent.parent / "docs" / "detector-settings.md"
#: Codes, sizes of tables and words: no numbers that somebody could choose otherwise without training anew.
CODES = {
    "tokens.py": {"NAME", "UNKNOWN", "CLASSES"},
    "network.py": {"BEFORE", "AFTER", "WITHIN", "DISTANCES", "PLACES", "CONTENT", "KINDS", "LENGTHS"},
    "indirect/tagger.py": {"OTHER", "BEGIN", "INSIDE", "CUE", "SOURCE"},
    "word_pieces.py": {"_PLAIN"},
    "tokenizer.py": {"_NOUN", "_VERB", "_ADJECTIVE", "_ADVERB", "_ORTH"},
    "encoder.py": {"_threads"},
    "sources/reasons.py": {"_PLACES"},
}


def test_a_setting_has_the_name_and_value_of_the_module_and_says_how_it_was_chosen() -> None:
    names = [setting.name for setting in settings.SETTINGS]
    assert len(names) > 80 and len(set(names)) == len(names)
    assert {name for name in vars(settings) if name.isupper()} - set(names) == {
        "SETTINGS", "TRAINED", "BY_HAND", "BOUND", "CROSS", "RARE",
    }  # fmt: skip
    for setting in settings.SETTINGS:
        assert getattr(settings, setting.name) is setting.value
        assert setting.unit and setting.meaning.endswith(".") and setting.chosen


def test_every_setting_is_used() -> None:
    text = "\n".join(p.read_text("utf-8") for p in ROOT.rglob("*.py") if p.name != "settings.py")
    assert [setting.name for setting in settings.SETTINGS if setting.name not in text] == []


def heads_with_numbers(path: Path) -> set[str]:
    """The names that a module gives to numbers, or to what holds numbers, outside functions and classes."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign):
            numbers = [
                c for c in ast.walk(node.value) if isinstance(c, ast.Constant) and isinstance(c.value, int | float)
            ]
            if numbers:
                found |= {n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    return found


def test_no_other_module_of_the_detector_names_a_number() -> None:
    modules = [path for path in ROOT.rglob("*.py") if path.name != "settings.py" and "lang" not in path.parts]
    found = {path.relative_to(ROOT).as_posix(): heads_with_numbers(path) for path in modules}
    assert {
        name: heads - CODES.get(name, set()) for name, heads in found.items() if heads - CODES.get(name, set())
    } == {}
    assert heads_with_numbers(ROOT / "tokens.py") >= CODES["tokens.py"] - {"UNKNOWN"}  # it does find them


def test_the_page_lists_them_all() -> None:
    assert settings.table() in PAGE.read_text("utf-8")
