"""Commands that ask whether annotators lean on suggestions, set how many are withheld, and compare annotators with settled decisions."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli import options, streams
from annotator.errors import BadInputError

if TYPE_CHECKING:
    from annotator.agreement.influence_report import InfluenceReport
    from annotator.workflow.known_answers import Shares


def register(commands: Any) -> None:
    """Add the commands."""
    influence = commands.add_parser(
        "influence",
        help="measure whether annotators lean on suggestions",
        description="Whether annotators lean on suggestions.",
    )
    influence.add_argument("project", type=Path)
    influence.add_argument(
        "--bias", type=options.share("--bias"), default=0.1, metavar="SIZE",
        help="the difference to detect; the report says how many more withheld suggestions that takes (default: 0.1)",
    )  # fmt: skip
    influence.add_argument("--json", action="store_true", help="as JSON")
    influence.set_defaults(run=run_influence)

    hold_out = commands.add_parser(
        "hold-out",
        help="withhold a share of the suggestions",
        description="Withhold a share of the suggestions, by chance.",
    )
    hold_out.add_argument("project", type=Path)
    hold_out.add_argument(
        "--speakers",
        type=options.share("--speakers"),
        metavar="SHARE",
        help="share of speakers withheld, 0 to 1 (default: unchanged)",
    )
    hold_out.add_argument(
        "--stances",
        type=options.share("--stances"),
        metavar="SHARE",
        help="share of stances withheld, 0 to 1 (default: unchanged)",
    )
    hold_out.set_defaults(run=run_hold_out)

    known = commands.add_parser(
        "known-answers",
        help="measure how far annotators agree with the settled decisions, week by week",
        description="How far each annotator agrees with the settled decisions, in total and week by week. Nothing is changed.",
    )
    known.add_argument("project", type=Path)
    known.set_defaults(run=run_known_answers)

    trained = commands.add_parser(
        "training",
        help="show how annotators answered in training rounds, by label",
        description="How often each annotator's first answers in training rounds were right, by label. Nothing is changed.",
    )
    trained.add_argument("project", type=Path)
    trained.set_defaults(run=run_training)


def run_training(args: argparse.Namespace) -> int:
    """Print how each annotator did in training rounds."""
    from annotator.workflow import project, training_round

    with closing(project.read_project(args.project)) as store:
        found = training_round.report(store)
    if not found:
        print("Nobody answered in a training round yet; Team › Training round… starts one.")
        return 0
    print("First answers that were right. In brackets: the 95 % interval (Wilson 1927), and the number of answers.")
    for one in found:
        print(f"\n{one.annotator}: {one.all}")
        for (target, label), share in one.labels.items():
            print(f"  {target}: {label}: {share}")
    return 0


def run_influence(args: argparse.Namespace) -> int:
    """Print the figures."""
    from annotator.workflow import influence, project

    if not args.bias:
        raise BadInputError("--bias must be more than 0.")
    with closing(project.read_project(args.project)) as store:
        found = influence.report(store, args.bias)
    if args.json:
        streams.write_data((streams.json_text(found.as_json(), indent=2) + "\n").encode())
    else:
        print(as_text(found), end="")
    return 0


def run_hold_out(args: argparse.Namespace) -> int:
    """Change or tell the shares."""
    from annotator.workflow import influence, project

    with closing(project.open_project(args.project)) as store:
        now = influence.hold_out(store)
        if args.speakers is None and args.stances is None:
            print(
                f"{args.project}: withheld by {now.rule}: {now.speakers:.0%} of speakers, {now.stances:.0%} of marked labels."
            )
            return 0
        speakers = now.speakers if args.speakers is None else args.speakers
        change = influence.set_hold_out(store, speakers, now.stances if args.stances is None else args.stances)
    print(f"{args.project}: {change.message}")
    return 0


def run_known_answers(args: argparse.Namespace) -> int:
    """Print each annotator's agreement with the settled decisions."""
    from annotator.workflow import known_answers, project

    with closing(project.read_project(args.project)) as store:
        found = known_answers.report(store)
    if not found:
        print("Nothing is settled yet, so no answer is known; settle quotations with Team › Adjudicate.")
        return 0
    print(
        "Agreement with the settled decisions, by field. In brackets: the 95 % interval by article (from 10 articles on), and the "
        "number of quotations."
    )
    for one in found:
        print(f"\n{one.annotator}: {_by_field(one.all)}")
        for week, shares in one.weeks.items():
            print(f"  {week}: {_by_field(shares)}")
    return 0


def _by_field(shares: Shares) -> str:
    return "; ".join(f"{field} {share}" for field, share in shares.items())


def as_text(found: InfluenceReport) -> str:
    """The report in plain words."""
    from annotator.agreement.influence_report import FOOT

    head = "Agreement with the machine's suggestion, where it was shown and where it was withheld by chance."
    return "\n".join([head, "", *found.sentences(), "", FOOT]) + "\n"
