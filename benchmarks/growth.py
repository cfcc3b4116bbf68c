"""How cost grows with the length of an article and with the number of decisions, measured and drawn.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.growth docs/growth.svg --project big.annot

It prints the points that it draws. The axes are logarithmic: a flat line is a constant cost, a line at 45° one that grows as fast.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from annotator.ui.window import DeskWindow
from annotator.workflow import corpus, desk, project
from benchmarks.desk import long_article, painted
from benchmarks.project import deciding
from benchmarks.table import Row, Times, show, times
from benchmarks.window import ME, opened_window

LENGTHS = (3_000, 10_000, 30_000, 100_000, 300_000)
WIDTH, HEIGHT, LEFT, FOOT = 420, 260, 64, 44
Points = Sequence[tuple[float, float]]


def _show(window: DeskWindow, sha: str) -> None:
    window.navigator.show_article(sha)
    painted(window)


def by_length(folder: Path) -> list[Row]:
    """An article opened and painted in the window, by its number of characters; a quotation every 60 of them."""
    path = folder / "lengths.annot"
    shas = []
    with closing(project.create_project(path)) as store:
        project.add_annotator(store, ME)
        for length in LENGTHS:
            article, found = long_article(length, length)
            corpus.import_text(store, article)
            desk.save_proposals(store, article.sha256, found, "cached")
            shas.append(article.sha256)
    window = opened_window(path, folder)
    rows = []
    for length, sha in zip(LENGTHS, shas, strict=True):
        taken: list[float] = []
        for _ in range(5):
            window.navigator.show_article(shas[0] if sha != shas[0] else shas[1])
            painted(window)
            taken += times(partial(_show, window, sha), 1).seconds
        rows.append(Row(f"{length}", Times(tuple(taken))))
    window.close()
    return rows


def chart(title: str, unit: str, points: Points, left: float) -> str:
    """One chart as SVG, at ``left`` pixels."""
    xs, ys = [math.log10(x) for x, _ in points], [math.log10(y) for _, y in points]
    low, high = math.floor(min(ys)), max(math.ceil(max(ys)), math.floor(min(ys)) + 1)

    def at(x: float, y: float) -> tuple[float, float]:
        across = (x - min(xs)) / (max(xs) - min(xs)) * (WIDTH - LEFT - 24)
        return left + LEFT + across, 34 + (high - y) / (high - low) * (HEIGHT - 34 - FOOT)

    parts = [f'<text x="{left + LEFT}" y="18" font-weight="bold">{title}</text>']
    for power in range(low, high + 1):
        _, y = at(min(xs), power)
        parts.append(f'<line x1="{left + LEFT}" x2="{left + WIDTH - 24}" y1="{y:.0f}" y2="{y:.0f}" stroke="#bbb"/>')
        parts.append(f'<text x="{left + LEFT - 6}" y="{y + 4:.0f}" text-anchor="end">{_time(10.0**power)}</text>')
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in (at(x, y) for x, y in zip(xs, ys, strict=True)))
    parts.append(f'<polyline points="{line}" fill="none" stroke="#0072b2" stroke-width="2"/>')
    for (x, _), a, b in zip(points, xs, ys, strict=True):
        across, y = at(a, b)
        parts.append(f'<circle cx="{across:.1f}" cy="{y:.1f}" r="3" fill="#0072b2"/>')
        parts.append(f'<text x="{across:.0f}" y="{HEIGHT - FOOT + 16}" text-anchor="middle">{x:,.0f}</text>')
    parts.append(f'<text x="{left + WIDTH / 2 + 20}" y="{HEIGHT - 8}" text-anchor="middle">{unit}</text>')
    return "\n".join(parts)


def _time(seconds: float) -> str:
    return f"{seconds:g} s" if seconds >= 1 else f"{seconds * 1000:g} ms"


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("picture", type=Path)
    parser.add_argument("--project", type=Path, required=True, help="a big project; some decisions are added to it")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.project.parent) as name:
        lengths = by_length(Path(name))
        decisions = [row for row in deciding(args.project, Path(name), 1) if "among" in row.what]
    show("An article opened and painted, by characters", lengths)
    show("One more decision, fsync included", decisions)
    drawn = chart("An article opened and painted", "characters", [(float(r.what), r.taken.median) for r in lengths], 0)
    sizes = [(float(r.what.split()[-1].replace(",", "")), r.taken.median) for r in decisions]
    drawn += chart("One more decision on disk", "decisions in the project", sizes, WIDTH)
    args.picture.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{drawn}\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
