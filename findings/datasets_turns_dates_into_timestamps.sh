#!/usr/bin/env bash
# datasets 5.2.0: the text "2023-07-31" in a JSON Lines file is read as "2023-07-31 00:00:00", although the feature is a string.
#
# One would guess: features that declare a string keep the characters of a JSON string.
# Seen: where every value of the column is an ISO date, the JSON reader makes timestamps of them first and the declared
# string is made from the timestamp. One value that is no date in the same column changes the result for all others.
# Why it matters: the date of an article is the most common metadata of a news corpus. A loaded corpus no longer equals the file
# that it came from, and two releases of one corpus can differ by it. Parquet keeps the text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check datasets==5.2.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import contextlib
import io
import json
import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = str(Path("home").absolute())
import datasets

datasets.disable_progress_bars()
text = datasets.Features({"date": datasets.Value("string")})
print("datasets", datasets.__version__)
for name, dates in (("dates", ["2023-07-31", "2023-08-01"]), ("mixed", ["2023-07-31", "undated"])):
    Path(f"{name}.jsonl").write_text("".join(json.dumps({"date": date}) + "\n" for date in dates))
    print(name, datasets.load_dataset("json", data_files=f"{name}.jsonl", features=text, split="train")["date"][0])
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
datasets 5.2.0
dates 2023-07-31 00:00:00
mixed 2023-07-31
EXPECTED
echo "As described."
