#!/usr/bin/env bash
# nameparser 2.6.0: in "Sen. Ida Holm, R-Texas" the first name is "R-Texas" and the last name "Sen. Ida Holm".
#
# One would guess: what follows the comma after a title, a first and a last name is an addition (party and state, an age), as it is
# in the press and as the library does with "Jr." or "M.D."; at worst it is a suffix.
# Seen: a comma means "Last, First" unless it is followed by a suffix that the library lists, so all before it is the family name,
# title included. The same party in parentheses becomes a nickname, and all else is right.
# Why it matters: "Sen. X, R-Texas," and "X, 34," are how news introduces nearly every politician and witness. Registers of
# speakers made with this parser get a person for each state, and "Holm" in the next sentence is not linked with any of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nameparser==2.6.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

from nameparser import HumanName

print("nameparser", version("nameparser"))
for name in ("Sen. Ida Holm", "Sen. Ida Holm, M.D.", "Sen. Ida Holm, R-Texas", "Sen. Ida Holm (R-Texas)", "Ida Holm, 34"):
    print(f"{name}:", HumanName(name).as_dict(False))
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
nameparser 2.6.0
Sen. Ida Holm: {'title': 'Sen.', 'first': 'Ida', 'last': 'Holm'}
Sen. Ida Holm, M.D.: {'title': 'Sen.', 'first': 'Ida', 'last': 'Holm', 'suffix': 'M.D.'}
Sen. Ida Holm, R-Texas: {'first': 'R-Texas', 'last': 'Sen. Ida Holm'}
Sen. Ida Holm (R-Texas): {'title': 'Sen.', 'first': 'Ida', 'last': 'Holm', 'nickname': 'R-Texas'}
Ida Holm, 34: {'first': '34', 'last': 'Ida Holm'}
EXPECTED
echo "As described."
