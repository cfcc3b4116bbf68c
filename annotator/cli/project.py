"""Commands on projects: the desk, its demonstration without a display, import and export."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path

from annotator.errors import BadInputError

NO_DISPLAY = "There is no display here, so the desk runs offscreen: the first article is annotated by real key events."


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    desk = commands.add_parser("desk", help="open the desk on a project (the default: where you were last)")
    desk.add_argument("project", nargs="?", type=Path, help="the project file (.annot)")
    desk.add_argument(
        "--sample", action="store_true", help="make the project from the sample articles if it is not there"
    )
    desk.set_defaults(run=run_desk)

    demo = commands.add_parser("demo", help="annotate the first article offscreen; leave a screenshot and the export")
    demo.add_argument("--output", type=Path, default=Path("exports"), help="the folder (default: exports)")
    demo.set_defaults(run=run_demo)

    bring = commands.add_parser("import", help="bring articles or annotations into a project (made if it is not there)")
    bring.add_argument("project", type=Path)
    bring.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=".txt or .jsonl files, or folders of them")
    bring.set_defaults(run=run_import)

    export = commands.add_parser("export", help="write the annotations of a project")
    export.add_argument("project", type=Path)
    export.add_argument(
        "--format", default="jsonl", help="jsonl (a line an article) or jsonl-quotations (a line a quotation)"
    )
    export.add_argument("--output", type=Path, required=True)
    export.add_argument("--annotator", help="only this annotator's (default: everybody's)")
    export.set_defaults(run=run_export)


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere with X11, Wayland or a chosen Qt platform."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run_desk(args: argparse.Namespace) -> int:
    """Open the window; without a display say so and run the demonstration."""
    if not has_display():
        print(NO_DISPLAY)
        return _demo(Path("exports"))
    from annotator.ui.app import main

    return main(args.project, sample=args.sample)


def run_demo(args: argparse.Namespace) -> int:
    """Annotate the first article by key events, offscreen."""
    return _demo(args.output)


def _demo(folder: Path) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from annotator.ui.demo import run

    return run(folder)


def run_import(args: argparse.Namespace) -> int:
    """Import articles and annotations; 1 if a file of several could not be read, each told by name."""
    from annotator.workflow import corpus, project

    store = project.open_project(args.project) if args.project.exists() else project.create_project(args.project)
    with closing(store):
        change, report = corpus.import_paths(store, args.paths)
        for problem in report.problems:
            print(f"error: {problem}", file=sys.stderr)
        print(change.message)
    return 1 if report.problems else 0


def run_export(args: argparse.Namespace) -> int:
    """Write an export and say what is in it."""
    from annotator.workflow import export, project

    if args.format not in export.FORMATS:
        raise BadInputError(f"There is no format “{args.format}”; choose one of {', '.join(export.FORMATS)}.")
    with closing(project.open_project(args.project)) as store:
        report = export.export(store, args.output, annotator=args.annotator, fmt=args.format)
    print(f"{report.path}: {report.counts.message}")
    return 0
