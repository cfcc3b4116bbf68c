"""Commands on projects: the desk and its demonstration without a display."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from annotator.cli import interrupts, options

NO_DISPLAY = "There is no display, so the desk runs without one: the first article is annotated by real key events."


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    desk = commands.add_parser("desk", help="open the desk on a project (default: the last one)")
    desk.add_argument("project", nargs="?", type=Path, help="the project file (.annot)")
    desk.add_argument(
        "--sample", action="store_true", help="make the project from the sample articles if it does not exist"
    )
    desk.add_argument(
        "--new-window",
        action="store_true",
        help="open another window even if one shows the project already (otherwise that one is raised)",
    )
    desk.set_defaults(run=run_desk)

    demo = commands.add_parser(
        "demo", help="annotate the first sample article without a display; write a screenshot and an export"
    )
    demo.add_argument("--output", type=Path, default=Path("exports"), help="the folder (default: exports)")
    options.add_force(demo)
    demo.set_defaults(run=run_demo)


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere with X11, Wayland or a chosen Qt platform."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run_desk(args: argparse.Namespace) -> int:
    """Open the window; without a display say so and run the demonstration."""
    if not has_display():
        print(NO_DISPLAY)
        return _demo(Path("exports"), force=False)
    gc.disable()  # what a start makes stays: looking for garbage in it only delays the first paint, after which the desk turns it on
    from annotator.ui.app import main

    status = main(args.project, sample=args.sample, new_window=args.new_window)
    if status > 128:
        print(interrupts.SENTENCE, file=sys.stderr)
    return status


def run_demo(args: argparse.Namespace) -> int:
    """Annotate the first article by key events, offscreen."""
    return _demo(args.output, force=args.force)


def _demo(folder: Path, *, force: bool) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault(
        "QT_LOGGING_RULES", "default.warning=false"
    )  # offscreen it warns of size hints at every window
    from annotator.ui.demo import run

    return run(folder, force=force)
