"""What a change of the codebook costs in a big project, beside a bare SQL pass over the same rows, in one run.

    python -m benchmarks.codebook_change                       # small: 10,000 articles, 100,000 decisions
    python -m benchmarks.codebook_change --articles 100000 --decisions 1000000
    python -m benchmarks.codebook_change --project big.annot   # one that benchmarks.big_project has made

The change merges one label of two into the other, so that a quarter of all decisions is recoded. The bare pass of the preview
joins the same rows and counts them; that of the change copies the same decisions and stances into the same tables, with the
same indexes, sets what is current and commits. A snapshot stands before, as the desk takes it. Each runs in a process of its own,
whose greatest memory (VmHWM) is told. Exit status 1 where the preview takes over 2 times, the change over 6 times as long, or
one of them over 400 MB.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.export import peak_memory

TIMES, MEGABYTES = {"preview": 2.0, "change": 6.0, "undo": 6.0}, 400
WAS, INTO = ("proposal", "against"), ("proposal", "favor")
_JOINED = """FROM stance s JOIN decision d ON d.n = s.decision JOIN current_decision c ON c.annotator = d.annotator
    AND c.article = d.article AND c.quotation = d.quotation AND c.decision = d.n WHERE s.target = ? AND s.label = ?"""


def bare_preview(path: Path) -> int:
    """Count the rows."""
    with closing(sqlite3.connect(path)) as db:
        return int(
            db.execute(
                f"SELECT count(*), count(DISTINCT d.annotator), count(DISTINCT d.article) {_JOINED}", WAS
            ).fetchone()[0]
        )


def bare_change(path: Path) -> int:
    """Copy the decisions and their stances, and set what is current; how many."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = FULL")
        columns = [name for (name,) in db.execute("SELECT name FROM pragma_table_info('decision')")]
        (base,) = db.execute("SELECT max(n) FROM decision").fetchone()
        rest = ", ".join(f'd."{name}"' for name in columns[2:])
        db.execute("CREATE TEMP TABLE these (n INTEGER PRIMARY KEY, was INTEGER NOT NULL)")
        db.execute(
            "INSERT INTO these (was) SELECT decision FROM stance WHERE target = ? AND label = ? ORDER BY decision", WAS
        )
        db.execute(
            f"INSERT INTO decision SELECT t.n + {base}, d.id || '~', {rest} FROM these t JOIN decision d ON d.n = t.was"
        )
        db.execute(f"INSERT INTO stance SELECT n + {base}, ?, ? FROM these", INTO)
        db.execute(
            f"""UPDATE current_decision SET decision = t.n + {base} FROM these t JOIN decision d ON d.n = t.was
            WHERE current_decision.annotator = d.annotator AND current_decision.article = d.article
            AND current_decision.quotation = d.quotation AND current_decision.decision = d.n"""
        )
        count = int(db.execute("SELECT count(*) FROM these").fetchone()[0])
        db.commit()
    return count


def ours(path: Path, what: str) -> int:
    """Preview, make or undo the change; how many decisions it touches."""
    from annotator.records import Stance
    from annotator.workflow import codebook_change, project

    with closing(project.open_project(path)) as store:
        if what == "undo":
            from annotator.workflow import desk

            undone = desk.undo(store, "Annotator 0")
            assert undone is not None
            return len(undone.quotations)
        draft = codebook_change.open_draft(store)
        was, into = (draft.place_of(Stance(*each)) for each in (WAS, INTO))
        assert was is not None and into is not None
        draft.merge(was, into)
        if what == "preview":
            return sum(effect.decisions for effect in codebook_change.preview(store, draft))
        return int(
            codebook_change.change_codebook(store, draft, annotator="Annotator 0")
            .message.split(". ")[-1]
            .split()[0]
            .replace(",", "")
        )


def child(what: str, path: Path) -> None:
    """Run one of them and print its seconds, those of the processor, its greatest memory in MB and its count."""
    if not what.startswith("bare"):
        from annotator.workflow import codebook_change, desk, project  # noqa: F401  # importing is no part of it
    start, busy = time.perf_counter(), time.process_time()
    count = {"bare preview": bare_preview, "bare change": bare_change}.get(what, lambda p: ours(p, what))(path)
    print(json.dumps([time.perf_counter() - start, time.process_time() - busy, peak_memory(), count]))


def run(what: str, path: Path) -> tuple[float, float, float, int]:
    """Run one of them in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.codebook_change", "--child", what, "--project", str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, busy, megabytes, count = json.loads(done.stdout)
    return seconds, busy, megabytes, count


def main() -> int:
    """Make a project or take a copy of one, measure, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--project", type=Path)
    parser.add_argument("--child")
    for name, default in (("articles", 10_000), ("decisions", 100_000), ("words", 80)):
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    if args.child:
        child(args.child, args.project)
        return 0
    with tempfile.TemporaryDirectory() as name:
        path, bare = Path(name) / "big.annot", Path(name) / "bare.annot"
        if args.project:
            shutil.copyfile(args.project, path)
        else:
            from benchmarks import big_project

            big_project.make(path, articles_=args.articles, decisions=args.decisions, annotators=10, speakers=5_000,
                             words=args.words, seed=1).close()  # fmt: skip
        from annotator.workflow import maintenance

        maintenance.take_snapshot(path)
        shutil.copyfile(path, bare)
        holds = True
        base: tuple[float, float, float, int] = (0.0, 0.0, 0.0, 0)
        print("| what | decisions | seconds | of the processor | memory | times |\n|---|--:|--:|--:|--:|--:|")
        for what, beside in (("preview", "bare preview"), ("change", "bare change"), ("undo", "")):
            base = run(beside, bare) if beside else base  # undo beside the pass of the change
            taken = run(what, path)
            for said, found in ((beside, base), (what, taken)):
                if said:
                    times = found[0] / base[0]
                    print(
                        f"| {said} | {found[3]:,} | {found[0]:.2f} | {found[1]:.2f} | {found[2]:.0f} MB | {times:.1f} |"
                    )
            holds &= taken[0] <= TIMES[what] * base[0] and taken[2] <= MEGABYTES
        print("holds" if holds else "does not hold")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
