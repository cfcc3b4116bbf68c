"""Where the shipped data (cue verbs, codebooks, schemas, weights, icons, seeds) lies, installed or in a checkout."""

from __future__ import annotations

from pathlib import Path


def _folder(name: str) -> Path:
    """The folder ``name`` inside the installed package (as ``_name``) or, in a checkout, beside the package."""
    package = Path(__file__).parent
    installed = package / f"_{name}"
    return installed if installed.is_dir() else package.parent / name


def resource(*parts: str) -> Path:
    """The path of a file or folder in ``resources/``, e.g. ``resource("codebooks", "border.toml")``."""
    return _folder("resources").joinpath(*parts)


def seed(*parts: str) -> Path:
    """The path of a file or folder in ``seeds/``, e.g. ``seed("000_915434029b41a593.txt")``."""
    return _folder("seeds").joinpath(*parts)
