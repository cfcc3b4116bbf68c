#!/usr/bin/env bash
# goose3 3.1.22: "she would <q>never</q> close it" becomes "she would close it"; a short quotation in a paragraph of its own is gone, too.
#
# One would guess: an extractor leaves out menus and advertising, and of the article's own sentences it keeps all words or none.
# Seen: each element with fewer than three stop words is removed as if it were a link list, also one within a sentence, and the sentence
# closes over the gap. <em>, <strong> and links are safe, <q>, <cite>, <ins>, <time> and <u> are not. The same rule takes
# “No,” Ida Holm said. as a paragraph. (Issue 190 of goose3/goose3 told it of <small>, which is kept now.)
# Why it matters: short quotations are the sharpest ones, and often the word that is quoted is the stance. What is left reads as good
# English and may say the opposite, so that nobody looks at the page again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check goose3==3.1.22
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

from goose3 import Goose

filler = "".join(f"<p>The harbor office published report {number} on the ferry, as it was told to by the town.</p>" for number in range(5))
page = f"""<html lang="en"><body><article>{filler}
<p>Bo Lind said that she would <q>never</q> close the ferry, and that the council was with her.</p>
<p>Bo Lind said that she would <em>never</em> close the ferry, and that the council was with her.</p>
<p>The note from <cite>Ida Holm</cite> said that the ferry was old, and that the town had known it.</p>
<p>“No,” Ida Holm said.</p>
<p>“It is not safe for us, and it will not be safe for them,” Ida Holm said.</p></article></body></html>"""
text = Goose({"enable_image_fetching": False}).extract(raw_html=page).cleaned_text
print("goose3", version("goose3"))
print("\n".join(line for line in text.splitlines() if line and "report" not in line))
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
goose3 3.1.22
Bo Lind said that she would close the ferry, and that the council was with her.
Bo Lind said that she would never close the ferry, and that the council was with her.
The note from said that the ferry was old, and that the town had known it.
“It is not safe for us, and it will not be safe for them,” Ida Holm said.
EXPECTED
