"""Where the frozen program begins."""

import multiprocessing
import os
import runpy
import sys

FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.sendto",
    "urllib.Request",
    "http.client",
    "webbrowser.",
)


def forbid(event: str, arguments: object) -> None:
    """Refuse any network call."""
    if event.startswith(FORBIDDEN):
        raise RuntimeError(f"a network call: {event} {arguments}")


def as_python(words: list[str]) -> bool:
    """Do what ``python -c CODE …`` or ``python -m MODULE …`` would, as the program starts its helpers; False for other words."""
    rest = list(words)
    while rest and rest[0] in ("-I", "-P", "-S", "-X"):
        del rest[: 2 if rest[0] == "-X" else 1]
    if len(rest) < 2 or rest[0] not in ("-c", "-m"):
        return False
    how, what, sys.argv[1:] = rest[0], rest[1], rest[2:]
    if how == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        sys.argv[0] = "-c"
        exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
    return True


if __name__ == "__main__":
    multiprocessing.freeze_support()
    if os.environ.get("ANNOTATOR_NO_NETWORK"):  # by which a build is checked: whatever Python calls is refused, loudly
        sys.addaudithook(forbid)
    if as_python(sys.argv[1:]):
        sys.exit(0)
    from annotator.__main__ import run

    sys.exit(run())
