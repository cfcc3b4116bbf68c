#!/usr/bin/env bash
# statsmodels 0.14.6: aggregate_raters takes nan, a quotation that an annotator did not read, for one more category, on which raters agree.
#
# One would guess: nan is a missing rating, as in the rest of the library (missing="drop"), and is left out or refused.
# Seen: the table that fleiss_kappa is given has a column for nan. Ada and Bob agree on every quotation: their kappa is 1. With a
# third column of nan alone, for Cleo who read nothing yet, it is 0; where Cleo skipped three of six it falls from 0.556 to 0.109. No warning.
# Why it matters: annotators of news share out the articles, so most tables of their labels have holes. Those who did not read
# something are counted as if they had said the same about it, and the figure tells of the plan of work, not of the labels.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check statsmodels==0.14.6
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import numpy
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

print("statsmodels", version("statsmodels"))
FOR, AGAINST, UNREAD = 1.0, 2.0, numpy.nan
two = [[FOR, FOR], [AGAINST, AGAINST], [FOR, FOR], [AGAINST, AGAINST]]
three = [[FOR] * 3, [AGAINST] * 3, [FOR] * 3, [AGAINST] * 3, [FOR, FOR, AGAINST], [FOR, AGAINST, AGAINST]]
skipped = [[*row[:2], UNREAD] for row in three[:3]] + three[3:]
for name, rows in (
    ("two who agree", two),
    ("with a third who read nothing", [[*row, UNREAD] for row in two]),
    ("three", three),
    ("the third skipped some", skipped),
):
    table, categories = aggregate_raters(numpy.array(rows))
    print(f"{name}: kappa {fleiss_kappa(table):.3f}, categories {categories.tolist()}")
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
statsmodels 0.14.6
two who agree: kappa 1.000, categories [1.0, 2.0]
with a third who read nothing: kappa 0.000, categories [1.0, 2.0, nan]
three: kappa 0.556, categories [1.0, 2.0]
the third skipped some: kappa 0.109, categories [1.0, 2.0, nan]
EXPECTED
echo "As described."
