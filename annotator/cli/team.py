"""Commands for a team: how far it agrees, packages out and back in."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from annotator.cli import options, streams
from annotator.errors import BadInputError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    agreement = commands.add_parser("agreement", help="measure how far the annotators agree, with intervals")
    agreement.add_argument("project", type=Path)
    agreement.add_argument("--annotators", nargs="+", metavar="NAME", help="only these (default: everybody)")
    agreement.add_argument("--seed", type=options.whole("--seed"), help="random seed of the bootstrap (default: 20)")
    agreement.add_argument(
        "--own",
        action="store_true",
        help="compare each annotator with their own second readings of articles that came back",
    )
    agreement.add_argument("--json", action="store_true", help="as JSON")
    agreement.add_argument(
        "--by",
        choices=("version", "week"),
        help="split by version of the codebook or by week, with the changes between them",
    )
    agreement.add_argument(
        "--output", type=Path, default=Path("-"), metavar="FILE",
        help="the page with all figures and disagreements as .html, .csv or .jsonl (default, -: the figures to standard output)",
    )  # fmt: skip
    options.add_force(agreement)
    agreement.set_defaults(run=run_agreement)

    repeats = commands.add_parser(
        "repeats", help="have some finished articles come back to their annotator as if new, or say which do"
    )
    repeats.add_argument("project", type=Path)
    repeats.add_argument(
        "--share", type=options.share("--share"), help="share of the finished articles, from 0 (none) to 1"
    )
    repeats.add_argument("--days", type=options.whole("--days", 1), help="days from finishing an article to its return")
    repeats.set_defaults(run=run_repeats)

    package = commands.add_parser(
        "package", help="make a blind project file for each annotator: articles, codebook, proposals"
    )
    package.add_argument("project", type=Path)
    package.add_argument("--for", dest="people", nargs="+", required=True, metavar="NAME", help="who annotates")
    package.add_argument("--articles", nargs="+", default=[], metavar="ID", help="only these articles (default: all)")
    package.add_argument(
        "--overlap",
        type=options.whole("--overlap", 1),
        metavar="K",
        help="annotators for each article (default: all of them)",
    )
    package.add_argument(
        "--without-proposals",
        type=options.share("--without-proposals"),
        default=0.0,
        metavar="SHARE",
        help="share of quotations shown without proposals, from 0 to 1 (default: 0)",
    )
    package.add_argument(
        "--output",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="the folder for the packages (default: the current one)",
    )
    package.set_defaults(run=run_package)

    merge = commands.add_parser("merge", help="merge the files of a team")
    merge.add_argument("project", type=Path)
    merge.add_argument("files", nargs="*", type=Path, metavar="FILE")
    merge.add_argument("--dry-run", action="store_true", help="only show what would come in")
    merge.add_argument(
        "--as",
        dest="names",
        nargs="+",
        default=[],
        metavar="NAME=PERSON",
        help="count NAME's decisions as PERSON's: \"Lead=Ann\"",
    )
    merge.add_argument(
        "--keep-codebook", action="store_true", help="keep the project's codebook where a file brings a newer one"
    )
    merge.add_argument("--undo", action="store_true", help="take back the newest merge")
    merge.add_argument(
        "--force",
        action="store_true",
        help="with --undo: undo the merge even if somebody has worked on what it brought",
    )
    merge.add_argument("--annotator", metavar="NAME", help="who merges and can undo it on the desk")
    merge.set_defaults(run=run_merge)


def run_agreement(args: argparse.Namespace) -> int:
    """Print the report."""
    from annotator.agreement.intervals import SEED
    from annotator.agreement.text import as_text
    from annotator.workflow import agreement_page, measure, outputs, project

    seed, to_file = SEED if args.seed is None else args.seed, args.output != Path("-")
    if args.by:
        from annotator.workflow import agreement_periods

        if to_file:
            raise BadInputError("Agreement by version or week is only printed; leave out --output.")
        with closing(project.read_project(args.project)) as store:
            found = agreement_periods.by_period(store, args.by, args.annotators, own=args.own, seed=seed)
        if args.json:
            as_json = agreement_periods.as_json(found, args.by)
            streams.write_data((streams.json_text(as_json, indent=2) + "\n").encode())
        else:
            print(agreement_periods.as_text(found, args.by, own=args.own), end="")
        return 0
    if to_file:
        for path, earlier in agreement_page.targets(args.output).items():
            outputs.check(path, earlier, force=args.force)
    with closing(project.read_project(args.project)) as store, store.reading():
        if to_file:
            page = agreement_page.load_page(store, args.annotators, own=args.own, seed=seed)
            for path in agreement_page.write_page(page, args.output, force=args.force):
                print(f"{path}: written.")
            return 0
        report = measure.measure(store, args.annotators, own=args.own, seed=seed)
        codebook = project.current_codebook(store)
    if args.json:
        streams.write_data((streams.json_text(report.as_json(), indent=2) + "\n").encode())
    else:
        names = {target.id: target.name for target in codebook.targets}
        print(as_text(report, names | {label.id: label.name for t in codebook.targets for label in t.labels}), end="")
    return 0


def run_repeats(args: argparse.Namespace) -> int:
    """Say which articles come back, or change it."""
    from annotator.workflow import own_consistency, project

    with closing(project.open_project(args.project)) as store:
        now = own_consistency.rule(store)
        if args.share is None and args.days is None:
            print(own_consistency.in_words(now))
        else:
            share, days = (old if new is None else new for old, new in zip(now, (args.share, args.days), strict=True))
            print(own_consistency.set_rule(store, share, int(days)).message)
    return 0


def run_package(args: argparse.Namespace) -> int:
    """Write the packages."""
    from annotator.workflow import project, team

    with closing(project.read_project(args.project)) as store:
        changes = team.packages(
            store,
            args.output,
            args.people,
            args.articles,
            overlap=args.overlap,
            without_proposals=args.without_proposals,
        )
    for change in changes:
        print(change.message)
    return 0


def run_merge(args: argparse.Namespace) -> int:
    """Merge files, or take the newest merge back."""
    from annotator.workflow import project, team

    if args.undo == bool(args.files):
        raise BadInputError("Name the files to merge, or --undo to take the newest merge back.")
    with closing(project.open_project(args.project)) as store:
        if args.undo:
            try:
                print(team.undo_merge(store, sure=args.force).message)
            except team.OthersWorkError as err:
                raise BadInputError(f"{err} To do so, add --force.") from err
            return 0
        names = team.names_of(args.names)
        change, reports = team.merge(
            store,
            args.files,
            annotator=args.annotator,
            names=names,
            take_codebook=not args.keep_codebook,
            dry_run=args.dry_run,
        )
    print(change.message)
    for report in reports:
        for name in report.strangers:
            print(
                f'  To take the decisions of {name} as {report.made_for}\'s, merge with --as "{name}={report.made_for}".'
            )
    return 1 if any(report.problem for report in reports) else 0
