#!/usr/bin/env bash
# spaCy's DocBin gives back other types than it was given: lists in doc.user_data come back as tuples, at any depth.
#
# One would guess: what is stored with a document (store_user_data=True) reads back equal, as the docs of DocBin say of its attributes.
# Seen: user_data goes through msgpack with use_list=False, so that every list is a tuple afterwards; {"stances": ["a"]} is not equal to what was stored.
# Why it matters: a check that an export read back equal fails, json.dumps hides the difference, and code that appends to a list of
# labels fails only on documents that were stored once.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check spacy==3.8.18
"$folder/venv/bin/python" - "$folder/x.spacy" <<'PY'
import sys
import spacy
from spacy.tokens import DocBin
from spacy.vocab import Vocab

doc = spacy.blank("en").make_doc("“No,” she said.")
doc.user_data["quotation"] = {"stances": ["bridge:against"], "content": [[0, 5]]}
DocBin(docs=[doc], store_user_data=True).to_disk(sys.argv[1])
(back,) = DocBin().from_disk(sys.argv[1]).get_docs(Vocab())
print(back.user_data["quotation"])
assert back.user_data["quotation"] == {"stances": ("bridge:against",), "content": ((0, 5),)}, "it gives lists back now"
PY
echo "Lists come back as tuples."
