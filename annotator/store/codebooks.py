"""The project's codebook, version by version, as its source text: parsing it is the codebook room's task."""

from __future__ import annotations

from annotator.errors import StoreError
from annotator.records import Codebook
from annotator.store.connection import Store
from annotator.store.history import begin_change


def add_codebook(store: Store, codebook: Codebook, annotator: str | None = None) -> None:
    """Make this version the codebook of a project that begins; nothing happens if it is the current one already."""
    if (current := codebook_source(store)) and current[:3] == (codebook.source, codebook.guideline, codebook.name):
        return
    with store.writing():
        append_codebook(
            store, codebook, begin_change(store, annotator, f"Use codebook {codebook.name} {codebook.version}")
        )


def append_codebook(store: Store, codebook: Codebook, change: int) -> None:
    """Make this version the project's codebook inside the open transaction."""
    row = (codebook.hash, codebook.id, codebook.name, codebook.version, codebook.source, codebook.guideline)
    insert_codebook(store, row, change)


def insert_codebook(store: Store, row: tuple[str, str, str, str, str, str], change: int) -> None:
    """Append a version: its hash, id, name, version, source and guideline."""
    store.execute(
        "INSERT INTO codebook (hash, id, name, version, source, guideline, change) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*row, change),
    )
    store.cache.pop("codebook", None)


def codebook_source(store: Store, codebook_hash: str | None = None) -> tuple[str, str, str] | None:
    """(TOML source, guideline, name) of the current codebook, or of the one with that hash; None where there is none."""
    row = store.one(
        """SELECT b.source, b.guideline, b.name FROM codebook b JOIN change c ON c.n = b.change
        WHERE CASE WHEN :hash IS NULL THEN c.live = 1 ELSE b.hash = :hash END ORDER BY b.n DESC LIMIT 1""",
        {"hash": codebook_hash},
    )
    return (row[0], row[1], row[2]) if row else None


def codebook_hash(store: Store) -> str:
    """The hash of the current codebook, "" where there is none."""
    row = store.one(
        "SELECT b.hash FROM codebook b JOIN change c ON c.n = b.change WHERE c.live = 1 ORDER BY b.n DESC LIMIT 1"
    )
    return str(row[0]) if row else ""


def codebook_sources(store: Store) -> list[tuple[str, str, str]]:
    """(TOML source, guideline, name) of every codebook that the project ever had, newest first."""
    return store.rows("SELECT source, guideline, name FROM codebook ORDER BY n DESC")


def codebook_versions(store: Store) -> dict[str, str]:
    """The version of each codebook that the project has or had, by its hash: decisions may be made with one that was undone."""
    return dict(store.rows("SELECT hash, version FROM codebook ORDER BY n"))


def require_codebook(store: Store) -> tuple[str, str, str]:
    """The current codebook's (source, guideline, name); StoreError if the project has none."""
    found = codebook_source(store)
    if found is None:
        raise StoreError(f"{store.path}: the project has no codebook; choose one under File > Codebook.")
    return found
