"""What a process does until it is killed, and what must hold of the file it leaves behind."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.records import Decision, Kind, Span, Stance
from annotator.store.connection import Store
from annotator.store.journal import journal_folder
from annotator.workflow import codebook_change, corpus, desk, export, maintenance, project, release, team
from annotator.workflow import search as find
from annotator.workflow.selection import Selection
from tests.reliability.crossing import Diary, Report, lost_releases, stale_exports
from tests.support import ANNOTATOR, decide_all, gold_proposals, import_annotations, seed_sha

FIXTURE = Path(__file__).parent.parent / "fixtures" / "schema-1.annot.gz"
OTHERS = 300  # articles of an import


@dataclass(frozen=True, slots=True)
class Job:
    """``make`` lays out a folder, ``run`` works in it and reports what it was told is saved, ``check`` says what is wrong after."""

    name: str
    make: Callable[[Path], None]
    run: Callable[[Path, int, Report], None]
    check: Callable[[Path, list[str]], list[str]]
    longest: float = 0.25  # seconds until the kill, at most
    acts: int = 0  # acts that are told as saved before these seconds begin, at most
    crossed: bool = False  # whether another program works on the project meanwhile


def project_file(folder: Path) -> Path:
    """The project that is worked on."""
    return folder / "project.annot"


def make_project(folder: Path) -> None:
    """The sample with its gold proposals, two annotators, decisions of one of them; export, package and articles beside it."""
    with closing(project.sample_project(project_file(folder))) as store:
        for name in (ANNOTATOR, "Bob"):
            project.add_annotator(store, name)
        desk.save_proposals(store, seed_sha(), gold_proposals(), "gold")
        team.package(store, folder / "package.annot", "Bob", [seed_sha()])
    with closing(project.open_project(folder / "package.annot")) as other:
        decide_all(other, "Bob")
        export.export(other, folder / "bob.jsonl")
        for name in ("export.jsonl", "old.jsonl"):
            export.export(other, folder / name, selection=Selection(kinds=frozenset({Kind.MIXED})))
    articles = (json.dumps({"id": f"n{n}", "text": f"Article {n}. " + "All is well. " * 300}) for n in range(OTHERS))
    (folder / "articles.jsonl").write_text("\n".join(articles), encoding="utf-8")


def decide_at_random(folder: Path, seed: int, report: Report) -> None:
    """Decisions, labels, hand-made quotations, undo and redo by two annotators, each reported when the call has returned."""
    chance, diary = random.Random(seed), Diary(report)
    with closing(project.open_project(project_file(folder))) as store:
        report("ready")
        number = 0
        while True:
            diary.saved([d for name in (ANNOTATOR, "Bob") for d in _standing(store, name)])
            me = chance.choice([ANNOTATOR, "Bob"])
            act = chance.random()
            diary.act()
            if act < 0.1:
                if (change := desk.undo(store, me)) is not None:
                    report(f"undo {change.action}")
            elif act < 0.15:
                if (change := desk.redo(store, me)) is not None:
                    report(f"redo {change.action}")
            else:
                number += 1
                report(f"saved {_decide(store, chance, me, f'{seed}-{number}')}")


def _standing(store: Store, annotator: str) -> list[Decision]:
    opened = desk.load_desk(store, seed_sha(), annotator)
    return [quotation.decision for quotation in opened.quotations if quotation.decision is not None]


def _decide(store: Store, chance: random.Random, me: str, token: str) -> str:
    """One random decision that bears a token in its comment."""
    opened = desk.load_desk(store, seed_sha(), me)
    if chance.random() < 0.15:
        start = chance.randrange(len(opened.article.text) - 60)
        decision = desk.new_quotation(
            opened, Span(start, start + chance.randint(3, 50)), chance.choice([Kind.DIRECT, Kind.INDIRECT])
        )
    else:
        decision = desk.shown(opened, chance.choice(opened.quotations))
    labels = [Stance(t.id, label.id) for t in opened.codebook.targets for label in t.labels]
    decision = replace(decision, stances=tuple(chance.sample(labels, chance.randint(0, 2))), comment=token)
    decision = desk.reject(decision) if chance.random() < 0.2 else desk.confirm(replace(decision, kind=Kind.DIRECT))
    desk.decide(store, replace(decision, comment=token), action="Confirm quotation")
    return token


def sound(path: Path) -> list[str]:
    """What the doctor says: integrity_check, foreign_key_check, spans against words, derived tables against decisions."""
    return [fault.told for fault in maintenance.examine(path)]


def holds_decisions(folder: Path, reported: list[str]) -> list[str]:
    """Every decision, undo and redo that was reported is in the file."""
    wrong = sound(project_file(folder))
    with closing(project.open_project(project_file(folder))) as store:
        kept = {comment for (comment,) in store.rows("SELECT comment FROM decision")}
        turns = dict(store.rows("SELECT kind, count(*) FROM change GROUP BY kind"))
    saved = [line.split()[1] for line in reported if line.startswith("saved")]
    wrong += [f"decision {token} was told to be saved and is not there" for token in saved if token not in kept]
    for kind in ("undo", "redo"):
        told = sum(line.startswith(kind) for line in reported)
        if told > turns.get(kind, 0):
            wrong.append(f"{told} times {kind} told, {turns.get(kind, 0)} there")
    return wrong


def crossed(check: Callable[[Path, list[str]], list[str]]) -> Callable[[Path, list[str]], list[str]]:
    """The check of a job that another program crossed: its exports and releases must be whole, too."""
    return lambda folder, reported: [
        *check(folder, reported),
        *stale_exports(folder, reported),
        *lost_releases(project_file(folder), reported),
    ]


def _once(work: Callable[[Path], object]) -> Callable[[Path, int, Report], None]:
    def run(folder: Path, _: int, report: Report) -> None:
        report("ready")
        work(folder)
        report("done")

    return run


def _with_store(work: Callable[[Store, Path], object]) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        with closing(project.open_project(project_file(folder))) as store:
            work(store, folder)

    return run


def _counts(query: str, before: int, after: int) -> Callable[[Path, list[str]], list[str]]:
    """Nothing or everything; everything where it was reported."""

    def check(folder: Path, reported: list[str]) -> list[str]:
        wrong = sound(project_file(folder))
        with closing(project.open_project(project_file(folder))) as store:
            found = store.rows(query)[0][0]
        allowed = (after,) if "done" in reported else (before, after)
        return wrong + ([f"{found} rows, not {' or '.join(map(str, allowed))}"] if found not in allowed else [])

    return check


def make_old(folder: Path) -> None:
    """A project of the first schema."""
    project_file(folder).write_bytes(gzip.decompress(FIXTURE.read_bytes()))


def check_old(folder: Path, reported: list[str]) -> list[str]:
    """It opens, migrated, with all its decisions."""
    project.open_project(project_file(folder)).close()
    return _counts("SELECT count(*) FROM decision", 21, 21)(folder, reported)


def check_export(folder: Path, reported: list[str]) -> list[str]:
    """The old export or the whole new one."""
    found = (folder / "export.jsonl").read_text(encoding="utf-8")
    with closing(project.open_project(folder / "package.annot")) as store:
        export.export(store, folder / "whole.jsonl")
    whole = (folder / "whole.jsonl").read_text(encoding="utf-8")
    old = (folder / "old.jsonl").read_text(encoding="utf-8")
    allowed = (whole,) if "done" in reported else (old, whole)
    return [] if found in allowed else ["the export is neither the old nor the new one"]


def _export(folder: Path) -> None:
    with closing(project.open_project(folder / "package.annot")) as store:
        for _ in range(40):
            export.export(store, folder / "export.jsonl")


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder by its name, as a hash of what is in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def make_exported(folder: Path) -> None:
    """The package exported into a folder, and one decision taken back since."""
    make_project(folder)
    with closing(project.open_project(folder / "package.annot")) as store:
        export.export(store, folder / "brat", fmt="brat")
        desk.undo(store, "Bob")
        export.export(store, folder / "whole", fmt="brat")
    (folder / "old.json").write_text(json.dumps(contents(folder / "brat")), encoding="utf-8")


def _export_folder(folder: Path) -> None:
    with closing(project.open_project(folder / "package.annot")) as store:
        for _ in range(10):
            export.export(store, folder / "brat", fmt="brat")


def check_exported(folder: Path, reported: list[str]) -> list[str]:
    """The old folder or the whole new one."""
    old, new = json.loads((folder / "old.json").read_text(encoding="utf-8")), contents(folder / "whole")
    allowed = (new,) if "done" in reported else (old, new)
    return (
        [] if old != new and contents(folder / "brat") in allowed else ["the folder is neither the old nor the new one"]
    )


def make_released(folder: Path) -> None:
    """The package, released once."""
    make_project(folder)
    with closing(project.open_project(folder / "package.annot")) as store:
        release.publish(store, folder / "release-1", release.ReleaseSettings("First"))
    (folder / "old.json").write_text(json.dumps(contents(folder / "release-1")), encoding="utf-8")


def _release(folder: Path) -> None:
    with closing(project.open_project(folder / "package.annot")) as store:
        release.publish(store, folder / "release-2", release.ReleaseSettings("Second"))


def check_released(folder: Path, reported: list[str]) -> list[str]:
    """The first release is as it was; the second is whole and known, or can be made again, or there is none of it."""
    wrong = sound(folder / "package.annot")
    if contents(folder / "release-1") != json.loads((folder / "old.json").read_text(encoding="utf-8")):
        wrong.append("the first release is not as it was")
    with closing(project.open_project(folder / "package.annot")) as store:
        known = {made.number: made for made in release.releases_of(store)}
        there = contents(folder / "release-2")
        if "done" in reported and not there:
            wrong.append("it was told to be there")
        if there and 2 not in known:
            wrong.append("the project does not know the second release")
        if 2 in known and not there:
            release.publish_again(store, 2, folder / "release-2")  # raises where it does not come out the same
            there = contents(folder / "release-2")
        if there and {**known[2].checksums, "SHA256SUMS": ""} != {**there, "SHA256SUMS": ""}:
            wrong.append("the second release is not whole")
    return wrong


def make_damaged(folder: Path) -> None:
    """The package with one decision whose words are nowhere in its article, and nothing beside it."""
    make_project(folder)
    shutil.rmtree(journal_folder(folder / "package.annot"))
    with closing(sqlite3.connect(folder / "package.annot", isolation_level=None)) as db:
        db.execute("UPDATE decision SET words = 'nobody said this', end = start + 16 WHERE n = 1")


def check_recovered(folder: Path, reported: list[str]) -> list[str]:
    """There is no new file, or it is sound and holds all that could be kept, with the rest beside it."""
    path = folder / "new.annot"
    if not path.exists():
        return ["it was told to be there"] if "done" in reported else []
    with closing(project.open_project(path)) as store:
        count = store.rows(DECIDED)[0][0]
    lost = path.with_name("new.annot.lost.jsonl").read_text(encoding="utf-8").count("\n")
    return sound(path) + ([] if (count, lost) == (17, 1) else [f"{count} decisions, {lost} lost"])


def check_snapshots(folder: Path, reported: list[str]) -> list[str]:
    """Every snapshot is sound, and so is the project."""
    found = maintenance.list_snapshots(project_file(folder))
    wrong = [told for path in (*found, project_file(folder)) for told in sound(path)]
    return wrong + (["it was told to be there"] if "done" in reported and not found else [])


def check_made(folder: Path, reported: list[str]) -> list[str]:
    """There is no file, or a whole sample project."""
    path = folder / "new.annot"
    if not path.exists():
        return ["it was told to be there"] if "done" in reported else []
    with closing(project.open_project(path)) as store:
        count = store.rows("SELECT count(*) FROM article")[0][0]
    return sound(path) + ([] if count == 34 else [f"{count} articles"])


def check_index(folder: Path, _: list[str]) -> list[str]:
    """The index can be filled up and finds what it should."""
    wrong = sound(project_file(folder))
    with closing(project.open_project(project_file(folder))) as store:
        find.index_all(store)
        with store.writing():
            store.db.execute("INSERT INTO article_words (article_words, rank) VALUES ('integrity-check', 1)")
        found = len(find.search(store, find.Search("buoys")).hits)
    return wrong + ([] if found == 2 else [f"{found} hits"])


IMPORTED = "SELECT count(*) FROM article WHERE id LIKE 'n%'"
DECIDED = "SELECT count(*) FROM decision"
RECODED = "SELECT count(*) FROM recoded"


def make_decided(folder: Path) -> None:
    """The sample with the decisions of two annotators."""
    make_project(folder)
    with closing(project.open_project(project_file(folder))) as store:
        decide_all(store)
        decide_all(store, "Bob")


def _change_codebook(store: Store, folder: Path) -> None:
    """Merge one label into another."""
    draft = codebook_change.open_draft(store)
    was, into = (draft.place_of(Stance("river-buoys", label)) for label in ("unlawful", "lawful"))
    assert was is not None and into is not None
    draft.merge(was, into)
    codebook_change.change_codebook(store, draft, annotator=ANNOTATOR)


JOBS = (
    Job("deciding", make_project, decide_at_random, holds_decisions, acts=4),
    Job("deciding, crossed", make_project, decide_at_random, crossed(holds_decisions), acts=30, crossed=True),
    Job("import of articles", make_project,
        _once(_with_store(lambda store, folder: corpus.import_paths(store, [folder / "articles.jsonl"]))), _counts(IMPORTED, 0, OTHERS)),
    Job("import of annotations", make_project,
        _once(_with_store(lambda store, folder: import_annotations(store, folder / "bob.jsonl"))), _counts(DECIDED, 0, 18), 0.07),
    Job("merge", make_project,
        _once(_with_store(lambda store, folder: team.merge(store, [folder / "package.annot"]))), _counts(DECIDED, 0, 18), 0.07),
    Job("change of the codebook", make_decided, _once(_with_store(_change_codebook)), _counts(RECODED, 0, 4), 0.07),
    Job("migration", make_old, _once(lambda folder: project.open_project(project_file(folder)).close()), check_old, 0.05),
    Job("export over an old one", make_project, _once(_export), check_export),
    Job("export over a folder", make_exported, _once(_export_folder), check_exported, 1.0),
    Job("release", make_released, _once(_release), check_released, 0.2),
    Job("recovery", make_damaged,
        _once(lambda folder: maintenance.recover(folder / "package.annot", folder / "new.annot")), check_recovered, 0.3),
    Job("snapshot", make_project, _once(lambda folder: maintenance.take_snapshot(project_file(folder))), check_snapshots, 0.06),
    Job("new project", lambda folder: None,
        _once(lambda folder: project.sample_project(folder / "new.annot").close()), check_made, 0.12),
    Job("search index", make_project, _once(_with_store(lambda store, folder: find.index_all(store))), check_index, 0.06),
)  # fmt: skip
