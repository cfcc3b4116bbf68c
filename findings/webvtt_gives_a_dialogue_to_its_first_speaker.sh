#!/usr/bin/env bash
# webvtt-py 0.6.0: where two people speak in one caption, `voice` names the first one for all of its text, or nobody.
#
# One would guess: the format lets a caption hold several voice spans (<v Ida Holm>…</v>), so the reader gives a list, or each voice with
# its words, or names nobody.
# Seen: `voice` is the name that the first line begins with, `text` the words of both without names. A dash before the name, as is usual for
# a dialogue on screen, makes `voice` None for both. The docs say "cue voice span if any". Only `raw_text` has all names.
# Why it matters: transcripts of broadcast news come as captions, and the voice span is the only place where they say who
# speaks. "Is it safe?" and "It is not." become one statement of the reporter, and nothing shows that there was an answer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check webvtt-py==0.6.0
cd "$folder"
cat > news.vtt <<'VTT'
WEBVTT

00:00:01.000 --> 00:00:03.000
<v Ida Holm>The bridge is closed.

00:00:03.000 --> 00:00:05.000
<v Bo Lind>Is it safe?</v>
<v Ida Holm>It is not.</v>

00:00:05.000 --> 00:00:07.000
<v Bo Lind>Will it open?</v> <v Ida Holm>No.</v>

00:00:07.000 --> 00:00:09.000
- <v Bo Lind>Ever?</v>
- <v Ida Holm>Ask the council.</v>
VTT
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import webvtt

print("webvtt-py", version("webvtt-py"))
for caption in webvtt.read("news.vtt"):
    print(f"{caption.voice}: {caption.text!r}")
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
webvtt-py 0.6.0
Ida Holm: 'The bridge is closed.'
Bo Lind: 'Is it safe?\nIt is not.'
Bo Lind: 'Will it open? No.'
None: '- Ever?\n- Ask the council.'
EXPECTED
