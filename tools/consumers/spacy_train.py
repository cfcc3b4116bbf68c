"""spaCy's own commands on exported DocBins: debug data, a short train, the trained pipeline loaded and run."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import spacy

corpus, component = sys.argv[1], sys.argv[2]
with tempfile.TemporaryDirectory() as folder:
    config, out = f"{folder}/config.cfg", f"{folder}/out"
    run = [sys.executable, "-m", "spacy"]
    subprocess.run(
        [*run, "init", "config", config, "--lang", "en", "--pipeline", component], check=True, capture_output=True
    )
    paths = ["--paths.train", corpus, "--paths.dev", corpus]
    checked = subprocess.run([*run, "debug", "data", config, *paths], capture_output=True, text=True)
    report = checked.stdout + checked.stderr
    if checked.returncode or "error" in report.lower().replace("errors: 0", ""):
        sys.exit(report)
    short = ["--training.max_steps", "10", "--training.eval_frequency", "10", "--training.patience", "0"]
    trained = subprocess.run([*run, "train", config, *paths, *short, "--output", out], capture_output=True, text=True)
    if trained.returncode:
        sys.exit(trained.stdout + trained.stderr)
    nlp = spacy.load(Path(out) / "model-last")
    doc = nlp("“It is inhumane,” she said on Tuesday.")
    told = len(doc.cats) if component == "textcat_multilabel" else len(doc.spans["sc"])
    warned = sum("⚠" in line for line in report.splitlines())
    note = f"debug data: {warned} warnings; trained 10 steps, loaded, run: {told} {'labels' if doc.cats else 'spans'}"
print(
    json.dumps(
        [{"consumer": f"spacy train {component}", "version": spacy.__version__, "quotations": None, "note": note}]
    )
)
