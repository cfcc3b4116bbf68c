"""mlcroissant on a release: the metadata validated, and every record of every table loaded and held against the Parquet files."""

import datetime
import json
import logging
import math
import sys
from importlib.metadata import version
from pathlib import Path

import mlcroissant
import pandas
import pyarrow.parquet

heard = []


class Ear(logging.Handler):
    """Keeps what the library warns of."""

    def emit(self, record):
        if record.levelno >= logging.WARNING:
            heard.append(record.getMessage())


logging.getLogger("absl").addHandler(Ear())
folder = Path(sys.argv[1])
found = mlcroissant.Dataset(str(folder / "croissant.json"))
issues = found.metadata.ctx.issues
assert not issues.errors, issues.report()


def plain(value):
    """A value as Python has it."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list) or type(value).__name__ == "ndarray":
        return [plain(v) for v in value]
    if isinstance(value, pandas.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value.item() if hasattr(value, "item") else value


def same(one, other):
    """Whether two values are equal; a day may come back as the first moment of it."""
    if isinstance(other, datetime.date) and not isinstance(other, datetime.datetime):
        return one is not None and (one == other or getattr(one, "date", lambda: None)() == other)
    return one == other


counts, texts, quotations = [], {}, []
for table in ("articles", "quotations", "stances", "soft_labels"):
    read = [{k.partition("/")[2]: plain(v) for k, v in row.items()} for row in found.records(table)]
    wrote = [
        {**row, "split": path.stem}
        for path in (folder / table).glob("*.parquet")
        for row in pyarrow.parquet.read_table(path).to_pylist()
    ]
    key = {
        "articles": ("article_sha256",),
        "quotations": ("decision_id",),
        "stances": ("decision_id", "target", "label"),
    }.get(table, ("article_sha256", "quotation_id", "target", "label"))
    read.sort(key=lambda row: [row[k] for k in key])
    wrote.sort(key=lambda row: [row[k] for k in key])
    assert len(read) == len(wrote), (table, len(read), len(wrote))
    for one, other in zip(read, wrote, strict=True):
        assert one.keys() == other.keys() and all(same(one[k], other[k]) for k in other), (table, one, other)
    counts.append(f"{table} {len(read)}")
    for row in read:
        if table == "articles":
            texts[row["article_sha256"]] = row["text"]
        elif table == "quotations" and row["status"] == "confirmed":
            words = texts[row["article_sha256"]][row["start"] : row["end"]]
            quotations.append([words, row["speaker"] or "", row["stances"]])
note = f"valid, {len(issues.warnings)} warnings; every value equal: {', '.join(counts)}"
print(
    json.dumps([{"consumer": "mlcroissant", "version": version("mlcroissant"), "quotations": quotations, "note": note}])
)
