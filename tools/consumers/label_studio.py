"""Label Studio's own SDK: the labeling config and every task checked by LabelInterface, read by the Converter (JSON_MIN)."""

import json
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface

tasks_path, config_path = Path(sys.argv[1]), Path(sys.argv[2])
config = config_path.read_text(encoding="utf-8")
interface = LabelInterface(config)
interface.validate()
tasks = json.loads(tasks_path.read_text(encoding="utf-8"))
for task in tasks:
    assert interface.validate_task({"data": task["data"]}), task["id"]
    for annotation in task["annotations"]:
        assert interface.validate_annotation(annotation), (task["id"], annotation["annotator"])
    for prediction in task["predictions"]:
        assert interface.validate_prediction(prediction), task["id"]

with tempfile.TemporaryDirectory() as folder:
    # The converter makes a row an annotation; it wants to know who completed it, as an installation's own export does.
    for task in tasks:
        for n, annotation in enumerate(task["annotations"], 1):
            annotation.update(id=task["id"] * 100 + n, completed_by={"id": n, "email": f"{n}@example.org"})
    whole = Path(folder) / "in.json"
    whole.write_text(json.dumps(tasks), encoding="utf-8")
    Converter(config, None, download_resources=False).convert_to_json_min(str(whole), folder, is_dir=False)
    read = json.loads((Path(folder) / "result.json").read_text(encoding="utf-8"))

quotations = []
for row in read:
    units = row["text"].encode("utf-16-le")
    content = [span for span in row.get("label", []) if span["labels"] == ["CONTENT"]]
    for span in content:
        words = units[2 * span["start"] : 2 * span["end"]].decode("utf-16-le")
        assert words == span["text"], span
        quotations.append([words, None, None])
print(json.dumps([{"consumer": "label-studio-sdk", "version": version("label-studio-sdk"), "quotations": quotations,
                   "note": f"config, {len(tasks)} tasks, {sum(len(t['predictions']) for t in tasks)} predictions validated"}]))  # fmt: skip
