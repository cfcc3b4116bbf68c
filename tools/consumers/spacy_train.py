"""spaCy's own commands on exported DocBins: debug data, a short train, the trained pipeline loaded and run."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import spacy
from spacy.tokens import DocBin
from thinc.api import Config

corpus, component = sys.argv[1], sys.argv[2]
STEPS, SEEN = "40" if component == "spancat" else "30", 10
with tempfile.TemporaryDirectory() as folder:
    config, out = f"{folder}/config.cfg", f"{folder}/out"
    run = [sys.executable, "-m", "spacy"]
    subprocess.run(
        [*run, "init", "config", config, "--lang", "en", "--pipeline", component], check=True, capture_output=True
    )
    if component == "spancat":  # as it comes it looks at one to three words only: no quotation would ever be found
        made = Config().from_disk(config, interpolate=False)
        suggester = {"@misc": "spacy.ngram_range_suggester.v1", "min_size": 2, "max_size": 12}
        made["components"]["spancat"]["suggester"] = suggester
        made["nlp"]["batch_size"] = 2  # every stretch of every text read at once would take many gigabytes
        made.to_disk(config)
    paths = ["--paths.train", corpus, "--paths.dev", corpus]
    checked = subprocess.run([*run, "debug", "data", config, *paths], capture_output=True, text=True)
    report = checked.stdout + checked.stderr
    if checked.returncode or "error" in report.lower().replace("errors: 0", ""):
        sys.exit(report)
    short = ["--training.max_steps", STEPS, "--training.eval_frequency", STEPS, "--training.patience", "0"]
    trained = subprocess.run([*run, "train", config, *paths, *short, "--output", out], capture_output=True, text=True)
    if trained.returncode:
        sys.exit(trained.stdout + trained.stderr)
    nlp = spacy.load(Path(out) / "model-last")
    if component == "spancat":
        nlp.get_pipe("spancat").cfg["threshold"] = 0.0  # after a short training: every stretch with its score
    gold = [doc for doc in DocBin().from_disk(corpus).get_docs(nlp.vocab) if component != "spancat" or doc.spans["sc"]][
        :SEEN
    ]
    docs = list(nlp.pipe([doc.text for doc in gold]))
    if component == "textcat_multilabel":
        scored = sum(set(doc.cats) == set(known.cats) for doc, known in zip(docs, gold, strict=True))
        told = f"{scored} of {len(gold)} training texts scored for its {len(docs[0].cats)} labels"
        assert scored == len(gold)
    else:
        best = [
            doc.spans["sc"][max(range(len(doc.spans["sc"])), key=doc.spans["sc"].attrs["scores"].__getitem__)]
            for doc in docs
        ]
        on = sum(
            any(span.start < s.end and s.start < span.end for s in known.spans["sc"])
            for span, known in zip(best, gold, strict=True)
        )
        told = f"in {on} of {len(gold)} training texts the stretch scored best lies on a quotation"
    warned = sum("⚠" in line for line in report.splitlines())
    note = f"debug data: {warned} warnings; trained {STEPS} steps, loaded, run: {told}"
print(
    json.dumps(
        [{"consumer": f"spacy train {component}", "version": spacy.__version__, "quotations": None, "note": note}]
    )
)
