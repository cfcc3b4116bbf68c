"""Prodigy cannot be installed freely: its tasks are held against the schema of its documentation, the indices against the tokens."""

import json
import sys
from pathlib import Path

import jsonschema

INTEGER, TEXT = {"type": "integer", "minimum": 0}, {"type": "string"}


def object_of(**properties):
    return {"type": "object", "properties": properties, "required": list(properties)}


SPAN = object_of(start=INTEGER, end=INTEGER, token_start=INTEGER, token_end=INTEGER, label=TEXT)
COMMON = {
    "text": TEXT, "meta": {"type": "object"}, "_input_hash": {"type": "integer"}, "_task_hash": {"type": "integer"},
    "_session_id": {"type": ["string", "null"]}, "_view_id": TEXT, "answer": {"enum": ["accept", "reject", "ignore"]},
}  # fmt: skip
RELATIONS = object_of(
    **COMMON,
    tokens={
        "type": "array",
        "items": object_of(text=TEXT, start=INTEGER, end=INTEGER, id=INTEGER, ws={"type": "boolean"}),
    },
    spans={"type": "array", "items": SPAN},
    relations={
        "type": "array",
        "items": object_of(head=INTEGER, child=INTEGER, label=TEXT, head_span=SPAN, child_span=SPAN),
    },
)
CHOICE = object_of(
    **COMMON,
    options={"type": "array", "minItems": 1, "items": object_of(id=TEXT, text=TEXT)},
    accept={"type": "array", "items": TEXT},
    spans={"type": "array", "minItems": 1, "maxItems": 1, "items": object_of(start=INTEGER, end=INTEGER, label=TEXT)},
)


def check_tokens(task):
    """Tokens hold their words; a span's last token is named inclusively; a relation names each end by its last token."""
    tokens, text = task["tokens"], task["text"]
    assert [token["id"] for token in tokens] == list(range(len(tokens)))
    assert "".join(token["text"] + " " * token["ws"] for token in tokens) == text
    assert all(text[token["start"] : token["end"]] == token["text"] for token in tokens)
    ends = [end for r in task["relations"] for end in (r["head_span"], r["child_span"])]
    for span in [*task["spans"], *ends]:
        assert tokens[span["token_start"]]["start"] == span["start"] and tokens[span["token_end"]]["end"] == span["end"]
    for relation in task["relations"]:
        assert relation["head"] == relation["head_span"]["token_end"]
        assert relation["child"] == relation["child_span"]["token_end"]


found = []
choice = sys.argv[2] == "prodigy-choice"
hashes = set()
for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    task = json.loads(line)
    jsonschema.validate(task, CHOICE if choice else RELATIONS)
    assert task["_task_hash"] not in hashes, "two tasks of one hash: Prodigy would skip the second"
    hashes.add(task["_task_hash"])
    if choice:
        (span,) = task["spans"]
        assert set(task["accept"]) <= {option["id"] for option in task["options"]}
        found.append([task["text"][span["start"] : span["end"]], task["meta"]["speaker"], task["accept"]])
    else:
        check_tokens(task)
        found += [
            [task["text"][s["start"] : s["end"]], s["speaker"], s["stances"]]
            for s in task["spans"]
            if s["label"] == "CONTENT"
        ]
note = "not installable; held against the schema of its documentation"
print(json.dumps([{"consumer": "prodigy (documented schema)", "version": "–", "quotations": found, "note": note}]))
