"""Files made for tests of readers, and what comes in from them."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path

from annotator.exchange.readers.base import ReadOptions
from annotator.exchange.readers.reading import read_articles
from annotator.records import Article

DATA = Path(__file__).parents[2] / "data" / "articles"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(path: Path, options: ReadOptions | None = None) -> tuple[list[Article], Counter[str]]:
    """The articles of a file and what its reader told."""
    notes: Counter[str] = Counter()
    return list(read_articles(path, options, lambda note: notes.update([note]))), notes


def made(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this body; other parts by name, ``footnotes="<w:footnote>…"`` as word/footnotes.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            if name == "core":
                archive.writestr("docProps/core.xml", content)
            else:
                archive.writestr(f"word/{name}.xml", f"<w:{name} {W}>{content}</w:{name}>")
    return out.getvalue()


def p(*texts: str) -> str:
    """Paragraphs of a Word file."""
    return "".join(f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>' for text in texts)


_ESCAPED = {40: "\\(", 41: "\\)"}


def pdf_pages(*pages: list[tuple[int, int, str]]) -> bytes:
    """A PDF whose pages draw words at (x, y), in points from the lower left."""
    objects = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    kids = []
    for page in pages:
        drawn = "".join(f"BT /F1 11 Tf {x} {y} Td ({text.translate(_ESCAPED)}) Tj ET\n" for x, y, text in page).encode(
            "cp1252"
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = (len(objects) + 1, table, len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % end
