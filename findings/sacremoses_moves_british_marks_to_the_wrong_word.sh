#!/usr/bin/env bash
# sacremoses 0.2.0: what the tokenizer took apart comes back with single quotation marks on the wrong words, and curly ones too.
#
# One would guess: the detokenizer undoes the tokenizer on plain English sentences, whatever their marks are.
# Seen: straight double marks come back as they were. Of 'Go,' she said, 'or they will come.' the closing mark moves to the next
# word ('Go, 'she said,' or they will come. '). A curly closing mark gets a blank before it, and the second opening one moves to “said,“.
# Why it matters: corpora of news come in tokens, and are put together by this before people annotate them. Where the marks stand
# decides what is a quotation: here “she said” is in marks and “Go” is not closed, and offsets do not fit the published text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check sacremoses==0.2.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

from sacremoses import MosesDetokenizer, MosesTokenizer

print("sacremoses", version("sacremoses"))
apart, together = MosesTokenizer("en"), MosesDetokenizer("en")
for sentence in (
    '"Go," she said, "or they will come."',
    "'Go,' she said, 'or they will come.'",
    "“Go,” she said, “or they will come.”",
):
    again = together.detokenize(apart.tokenize(sentence))
    print("same" if again == sentence else "other", again)
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
sacremoses 0.2.0
same "Go," she said, "or they will come."
other 'Go, 'she said,' or they will come. '
other “Go, ” she said,“ or they will come. ”
EXPECTED
echo "As described."
