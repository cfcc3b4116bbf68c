"""What a project file must look like inside: a file from elsewhere could hold triggers, or views in the place of tables.

The expected shape is read from an empty project made in memory by the same migrations. What others add beside it (tables,
views and indexes of their own, as people do who look at a project in a database browser) is left alone; triggers are not,
for they would run with every write of ours.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from annotator.store.layout import SEARCH
from annotator.store.library import Database, Migrations

Columns = tuple[tuple[Any, ...], ...]


@cache
def expected(migrations: Migrations) -> tuple[dict[str, Columns], dict[str, str]]:
    """(columns of each table, SQL of each view) of a project as this version makes it."""
    db = Database(memory=True)
    try:
        migrations.apply(db)
        return _tables(db, None), _views(db)
    finally:
        db.close()


def triggers(db: Database) -> list[str]:
    """The triggers in a file, in clauses: this program makes none."""
    found = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    return [f"it holds a trigger, {name!r}, which this program never makes" for (name,) in found]


def oddities(db: Database, migrations: Migrations) -> list[str]:
    """What is not as it should be, in clauses; none for a file that this program made."""
    tables, views = expected(migrations)
    there, shown = _tables(db, tables), _views(db)
    odd = [
        f"its table {name!r} is {'not as it should be' if name in there else 'missing'}"
        for name, columns in tables.items()
        if there.get(name) != columns
    ]
    odd += [f"its view {name!r} is not as it should be" for name, sql in views.items() if shown.get(name) != sql]
    index = db.execute(
        f"SELECT name, sql FROM sqlite_master WHERE name IN ({', '.join('?' * len(SEARCH))})", list(SEARCH)
    )
    odd += [f"its search index {name!r} is not as it should be" for name, sql in index if sql != SEARCH[name]]
    return triggers(db) + odd


def _tables(db: Database, only: dict[str, Columns] | None) -> dict[str, Columns]:
    kinds = db.execute(
        """SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
        AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"""
    ).fetchall()
    return {
        name: (
            kind,  # a table that is not strict holds values of any type
            *db.execute('SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?)', (name,)).fetchall(),
        )
        for name, *kind in kinds
        if only is None or name in only
    }


def _views(db: Database) -> dict[str, str]:
    found = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall()
    return {name: " ".join(sql.split()) for name, sql in found}
