#!/usr/bin/env bash
# Taguette 1.5.2: the exported document of a source inside a quotation is the same, byte for byte, as that of a source beside it.
#
# One would guess: a highlight inside another one can be told from two highlights that touch, by its start or by brackets that nest.
# Seen: tags stand behind their highlight, as is meant, but a start inside another highlight leaves no trace, and each end cuts the marking
# in two. "Ida Holm" tagged as source looks as if all words up to that name were the source. (Shown with the function that the export calls.)
# Why it matters: the exported document (HTML, Word, PDF) is what a team reads to check its coding. A name inside a quotation is
# the usual case in quote attribution, and the document shows a coding that nobody made. The list of highlights has the right words.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check taguette==1.5.2
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

from taguette.extract import highlight

text = "The mayor, Ida Holm said, is wrong."
def coding(*parts):
    starts = [(text.index(words), words, tag) for words, tag in parts]
    return highlight(f"<p>{text}</p>", [(start, start + len(words), [tag]) for start, words, tag in starts], show_tags=True)

inside = coding(("The mayor, Ida Holm said, is wrong", "quotation"), ("Ida Holm", "source"))
beside = coding(("The mayor, Ida Holm", "source"), (" said, is wrong", "quotation"))
print("taguette", version("taguette"))
print(inside)
print(inside == beside)
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
taguette 1.5.2
<p><span class="highlight">The mayor, Ida Holm</span><span class="taglist"> [source]</span><span class="highlight"> said, is wrong</span><span class="taglist"> [quotation]</span>.</p>
True
EXPECTED
