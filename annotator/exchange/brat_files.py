"""Which text a ``.ann`` file is about and who made it, from their names and folders."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StandoffFiles:
    """A text, the annotation of it, and who made it."""

    text: Path
    annotation: Path
    annotator: str
    as_near: Path | None = None  # another text of the same name, as near to the annotation
    name: str = ""  # the article's; where blank, its file's


def find_standoff(folder: Path) -> list[StandoffFiles]:
    """The ``.ann`` files below a folder with their texts, sorted.

    ``a.ann`` is by the annotator whom its folder is named after, ``a_NAME.ann`` (names may hold ``_``) by NAME; the text is
    ``a.txt`` beside it or in another folder (``text/a.txt`` for ``attributions/a_NAME.ann``), of several the nearest. Where there
    is none, or two are as near, ``read_standoff`` tells. Articles of one name in several folders are named with the folder.
    """
    annotations = sorted(path for path in _named(folder, ".ann") if path.is_file())
    texts: dict[str, list[Path]] = defaultdict(list)
    beside = folder.absolute().parent / "text"
    for place in (folder, *([beside] if beside != folder.absolute() else [])) if annotations else ():
        for text in sorted(_named(place, ".txt")):
            texts[text.stem].append(text)
    return [_files(annotation, texts) for annotation in annotations]


def _named(folder: Path, suffix: str) -> Iterator[Path]:
    """What is called so below a folder; links to folders are not followed."""
    for at, folders, files in os.walk(folder):  # a third of the time that Path.rglob takes
        for name in (*files, *folders):
            if os.path.normcase(name).endswith(suffix):
                yield Path(at, name)


def _files(annotation: Path, texts: Mapping[str, list[Path]]) -> StandoffFiles:
    stem, annotator = annotation.stem, annotation.absolute().parent.name or "brat"
    while stem and stem not in texts:  # the longest name that a text has
        stem = stem.rpartition("_")[0]
        annotator = annotation.stem[len(stem) + 1 :]
    if not stem:
        return StandoffFiles(annotation.with_suffix(".txt"), annotation, annotation.absolute().parent.name or "brat")
    ranked = sorted(texts[stem], key=lambda text: _nearness(text, annotation), reverse=True)
    tie = len(ranked) > 1 and _nearness(ranked[1], annotation) == _nearness(ranked[0], annotation)
    also = ranked[1] if tie else None
    return StandoffFiles(ranked[0], annotation, annotator, also, _name(ranked[0], texts[stem]))


def _name(text: Path, same: list[Path]) -> str:
    """The article's name: its file's, with the folders by which it differs from others of that name."""
    if len(same) == 1:
        return text.stem
    return (
        text.absolute().relative_to(os.path.commonpath([each.absolute() for each in same])).with_suffix("").as_posix()
    )


def _nearness(text: Path, annotation: Path) -> tuple[int, int]:
    """How many of their last folders have the same names, then how many of the first: ``text/x/a.txt`` is ``attributions/x``'s."""
    one, other = text.absolute().parent.parts, annotation.absolute().parent.parts

    def same(pairs: Iterable[tuple[str, str]]) -> int:
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    return same(zip(reversed(one), reversed(other), strict=False)), same(zip(one, other, strict=False))
