"""The command that writes a report of a corpus."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from annotator.cli import options


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    report = commands.add_parser(
        "report", help="write a report of the corpus: speakers, stances, progress (HTML or PDF)"
    )
    report.add_argument("project", type=Path, help="the project file (.annot)")
    report.add_argument("--output", type=Path, required=True, metavar="FILE", help="the file to write (.html or .pdf)")
    report.add_argument("--title", default="", help="its title (default: the project's name)")
    options.add_force(report)
    report.set_defaults(run=run_report)


def run_report(args: argparse.Namespace) -> int:
    """Write the report."""
    from annotator.workflow import project, report

    with closing(project.read_project(args.project)) as store:
        path = report.write_report(store, args.output, title=args.title, force=args.force)
    print(f"{path}: written.")
    return 0
