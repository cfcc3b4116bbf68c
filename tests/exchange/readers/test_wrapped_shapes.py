# ruff: noqa: E501
"""Texts of a fixed width with headings, lists, verse, tables, letters and quoted mails: what is a paragraph is joined, nothing else."""

from __future__ import annotations

from textwrap import fill

import pytest

from annotator.exchange.readers import wrapped

FIRST = (
    "The harbor council will keep the old landing for another ten years, its chair said on Tuesday evening, after more "
    "than two hundred residents had come to listen."
)
SECOND = (
    "“We keep the landing,” said Ida Holm of the harbor council. “Nobody needs another marina, and the boats that come "
    "here have come for eighty years.”"
)
ITEMS = (
    "Repair the posts that the storm of January has broken before the first boats come in May.",
    "Ask the ferry what it needs.",
    "Tell the residents of the harbor in writing what was decided, and what it costs them each winter.",
)
VERSE = """The boats come in, the boats go out, the tide is never late,
And nobody has come about the lock upon the northern gate,
While all the gulls of Callis cry for bread that is not there."""
TABLE = """Harbor of the northern coast      boats in May      guests in the year
Port Callis and its islands                812                  12,400
Lower Tansy with the mill basin            930                  13,100"""
LEADERS = """Posts of the landing replaced in March ............ 1,200
Boats of the ferry painted in May ................. 3,400"""
TABS = "Harbor\tboats\tguests of the islands and the coast of it\nPort Callis and all its islands\t812\t12,400"
SIGNATURE = (
    "Ida Holm\nChair of the harbor council of Port Callis and its islands\nPier Street 12, Port Callis\nida@example.org"
)


def items(*signs: str, hang: bool = True) -> tuple[str, str]:
    """A list at 72 columns, and as it is meant."""
    each = list(zip(signs, ITEMS, strict=True))
    written = (
        fill(text, 72, initial_indent=f"{sign} ", subsequent_indent=" " * (len(sign) + 1) * hang) for sign, text in each
    )
    return "\n".join(written), "\n".join(f"{sign} {text}" for sign, text in each)


def quoted(text: str, mark: str) -> str:
    """A paragraph of a mail that is quoted."""
    return "\n".join(f"{mark}{line}" for line in fill(text, 66).split("\n"))


SHAPES = {
    "heading": ("Council keeps the old landing for ten years\n" + fill(FIRST, 72), "Council keeps the old landing for ten years\n" + FIRST),
    "heading in capitals": ("COUNCIL KEEPS THE OLD LANDING FOR ANOTHER TEN YEARS, AND MORE\n" + fill(FIRST, 72), "COUNCIL KEEPS THE OLD LANDING FOR ANOTHER TEN YEARS, AND MORE\n" + FIRST),
    "heading inside": (fill(SECOND, 72) + "\nWhat the council says of the costs of it\n" + fill(FIRST, 72), SECOND + "\nWhat the council says of the costs of it\n" + FIRST),
    "dashes": items("-", "-", "-"),
    "dots": items("•", "•", "•", hang=False),
    "numbers": items("1.", "2.", "3."),
    "brackets": items("(1)", "(2)", "(3)"),
    "letters": items("a)", "b)", "c)"),
    "parts": items("1.1", "1.2", "1.3"),
    "roman": items("I.", "II.", "III.", hang=False),
    "boxes": items("[x]", "[ ]", "[x]"),
    "verse": (VERSE, VERSE),
    "table": (TABLE, TABLE),
    "leaders": (LEADERS, LEADERS),
    "tabs": (TABS, TABS),
    "signature": (SIGNATURE, SIGNATURE),
    "set in": (fill(FIRST, 72, initial_indent="    ", subsequent_indent="    "), "    " + FIRST),
    "hanging": ("\n".join(fill(each, 72, subsequent_indent="    ") for each in (f"IDA HOLM: {FIRST}", "OLE BERG: No.")), f"IDA HOLM: {FIRST}\nOLE BERG: No."),
    "first line set in": (fill(FIRST, 72, initial_indent="   ") + "\n" + fill(SECOND, 72, initial_indent="   "), f"   {FIRST}\n   {SECOND}"),
    "quoted": (quoted(FIRST, "> ") + "\n" + quoted(SECOND, "> > "), f"> {FIRST}\n> > {SECOND}"),
    "definitions": ("Post:\n" + fill(ITEMS[2], 72, initial_indent="    ", subsequent_indent="    ") + "\nFerry:\n    A boat.", f"Post:\n    {ITEMS[2]}\nFerry:\n    A boat."),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("alone", [False, True])
def test_shapes_keep_their_lines_and_paragraphs_lose_theirs(name: str, alone: bool) -> None:
    written, meant = SHAPES[name]
    around = ("", "") if alone else (f"{fill(FIRST, 72)}\n\n", f"\n\n{fill(SECOND, 72)}\n")
    joined = ("", "") if alone else (f"{FIRST}\n\n", f"\n\n{SECOND}\n")
    source = f"{around[0]}{written}{around[1]}"
    found = wrapped.joined(source)
    if not (alone and name == "set in"):  # a margin of the whole text is taken out
        assert found.text == f"{joined[0]}{meant}{joined[1]}"
    assert wrapped.original(found.text, " ".join(found.breaks), str(found.margin or "")) == source


def test_one_paragraph_among_the_short_lines_of_a_letter_is_joined() -> None:
    head, end = "Harbor Council\nPier Street 12\nPort Callis\n\nDear Ida,\n\n", "\n\nYours,\nOle\nFerry\n"
    assert wrapped.joined(f"{head}{fill(FIRST, 72)}{end}").text == f"{head}{FIRST}{end}"


@pytest.mark.parametrize("text", [VERSE, TABLE, SIGNATURE, f"{FIRST}\n{SECOND}\n", "\n".join(ITEMS)])
def test_a_text_without_paragraphs_of_a_width_stays(text: str) -> None:
    assert wrapped.joined(text).text == text
