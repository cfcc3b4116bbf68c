"""Commands that bring a corpus in and take it out: import, export, release."""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli import options, streams
from annotator.errors import BadInputError, many

if TYPE_CHECKING:
    from annotator.store.connection import Store
    from annotator.workflow.export import ExportReport
    from annotator.workflow.release_files import ReleaseDescription
    from annotator.workflow.selection import Selection


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    bring = commands.add_parser(
        "import", help="import articles or annotations into a project (it is created if missing)"
    )
    bring.add_argument("project", type=Path)
    bring.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="articles, annotations or a .qdc codebook; folders of them"
    )
    bring.add_argument(
        "--text-column", metavar="NAME", help="the column of a .csv or key of a .jsonl that holds the text"
    )
    bring.add_argument("--id-column", metavar="NAME", help="the column or key that names the article (default: id)")
    bring.add_argument(
        "--together",
        action="store_true",
        help="a page with several articles (a live blog, say) becomes one article; else each is one",
    )
    bring.add_argument("--preview", action="store_true", help="show what would be imported; change nothing")
    bring.add_argument(
        "--sample",
        type=options.whole("--sample", 2),
        metavar="N",
        help="only N articles drawn from --proposals, with the probability of each; the paths are the files that propose read",
    )
    bring.add_argument(
        "--proposals",
        type=Path,
        metavar="PATH",
        help="with --sample: the proposals for the whole corpus (a folder of shards or one file)",
    )
    bring.add_argument(
        "--stratify",
        default="",
        metavar="KEYS",
        help="draw from each stratum: keys of the metadata with commas (source,date), speaker, or uncertainty",
    )
    bring.add_argument("--seed", type=options.whole("--seed"), default=0, help="random seed of the sample (default: 0)")
    bring.add_argument(
        "--as", action="append", default=[], dest="meanings", metavar="LABEL=MEANING",
        help="what a label of the files means: quotation, direct, mixed, indirect, source, cue, speaker, comment, nothing, or a label "
        "of the codebook (may be repeated; kept with the project)",
    )  # fmt: skip
    bring.add_argument("--codebook", type=Path, metavar="FILE", help="the project's codebook (.toml or .qdc)")
    bring.set_defaults(run=run_import)

    review = commands.add_parser("review", help="list the decisions that could not be moved to an edited article")
    review.add_argument("project", type=Path)
    review.add_argument("--annotator", metavar="NAME", help="only decisions of this annotator")
    review.set_defaults(run=run_review)

    export = commands.add_parser(
        "export", help="export the annotations of a project; each file is read back and compared"
    )
    export.add_argument("project", nargs="?", type=Path)
    export.add_argument(
        "--format", default="jsonl", metavar="NAME", help="one of those that --formats lists (default: jsonl)"
    )
    export.add_argument(
        "--output",
        type=Path,
        metavar="PATH",
        help="the file (- for standard output), or the folder where the format is one",
    )
    options.add_force(export)
    export.add_argument("--formats", action="store_true", help="list the formats and what each cannot carry")
    export.add_argument("--preview", action="store_true", help="count what would be written; write nothing")
    add_filters(export)
    export.set_defaults(run=run_export)

    release = commands.add_parser("release", help="make a numbered release with splits, a data card and checksums")
    release.add_argument("project", type=Path)
    release.add_argument("--output", type=Path, required=True, metavar="FOLDER", help="a new folder")
    release.add_argument("--name", help="what the data set is called (default: the project's name)")
    release.add_argument(
        "--seed", type=options.whole("--seed"), default=0, help="random seed of the splits (default: 0)"
    )
    for part in ("--validation", "--test"):
        release.add_argument(
            part, type=options.share(part), default=0.1, metavar="SHARE", help="share of the articles (default: 0.1)"
        )
    release.add_argument(
        "--group-by",
        action="append",
        default=[],
        metavar="speaker|event",
        help="keep the same speaker or event in one split (may be repeated)",
    )
    release.add_argument("--event-key", default="event", metavar="KEY", help="the metadata that names the event")
    release.add_argument(
        "--again", type=options.whole("--again", 1), metavar="NUMBER", help="make that release again, to the byte"
    )
    for option, what in (
        ("--language", "its language, such as en (may be repeated)"),
        ("--creator", "who made it (may be repeated)"),
    ):
        release.add_argument(option, action="append", default=[], metavar="NAME", help=what)
    release.add_argument(
        "--license", default="", metavar="NAME", help="its name on the Hugging Face hub (cc-by-4.0), or an address"
    )
    release.add_argument("--url", default="", metavar="ADDRESS", help="the address where it will be published")
    release.add_argument("--description", default="", metavar="TEXT", help="what it is, in a sentence or two")
    release.add_argument(
        "--about",
        type=Path,
        metavar="FILE",
        help="a .toml file with facts for the data card (dataCollection, annotatorDemographics, …)",
    )
    add_filters(release)
    release.set_defaults(run=run_release)


def add_filters(parser: argparse.ArgumentParser) -> None:
    """The filters of an export."""
    parser.add_argument(
        "--annotator",
        action="append",
        default=[],
        metavar="NAME",
        help="only decisions of this annotator (may be repeated)",
    )
    parser.add_argument("--adjudicated", action="store_true", help="only the adjudicated decisions")
    parser.add_argument(
        "--article", action="append", default=[], metavar="ID", help="only this article (may be repeated)"
    )
    parser.add_argument(
        "--state", action="append", default=[], help="confirmed, not-speech or undecided (may be repeated)"
    )
    parser.add_argument("--kind", action="append", default=[], help="direct, mixed or indirect (may be repeated)")
    parser.add_argument(
        "--label",
        action="append",
        default=[],
        metavar="TARGET[:LABEL]",
        help="only quotations with this stance (may be repeated)",
    )
    parser.add_argument(
        "--flagged", choices=("with", "without"), help="flagged quotations (default: with, if the format can mark them)"
    )
    parser.add_argument("--finished", action="store_true", help="only articles that their annotator finished")


def selection_of(args: argparse.Namespace) -> Selection:
    """The filters as a Selection; BadInputError for a word that is none of the choices."""
    from annotator.records import Kind
    from annotator.workflow.selection import STATES, Selection

    kinds = [str(kind) for kind in Kind]
    for given, known, what in ((args.state, list(STATES), "state"), (args.kind, kinds, "kind")):
        if wrong := next((word for word in given if word not in known), None):
            raise BadInputError(f"There is no {what} “{wrong}”; choose one of {', '.join(known)}.")
    return Selection(
        annotators=frozenset(args.annotator),
        articles=frozenset(args.article),
        states=frozenset(STATES[word] for word in args.state),
        kinds=frozenset(Kind(word) for word in args.kind),
        labels=frozenset(args.label),
        flagged=None if args.flagged is None else args.flagged == "with",
        finished=args.finished,
        adjudicated=args.adjudicated,
    )


def run_import(args: argparse.Namespace) -> int:
    """Import articles and annotations; 1 if a file of several could not be read, each told by name."""
    from annotator.exchange.annotated import ignore
    from annotator.workflow import codebook_change, codebook_files, corpus, preview, project

    if args.sample is not None or args.proposals is not None:
        return _import_sample(args)
    options = corpus.ReadOptions(args.text_column, args.id_column, args.together)
    if args.preview:
        with closing(project.read_project(args.project)) if args.project.exists() else nullcontext() as known:
            print(preview.preview_import(args.paths, options=options, store=known, meanings=args.meanings).text)
        return 0
    book = codebook_files.import_codebook(args.codebook, ignore) if args.codebook is not None else None
    with project.open_or_create(args.project, book) as store:
        if book is not None:
            codebook_change.change_codebook(store, codebook_change.swap(store, book, args.codebook.name))
        change, report = corpus.import_paths(store, args.paths, options=options, meanings=args.meanings)
    for problem in report.problems:
        print(f"error: {problem}", file=sys.stderr)
    print(change.message)
    if report.unknown:
        print(f'Say what a label means with --as, as in --as "{report.unknown[0]}=quotation".')
    return 1 if report.problems else 0


def _import_sample(args: argparse.Namespace) -> int:
    """Import a sample of a corpus that propose has read."""
    from annotator.workflow import project, sampling

    if args.sample is None or args.proposals is None:
        raise BadInputError("A sample needs both --sample N and --proposals PATH.")
    if args.preview or args.text_column or args.id_column:
        raise BadInputError("A sample is imported as the detector read it; leave out --preview and the column options.")
    keys = tuple(filter(None, (key.strip() for key in args.stratify.split(","))))
    with project.open_or_create(args.project) as store:
        change, _ = sampling.import_sample(
            store, args.paths, args.proposals, sampling.Plan(args.sample, keys, args.seed)
        )
    print(change.message)
    return 0


def run_review(args: argparse.Namespace) -> int:
    """List what waits on the review list; the desk places it again or gives it up."""
    from annotator.workflow import project, review

    with closing(project.open_project(args.project)) as store:
        found = review.review_list(store, annotator=args.annotator)
    for entry in found:
        told = (entry.article_id, entry.annotator, entry.words, entry.reason)
        name, who, words, reason = (" ".join(each.split()) for each in told)
        print(f"{name}  {who}  {words}\n    {reason}")
    many = f"{len(found)} decision{'s wait' if len(found) != 1 else ' waits'} for review; open them in the desk with Ctrl+Shift+R."
    print(many if found else "Nothing waits for review.")
    return 0


def run_export(args: argparse.Namespace) -> int:
    """Write an export and say what is in it, what is left out and what the format cannot carry."""
    from annotator.workflow import export, project

    if args.formats:
        print(export.formats_table())
        return 0
    if args.project is None:
        raise BadInputError("Which project? Name its file, or list the formats with --formats.")
    selection = selection_of(args)
    with closing(project.open_project(args.project)) as store:
        if args.preview:
            print(export.preview_export(store, fmt=args.format, selection=selection).counts.message)
            return 0
        if args.output is None:
            raise BadInputError("Where should the export go? Name a file or folder with --output.")
        if args.output == Path("-"):
            return _export_to_stdout(store, args.format, selection)
        export.check_target(args.output, args.format, force=args.force)
        report = export.export(store, args.output, fmt=args.format, selection=selection, force=args.force)
    print(f"{report.path}: {_told(report)}")
    for path in report.beside:
        print(f"{path}: belongs to it.")
    print(f"To load it: {report.load}")
    if report.table:
        print(report.table, file=sys.stderr)
    for path in report.kept:
        print(f"{path}: left alone, because no export wrote it or it was changed since.", file=sys.stderr)
    return 1 if report.kept else 0


def _told(report: ExportReport) -> str:
    return f"{report.counts.message} Read back: {many(report.checked, 'quotation')}, equal."


def _export_to_stdout(store: Store, fmt: str, selection: Selection) -> int:
    """Print an export once it was read back, and all else on standard error; the exit status."""
    from annotator.exchange import formats
    from annotator.workflow import export

    if formats.get(fmt).folder:
        raise BadInputError(f"The format {fmt} is a folder, which standard output cannot hold; name one with --output.")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "export"
        report = export.export(store, target, fmt=fmt, selection=selection)
        with target.open("rb") as file:
            for line in file:
                streams.write_data(line)
    print(_told(report), file=sys.stderr)
    if report.beside:
        print("A second file belongs to this format; name a file with --output to get both.", file=sys.stderr)
    if report.table:
        print(report.table, file=sys.stderr)
    return 0


def run_release(args: argparse.Namespace) -> int:
    """Make a release, or one again, and say what is in it."""
    from annotator.workflow import project, release, team_look

    said = ""
    with closing(project.open_project(args.project)) as store:
        if args.again is not None:
            report = release.publish_again(store, args.again, args.output)
        else:
            shares = {"train": 1 - args.validation - args.test, "validation": args.validation, "test": args.test}
            settings = release.ReleaseSettings(
                name=args.name or args.project.stem,
                seed=args.seed,
                shares=shares,
                group_by=tuple(args.group_by),
                event_key=args.event_key,
                selection=selection_of(args),
                about=_about(args),
            )
            report = release.publish(store, args.output, settings)
            said = team_look.check(store, settings.selection)
    print(f"{report.path}: {report.message}")
    print(f'Load it with: datasets.load_dataset("{report.path}")')
    if said:
        print(said, file=sys.stderr)
    if args.again is None and not (args.license and args.language):
        print(
            "Give its license and language with --license and --language; the card now says that they are unknown.",
            file=sys.stderr,
        )
    return 0


def _about(args: argparse.Namespace) -> ReleaseDescription:
    """What only a person knows of a release; BadInputError where the file of --about is none."""
    from annotator.exchange.licenses import language_of
    from annotator.workflow.release_files import ReleaseDescription

    more = {}
    if args.about is not None:
        try:
            more = tomllib.loads(args.about.read_text(encoding="utf-8"))
        except (OSError, UnicodeError, tomllib.TOMLDecodeError) as err:
            raise BadInputError(f"{args.about}: not a readable .toml file ({err}); correct it and try again.") from err
    if wrong := next((name for name, value in more.items() if not isinstance(value, str)), None):
        raise BadInputError(f"{args.about}: “{wrong}” is not text; write its value between quotation marks.")
    languages = tuple(map(language_of, args.language))
    return ReleaseDescription(languages, args.license, tuple(args.creator), args.url, args.description, more=more)
