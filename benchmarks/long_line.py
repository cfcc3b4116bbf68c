"""How the detector's time grows with the length of one line: a line ten times as long should take about ten times as long.

    python -m benchmarks.long_line [--size 24000]

Prints, for each pattern that a line is made of, the seconds for a tenth of the size and for the size, and their ratio.
"""

from __future__ import annotations

import argparse
import time

from annotator.detection.pipeline import Detector
from tests.detection.test_hostile import LINES


def seconds(detector: Detector, pattern: str, size: int) -> float:
    """How long the detector takes for a line of ``size`` code points."""
    text = pattern * (size // len(pattern))
    began = time.perf_counter()
    detector.propose(text)
    return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=24_000, help="code points of the long line (default: 24000)")
    size = parser.parse_args().size
    detector = Detector()
    seconds(detector, "Warm. ", 1_000)
    print(f"{'line of':18}{size // 10:>10,}{size:>10,}  ratio")
    for pattern in LINES:
        short, long = seconds(detector, pattern, size // 10), seconds(detector, pattern, size)
        print(f"{pattern!r:18}{short:>10.2f}{long:>10.2f}  {long / short:.1f}")


if __name__ == "__main__":
    main()
