#!/usr/bin/env bash
# label-studio-sdk 2.1.2: the JSON_MIN and CSV exports put the choices of all regions of a task into one list and leave the relations out.
#
# One would guess: choices that were made per region stay with their region, and relations between regions are kept or refused.
# Seen: the stance of the first quotation and the stance of the second one stand in one list beside the text; neither says to
# which quotation it belongs. The relations that link quotations with their sources are gone. No warning is given.
# Why it matters: these are the two formats that people open first. Who said what, and which stance a quotation takes, can
# only be taken from the full JSON export.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check label-studio-sdk==2.1.2
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import contextlib
import io
import json
from importlib.metadata import version
from pathlib import Path

from label_studio_sdk.converter import Converter

config = """<View><Labels name="label" toName="text"><Label value="QUOTATION"/><Label value="SOURCE"/></Labels>
<Relations><Relation value="SAID_BY"/></Relations>
<Choices name="stance" toName="text" perRegion="true"><Choice value="for"/><Choice value="against"/></Choices>
<Text name="text" value="$text"/></View>"""
text = "“It is closed,” Ida Holm said. “It stays so,” Bo Lind said."
def region(key, words, kind, **value):
    start = text.index(words)
    name = "stance" if kind == "choices" else "label"
    return {"id": key, "from_name": name, "to_name": "text", "type": kind,
            "value": {"start": start, "end": start + len(words), "text": words, **value}}
one, two = "“It is closed,”", "“It stays so,”"
result = [region("q1", one, "labels", labels=["QUOTATION"]), region("s1", "Ida Holm", "labels", labels=["SOURCE"]),
          region("q2", two, "labels", labels=["QUOTATION"]), region("q1", one, "choices", choices=["against"]),
          region("q2", two, "choices", choices=["for"]),
          {"type": "relation", "from_id": "q1", "to_id": "s1", "direction": "right", "labels": ["SAID_BY"]}]
task = {"id": 1, "data": {"text": text}, "annotations": [{"id": 1, "completed_by": 1, "result": result, "was_cancelled": False}]}
Path("tasks.json").write_text(json.dumps([task]))
with contextlib.redirect_stdout(io.StringIO()):
    Converter(config, project_dir=".").convert("tasks.json", "out", "JSON_MIN", is_dir=False)
(exported,) = json.loads(Path("out/result.json").read_text())
print("label-studio-sdk", version("label-studio-sdk"))
print("stance:", exported["stance"])
print("keys of a quotation:", sorted(exported["label"][0]))
print("SAID_BY in the export:", "SAID_BY" in Path("out/result.json").read_text())
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
label-studio-sdk 2.1.2
stance: ['against', 'for']
keys of a quotation: ['end', 'labels', 'start', 'text']
SAID_BY in the export: False
EXPECTED
echo "As described."
