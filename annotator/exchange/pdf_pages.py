"""Articles to read as a PDF: the page of ``highlighted``, laid out and printed by Qt in a process of its own.

This room knows no Qt, and printing needs the main thread of a program, which an export in the window does not have.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.errors import ExportError
from annotator.exchange import highlighted
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.earlier import marked
from annotator.exchange.fields import ALL
from annotator.exchange.formats import Format, Unit
from annotator.open_projects import read_input
from annotator.records import Codebook

PRINTER = "annotator.ui.print_page"
MINUTES = 10  # after which a print is given up
_MARK = "annotator-export (pdf)"


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    """Print the articles; ExportError where the printer does not give a whole file."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        count = highlighted.write(source, articles, codebook, printed=True)
        command = [sys.executable, "-m", PRINTER, str(source), str(path)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=60 * MINUTES, check=False)
        except subprocess.TimeoutExpired as err:
            raise ExportError(
                f"{path.name}: printing took more than {MINUTES} minutes; choose fewer articles."
            ) from err
    if done.returncode:
        raise ExportError(
            f"{path.name}: it could not be printed; free some space or choose another folder, or export a page (html)."
        )
    return count


def _check(path: Path, codebook: Codebook) -> None:
    """ExportError unless the file is a whole PDF."""
    data = read_input(path)
    if not data.startswith(b"%PDF") or not data.rstrip().endswith(b"%%EOF"):
        raise ExportError(f"{path.name}: the PDF is not whole; nothing was exported.")


FORMATS = (
    Format(
        name="pdf",
        title="PDF to read, quotations marked",
        suffix=".pdf",
        unit=Unit.NONE,
        carries=ALL - highlighted.LOST,
        write=_write,
        read_back=None,
        check=_check,
        earlier=marked(b"%PDF", _MARK),
        load="open it in a reader of PDF",
    ),
)
