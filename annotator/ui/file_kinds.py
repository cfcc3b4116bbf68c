"""The kinds of files that file dialogs offer."""

from __future__ import annotations

from annotator.language import later, tr

PROJECTS = later("Projects (*.annot)")


def readable() -> str:
    """The kinds of files that an import offers, for the file dialog; the registries of formats are not needed to start."""
    from annotator.exchange import annotation_formats
    from annotator.exchange.readers import formats

    named = (
        (tr("Articles"), formats.SUFFIXES),
        (tr("Annotations"), annotation_formats.suffixes(annotation_formats.Brings.ANNOTATIONS)),
        (tr("Codebooks"), annotation_formats.suffixes(annotation_formats.Brings.CODEBOOK)),
    )
    kinds = [(what, " ".join(f"*{suffix}" for suffix in suffixes)) for what, suffixes in named]
    every = " ".join(dict.fromkeys(" ".join(names for _, names in kinds).split()))
    lines = ((tr("All that can be read"), every), *kinds, (tr("All files"), "*"))
    return ";;".join(f"{what} ({names})" for what, names in lines)
