"""What the detector suggests for words that a person made a quotation, with the real language model."""

from __future__ import annotations

from annotator.detection.pipeline import Detector
from annotator.records import Kind, Mention, Proposal, Span
from annotator.workflow import by_hand

TEXT = (
    "Ida Holm, the mayor of Skive, spoke on Monday.\n\n"
    "The town would build a new school next year, Holm said. Parents had asked for it “again and again”, she added.\n\n"
    "Ben Olsen, who owns a shop, disagreed with the plan."
)


def span_of(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def test_the_speaker_and_the_cue_of_words_without_marks_are_found() -> None:
    span = span_of("The town would build a new school next year")
    found = by_hand.suggestion(Detector().propose, TEXT, span)
    assert found is not None and found.source is not None
    assert found.source.name == "Ida Holm" and found.source.mention.words == "Holm"
    assert found.cue is not None and found.cue.words == "said"
    for mention in (*(candidate.mention for candidate in found.candidates), found.cue):
        assert mention.span.words(TEXT) == mention.words
    assert (found.span, found.words) == (span, span.words(TEXT))


def test_mentions_behind_and_before_the_words_are_put_back_where_they_stand() -> None:
    before, behind = span_of("Ida Holm"), span_of("Ben Olsen")
    span = span_of("again and again")

    def propose(text: str) -> list[Proposal]:
        at = text.index("“again")
        inside = Span(text.index("“‘again") if "“‘again" in text else at, text.index("again”") + 6)
        named = [Mention.of(text, text.index(name), text.index(name) + len(name)) for name in ("Ida Holm", "Ben Olsen")]
        from annotator.records import Candidate

        return [Proposal(inside, inside.words(text), Kind.DIRECT, 0.9,
                         tuple(Candidate(m, m.words, 0.4, "") for m in named), cue=Mention.of(text, at, at + 1))]  # fmt: skip

    found = by_hand.suggestion(propose, TEXT, span)
    assert found is not None and [c.mention.span for c in found.candidates] == [before, behind]


def test_nothing_is_suggested_where_nothing_is_found() -> None:
    assert by_hand.suggestion(lambda text: (), TEXT, span_of("a new school")) is None
