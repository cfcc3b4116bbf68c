#!/usr/bin/env bash
# bioc 2.1: where a brat annotation has a comment, brat2bioc replaces its label by "AnnotatorNotes"; of several attributes one value is left.
#
# One would guess: a comment is added to the annotation, and attributes keep their names: Stance=against, Target=bridge.
# Seen: label and comment share the key "type", and the comment is written last, so the quotation is no quotation any more. Attributes
# share one key, too: their names are dropped, and the last one wins. The reader itself loses nothing; the same file without the comment
# keeps its label. No warning is given.
# Why it matters: people comment on what is hard to annotate. A corpus that goes this way loses exactly its hard quotations, and "against"
# gives way to the name of what it was against.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check bioc==2.1
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

from bioc import brat
from bioc.tools.brat2bioc import brat2bioc_doc

text = "“It is closed,” Ida Holm said of the bridge."
lines = ["T1\tQuotation 0 15\t“It is closed,”", "A1\tStance T1 against", "A2\tTarget T1 bridge", "#1\tAnnotatorNotes T1\tAsk Bo."]
print("bioc", version("bioc"))
for number in (1, 2, 3, 4):
    read = brat.loads(text, "\n".join(lines[:number]))
    assert brat.dumps_ann(read).splitlines() == lines[:number]
    (annotation,) = brat2bioc_doc(read).annotations
    print(number, "lines:", annotation.infons)
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
bioc 2.1
1 lines: {'type': 'Quotation'}
2 lines: {'type': 'Quotation', 'note_id': 'A1', 'attributes': 'against'}
3 lines: {'type': 'Quotation', 'note_id': 'A2', 'attributes': 'bridge'}
4 lines: {'type': 'AnnotatorNotes', 'note_id': '#1', 'attributes': 'bridge', 'note': 'Ask Bo.'}
EXPECTED
