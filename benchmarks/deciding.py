"""What a decision costs at the beginning and at the end of one long article.

    python -m benchmarks.deciding                  # 5,000 quotations, every one decided
    PYTHONPATH=OLDER python benchmarks/deciding.py # the same with the program of another checkout

Processor time, so that waiting for the disk and for other programs does not count. Exit status 1 where the last decisions cost more than
1.3 times the first ones.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import mean

from annotator.records import Article, Kind, Proposal, Span
from annotator.workflow import corpus, desk, project

SOME = 300  # decisions that are averaged
MOST = 1.3  # times the first ones


def decide_all(folder: Path, quotations: int) -> list[float]:
    """Decide every quotation of an article in a new project; seconds of the processor for each."""
    text = "\n".join(f"“Quotation {n} of many,” said Speaker {n % 5}." for n in range(quotations))
    article = Article("long", text, "A long article")
    spans = [Span(at, text.index("”", at) + 1) for at, char in enumerate(text) if char == "“"]
    taken = []
    with closing(project.create_project(folder / "long.annot")) as store:
        project.add_annotator(store, "Ada")
        corpus.import_text(store, article)
        found = [Proposal(span, span.words(text), Kind.DIRECT, 0.9) for span in spans]
        desk.save_proposals(store, article.sha256, found, "made")
        opened = desk.load_desk(store, article.sha256, "Ada")
        for quotation in opened.quotations:
            decision = desk.confirm(desk.shown(opened, quotation))
            begun = time.process_time()
            desk.decide(store, decision, action="Confirm quotation")
            taken.append(time.process_time() - begun)
    return taken


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quotations", type=int, default=5000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        taken = decide_all(Path(folder), args.quotations)
    first, last = mean(taken[:SOME]), mean(taken[-SOME:])
    print(f"first {SOME}: {1000 * first:.2f} ms, last {SOME}: {1000 * last:.2f} ms, {last / first:.2f} times")
    return 0 if last <= MOST * first else 1


if __name__ == "__main__":
    sys.exit(main())
