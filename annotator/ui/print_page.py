"""Print a page as a PDF, in a process of its own: ``python -m annotator.ui.print_page PAGE.html OUT.pdf``.

Qt lays the page out and holds its fonts. The process has no window and draws on nothing, so that it runs wherever the program does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from annotator.open_projects import read_input

MARK = "annotator-export (pdf)"


def main(page: str, out: str) -> int:
    """Print the page; 0 where the PDF is whole."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QMarginsF
    from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

    application = QGuiApplication.instance() or QGuiApplication([])
    writer = QPdfWriter(out)
    writer.setCreator(MARK)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(18, 18, 18, 18), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setHtml(read_input(Path(page)).decode())
    document.print_(writer)
    del writer, document, application  # the first ends the file
    return 0 if read_input(Path(out)).rstrip().endswith(b"%%EOF") else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
