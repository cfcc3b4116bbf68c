"""An annotator's state written by Potato's own code, with the data file that it came from, for our importer.

Arguments: marked texts as JSON (``tools.formats.marked``), the folder to make.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

from potato.item_state_management import SpanAnnotation, SpanLink
from potato.phase import UserPhase
from potato.user_state_management import InMemoryUserState

marked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
folder = Path(sys.argv[2])
(folder / "data").mkdir(parents=True)
(folder / "config.yaml").write_text(
    "data_files:\n- data/news.jsonl\nitem_properties:\n  id_key: id\n  text_key: text\n", encoding="utf-8"
)
state = InMemoryUserState("ada")
state.set_current_phase_and_page((UserPhase.ANNOTATION, None))
with (folder / "data" / "news.jsonl").open("w", encoding="utf-8") as data:
    for number, article in enumerate(marked):
        item = f"item-{number}"
        data.write(json.dumps({"id": item, "text": article["text"]}, ensure_ascii=False) + "\n")
        for n, quote in enumerate(article["quotes"]):
            key = f"{item}-{n}"
            for schema, name in (("speech", "quotation"), *(stance.split(":") for stance in quote["stances"])):
                one = f"{key}-{name}"
                span = SpanAnnotation(schema, name, name, *quote["span"], id=one)
                state.add_span_annotation(item, span, "true")
            if quote["source"]:
                who = f"{item}-who-{quote['source'][0]}"  # Potato keeps one span of a label at a place
                span = SpanAnnotation("speech", "speaker", "speaker", *quote["source"], id=who)
                state.add_span_annotation(item, span, "true")
                link = SpanLink("said", "said_by", [f"{key}-quotation", who], "directed", id=f"{key}-link")
                state.add_link_annotation(item, link)
state.save(str(folder / "annotation_output" / "ada"))
print(json.dumps([{"consumer": "Potato's state, annotator import", "version": version("potato-annotation")}]))
