#!/usr/bin/env bash
# nltk 3.10.4: Krippendorff's alpha with the MASI or Jaccard distance ends in ZeroDivisionError where two annotators both chose no label.
#
# One would guess: two empty sets are equal, so their distance is 0.
# Seen: both set distances divide by the size of the union, which is 0; alpha over data with one such item cannot be computed.
# Why it matters: stances are sets of labels, and most quotations of a news corpus take no stance. Agreement
# that no stance is taken is the most frequent agreement there is; leaving such items out makes alpha look lower.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nltk==3.10.4
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import jaccard_distance, masi_distance

print("nltk", version("nltk"))
against, nothing = frozenset({"against"}), frozenset()
for name, distance in (("masi", masi_distance), ("jaccard", jaccard_distance)):
    for items in ([against, against], [against, nothing]):
        data = [(who, f"q{number}", labels) for number, labels in enumerate(items) for who in ("ada", "bob")]
        try:
            print(name, [sorted(labels) for labels in items], float(AnnotationTask(data=data, distance=distance).alpha()))
        except ZeroDivisionError as error:
            print(name, [sorted(labels) for labels in items], "ZeroDivisionError:", error)
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
nltk 3.10.4
masi [['against'], ['against']] 1.0
masi [['against'], []] ZeroDivisionError: division by zero
jaccard [['against'], ['against']] 1.0
jaccard [['against'], []] ZeroDivisionError: division by zero
EXPECTED
echo "As described."
