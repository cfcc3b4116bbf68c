"""What an export of a big project costs, beside reading the same rows from SQLite and dumping them with orjson, in one run.

    python -m benchmarks.export                       # small: 2,000 articles, half a minute
    python -m benchmarks.export --articles 100000 --decisions 1000000
    python -m benchmarks.export --project big.annot   # one that benchmarks.big_project has made

The export writes, reads back and compares; the baseline only reads and writes. Each runs in a process of its own, whose
greatest memory (VmHWM) is told. Exit status 1 where the export takes over 4 times as long or over 400 MB.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

TIMES, MEGABYTES = 4.0, 400
_ROWS = """
    SELECT a.sha256 AS sha256, a.id AS article, a.title, a.metadata, b.name AS annotator, d.*,
        (SELECT json_group_array(json_array(target, label)) FROM stance s WHERE s.decision = d.n) AS stances,
        (SELECT name FROM speakers p WHERE p.n = d.speaker) AS speaker_name
    FROM current_decision c JOIN decision d ON d.n = c.decision JOIN article a ON a.n = d.article
    JOIN annotator b ON b.n = d.annotator WHERE d.status <> 'withdrawn' ORDER BY a.id, a.sha256, b.name"""


def baseline(project: Path, out: Path) -> int:
    """Every current decision of every article and annotator, a line each pair, by sqlite3 and orjson alone; how many decisions."""
    import orjson

    count = 0
    with closing(sqlite3.connect(project)) as db, out.open("wb") as file:
        db.row_factory = sqlite3.Row
        rows = db.execute(_ROWS)
        for (sha256, _), group in groupby(rows, key=lambda row: (row["sha256"], row["annotator"])):
            decisions = [{**row, "stances": orjson.loads(row["stances"])} for row in map(dict, group)]
            (text,) = db.execute("SELECT text FROM article WHERE sha256 = ?", (sha256,)).fetchone()
            count += len(decisions)
            file.write(orjson.dumps({"text": text, "quotes": decisions}) + b"\n")
    return count


def exported(project_file: Path, out: Path, fmt: str) -> int:
    """The export itself; how many quotations were read back equal."""
    from annotator.workflow import export, project

    with closing(project.read_project(project_file)) as store:
        return export.export(store, out, fmt=fmt).checked


def child(what: str, path: Path, out: Path) -> None:
    """Run one of the two and print its seconds, those of the processor, its greatest memory in MB and its count."""
    if what != "baseline":  # importing is no part of either
        from annotator.workflow import export, project  # noqa: F401
    else:
        import orjson  # noqa: F401
    start = time.perf_counter()
    busy_before = time.process_time()
    count = baseline(path, out) if what == "baseline" else exported(path, out, what)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy_before
    peak = peak_memory()
    print(json.dumps({"seconds": seconds, "busy": busy, "megabytes": peak, "count": count}))


def peak_memory() -> float:
    """The greatest memory of this process in MB: VmHWM where the system tells it, since ru_maxrss counts the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text(encoding="ascii").splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2  # bytes on macOS


def measured(what: str, project: Path, out: Path, runs: int) -> dict[str, Any]:
    """The fastest of some runs."""
    found = []
    for _ in range(runs):
        words = [
            sys.executable,
            "-m",
            "benchmarks.export",
            "--child",
            what,
            "--project",
            str(project),
            "--output",
            str(out),
        ]
        found.append(json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout))
    return min(found, key=lambda run: float(run["seconds"]))


def main() -> int:
    """Print both, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--format", default="jsonl")
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--decisions", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=300, help="of an article")
    parser.add_argument("--runs", type=int, default=2)
    args = parser.parse_args()
    if args.child:
        child(args.child, args.project, args.output)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        project = args.project or place / "big.annot"
        if args.project is None:
            from benchmarks import big_project

            sizes = {"articles_": args.articles, "decisions": args.decisions, "words": args.words}
            big_project.make(project, **sizes, annotators=10, speakers=5_000, seed=1).close()
        bare = measured("baseline", project, place / "bare.jsonl", args.runs)
        ours = measured(args.format, project, place / "out.jsonl", args.runs)
    ratio = ours["seconds"] / bare["seconds"]
    for name, run in (("SQLite and orjson", bare), (f"export --format {args.format}, checked", ours)):
        spent = f"{run['seconds']:8.2f} s ({run['busy']:.2f} s of the processor)"
        print(f"{name:40} {run['count']:>10,} decisions  {spent}  {run['megabytes']:6.0f} MB")
    print(f"ratio {ratio:.1f} (at most {TIMES:g}); memory {ours['megabytes']:.0f} MB (at most {MEGABYTES})")
    return int(ratio > TIMES or ours["megabytes"] > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
