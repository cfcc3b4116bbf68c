"""Draw docs/architecture.svg: the rooms as boxes, an arrow for what may be imported."""

from __future__ import annotations

from pathlib import Path

WIDTH, HEIGHT = 1070, 500
BOXES = {
    "cli/": (150, 20, 150), "ui/  (PySide6)": (640, 20, 150), "session/": (640, 100, 150), "workflow/": (435, 190, 200),
    "detection/ (spaCy, ONNX)": (10, 300, 200), "codebook/": (220, 300, 95), "agreement/ (numpy)": (325, 300, 160),
    "estimation/ (numpy)": (500, 300, 150), "learning/ (numpy)": (665, 300, 135), "exchange/ (files)": (810, 300, 130),
    "store/ (SQLite)": (950, 300, 110), "records · errors · resources  (standard library)": (300, 420, 460),
}  # fmt: skip
TALL = 46


def box(name: str) -> str:
    """One room."""
    x, y, wide = BOXES[name]
    return (
        f'<rect x="{x}" y="{y}" width="{wide}" height="{TALL}" rx="8" fill="#fff3cd" stroke="#5c6370"/>'
        f'<text x="{x + wide / 2}" y="{y + TALL / 2 + 5}" text-anchor="middle" font-family="sans-serif" font-size="14" '
        f'fill="#1f2328">{name}</text>'
    )


def arrow(upper: str, lower: str) -> str:
    """From the bottom of one room to the top of another."""
    (x, y, wide), (x2, y2, wide2) = BOXES[upper], BOXES[lower]
    line = f"M{x + wide / 2} {y + TALL} L{x2 + wide2 / 2} {y2 - 5}"
    return f'<path d="{line}" stroke="#5c6370" stroke-width="1.5" fill="none" marker-end="url(#head)"/>'


def main() -> None:
    """Write the picture."""
    names = list(BOXES)
    (commands, window, session, hub), middle, base = names[:4], names[4:-1], names[-1]
    arrows = [arrow(commands, hub), arrow(window, session), arrow(session, hub)]
    arrows += [arrow(hub, m) for m in middle] + [arrow(m, base) for m in middle]
    head = (
        '<marker id="head" markerWidth="9" markerHeight="9" refX="6" refY="4" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#5c6370"/></marker>'
    )
    body = "\n".join([*arrows, *map(box, names)])
    Path(__file__).parent.parent.joinpath("docs", "architecture.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="The rooms">\n'
        f"<defs>{head}</defs>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fbfaf7"/>\n{body}\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
