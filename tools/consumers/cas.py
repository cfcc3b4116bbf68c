"""dkpro-cassis on the folder of XMI files, with the type system beside them."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import cassis

folder = Path(sys.argv[1])
with (folder / "TypeSystem.xml").open("rb") as file:
    types = cassis.load_typesystem(file)
quotations = []
for path in sorted(folder.glob("*.xmi")):
    with path.open("rb") as file:
        cas = cassis.load_cas_from_xmi(file, typesystem=types)
    for span in cas.select("webanno.custom.Attribution"):
        if span.label == "CONTENT":
            quotations.append([span.get_covered_text(), span.speaker or "", (span.stances or "").split()])
print(json.dumps([{"consumer": "dkpro-cassis", "version": version("dkpro-cassis"), "quotations": quotations}]))
