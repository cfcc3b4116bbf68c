#!/usr/bin/env bash
# mlcroissant 1.1.1: of a list inside a list of objects only the first entry of each object is returned.
#
# One would guess: a field marked as repeated inside a repeated field gives all its entries, or the description is refused.
# Seen: the description validates without an error or a warning; of two parts of one quotation only the first comes back.
# Why it matters: a quotation that a reporting phrase interrupts has two parts. A data set that stores parts inside
# quotations inside articles loses the second part in this reader without a word; flat tables do not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check mlcroissant==1.1.1
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import mlcroissant as mlc

row = {"article": "a-1", "quotations": [{"words": "It is closed and stays so.", "parts": [{"start": 0}, {"start": 31}]}]}
Path("rows.jsonl").write_text(json.dumps(row) + "\n")
def source(path=None):
    return mlc.Source(file_object="rows", extract=mlc.Extract(column="quotations"), transforms=[mlc.Transform(json_path=path)])
fields = [
    mlc.Field(id="r/q/words", name="words", data_types=mlc.DataType.TEXT, source=source("$[*].words")),
    mlc.Field(id="r/q/start", name="start", repeated=True, data_types=mlc.DataType.INTEGER, source=source("$[*].parts[*].start")),
]
metadata = mlc.Metadata(
    name="quotations", description="One article.", url="https://example.org", version="1.0.0", cite_as="none",
    license="https://creativecommons.org/publicdomain/zero/1.0/", date_published="2026-01-01",
    distribution=[mlc.FileObject(id="rows", name="rows", content_url="rows.jsonl", encoding_formats=["application/jsonlines"],
                                 sha256=hashlib.sha256(Path("rows.jsonl").read_bytes()).hexdigest())],
    record_sets=[mlc.RecordSet(id="r", name="r", fields=[mlc.Field(id="r/q", name="q", repeated=True, sub_fields=fields)])],
)
Path("croissant.json").write_text(json.dumps(metadata.to_json(), default=str))
dataset = mlc.Dataset(jsonld="croissant.json")
print("mlcroissant", version("mlcroissant"), "issues:", repr(dataset.metadata.issues.report()))
print("written:", [part["start"] for part in row["quotations"][0]["parts"]])
print("read:   ", [record["r/q"][0]["r/q/start"] for record in dataset.records("r")])
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
mlcroissant 1.1.1 issues: ''
written: [0, 31]
read:    [0]
EXPECTED
echo "As described."
