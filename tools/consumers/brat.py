"""bioc's reader of brat standoff on plain .ann files beside their texts, or on PolNeAR's layout."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

from bioc import brat

folder = Path(sys.argv[1])
quotations = []
for ann in sorted(folder.rglob("*.ann")):
    text_path = ann.with_suffix(".txt")
    if not text_path.exists():
        text_path = ann.parent.parent / "text" / f"{ann.stem.rpartition('_')[0]}.txt"
    with text_path.open(encoding="utf-8", newline="") as text, ann.open(encoding="utf-8") as lines:
        document = brat.load(text, lines)
    for entity in document.entities:
        if entity.type.upper() == "CONTENT":
            parts = sorted((location.begin, location.end) for location in entity.locations)
            while parts:  # parts with nothing but a line break between them are one quotation over several lines
                (start, end), *parts = parts
                while parts and document.text[end : parts[0][0]].isspace() and "\n" in document.text[end : parts[0][0]]:
                    end = parts.pop(0)[1]
                quotations.append([document.text[start:end], None, None])
print(json.dumps([{"consumer": "bioc", "version": version("bioc"), "quotations": quotations}]))
