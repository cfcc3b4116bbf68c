"""Commands on codebooks: check a file, compare two, import one of another program."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from annotator.cli import options


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    codebook = commands.add_parser("codebook", help="check, compare and import codebooks")
    inside = codebook.add_subparsers(dest="what", metavar="WHAT", required=True)

    check = inside.add_parser("check", help="say what is wrong with a codebook file")
    check.add_argument("file", type=Path, help="the codebook (.toml)")
    check.set_defaults(run=run_check)

    compare = inside.add_parser("compare", help="say in words what differs between two codebooks")
    compare.add_argument("before", type=Path, help="the older codebook")
    compare.add_argument("after", type=Path, help="the newer codebook")
    compare.set_defaults(run=run_compare)

    read = inside.add_parser("import", help="make a codebook of the labels of another program, and say what is lost")
    read.add_argument("file", type=Path, help="a .qdc, .qdpx, .xml (Label Studio), .json, .csv, .tsv or .txt file")
    read.add_argument("--output", type=Path, required=True, metavar="FILE", help="the codebook to write (.toml)")
    options.add_force(read)
    read.set_defaults(run=run_import)


def run_check(args: argparse.Namespace) -> int:
    """Read a codebook; 1 where colors clash."""
    from annotator.codebook import read_codebook
    from annotator.codebook.palette import clashes

    book = read_codebook(args.file)
    labels = sum(len(target.labels) for target in book.targets)
    print(f"{args.file}: {book.name} {book.version}, {len(book.targets)} targets with {labels} labels.")
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
        print("The two codebooks say the same.")
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
