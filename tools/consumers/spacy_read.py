"""spaCy: reading a DocBin, and Prodigy's tokens and spans as Prodigy itself makes a Doc of them."""

import json
import sys
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

path, format_name = Path(sys.argv[1]), sys.argv[2]
nlp = spacy.blank("en")
quotations, moved = [], 0
if format_name == "prodigy":
    for line in path.read_text(encoding="utf-8").splitlines():
        task = json.loads(line)
        doc = Doc(nlp.vocab, words=[t["text"] for t in task["tokens"]], spaces=[t["ws"] for t in task["tokens"]])
        assert doc.text == task["text"]
        for span in task["spans"]:
            words = doc[span["token_start"] : span["token_end"] + 1].text  # token_end is inclusive
            assert words == task["text"][span["start"] : span["end"]], (words, span)
            if span["label"] == "CONTENT":
                quotations.append([words, span["speaker"], span["stances"]])
else:
    for doc in DocBin(store_user_data=True).from_disk(path).get_docs(nlp.vocab):
        for item in doc.user_data["annotator"]["quotations"]:
            group = next(doc.spans[key] for key in ("quotations", "sc", "quotation") if key in doc.spans)
            held = [s for s in group if s.start_char <= item["start"] and item["end"] <= s.end_char]
            assert held, item
            moved += not any((s.start_char, s.end_char) == (item["start"], item["end"]) for s in held)
            stances = sorted(name for name, on in doc.cats.items() if on) if doc.cats else item.get("stances")
            speaker = held[0].kb_id_ if format_name == "spacy" and len(held) == 1 else item.get("speaker")
            quotations.append([doc.text[item["start"] : item["end"]], speaker, stances])
note = f"{moved} widened to whole tokens" if format_name.startswith("spacy") else ""
print(json.dumps([{"consumer": "spacy", "version": spacy.__version__, "quotations": quotations, "note": note}]))
