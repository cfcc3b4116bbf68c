"""A project made by Taguette's own code (its tables, snippets and commands) from marked texts, for our importer.

Arguments: marked texts as JSON (``tools.formats.marked``), the SQLite file to make. Taguette counts bytes of the text without its tags.
"""

import html
import json
import sys
from importlib.metadata import version
from pathlib import Path

from taguette import database, extract

marked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
db = database.connect(f"sqlite:///{sys.argv[2]}")()
user = database.User(login="ada")
project = database.Project(name="p", description="")
db.add_all([user, project])
db.flush()
db.add(database.ProjectMember(project_id=project.id, user_login="ada", privileges=database.Privileges.ADMIN))
tags = {}
for article in marked:
    lines = [f"<p>{html.escape(line, quote=False)}</p>" for line in article["text"].split("\n")]
    document = database.Document(
        name=article["name"][:200], description="", filename="a.txt", project=project, contents="".join(lines),
        text_direction=database.TextDirection.LEFT_TO_RIGHT,
    )  # fmt: skip
    db.add(document)
    db.flush()
    db.add(database.Command.document_add("ada", document))
    for quote in article["quotes"]:
        named = []
        for path in ("quotation", *(name.replace(":", ".") for name in quote["stances"])):
            if path not in tags:
                tags[path] = database.Tag(project_id=project.id, path=path, description="")
                db.add(tags[path])
                db.flush()
            named.append(tags[path])
        ends = [len(article["text"][:at].replace("\n", "").encode()) for at in quote["span"]]
        snippet = extract.extract(document.contents, *ends)
        highlight = database.Highlight(document=document, start_offset=ends[0], end_offset=ends[1], snippet=snippet)
        highlight.tags = named
        db.add(highlight)
        db.flush()
        db.add(database.Command.highlight_add("ada", document, highlight, [tag.id for tag in named]))
db.commit()
print(json.dumps([{"consumer": "Taguette's project, annotator import", "version": version("taguette")}]))
