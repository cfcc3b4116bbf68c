"""Commands on codebooks: check, compare and import files; change a project's codebook, its versions, what waits."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli import options
from annotator.errors import BadInputError, many

if TYPE_CHECKING:
    from annotator.codebook.check import Place
    from annotator.codebook.draft import Draft


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    codebook = commands.add_parser("codebook", help="check, compare and import codebooks; change a project's codebook")
    inside = codebook.add_subparsers(dest="what", metavar="WHAT", required=True)

    check = inside.add_parser("check", help="list what is wrong with a codebook file")
    check.add_argument("file", type=Path, help="the codebook (.toml)")
    check.set_defaults(run=run_check)

    compare = inside.add_parser("compare", help="list in words what differs between two codebooks")
    compare.add_argument("before", type=Path, help="the older codebook")
    compare.add_argument("after", type=Path, help="the newer codebook")
    compare.set_defaults(run=run_compare)

    read = inside.add_parser("import", help="make a codebook from the labels of another program, and list what is lost")
    read.add_argument("file", type=Path, help="a .qdc, .qdpx, .xml (Label Studio), .json, .csv, .tsv or .txt file")
    read.add_argument("--output", type=Path, required=True, metavar="FILE", help="the codebook to write (.toml)")
    options.add_force(read)
    read.set_defaults(run=run_import)

    change = inside.add_parser(
        "change", help="change a project's codebook and recode decisions; the steps run in the order given"
    )
    change.add_argument("project", type=Path, help="the project file (.annot)")
    for name, metavar, told in _STEPS:
        change.add_argument(f"--{name}", metavar=metavar, action=_Step, help=told, dest="steps", default=[])
    change.add_argument("--why", default="", help="the reason, kept with the version")
    options.add_author(change)
    change.add_argument("--dry-run", action="store_true", help="only show what would be changed")
    change.set_defaults(run=run_change)

    versions = inside.add_parser(
        "versions", help="every version of a project's codebook: when, by whom, why, and what differs"
    )
    versions.add_argument("project", type=Path, help="the project file (.annot)")
    versions.set_defaults(run=run_versions)

    waiting = inside.add_parser(
        "waiting", help="list the decisions that an annotator must choose again or look at again"
    )
    waiting.add_argument("project", type=Path, help="the project file (.annot)")
    waiting.add_argument("--annotator", metavar="NAME", help="only decisions of this annotator")
    waiting.set_defaults(run=run_waiting)

    write = inside.add_parser("export", help="write a project's codebook, with its guideline beside it")
    write.add_argument("project", type=Path, help="the project file (.annot)")
    write.add_argument("--output", type=Path, required=True, metavar="FILE", help="the file to write (.toml)")
    options.add_force(write)
    write.set_defaults(run=run_export)


_STEPS = (
    ("rename", "LABEL=NAME", "rename a label (TARGET/LABEL, by ids) or a target (TARGET)"),
    ("merge", "LABEL=LABEL", "merge the first label into the second, or one target into another"),
    ("move", "LABEL=TARGET", "move a label to another target"),
    ("split", "LABEL=NAME,NAME", "new labels replace one; its annotators choose again"),
    ("retire", "LABEL", "keep a label on old decisions and no longer offer it"),
    ("delete", "LABEL", "delete a label; its annotators choose again"),
    ("look", "LABEL[=N]", "ask for another look at all decisions with a label, or at a sample of N"),
)


class _Step(argparse.Action):
    """Keep steps of all kinds in the order in which they are typed."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, *_: object) -> None:
        """Add a step."""
        namespace.steps = [*namespace.steps, (self.option_strings[0].removeprefix("--"), str(values))]


def _place(draft: Draft, name: str, whole: str) -> Place:
    """Where TARGET or TARGET/LABEL stands; BadInputError where the codebook has none."""
    from annotator.records import Stance

    target, _, label = name.strip().partition("/")
    place = draft.place_of(Stance(target, label))
    if place is None:
        raise BadInputError(f"{whole}: the codebook has no “{name.strip()}”; name a label by its ids, as TARGET/LABEL.")
    return place


def _apply(draft: Draft, steps: Sequence[tuple[str, str]]) -> None:
    for kind, value in steps:
        whole = f"--{kind} {value}"
        name, equals, rest = value.partition("=")
        place = _place(draft, name, whole)
        if bool(equals) != (kind not in ("retire", "delete", "look")) and kind != "look":
            raise BadInputError(f"{whole}: it does not say what to do; see “annotator codebook change --help”.")
        if len(place) == 1 and kind in ("move", "split", "look"):
            raise BadInputError(f"{whole}: “{name}” is a target; name a label, as TARGET/LABEL.")
        if kind == "rename":
            draft.set(place, "name", rest.strip())
        elif kind == "merge":
            into = _place(draft, rest, whole)
            if len(into) != len(place) or into == place:
                raise BadInputError(f"{whole}: a label is merged into another label, a target into another target.")
            draft.merge(place, into)
        elif kind == "move":
            draft.move(place, _place(draft, rest, whole)[0])
        elif kind == "split":
            names = [part.strip() for part in rest.split(",") if part.strip()]
            if len(names) < 2:
                raise BadInputError(f"{whole}: name at least two labels, separated by commas.")
            draft.split(place, names)
        elif kind == "look":
            draft.look_again(place, options.whole(whole)(rest) if equals else 0)
        else:
            draft.remove(place, retire=kind == "retire")


def run_change(args: argparse.Namespace) -> int:
    """Say what is touched, and change the codebook unless this is a dry run."""
    from annotator.workflow import codebook_change, project

    if not args.steps:
        raise BadInputError("Name at least one step, such as --merge TARGET/LABEL=TARGET/LABEL.")
    opened = project.read_project if args.dry_run else project.open_project
    with closing(opened(args.project)) as store:
        draft = codebook_change.open_draft(store)
        _apply(draft, args.steps)
        for effect in codebook_change.preview(store, draft):
            print(
                f"{effect.label} → {effect.becomes}: {many(effect.decisions, 'decision')} of "
                f"{many(effect.annotators, 'annotator')} in {many(effect.articles, 'article')}"
            )
            for example in effect.examples:
                print(f"    {example.annotator}, {example.article_id}: {example.words[:80]}")
        if args.dry_run:
            print("Nothing was changed.")
            return 0
        name = project.author(store, args.annotator) if args.annotator else None
        print(codebook_change.change_codebook(store, draft, why=args.why, annotator=name).message)
    return 0


def run_versions(args: argparse.Namespace) -> int:
    """Print the versions, each with what differs from the one that it was made from."""
    from annotator.workflow import codebook_change, project

    with closing(project.read_project(args.project)) as store:
        before = ""
        for version in codebook_change.versions(store):
            gone = "" if version.stands else " (taken back)"
            who = f" by {version.annotator}" if version.annotator else ""
            print(f"{version.at[:16].replace('T', ' ')}  {version.name} {version.version}{who}{gone}")
            print(f"    why: {version.why}") if version.why else None
            print("    holds changes that were made apart") if version.joins else None
            if before and version.stands:
                for difference in codebook_change.compare_versions(store, version.parent or before, version.hash):
                    print(f"    {difference.words()}")
            before = version.hash if version.stands else before
    return 0


def run_waiting(args: argparse.Namespace) -> int:
    """Print what waits, one a line; 1 where something does."""
    from annotator.workflow import codebook_change, project

    whys = {"choose": "choose again", "look": "look again"}
    with closing(project.read_project(args.project)) as store:
        found = codebook_change.waiting(store, args.annotator)
    for entry in found:
        before = ", ".join(f"{stance.target}/{stance.label}" for stance in entry.before)
        print(f"{entry.annotator}  {entry.article_id}  {whys[entry.why]} ({before})  {entry.words[:80]}")
    if not found:
        print("Nothing waits.")
    return 1 if found else 0


def run_export(args: argparse.Namespace) -> int:
    """Write the codebook."""
    from annotator.workflow import codebook_files, project

    with closing(project.read_project(args.project)) as store:
        book = project.current_codebook(store)
    for path in codebook_files.write_codebook(args.output, book, force=args.force):
        print(f"{path}: written.")
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Read a codebook; 1 where colors clash."""
    from annotator.codebook import read_codebook
    from annotator.codebook.palette import clashes

    book = read_codebook(args.file)
    labels = sum(len(target.labels) for target in book.targets)
    print(
        f"{args.file}: “{book.name}” {book.version}, {many(len(book.targets), 'target')} with {many(labels, 'label')}."
    )
    found = clashes(book)
    for (t, a), (_, b) in found:
        target = book.targets[t]
        names = f"“{target.labels[a].name}” and “{target.labels[b].name}”"
        print(f"  {target.name}: the colors of {names} are hard to tell apart; give one of them another color.")
    return 1 if found else 0


def run_compare(args: argparse.Namespace) -> int:
    """Print the differences, one a line; 1 where there are some."""
    from annotator.codebook import read_codebook
    from annotator.codebook.compare import compare

    found = compare(read_codebook(args.before), read_codebook(args.after))
    for difference in found:
        print(difference.words())
    if not found:
        print("The two codebooks are the same.")
    return 1 if found else 0


def run_import(args: argparse.Namespace) -> int:
    """Write the codebook and tell the losses."""
    from annotator.workflow import codebook_files

    losses: Counter[str] = Counter()
    book = codebook_files.import_codebook(args.file, lambda note: losses.update([note]))
    for path in codebook_files.write_codebook(args.output, book, force=args.force):
        print(f"{path}: written.")
    for note, count in losses.items():
        print(f"  {note}{f' ({count:,} times)' if count > 1 else ''}.")
    return 0
