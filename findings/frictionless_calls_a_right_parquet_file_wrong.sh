#!/usr/bin/env bash
# frictionless 5.21.0: a data package that states the true size of a Parquet file is reported as invalid.
#
# One would guess: "bytes" is compared with the size of the file, as it is for CSV and JSON Lines.
# Seen: the size of a Parquet file is never counted, so the true number fails. Without it the same file is valid.
# Why it matters: a venue that checks data packages refuses a correct release. A release in Parquet should carry no
# datapackage.json, or one without sizes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check frictionless==5.21.0 pyarrow==26.0.1 pandas==3.1.1
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import logging
import os
from importlib.metadata import version

import pyarrow
import pyarrow.parquet
from frictionless import Resource, validate

pyarrow.parquet.write_table(pyarrow.table({"quotation": ["q1", "q2"], "words": ["No.", "Yes."]}), "q.parquet")
with open("q.csv", "w") as file:
    file.write("quotation,words\nq1,No.\nq2,Yes.\n")
print("frictionless", version("frictionless"))
for path in ("q.csv", "q.parquet"):
    for size in ({}, {"bytes": os.path.getsize(path)}):
        report = validate(Resource.from_descriptor({"name": "q", "path": path, **size}))
        print(path, "with its size" if size else "without size", "valid" if report.valid else "invalid")
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
frictionless 5.21.0
q.csv without size valid
q.csv with its size valid
q.parquet without size valid
q.parquet with its size invalid
EXPECTED
echo "As described."
