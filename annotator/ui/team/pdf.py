"""The agreement page as a PDF: the same report as in HTML, laid out by Qt."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from annotator.agreement.page import Page
from annotator.agreement.printed import as_html
from annotator.errors import ExportError


def write_pdf(page: Page, path: Path) -> tuple[Path, ...]:
    """Write the report as A4 pages; ExportError with a sentence where it cannot be written."""
    partial = path.with_name(path.name + ".part")
    try:
        partial.touch()
    except OSError as err:
        raise ExportError(f"{path}: it cannot be written ({err.strerror}); choose another folder.") from err
    writer = QPdfWriter(str(partial))
    writer.setTitle(f"Agreement: {page.project}")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(16, 16, 16, 16), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setHtml(as_html(page, pictures=False))
    document.print_(writer)
    del writer
    partial.replace(path)
    return (path,)
