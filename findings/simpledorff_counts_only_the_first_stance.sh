#!/usr/bin/env bash
# simpledorff 0.0.2: where an annotator gave a quotation two labels, only the first row counts, so alpha depends on the order of rows.
#
# One would guess: two rows of one annotator for one item are refused, as pandas' pivot does, or both count.
# Seen: the table is pivoted with "first". Ada says "against" and "doubtful", Bob "against": alpha is 1 with Ada's rows in this order and
# 0.4 in the other one, on the same annotations. No warning is given, and the docs do not speak of it.
# Why it matters: a quotation takes several stances, and an export with a row for each of them has the very columns that the
# function asks for. The figure in the paper then hangs on how the file was sorted, and agreement on second labels is never measured.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check simpledorff==0.0.2 pandas==2.3.3
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import pandas
from simpledorff import calculate_krippendorffs_alpha_for_df

print("simpledorff", version("simpledorff"))
ada = [("q1", "ada", "against"), ("q1", "ada", "doubtful")]
others = [("q1", "bob", "against"), ("q2", "ada", "for"), ("q2", "bob", "for")]
for name, rows in (("one order", ada + others), ("the other", ada[::-1] + others), ("one label", ada[:1] + others)):
    frame = pandas.DataFrame(rows, columns=["quotation", "annotator", "stance"])
    columns = {"experiment_col": "quotation", "annotator_col": "annotator", "class_col": "stance"}
    print(f"{name}: {calculate_krippendorffs_alpha_for_df(frame, **columns):.3f}")
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
simpledorff 0.0.2
one order: 1.000
the other: 0.400
one label: 1.000
EXPECTED
