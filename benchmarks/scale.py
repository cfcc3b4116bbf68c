"""A corpus through shards, through the process pool and through Dask: the same output, how fast, and how much memory.

    python -m benchmarks.scale --articles 20000

Each way uses two processes that work. The articles are made from a seed, three sentences each. The last run kills a worker in the middle
and is judged by counts and equality alone. Throughput is told by the clock, start and end of the command included, and by the
processor's time, which other work on the machine disturbs less.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

NAMES = ("Ida Holm", "Tom Verma", "Lena Ortiz", "Paul Adeyemi", "the mayor", "officials", "a spokeswoman for the port")
SAID = (
    "We will open the gate in May",
    "Nobody asked us before the vote",
    "This is the wrong way to do it",
    "The buoys must go",
)
REST = ("The council meets again on Tuesday.", "The budget has grown for years.", "Few people came to the hearing.")
LEAST = 0.9  # of the shards' throughput that Dask must reach
FLAT = 1.1  # times what the processes take when half of the articles are done that they may take later
LOOK = 0.5  # seconds between two looks at the memory


@dataclass
class Ran:
    """One way: seconds by the clock and of the processor, and looks at it: the share of articles done, and the bytes of each process."""

    name: str
    clock: float = 0.0
    processor: float = 0.0
    memory: list[tuple[float, dict[int, int]]] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """What its processes take at most while the second half of the articles is done, beside the quarter before.

        Left out are the first quarter, in which caches fill, and the end: a shard's file is written by a library that is loaded then.
        """
        before: dict[int, int] = {}
        later: dict[int, int] = {}
        for done, sizes in self.memory:
            for pid, size in sizes.items() if 0.25 <= done < 0.95 else ():
                half = before if done <= 0.5 else later
                half[pid] = max(half.get(pid, 0), size)
        both = before.keys() & later.keys()
        return sum(later[pid] for pid in both) / max(sum(before[pid] for pid in both), 1)

    @property
    def peak(self) -> int:
        """The most bytes that its processes took together."""
        return max((sum(sizes.values()) for _, sizes in self.memory), default=0)


def make_corpus(path: Path, count: int) -> None:
    """Articles of three sentences, no two alike."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            text = f"“{chance.choice(SAID)},” {chance.choice(NAMES)} said in case {number}. {chance.choice(REST)} {chance.choice(REST)}"
            out.write(json.dumps({"id": f"a{number}", "text": text, "source": f"Paper {number % 9}"}) + "\n")


def articles_done(folder: Path) -> int:
    """How many articles of the shards or parts in a folder are done: those of finished ones, and of working files."""
    done = sum(json.loads(path.read_bytes())["counts"]["articles"] for path in folder.glob("part-*.json"))
    for work in folder.glob(".*.work"):
        with suppress(FileNotFoundError):  # it was finished meanwhile
            done += work.read_bytes().count(b"\n")
    return done


def run(name: str, commands: list[list[str]], folder: Path, articles: int, *, kill: bool = False) -> Ran:
    """Run commands beside each other, into ``folder``; ``kill``: a worker is killed when three parts are finished."""
    ran, began = Ran(name), time.perf_counter()
    before = psutil.Process().cpu_times()
    running = [
        subprocess.Popen([sys.executable, "-m", "annotator", *words], stderr=subprocess.DEVNULL) for words in commands
    ]
    while any(process.poll() is None for process in running):
        every = _tree(running)
        ran.memory.append((articles_done(folder) / articles, {process.pid: size for process, size in every}))
        if kill and len(list(folder.glob("part-*.json"))) >= 3:
            workers = [(size, process) for process, size in every if process.pid not in {each.pid for each in running}]
            max(workers, key=lambda each: each[0])[1].kill()
            kill = False
        time.sleep(LOOK)
    if any(process.returncode for process in running) or kill:
        sys.exit(f"{name}: a command failed, or no worker could be killed")
    after = psutil.Process().cpu_times()
    ran.clock = time.perf_counter() - began
    ran.processor = sum(getattr(after, each) - getattr(before, each) for each in ("children_user", "children_system"))
    return ran


def _tree(running: list[subprocess.Popen[bytes]]) -> list[tuple[psutil.Process, int]]:
    """All processes of the commands with their resident memory."""
    found = []
    for process in running:
        try:
            top = psutil.Process(process.pid)
            for each in (top, *top.children(recursive=True)):
                found.append((each, each.memory_info().rss))
        except psutil.NoSuchProcess:
            continue
    return found


def joined(folder: Path) -> bytes:
    """The shards of a folder, joined."""
    path = folder.with_suffix(".jsonl")
    subprocess.run([sys.executable, "-m", "annotator", "collect", str(folder), "--output", str(path)], check=True)
    return path.read_bytes()


def main() -> int:
    """Print the table; 1 where outputs differ, Dask is slower than it may be, or memory grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = folder / "corpus.jsonl"
        make_corpus(corpus, args.articles)
        base = ["propose", str(corpus), "--format", "parquet", "--output"]
        dask = ["--dask", "local", "--processes", "2"]
        to = {each: folder / each for each in ("shards", "pool", "dask", "killed")}
        words = {each: [*base, str(path)] for each, path in to.items()}
        both = [[*words["shards"], "--shard", f"{n}/2"] for n in (1, 2)]
        shards = run("two shards, a process each", both, to["shards"], args.articles)
        one = [*words["pool"], "--shard", "1/1", "--processes", "2"]
        pool = run("one command, --processes 2", [one], to["pool"], args.articles)
        local = run("--dask local, two workers", [[*words["dask"], *dask]], to["dask"], args.articles)
        run("--dask local, one killed", [[*words["killed"], *dask]], to["killed"], args.articles, kill=True)
        outputs = [joined(path) for path in to.values()]
    print(f"\n{args.articles:,} articles\n")
    print(
        "| way | s | articles/s | beside shards | of the processor, s | beside shards | MB | second half / second quarter |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for ran in (shards, pool, local):
        print(
            f"| {ran.name} | {ran.clock:.0f} | {args.articles / ran.clock:.1f} | {shards.clock / ran.clock:.2f} | {ran.processor:.0f} | "
            f"{shards.processor / ran.processor:.2f} | {ran.peak / 1e6:.0f} | {ran.growth:.2f} |"
        )
    same = len(set(outputs)) == 1
    fast = shards.clock / local.clock >= LEAST or shards.processor / local.processor >= LEAST
    flat = all(ran.growth <= FLAT for ran in (shards, pool, local))
    print(f"\nequal, also with a worker killed: {same}; throughput: {fast}; memory flat: {flat}")
    return 0 if same and fast and flat else 1


if __name__ == "__main__":
    sys.exit(main())
