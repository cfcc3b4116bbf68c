#!/usr/bin/env bash
# striprtf 0.0.35: the address of a link is written into the text in quotation marks, and deleted words stay in it.
#
# One would guess: the text of a rich text file is what a word processor shows: the words of the link, without deleted words.
# Seen: a linked name "Ida Holm" becomes Ida Holm("http://…"), and words marked as deleted stand beside those that replaced them.
# Why it matters: what stands in quotation marks is what a quotation tool looks for, so each link becomes a false
# quotation, right behind a name; and a deleted word that stays can turn a statement into its opposite.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check striprtf==0.0.35
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

from striprtf.striprtf import rtf_to_text

print("striprtf", version("striprtf"))
print(rtf_to_text(r'{\rtf1\ansi {\field{\*\fldinst{HYPERLINK "http://example.org/holm"}}{\fldrslt{Ida Holm}}} said so.}'))
print(rtf_to_text(r"{\rtf1\ansi She will {\deleted never }return.}"))
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
striprtf 0.0.35
Ida Holm("http://example.org/holm") said so.
She will never return.
EXPECTED
echo "As described."
