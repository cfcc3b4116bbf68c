"""``python -m annotator`` and the command ``annotator``: one command as a process of its own."""

import os
import sys
import threading
from contextlib import suppress

PATIENCE = 3.0  # seconds that an interrupted command waits for its threads


def _leave(status: int) -> None:
    """End the process where a thread does not: a pool whose worker was killed while it answered waits for the rest forever."""
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and not thread.daemon:
            thread.join(PATIENCE)
            if thread.is_alive():
                for stream in filter(None, (sys.stdout, sys.stderr)):
                    with suppress(OSError, ValueError):  # closed, or nobody reads it any more
                        stream.flush()
                _free_semaphores()
                os._exit(status)


def _free_semaphores() -> None:
    """Remove the pool's named semaphores, as the interpreter does at its end: else its tracker warns that they leaked."""
    if util := sys.modules.get("multiprocessing.util"):
        util._run_finalizers(0)


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
        status = 130
    if status == 130:
        _leave(status)
    return status


if __name__ == "__main__":
    sys.exit(run())
