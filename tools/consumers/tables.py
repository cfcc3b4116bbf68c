"""pandas and polars on CSV and Parquet."""

import json
import sys
import warnings

warnings.simplefilter("ignore")
import pandas
import polars


def unharmed(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") else cell


def quotations(rows, is_csv):
    for row in rows:
        text, words, speaker = (unharmed(row[k] or "") if is_csv else row[k] for k in ("text", "words", "speaker"))
        assert text[row["start"] : row["end"]] == words, row
        stances = (row["stances"] or "").split() if is_csv else list(row["stances"])
        yield [words, speaker, stances]


path = sys.argv[1]
is_csv = path.endswith(".csv")
if is_csv:
    frame, other = pandas.read_csv(path, keep_default_na=False), polars.read_csv(path)
else:
    frame, other = pandas.read_parquet(path), polars.read_parquet(path)
found = []
for library, table in ((pandas, frame.to_dict("records")), (polars, other.to_dicts())):
    read = list(quotations(table, is_csv))
    found.append({"consumer": library.__name__, "version": library.__version__, "quotations": read})
print(json.dumps(found))
