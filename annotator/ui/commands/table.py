"""Every command of the window, once. The order is that of the menus.

Each says what it does to the window (``run``) and in which views it can be run (``available``). A new command is a new entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from annotator.records import Kind, Reason
from annotator.ui.commands.command import (
    DECIDE,
    DESK,
    MOVE,
    PALETTE,
    SELECT,
    SPEAKER,
    TEAM,
    Command,
    Place,
    Words,
)
from annotator.ui.panes import CARD, QUEUE
from annotator.ui.team.words import REASONS

if TYPE_CHECKING:
    from annotator.ui.article_work import ArticleWork
    from annotator.ui.codebook.work import CodebookWork
    from annotator.ui.detection import Detection
    from annotator.ui.files import Files
    from annotator.ui.panels import Panels
    from annotator.ui.review import Review
    from annotator.ui.second_look import SecondLook
    from annotator.ui.team.views import TeamViews
    from annotator.ui.work_view import AnnotationView, WorkView


class CommandWindow(Protocol):
    """What commands act on: the parts of a window."""

    @property
    def view(self) -> WorkView:
        """The view that quotations are decided in now: the desk, or adjudication."""

    @property
    def annotation(self) -> AnnotationView:
        """The desk, whether it is shown or not."""

    @property
    def files(self) -> Files:
        """New, open, import, export."""

    @property
    def articles(self) -> ArticleWork:
        """Title, tags, exclusion of whole articles."""

    @property
    def panels(self) -> Panels:
        """Search, guideline, keys, speakers, colors."""

    @property
    def review(self) -> Review:
        """The review list."""

    @property
    def second_look(self) -> SecondLook:
        """The list of decisions worth a second look."""

    @property
    def team(self) -> TeamViews:
        """Agreement, adjudication, packages, merging."""

    @property
    def detection(self) -> Detection:
        """The detector in its worker."""

    @property
    def codebooks(self) -> CodebookWork:
        """The codebook editor, and what waits for a person."""

    @property
    def working(self) -> bool:
        """Whether quotations can be decided: not while the agreement page is shown."""

    @property
    def on_desk(self) -> bool:
        """Whether the desk is what is shown."""

    def ask_annotator(self) -> None:
        """Ask who annotates."""

    def back_to_article(self) -> None:
        """Close what is open and give the keys back to the article."""

    def open_palette(self) -> None:
        """Open the command palette, or close it."""

    def open_labels(self) -> None:
        """Open the palette with the codebook's labels alone."""

    def open_orders(self) -> None:
        """Open the palette with the orders of the queue alone."""

    def close(self) -> bool:
        """Close the window."""


def always(window: CommandWindow) -> bool:
    """In every view."""
    return True


def working(window: CommandWindow) -> bool:
    """Where quotations can be decided: the desk and adjudication."""
    return window.working


def desk(window: CommandWindow) -> bool:
    """On the desk alone, not in adjudication."""
    return window.on_desk


def _choose(number: int) -> Callable[[CommandWindow], object]:
    return lambda window: window.view.session.choose(number)


def _reason(reason: Reason) -> Callable[[CommandWindow], object]:
    return lambda window: window.team.reason(reason)


COMMANDS: tuple[Command[CommandWindow], ...] = (
    Command("new", "New project…", ("Ctrl+N",), lambda window: window.files.new_project(), always,
            Place("File", DESK), "Make an empty project file"),
    Command("open", "Open project…", ("Ctrl+O",), lambda window: window.files.open_project(), always,
            Place("File", DESK), "Open another project file"),
    Command("import", "Import articles…", ("Ctrl+I",), lambda window: window.files.import_files(), always,
            Place("File", DESK), "Add articles or annotations"),
    Command("paste", "Paste article…", ("Ctrl+V",), lambda window: window.files.paste(), always,
            Place("File", DESK), "Add the text or files from the clipboard"),
    Command("codebook", "Use codebook…", (), lambda window: window.files.use_codebook(), always,
            Place("File", DESK), "Use another codebook for the project"),
    Command("edit-codebook", "Codebook…", ("Ctrl+Shift+B",), lambda window: window.codebooks.edit(), working,
            Place("File", DESK), "Edit targets and labels, and see what a change does to decisions"),
    Command("versions", "Versions of the codebook…", (), lambda window: window.codebooks.show_versions(), working,
            Place("File", DESK), "Show who changed the codebook, when and why, and what differs between two versions"),
    Command("export", "Export…", ("Ctrl+Shift+E",), lambda window: window.files.export(), working,
            Place("File", DESK), "Write the decisions to a file"),
    Command("close", "Close", ("Ctrl+W", "Ctrl+Q"), lambda window: window.close(), always,
            Place("File", DESK), "Close the desk; all is saved"),
    Command("undo", "Undo", ("Ctrl+Z", "U"), lambda window: window.view.session.acts.undo(), working,
            Place("Edit", DECIDE), "Undo the last action"),
    Command("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), lambda window: window.view.session.acts.redo(), working,
            Place("Edit", DECIDE), "Redo what was undone"),
    Command("annotator", "Change annotator…", ("Ctrl+Shift+A",), lambda window: window.ask_annotator(), always,
            Place("Edit", DESK), "Choose who annotates"),
    Command("find", "Search the project…", ("Ctrl+Shift+F",), lambda window: window.panels.search(), always,
            Place("Edit", MOVE), "Find words in articles, quotations and comments, what a speaker says, and where a label is used"),
    Command("next-hit", "Next hit", ("F3",), lambda window: window.panels.step_hit(1), always,
            Place("Edit", MOVE), "Open the next hit", repeats=True),
    Command("previous-hit", "Previous hit", ("Shift+F3",), lambda window: window.panels.step_hit(-1), always,
            Place("Edit", MOVE), "Open the previous hit", repeats=True),
    Command("whole-queue", "Whole queue", (), lambda window: window.view.navigator.queue.widen(), working,
            Place("View", MOVE), "Show the whole project in the queue again, not a search"),
    Command("keys", "Keys…", ("Ctrl+K",), lambda window: window.panels.edit_keys(), always,
            Place("Edit", DESK), "Change the keys of the desk"),
    Command("article-title", "Rename article…", (), lambda window: window.articles.edit(), desk,
            Place("Article", DESK), "Give the article another title"),
    Command("article-tags", "Tags…", (), lambda window: window.articles.edit(tags=True), desk,
            Place("Article", DESK), "Add words of your own to the article; the list can be filtered by them"),
    Command("article-notes", "Notes of its import", (), lambda window: window.articles.show_notes(), desk,
            Place("Article", DESK), "Show what the import left out, joined, added or guessed"),
    Command("article-exclude", "Exclude article", (), lambda window: window.articles.exclude(), desk,
            Place("Article", DESK), "Take the article out of the list, agreement, exports and releases, for everybody"),
    Command("article-delete", "Delete article", (), lambda window: window.articles.delete(), desk,
            Place("Article", DESK), "Delete the article if nobody has decided anything in it"),
    Command("excluded", "Excluded articles…", (), lambda window: window.articles.show_excluded(), desk,
            Place("Article", DESK), "List the excluded articles, and include some again"),
    Command("confirm", "Confirm and go on", ("Return", "Enter"), lambda window: window.view.session.confirm(), working,
            Place("Quotation", DECIDE), "Confirm what is shown and go to the next undecided quotation",
            settling=Words("Settle and go on", "Settle what is shown and go to the next disagreement")),
    Command("confirm-rest", "Confirm the rest…", ("Ctrl+R",), lambda window: window.panels.confirm_rest(), desk,
            Place("Quotation", DECIDE), "List the undecided quotations of this article above a probability, and confirm them all at once"),
    Command("reject", "Not speech", ("X", "Del"), lambda window: window.view.session.reject(), working,
            Place("Quotation", DECIDE), "Nobody is reported to have said these words; press again to undo",
            settling=Words("Not a quotation", "Settle that it is not a quotation; again: take it back")),
    Command("flag", "Flag", ("F", "Ctrl+D"), lambda window: window.view.session.acts.flag(), working,
            Place("Quotation", DECIDE), "Mark for another look"),
    Command("comment", "Comment", ("C", "Ctrl+M"), lambda window: window.view.card.write_comment(), working,
            Place("Quotation", DECIDE), "Write a comment; Enter ends it"),
    Command("direct", "Direct", ("Ctrl+1",), lambda window: window.view.session.acts.set_kind(Kind.DIRECT), working,
            Place("Quotation", DECIDE), "A clause or more inside quotation marks"),
    Command("mixed", "Mixed", ("Ctrl+2",), lambda window: window.view.session.acts.set_kind(Kind.MIXED), working,
            Place("Quotation", DECIDE), "Quoted words inside a reporting sentence"),
    Command("indirect", "Indirect", ("Ctrl+3",), lambda window: window.view.session.acts.set_kind(Kind.INDIRECT), working,
            Place("Quotation", DECIDE), "Speech without quotation marks"),
    *(Command(f"speaker-{n}", f"Speaker {n}", (str(n),), _choose(n), working, Place("Speaker", SPEAKER), f"Choose candidate {n}",
              settling=Words(f"Decision of annotator {n}", f"Take the decision of annotator {n}"), number=n) for n in range(1, 10)),
    Command("nobody", "No source named", ("0",), lambda window: window.view.session.acts.nobody(), working,
            Place("Speaker", SPEAKER), "The article names nobody for these words"),
    Command("search", "Search a speaker", ("/", "Ctrl+Shift+K"), lambda window: window.view.card.search_speaker(), working,
            Place("Speaker", SPEAKER), "Search the project's speakers, or add one"),
    Command("concordance", "Concordance of the speaker", ("Ctrl+Shift+L",), lambda window: window.view.card.speaker_concordance(), working,
            Place("Speaker", SPEAKER), "Everything that this speaker says in the project, as you decided"),
    Command("speakers", "Speakers…", ("Ctrl+Shift+T",), lambda window: window.panels.edit_speakers(), working,
            Place("Speaker", DESK), "Rename speakers, add aliases, merge two that are the same person"),
    Command("new-quotation", "New quotation", ("N", "Ctrl+Shift+N"), lambda window: window.view.selecting.new_quotation(), working,
            Place("Quotation", SELECT), "Make the selected words a quotation",
            settling=Words("New quotation", "Settle the selected words as a quotation that no annotator marked")),
    Command("source", "Use selection as source", ("S", "Ctrl+Shift+S"), lambda window: window.view.selecting.set_source(), working,
            Place("Quotation", SELECT), "The selected words name who speaks"),
    Command("edges", "Use selection as edges", ("E", "Ctrl+E"), lambda window: window.view.selecting.set_edges(), working,
            Place("Quotation", SELECT), "Make the selected words the whole quotation"),
    Command("cue", "Use selection as cue", ("Ctrl+Shift+C",), lambda window: window.view.selecting.set_cue(), working,
            Place("Quotation", SELECT), "The selected words report the quotation: said, according to"),
    Command("equal", "Mark same words everywhere", ("Ctrl+G",), lambda window: window.annotation.shaping.mark_equal(), desk,
            Place("Quotation", SELECT), "Make a quotation wherever the same words stand in this article"),
    Command("split", "Split at the caret", ("Ctrl+Shift+X",), lambda window: window.annotation.shaping.split(), desk,
            Place("Quotation", DECIDE), "Split this quotation in two, where you clicked in the article or at the caret"),
    Command("merge-next", "Merge with the next", ("Ctrl+J",), lambda window: window.annotation.shaping.merge(), desk,
            Place("Quotation", DECIDE), "Merge this quotation and the next into one"),
    Command("caret", "Select by keyboard", ("V", "F7"), lambda window: window.view.article.toggle_caret(), working,
            Place("Quotation", SELECT), "Show a caret in the article: arrow keys move it, Shift and arrow keys select, Esc hides it"),
    Command("next", "Next quotation", ("J", "Down"), lambda window: window.view.navigator.step(1), working,
            Place("View", MOVE), "Go to the next quotation",
            settling=Words("Next quotation", "Go to the next quotation, whether its annotators differ or not"), repeats=True),
    Command("previous", "Previous quotation", ("K", "Up"), lambda window: window.view.navigator.step(-1), working,
            Place("View", MOVE), "Go to the previous quotation", repeats=True),
    Command("undecided", "Next undecided", ("Space",), lambda window: window.view.navigator.next_undecided(), working,
            Place("View", MOVE), "Go to the next undecided quotation",
            settling=Words("Next disagreement", "Go to the next disagreement, or to the next article if none is left here")),
    Command("next-article", "Next article", ("Shift+J", "Ctrl+Down"), lambda window: window.view.navigator.step_article(1), working,
            Place("View", MOVE), "Go to the next article", repeats=True),
    Command("previous-article", "Previous article", ("Shift+K", "Ctrl+Up"), lambda window: window.view.navigator.step_article(-1), working,
            Place("View", MOVE), "Go to the previous article", repeats=True),
    Command("find-here", "Find in the article", ("Ctrl+F",), lambda window: window.panels.find_here(), working,
            Place("View", MOVE), "Find words in the article that is shown; Enter goes to the next hit"),
    Command("filter", "Filter articles", ("Ctrl+T",), lambda window: window.view.queue.focus_filter(), working,
            Place("View", MOVE), "Type a part of a title"),
    Command("order", "Order of the articles…", ("Ctrl+B",), lambda window: window.open_orders(), working,
            Place("View", MOVE), "By title, date, source, number of quotations, what is undecided or uncertain"),
    Command("narrow", "Filter by source, tag and day…", (), lambda window: window.view.queue.bar.open_narrower(), desk,
            Place("View", MOVE), "List only the articles of a source, with a tag, or of some days"),
    Command("back", "Back to the article", ("Esc",), lambda window: window.back_to_article(), always,
            Place("View", MOVE), "Leave an input box or clear the selection"),
    Command("fold-queue", "List of articles", ("F9",), lambda window: window.view.root.toggle(QUEUE), working,
            Place("View", DESK), "Fold the list of articles away, or show it again"),
    Command("fold-card", "Card of the quotation", ("Shift+F9",), lambda window: window.view.root.toggle(CARD), working,
            Place("View", DESK), "Fold the card of the quotation away, or show it again"),
    Command("reading", "Reading mode", ("F8",), lambda window: window.panels.toggle_reading(), working,
            Place("View", DESK), "Show the article alone, with stances, flags and comments written beside it; press again to return"),
    Command("larger", "Larger text", ("Ctrl++", "Ctrl+="), lambda window: window.view.article.zoom_by(1), working,
            Place("View", DESK), "Larger text in the article", repeats=True),
    Command("smaller", "Smaller text", ("Ctrl+-",), lambda window: window.view.article.zoom_by(-1), working,
            Place("View", DESK), "Smaller text in the article", repeats=True),
    Command("normal", "Normal text size", ("Ctrl+0",), lambda window: window.view.article.reset_zoom(), working,
            Place("View", DESK), "Show the text in its usual size"),
    Command("window-larger", "Larger window text", (), lambda window: window.panels.resize_text(1), always,
            Place("View", DESK), "Larger text in menus, lists and the card"),
    Command("window-smaller", "Smaller window text", (), lambda window: window.panels.resize_text(-1), always,
            Place("View", DESK), "Smaller text in menus, lists and the card"),
    Command("window-normal", "Normal window text", (), lambda window: window.panels.resize_text(0), always,
            Place("View", DESK), "Text of the window in the system's size"),
    Command("system-colors", "System colors", (), lambda window: window.panels.choose_theme("system"), always,
            Place("View", DESK), "Light or dark, like the system"),
    Command("light", "Light", (), lambda window: window.panels.choose_theme("light"), always,
            Place("View", DESK), "Dark text on a light background"),
    Command("dark", "Dark", (), lambda window: window.panels.choose_theme("dark"), always,
            Place("View", DESK), "Light text on a dark background"),
    Command("contrast-light", "High contrast, light", (), lambda window: window.panels.choose_theme("contrast-light"), always,
            Place("View", DESK), "Black on white; every text has a contrast of at least 7 : 1"),
    Command("contrast-dark", "High contrast, dark", (), lambda window: window.panels.choose_theme("contrast-dark"), always,
            Place("View", DESK), "White on black; every text has a contrast of at least 7 : 1"),
    Command("language-system", "Language of the system", (), lambda window: window.panels.choose_language("system"), always,
            Place("View", DESK), "Use the system's language (English or Spanish) when the program starts again"),
    Command("language-en", "English", (), lambda window: window.panels.choose_language("en"), always,
            Place("View", DESK), "Show the window in English when the program starts again"),
    Command("language-es", "Español (Spanish)", (), lambda window: window.panels.choose_language("es"), always,
            Place("View", DESK), "Show the window in Spanish when the program starts again"),
    Command("finish", "Article finished", ("Ctrl+Return",), lambda window: window.articles.finish(), working,
            Place("Quotation", DECIDE), "Mark the article as finished, or reopen it",
            settling=Words("Article finished", "An article is settled when the last of its quotations is")),
    Command("review", "Review list", ("Ctrl+Shift+R",), lambda window: window.review.toggle(), always,
            Place("Quotation", DESK), "Show or close the list of decisions that could not be moved to an edited article"),
    Command("review-place", "Place again", ("Ctrl+L",), lambda window: window.review.place(), always,
            Place("Quotation", DESK), "Move the decision chosen in the review list to the selected words"),
    Command("review-dismiss", "Dismiss from the review list", ("Ctrl+Backspace",), lambda window: window.review.dismiss(), always,
            Place("Quotation", DESK), "Drop the decision chosen in the review list: its words are gone"),
    Command("second-look", "Worth a second look", ("Ctrl+Shift+Y",), lambda window: window.second_look.toggle(), always,
            Place("Quotation", DESK), "Show or close the list of decisions that contradict your other decisions, and mark likely labels",
            settling=Words("Worth a second look",
                           "Show or close the list of decisions that contradict other decisions of the same annotator")),
    Command("second-look-keep", "Keep the decision", ("Ctrl+Shift+U",), lambda window: window.second_look.keep(), always,
            Place("Quotation", DESK), "Keep the decision chosen in the list of those worth a second look"),
    Command("likely-targets", "Likely targets first", (), lambda window: window.second_look.order_targets(), always,
            Place("Quotation", DESK), "Order the card's targets by how likely a stance is, or as in the codebook again"),
    Command("choose-again", "Choose again", ("Ctrl+Shift+O",), lambda window: window.codebooks.toggle(), always,
            Place("Quotation", DESK), "Show or close the list of decisions whose label was split, deleted or given a new definition"),
    Command("type-label", "Type a label", (".",), lambda window: window.open_labels(), working,
            Place("Quotation", DECIDE), "Type a part of a label's name, and Enter sets it: for labels without a key"),
    Command("detect", "Find quotations", ("F5",), lambda window: window.detection.run_again(), always,
            Place("Quotation", DESK), "Let the English model propose quotations in this article"),
    Command("detect-all", "Find quotations in all articles", ("Shift+F5",), lambda window: window.detection.run_all(), always,
            Place("Quotation", DESK), "Let the English model read every article that it has not read yet"),
    Command("detect-marks", "Find marks alone", (), lambda window: window.detection.find_marks(), always,
            Place("Quotation", DESK), "Propose what stands in quotation marks, in any language, without a model and without speakers"),
    Command("indirect-proposals", "Ask about indirect quotations", (), lambda window: window.panels.toggle_indirect(), always,
            Place("Quotation", DESK), "Show or hide undecided indirect quotations, for everybody in the project"),
    Command("nested-proposals", "Propose quotations inside quotations", (), lambda window: window.panels.toggle_nested(), always,
            Place("Quotation", DESK), "Propose quotations inside quotations, or stop proposing them, for everybody in the project"),
    Command("package", "Packages for a team…", ("Ctrl+Shift+D",), lambda window: window.team.files.make_packages(), always,
            Place("Team", TEAM), "Make a blind file for each annotator: articles, codebook and proposals"),
    Command("merge", "Merge files…", ("Ctrl+Shift+M",), lambda window: window.team.files.merge_files(), always,
            Place("Team", TEAM), "Merge the team's files, after a preview"),
    Command("undo-merge", "Undo the newest merge", (), lambda window: window.team.files.undo_merge(), always,
            Place("Team", TEAM), "Undo the newest merge that was not undone yet, whoever made it"),
    Command("shared-folder", "Shared folder…", (), lambda window: window.team.shared.choose(), always,
            Place("Team", TEAM), "Use a folder on a shared drive to hand out packages and give them back"),
    Command("give-back", "Give back", (), lambda window: window.team.shared.give_back(), always,
            Place("Team", TEAM), "Copy this package, as it is, into the shared folder"),
    Command("release", "Release…", ("Ctrl+Shift+I",), lambda window: window.team.files.make_release(), always,
            Place("Team", TEAM), "Freeze the corpus: numbered, split without leaks, with a data card; or make an old release again"),
    Command("overview", "Overview", ("Ctrl+Shift+W",), lambda window: window.panels.overview(), working,
            Place("Team", TEAM), "Who says what and how often, and how far each annotator is; each line opens its quotations"),
    Command("agreement", "Agreement", ("Ctrl+Shift+G",), lambda window: window.team.show_agreement(), always,
            Place("Team", TEAM), "Show how far the annotators agree, or return to the desk"),
    Command("own-agreement", "Agreement with oneself", (), lambda window: window.team.show_agreement(own=True), always,
            Place("Team", TEAM), "Show how far annotators agree with themselves when they read an article again, or return to the desk"),
    Command("repeats", "Articles that come back…", (), lambda window: window.panels.choose_repeats(), always,
            Place("Team", TEAM), "Let some finished articles come back as if new, to tell how far annotators agree with themselves"),
    Command("training", "Training round…", (), lambda window: window.panels.train(), always,
            Place("Team", TEAM), "Practice on quotations whose label is known; each answer is followed by the right one and the reason"),
    Command("adjudicate", "Adjudicate", ("Ctrl+Shift+J",), lambda window: window.team.adjudicate(), always,
            Place("Team", TEAM),
            "Settle what the annotators decided differently, or go back to the desk: digits choose a decision, Enter settles"),
    Command("accept-agreed", "Accept where all agree", ("Ctrl+Shift+Return",), lambda window: window.team.accept_agreed(), always,
            Place("Team", TEAM), "Settle every quotation of every article on which all annotators agree"),
    Command("hide-names", "Hide names", ("Ctrl+Shift+H",), lambda window: window.team.hide_names(), always,
            Place("Team", TEAM), "Show letters instead of names while adjudicating"),
    *(Command(f"reason-{n}", f"Reason: {text}", (f"Alt+{n}",), _reason(reason), always, Place("Team", TEAM),
              f"The annotators differ: {text}") for n, (reason, text) in enumerate(REASONS.items(), start=1)),
    Command("guideline", "Guideline", ("G", "F2"), lambda window: window.panels.toggle_guideline(), always,
            Place("Help", DESK), "The codebook's guideline beside the article"),
    Command(PALETTE, "Find a command…", ("Ctrl+Shift+P",), lambda window: window.open_palette(), always,
            Place("Help", DESK), "Type a part of a command, label, target, speaker or article, and Enter does it"),
    Command("help", "All keys", ("?", "F1"), lambda window: window.panels.toggle_help(), always,
            Place("Help", DESK), "All keys at a glance"),
    Command("tour", "Tour", ("Shift+F1",), lambda window: window.panels.show_tour(), always,
            Place("Help", DESK), "Show five callouts beside the controls of the desk; again: the next one, Esc ends the tour"),
    Command("about", "About", (), lambda window: window.panels.show_about(), always,
            Place("Help", DESK), "Version and license"),
)  # fmt: skip
