"""The commands that write a report of a corpus, and of the time that people worked on it."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from annotator.cli import options, streams
from annotator.errors import BadInputError, many


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    report = commands.add_parser(
        "report", help="write a report of the corpus: speakers, stances, progress (HTML or PDF)"
    )
    report.add_argument("project", type=Path, help="the project file (.annot)")
    report.add_argument("--output", type=Path, required=True, metavar="FILE", help="the file to write (.html or .pdf)")
    report.add_argument("--title", default="", help="its title (default: the project's name)")
    options.add_force(report)
    report.set_defaults(run=run_report)

    time = commands.add_parser(
        "time", help="write what each annotator did on each day, and how long they worked, as CSV"
    )
    time.add_argument("project", type=Path, help="the project file (.annot)")
    time.add_argument("--annotator", default="", metavar="NAME", help="only this annotator")
    time.add_argument(
        "--output", type=Path, default=Path("-"), metavar="FILE", help="the file to write (default, -: standard output)"
    )
    options.add_force(time)
    time.set_defaults(run=run_time)


def run_report(args: argparse.Namespace) -> int:
    """Write the report."""
    from annotator.workflow import project, report

    with closing(project.read_project(args.project)) as store:
        path = report.write_report(store, args.output, title=args.title, force=args.force)
    print(f"{path}: written.")
    return 0


def run_time(args: argparse.Namespace) -> int:
    """Write or print the time report."""
    from annotator.workflow import project, worktime

    with closing(project.read_project(args.project)) as store:
        if args.annotator and args.annotator not in project.annotators(store):
            raise BadInputError(project.not_known(store, args.annotator))
        found = worktime.work_days(store, args.annotator)
    if args.output == Path("-"):
        streams.write_data(worktime.as_csv(found).encode())
        return 0
    worktime.write_csv(found, args.output, force=args.force)
    print(f"{args.output}: {many(len(found), 'day')} of work written.")
    return 0
