from __future__ import annotations

import time

import pytest

from annotator.detection.marks import stretches


def quoted(text: str) -> list[str]:
    return [text[s.start : s.end] for s in stretches(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“We go,” she said. “Now.”", ["“We go,”", "“Now.”"]),
        ('"We go," she said. "Now."', ['"We go,"', '"Now."']),
        ("''We go,'' she said. ``Now.''", ["''We go,''", "``Now.''"]),
        ("Mayor says ‘no more’ to floods", ["‘no more’"]),
        ("The workers’ hall isn’t the dogs’ home; it’s ‘the club’.", ["‘the club’"]),
        ("‘The workers’ rights’ came first.", ["‘The workers’ rights’"]),
        ("Rock 'n' roll of the '90s, get 'em while it's hot.", []),
        ("«Oui», dit-elle. »Nein«, sagte er. „Ja“, sagte sie.", ["«Oui»", "»Nein«", "„Ja“"]),
        ("“He told me ‘go home’ and “sit down” twice,” she said.", ["“He told me ‘go home’ and “sit down” twice,”"]),
        ("‘He said “no” to them,’ and left.", ["‘He said “no” to them,’"]),
        ("A board 6\" wide and 2' long.", []),
        ("Nothing in “” or \" \" or ''.", []),
    ],
)
def test_stretches_in_marks(text: str, found: list[str]) -> None:
    assert quoted(text) == found


def test_an_unclosed_mark_eats_no_more_than_its_paragraph() -> None:
    assert quoted("“We go, she said.\n\nThe rest “is” plain.") == ["“We go, she said.", "“is”"]
    assert [s.closed for s in stretches("“We go, she said.\n\nThe rest “is” plain.")] == [False, True]


def test_a_missing_closing_mark_ends_before_the_next_opening_one() -> None:
    assert quoted("“We go, she said. “Stay,” he said. “Why?”") == ["“We go, she said.", "“Stay,”", "“Why?”"]


def test_a_quotation_over_paragraphs_opens_each_and_closes_the_last() -> None:
    text = "She began: “One.\n\n“Two.\n\n“Three,” she said. “Four.”"
    assert [s.continues for s in stretches(text)] == [False, True, True, False]
    assert not any(s.continues for s in stretches("“One,” she said.\n\n“Two.”"))


@pytest.mark.parametrize(
    "caption", ["The old quay. Photo: R. Amble.", "The old quay in May", "The old quay. (Image: Weststrand)"]
)
def test_a_caption_does_not_end_a_quotation_over_paragraphs(caption: str) -> None:
    found = stretches(f"She said: “One.\n\n{caption}\n\n“Two.”")
    assert [s.continues for s in found] == [False, True]


def test_a_paragraph_of_prose_ends_a_quotation_over_paragraphs() -> None:
    found = stretches("She said: “One.\n\nThe quay was empty that day.\n\n“Two.”")
    assert [s.continues for s in found] == [False, False]


@pytest.mark.parametrize("pattern", ["“", "”", '"', "''", "“ ", "‘a ", "'a' ", "«", "» «", "“a” ", "a’s' "])
def test_time_is_linear_in_a_long_line(pattern: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        stretches(pattern * times)
        return time.process_time() - began

    seconds(1000)
    assert seconds(160_000) < 40 * max(seconds(16_000), 0.002)  # quadratic would be a hundred times


def test_a_closing_mark_with_a_blank_on_the_wrong_side() -> None:
    text = 'Her video "How to Leave a Boat "was shown in May. She stated, "I am tired of waiting"; it was seen by many.'
    assert [text[s.start : s.end] for s in stretches(text)] == ['"How to Leave a Boat "', '"I am tired of waiting"']
