"""What the command palette offers in the view that is shown: its commands, the codebook's labels and targets, speakers, articles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from annotator.errors import AnnotatorError
from annotator.language import tr
from annotator.records import Label, fold
from annotator.ui.commands.command import PALETTE, shown_key
from annotator.ui.palette import PaletteEntry
from annotator.ui.workspace import Workspace
from annotator.workflow import project

SPEAKERS = 20  # names of the register looked up for what was typed


def entries(workspace: Workspace) -> list[PaletteEntry]:
    """Everything that is there before anything is typed; speakers are looked up by :func:`speakers`."""
    return [*_commands(workspace), *_codebook(workspace), *orders(workspace), *_articles(workspace)]


def _commands(workspace: Workspace) -> Iterator[PaletteEntry]:
    actions = workspace.actions
    for command in actions.worded():
        if command.id != PALETTE and actions.acts(command):
            keys = ", ".join(dict.fromkeys(shown_key(key) for key in actions.keymap.keys(command)))
            yield PaletteEntry(command.text.rstrip("…"), keys, actions.items[command.id].trigger, command.tip)


def _codebook(workspace: Workspace) -> Iterator[PaletteEntry]:
    """A target is made the active one; a label is set on the current quotation, or removed."""
    navigator = workspace.view.navigator
    if navigator.desk is None or not workspace.working:
        return
    targets = navigator.desk.codebook.targets
    for target in targets:
        yield PaletteEntry(
            target.name,
            f"{target.key}   {tr('target')}".strip(),
            partial(navigator.choose_target, target.id),
            target.definition,
        )
    if navigator.current is None:
        return
    for target in targets:
        for label in target.labels:
            run = partial(_toggle, workspace, target.id, label)
            yield PaletteEntry(
                label.name, f"{label.key}   {tr('label of {}', target.name)}".strip(), run, label.definition
            )


def labels(workspace: Workspace) -> list[PaletteEntry]:
    """The codebook's labels and targets alone, those of the active target first."""
    navigator = workspace.view.navigator
    if navigator.desk is None:
        return []
    active = navigator.desk.codebook.target(navigator.target_id)
    mine = tr("label of {}", active.name) if active else ""
    return sorted(_codebook(workspace), key=lambda entry: not mine or not entry.aside.endswith(mine))


def orders(workspace: Workspace) -> list[PaletteEntry]:
    """The orders of the queue that is shown."""
    if not workspace.working:
        return []
    bar = workspace.view.queue.bar
    return [
        PaletteEntry(tr(order.text), tr("order of the articles"), partial(bar.order_by, order), tr(order.tip))
        for order in bar.orders
    ]


def _toggle(workspace: Workspace, target: str, label: Label) -> None:
    workspace.view.navigator.choose_target(target)
    workspace.view.session.acts.toggle(target, label)


def _articles(workspace: Workspace) -> Iterator[PaletteEntry]:
    for row in workspace.view.navigator.queue.rows:
        yield PaletteEntry(row.title or row.id, "article", partial(_open, workspace, row.sha256), row.id)


def _open(workspace: Workspace, sha256: str) -> None:
    """Open an article in the view that is shown; from the agreement page, on the desk."""
    if workspace.working or workspace.show_desk():
        workspace.view.navigator.show_article(sha256)


def speakers(workspace: Workspace, typed: str) -> list[PaletteEntry]:
    """Speakers of the register, and those named in the article, for what was typed: each is made the current quotation's."""
    view = workspace.view
    if view.navigator.current is None or not workspace.working:
        return []
    try:
        known = [speaker.name for speaker in project.search_speakers(workspace.store, typed, limit=SPEAKERS)]
    except AnnotatorError as error:
        workspace.problem(str(error))
        known = []
    names = {fold(name): name for name in (*known, *view.session.names())}
    return [PaletteEntry(name, "speaker", partial(view.session.acts.speak, name)) for name in names.values()]
