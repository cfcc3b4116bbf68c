"""The tables are declared once: what is declared is what the migrations make, and all that handles rows goes by it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from annotator.store import derived, rules
from annotator.store.schema import migrations
from annotator.store.tables import TABLES, VERSION, Holds, that_hold

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def made() -> Database:
    """An empty project as the migrations make it."""
    db = Database(memory=True)
    migrations.apply(db)
    return db


def test_each_table_is_declared_as_it_is_made(made: Database) -> None:
    names = {name for name in made.table_names() if not name.startswith(("_", "sqlite_"))}
    assert names == set(TABLES), "a table that the migrations make and tables.py lacks, or the other way round"
    for name, table in TABLES.items():
        found = [
            (column, kind, bool(key), not needed and not key)
            for column, kind, needed, key in made.execute(
                'SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (name,)
            )
        ]
        assert found == [(c.name, c.type, c.key, c.optional) for c in table.declared], name
        refers = dict(made.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (name,)).fetchall())
        assert refers == table.refers, name


def test_stable_names_are_unique(made: Database) -> None:
    for name, table in TABLES.items():
        unique = [index.columns for index in made.table(name).indexes if index.origin == "u"]
        assert not table.stable or unique == [[table.stable]], name


def test_parents_come_before_children() -> None:
    before: set[str] = set()
    for name, table in TABLES.items():
        later = {parent for parent in table.refers.values() if parent not in before}
        assert later <= ({"change", "article"} if name == "change" else set()), name
        before.add(name)


def test_the_version_is_the_number_of_migrations(made: Database) -> None:
    assert len(migrations.applied(made)) == VERSION


def test_derived_tables_are_those_that_can_be_rebuilt() -> None:
    assert {table.name for table in that_hold(Holds.DERIVED)} == {*derived.TRUTH, "speaker_name"}


def test_rules_are_about_columns_that_there_are() -> None:
    for name, columns in rules.RULES.items():
        assert set(columns) <= set(TABLES[name].columns), name


SCRATCH = """
import sys
from contextlib import closing
from pathlib import Path

# What somebody does who adds a column: the field of the record, a line in tables.py, a migration.
from annotator import records

@records.record
class Decision(records.Decision):
    certainty: str = ""

records.Decision = Decision
from annotator.store import tables
before = tables.TABLES["decision"]
columns = [" ".join([c.name, c.type, *["KEY"] * c.key, *["NULL"] * c.optional, *[f"-> {c.refers}"] * bool(c.refers)])
           for c in before.declared]
tables._ALL = tuple(
    tables.Table("decision", before.holds, *columns, "certainty TEXT", stable="id") if table is before else table
    for table in tables._ALL)
tables.TABLES = {table.name: table for table in tables._ALL}
tables.VERSION += 1
from annotator.store import schema

@schema.migrations()
def m999_certainty(db):
    db.execute("ALTER TABLE decision ADD COLUMN certainty TEXT NOT NULL DEFAULT ''")

from dataclasses import replace
from annotator.store import decisions, doctor, opening, recovery
from annotator.workflow import desk, project, team
from tests.support import gold_proposals, seed_sha, shown

folder = Path(sys.argv[1])
here, there = folder / "here.annot", folder / "there.annot"
store = project.sample_project(here)
project.add_annotator(store, "Ada")
desk.save_proposals(store, seed_sha(), gold_proposals(), "gold")
opening.backup(store, there)
made = replace(desk.confirm(shown(store)), certainty="quite")
answered = desk.decide(store, made, action="Confirm quotation").decision
assert answered.certainty == "quite"

def held(path):
    assert [fault.told for fault in doctor.examine(path)] == [], path
    with closing(project.open_project(path)) as opened:
        return [d.certainty for d in decisions.current_decisions(opened, seed_sha(), "Ada").values()]

told = []
store.tell = told.append
for name in ("-wal", "-shm"):  # what only a lost log held
    here.with_name(here.name + name).unlink()
store.check_files()
assert "decisions written again: 1" in told[0], told
assert decisions.by_id(store, answered.id).certainty == "quite"
store.close()
assert held(here) == ["quite"]
with closing(project.open_project(there)) as other:  # a merge
    team.merge(other, [here], annotator="Ada")
assert held(there) == ["quite"]
here.unlink()  # the journal alone
recovery.recover(here, folder / "recovered.annot").left_out
assert held(folder / "recovered.annot") == ["quite"]
recovery.recover(there, folder / "again.annot")  # the file and its journal
assert held(folder / "again.annot") == ["quite"]
old = folder / "old.annot"  # a file without the column is migrated
import gzip
old.write_bytes(gzip.decompress(Path("tests/fixtures/schema-7.annot.gz").read_bytes()))
assert set(held_ := held(old)) == {""} and len(held_) == 18
print("carried everywhere")
"""


def test_a_column_that_is_added_is_carried_everywhere(tmp_path: Path) -> None:
    """By its line in ``tables.py``, its migration and its field alone: decisions, journal, lost log, merge, recovery, doctor, migration."""
    done = subprocess.run(
        [sys.executable, "-c", SCRATCH, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "carried everywhere\n", "")
