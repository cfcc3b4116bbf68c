"""What the keys do while a team's view is shown: the parts of the window that they act on, the hints at its foot, and what
both views say where they have nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.ui.menus import Menus

PARTS = (
    "controller",
    "decisions",
    "selecting",
    "pane",
    "article",
    "queue",
    "card",
    "notice",
)  # a bench's and the window's
PAGE_HINTS = (
    ("", "a row or a cell shows what is behind it"),
    ("", "a disagreement opens its quotation"),
    ("back", "back to the desk"),
    ("help", "all keys"),
)
HINTS = (
    ("", "1–9 take a decision"),
    ("confirm", "settle and go on"),
    ("reject", "not a quotation"),
    ("reason-1", "to 5 reason"),
    ("help", "all keys"),
)

NONE_FINISHED = "No article was finished by two annotators yet."
NOBODY = "Two annotators must finish the same article first: then its disagreements can be settled here."


def use_desk_keys(menus: Menus, used: bool) -> None:
    """The keys that act on a quotation are dead while none is in sight."""
    from annotator.ui.actions import ACTIONS

    for action in ACTIONS:
        if action.handler.split(".")[0] in PARTS or action.id in ("undo", "redo", "speakers", "export"):
            menus.items[action.id].setEnabled(used)
    for item in menus.stance_items:
        item.setEnabled(used)
