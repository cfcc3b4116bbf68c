#!/usr/bin/env bash
# spaCy 3.8.18: Doc.to_json() leaves out the ids of spans and the attributes of span groups; DocBin keeps both.
#
# One would guess: to_json() and from_json() give back the document that was written, as DocBin does.
# Seen: label and kb_id of a span come back, its id is empty; the attributes of its group are an empty dict. No warning is given.
# Why it matters: the id is what links a quotation with its source and its stances, and the group is the place to say who
# annotated it. A corpus that is passed on as JSON has lost the links.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check spacy==3.8.18
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import spacy
from spacy.tokens import Doc, DocBin, Span, SpanGroup

nlp = spacy.blank("en")
doc = nlp("“It is closed,” Ida Holm said.")
quotation = Span(doc, 0, 5, label="direct", kb_id="ida-holm", span_id="q1")
doc.spans["quotations"] = SpanGroup(doc, name="quotations", attrs={"annotator": "ada"}, spans=[quotation])
print("spaCy", spacy.__version__)
(binary,) = DocBin().from_bytes(DocBin(docs=[doc]).to_bytes()).get_docs(nlp.vocab)
for name, read in (("DocBin", binary), ("JSON", Doc(nlp.vocab).from_json(doc.to_json()))):
    group = read.spans["quotations"]
    print(name, repr(group[0].label_), repr(group[0].kb_id_), repr(group[0].id_), group.attrs)
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
spaCy 3.8.18
DocBin 'direct' 'ida-holm' 'q1' {'annotator': 'ada'}
JSON 'direct' 'ida-holm' '' {}
EXPECTED
echo "As described."
