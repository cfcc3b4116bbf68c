"""The codebook of a file takes the place of the project's: labels go on by their names, others wait; it travels, and undo takes it back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.codebook import matching, read_codebook
from annotator.codebook.draft import Draft
from annotator.records import Stance
from annotator.resources import resource
from annotator.store.connection import Store
from annotator.workflow import codebook_change, desk, maintenance, project, team
from tests.recoding import INHUMANE, LAWFUL, LEAD, UNLAWFUL, bearing, change, content, merge, packages
from tests.support import ANNOTATOR, decide_all

ILLEGAL = Stance("river-buoys", "against-the-law")


def other(folder: Path) -> Path:
    """The sample's codebook where one label has another id, and one is lacking."""
    head, *labels = resource(*project.SAMPLE_CODEBOOK).read_text(encoding="utf-8").split("[[target.label]]\n")
    kept = [
        label.replace('id = "unlawful"', 'id = "against-the-law"')
        for label in labels
        if not label.startswith('id = "inhumane"')
    ]
    path = folder / "other.toml"
    path.write_text("[[target.label]]\n".join([head, *kept]) + "# a remark\n", encoding="utf-8")
    (folder / "border.md").write_text("Look twice.\n", encoding="utf-8")
    return path


@pytest.fixture
def lead(store: Store) -> Store:
    project.add_annotator(store, LEAD)
    decide_all(store)
    return store


def test_labels_go_on_by_name_and_others_wait(lead: Store, tmp_path: Path) -> None:
    before, old = content(lead), bearing(lead, UNLAWFUL)
    lost = bearing(lead, INHUMANE)
    assert old and lost
    told = codebook_change.use_codebook(lead, other(tmp_path), why="The court has spoken.", annotator=LEAD)
    assert told.codebook and desk.undo_text(lead, LEAD).startswith("Use codebook")  # type: ignore[union-attr]
    assert bearing(lead, ILLEGAL) == old and bearing(lead, UNLAWFUL) == bearing(lead, INHUMANE) == []
    waits = codebook_change.waiting(lead)
    assert [entry.quotation for entry in waits] == lost and ILLEGAL in waits[0].options and INHUMANE in waits[0].before
    version = codebook_change.versions(lead)[-1]
    assert (version.annotator, version.why, version.version) == (LEAD, "The court has spoken.", "1.1")
    assert "# a remark" in project.current_codebook(lead).source
    assert maintenance.examine(lead.path) == ()
    after = content(lead)
    desk.undo(lead, LEAD)
    assert content(lead) == before and codebook_change.waiting(lead) == []
    desk.redo(lead, LEAD)
    assert content(lead) == after


def test_it_comes_with_a_package_and_meets_other_changes(lead: Store, tmp_path: Path) -> None:
    (bob,) = packages(lead, tmp_path, ["Bob"])
    with closing(project.open_project(bob)) as package:
        codebook_change.use_codebook(package, other(tmp_path), annotator="Bob")
    change(lead, merge(LAWFUL, UNLAWFUL))
    _, (report,) = team.merge(lead, [bob], annotator=LEAD)
    assert any("holds the changes of both" in note for note in report.notes), report.notes
    book = project.current_codebook(lead)
    assert book.has(ILLEGAL) and not book.has(UNLAWFUL) and not book.has(LAWFUL) and book.guideline == "Look twice.\n"
    assert bearing(lead, LAWFUL, "Bob") == bearing(lead, UNLAWFUL) == [] and bearing(lead, ILLEGAL, "Bob")
    assert {entry.annotator for entry in codebook_change.waiting(lead)} == {ANNOTATOR, "Bob"}
    assert maintenance.examine(lead.path) == ()


def test_the_command_line_takes_it_as_a_change(lead: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "a.txt"
    text.write_text("“No,” she said.\n", encoding="utf-8")
    for _ in range(2):  # the second time it is the project's already
        assert main(["import", str(lead.path), str(text), "--codebook", str(other(tmp_path))]) == 0
    assert [version.version for version in codebook_change.versions(lead)] == ["1.0", "1.1"]
    assert codebook_change.versions(lead)[-1].why == "Imported from other.toml."
    assert main(["codebook", "waiting", str(lead.path)]) == 1, "something waits"
    assert "inhumane" in capsys.readouterr().out


def test_names_are_matched_where_they_are_clear() -> None:
    border, favor = (read_codebook(resource("codebooks", f"{name}.toml")) for name in ("border", "favor"))
    assert {fate.to for fate in matching.fates(border, favor).values()} == {None}, (
        "a label of another target is another one"
    )
    assert matching.fates(border, border) == {}


def test_ids_are_not_given_again_versions_later(lead: Store) -> None:
    change(lead, merge(UNLAWFUL, LAWFUL))
    place = codebook_change.open_draft(lead).place_of(Stance("river-buoys", ""))
    assert place is not None

    def add(draft: Draft) -> None:
        draft.set(draft.add_label(place[0], "new label"), "name", "unlawful")

    change(lead, lambda draft: draft.set((), "name", "Another"))
    change(lead, add)
    book = project.current_codebook(lead)
    assert not book.has(UNLAWFUL) and book.has(Stance("river-buoys", "unlawful-2"))


def test_what_waits_goes_on_waiting_through_a_later_change(lead: Store) -> None:
    change(lead, lambda draft: draft.remove(draft.place_of(INHUMANE) or (), retire=False))
    waits = [entry.quotation for entry in codebook_change.waiting(lead)]
    change(lead, lambda draft: draft.look_again(draft.place_of(LAWFUL) or ()))
    change(lead, merge(UNLAWFUL, LAWFUL))
    now = {entry.quotation: entry for entry in codebook_change.waiting(lead)}
    assert waits and set(waits) <= now.keys()
    assert all(now[each].why == "choose" and INHUMANE in now[each].before for each in waits)
