"""What the window shows, and where that differs from what a fresh process reads and an export says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from annotator.records import Kind, Quotation, Status
from annotator.session.navigator import Navigator
from annotator.session.states import state_of
from annotator.ui.window import DeskWindow
from tests.reliability.monkey.reader import progress, quotations
from tests.reliability.pictures import picture

Shown = dict[str, Any]


def look(window: DeskWindow) -> Shown:
    """The queue and the article shown, on the desk or while adjudicating; on the agreement page, what stands behind it."""
    navigator = window.navigator
    opened = navigator.desk
    shown: Shown = {
        "view": "settled" if window.team.adjudicating else "desk",
        "annotator": window.navigator.annotator,
        "rows": {row.sha256: progress(row) for row in navigator.queue.rows},
        "narrowed": navigator.queue.narrowed is not None,
        "article": opened.article.sha256 if opened else None,
        "quotations": {},
    }
    if opened is not None and not window.team.adjudicating:
        written = tuple(_written(quotation, navigator) for quotation in opened.quotations)
        shown["quotations"] = quotations(replace(opened, quotations=written))
        shown["undo"] = [window.menus.items[name].text() for name in ("undo", "redo")]
    elif opened is not None:
        shown["quotations"] = {q.id: picture(q.decision) if q.decision else None for q in opened.quotations}
    return shown


def _written(quotation: Quotation, navigator: Navigator) -> Quotation:
    """The quotation as it was written: without a speaker whom the window suggests and nobody has decided on."""
    if quotation.decision is None or not navigator.suggestions.is_open(quotation):
        return quotation
    return replace(quotation, decision=replace(quotation.decision, speaker_name=""))


def inside(window: DeskWindow) -> list[str]:
    """Where the parts of one window contradict each other: page and card against what the window holds."""
    navigator, wrong = window.navigator, list[str]()
    if navigator.desk is None or window.team.adjudicating:
        return wrong
    for quotation in navigator.desk.quotations:
        mark = window.article.marks.get(quotation.id)
        span = window.article.map.span_to_qt(quotation.span)
        if mark is None or (mark.start, mark.end, mark.state) != (*span, state_of(quotation)):
            wrong.append(f"the page shows {quotation.id} as {mark}, not {state_of(quotation)} at {span}")
    if len(window.article.marks.all) != len(navigator.desk.quotations):
        wrong.append(f"{len(window.article.marks.all)} marks, {len(navigator.desk.quotations)} quotations")
    return wrong + _card(window)


def _card(window: DeskWindow) -> list[str]:
    shown, card = window.navigator.shown(), window.card
    if shown is None:
        return [] if card.stack.currentIndex() == 1 else ["the card shows a quotation where there is none"]
    speech = shown.status is not Status.REJECTED and shown.kind is not Kind.NOT_SPEECH
    ticked = sorted(f"{s.target}:{s.label}" for s, row in card.stances.labels.items() if row.isChecked())
    known = sorted(f"{s.target}:{s.label}" for s in shown.stances if s in card.stances.labels)
    pairs = {
        "kind": (card.kind.currentData(), Kind.NOT_SPEECH if shown.status is Status.REJECTED else shown.kind),
        "flag": (card.flag.isChecked(), shown.flagged),
        "stances": (ticked, known),
        "comment": (card.comment.toPlainText().strip(), shown.comment.strip()),
        "place": (card.place.text().split(" ")[0], str(window.navigator.position())),
    }
    if speech and shown.speaker_name and not window.session.unsure():
        pairs["speaker"] = (shown.speaker_name in card.speakers.chosen.toolTip() + card.speakers.chosen.text(), True)
    return [f"the card's {what} is {has}, the quotation's {is_}" for what, (has, is_) in pairs.items() if has != is_]


def differences(shown: Shown, read: Mapping[str, Any]) -> list[str]:
    """Where a window differs from the file, and the file from its export."""
    if shown["view"] == "settled":
        file = read["settled"]
        return [*_rows(shown, file), *_article(shown, file)]
    file = read["desks"][shown["annotator"]]
    wrong = [*_rows(shown, file), *_article(shown, file), *_exported(file)]
    for name, text in zip(("undo", "redo"), shown.get("undo", ()), strict=False):
        expected = f"{name.capitalize()}: {file[name]}" if file[name] else name.capitalize()
        if text.replace("&&", "&") != expected:
            wrong.append(f"the menu says “{text}”, the file “{expected}”")
    return wrong


def _rows(shown: Shown, file: Mapping[str, Any]) -> list[str]:
    here, there = shown["rows"], file["rows"]
    wrong = [
        f"article {sha[:8]}: the queue says {here[sha]}, the file {there.get(sha)}"
        for sha in here
        if here[sha] != there.get(sha)
    ]
    if not shown["narrowed"] and (missing := there.keys() - here.keys()):
        wrong.append(
            f"the queue of the {shown['view']} view lacks {len(missing)} of {len(there)} articles: {sorted(sha[:8] for sha in missing)[:5]}"
        )
    return wrong


def _article(shown: Shown, file: Mapping[str, Any]) -> list[str]:
    sha = shown["article"]
    if sha is None:
        return []
    return _apart("the window", shown["quotations"], "the file", file["articles"].get(sha, {}))


def _exported(file: Mapping[str, Any]) -> list[str]:
    out = file["export"]
    wrong = _apart("the file", file["decided"], "the export", out["decided"])
    for sha, row in file["rows"].items():
        if row["finished"] != out["finished"].get(sha, False):
            wrong.append(f"article {sha[:8]}: finished is {row['finished']}, in the export {out['finished'].get(sha)}")
    return wrong


def _apart(one: str, here: Mapping[str, Any], other: str, there: Mapping[str, Any]) -> list[str]:
    keys = [key for key in {**here, **there} if here.get(key) != there.get(key)]
    return [f"{key}: {one} says {_short(here.get(key))}, {other} {_short(there.get(key))}" for key in keys]


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
