#!/usr/bin/env bash
# trafilatura 2.3.1: the marks of <q> are lost, its sentence is torn into lines, and the speaker in a quotation's footer is left out.
#
# One would guess: the extracted text has the quotation marks that a browser shows for <q>, and the name below a block quotation.
# Seen: the words of <q> stand without marks, the rest of the sentence on lines of its own; the footer of the blockquote is gone.
# Why it matters: in the extracted text nobody can see any more that somebody was quoted, nor who said it. The article looks
# whole, since all other words are there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean==0.4.6
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import trafilatura

filler = "".join(
    f"<p>The harbor office published report {number} on the ferry and on its landing stage by the river.</p>" for number in range(5)
)
page = f"""<html><body><article><h1>Ferry</h1>{filler}
<p>Mayor Bo Lind said <q>the landing is closed</q> on Monday.</p>
<blockquote><p>We will open it again in May.</p><footer>Ida Holm</footer></blockquote></article></body></html>"""
text = trafilatura.extract(page, favor_recall=True)
print("trafilatura", version("trafilatura"))
print("\n".join(line for line in text.splitlines() if "harbor office" not in line))
print("Ida Holm in the text:", "Ida Holm" in text)
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
trafilatura 2.3.1
Ferry
Mayor Bo Lind said the landing is closed
on Monday.
We will open it again in May.
Ida Holm in the text: False
EXPECTED
echo "As described."
