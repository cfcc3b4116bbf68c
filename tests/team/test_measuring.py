"""Agreement of what was merged, and of files of another tool."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.agreement.measures import F1_EXACT, MATCHED, SAME_SPEAKER
from annotator.records import Decision, text_hash
from annotator.store import articles
from annotator.store.connection import Store
from annotator.workflow import desk, measure, project
from tests.support import decide_all, seed_sha, shown
from tests.team.merging import OTHER, merged
from tests.test_cli import annotator as command

CASES = Path(__file__).parent.parent / "agreement" / "data" / "cases.json"


def changed(store: Store, name: str, n: int, alter: Callable[[Decision], Decision]) -> None:
    desk.decide(store, desk.confirm(alter(shown(store, n, name))), action="Confirm quotation")


def test_a_team_of_two_sees_how_far_it_agrees(main: Store, packed: Callable[..., Store]) -> None:
    bob, eve = packed("Bob"), packed("Eve")
    decide_all(bob, "Bob")
    decide_all(eve, "Eve")
    changed(eve, "Eve", 1, lambda d: replace(d, stances=()))
    changed(eve, "Eve", 2, lambda d: desk.choose_speaker(d, None))
    desk.decide(eve, desk.reject(shown(eve, 3, "Eve")), action="Reject")
    merged(main, bob, eve)
    material = measure.material(main)
    report = measure.measure_of(main, material)
    assert report.annotators == ("Bob", "Eve") and report.articles == 1
    assert report.figures.quotations.pairs[0].figures[F1_EXACT].value == pytest.approx(2 * 16 / (17 + 16))
    assert report.figures.speakers.figures[SAME_SPEAKER].value == pytest.approx(15 / 16)
    assert report.figures.speakers.figures[MATCHED].value == pytest.approx(32 / 33)
    (absent,) = measure.differences(main, material, measure.Facet.QUOTATION)
    assert absent.values["Eve"] == "not a quotation"
    (speaker,) = measure.differences(main, material, measure.Facet.SPEAKER)
    assert speaker.values["Eve"] == "no source named"
    assert speaker.values["Bob"] in {s.name for s in project.speakers(main)}
    # An article that only one of them finished does not count.
    desk.set_finished(main, seed_sha(), "Eve", finished=False)
    assert measure.measure(main).articles == 0


def test_commands(main: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = command("package", main.path, "--for", "Bob", "Eve", "Mia", "--overlap", "2", "--output", out)
    assert (done.returncode, done.stderr) == (0, "")
    files = sorted(out.iterdir())
    assert [f.name for f in files] == ["project-Bob.annot", "project-Eve.annot", "project-Mia.annot"]
    assert command("package", main.path, "--for", "Bob", "--articles", "nothing", "--output", out).returncode == 2
    for name, file in zip(("Bob", "Eve"), files, strict=False):
        with closing(project.open_project(file)) as package:
            if seed_sha() in articles.article_hashes(package):
                decide_all(package, name)
    done = command("merge", main.path, *files, "--dry-run")
    assert done.returncode == 0 and "new decisions: 18 of" in done.stdout
    assert command("merge", main.path, *files).stdout == done.stdout
    assert command("agreement", main.path, "--annotators", "Bob", "Eve").returncode == 0
    assert "no annotator is called “Zoe”" in command("agreement", main.path, "--annotators", "Zoe").stderr
    assert command("merge", main.path, "--undo").stdout.startswith("Undone: Merge")
    assert command("merge", main.path).returncode == 2
    assert text_hash(OTHER.text) == OTHER.sha256


# From files of another tool to figures, by the command line


def standoff(folder: Path) -> list[dict[str, Any]]:
    """The offsets of the four articles that six people annotated, as brat files about texts of no words."""
    known = [case for case in json.loads(CASES.read_text(encoding="utf-8")) if case["name"].startswith("polnear")]
    for case in known[::2]:
        name = case["name"].split("_")[2]
        (folder / "text").mkdir(parents=True, exist_ok=True)
        (folder / "attributions").mkdir(exist_ok=True)
        (folder / "text" / f"article_{name}.txt").write_text("." * (case["continuum"][1] - 1) + name, encoding="utf-8")
        for annotator_, units in enumerate(case["data"]):
            lines = [f"T{i}\tContent {start} {end}\n" for i, (start, end, _) in enumerate(units)]
            lines += [f"E{i}\tContent:T{i}\n" for i in range(len(units))]
            path = folder / "attributions" / f"article_{name}_a{annotator_}.ann"
            path.write_text("".join(lines), encoding="utf-8")
    return known


def test_a_folder_of_standoff_is_imported_and_measured(tmp_path: Path) -> None:
    known = standoff(tmp_path / "corpus")
    done = command("import", tmp_path / "p.annot", tmp_path / "corpus")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("4 articles added.\nAnnotations of 6 annotators: 4 articles, ")
    done = command("agreement", tmp_path / "p.annot", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert (report["annotators"], report["articles"]) == ([f"a{i}" for i in range(6)], 4)
    measured = {article["id"]: article for article in report["per_article"]}
    for case in known:
        name, measure_ = case["name"].split("_", 3)[2:]
        figure = measured[f"article_{name}"]["u_alpha" if measure_ == "bar_u_alpha" else "alpha_char"]
        assert figure["value"] == pytest.approx(case["expected"], abs=1e-6)
    u_alpha = report["quotations"]["u_alpha"]
    assert u_alpha["low"] < u_alpha["value"] < u_alpha["high"]
    assert u_alpha["n"] == sum(len(units) for case in known[::2] for units in case["data"])
    assert (u_alpha["method"], u_alpha["reason"]) == ("jackknife", "")
    assert len(report["quotations"]["pairs"]) == 15
    text = command("agreement", tmp_path / "p.annot")
    assert text.returncode == 0 and "Articles, worst first" in text.stdout


def test_agreement_of_a_project_without_annotations_says_why(main: Store) -> None:
    report = json.loads(command("agreement", main.path, "--json").stdout)
    assert report["articles"] == 0
    assert report["quotations"]["u_alpha"]["value"] is None
    assert report["quotations"]["u_alpha"]["reason"] == "no article was finished by two annotators"
    assert list(report["stances"]) == [target.id for target in project.current_codebook(main).targets]
