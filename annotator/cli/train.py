"""``annotator train``: learn stances from a project's decisions, tell how good the predictions are, and write a model."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli import options
from annotator.errors import BadInputError, many

if TYPE_CHECKING:
    from annotator.learning.curve import Curve, PredictionShare
    from annotator.workflow.stances import Trained

WIDTH = 40  # characters of a bar


def register(commands: Any) -> None:
    """Add the command."""
    train: argparse.ArgumentParser = commands.add_parser(
        "train",
        help="learn stances from a project's decisions",
        description="Learn stances from a project's decisions, measure how good the predictions are, and write a model.",
    )
    train.add_argument("project", type=Path)
    train.add_argument("--annotator", metavar="NAME", help="whose decisions (default: the only annotator's)")
    train.add_argument(
        "--report", action="store_true", help="print how good the predictions were and what more decisions would bring"
    )
    train.add_argument("--output", type=Path, metavar="MODEL", help="write the model, for propose --stances (.npz)")
    options.add_force(train)
    train.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train, and write or report."""
    if not args.report and args.output is None:
        raise BadInputError("Name the model to write with --output, or ask for the figures with --report.")
    if args.output is not None and args.output.suffix != ".npz":
        raise BadInputError(f"{args.output}: the name of a model must end in .npz.")
    from importlib.metadata import version

    from annotator.workflow import project, stances

    with closing(project.read_project(args.project)) as store:
        trained = stances.train(store, stances.whose(store, args.annotator))
        if args.report:
            print(report(trained), end="")
        if args.output is not None:
            stances.write_model(trained, args.output, version("quotation-annotator"), force=args.force)
            print(f"{args.output}: a model of {many(len(trained.decided), 'decision')} by {trained.annotator}.")
    return 0


def report(trained: Trained) -> str:
    """The learning curve with its figures, in plain words."""
    lines = [f"Learned from {len(trained.decided):,} decided quotations of {trained.annotator}.", *trained.remarks]
    record = trained.record
    if record is None:
        return "\n".join([*lines, "There are too few decisions to judge predictions."]) + "\n"
    lines += ["", "Each decision was predicted from those before it. In brackets: 95 % intervals, by article.", ""]
    lines += ["decisions   right label first once the target is known"]
    for point in record.points:
        bar = "#" * round(point.label.value * WIDTH)
        lines.append(f"{point.learned:>9,}   {bar:<{WIDTH}} {_percent(point.label)}")
    lines += ["", *_figures(record)]
    return "\n".join(lines) + "\n"


def _figures(record: Curve) -> list[str]:
    lines = [
        f"A right label among the three likeliest:      {_percent(record.first3)}",
        f"Right label first, the target known:          {_percent(record.label)}",
        f"Labels marked (probability .85 and more):     {_percent(record.shown)}",
        f"Marked labels that were right:                {_percent(record.shown_right)}",
        f"Calibration error of the likeliest label:     {record.calibration.value:.3f} "
        f"({record.calibration.low:.3f} to {record.calibration.high:.3f})",
    ]
    more = record.more
    if more is None:
        return [*lines, "There are too few predictions yet to say what more decisions would bring."]
    half = (more.high - more.low) / 2
    return [*lines, f"Another 100 decisions: {100 * more.value:+z.0f} ± {100 * half:.0f} points (right label first)."]


def _percent(figure: PredictionShare) -> str:
    if not figure.count:
        return "none yet"
    return f"{figure.value:.0%} ({figure.low:.0%} to {figure.high:.0%}; {figure.count:,})"
