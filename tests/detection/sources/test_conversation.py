"""Who speaks in novels: lines without a word on their speaker, and what people do beside their words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.detection.pipeline import Detector
from annotator.records import Kind, Proposal

NOVELS = Path(__file__).parents[2] / "data" / "novels"
_SAID = re.compile(r"⟦([^|⟧]+)\|([^⟧]*)⟧")


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def spoken(detector: Detector, text: str) -> list[Proposal]:
    """The quotations in marks."""
    return [p for p in detector.propose(text) if p.kind not in (Kind.INDIRECT, Kind.NOT_SPEECH)]


def speakers(detector: Detector, *paragraphs: str) -> list[str]:
    """The last word of the name of each quotation's speaker."""
    found = spoken(detector, "\n\n".join(paragraphs))
    return [p.source.name.split()[-1] if p.source else "-" for p in found]


EXCHANGE = (
    "“Is the boat ready?” asked Ann Lund.", "“It is, and so am I,” said Tom Hale.", "“Then we sail at noon.”",
    "“With or without the mate?”", "“Without him.”", "“He will not like it.”", "“He need not.”",
)  # fmt: skip


def test_two_people_take_turns(detector: Detector) -> None:
    assert speakers(detector, *EXCHANGE) == ["Lund", "Hale"] * 3 + ["Lund"]


def test_an_exchange_goes_on_behind_a_paragraph_of_narration(detector: Detector) -> None:
    found = speakers(detector, *EXCHANGE, "The rain had stopped.", "“And the dog?”", "“The dog stays.”")
    assert found[-3:] == ["Lund", "Hale", "Lund"]


def test_who_acts_beside_an_utterance_speaks_it(detector: Detector) -> None:
    found = speakers(detector, *EXCHANGE, "“And who will tell him?” Tom Hale put down his cup.", "“You will.”")
    assert found[-2:] == ["Hale", "Lund"]


def test_what_is_no_speech_stays_so_where_somebody_acts(detector: Detector) -> None:
    paragraph = "Tom Hale looked at the sign, “Private Grounds,” and opened the gate."
    assert "“Private Grounds,”" not in [
        p.words for p in spoken(detector, "\n\n".join([*EXCHANGE, paragraph, "“Come.”"]))
    ]


def test_who_is_called_by_name_answers(detector: Detector) -> None:
    paragraphs = (
        "Colm Reyes read the letter twice.", "“Is it bad, Mr. Reyes?” asked his wife.", "“It is short.”", "“What does it say?”",
        "“That she is coming.”", "“When?”", "“By the evening train.”",
    )  # fmt: skip
    assert speakers(detector, *paragraphs) == ["wife", "Reyes"] * 3


@pytest.mark.parametrize("before", ["They stood before the Reyes house.", "Photo: Colm Reyes", "They stood there."])
def test_whom_no_other_words_mention_by_himself_may_answer(detector: Detector, before: str) -> None:
    first, *others = "“Is the boat ready, Mr. Reyes?” asked Ann Lund.", "“It is.”", *EXCHANGE[2:]
    assert speakers(detector, before, first, *others) == ["Lund", "Reyes"] * 3 + ["Lund"]


def test_turns_count_back_from_who_is_told_next(detector: Detector) -> None:
    lines = "“Because of the mate.”", "“Nonsense.”", "“He said so.”", "“Did he?” asked Tom Hale."
    assert speakers(detector, *EXCHANGE, *lines)[-2:] == ["Lund", "Hale"]


def test_statements_in_news_go_on_with_their_speaker(detector: Detector) -> None:
    paragraphs = (
        "Mayor Ann Lund spoke for an hour. Tom Hale, who runs the mill, listened.", "“We will build the wall again,” Lund said.",
        "“It will be higher than the last one. Nobody will pay for it but us.”", "“We have the stones, and we have the time.”",
        "“That is all.”",
    )  # fmt: skip
    assert speakers(detector, *paragraphs) == ["Lund"] * 4


def test_labels_and_signatures_tell_more_than_turns(detector: Detector) -> None:
    labels = (
        "“LEE: Did you go?”",
        "“HALE: No.”",
        "“ROY: Nor did I.”",
        "“LEE: Why?”",
        "“ROY: I was tired.”",
        "“HALE: It rained.”",
    )
    assert speakers(detector, "A transcript of the meeting.", *labels) == ["LEE", "HALE", "ROY", "LEE", "ROY", "HALE"]
    signed = (
        "“We won it at last.”\n— Ann Lund", "“Did we play so badly?”\n— Tom Hale", "“Yes, and it rained.”\n— Rita Roy",
        "“No, we did not.”\n— Ann Lund", "“Ask me another time.”\n— Olga Hart",
    )  # fmt: skip
    assert speakers(detector, *signed) == ["Lund", "Hale", "Roy", "Lund", "Hart"]


def plain(name: str) -> set[str]:
    """The words of a name without what stands before it."""
    return set(
        re.sub(r"^(the|a|an|his|her|my|their|old|young|our) ", "", name.lower().replace("’", "'").strip(" .,")).split()
    )


def read(part: str) -> tuple[str, list[tuple[int, int, str]], dict[str, list[set[str]]]]:
    """A passage: its text, who says which stretch, and what each is called."""
    head, _, body = part.partition("\n\n")
    called = {}
    for line in head.split("\n"):
        if line.startswith("@"):
            name, _, others = line[1:].partition("=")
            called[name.strip()] = [plain(n) for n in (name.strip(), *others.split(";")) if n.strip()]
    text, said, at = "", [], 0
    for found in _SAID.finditer(body):
        text += body[at : found.start()]
        said.append((len(text), len(text) + len(found[2]), found[1]))
        text, at = text + found[2], found.end()
    return text + body[at:], said, called


def right(proposal: Proposal, names: list[set[str]]) -> bool:
    """Whether a speaker's name, or the words that mention him, are one of the names, or the surname of one."""
    if proposal.source is None:
        return False
    ways = [plain(proposal.source.name), plain(proposal.source.mention.words)]
    proper = any(word[:1].isupper() for word in proposal.source.name.split())
    return any(way in names for way in ways) or (proper and any(ways[0] <= name for name in names))


@pytest.mark.parametrize(("file", "least"), [("first.txt", 0.72), ("second.txt", 0.79), ("third.txt", 0.67)])
def test_most_speakers_of_novels_are_found(detector: Detector, file: str, least: float) -> None:
    """Without turns .60, .62 and .54 were right. Two were looked at while the rules were written; of the third .65 were right before."""
    good, count = 0, 0
    for part in re.split(r"(?m)^### ", (NOVELS / file).read_text(encoding="utf-8"))[1:]:
        text, said, called = read(part)
        found = spoken(detector, text)
        count += len(said)
        for start, end, name in said:
            own = [p for p in found if min(end, p.span.end) - max(start, p.span.start) >= (end - start) / 2]
            good += any(right(p, called[name]) for p in own[:1])
    print(f"{file}: {good} of {count}, {100 * good / count:.1f} %")
    assert good / count >= least


SAYS = """
import sys
from annotator.detection.pipeline import Detector
print(Detector().propose(sys.stdin.read()))
"""


def test_another_process_proposes_the_same_to_the_last_digit() -> None:
    """Python orders a set of words anew in each process, and with it what is added up in a set's order."""
    passage = (NOVELS / "second.txt").read_text(encoding="utf-8").partition("### b04")[2].partition("### ")[0]
    text = "\n\n".join(read("### b04" + passage)[0].split("\n\n")[::2])
    found = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", SAYS], input=text, capture_output=True, encoding="utf-8", check=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
        ).stdout
        for seed in range(3)
    }  # fmt: skip
    assert len(found) == 1
