"""PolNeAR's annotator-training through import and export: every attribution in, and equal again as ``polnear``.

The comparison reads the .ann files by itself, line by line, and knows nothing of the importer.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from annotator.workflow import corpus, export, project

Event = tuple[str, tuple[tuple[str, ...], ...]]


def events(path: Path) -> list[Event]:
    """The attributions of a file: type, and the sorted offsets of content, source and cue."""
    stretches: dict[str, list[str]] = {}
    found: list[Event] = []
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]
    for name, body, *_ in sorted(lines, key=lambda fields: not fields[0].startswith("T")):
        if name.startswith("T"):
            stretches[name] = body.split(" ", 1)[1].split(";")
        elif name.startswith("E"):
            (kind, _), *roles = (part.split(":") for part in body.split())
            held: dict[str, list[str]] = defaultdict(list)
            for role, target in roles:
                held[re.sub(r"\d+$", "", role)] += stretches.get(target, ["another event"])
            found.append((kind, tuple(tuple(sorted(held[role])) for role in ("Content", "Source", "Cue"))))
    return sorted(found)


def main(folder: Path) -> int:
    """Print the counts; 1 if an attribution is lost or changed."""
    with tempfile.TemporaryDirectory() as place, closing(project.create_project(Path(place) / "p.annot")) as store:
        change, _ = corpus.import_paths(store, [folder])
        out = Path(place) / "out"
        report = export.export(store, out, fmt="polnear")
        files = sorted((folder / "attributions").glob("*.ann"))
        wrote = {file.name: events(out / "attributions" / file.name) for file in files}
        given = {file.name: events(file) for file in files}
    print(next(line for line in change.message.splitlines() if line.startswith("Annotations of ")))
    print(f"Exported as polnear: {report.counts.message} Read back: {report.checked} quotations.")
    differ = [name for name in given if given[name] != wrote[name]]
    print(f"{sum(map(len, given.values()))} attributions in {len(files)} files; {len(differ)} files differ.")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
