"""Our detector beside textacy on gold articles, in one run: the scorer's measures, calibration, time, memory, errors by class.

    python -m benchmarks.attribution GOLD.jsonl [GOLD.jsonl …] --scorer score_quotes.py [--names-scorer score_names.py]
        [--peer peer_textacy.py --peer-python PYTHON]

Where GOLD.names.jsonl stands beside GOLD.jsonl, the names of the speakers are scored too.

Each tool runs as a process of its own, start-up included; times are wall time, so run it on an idle machine. The peer needs an environment
with textacy in it (``pip install textacy``), which the project itself does not use.
"""

from __future__ import annotations

import argparse
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

from benchmarks import names
from benchmarks import scorer as scoring

SHARED = Path(os.environ.get("SHARED", "../shared"))
COLUMNS = ("F1", "exact", "alarm", "mention", "head", "prec.", "in 3", "mixed", "content", "source", "art./s", "MB")


@dataclass(frozen=True)
class Run:
    """One tool's records with the seconds and the peak memory (MB) of its process."""

    name: str
    records: dict[str, Any]
    seconds: float
    memory: float


def run(name: str, command: Sequence[str], output: Path) -> Run:
    """Run a command that writes JSON lines to ``output``; SystemExit with what it said if it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    told = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"error: {name} failed:\n{told.decode(errors='replace')}")
    lines = output.read_text(encoding="utf-8").splitlines()
    return Run(name, {r["id"]: r for r in map(json.loads, lines)}, seconds, usage.ru_maxrss / 1024)


def row(scorer: ModuleType, gold: dict[str, Any], found: Run) -> str:
    """One line of the table."""
    result, _ = scoring.score(scorer, gold, found.records)
    detection, speaker, everything = result["detection"], result["speaker"], result["all"]
    shares = (
        detection["overlap"]["f1"], detection["exact"]["f1"], detection["false_alarm"], speaker["mention"], speaker["head"],
        speaker["precision"], speaker["within_3"], speaker["mention_mixed"], everything["content"]["f1"], everything["source"]["f1"],
    )  # fmt: skip
    cells = [f"{100 * x:7.1f}" if x is not None else "      -" for x in shares]
    return f"{found.name:<18}" + " ".join([*cells, f"{len(gold) / found.seconds:7.1f}", f"{found.memory:7.0f}"])


def measure(gold_file: Path, scorer: ModuleType, names_scorer: Path, peer: list[str], folder: Path) -> None:
    """Run all tools on one gold file and print their table."""
    gold = {g["id"]: g for g in map(json.loads, gold_file.read_text(encoding="utf-8").splitlines())}
    articles = folder / "articles.jsonl"  # the tools never see the gold
    articles.write_text(
        "".join(json.dumps({"id": g["id"], "text": g["text"], "quotes": []}) + "\n" for g in gold.values()),
        encoding="utf-8",
    )
    ours = [sys.executable, "-m", "annotator", "propose", str(articles), "--output", str(folder / "ours.jsonl")]
    runs = [
        run("annotator", ours, folder / "ours.jsonl"),
        run("annotator, marks", [*ours, "--marks-only"], folder / "ours.jsonl"),
    ]
    if peer:
        runs.append(run("textacy", [*peer, str(articles), str(folder / "peer.jsonl")], folder / "peer.jsonl"))
    print(f"\n{gold_file.name}: {len(gold)} articles")
    print(" " * 18 + " ".join(f"{c:>7}" for c in COLUMNS))
    for found in runs:
        print(row(scorer, gold, found))
    ece = scoring.calibration(scorer, gold, runs[0].records)
    print(f"Expected calibration error: speech or not {ece['speech']:.3f}, speaker {ece['speaker']:.3f}")
    _, errors = scoring.score(scorer, gold, runs[0].records)
    classes = ", ".join(f"{name} {count}" for name, count in scoring.classes(gold, errors).most_common())
    print(f"Our errors: {classes}")
    named = gold_file.with_suffix(".names.jsonl")
    if named.is_file():
        print(names.table(names_scorer, gold_file, named, runs[0].records.values()))


def main() -> None:
    """Measure each gold file given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--scorer", type=Path, default=SHARED / "eval" / "score_quotes.py")
    parser.add_argument("--names-scorer", type=Path, default=SHARED / "eval" / "score_names.py")
    parser.add_argument(
        "--peer", type=Path, default=SHARED / "eval" / "peer_textacy.py", help="a script ARTICLES PREDICTED"
    )
    parser.add_argument("--peer-python", help="the Python that has textacy; without it the peer is left out")
    args = parser.parse_args()
    scorer = scoring.load(args.scorer)
    peer = [args.peer_python, str(args.peer)] if args.peer_python else []
    with tempfile.TemporaryDirectory() as folder:
        for gold_file in args.gold:
            measure(gold_file, scorer, args.names_scorer, peer, Path(folder))


if __name__ == "__main__":
    main()
