"""Commands for a team: how far it agrees, packages out and back in."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    agreement = commands.add_parser("agreement", help="how far the annotators agree, with intervals")
    agreement.add_argument("project", type=Path)
    agreement.add_argument("--annotators", nargs="+", metavar="NAME", help="only these (default: everybody)")
    agreement.add_argument("--seed", type=int, help="of the bootstrap (default: 20)")
    agreement.add_argument("--json", action="store_true", help="as JSON")
    agreement.set_defaults(run=run_agreement)


def run_agreement(args: argparse.Namespace) -> int:
    """Print the report."""
    from annotator.agreement.intervals import SEED
    from annotator.agreement.text import as_text
    from annotator.workflow import measure, project

    with closing(project.read_project(args.project)) as store:
        report = measure.measure(store, args.annotators, seed=SEED if args.seed is None else args.seed)
        codebook = project.current_codebook(store)
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        names = {target.id: target.name for target in codebook.targets}
        print(as_text(report, names | {label.id: label.name for t in codebook.targets for label in t.labels}), end="")
    return 0
