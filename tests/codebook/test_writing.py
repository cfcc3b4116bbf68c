"""Codebooks written as TOML: they read back equal, and comments stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.codebook import parse_codebook, read_codebook
from annotator.codebook.check import faults
from annotator.codebook.draft import Draft
from annotator.codebook.writing import plain, same, with_source
from annotator.errors import OccupiedError
from annotator.records import Codebook, Label, Target
from annotator.resources import resource
from annotator.workflow.codebook_files import write_codebook

COMMENTED = """\
# Who made this: the ferry team.
id = "ferry"
name = "The ferry"   # as on the ships
version = "1"

# What is planned from May on.
[[target]]
id = "fares"
name = "Higher fares"
key = "F"
definition = "Raising the fares."

[[target.label]]
id = "for"
name = "for"
key = "p"
color = "#0072b2" # blue
polarity = 1
definition = '''Wants them.'''

[[target.label]]
id = "against"
name = "against"
key = "a"
color = "#d55e00"
polarity = -1
definition = "Does not want them."

[[target]]
id = "night"
name = "Night boats"
definition = "Boats after midnight."

[[target.label]]
id = "unclear"
name = "unclear"
color = "#808080"
polarity = 0
definition = ""
"""


def book() -> Codebook:
    return parse_codebook(COMMENTED, name="ferry.toml")


def test_an_unchanged_codebook_is_written_to_the_byte() -> None:
    assert with_source(book(), COMMENTED).source == COMMENTED
    for path in sorted(resource("codebooks").glob("*.toml")):
        read = read_codebook(path)
        assert with_source(read, read.source).source == read.source


def test_a_codebook_without_targets_is_read_written_and_filled() -> None:
    head = '# Ours\nid = "a"\nname = "A"\nversion = "1"\n'
    for source in (head, f"{head}target = []\n"):
        empty = parse_codebook(source, name="a.toml")
        assert empty.targets == () and with_source(empty, source).source == source
        draft = Draft(empty)
        draft.add_target("The ferry")
        draft.set((), "version", "2")
        filled = with_source(draft.book, source)
        assert same(filled, draft.book) and [target.name for target in filled.targets] == ["The ferry"]
    assert "# Ours" in with_source(Draft(parse_codebook(head, name="a.toml")).book, head).source
    draft = Draft(book())
    draft.remove((0,), retire=False)
    draft.remove((0,), retire=False)
    emptied = with_source(draft.book, COMMENTED)
    assert emptied.targets == () and "# Who made this" in emptied.source


def test_comments_stay_where_a_value_changes() -> None:
    draft = Draft(book())
    draft.set((0, 0), "name", "in favor")
    draft.set((), "name", "Ferries")
    text = with_source(draft.book, COMMENTED).source
    kept = [line for line in COMMENTED.splitlines() if "#" in line]
    assert [line.partition("#")[2] for line in text.splitlines() if "#" in line] == [k.partition("#")[2] for k in kept]
    assert 'name = "in favor"' in text and 'name = "Ferries"' in text


def test_added_moved_and_removed_parts_read_back() -> None:
    draft = Draft(book())
    draft.add_label(0, "undecided")
    draft.shift((0,), 1)
    draft.remove((1, 1), retire=True)
    draft.add_target("The port")
    written = with_source(draft.book, COMMENTED)
    assert same(written, draft.book)
    assert [t.id for t in written.targets] == ["night", "fares", "the-port"]
    assert "# blue" in written.source


def test_tables_written_inline_get_the_plain_layout() -> None:
    inline = plain(book()).partition("[[target]]")[0] + (
        'target = [{id = "a", name = "A", definition = "", label = '
        '[{id = "x", name = "x", color = "#000000", polarity = 0, definition = ""}]}]\n'
    )
    read = parse_codebook(inline, name="inline.toml")
    draft = Draft(read)
    draft.add_label(0, "new")
    assert same(with_source(draft.book, inline), draft.book)


NAME = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12).filter(
    lambda name: bool(name.strip()) and name.isprintable()
)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20).map(lambda text: text.replace("\r", ""))
LABEL = st.builds(
    Label, id=st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True), name=NAME, key=st.just(""),
    color=st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), polarity=st.sampled_from([-1, 0, 1]), definition=TEXT, example=TEXT,
    counter_example=TEXT,
)  # fmt: skip
TARGET = st.builds(
    Target, id=st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True), name=NAME, key=st.just(""),
    labels=st.lists(LABEL, min_size=1, max_size=4, unique_by=lambda label: label.id).map(tuple), definition=TEXT,
)  # fmt: skip
BOOK = st.builds(
    Codebook, id=st.just("any"), name=NAME, version=st.just("1"),
    targets=st.lists(TARGET, min_size=1, max_size=4, unique_by=lambda target: target.id).map(tuple),
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(BOOK, BOOK)
def test_any_codebook_reads_back_equal_from_its_own_text_and_from_that_of_another(
    one: Codebook, other: Codebook
) -> None:
    assert not faults(one)
    written = with_source(one)
    assert same(written, one)
    assert same(with_source(other, written.source), other)


def test_a_codebook_is_written_with_its_guideline_beside_it(tmp_path: Path) -> None:
    made = replace(book(), guideline="# Ferry\n")
    paths = write_codebook(tmp_path / "ferry.toml", made)
    assert [path.name for path in paths] == ["ferry.toml", "ferry.md"]
    assert same(read_codebook(tmp_path / "ferry.toml"), made)
    with pytest.raises(OccupiedError):
        write_codebook(tmp_path / "ferry.toml", made)
