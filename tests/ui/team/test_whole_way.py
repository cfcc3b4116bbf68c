"""Two decide the seed article blind and differently, are merged, measured, settled by keys and exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from annotator.exchange.jsonl import read_annotated
from annotator.records import ADJUDICATED, Decision, Reason, Stance, Status
from annotator.store.connection import Store
from annotator.workflow import adjudicate, project, release, team
from annotator.workflow.selection import Selection
from tests.support import gold, load, seed_sha
from tests.ui.driving import Desk
from tests.ui.team.views import JUDGE, LABEL, NOT_SPEECH, SPEAKER, cells, page_of
from tests.ui.test_seed_article import as_gold


def alpha(units: Sequence[Sequence[Any]], distance: Callable[[Any, Any], float]) -> float:
    """Krippendorff's alpha as it is defined: mean distance within units by that of all values."""
    values = [value for unit in units for value in unit]
    within = [distance(a, b) for unit in units for a, b in permutations(unit, 2)]
    between = [distance(a, b) for a, b in permutations(values, 2)]
    return 1 - (sum(within) / len(within)) / (sum(between) / len(between))


def nominal(one: object, other: object) -> float:
    return float(one != other)


def masi(one: frozenset[Stance], other: frozenset[Stance]) -> float:
    """1 - J * M (Passonneau 2006)."""
    if not one and not other:
        return 0.0
    jaccard = len(one & other) / len(one | other)
    nested = 1.0 if one == other else 2 / 3 if one <= other or other <= one else 1 / 3 if one & other else 0.0
    return 1 - jaccard * nested


def u_alpha(one: Sequence[Decision], other: Sequence[Decision], length: int) -> float:
    """|u-alpha of two (Krippendorff et al. 2016), from sets of characters."""
    mine, theirs = ({at for d in each for at in range(d.span.start, d.span.end)} for each in (one, other))
    inside, whole = len(mine) + len(theirs), 2 * length
    outside = whole - inside
    squares = sum((d.span.end - d.span.start) ** 2 for d in (*one, *other))
    observed = 2 * len(mine ^ theirs) / whole
    return 1 - observed / (2 * inside * outside / (whole**2 - squares - outside))


def quotations(store: Store, name: str) -> dict[str, Decision]:
    found = [q.decision for q in load(store, name).quotations if q.decision is not None]
    return {d.quotation: d for d in found if d.status is Status.CONFIRMED}


def decide_by_keys(desk: Desk, differently: dict[int, Sequence[str]]) -> None:
    """Decide the article shown as the gold file has it, but for some quotations (keys by number)."""
    navigator = desk.window.navigator
    while not desk.current.decided:
        number = navigator.position() - 1
        if number in differently:
            desk.press(*(key for key in differently[number] if key != "another"))
            if "another" in differently[number]:
                desk.press("/")
                desk.type("Somebody Else")
                desk.press("Enter", "Enter")
            continue
        item = next((q for q in gold()["quotes"] if q["start"] == desk.current.span.start), None)
        for stance in item["stances"] if item else ():
            assert navigator.desk is not None
            target = navigator.desk.codebook.target(stance["target"])
            assert target is not None
            desk.press(*([target.key] if navigator.target_id != target.id else []))
            desk.press(next(label.key for label in target.labels if label.id == stance["label"]))
        desk.press("Enter" if item else "x")


def _mention(mention: Any) -> dict[str, int]:
    return {"start": mention.span.start, "end": mention.span.end}


def test_two_packages_are_decided_merged_measured_settled_by_keys_and_exported(
    store: Store, tmp_path: Path, start: Callable[[Store, str], Desk]
) -> None:
    # Two annotators, each in a package of their own
    team.packages(store, tmp_path, ["Ben", "Cleo"])
    differently: dict[str, dict[int, Sequence[str]]] = {
        "Ben": {},
        "Cleo": {SPEAKER: ["another"], NOT_SPEECH: ["x"], LABEL: ["Enter"]},  # no label on the last but one
    }
    for name, changes in differently.items():
        desk = start(project.open_project(team.package_path(store, tmp_path, name)), name)
        decide_by_keys(desk, changes)
        assert len(desk.decided()) == 18
        desk.close()
    team.merge(store, [team.package_path(store, tmp_path, name) for name in differently])

    # The figures, against the definitions
    desk = start(store, JUDGE)
    page = page_of(desk)
    ben, cleo = quotations(store, "Ben"), quotations(store, "Cleo")
    assert len(ben) == 17 and len(cleo) == 16
    both = [(ben[key], cleo[key]) for key in ben if key in cleo]
    figures = {row.subject: row.figure.value for row in page.whiskers.rows}
    quotes, speakers, *targets = figures
    length = len(load(store).article.text)
    assert figures[quotes] == pytest.approx(u_alpha(list(ben.values()), list(cleo.values()), length))
    assert figures[speakers] == pytest.approx(alpha([[d.speaker_id for d in pair] for pair in both], nominal))
    for subject in targets:
        units = [[frozenset(s for s in d.stances if s.target == subject.target) for d in pair] for pair in both]
        if any(value for unit in units for value in unit):
            assert figures[subject] == pytest.approx(alpha(units, masi))
    assert cells(page.pairs) == [["", f"{figures[quotes]:.3f}"], [f"{figures[quotes]:.3f}", ""]]

    # From a figure to its disagreement, in the article
    page.show_subject(speakers)
    desk.wait(lambda: page.disagreements.ready)
    assert [row[2:] for row in cells(page.disagreements.list)] == [["Richard Verma", "Somebody Else"]]
    page.disagreements.list.picked.emit(0, 1)
    bench = desk.window.team.adjudication
    assert bench is not None
    desk.wait(lambda: bool(bench.navigator.queue.rows))
    assert bench.navigator.position() == SPEAKER + 1

    # Three disagreements: one's, the other's, one's with another label
    desk.press("1", "Alt+2", "Enter")
    assert bench.navigator.position() == NOT_SPEECH + 1
    desk.press("2", "Alt+3", "Enter")
    assert bench.navigator.position() == LABEL + 1
    desk.press("2", "B", "l", "Alt+1", "Enter")
    assert "No disagreement is left" in desk.notice()
    desk.press("Ctrl+Shift+Enter")
    desk.wait(lambda: all(case.done for case in bench.session.cases.values()))
    settled = {c.id: c.settlement for c in adjudicate.article_cases(store, seed_sha())}
    reasons = [s.reason for s in settled.values() if s is not None and s.reason]
    assert reasons == [Reason.SLIP, Reason.AMBIGUOUS, Reason.UNCLEAR]

    # The settled corpus
    desk.press("Ctrl+Shift+E")
    dialog = desk.window.files.dialog
    assert dialog is not None
    dialog.filters.whose.setCurrentText("Settled by adjudication")
    desk.wait(lambda: dialog.save.isEnabled() and "16 quotations" in dialog.counts.text())
    dialog.write(tmp_path / "out.jsonl")
    desk.wait(lambda: dialog.counts.text().startswith("Written"))
    dialog.leave.click()
    (article,) = read_annotated(tmp_path / "out.jsonl")
    assert article.annotator == ADJUDICATED and article.finished
    record = [
        {"start": d.span.start, "end": d.span.end, "text": d.words, "kind": str(d.kind), "cue": d.cue and _mention(d.cue),
         "speaker": {**_mention(d.source), "name": d.speaker_name},
         "stances": [{"target": s.target, "label": s.label} for s in d.stances]}
        for d in article.decisions if d.status is Status.CONFIRMED
    ]  # fmt: skip
    wanted = [dict(q) for q in gold()["quotes"] if q["start"] != load(store).quotations[NOT_SPEECH].span.start]
    changed = next(q for q in wanted if q["start"] == load(store).quotations[LABEL].span.start)
    changed["stances"] = [{"target": "river-buoys", "label": "lawful"}]
    assert as_gold(record) == as_gold(wanted)

    # The release's card shows the agreement
    release.publish(
        store, tmp_path / "release", release.ReleaseSettings("buoys", selection=Selection(adjudicated=True))
    )
    card = (tmp_path / "release" / "README.md").read_text(encoding="utf-8")
    assert f"Quotations, |u-alpha        {figures[quotes]:.3f}" in card
    assert f"Speakers, alpha             {figures[speakers]:.3f}" in card
