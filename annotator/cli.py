"""The command line: every step of the way through, without a window."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from annotator import cli_propose


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status (2 for bad input)."""
    parser = argparse.ArgumentParser(prog="annotator", description=__doc__)
    subparsers = parser.add_subparsers(dest="command", required=True)
    cli_propose.register(subparsers)
    args = parser.parse_args(argv)
    return int(args.run(args))


if __name__ == "__main__":
    raise SystemExit(main())
