"""Lines that are nothing but an utterance, where two people speak by turns."""

from __future__ import annotations

import pytest

from annotator.detection.pipeline import Detector
from annotator.records import Kind


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def speakers(detector: Detector, text: str) -> list[str | None]:
    """The speakers of the quotations in marks; None where nobody is quoted."""
    found = [p for p in detector.propose(text) if p.kind is not Kind.INDIRECT]
    return [p.source.name if p.source and p.kind is not Kind.NOT_SPEECH else None for p in found]


@pytest.mark.parametrize(
    ("lines", "who"),
    [
        (["“Where were you?” the judge asked.", "“At home,” said Dale Pruitt.", "“Alone?”", "“With my dog.”"], "judge Pruitt judge Pruitt"),
        (["“What do you want?” asked Ray Moss.", "“A day off,” Ann Hill replied.", "“Which day?”", "“Yours.”"], "Moss Hill Moss Hill"),
        (["“I looked,” said Tom Boyd.", "“Did you look twice?” Ann Hill asked.", "“Every second I could.”"], "Boyd Hill Boyd"),
        (["“The bill is dead,” Odom said.", "“It is asleep,” said Ruiz.", "“You do not know her,” said Odom.", "“Nor do you.”"],
         "Odom Ruiz Odom Ruiz"),
        (["“Did you read the memo?” Ann Hill asked.", "“I saw it,” Ray Moss said.", "“That is not what I asked.”"], "Hill Moss Hill"),
        (["“You have his eyes,” said Ann Hill.", "“I have my own,” answered Ray Moss.", "“So he said, too.”"], "Hill Moss Hill"),
    ],
)  # fmt: skip
def test_two_people_speak_by_turns(detector: Detector, lines: list[str], who: str) -> None:
    found = speakers(detector, "\n\n".join(lines))
    assert [name.split()[-1] if name else None for name in found] == who.split()


@pytest.mark.parametrize(
    ("lines", "who"),
    [
        (["“We are proud,” coach Dan Fry said.", "“Nobody gave us a chance,” Joel Ames said.", "“We just kept running.”"], "Joel Ames"),
        (["“We are closed,” said Nora Platt.", "Joel Ames, a miller, asked: “Who pays?", "“Not the town.”"], "Joel Ames"),
        (["“We have lost,” said Lena Koch.", "“Our money ran out. And our message did not land.”", "“Will we come back? We will.”"],
         "Lena Koch"),
        (["“It was the worst day,” said Nora Platt.", "Asked about insurance, she laughed. “What insurance?”",
          "“They stopped selling it here years ago.”"], "Nora Platt"),
    ],
)  # fmt: skip
def test_a_statement_goes_on(detector: Detector, lines: list[str], who: str) -> None:
    assert speakers(detector, "\n\n".join(lines))[-1] == who
