"""The line that the docs give for a format, run as it stands on a file of more than 10 MB: pandas and datasets."""

import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

warnings.simplefilter("ignore")
import datasets
import pandas  # noqa: F401  # the line names it

datasets.disable_progress_bars()


def unharmed(cell):
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") else cell


line, fmt, path = sys.argv[1], sys.argv[2], sys.argv[3]
found = eval(line.replace('"out.jsonl"', repr(path)).replace('"out.csv"', repr(path)).replace('"out"', repr(path)))
if isinstance(found, dict):
    found = found["train"]
rows = found.to_dict("records") if hasattr(found, "to_dict") and fmt == "csv" else list(found)
quotations = []
if fmt in ("jsonl", "huggingface"):
    for row in rows:
        assert isinstance(row["id"], str), row["id"]
        for q in row["quotes"]:
            words = row["text"][q["start"] : q["end"]]
            if fmt == "jsonl":
                speaker = (q["speaker"] or {}).get("name") or ""
                quotations.append([words, speaker, [f"{s['target']}:{s['label']}" for s in q["stances"]]])
            else:
                quotations.append([words, q["speaker"], q["stances"]])
else:
    for row in rows:
        assert isinstance(row["article"], str) and isinstance(row["annotator"], str), row
        text, words, speaker = (unharmed(row[k]) if fmt == "csv" else row[k] for k in ("text", "words", "speaker"))
        assert text[int(row["start"]) : int(row["end"])] == words, row
        quotations.append([words, speaker, row["stances"].split() if fmt == "csv" else row["stances"]])
names = sorted({str(row["id"] if fmt in ("jsonl", "huggingface") else row["article"]) for row in rows})
assert "001" in map(unharmed, names), names[:3]  # an id that looks like a number is none
library = line.partition(".")[0]
size = sum(p.stat().st_size for p in Path(path).rglob("*")) if Path(path).is_dir() else Path(path).stat().st_size
note = f"{len(rows)} rows, {size / 1e6:.0f} MB, by the documented line"
print(json.dumps([{"consumer": library, "version": version(library), "quotations": quotations, "note": note}]))
