"""Let a random user loose in the real window, offscreen, and look whether window, file and export say the same.

    python -m tests.reliability.monkey --actions 20000 --seed 1

Keys, mouse, menus and dialogs in all views; part of the time two windows on one file, as one person and as two; now and then
another program imports, exports, merges, decides. After every 100 actions, what each window shows must be what a fresh process reads
and what an export says. Nothing that ends the program is pressed, and nothing is written outside a temporary folder. The same seed
does the same again, as far as clocks and threads allow. Exit status 1 where anything was found.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent.parent.parent
HUNG = 600  # seconds without a look at everything until the stacks are printed and the process ends


def surroundings(home: Path) -> dict[str, str]:
    """The environment of the process and of those that it starts: everything in the temporary folder, and hashes as they were."""
    folders = {
        f"XDG_{kind}_HOME": home / "home" / kind.lower() for kind in ("CONFIG", "DATA", "CACHE", "STATE", "RUNTIME")
    }
    (home / "tmp").mkdir()
    (home / "home").mkdir()
    return {
        **os.environ,
        **{name: str(folder) for name, folder in folders.items()},
        "HOME": str(home / "home"),
        "TMPDIR": str(home / "tmp"),
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "MONKEY_HOME": str(home),
    }


def prepare(home: Path) -> None:
    """The project, and files to bring in: good, odd and broken ones."""
    from tests.reliability.jobs import make_project

    made = home / "made"
    made.mkdir()
    make_project(made)
    shutil.move(made / "project.annot", home / "project.annot")
    for name in ("in", "out"):
        (home / name).mkdir()
    shutil.move(made / "package.annot", home / "package.annot")
    shutil.move(made / "bob.jsonl", home / "in" / "bob.jsonl")
    shutil.rmtree(made)
    files: dict[str, bytes] = {
        "short.txt": "“We will stay,” Ida Holm said. “All of us,” she added.".encode(),
        "two.jsonl": b'{"id": "a", "text": "He said \\"no\\" to it."}\n{"id": "b", "text": "Nothing is said here."}\n',
        "table.csv": "id;text\n1;“So be it,” said Jo Doe.\n".encode(),
        "empty.txt": b"",
        "broken.jsonl": b'{"id": "a", "text": \n',
        "bytes.txt": bytes(range(256)),
        "page.html": "<p>“Yes,” <b>Ada Lane</b> said.</p>".encode(),
        "not.docx": b"PK\x03\x04 no archive",
        "codebook.toml": (ROOT / "resources" / "codebooks" / "favor.toml").read_bytes(),
        "other.toml": b"[codebook]\nname = 3\n",
    }
    for name, data in files.items():
        (home / "in" / name).write_bytes(data)
    (home / "out" / "notes.txt").write_text("not ours\n", encoding="utf-8")


def run(home: Path, args: argparse.Namespace) -> NoReturn:
    """Let the user loose, and print the table and what was found."""
    import faulthandler

    from annotator.ui.app import make_application
    from tests.reliability.monkey.findings import Findings
    from tests.reliability.monkey.user import User

    os.chdir(home)
    faulthandler.enable()
    findings = Findings(home)
    application = make_application(["annotator"])
    application.setQuitOnLastWindowClosed(False)
    findings.watch()
    user = User(home, args.seed, findings, args.windows)
    user.looked.connect(lambda: faulthandler.dump_traceback_later(HUNG, exit=True))
    if args.verbose:
        user.looked.connect(lambda: print(findings.actions.total(), len(findings.found), file=sys.stderr, flush=True))
    try:
        user.run(args.actions, args.every)
    except Exception:  # a fault of this test: the hook of the process is taken
        traceback.print_exc()
    faulthandler.cancel_dump_traceback_later()
    print(findings.table())
    again = f"python -m tests.reliability.monkey --seed {args.seed} --windows {args.windows}"
    if findings.found:
        print("\n" + findings.told(again))
    sys.stdout.flush()
    os._exit(1 if findings.found else 0)  # what Qt does when Python takes itself apart is not the program's


def main() -> int:
    """Start a process with everything in a temporary folder; there, run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--actions", type=int, default=20_000)
    parser.add_argument("--every", type=int, default=100, help="actions between two looks at everything")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--windows", type=int, default=2, choices=(1, 2), help="windows on the project, at most")
    parser.add_argument("--verbose", action="store_true", help="say how far it is")
    args = parser.parse_args()
    if "MONKEY_HOME" in os.environ:
        run(Path(os.environ["MONKEY_HOME"]), args)
    import subprocess

    with tempfile.TemporaryDirectory() as name:
        home = Path(name).resolve()
        environment = surroundings(home)
        prepare(home)
        words = [sys.executable, "-m", "tests.reliability.monkey", *sys.argv[1:]]
        status = subprocess.run(words, env=environment, cwd=ROOT, check=False).returncode
        if status < 0:  # the process crashed: its findings are gone with it
            last = (home / "actions.log").read_text(encoding="utf-8").splitlines()[-30:]
            print(f"The process was ended by signal {-status}. The last actions:", *last, sep="\n")
        return abs(status)


if __name__ == "__main__":
    sys.exit(main())
