import pytest

from annotator.learning.context import quotation_text
from annotator.learning.doubts import why_not
from annotator.learning.items import Item
from annotator.records import Span, Stance
from tests.learning.made import items
from tests.learning.projects import stances


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("It rained. “Go home,” she said. It stopped.", "“Go home,”", "“Go home,” she said."),
        ("Title\n“Go home.”\nMore", "“Go home.”", "“Go home.”"),
        ("He said “no” twice. Then", "“no”", "He said “no” twice."),
        ("“No.” “Yes,” he said", "“Yes,”", "“Yes,” he said"),
    ],
)
def test_a_quotation_comes_with_its_sentence(text, words, expected):
    begin = text.index(words)
    assert quotation_text(text, Span(begin, begin + len(words))) == expected


def test_long_lines_are_cut():
    text = "a " * 5000 + "“no”" + " b" * 5000
    begin = text.index("“")
    assert len(quotation_text(text, Span(begin, begin + 4))) <= 804


@pytest.mark.parametrize(
    ("borne", "words"),
    [
        ([stances("harbor/favor")] * 19, "at least 20"),
        ([stances()] * 30, "bears a stance"),
        ([stances("harbor/favor")] * 30, "same stances"),
        ([stances("harbor/favor"), stances()] * 15, "one label"),
    ],
)
def test_decisions_that_teach_nothing_are_told(borne, words):
    assert words in why_not([Item(str(n), "x", "a", stances=own) for n, own in enumerate(borne)])


def test_labels_that_the_codebook_lost_teach_nothing():
    assert "no longer has any of the labels" in why_not(items(30), lambda _: False)
    assert "one label" in why_not(items(30), lambda stance: stance == Stance("harbor", "favor"))


def test_enough_decisions_are_not():
    assert why_not(items(20)) == ""
