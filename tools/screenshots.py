#!/usr/bin/env python3
"""Draw the desk's pictures in docs/: the seed article half decided, in light and dark, and the overlay of keys.

Offscreen, with the English model's own proposals and real key events; the same pictures on every machine with the same fonts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from annotator.resources import seed
from annotator.ui.app import make_application
from annotator.ui.demo import first_gold, keys_for, press_key, save_picture, wait_until
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import export, project

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1366, 860
DECIDED = 15  # quotations decided before the picture is taken


def main() -> int:
    """Write docs/desk-*.png, docs/search-*.png, docs/export-*.png, docs/import-*.png and docs/review-*.png."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    make_application(["annotator"])
    theme = Theme("light")
    with tempfile.TemporaryDirectory() as temporary:
        store = project.sample_project(Path(temporary) / "border.annot")
        window = DeskWindow(store, Settings(Path(temporary) / "settings.ini"), theme)
        window.resize(WIDTH, HEIGHT)
        window.show()
        window.begin()
        window.annotate_as("Ada")
        window.welcome.hide()
        if not wait_until(lambda: window.navigator.current is not None):
            print("The English model found no quotation.", file=sys.stderr)
            return 1
        for key in _keys(window):
            press_key(window, key)
        for row in window.navigator.queue.rows[1:3]:  # the queue shows articles at every stage
            window.navigator.show_article(row.sha256)
            wait_until(lambda: window.navigator.desk is not None and window.navigator.desk.proposed)
            press_key(window, "\r")
        window.navigator.show_article(window.navigator.queue.rows[0].sha256)
        window.notice.hide()
        for name, scheme in (("light", "light"), ("dark", "dark")):
            theme.choose(scheme)
            _save(window, f"desk-{name}")
        theme.choose("light")
        window.panels.toggle_help()
        _save(window, "desk-keys")
        window.panels.toggle_help()
        _draw_search(window, theme)
        _draw_dialogs(window, theme, Path(temporary))
        _draw_review(window, theme, Path(temporary))
        window.close()
    return 0


def _keys(window: DeskWindow) -> list[str]:
    """Keys are pressed as they are found, so that each quotation is current when its own are asked for."""
    gold = first_gold()
    for _ in range(DECIDED):
        for key in list(keys_for(window, gold)):
            press_key(window, key)
    return [key for key in keys_for(window, gold) if key != "\r"]


def _draw_search(window: DeskWindow, theme: Theme) -> None:
    """Words in context at the foot of the window, in light and dark."""
    window.panels.search()
    pane = window.panels.finder
    assert pane is not None
    pane.fields.words.setText("border OR river")
    wait_until(lambda: bool(pane.model.lines) and not pane.finder.worker.busy)
    pane.step(1)
    for scheme in ("dark", "light"):
        theme.choose(scheme)
        _save(window, f"search-{scheme}")
    pane.hide()


def _draw_dialogs(window: DeskWindow, theme: Theme, folder: Path) -> None:
    """The export dialog on a CSV, and the look at an import of files good and bad, in light and dark."""
    window.files.export()
    dialog = window.files.dialog
    assert dialog is not None
    wait_until(dialog.save.isEnabled)
    dialog.format.setCurrentIndex(dialog.format.findData("csv"))
    wait_until(dialog.save.isEnabled)
    bring = _files_to_bring(folder / "bring")
    export.export(window.navigator.store, folder / "bring" / "colleague.json", fmt="label-studio", annotator="Ada")
    window.files.preview_import(bring)
    look = window.files.look
    assert look is not None
    wait_until(look.take.isEnabled)
    for scheme in ("dark", "light"):
        theme.choose(scheme)
        _save(dialog, f"export-{scheme}")
        _save(look, f"import-{scheme}")
    dialog.reject()
    look.reject()


def _draw_review(window: DeskWindow, theme: Theme, folder: Path) -> None:
    """The article comes again with two of its decided quotations edited: the review list under it, the likely place selected."""
    desk = window.navigator.desk
    assert desk is not None
    text = desk.article.text
    for quotation in reversed([q for q in desk.quotations if q.decided and len(q.span.words(text)) > 40][:2]):
        at = text.index(" ", quotation.span.start + 12)
        text = f"{text[:at]}, once more,{text[at:]}"
    (folder / f"{desk.article.id}.txt").write_text(text, encoding="utf-8")
    window.files.bring_in([folder / f"{desk.article.id}.txt"])
    wait_until(lambda: window.review.dock is not None and bool(window.review.dock.entries))
    window.review.toggle()
    window.review.toggle()
    wait_until(lambda: window.navigator.desk is not None and window.navigator.desk.proposed)
    window.review.toggle()
    window.review.toggle()
    window.notice.hide()
    for scheme in ("light", "dark"):
        theme.choose(scheme)
        _save(window, f"review-{scheme}")


def _files_to_bring(folder: Path) -> list[Path]:
    """One file of each fate: new, guessed encoding, a table, here already, edited, not readable."""
    folder.mkdir()
    town = "A town votes\n\n“We will build the bridge,” said Mayor Lena Ortiz on Monday.\n"
    (folder / "bridge.txt").write_text(town, encoding="utf-8")
    (folder / "café.txt").write_bytes("Le café était fermé, a déclaré Zoé à l'époque des élections.".encode("cp1252"))
    (folder / "ferry.md").write_text(f"---\nauthor: N. N.\n---\n\n# The ferry stays\n\n{town}", encoding="utf-8")
    rows = "".join(f'{n},"Council, day {n}","The council met on day {n}. It will meet again."\n' for n in range(1, 41))
    (folder / "council.csv").write_text("id,title,text\n" + rows, encoding="utf-8")
    (folder / "broken.jsonl").write_text('{"text": "An article\n', encoding="utf-8")
    first, second = sorted(seed().glob("*.txt"))[:2]
    (folder / first.name).write_bytes(first.read_bytes())
    (folder / second.name).write_bytes(second.read_bytes() + b"\nThis story was updated on Tuesday.\n")
    return [folder]


def _save(window: QWidget, name: str) -> None:
    QTest.qWait(400)
    path = ROOT / "docs" / f"{name}.png"
    save_picture(window, path, force=True)
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
