"""The report as text and as JSON, to the letter: the figures are worked out by hand beside it."""

from __future__ import annotations

from annotator.agreement.intervals import Figure
from annotator.agreement.measures import AC1
from annotator.agreement.report import AgreementReport
from annotator.agreement.text import as_text, number, shown, spanned
from annotator.language import decimals, percent
from annotator.records import Stance
from annotator.workflow import agreement_periods
from tests.agreement.made import article, decided, many, reported

FOR, AGAINST = Stance("buoys", "for"), Stance("buoys", "against")


def small() -> AgreementReport:
    """Ann and Bob mark the same three quotations; in one Bob gives another speaker and one label more.

    Speakers x x y and x x x: alpha = 1 - (6 - 1) * 2 / (36 - 26) = 0. Stances {for}, {against}, {} and {for},
    {for, against}, {}: MASI tells {against} from {for, against} by 1 - 1/2 * 2/3 = 2/3, so alpha = 1 - 5 * 4/3 / 24 = .722.
    """
    one = article(1, length=100, Ann=[decided(0, 10, speaker="x", stances=[FOR]), decided(20, 30, speaker="y", stances=[AGAINST])],
                  Bob=[decided(0, 10, speaker="x", stances=[FOR]), decided(20, 30, speaker="x", stances=[FOR, AGAINST])])  # fmt: skip
    other = article(2, length=100, Ann=[decided(0, 50, speaker="x")], Bob=[decided(0, 50, speaker="x")])
    return reported(one, other)


SMALL = """\
Annotators: Ann, Bob
Articles finished by at least two of them: 2
Alpha: at least .800 reliable, .667 to .800 tentative, below not to be relied on, by the interval's lower end.
Intervals: 95 %, articles resampled (bootstrap: 1000 draws, seed 20).

Quotations, |u-alpha        1.000  (no interval)  n 6
  character alpha           1.000  (no interval)  n 6
Speakers, alpha             0.000  (no interval)  n 6
  aliases merged            0.000  (no interval)  n 6
  raw agreement             0.667
  quotations matched        1.000
Stances, the buoys
  alpha, MASI distance      0.722  (no interval)  n 6
    in favor                0.444  (no interval)  n 6, raw 0.667, on 0.500, in 2 units, under 10: too few
    against                 1.000  (no interval)  n 6, raw 1.000, on 0.333, in 1 units, under 10: too few
Stances, troops
  alpha, MASI distance          –  (no variation)  n 6
    in favor                    –  (no variation)  n 6, raw 1.000, on 0.000, AC1 1.000, in 0 units, under 10: too few

Pairs (agr: share of the first's quotations that overlap one of the second's, and the other way round)
             |u-alpha    agr  agr back  F1 exact  F1 overlap
  Ann – Bob     1.000  1.000     1.000     1.000       1.000
             speakers  buoys  troops
  Ann – Bob     0.000  0.722       –

Only proposed quotations
  |u-alpha                  1.000  (no interval)  n 6
  speakers                  0.000  (no interval)  n 6
  the buoys                 0.722  (no interval)  n 6
  troops                        –  (no variation)  n 6

Only hand-made quotations
  |u-alpha                      –  (nobody marked a quotation)  n 0
  speakers                      –  (no unit has values of two annotators)  n 0
  the buoys                     –  (no unit has values of two annotators)  n 0
  troops                        –  (no unit has values of two annotators)  n 0

Only with proposals shown
  |u-alpha                  1.000  (no interval)  n 6
  speakers                  0.000  (no interval)  n 6
  the buoys                 0.722  (no interval)  n 6
  troops                        –  (no variation)  n 6

Only without proposals shown
  |u-alpha                      –  (nobody marked a quotation)  n 0
  speakers                      –  (no unit has values of two annotators)  n 0
  the buoys                     –  (no unit has values of two annotators)  n 0
  troops                        –  (no unit has values of two annotators)  n 0

Articles, worst first
             quotations  speakers  buoys  troops
  article 1       1.000     0.000  0.500       –
  article 2       1.000         –      –       –
"""


def test_the_text_to_the_letter() -> None:
    assert as_text(small(), {"buoys": "the buoys", "for": "in favor"}) == SMALL


def test_a_target_and_label_without_a_name_go_by_their_ids() -> None:
    lines = as_text(small()).splitlines()
    assert "Stances, buoys" in lines and any(line.startswith("    for   ") for line in lines)


def test_nobody_is_told_as_nobody() -> None:
    lines = as_text(reported()).splitlines()
    assert lines[0] == "Annotators: none" and not any(line.startswith(("Pairs", "Articles, worst")) for line in lines)
    assert "Quotations, |u-alpha            –  (no article was finished by two annotators)  n 0" in lines


def test_with_three_annotators_and_many_articles_intervals_readings_and_the_rest_are_shown() -> None:
    report = reported(*many(25))
    lines = as_text(report).splitlines()
    alpha = report.figures.speakers.headline
    assert (
        f"Speakers, alpha             {alpha.value:.3f}  [{alpha.low:.3f}, {alpha.high:.3f}]  {alpha.reading}  n {alpha.n}"
        in lines
    )
    at = lines.index("Without one annotator")
    assert lines[at - 1] == "" and lines[at + 1].split() == ["quotations", "speakers", "buoys", "troops"]
    found = report.figures
    columns = [dict(each.without) for each in (found.quotations, found.speakers, *found.stances.values())]
    for n, name in enumerate("abc"):
        row = [column[name] for column in columns]
        shown = "  ".join(f"{f.value:.3f} [{f.low:.3f}, {f.high:.3f}]" for f in row)
        assert lines[at + 2 + n].split() == [name, *shown.split()]
    at = lines.index("Articles, worst first (10 of 25)")
    assert len(lines) == at + 2 + 10


def test_json_has_every_figure_under_its_name() -> None:
    made = small().as_json()
    assert made["annotators"] == ["Ann", "Bob"] and made["articles"] == 2
    assert set(made["quotations"]) == {"u_alpha", "alpha_char", "pairs", "without"}
    assert set(made["speakers"]) == {"alpha", "alpha_aliases_merged", "raw_agreement", "matched", "pairs", "without"}
    assert made["speakers"]["alpha"] == {
        "value": 0.0, "low": None, "high": None, "n": 6, "articles": 2, "method": "", "reading": "",
        "reason": "no interval: it needs at least 4 articles, there are 2",
    }  # fmt: skip
    assert made["speakers"]["raw_agreement"]["n"] == made["speakers"]["matched"]["n"] == 6
    (pair,) = made["quotations"]["pairs"]
    assert set(pair) == {"annotators", "u_alpha", "agr", "f1_exact", "f1_overlap"} and len(pair["agr"]) == 2
    assert made["speakers"]["pairs"][0]["annotators"] == ["Ann", "Bob"]
    assert set(made["stances"]["buoys"]) == {"alpha_masi", "raw_agreement", "labels", "pairs", "without"}
    label = made["stances"]["troops"]["labels"]["for"]
    assert set(label) == {"alpha", "raw_agreement", "prevalence", "ac1", "occurrences", "too_few"}
    assert label["ac1"]["value"] == 1.0 and label["ac1"]["n"] == 3


def test_an_article_alone_is_told_in_the_singular() -> None:
    team = [article(1, a=[decided(0, 10, speaker="x"), decided(20, 30, speaker="y")], b=[decided(0, 10, speaker="x")])]
    assert reported(*team).figures.quotations.headline.reason == "no interval: it needs at least 4 articles, there is 1"


def test_ac1_is_beside_a_label_that_almost_all_or_almost_none_bear() -> None:
    rare = [article(n, **{who: [decided(0, 10, stances=[FOR] if n < 19 else [])] for who in "ab"}) for n in range(20)]
    none = [article(n, **{who: [decided(0, 10, stances=[FOR] if n < 1 else [])] for who in "ab"}) for n in range(20)]
    even = [article(n, **{who: [decided(0, 10, stances=[FOR] if n < 10 else [])] for who in "ab"}) for n in range(20)]
    found = [reported(*team).figures.stances["buoys"].labels["for"].figures[AC1] for team in (rare, none, even)]
    assert found[0] is not None and found[1] is not None and found[2] is None


def test_a_figure_that_is_nought_when_rounded_has_no_minus() -> None:
    figure = Figure(-0.0004, -0.0001, 0.0002, n=3)
    assert shown(figure) == "  0.000  [0.000, 0.000]  not reliable  n 3".replace("not reliable", figure.reading)
    assert spanned(figure) == "0.000 [0.000, 0.000]" and number(-0.0006) == "-0.001"
    assert agreement_periods.shown(figure, sign=True) == "+0.000 [+0.000, +0.000]"
    assert decimals(-0.0004, 3) == "0.000" and percent(-0.0001) == "0%"
