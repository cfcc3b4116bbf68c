"""What another program does to a project while somebody decides in it, and what must hold of the exports that it makes."""

from __future__ import annotations

import contextlib
import io
import json
import random
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from annotator import cli
from annotator.cli import corpus, doctor, project, propose, search, team  # noqa: F401  # brought in before the fork
from annotator.records import Decision
from tests.reliability.pictures import Key, exported, pictures

Report = Callable[[str], None]
PAUSE = 0.05  # seconds between two acts, at most


def command(*words: object) -> tuple[int, str]:
    """Run a command of the program in this process: its exit status and what it printed."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        status = cli.main([str(word) for word in words])
    return status, told.getvalue()


def export(path: Path, folder: Path, name: str, report: Report) -> None:
    """Export everything; say when it began and where it is."""
    begun = time.monotonic_ns()
    status, told = command("export", path, "--output", folder / f"{name}.jsonl")
    report(f"exported {begun} {time.monotonic_ns()} {name}.jsonl" if status == 0 else f"crashed export: {told}")


def bring(path: Path, folder: Path, name: str, report: Report) -> None:
    """Import two new articles."""
    articles = folder / f"{name}.articles.jsonl"
    lines = (json.dumps({"id": f"{name}-{n}", "text": f"The {name} {n}. “All is well,” she said."}) for n in (1, 2))
    articles.write_text("\n".join(lines), encoding="utf-8")
    status, told = command("import", path, articles)
    report("did import" if status == 0 else f"crashed import: {told}")


def release(path: Path, folder: Path, name: str, report: Report) -> None:
    """Make a release; where nobody has worked on an article yet, a sentence refuses it."""
    status, told = command("release", path, "--output", folder / f"{name}.release", "--name", name)
    if status and "There is nothing to release" in told:
        return
    report("did release" if status == 0 else f"crashed release: {told}")


def examine(path: Path, _: Path, __: str, report: Report) -> None:
    """Have the doctor look at the file, in which nothing may be wrong."""
    status, told = command("doctor", path)
    report("did doctor" if status == 0 else f"crashed doctor: {told}")


def look(path: Path, _: Path, __: str, report: Report) -> None:
    """Open the file as any other program does, read something and close it."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("SELECT count(*) FROM decision").fetchone()
    report("did look")


ACTS = (export, bring, release, examine, look)


def cross(path: Path, seed: int, report: Report, going_on: Callable[[], bool]) -> None:
    """One act after the other at random, in the project's folder, until it is time to stop."""
    chance, number = random.Random(-seed), 0
    while going_on():
        number += 1
        chance.choice(ACTS)(path, path.parent, f"other-{number}", report)
        time.sleep(chance.uniform(0, PAUSE))


class Diary:
    """Writes down, act by act, what a process believes to be saved, with the time by a clock that all processes share."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._last: dict[Key, str] = {}

    def act(self) -> None:
        """An act begins: until :meth:`saved` says so, nobody knows whether it is saved."""
        self._report(f"act {time.monotonic_ns()}")

    def took(self, decision: Decision) -> None:
        """The disk has just taken a decision, in an act or later, where it was kept meanwhile: from now on it may be exported."""
        for key, what in pictures([decision]).items():
            self._report(f"stands {time.monotonic_ns()} {json.dumps([*key, what])}")
            self._last[key] = what

    def saved(self, decisions: list[Decision]) -> None:
        """The act is saved; ``decisions`` are all that now stand. What changed is written down."""
        now, found = time.monotonic_ns(), pictures(decisions)
        for key in found.keys() | self._last.keys():
            if found.get(key) != self._last.get(key):
                self._report(f"stands {now} {json.dumps([*key, found.get(key)])}")
        self._last = found


def stale_exports(folder: Path, reported: list[str]) -> list[str]:
    """What exports that were made meanwhile lack of all that was called saved before each began."""
    past: list[tuple[int, Key, str | None]] = []
    for line in reported:
        if line.startswith("stands"):
            _, when, said = line.split(" ", 2)
            *key, what = json.loads(said)
            past.append((int(when), (key[0], key[1], key[2]), what))
    last_act = max((int(line.split()[1]) for line in reported if line.startswith("act")), default=0)
    wrong = []
    for line in reported:
        if line.startswith("exported"):
            _, begun, ended, name = line.split(" ", 3)
            old = _missing(exported(folder / name), int(begun), past)
            # The act in which the process was killed may be in the file, though nobody was told.
            if len(old) > (int(ended) >= last_act):
                wrong.append(f"{name} lacks {len(old)} decisions that were saved before it began: {old[0]}")
    return wrong


def lost_releases(path: Path, reported: list[str]) -> list[str]:
    """What is wrong with releases that were made meanwhile: each can be made again, to the byte."""
    wrong = []
    for number in range(1, reported.count("did release") + 1):
        status, told = command("release", path, "--again", number, "--output", path.with_name(f"again-{number}"))
        wrong += [f"release {number} cannot be made again: {told.strip()}"] * (status != 0)
    return wrong


def _missing(found: Mapping[Key, str], begun: int, past: list[tuple[int, Key, str | None]]) -> list[str]:
    """What an export lacks: where it holds neither the last state before it began nor a later one."""
    allowed: dict[Key, set[str | None]] = {}
    for when, key, what in past:
        if when < begun:
            allowed[key] = {what}
        else:
            allowed.setdefault(key, {None}).add(what)
    return [
        f"{key[2]} is {found.get(key)}, not {states}" for key, states in allowed.items() if found.get(key) not in states
    ]
