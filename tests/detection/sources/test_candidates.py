"""Who is looked at as the source of a quotation."""

from __future__ import annotations

from annotator.detection.pipeline import Detector


def test_a_day_is_no_candidate_but_a_name_that_is_one_may_speak() -> None:
    detector = Detector()
    (found,) = detector.propose("“We will stay,” Ann Rivera told the council on Wednesday.")
    names = [c.mention.words for c in found.candidates]
    assert names[0] == "Ann Rivera" and "Wednesday" not in names
    (found,) = detector.propose("“We will stay,” Sunday said.")
    assert found.source is not None and found.source.mention.words == "Sunday"


def test_who_took_a_picture_says_nothing() -> None:
    text = "“We lost it all,” said Anna Lund.\n\nAnna Lund in her garden. Photo: Lew Strand\n\n“And nobody came until noon.”"
    for found in Detector(indirect=False).propose(text):
        assert found.source is not None and found.source.name == "Anna Lund"
        assert "Lew Strand" not in " ".join(c.mention.words for c in found.candidates)


def test_when_a_post_was_written_is_no_part_of_who_wrote_it() -> None:
    text = "14:32 The minister is on her feet.\n\n14:40 Councilwoman Ann Lee: “She said that in May.”"
    found = Detector().propose(text)[-1]
    assert found.source is not None and found.source.mention.words == "Councilwoman Ann Lee"


def test_a_clause_of_a_headline_is_no_part_of_who_speaks() -> None:
    (found,) = Detector(indirect=False).propose(
        "‘Enough,’ say teachers as strike vote nears\n\nTeachers in three valleys will vote."
    )
    assert found.source is not None and found.source.mention.words == "teachers"
