#!/usr/bin/env bash
# nervaluate 1.2.1: a predicted span that begins exactly where the gold span ends counts as a find of it.
#
# One would guess: with half-open ends, as in spaCy's and Prodigy's records, which have the same three keys, the spans [0, 50) and
# [50, 60) share no character, so one is missed and one is spurious.
# Seen: ends are taken as inclusive. The pair is half right in the measure "partial" and wholly right in "ent_type" (F1 of 1.0), where
# a gap of one character makes it 0.
# Why it matters: in news one quotation often ends where the next begins (no space between them in web text, or a
# continued paragraph). A detector that finds only the second of two is credited with the first, and looks better than it is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nervaluate==1.2.1
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

from nervaluate import Evaluator

print("nervaluate", version("nervaluate"))
gold = [[{"label": "quotation", "start": 0, "end": 50}]]
for start in (50, 51):
    found = [[{"label": "quotation", "start": start, "end": 60}]]
    overall = Evaluator(gold, found, tags=["quotation"]).evaluate()["overall"]
    print(f"gold [0, 50), found [{start}, 60):", {name: overall[name].f1 for name in ("partial", "ent_type")})
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
nervaluate 1.2.1
gold [0, 50), found [50, 60): {'partial': 0.5, 'ent_type': 1.0}
gold [0, 50), found [51, 60): {'partial': 0, 'ent_type': 0}
EXPECTED
echo "As described."
