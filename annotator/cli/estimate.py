"""``annotator estimate``: a share of a whole corpus from the detector's proposals and people's decisions on a sample."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli import options
from annotator.errors import BadInputError

if TYPE_CHECKING:
    from annotator.workflow.estimate import EstimateReport


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and the options of a sample."""
    parser = commands.add_parser(
        "estimate",
        help="estimate a share in a whole corpus, from proposals and decisions on a sample",
        description="Estimate a share in a whole corpus from the detector's proposals and people's decisions on a sample.",
    )
    parser.add_argument("project", type=Path, help="a project whose sample was drawn by annotator import --sample")
    parser.add_argument("corpus", type=Path, help="the proposals: a folder of shards, or the file that collect wrote")
    parser.add_argument(
        "--speaker", default="", metavar="NAME", help="the speaker whose share of the quotations is estimated"
    )
    parser.add_argument("--target", default="", metavar="ID", help="the target whose stances are estimated")
    parser.add_argument(
        "--label",
        default="",
        metavar="ID",
        help="the share with this stance among all with a stance towards the target",
    )
    parser.add_argument("--indirect", action="store_true", help="count indirect quotations too")
    parser.add_argument(
        "--annotator", metavar="NAME", help="whose decisions count (default: those of the only annotator)"
    )
    parser.add_argument(
        "--level", type=options.share("--level"), default=0.95, help="confidence level of the intervals (default: 0.95)"
    )
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a .csv, .svg or .txt file (may be repeated)",
    )
    options.add_force(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Estimate, print, and write what is asked for."""
    from annotator.workflow import estimate, project

    for path in args.output:
        if path.suffix.lower() not in (".csv", ".svg", ".txt"):
            raise BadInputError(f"{path}: an estimate is written as .csv, .svg or .txt; choose one of these.")
    if not 0.5 <= args.level < 1:
        raise BadInputError("--level must be a number from 0.5 to less than 1, such as 0.95.")
    with closing(project.open_project(args.project)) as store:
        question = estimate.question_of(store, args.speaker, args.target, args.label, indirect=args.indirect)
        report = estimate.estimate(store, args.corpus, question, annotator=args.annotator, level=args.level)
    print(_text(report), end="")
    for path in args.output:
        _write(path, report, force=args.force)
    return 0


def _about(report: EstimateReport) -> list[str]:
    lines = [
        f"{report.corpus:,} articles; {report.annotator} finished {report.finished:,} of {report.sampled:,} that were drawn "
        f"from {report.strata:,} {'strata' if report.strata != 1 else 'stratum'}."
    ]
    if report.finished < report.sampled:
        lines.append(
            "The intervals hold only if the choice of finished articles does not depend on what the articles say."
        )
    return lines


def _text(report: EstimateReport) -> str:
    from annotator.estimation import told

    return told.as_text(report.question, report.proposals, report.estimates, _about(report), report.level)


def _write(path: Path, report: EstimateReport, *, force: bool) -> None:
    from annotator.estimation import told
    from annotator.exchange.earlier import begins
    from annotator.workflow import outputs

    suffix = path.suffix.lower()
    if suffix == ".csv":
        text = told.as_csv(report.question, report.proposals, report.estimates, report.corpus, report.level)
        begin = ",".join(told.COLUMNS)
    elif suffix == ".svg":
        text = told.as_svg(
            report.question, report.proposals, report.estimates, _about(report)[0].removesuffix("."), report.level
        )
        begin = text.split(" height", 1)[0]
    else:
        text, begin = _text(report), "Share of quotations"
    with outputs.output(path, begins(begin), force=force) as aim:
        aim.write_bytes(text.encode())
