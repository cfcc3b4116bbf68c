"""PolNeAR's annotator-training, imported and measured, against the values known for its four articles.

python benchmarks/agreement_polnear.py ../shared/polnear/annotator-training
"""

from __future__ import annotations

import argparse
import json
import tempfile
from contextlib import closing
from pathlib import Path

from annotator.workflow import corpus, measure, project

CASES = Path(__file__).parent.parent / "tests" / "agreement" / "data" / "cases.json"


def main() -> int:
    """Print each value beside the known one; 1 where they differ."""
    parser = argparse.ArgumentParser(description="Agreement of PolNeAR's annotators against known values.")
    parser.add_argument("folder", type=Path, help="with text/ and attributions/")
    args = parser.parse_args()
    known = {case["name"]: case["expected"] for case in json.loads(CASES.read_text(encoding="utf-8"))}
    with tempfile.TemporaryDirectory() as folder, closing(project.create_project(Path(folder) / "p.annot")) as store:
        change, _ = corpus.import_paths(store, [args.folder])
        print(change.message.split("\n")[0])
        report = measure.measure(store)
    wrong = 0
    for number, article in enumerate(sorted(report.per_article, key=lambda a: a.id), 1):
        for name, figure in (("bar_u_alpha", article.u_alpha), ("alpha_char", article.alpha_char)):
            expected = known[f"polnear_training_{number}_{name}"]
            right = figure.value is not None and abs(figure.value - expected) <= 1e-6
            wrong += not right
            print(f"article {number}, {name}: {figure.value:.8f}, known {expected:.8f}{'' if right else '  DIFFERENT'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
