"""The command that looks after project files."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    doctor = commands.add_parser("doctor", help="check a project file, repair it, or recover what is left")
    doctor.add_argument("project", type=Path)
    doctor.add_argument("--rebuild", action="store_true", help="rebuild the tables that are derived from decisions")
    doctor.add_argument(
        "--recover", type=Path, metavar="NEW", help="write everything that can be read into a new project file"
    )
    doctor.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Say what is wrong; 1 where something is."""
    from annotator.workflow import maintenance

    if args.recover:
        report = maintenance.recover(args.project, args.recover)
        print(*report.notes, sep="\n")
        for table in {**report.kept, **report.left_out}:
            kept, repaired, lost = report.kept[table], report.repaired[table], report.left_out[table]
            print(
                f"{table}: {kept} rows kept"
                + f", {repaired} repaired" * bool(repaired)
                + f", {lost} left out" * bool(lost)
            )
        if report.lost:
            print(f"What was left out is in {report.lost}.")
        return 1 if report.left_out or report.unread else 0
    if args.rebuild:
        maintenance.rebuild(args.project)
    faults, quoted = maintenance.examine(args.project), shlex.quote(str(args.project))
    for fault in faults:
        print(fault.told)
    if not faults:
        print(f"{args.project}: nothing is wrong with it.")
    elif all(fault.derived for fault in faults):
        print(f"No decision is touched; fix it with: annotator doctor {quoted} --rebuild")
    elif not any(fault.lasting for fault in faults):
        print(f"Recover what can be read with: annotator doctor {quoted} --recover NEW.annot")
    for snapshot in maintenance.list_snapshots(args.project)[:1] if faults else ():
        print(f"The newest snapshot: {snapshot}")
    return 1 if faults else 0
