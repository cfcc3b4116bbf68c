"""The kinds of files that file dialogs offer."""

from __future__ import annotations

PROJECTS = "Projects (*.annot)"


def readable() -> str:
    """The kinds of files that an import offers, for the file dialog; the registries of formats are not needed to start."""
    from annotator.exchange import annotation_formats
    from annotator.exchange.readers import formats

    named = (
        ("Articles", formats.SUFFIXES),
        ("Annotations", annotation_formats.suffixes(annotation_formats.Brings.ANNOTATIONS)),
        ("Codebooks", annotation_formats.suffixes(annotation_formats.Brings.CODEBOOK)),
    )
    kinds = [(what, " ".join(f"*{suffix}" for suffix in suffixes)) for what, suffixes in named]
    every = " ".join(dict.fromkeys(" ".join(names for _, names in kinds).split()))
    lines = (("All that can be read", every), *kinds, ("All files", "*"))
    return ";;".join(f"{what} ({names})" for what, names in lines)
