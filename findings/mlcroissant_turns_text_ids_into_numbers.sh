#!/usr/bin/env bash
# mlcroissant 1.1.1: ids of digits in a JSON Lines file lose their leading zeros, although the field is declared as text.
#
# One would guess: a field of type sc:Text over a JSON string gives that string.
# Seen: "0815" comes back as 815 and "007" as 7. The types of the whole file are guessed before the declared one is applied.
# Why it matters: archives number their articles and teams number their annotators. Rows of two tables that join by such an
# id do not join any more, and nothing is reported. A letter in front of the number, or Parquet, avoids it.
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

row = {"article": "0815", "annotator": "007"}
Path("rows.jsonl").write_text(json.dumps(row) + "\n")
def field(name):
    source = mlc.Source(file_object="rows", extract=mlc.Extract(column=name))
    return mlc.Field(id=f"r/{name}", name=name, data_types=mlc.DataType.TEXT, source=source)
metadata = mlc.Metadata(
    name="quotations", description="One row.", url="https://example.org", version="1.0.0", cite_as="none",
    license="https://creativecommons.org/publicdomain/zero/1.0/", date_published="2026-01-01",
    distribution=[mlc.FileObject(id="rows", name="rows", content_url="rows.jsonl", encoding_formats=["application/jsonlines"],
                                 sha256=hashlib.sha256(Path("rows.jsonl").read_bytes()).hexdigest())],
    record_sets=[mlc.RecordSet(id="r", name="r", fields=[field("article"), field("annotator")])],
)
Path("croissant.json").write_text(json.dumps(metadata.to_json(), default=str))
print("mlcroissant", version("mlcroissant"))
print("written:", row["article"], row["annotator"])
for record in mlc.Dataset(jsonld="croissant.json").records("r"):
    print("read:   ", record["r/article"].decode(), record["r/annotator"].decode())
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
mlcroissant 1.1.1
written: 0815 007
read:    815 7
EXPECTED
echo "As described."
