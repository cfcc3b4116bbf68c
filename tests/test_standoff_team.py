"""Folders of many people's standoff as they are met with: imported by the command, measured, held against a slow definition."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import annotator as command

Pieces = tuple[tuple[int, int], ...]  # of one content
Marked = dict[str, list[Pieces]]  # by annotator; who is not there has no file

SENTENCES = (
    "Müller said the “old” bridge is safe.",
    "Zoë 😀 asked why. ",
    "It rained on ΑΘΗΝΑ, they told us.",
    "“Non,” she added — twice.",
)


def text_of(chance: random.Random) -> str:
    return "\n".join(chance.choice(SENTENCES) for _ in range(12)) + "\n"


def marked(chance: random.Random, length: int) -> list[Pieces]:
    """Contents of one annotator: some in two pieces, some inside others, none at times."""
    found: list[Pieces] = []
    for start in range(0, length - 40, 40):
        if chance.random() < 0.3:
            continue
        a, b = start + chance.randrange(6), start + 20 + chance.randrange(6)
        found.append(((a, b), (b + 3, b + 9)) if chance.random() < 0.3 else ((a, b),))
        if chance.random() < 0.3:
            found.append(((a + 3, b - 3),))  # an attribution inside an attribution
    return found


def corpus(seed: int = 3) -> dict[str, tuple[str, Marked]]:
    """Six articles; three to five of five annotators have a file for each, some of them empty."""
    chance, made = random.Random(seed), {}
    for number in range(6):
        text = text_of(chance) + f"Article {number}.\n"
        people = chance.sample(["4b22", "4e07", "Jo_Doe", "d473", "Zoë"], 3 + number % 3)
        made[f"paper_2016-03-1{number}_some-thing-{number}"] = (
            text,
            {name: [] if number == 2 and at == 0 else marked(chance, len(text)) for at, name in enumerate(people)},
        )
    return made


def lines(text: str, contents: Sequence[Pieces], words: Callable[[str], str] = lambda words: words) -> str:
    """The events of PolNeAR's dialect; nested ones share no line."""
    out, t = [], 0
    for number, pieces in enumerate(contents, 1):
        t += 2
        offsets = ";".join(f"{a} {b}" for a, b in pieces)
        stands = " ".join(text[a:b] for a, b in pieces).replace("\n", " ").replace("\r", " ")
        cue = pieces[0][0]
        out += [f"T{t}\tContent {offsets}\t{words(stands)}", f"T{t + 1}\tCue {cue} {cue + 1}\t{words(text[cue : cue + 1])}",
                f"E{number}\tAttribution:T{t + 1} Content:T{t} Cue:T{t + 1}"]  # fmt: skip
    return "".join(f"{line}\n" for line in out)


Form = Callable[[Path, str, str, Marked], None]


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def as_polnear(folder: Path, name: str, text: str, people: Marked) -> None:
    write(folder / "text" / f"{name}.txt", text.encode())
    for person, contents in people.items():
        write(folder / "attributions" / f"{name}_{person}.ann", lines(text, contents).encode())


def in_folders(folder: Path, name: str, text: str, people: Marked) -> None:
    """Texts and annotations in the same folders below theirs; the last name is that of an article in each folder."""
    place, name = name[-1], "the same name"
    write(folder / "text" / "2016" / place / f"{name}.txt", text.encode())
    for person, contents in people.items():
        write(folder / "attributions" / "2016" / place / f"{name}_{person}.ann", lines(text, contents).encode())


def in_parts(folder: Path, name: str, text: str, people: Marked) -> None:
    as_polnear(folder / ("train" if name[-1] in "024" else "dev"), name, text, people)


def windows(folder: Path, name: str, text: str, people: Marked) -> None:
    """CR LF in both files, offsets without the carriage returns, as tools on Windows count them; and a mark at the start."""
    write(folder / "text" / f"{name}.txt", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    for person, contents in people.items():
        made = lines(text, contents).replace("\n", "\r\n")
        write(folder / "attributions" / f"{name}_{person}.ann", b"\xef\xbb\xbf" + made.encode())


def raw_windows(folder: Path, name: str, text: str, people: Marked) -> None:
    """CR LF, offsets that count both characters and the mark: those of the file as it stands."""
    raw = "\ufeff" + text.replace("\n", "\r\n")
    at = [i for i, c in enumerate(raw) if c not in "\ufeff\r"] + [len(raw)]
    write(folder / "text" / f"{name}.txt", raw.encode())
    for person, contents in people.items():
        moved = [tuple((at[a], at[b - 1] + 1) for a, b in pieces) for pieces in contents]
        write(folder / "attributions" / f"{name}_{person}.ann", lines(raw, moved).encode())


def measured(folder: Path, form: Form, made: Mapping[str, tuple[str, Marked]]) -> dict[str, Any]:
    for name, (text, people) in made.items():
        form(folder / "corpus", name, text, people)
    done = command("import", folder / "p.annot", folder / "corpus")
    assert (done.returncode, done.stderr) == (0, "")
    done = command("agreement", folder / "p.annot", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def units(contents: Sequence[Pieces]) -> list[tuple[int, int]]:
    """The stretches of one annotator, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for a, b in sorted(piece for pieces in contents for piece in pieces):
        if found and a < found[-1][1]:
            found[-1] = found[-1][0], max(b, found[-1][1])
        else:
            found.append((a, b))
    return found


def u_alpha(articles: Sequence[tuple[int, Sequence[Sequence[tuple[int, int]]]]]) -> float:
    """|u-alpha (Krippendorff et al. 2016), character by character: articles as (length, units of each annotator)."""
    observed = inside = whole = squares = 0.0
    for length, people in articles:
        rows = [[any(a <= at < b for a, b in row) for at in range(length)] for row in people]
        pairs = [(one, other) for one, other in permutations(rows, 2)]
        observed += sum(sum(x != y for x, y in zip(*pair, strict=True)) for pair in pairs) / (len(rows) - 1)
        inside += sum(map(sum, rows))
        whole += length * len(rows)
        squares += sum((b - a) ** 2 for row in people for a, b in row)
    gaps = whole - inside
    return 1 - (observed / whole) / (2 * inside * gaps / (whole**2 - squares - gaps))


def alpha_of_characters(length: int, people: Sequence[Sequence[tuple[int, int]]]) -> float:
    """Nominal alpha of each character by itself."""
    columns = [[any(a <= at < b for a, b in row) for row in people] for at in range(length)]
    observed = sum(x != y for column in columns for x, y in permutations(column, 2)) / (len(people) - 1)
    ones, n = sum(map(sum, columns)), length * len(people)
    return 1 - (n - 1) * observed / (2 * ones * (n - ones))


@pytest.mark.parametrize("form", [as_polnear, in_folders, in_parts, windows, raw_windows])
def test_the_figures_are_those_of_the_definition_however_the_files_lie(tmp_path: Path, form: Form) -> None:
    made = corpus()
    found = measured(tmp_path, form, made)
    people = sorted({person for _, given in made.values() for person in given})
    assert (found["annotators"], found["articles"]) == (people, 6)
    whole = [(len(text), [units(contents) for contents in given.values()]) for text, given in made.values()]
    figure = found["quotations"]["u_alpha"]
    assert figure["value"] == pytest.approx(u_alpha(whole), abs=1e-9)
    assert figure["n"] == sum(len(row) for _, rows in whole for row in rows)
    assert figure["low"] < figure["value"] < figure["high"] and figure["reason"] == ""
    by_article = {(each["u_alpha"]["n"], tuple(each["annotators"])): each for each in found["per_article"]}
    for text, given in made.values():
        rows = [units(contents) for contents in given.values()]
        each = by_article[sum(map(len, rows)), tuple(sorted(given))]
        assert each["u_alpha"]["value"] == pytest.approx(u_alpha([(len(text), rows)]), abs=1e-9)
        assert each["alpha_char"]["value"] == pytest.approx(alpha_of_characters(len(text), rows), abs=1e-9)
    assert len({each["id"] for each in found["per_article"]}) == 6
    for pair in found["quotations"]["pairs"]:
        both = [
            (len(text), [units(given[name]) for name in pair["annotators"]])
            for text, given in made.values()
            if set(pair["annotators"]) <= given.keys()
        ]
        assert pair["u_alpha"]["value"] == pytest.approx(u_alpha(both), abs=1e-9)
    assert [pair["annotators"] for pair in found["quotations"]["pairs"]] == [list(p) for p in combinations(people, 2)]


def test_the_json_has_the_promised_shape(tmp_path: Path) -> None:
    found = measured(tmp_path, as_polnear, corpus())
    assert list(found)[:5] == ["annotators", "articles", "quotations", "speakers", "stances"]

    def a_figure(figure: dict[str, Any]) -> bool:
        numbers = all(figure[key] is None or isinstance(figure[key], float) for key in ("value", "low", "high"))
        told = figure["value"] is not None or bool(figure["reason"])
        return numbers and told and isinstance(figure["n"], int) and isinstance(figure["reason"], str)

    assert a_figure(found["quotations"]["u_alpha"]) and isinstance(found["quotations"]["pairs"], list)
    for pair in found["quotations"]["pairs"]:
        assert a_figure(pair["u_alpha"]) and all(map(a_figure, pair["agr"]))
        assert a_figure(pair["f1_exact"]) and a_figure(pair["f1_overlap"])
    assert a_figure(found["speakers"]["alpha"]) and a_figure(found["speakers"]["matched"])
    assert found["stances"]
    for stance in found["stances"].values():
        assert a_figure(stance["alpha_masi"]) and stance["labels"]
        for label in stance["labels"].values():
            assert all(a_figure(label[key]) for key in ("alpha", "raw_agreement", "prevalence"))


def test_a_bad_file_among_many_is_told_and_the_others_come_in(tmp_path: Path) -> None:
    made = corpus()
    (name, (text, given)), *_ = made.items()
    for each, (body, people) in made.items():
        as_polnear(tmp_path / "corpus", each, body, people)
    person = next(iter(given))
    bad = tmp_path / "corpus" / "attributions" / f"{name}_{person}.ann"
    bad.write_text(f"T1\tContent 0 {len(text) + 50}\twords\n", encoding="utf-8")
    write(tmp_path / "corpus" / "attributions" / "nowhere_4b22.ann", b"")
    done = command("import", tmp_path / "p.annot", tmp_path / "corpus")
    assert done.returncode == 1
    assert f"{bad.name}:1: the offsets" in done.stderr and "nowhere_4b22.ann: its text was not found" in done.stderr
    found = json.loads(command("agreement", tmp_path / "p.annot", "--json").stdout)
    mine = next(each for each in found["per_article"] if each["id"] == name)
    assert mine["annotators"] == sorted(set(given) - {person})


def test_two_texts_as_near_are_not_guessed_between(tmp_path: Path) -> None:
    for place, text in (("x", "One text here."), ("y", "Another text.")):
        write(tmp_path / "corpus" / "text" / place / "a.txt", text.encode())
    write(tmp_path / "corpus" / "attributions" / "a_Ada.ann", b"")
    done = command("import", tmp_path / "p.annot", tmp_path / "corpus")
    assert done.returncode == 1 and "a_Ada.ann: its text may be" in done.stderr
