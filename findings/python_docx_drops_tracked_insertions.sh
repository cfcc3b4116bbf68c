#!/usr/bin/env bash
# python-docx 1.2.0: the text of a paragraph lacks words that Word shows: tracked insertions, smart tags, content controls, fields.
#
# One would guess: `paragraph.text` is the text of the paragraph as Word prints it: insertions in, deletions out.
# Seen: deletions are out, but so are insertions, and what stands in a smart tag, an inline content control or a simple field. Nothing
# says so. docx2txt 0.9 reads the same file with all of these words in.
# Why it matters: press offices send statements with tracked changes, and older Word wraps names and places into smart tags on its own.
# A quotation loses its "not", and a sentence its speaker; the file looks right in Word, so nobody notices in the corpus.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check python-docx==1.2.0 docx2txt==0.9
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import docx
import docx2txt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")
print("python-docx", version("python-docx"), "docx2txt", version("docx2txt"))
document = docx.Document()


def paragraph(before: str, inside: str, after: str) -> None:
    made = document.add_paragraph(before)
    made._p.append(parse_xml(inside))
    made.add_run(after)


run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
insertion = f"<w:ins {W} w:id='1' w:author='Desk'>{run.format('not ')}</w:ins>"
paragraph("“We will ", insertion, "leave,” she said.")
paragraph("", f"<w:smartTag {W} w:uri='urn:example' w:element='name'>{run.format('Ida Holm')}</w:smartTag>", " said so.")
paragraph("On ", f"<w:sdt {W}><w:sdtContent>{run.format('Friday')}</w:sdtContent></w:sdt>", " she left.")
paragraph("By ", f"<w:fldSimple {W} w:instr='AUTHOR'>{run.format('Jo Doe')}</w:fldSimple>", ".")
document.save("statement.docx")
print([paragraph.text for paragraph in docx.Document("statement.docx").paragraphs])
print([line for line in docx2txt.process("statement.docx").split("\n") if line])
PYTHON
cat seen
diff - seen <<'EXPECTED' || { echo "The behavior has changed."; exit 1; }
python-docx 1.2.0 docx2txt 0.9
['“We will leave,” she said.', ' said so.', 'On  she left.', 'By .']
['“We will not leave,” she said.', 'Ida Holm said so.', 'On Friday she left.', 'By Jo Doe.']
EXPECTED
echo "As described."
