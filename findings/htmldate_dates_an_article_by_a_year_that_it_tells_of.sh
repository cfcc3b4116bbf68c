#!/usr/bin/env bash
# htmldate 1.11.0: a page without a date gets one from a year in its sentences, or from the copyright line of its site.
#
# One would guess: where a page states no date of publication, the answer is None.
# Seen: by default "In 2015 she said no." dates the page to 2015-01-01, a quotation that names a day to that day, and "© 2019" to
# 2019-01-01. The answer looks like any other date. With `extensive_search=False` all three are None. trafilatura asks in the
# extensive way, unless it is told otherwise.
# Why it matters: stance over time is drawn by these dates. Political news tells of earlier years all the time, and January 1 becomes the
# day on which a corpus speaks most.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check htmldate==1.11.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

from htmldate import find_date

print("htmldate", version("htmldate"))
pages = {
    "a year told of": "<p>In 2015 she said no.</p>",
    "a day in a quotation": "<p>“The court ruled on 3 March 2021,” she said.</p>",
    "a copyright line": "<p>She said no.</p><footer>© 2019 The Ledger</footer>",
}
for name, body in pages.items():
    page = f"<html><body>{body}</body></html>"
    print(f"{name}:", find_date(page), find_date(page, extensive_search=False))
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
htmldate 1.11.0
a year told of: 2015-01-01 None
a day in a quotation: 2021-03-03 None
a copyright line: 2019-01-01 None
EXPECTED
echo "As described."
