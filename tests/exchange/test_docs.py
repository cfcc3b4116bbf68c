"""docs/formats.md says of every format what the registry says."""

from __future__ import annotations

from pathlib import Path

from annotator.exchange import annotation_formats
from annotator.exchange.readers import formats as kinds
from annotator.workflow import export


def test_the_guide_to_formats_is_what_the_registry_says() -> None:
    guide = (Path(__file__).parent.parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")
    assert export.formats_table() in guide
    assert kinds.table() in guide
    assert annotation_formats.table() in guide
