"""doccano's own import code (Django, an SQLite file that is thrown away) on a JSONL file with relations, and its export again.

The export goes to the second path, for our importer: doccano numbers entities anew.
"""

import json
import os
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import backend

sys.path.insert(0, str(Path(backend.__file__).parent))
folder = tempfile.TemporaryDirectory()
os.environ.update(
    DJANGO_SETTINGS_MODULE="config.settings.development",
    DATABASE_URL=f"sqlite:///{folder.name}/db.sqlite3?sslmode=disable",
)
import django

django.setup()
from django.core.management import call_command

call_command("migrate", verbosity=0)
call_command("create_roles", verbosity=0)
from data_import.datasets import load_dataset
from data_import.pipeline.catalog import JSONL, RELATION_EXTRACTION
from data_import.pipeline.readers import FileName
from django.contrib.auth import get_user_model
from examples.models import Example
from labels.models import Relation, Span
from projects.models import ProjectType, SequenceLabelingProject

user = get_user_model().objects.create_user("a")
kinds = {"project_type": ProjectType.SEQUENCE_LABELING, "use_relation": True, "allow_overlapping": True}
project = SequenceLabelingProject.objects.create(name="p", description="p", created_by=user, **kinds)
name = FileName(full_path=sys.argv[1], generated_name="out.jsonl", upload_name="out.jsonl")
found = load_dataset(RELATION_EXTRACTION, JSONL(), [name], project, encoding="utf-8")
found.save(user, batch_size=1000)
assert not found.errors, [str(e) for e in found.errors]
if len(sys.argv) > 2:
    from data_export.celery_tasks import create_collaborative_dataset
    from data_export.pipeline.factories import create_formatter, create_writer

    with tempfile.TemporaryDirectory() as out:
        create_collaborative_dataset(project, out, False, create_formatter(project, "JSONL"), create_writer("JSONL"))
        shutil.copy(Path(out) / "all.jsonl", sys.argv[2])
quotations = []
for example in Example.objects.filter(project=project):
    spans = {s.id: s for s in Span.objects.filter(example=example)}
    stances: dict[int, list[str]] = {}
    for relation in Relation.objects.filter(example=example, type__text="HAS_STANCE"):
        stances.setdefault(relation.from_id_id, []).append(spans[relation.to_id_id].label.text)
    for span in spans.values():
        if span.label.text == "CONTENT":
            quotations.append(
                [example.text[span.start_offset : span.end_offset], None, sorted(stances.get(span.id, []))]
            )
print(json.dumps([{"consumer": "doccano", "version": version("doccano"), "quotations": quotations,
                   "note": f"{Relation.objects.count()} relations"}]))  # fmt: skip
