"""``python -m annotator`` and the command ``annotator``: one command as a process of its own."""

import sys


def run() -> int:
    """Run the command of ``sys.argv``; its exit status."""
    try:
        from annotator.cli import interrupts, streams

        interrupts.watch()
        streams.open_missing()
        from annotator.cli import main

        status = main()
        interrupts.ignore()
    except KeyboardInterrupt:  # while the program was still being loaded, or just after it was done
        print("Interrupted.", file=sys.stderr)
        return 130
    return status


if __name__ == "__main__":
    sys.exit(run())
