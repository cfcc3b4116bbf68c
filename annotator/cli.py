"""The command line: every step of the way through, without a window."""

from __future__ import annotations


def main() -> int:
    """Run the command line; the exit status (2 for bad input)."""
    return 0
