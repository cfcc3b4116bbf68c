"""Our detector on gold articles, beside textacy and an older commit, in one run: measures, names, calibration, time, memory, errors.

    python -m benchmarks.attribution GOLD [GOLD …] --scorer score_quotes.py [--names-scorer score_names.py]
        [--typography typography.py] [--against COMMIT] [--peer peer_textacy.py --peer-python PYTHON]

GOLD is a gold file (JSONL) or a folder of such files. Where GOLD.names.jsonl stands beside GOLD.jsonl, the names of the speakers are scored
too; elsewhere those that the gold itself gives. With --typography the first gold is scored in every typography that the script makes of
it; with --against the older commit reads the same articles, and its speed and start are told beside ours.

Each tool runs as a process of its own, start-up included; times are wall time, so run it on an idle machine. The peer needs an environment
with textacy in it (``pip install textacy``), which the project itself does not use.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

from benchmarks import names
from benchmarks import scorer as scoring
from benchmarks.against import checked_out

SHARED = Path(os.environ.get("SHARED", "../shared"))
COLUMNS = ("F1", "exact", "alarm", "mention", "head", "prec.", "in 3", "mixed", "content", "source", "art./s", "MB")
LOOK = 0.1  # seconds between two looks at the memory
STARTS = 5  # times that the start to the first article's proposals is taken; the shortest counts
Gold = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Run:
    """One tool's records with the seconds of its process, and the most memory (MB) that was seen of it and those that it started."""

    name: str
    records: dict[str, Any]
    seconds: float
    memory: float


def run(name: str, command: Sequence[str], output: Path, root: Path | None = None) -> Run:
    """Run a command that writes JSON lines to ``output``, with the packages of ``root``; SystemExit with what it said if it fails."""
    began, most = time.perf_counter(), 0
    environment = os.environ | ({"PYTHONPATH": str(root)} if root else {})
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told, env=environment, cwd=root)
        while True:
            try:
                failed = process.wait(LOOK)
                break
            except subprocess.TimeoutExpired:
                most = max(most, memory(process.pid))
        seconds = time.perf_counter() - began
        if failed:
            told.seek(0)
            raise SystemExit(f"error: {name} failed:\n{told.read().decode(errors='replace')}")
    lines = output.read_text(encoding="utf-8").splitlines()
    return Run(name, {r["id"]: r for r in map(json.loads, lines)}, seconds, most / 1024**2)


def memory(pid: int) -> int:
    """The bytes that a process and those which it started take together; what they share is counted once where the system tells it."""
    total = 0
    with contextlib.suppress(psutil.Error):
        top = psutil.Process(pid)
        for each in (top, *top.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                found = each.memory_full_info()
                total += getattr(found, "pss", found.uss)
    return total


def row(scorer: ModuleType, gold: Gold, found: Run) -> str:
    """One line of the table."""
    result, _ = scoring.score(scorer, gold, found.records)
    detection, speaker, everything = result["detection"], result["speaker"], result["all"]
    shares = (
        detection["overlap"]["f1"], detection["exact"]["f1"], detection["false_alarm"], speaker["mention"], speaker["head"],
        speaker["precision"], speaker["within_3"], speaker["mention_mixed"], everything["content"]["f1"], everything["source"]["f1"],
    )  # fmt: skip
    cells = [f"{100 * x:7.1f}" if x is not None else "      -" for x in shares]
    return f"{found.name:<18}" + " ".join([*cells, f"{len(gold) / found.seconds:7.1f}", f"{found.memory:7.0f}"])


class Bench:
    """The tools that are compared, in a folder of their own; ``older``: another commit's checkout and its name."""

    def __init__(self, args: argparse.Namespace, folder: Path, older: tuple[str, Path] | None) -> None:
        self.args, self.folder, self.older = args, folder, older
        self.scorer = scoring.load(args.scorer)
        self.peer = [args.peer_python, str(args.peer.absolute())] if args.peer_python else []

    def ours(self, gold: Gold, *options: str, name: str = "annotator", root: Path | None = None) -> Run:
        """Our records of articles, which the tools see without their gold."""
        articles, output = self.folder / "articles.jsonl", self.folder / "found.jsonl"
        lines = [json.dumps({"id": g["id"], "text": g["text"], "quotes": []}) + "\n" for g in gold.values()]
        articles.write_text("".join(lines), encoding="utf-8")
        output.unlink(missing_ok=True)
        command = [sys.executable, "-m", "annotator", "propose", str(articles), "--output", str(output), *options]
        return run(name, command, output, root)

    def measure(self, gold_file: Path) -> None:
        """Run all tools on one gold file and print their table."""
        gold = read(gold_file)
        runs = [
            self.ours(gold),
            self.ours(gold, "--no-nested", name="…, none nested"),
            self.ours(gold, "--marks-only", name="…, marks"),
        ]
        if self.older:
            runs.append(self.ours(gold, name=self.older[0], root=self.older[1]))
        if self.peer:
            output = self.folder / "peer.jsonl"
            runs.append(run("textacy", [*self.peer, str(self.folder / "articles.jsonl"), str(output)], output))
        print(f"\n{gold_file.name}: {len(gold)} articles")
        print(" " * 18 + " ".join(f"{c:>7}" for c in COLUMNS))
        for found in runs:
            print(row(self.scorer, gold, found))
        ours = runs[0]
        calibrated = scoring.calibration(self.scorer, gold, ours.records)
        print(
            f"Expected calibration error: speech or not {calibrated.speech:.3f}, speaker {calibrated.speaker:.3f}"
            f" ({calibrated.by_chance:.3f} by chance alone); {calibrated.surest}"
        )
        _, errors = scoring.score(self.scorer, gold, ours.records)
        classes = ", ".join(f"{name} {count}" for name, count in scoring.classes(gold, errors).most_common())
        print(f"Our errors: {classes}")
        named = gold_file.with_suffix(".names.jsonl")
        if named.is_file():
            print(names.table(self.args.names_scorer, gold_file, named, ours.records.values()))
        else:
            print(names.share(self.args.names_scorer, gold, ours.records))

    def typographies(self, gold_file: Path) -> None:
        """Print the scores of one gold file's articles in every typography that the script makes."""
        folder = self.folder / "typographies"
        subprocess.run([sys.executable, str(self.args.typography), str(gold_file), str(folder)], check=True)
        print(f"\n{gold_file.name} in other typography\n" + " " * 18 + " ".join(f"{c:>7}" for c in COLUMNS))
        for file in sorted(folder.glob("*.jsonl")):
            gold = read(file)
            print(row(self.scorer, gold, self.ours(gold, name=file.stem)))

    def starts(self, gold_file: Path) -> None:
        """Print how long a process takes from its start to the proposals of one article, beside the older commit."""
        if not self.older:
            return
        first = dict(list(read(gold_file).items())[:1])
        taken: dict[str, list[float]] = {"here": [], self.older[0]: []}
        for _ in range(STARTS):
            taken["here"].append(self.ours(first).seconds)
            taken[self.older[0]].append(self.ours(first, root=self.older[1]).seconds)
        best = {name: min(seconds) for name, seconds in taken.items()}
        told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in best.items())
        print(f"\nStart to the first proposals: {told}; ratio {best['here'] / best[self.older[0]]:.2f}")


def read(path: Path) -> Gold:
    """The articles of a gold file, or of all in a folder, by id."""
    files = sorted(path.glob("*.gold.jsonl")) if path.is_dir() else [path]
    return {g["id"]: g for file in files for g in map(json.loads, file.read_text(encoding="utf-8").splitlines())}


def main() -> None:
    """Measure each gold file given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--scorer", type=Path, default=SHARED / "eval" / "score_quotes.py")
    parser.add_argument("--names-scorer", type=Path, default=SHARED / "eval" / "score_names.py")
    parser.add_argument(
        "--typography", type=Path, help="a script GOLD FOLDER that writes the articles in other typography"
    )
    parser.add_argument("--against", metavar="COMMIT", help="an older commit that reads the same articles")
    parser.add_argument(
        "--peer", type=Path, default=SHARED / "eval" / "peer_textacy.py", help="a script ARTICLES PREDICTED"
    )
    parser.add_argument("--peer-python", help="the Python that has textacy; without it the peer is left out")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        older = (args.against, stack.enter_context(checked_out(args.against))) if args.against else None
        bench = Bench(args, Path(folder), older)
        for gold_file in args.gold:
            bench.measure(gold_file)
        if args.typography:
            bench.typographies(args.gold[0])
        bench.starts(args.gold[0])


if __name__ == "__main__":
    main()
