"""What another program does to a project between two actions of the random user.

python -m tests.reliability.monkey.others ACT PROJECT SEED
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from annotator.records import Stance, Status
from annotator.store.connection import Store
from annotator.workflow import desk, project, team
from tests.reliability import crossing

PEOPLE = ("Bob", "Cleo", "Dora")


def decide(store: Store, chance: random.Random, name: str, times: int) -> None:
    """Somebody decides, sometimes takes back, sometimes finishes an article."""
    rows = desk.load_queue(store, name)
    for _ in range(times):
        opened = desk.load_desk(store, chance.choice(rows[:3]).sha256, name)
        act = chance.random()
        if act < 0.1:
            desk.undo(store, name)
        elif act < 0.15:
            desk.redo(store, name)
        elif act < 0.25 and opened.quotations:
            desk.set_finished(store, opened.article.sha256, name, finished=not opened.finished)
        elif opened.quotations:
            shown = desk.shown(opened, chance.choice(opened.quotations))
            labels = [Stance(t.id, label.id) for t in opened.codebook.targets for label in t.labels]
            kept = [stance for stance in shown.stances if opened.codebook.has(stance)]
            made = replace(shown, stances=tuple(kept) or tuple(chance.sample(labels, min(len(labels), 1))))
            made = desk.confirm(made) if shown.status is not Status.REJECTED else shown
            desk.decide(store, made, action="Confirm quotation")


def in_it(path: Path, chance: random.Random) -> None:
    """Another person decides in the same file."""
    with closing(project.open_project(path)) as store:
        name = chance.choice(PEOPLE)
        project.add_annotator(store, name)
        decide(store, chance, name, chance.randint(1, 12))


def merge(path: Path, chance: random.Random) -> None:
    """A package goes out, somebody decides in it, and it is merged back."""
    name = chance.choice(PEOPLE)
    package = path.with_name(f"package-{name}.annot")
    if not package.exists():
        with closing(project.open_project(path)) as store:
            project.add_annotator(store, name)
            team.package(store, package, name, [row.sha256 for row in desk.load_queue(store, name)[:3]])
    with closing(project.open_project(package)) as store:
        decide(store, chance, name, chance.randint(1, 12))
    status, told = crossing.command("merge", path, package)
    if status:
        raise AssertionError(told)


def undo_merge(path: Path, _: random.Random) -> None:
    """The newest merge is taken back; where there is none, a sentence says so."""
    status, told = crossing.command("merge", path, "--undo")
    if status and not told.startswith("error: "):
        raise AssertionError(told)


def _crossing(act: Callable[..., None]) -> Callable[[Path, random.Random], None]:
    def run(path: Path, chance: random.Random) -> None:
        told: list[str] = []
        act(path, path.parent, f"other-{chance.randrange(10**9)}", told.append)
        if wrong := [line for line in told if line.startswith("crashed")]:
            raise AssertionError(wrong[0])

    return run


ACTS: dict[str, Callable[[Path, random.Random], None]] = {
    "decides": in_it,
    "merges": merge,
    "takes a merge back": undo_merge,
    "imports": _crossing(crossing.bring),
    "exports": _crossing(crossing.export),
    "releases": _crossing(crossing.release),
    "examines": _crossing(crossing.examine),
    "looks": _crossing(crossing.look),
}


if __name__ == "__main__":
    ACTS[sys.argv[1]](Path(sys.argv[2]), random.Random(int(sys.argv[3])))
