"""Croissant metadata of a release (MLCommons, version 1.1 with RAI 1.0): what is in it, in a form that tools read.

Sources: docs/croissant-spec-1.1.md and croissant-rai-spec.md of mlcommons/croissant; the context is the one that ``mlcroissant`` has. A
table is a RecordSet over its Parquet files (a FileSet), a split is read off a file's path, since a column could not be filtered. What
only a person can know is left out unless it was given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.exchange.release_tables import TABLES, ReleaseColumn, ReleaseTable
from annotator.exchange.splits import SPLITS

_MIME = ["application/vnd.apache.parquet", "application/x-parquet"]  # the tools know the second, the registry the first
_TYPES = {
    "string": "sc:Text", "int32": "cr:Int32", "float64": "cr:Float64", "bool": "sc:Boolean", "date32": "sc:Date",
    "timestamp": "sc:DateTime", "list<string>": "sc:Text", "list<int32>": "cr:Int32",
}  # fmt: skip
_SPLIT_URLS = {"train": "TrainingSplit", "validation": "ValidationSplit", "test": "TestSplit"}
_OWN = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet",
    "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "dct": "http://purl.org/dc/terms/", "prov": "http://www.w3.org/ns/prov#",
    "conformsTo": "dct:conformsTo", "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"}, "name": {"@container": "@language"}, "description": {"@container": "@language"},
    **{name: f"cr:{name}" for name in _OWN},
}  # fmt: skip
#: What only a person can say, by the name it is given under.
GIVEN = (
    "dataCollection", "dataCollectionType", "annotatorDemographics", "personalSensitiveInformation", "dataUseCases", "dataSocialImpact",
    "hasSyntheticData",
)  # fmt: skip


def croissant(about: Mapping[str, Any], files: Mapping[str, tuple[int, str]], facts: Mapping[str, Any]) -> str:
    """The metadata as JSON-LD.

    ``about``: name, description, license, url, version, datePublished, creators, citeAs, languages, keywords. ``files``: path ->
    (size in bytes, SHA-256) of the Parquet files. ``facts``: RAI properties by their names.
    """
    record: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": about["name"],
        "description": about["description"],
        "license": about["license"],
        "url": about["url"],
        "version": about["version"],
        "datePublished": about["datePublished"],
        "creator": [
            {"@type": "sc:Organization" if c.get("group") else "sc:Person", "name": c["name"]}
            for c in about["creators"]
        ],
        "citeAs": about["citeAs"],
        "inLanguage": list(about["languages"]),
        "keywords": list(about["keywords"]),
        **{f"rai:{name}": value for name, value in facts.items() if value},
        "distribution": list(_distribution(files)),
        "recordSet": [_splits(files), *(_record_set(table) for table in TABLES if _files_of(table, files))],
    }
    return (
        json.dumps({key: value for key, value in record.items() if value not in ("", [])}, ensure_ascii=False, indent=1)
        + "\n"
    )


def _files_of(table: ReleaseTable, files: Mapping[str, Any]) -> Sequence[str]:
    return [path for path in files if path.startswith(f"{table.name}/")]


def _distribution(files: Mapping[str, tuple[int, str]]) -> Iterator[dict[str, Any]]:
    for path, (size, digest) in files.items():
        yield {"@type": "cr:FileObject", "@id": path, "name": path, "contentUrl": path, "contentSize": f"{size} B",
               "sha256": digest, "encodingFormat": _MIME}  # fmt: skip
    for table in TABLES:
        if _files_of(table, files):
            yield {"@type": "cr:FileSet", "@id": f"{table.name}-files", "name": f"{table.name}-files",
                   "includes": f"{table.name}/*.parquet", "encodingFormat": _MIME}  # fmt: skip


def _splits(files: Mapping[str, Any]) -> dict[str, Any]:
    held = [name for name in SPLITS if any(path.endswith(f"/{name}.parquet") for path in files)]
    fields = [
        {"@type": "cr:Field", "@id": "splits/name", "dataType": "sc:Text"},
        {"@type": "cr:Field", "@id": "splits/url", "dataType": ["sc:URL", "cr:Split"]},
    ]
    data = [{"splits/name": n, "splits/url": f"http://mlcommons.org/croissant/{_SPLIT_URLS[n]}"} for n in held]
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": fields,
        "data": data,
    }


def _record_set(table: ReleaseTable) -> dict[str, Any]:
    keys = [{"@id": f"{table.name}/{name}"} for name in table.key]
    split = {
        "@type": "cr:Field", "@id": f"{table.name}/split", "dataType": "sc:Text", "description": "the split that the row's file is of",
        "source": {
            "fileSet": {"@id": f"{table.name}-files"}, "extract": {"fileProperty": "fullpath"},
            "transform": {"regex": f"^(?:.*/)?({'|'.join(SPLITS)})(?:\\.parquet)?$"},
        },
        "references": {"field": {"@id": "splits/name"}},
    }  # fmt: skip
    return {
        "@type": "cr:RecordSet", "@id": table.name, "name": table.name, "description": table.what,
        "key": keys if len(keys) > 1 else keys[0], "field": [*(_field(table, column) for column in table.columns), split],
    }  # fmt: skip


def _field(table: ReleaseTable, column: ReleaseColumn) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field", "@id": f"{table.name}/{column.name}", "name": f"{table.name}/{column.name}",
        "description": column.what, "dataType": _TYPES[column.type],
        "source": {"fileSet": {"@id": f"{table.name}-files"}, "extract": {"column": column.name}},
    }  # fmt: skip
    if column.type.startswith("list<"):
        field |= {"isArray": True, "arrayShape": "-1"}
    if column.prov:
        field["equivalentProperty"] = column.prov
    return field
