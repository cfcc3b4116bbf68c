"""Hugging Face datasets on a release: the lines of its card run as they stand, every part and every split, and nothing ignored."""

import json
import logging
import re
import sys
from pathlib import Path

import datasets

heard = []


class Ear(logging.Handler):
    """Keeps what the library warns of."""

    def emit(self, record):
        heard.append(record.getMessage())


logging.getLogger("datasets").addHandler(Ear())
datasets.disable_progress_bars()
datasets.config.HF_DATASETS_CACHE = Path(sys.argv[2])
card = (Path(sys.argv[1]) / "README.md").read_text(encoding="utf-8")
lines = re.search(r"```python\n(.*?)```", card, re.S)[1].splitlines()
parts = [eval(line.replace('"path/to/this/folder"', repr(sys.argv[1]))) for line in lines]
assert not [told for told in heard if "Ignoring" in told], heard
named = re.findall(r"^- config_name: (\w+)", card, re.M)
every = {name: datasets.load_dataset(sys.argv[1], name, cache_dir=sys.argv[2]) for name in dict.fromkeys(named)}
rows = [row for split in parts[0].values() for row in split]
quotations = [[row["text"][q["start"] : q["end"]], q["speaker"], q["stances"]] for row in rows for q in row["quotes"]]
confirmed = sum(status == "confirmed" for split in parts[1].values() for status in split["status"])
assert confirmed == len(quotations), (confirmed, len(quotations))
held = ", ".join(f"{name} {sum(len(split) for split in part.values())}" for name, part in every.items())
note = f"{', '.join(f'{name} {len(split)}' for name, split in parts[0].items())}; {held}"
print(json.dumps([{"consumer": "datasets", "version": datasets.__version__, "quotations": quotations, "note": note}]))
