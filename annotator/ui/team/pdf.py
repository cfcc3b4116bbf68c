"""The agreement page as a PDF: the same report as in HTML, laid out by Qt."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from annotator.agreement.page import ReportPage
from annotator.agreement.printed import as_html
from annotator.errors import ExportError
from annotator.exchange.earlier import marked
from annotator.workflow import outputs

_CREATOR = "quotation-annotator: agreement"
is_earlier = marked(b"%PDF", _CREATOR)


def write_pdf(page: ReportPage, path: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write the report as A4 pages.

    ExportError with a sentence where it cannot be written, OccupiedError where another file is there, unless ``force``.
    """
    with outputs.output(path, is_earlier, force=force) as aim:
        aim.touch()  # a disk that refuses is told with its reason, which Qt's writer does not give
        _write(page, aim)
    return (path,)


def _write(page: ReportPage, path: Path) -> None:
    writer = QPdfWriter(str(path))
    writer.setCreator(_CREATOR)
    writer.setTitle(f"Agreement: {page.project}")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(16, 16, 16, 16), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setHtml(as_html(page, pictures=False))
    document.print_(writer)
    del writer  # which ends the file
    if not path.read_bytes().rstrip().endswith(b"%%EOF"):  # Qt does not say that the disk was full
        raise ExportError(f"{path.name}: it could not be written whole; free some space or choose another folder.")
