"""A REFI-QDA project read with Python's own zip and XML: each selection's name against the words at its place, users, codes and links."""

import json
import sys
import zipfile
from xml.etree import ElementTree

NS = "{urn:QDA-XML:project:1.0}"
quotations = []
with zipfile.ZipFile(sys.argv[1]) as archive:
    root = ElementTree.fromstring(archive.read("project.qde"))
    codes = {c.get("guid"): c.get("name") for c in root.iter(f"{NS}Code")}
    users = {u.get("guid") for u in root.iter(f"{NS}User")}
    speakers = {
        ref.get("targetGUID"): case.get("name")
        for case in root.iter(f"{NS}Case")
        for ref in case.iter(f"{NS}SelectionRef")
    }
    guids = {s.get("guid") for s in root.iter(f"{NS}PlainTextSelection")}
    links = list(root.iter(f"{NS}Link"))
    assert all(link.get("originGUID") in guids and link.get("targetGUID") in guids for link in links)
    every = [e.get("guid") for e in root.iter() if e.get("guid")]
    assert len(set(every)) == len(every)  # the standard wants each once
    for source in root.iter(f"{NS}TextSource"):
        text = archive.read("sources/" + source.get("plainTextPath").removeprefix("internal://")).decode()
        for selection in source.iter(f"{NS}PlainTextSelection"):
            words = text[int(selection.get("startPosition")) : int(selection.get("endPosition"))]
            assert words == selection.get("name"), (words, selection.get("name"))
            assert selection.get("creatingUser") in users
            named = [codes[ref.get("targetGUID")] for ref in selection.iter(f"{NS}CodeRef")]
            if any(name.endswith(" quotation") for name in named):
                quotations.append([words, speakers.get(selection.get("guid"), ""), None])
note = f"{len(users)} users, {len(codes)} codes, {len(links)} links"
print(json.dumps([{"consumer": "zipfile, ElementTree", "version": "", "quotations": quotations, "note": note}]))
