"""Codebooks: what is read from the shipped ones, and how every fault is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.codebook import COMMAND_LETTERS, LABEL_KEYS, TARGET_KEYS, parse_codebook, read_codebook
from annotator.errors import CodebookError
from annotator.records import Codebook, Stance
from annotator.resources import resource, seed
from tests.gold import gold_articles

# Eight colors that people with any color vision tell apart: Okabe and Ito, "Color Universal Design" (2008).
OKABE_ITO = {"#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"}

SOUND = '''\
# A small codebook; the numbers of its lines are what the cases below expect.
id = "ferry"
name = "The ferry"
version = "2"

[[target]]
id = "fares"
name = "Higher fares"
key = "F"
definition = """
Raising the fares.
key = "x"
"""

[[target.label]]
id = "for"
name = "for"
key = "p"
color = "#0072B2"
polarity = 1
definition = "Wants them."
example = "“Raise them,” she said."

[[target.label]]
id = "against"
name = "against"
key = "a"
color = "#d55e00"
polarity = -1
definition = "Does not want them."

[[target]]
id = "night-boats"
name = "Night boats"
key = "N"
definition = "Boats after midnight."

[[target.label]]
id = "for"
name = "for"
key = "p"
color = "#0072b2"
polarity = 1
definition = "Wants them."
'''


def edited(line: int, *new: str) -> str:
    """The sound codebook with one line (counted from 1) replaced by any number of others."""
    lines = SOUND.split("\n")
    lines[line - 1 : line] = new
    return "\n".join(lines)


def refused(toml_text: str) -> tuple[int, str]:
    """The line and the reason with which a codebook is refused; the sentence is checked to be one."""
    with pytest.raises(CodebookError) as caught:
        parse_codebook(toml_text, name="ferry.toml")
    sentence = re.fullmatch(r"ferry\.toml, line (\d+): (.+)\.", str(caught.value))
    assert sentence, str(caught.value)
    return int(sentence[1]), sentence[2]


def test_a_codebook_is_read_with_its_targets_and_labels_in_order() -> None:
    codebook = parse_codebook(SOUND, name="ferry.toml", guideline="# Ferry")
    assert (codebook.id, codebook.name, codebook.version) == ("ferry", "The ferry", "2")
    assert codebook.guideline == "# Ferry"
    assert [(target.id, target.key, len(target.labels)) for target in codebook.targets] == [
        ("fares", "F", 2),
        ("night-boats", "N", 1),
    ]
    fares = codebook.targets[0]
    assert fares.definition == 'Raising the fares.\nkey = "x"\n'
    assert [(label.id, label.key, label.color, label.polarity) for label in fares.labels] == [
        ("for", "p", "#0072b2", 1),
        ("against", "a", "#d55e00", -1),
    ]
    assert fares.labels[0].example == "“Raise them,” she said."
    assert fares.labels[1].example == fares.labels[1].counter_example == ""
    assert codebook.has(Stance("night-boats", "for"))
    assert not codebook.has(Stance("night-boats", "against"))


def test_the_hash_tells_any_two_texts_apart() -> None:
    one, same = (parse_codebook(SOUND, name=name) for name in ("a.toml", "b.toml"))
    other = parse_codebook(edited(8, 'name = "Dearer tickets"'), name="a.toml")
    assert one.source == SOUND
    assert one.hash == same.hash != other.hash


FAULTS = {
    "id missing": (edited(2), 1, 'this codebook lacks "id"'),
    "version missing": (edited(4), 1, 'this codebook lacks "version"'),
    "version a number": (edited(4, "version = 2"), 4, '"version" must be text in quotation marks, not 2'),
    "name blank": (edited(3, 'name = " "'), 3, '"name" must be one line of text, not " "'),
    "name of two lines": (edited(3, r'name = "a\nb"'), 3, r""""name" must be one line of text, not 'a\nb'"""),
    "target a single table": (
        'id = "a"\nname = "A"\nversion = "1"\n\n[target]\nid = "b"\n',
        5,
        '"target" must be written as tables under [[target]]',
    ),
    "target a list of numbers": (
        'id = "a"\nname = "A"\nversion = "1"\ntarget = [1]\n',
        4,
        '"target" must be written as tables under [[target]]',
    ),
    "guideline a number": (
        edited(4, 'version = "2"', "guideline = 5"),
        5,
        '"guideline" must be text in quotation marks, not 5',
    ),
    "unknown field on top": (
        edited(4, 'version = "2"', 'author = "N. N."'),
        5,
        'a codebook has no field "author"; known are id, name, version, guideline, target',
    ),
    "unknown table": (
        SOUND + "\n[colors]\nred = 1\n",
        46,
        'a codebook has no field "colors"; known are id, name, version, guideline, target',
    ),
    "unknown field of a target": (
        edited(8, 'name = "Higher fares"', 'color = "red"'),
        9,
        'a target has no field "color"; known are id, name, key, definition, label',
    ),
    "unknown field of a label": (
        edited(22, 'exmaple = "“Raise them,” she said."'),
        22,
        'a label has no field "exmaple"; known are id, name, key, color, polarity, definition, example, counter_example',
    ),
    "target without labels": (SOUND[: SOUND.rindex("[[target.label]]")], 32, 'this target lacks "label"'),
    "target without id": (edited(7), 6, 'this target lacks "id"'),
    "target without definition": (edited(36), 32, 'this target lacks "definition"'),
    "label without id": (edited(16), 15, 'this label lacks "id"'),
    "label without polarity": (edited(20), 15, 'this label lacks "polarity"'),
    "label without color": (edited(42), 38, 'this label lacks "color"'),
    "capital in an id": (
        edited(7, 'id = "Fares"'),
        7,
        '"id" must be small letters, digits and single hyphens, not "Fares"',
    ),
    "id with an edge": (
        edited(2, 'id = "ferry-"'),
        2,
        '"id" must be small letters, digits and single hyphens, not "ferry-"',
    ),
    "id empty": (edited(25, 'id = ""'), 25, '"id" must be small letters, digits and single hyphens, not nothing'),
    "id a date": (edited(25, "id = 2024-01-01"), 25, '"id" must be text in quotation marks, not a date or time'),
    "target id twice": (edited(33, 'id = "fares"'), 33, 'the id "fares" is taken by the target at line 7'),
    "label id twice": (edited(25, 'id = "for"'), 25, 'the id "for" is taken by the label at line 16'),
    "target key twice": (edited(35, 'key = "F"'), 35, 'the key "F" is taken by the target at line 9'),
    "label key twice": (edited(27, 'key = "p"'), 27, 'the key "p" is taken by the label at line 18'),
    "small letter for a target": (edited(9, 'key = "b"'), 9, 'the key of a target must be one capital letter, not "b"'),
    "capital for a label": (edited(18, 'key = "P"'), 18, 'the key of a label must be one small letter, not "P"'),
    "digit for a label": (edited(18, 'key = "1"'), 18, 'the key of a label must be one small letter, not "1"'),
    "two letters for a label": (edited(18, 'key = "ab"'), 18, 'the key of a label must be one small letter, not "ab"'),
    "key a number": (edited(18, "key = 7"), 18, '"key" must be text in quotation marks, not 7'),
    "color by name": (edited(19, 'color = "blue"'), 19, '"color" must be a color such as #0072b2, not "blue"'),
    "color too short": (edited(19, 'color = "#07b"'), 19, '"color" must be a color such as #0072b2, not "#07b"'),
    "color with spaces": (
        edited(19, 'color = "#0072b2 "'),
        19,
        '"color" must be a color such as #0072b2, not "#0072b2 "',
    ),
    "color a list": (edited(19, "color = [0, 1]"), 19, '"color" must be text in quotation marks, not a list'),
    "polarity too large": (edited(20, "polarity = 2"), 20, '"polarity" must be -1, 0 or 1, not 2'),
    "polarity in marks": (edited(20, 'polarity = "1"'), 20, '"polarity" must be -1, 0 or 1, not "1"'),
    "polarity true": (edited(20, "polarity = true"), 20, '"polarity" must be -1, 0 or 1, not true or false'),
    "polarity a float": (edited(20, "polarity = 1.0"), 20, '"polarity" must be -1, 0 or 1, not a number'),
    "polarity huge": (edited(20, f"polarity = 0x{'f' * 9000}"), 20, '"polarity" must be -1, 0 or 1, not a number'),
    "definition a table": (
        edited(21, "definition = {a = 1}"),
        21,
        '"definition" must be text in quotation marks, not a table',
    ),
    "example true": (edited(22, "example = true"), 22, '"example" must be text in quotation marks, not true or false'),
    "string not closed": (edited(8, 'name = "Higher'), 8, "this is not valid TOML: Illegal character '\\n'"),
    "field twice": (edited(8, 'name = "a"', 'name = "b"'), 9, "this is not valid TOML: Cannot overwrite a value"),
    "text not closed at the end": (SOUND + 'x = """\n', 45, "this is not valid TOML: Unterminated string"),
}


@pytest.mark.parametrize(("toml_text", "line", "reason"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_refused_with_its_line_and_reason(toml_text: str, line: int, reason: str) -> None:
    assert refused(toml_text) == (line, reason)


@pytest.mark.parametrize("value", ["9" * 9000, "[" * 100_000], ids=["number too long", "lists too deep"])
def test_what_python_cannot_hold_is_refused(value: str) -> None:
    assert refused(f"polarity = {value}")[1].startswith("this is not valid TOML: ")


@pytest.mark.parametrize("key", [*sorted(COMMAND_LETTERS), "é", "Д", "я", "Z"])
def test_any_letter_is_a_key_where_the_codebook_says_so(key: str) -> None:
    line = 9 if key.isupper() else 18
    target = parse_codebook(edited(line, f'key = "{key}"'), name="a").targets[0]
    assert key in (target.key, target.labels[0].key)


def test_keys_are_optional() -> None:
    without = [row for row in SOUND.split("\n") if not row.startswith("key = ")]
    targets = parse_codebook("\n".join(without), name="a").targets
    assert {part.key for target in targets for part in (target, *target.labels)} == {""}


def test_letters_of_commands_are_not_offered() -> None:
    assert len(TARGET_KEYS) + len(LABEL_KEYS) + len(COMMAND_LETTERS) == 52
    assert not set(TARGET_KEYS + LABEL_KEYS) & set(COMMAND_LETTERS)


def test_a_fault_in_tables_written_inline_is_told_at_the_line_that_holds_them() -> None:
    label = '{id = "no", name = "no", key = "X", color = "#000000", polarity = 0, definition = ""}'
    target = f'target = [{{id = "a", name = "A", key = "A", definition = "", label = [{label}]}}]'
    line, reason = refused(f'id = "a"\nname = "A"\nversion = "1"\n{target}\n')
    assert line in (1, 4)
    assert reason == 'the key of a label must be one small letter, not "X"'


def test_lines_are_right_with_windows_newlines() -> None:
    assert refused(edited(27, 'key = "p"').replace("\n", "\r\n"))[0] == 27


# Any text at all, and sound codebooks with one line exchanged for something else.
LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(SOUND.split("\n")),
    st.tuples(
        st.sampled_from(["id", "name", "key", "color", "polarity", "definition", "label", "target", "guideline"]),
        st.sampled_from(["1", "-1", "true", "1.5", "[]", "{}", "[[]]", '""', '"a"', "'''", '"""', "1979-05-27", "inf"]),
    ).map(" = ".join),
)


def read_or_refused(toml_text: str) -> None:
    """Assert that a text gives a codebook, or one sentence with a line that the text has."""
    try:
        assert isinstance(parse_codebook(toml_text, name="any.toml"), Codebook)
    except CodebookError as error:
        line = re.match(r"any\.toml, line (\d+): ", str(error))
        assert line and 1 <= int(line[1]) <= toml_text.count("\n") + 1
        assert str(error).endswith(".") and "\n" not in str(error)


@given(st.one_of(st.text(), st.lists(LINES, max_size=8).map("\n".join)))
def test_any_text_is_a_codebook_or_a_codebook_error(toml_text: str) -> None:
    read_or_refused(toml_text)


@given(st.integers(1, SOUND.count("\n")), LINES)
def test_a_codebook_with_one_line_changed_is_read_or_refused(line: int, new: str) -> None:
    read_or_refused(edited(line, new))


def written(folder: Path, guideline: str) -> Path:
    path = folder / "ferry.toml"
    path.write_text(edited(4, 'version = "2"', f"guideline = '{guideline}'"), encoding="utf-8")
    return path


def test_the_guideline_is_read_from_beside_the_codebook(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "ferry.md").write_text("# Ferry\n", encoding="utf-8")
    assert read_codebook(written(tmp_path, "texts/ferry.md")).guideline == "# Ferry\n"


def test_a_byte_order_mark_and_windows_newlines_make_no_difference(tmp_path: Path) -> None:
    path = tmp_path / "ferry.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert read_codebook(path) == parse_codebook(SOUND, name="ferry.toml")


@pytest.mark.parametrize("way_out", ["../secret.md", "texts/../../secret.md", "{folder}/../secret.md", "link.md"])
def test_a_guideline_may_not_leave_the_folder(tmp_path: Path, way_out: str) -> None:
    (tmp_path / "secret.md").write_text("not for readers", encoding="utf-8")
    folder = tmp_path / "codebooks"
    (folder / "texts").mkdir(parents=True)
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(CodebookError, match=r"^ferry\.toml, line 5: .* must lie in the codebook's own folder\.$"):
        read_codebook(written(folder, way_out.format(folder=folder)))


@pytest.mark.parametrize("guideline", ["missing.md", ".", "loop.md"])
def test_a_guideline_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, guideline: str) -> None:
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    with pytest.raises(CodebookError, match=r'^ferry\.toml, line 5: the guideline "[^"]+" cannot be read: .+\.$'):
        read_codebook(written(tmp_path, guideline))


def test_a_guideline_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ferry.md").write_bytes(b"\xff\xfe")
    with pytest.raises(CodebookError, match=r"^ferry\.toml, line 5: .* must be saved as UTF-8\.$"):
        read_codebook(written(tmp_path, "ferry.md"))


def test_a_codebook_that_cannot_be_read_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(
        CodebookError, match=r"^The codebook none\.toml cannot be read \(.+\); check its name and permissions\.$"
    ):
        read_codebook(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes('id = "a"\nname = "Für"'.encode("latin-1"))
    with pytest.raises(CodebookError, match=r"^latin\.toml, line 2: a codebook must be saved as UTF-8\.$"):
        read_codebook(tmp_path / "latin.toml")


SHIPPED = sorted(resource("codebooks").glob("*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_codebooks_are_complete(path: Path) -> None:
    codebook = read_codebook(path)
    assert codebook.id == path.stem
    assert len(codebook.guideline.split()) > 200
    for target in codebook.targets:
        assert any(label.id == "unclear" for label in target.labels)
        assert {label.color for label in target.labels} <= OKABE_ITO
        for label in target.labels:
            assert label.definition and label.example and label.counter_example
            assert label.key.islower() and f"`{label.key}`" in codebook.guideline, label.key


def test_border_has_every_stance_of_the_seed_articles_and_quotes_none_of_their_words() -> None:
    codebook = read_codebook(resource("codebooks", "border.toml"))
    used = {
        Stance(stance["target"], stance["label"])
        for article in gold_articles()
        for quotation in article["quotes"]
        for stance in quotation["stances"]
    }
    assert len(used) >= 8
    assert all(codebook.has(stance) for stance in used)
    article = seed("000_915434029b41a593.txt").read_text(encoding="utf-8")
    examples = [text for t in codebook.targets for label in t.labels for text in (label.example, label.counter_example)]
    assert not [text for text in examples if text.split("”")[0].strip("“") in article]


PAGE = (Path(__file__).parents[2] / "docs" / "codebooks.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.partition("```toml\n")[2].partition("```")[0]


def test_the_page_about_codebooks_has_a_sound_example_and_the_right_keys() -> None:
    assert parse_codebook(EXAMPLE, name="ferry.toml").target("fares")
    assert " ".join(LABEL_KEYS) in PAGE
    assert all(f"`{key}`" in PAGE and action.split()[-1] in PAGE for key, action in COMMAND_LETTERS.items())


@pytest.mark.parametrize(
    ("sound", "spoiled"),
    [
        ('key = "p"', 'key = "P"'),
        ('color = "#0072b2"\n', ""),
        ("example", "exmaple"),
        ('"#0072b2"', '"blue"'),
        ("polarity = 1", 'polarity = "1"'),
        ('version = "1.0"', 'name = "The ferry"'),
        ('guideline = "ferry.md"', 'guideline = "../ferry.md"'),
        ('guideline = "ferry.md"', 'guideline = "ferry.md"'),
        (EXAMPLE, EXAMPLE + "\n" + EXAMPLE[EXAMPLE.index("[[target.label]]") :]),
    ],
)
def test_the_page_tells_the_messages_as_they_are(tmp_path: Path, sound: str, spoiled: str) -> None:
    assert sound in EXAMPLE
    path = tmp_path / "ferry.toml"
    path.write_text(EXAMPLE.replace(sound, spoiled, 1), encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        read_codebook(path)
    assert f"`{caught.value}`" in PAGE


def test_the_same_text_is_parsed_once() -> None:
    read = parse_codebook(SOUND, name="a.toml", guideline="Read it twice.")
    assert parse_codebook(SOUND, name="a.toml", guideline="Read it twice.") is read
    assert parse_codebook(SOUND, name="a.toml").guideline == ""
