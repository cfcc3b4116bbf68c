"""Check the structure of a project file: one from elsewhere could hold triggers, or views in the place of tables.

The expected shape is read from an empty project made in memory by the same migrations. What others add beside it (tables,
views and indexes of their own, as people do who look at a project in a database browser) is left alone. Triggers are not, for they
would run with every write of ours; nor is what would refuse such a write: a constraint more in a table, an index that is unique or reckons.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from annotator.store.layout import SEARCH
from annotator.store.sqlite_library import Database, Migrations

Columns = tuple[tuple[Any, ...], ...]


@cache
def expected(migrations: Migrations) -> tuple[dict[str, Columns], dict[str, str]]:
    """(columns and SQL of each table, SQL of each view) of a project as this version makes it."""
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
    return triggers(db) + odd + _indexes(db, set(tables), migrations)


@cache
def _ours(migrations: Migrations) -> dict[str, str]:
    """The SQL of each index that this program makes, by its name."""
    db = Database(memory=True)
    try:
        migrations.apply(db)
        return dict(db.execute(_INDEXES).fetchall())
    finally:
        db.close()


def _indexes(db: Database, tables: set[str], migrations: Migrations) -> list[str]:
    """The indexes on this program's tables that can refuse a row, in clauses: unique, of an expression, or under a condition."""
    ours = _ours(migrations)
    found = [(name, table) for name, table in db.execute(_LIMITING).fetchall() if table in tables]
    told = dict(db.execute(_INDEXES).fetchall())
    return [
        f"its table {table!r} has an index, {name!r}, that could refuse what is written"
        for name, table in found
        if name not in ours or told[name] != ours[name]
    ]


_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
_LIMITING = """SELECT i.name, t.name FROM pragma_table_list t JOIN pragma_index_list(t.name) i
    WHERE t.schema = 'main' AND t.type = 'table' AND i.origin = 'c' AND (i."unique" OR i.partial
        OR EXISTS (SELECT 1 FROM pragma_index_xinfo(i.name) x WHERE x.cid = -2))"""


def _tables(db: Database, only: dict[str, Columns] | None) -> dict[str, Columns]:
    kinds = db.execute(
        """SELECT name, wr, strict, CASE WHEN strict THEN (SELECT sql FROM sqlite_master m WHERE m.name = l.name) END
        FROM pragma_table_list l WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"""
    ).fetchall()
    return {
        name: (
            # A table that is not strict holds values of any type; all of ours are, and stand as they were made, constraints
            # and all. That of the library's migrations is known by its columns: its SQL is the library's to choose.
            kind,
            *db.execute('SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?)', (name,)).fetchall(),
        )
        for name, *kind in kinds
        if only is None or name in only
    }


def _views(db: Database) -> dict[str, str]:
    found = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall()
    return {name: " ".join(sql.split()) for name, sql in found}
