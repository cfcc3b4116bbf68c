"""Hugging Face datasets on a release: load_dataset(FOLDER), every split."""

import json
import sys

import datasets

datasets.disable_progress_bars()
found = datasets.load_dataset(sys.argv[1], cache_dir=sys.argv[2])
rows = [row for split in found.values() for row in split]
quotations = [[row["text"][q["start"] : q["end"]], q["speaker"], q["stances"]] for row in rows for q in row["quotes"]]
note = ", ".join(f"{name} {len(split)}" for name, split in found.items())
print(json.dumps([{"consumer": "datasets", "version": datasets.__version__, "quotations": quotations, "note": note}]))
