"""Every action of the desk in one table: menus, tool tips, shortcuts, the help overlay and the tests are made from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from annotator.jsontext import NotJsonError, read_json
from annotator.records import Codebook, Reason
from annotator.ui.text import menu_text, plain_tip


class Action(NamedTuple):
    """One thing a user can do. ``handler`` is a dotted name on the window; ``argument``, if any, is handed to it."""

    id: str
    text: str
    keys: tuple[str, ...]
    menu: str
    tip: str
    group: str
    handler: str
    argument: object = None


MENUS = ("File", "Edit", "Quotation", "Speaker", "View", "Team", "Help")
DECIDE, SPEAKER, MOVE, SELECT, DESK, TEAM = "Decide", "Speaker", "Move", "With text selected", "Desk", "Team"
GROUPS = (DECIDE, SPEAKER, MOVE, SELECT, DESK, TEAM)

REASONS = {
    Reason.UNCLEAR: "guideline unclear",
    Reason.SLIP: "slip",
    Reason.AMBIGUOUS: "ambiguous text",
    Reason.LACKS: "codebook lacks a label",
    Reason.OTHER: "other",
}

# The order is that of the menus; "-" as a menu's own line is made where the group changes.
ACTIONS: tuple[Action, ...] = (
    Action("new", "New project…", ("Ctrl+N",), "File", "Make an empty project file", DESK, "files.new_project"),
    Action("open", "Open project…", ("Ctrl+O",), "File", "Open another project file", DESK, "files.open_project"),
    Action("import", "Import articles…", ("Ctrl+I",), "File", "Add articles or annotations", DESK, "files.import_files"),
    Action("paste", "Paste article…", ("Ctrl+V",), "File", "Add the text or files of the clipboard", DESK, "files.paste"),
    Action("codebook", "Use codebook…", (), "File", "Make another codebook the project's", DESK, "files.use_codebook"),
    Action("export", "Export…", ("Ctrl+Shift+E",), "File", "Write the decisions to a file", DESK, "files.export"),
    Action("close", "Close", ("Ctrl+W", "Ctrl+Q"), "File", "Close the desk; all is saved", DESK, "close"),
    Action("undo", "Undo", ("Ctrl+Z", "U"), "Edit", "Take back the last thing you did", DECIDE, "decisions.undo"),
    Action("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit", "Do again what was undone", DECIDE, "decisions.redo"),
    Action("annotator", "Change annotator…", ("Ctrl+Shift+A",), "Edit", "Say who annotates", DESK, "ask_annotator"),
    Action("find", "Search the project…", ("Ctrl+Shift+F",), "Edit",
           "Words in all articles, quotations and comments, what a speaker says, where a label stands", MOVE, "views.search"),
    Action("next-hit", "Next hit", ("F3",), "Edit", "Open what was found next", MOVE, "views.step_hit", 1),
    Action("previous-hit", "Previous hit", ("Shift+F3",), "Edit", "Open what was found before", MOVE, "views.step_hit", -1),
    Action("whole-queue", "Whole queue", (), "View", "The queue is the whole project again, not a search", MOVE,
           "controller.widen"),
    Action("keys", "Keys…", ("Ctrl+K",), "Edit", "Change the keys of the desk", DESK, "views.edit_keys"),
    Action(
        "confirm", "Confirm and go on", ("Return", "Enter"), "Quotation",
        "Confirm what is shown and go to the next undecided quotation", DECIDE, "decisions.confirm",
    ),
    Action("reject", "Not speech", ("X", "Del"), "Quotation", "Nobody is reported to have said these words; again: take it back",
           DECIDE, "decisions.reject"),
    Action("flag", "Flag", ("F", "Ctrl+D"), "Quotation", "Mark for another look", DECIDE, "decisions.flag"),
    Action("comment", "Comment", ("C", "Ctrl+M"), "Quotation", "Write a comment; Enter ends it", DECIDE, "card.write_comment"),
    Action("direct", "Direct", ("Ctrl+1",), "Quotation", "A clause or more inside quotation marks", DECIDE,
           "decisions.set_kind", "direct"),
    Action("mixed", "Mixed", ("Ctrl+2",), "Quotation", "A quoted fragment inside a reporting sentence", DECIDE,
           "decisions.set_kind", "mixed"),
    Action("indirect", "Indirect", ("Ctrl+3",), "Quotation", "Paraphrase, without marks", DECIDE,
           "decisions.set_kind", "indirect"),
    *(Action(f"speaker-{n}", f"Speaker {n}", (str(n),), "Speaker", f"Choose candidate {n}", SPEAKER, "decisions.choose", n)
      for n in range(1, 10)),
    Action("nobody", "No source named", ("0",), "Speaker", "The article names nobody for these words", SPEAKER,
           "decisions.nobody"),
    Action("search", "Search a speaker", ("/", "Ctrl+Shift+K"), "Speaker", "Search the project's speakers, or add one",
           SPEAKER, "card.search_speaker"),
    Action("concordance", "Concordance of the speaker", ("Ctrl+Shift+L",), "Speaker",
           "Everything that this speaker says in the project, as you decided", SPEAKER, "card.speaker_concordance"),
    Action("speakers", "Speakers…", ("Ctrl+Shift+P",), "Speaker", "Rename speakers, add aliases, join two that are one", DESK,
           "views.edit_speakers"),
    Action("new-quotation", "New quotation", ("N", "Ctrl+Shift+N"), "Quotation", "Make the selected words a quotation", SELECT,
           "selecting.new_quotation"),
    Action("source", "Selection is the source", ("S", "Ctrl+Shift+S"), "Quotation", "The selected words name who speaks", SELECT,
           "selecting.set_source"),
    Action("edges", "Selection gives the edges", ("E", "Ctrl+E"), "Quotation",
           "The quotation reaches from the selection's start to its end", SELECT, "selecting.set_edges"),
    Action("caret", "Select by keyboard", ("V", "F7"), "Quotation",
           "A caret in the article: arrows move it, with Shift they select, Esc ends", SELECT, "article.toggle_caret"),
    Action("next", "Next quotation", ("J", "Down"), "View", "Go to the next quotation", MOVE, "controller.step", 1),
    Action("previous", "Previous quotation", ("K", "Up"), "View", "Go to the quotation before", MOVE, "controller.step", -1),
    Action("undecided", "Next undecided", ("Space",), "View", "Go to the next undecided quotation", MOVE, "controller.next_undecided"),
    Action("next-article", "Next article", ("Shift+J", "Ctrl+Down"), "View", "Go to the next article", MOVE,
           "controller.step_article", 1),
    Action("previous-article", "Previous article", ("Shift+K", "Ctrl+Up"), "View", "Go to the article before", MOVE,
           "controller.step_article", -1),
    Action("filter", "Filter articles", ("Ctrl+F",), "View", "Type a part of a title", MOVE, "queue.focus_filter"),
    Action("back", "Back to the article", ("Esc",), "View", "Leave a box, drop the selection", MOVE, "back_to_article"),
    Action("larger", "Larger text", ("Ctrl++", "Ctrl+="), "View", "Larger text in the article", DESK, "article.zoom_by", 1),
    Action("smaller", "Smaller text", ("Ctrl+-",), "View", "Smaller text in the article", DESK, "article.zoom_by", -1),
    Action("normal", "Normal text size", ("Ctrl+0",), "View", "The text size as it came", DESK, "article.reset_zoom"),
    Action("system-colours", "Colours of the system", (), "View", "Light or dark as the system is", DESK, "views.choose_theme", "system"),
    Action("light", "Light", (), "View", "Dark text on light ground", DESK, "views.choose_theme", "light"),
    Action("dark", "Dark", (), "View", "Light text on dark ground", DESK, "views.choose_theme", "dark"),
    Action("finish", "Article finished", ("Ctrl+Return",), "Quotation", "Say that you are done with the article, or are not", DECIDE,
           "decisions.finish"),
    Action("review", "Review list", ("Ctrl+Shift+R",), "Quotation",
           "Decisions that an edited article did not take over, or close the list", DESK, "review.toggle"),
    Action("review-place", "Place again", ("Ctrl+L",), "Quotation",
           "The decision chosen in the review list goes to the selected words", DESK, "review.place"),
    Action("review-dismiss", "Dismiss from the review list", ("Ctrl+Backspace",), "Quotation",
           "The words of the decision chosen in the review list are gone", DESK, "review.dismiss"),
    Action("detect", "Find quotations", ("F5",), "Quotation", "Let the English model propose quotations in this article", DESK,
           "detection.run_again"),
    Action("detect-all", "Find quotations in all articles", ("Shift+F5",), "Quotation",
           "Let the English model read every article that it has not read yet", DESK, "detection.run_all"),
    Action("indirect-proposals", "Ask about indirect quotations", (), "Quotation",
           "Show proposals of paraphrase without marks, for everybody in the project, or hide them", DESK, "views.toggle_indirect"),
    Action("package", "Packages for a team…", ("Ctrl+Shift+D",), "Team",
           "Make a blind file for each annotator: articles, codebook and proposals", TEAM, "team.files.make_packages"),
    Action("merge", "Merge files…", ("Ctrl+Shift+M",), "Team", "Bring the team's files in, after a look at what would come", TEAM,
           "team.files.merge_files"),
    Action("undo-merge", "Take the newest merge back", (), "Team", "Undo the newest merge that stands, whoever made it", TEAM,
           "team.files.undo_merge"),
    Action("agreement", "Agreement", ("Ctrl+Shift+G",), "Team", "How far the annotators agree, or back to the desk", TEAM,
           "team.show_agreement"),
    Action("adjudicate", "Adjudicate", ("Ctrl+Shift+J",), "Team",
           "Settle what the annotators decided differently, or back to the desk: digits take a decision, Enter settles", TEAM,
           "team.adjudicate"),
    Action("accept-agreed", "Accept where all agree", ("Ctrl+Shift+Return",), "Team",
           "Settle every quotation of every article on which all annotators agree", TEAM, "team.accept_agreed"),
    Action("hide-names", "Hide names", ("Ctrl+Shift+H",), "Team", "Letters in the place of names while adjudicating", TEAM,
           "team.hide_names"),
    *(Action(f"reason-{n}", f"Reason: {text}", (f"Alt+{n}",), "Team", f"The annotators differ: {text}", TEAM,
             "team.reason", reason)
      for n, (reason, text) in enumerate(REASONS.items(), start=1)),
    Action("guideline", "Guideline", ("G", "F2"), "Help", "The codebook's guideline beside the article", DESK, "views.toggle_guideline"),
    Action("help", "All keys", ("?", "F1"), "Help", "All keys at a glance", DESK, "views.toggle_help"),
    Action("about", "About", (), "Help", "Version and licence", DESK, "views.show_about"),
)  # fmt: skip


# What the keys of the desk do while adjudicating, where that is something else: text and tip.
SETTLING: Mapping[str, tuple[str, str]] = {
    "confirm": ("Settle and go on", "Settle what is shown and go to the next disagreement"),
    "reject": ("Not a quotation", "Settle that it is not a quotation; again: take it back"),
    "next": ("Next quotation", "Go to the next quotation, whether its annotators differ or not"),
    "undecided": ("Next disagreement", "Go to the next disagreement, in the next article where none is left"),
    "new-quotation": ("New quotation", "Settle the selected words as a quotation that nobody has"),
    "finish": ("Article finished", "An article is settled when the last of its quotations is"),
    **{f"speaker-{n}": (f"Decision of annotator {n}", f"Take the decision of annotator {n}") for n in range(1, 10)},
}


def worded(action: Action, *, settling: bool) -> Action:
    """An action with the text and tip that it has on the desk, or while adjudicating."""
    if not settling or action.id not in SETTLING:
        return action
    text, tip = SETTLING[action.id]
    return action._replace(text=text, tip=tip)


# What a held key may do again and again: move and zoom. All else happens once, however long its key is held.
REPEATED = frozenset(
    ["next", "previous", "next-article", "previous-article", "next-hit", "previous-hit", "larger", "smaller"]
)


class Keymap:
    """Which keys act: the table's, with the user's changes, without the letters that the codebook takes for itself."""

    def __init__(self, changes: Mapping[str, Iterable[str]] | None = None) -> None:
        self.changes = {action: tuple(keys) for action, keys in (changes or {}).items()}
        self.taken: frozenset[str] = frozenset()

    @classmethod
    def from_json(cls, text: str) -> Keymap:
        """The user's changes as they were saved; anything unreadable counts as no change."""
        try:
            read = read_json(text or "{}")
        except NotJsonError:
            return cls()
        if not isinstance(read, dict):
            return cls()
        return cls({str(a): [str(k) for k in keys] for a, keys in read.items() if isinstance(keys, list)})

    def to_json(self) -> str:
        """The user's changes, to be saved."""
        return json.dumps({action: list(keys) for action, keys in sorted(self.changes.items())})

    def use(self, codebook: Codebook) -> None:
        """Give the codebook its keys: small letters for labels, capitals (with Shift) for targets."""
        letters = {label.key.upper() for target in codebook.targets for label in target.labels if label.key}
        self.taken = frozenset(letters | {"Shift+" + target.key.upper() for target in codebook.targets if target.key})

    def keys(self, action: Action) -> tuple[str, ...]:
        """The keys of an action now."""
        keys = self.changes.get(action.id, action.keys)
        return tuple(key for key in keys if key not in self.taken)

    def hint(self, action: Action) -> str:
        """The first key of an action as people read it, or nothing."""
        keys = self.keys(action)
        return shown_key(keys[0]) if keys else ""


def shown_key(key: str) -> str:
    """A key as people read it: ``⏎`` for Return, a single letter small."""
    names = {"Return": "⏎", "Down": "↓", "Up": "↑", "Enter": "⏎"}
    if len(key) == 1:
        return key.lower()
    if key.startswith("Shift+") and len(key) == 7 and key[-1].isalpha():
        return f"Shift+{key[-1].lower()}"
    return names.get(key, key)


def new_action(text: str, window: QWidget) -> QAction:
    """A QAction with its text, which is set afterwards: one given with it is first tried as an icon, six times as slow."""
    item = QAction(window)
    item.setText(text)
    return item


def build_actions(window: QWidget) -> dict[str, QAction]:
    """One QAction for each line of the table, bound to its handler on the window; :func:`apply_keys` gives them their keys."""
    made: dict[str, QAction] = {}
    for action in ACTIONS:
        item = new_action(menu_text(action.text), window)
        item.setObjectName(action.id)
        item.setAutoRepeat(action.id in REPEATED)
        item.triggered.connect(_bound(window, action))
        window.addAction(item)
        made[action.id] = item
    return made


def apply_keys(items: Mapping[str, QAction], keymap: Keymap, *, settling: bool = False) -> None:
    """Give the QActions the keys of the keymap, and say them in their tool tips; those that keep theirs are left alone.

    ``settling``: in the words of adjudication.
    """
    for action in (worded(each, settling=settling) for each in ACTIONS):
        item, wanted = items[action.id], keymap.keys(action)
        if item.data() == (wanted, action.text):
            continue
        item.setData((wanted, action.text))
        if action.id in SETTLING:
            item.setText(menu_text(action.text))
        item.setShortcuts([QKeySequence(key) for key in wanted])
        keys = ", ".join(shown_key(key) for key in wanted)
        item.setToolTip(plain_tip(f"{action.tip} ({keys})" if keys else action.tip))
        item.setStatusTip(action.tip)


def _bound(window: QWidget, action: Action) -> Callable[[], None]:
    """The handler found when it is called: panes may be made after the table is read."""

    def run(arguments: tuple[object, ...]) -> None:
        attrgetter(action.handler)(window)(*arguments)

    return partial(run, () if action.argument is None else (action.argument,))


def fill_menus(menus: Mapping[str, QMenu], items: Mapping[str, QAction]) -> None:
    """Put the actions into their menus, a line between groups."""
    last: dict[str, str] = {}
    for action in ACTIONS:
        if last.setdefault(action.menu, action.group) != action.group:
            menus[action.menu].addSeparator()
        last[action.menu] = action.group
        menus[action.menu].addAction(items[action.id])
