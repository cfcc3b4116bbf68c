#!/usr/bin/env bash
# datasets 5.2.0: a key that is null in the first 10 MB of a JSON Lines file and a string later stops the loading.
#
# One would guess: null is a missing value, so a column whose first value comes late is a column of strings.
# Seen: the reader takes a block of 10 MB for the schema; the same rows load where the value stands in the first block. With
# declared features the file loads.
# Why it matters: most quotations have no comment and many have no source. In a corpus sorted by article the first
# comment may stand behind the first 10 MB; a loading line that worked on the sample then fails on the corpus.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check datasets==5.2.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import json
import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = str(Path("home").absolute())
import datasets

datasets.disable_progress_bars()
datasets.logging.set_verbosity(datasets.logging.CRITICAL)
print("datasets", datasets.__version__)
rows = [{"text": "word " * 200, "comment": None} for _ in range(12_000)]
for name, at in (("early", 0), ("late", -1)):
    made = [dict(row) for row in rows]
    made[at]["comment"] = "unsure"
    Path(f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made))
    try:
        loaded = datasets.load_dataset("json", data_files=f"{name}.jsonl", split="train")
        print(name, len(loaded), "rows, type", loaded.features["comment"].dtype)
    except datasets.exceptions.DatasetGenerationError as error:
        print(name, type(error).__name__, "after", type(error.__cause__).__name__ + ":", error.__cause__)
features = datasets.Features({"text": datasets.Value("string"), "comment": datasets.Value("string")})
loaded = datasets.load_dataset("json", data_files="late.jsonl", features=features, split="train")
print("late, with features", len(loaded), "rows")
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
datasets 5.2.0
early 12000 rows, type string
late DatasetGenerationError after TypeError: Couldn't cast array of type string to null
late, with features 12000 rows
EXPECTED
echo "As described."
