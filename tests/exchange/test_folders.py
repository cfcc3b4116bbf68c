"""A second export into a folder replaces and removes only what the first wrote and nobody changed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.errors import ExportError, OccupiedError
from annotator.exchange import folders, formats
from annotator.exchange.annotated import AnnotatedArticle
from annotator.store.connection import Store
from annotator.workflow import desk, export, project
from annotator.workflow.export import write_checked
from tests.exchange.corpora import CODEBOOK, hard_cases
from tests.exchange.test_formats import sayable
from tests.support import ANNOTATOR, decide_all

FOLDERS = [name for name in formats.NAMES if formats.get(name).folder]
GROWING = [name for name in FOLDERS if name != "huggingface"]  # which has the same files whatever the articles


def write(path: Path, name: str, articles: list[AnnotatedArticle], *, force: bool = False) -> list[Path]:
    kept: list[Path] = []
    write_checked(formats.get(name), path, articles, CODEBOOK, force=force, kept=kept)
    return kept


def exported(name: str, folder: Path) -> tuple[str, Path, list[AnnotatedArticle]]:
    articles = sayable(formats.get(name), hard_cases())
    assert write(folder / "out", name, articles) == []
    return name, folder / "out", articles


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(params=FOLDERS)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path, list[AnnotatedArticle]]:
    """A format, a folder with an export of all articles, and the articles of which the next export has the first alone."""
    return exported(request.param, tmp_path)


@pytest.fixture(params=GROWING)
def growing(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path, list[AnnotatedArticle]]:
    """The same of a format that has files of its own for each article."""
    return exported(request.param, tmp_path)


def test_a_second_export_is_as_the_first_into_a_new_folder(made: tuple[str, Path, list[AnnotatedArticle]]) -> None:
    name, out, articles = made
    for some in (articles[:1], articles):
        assert write(out, name, some) == [] and write(out.with_name("new"), name, some) == []
        assert files(out) == files(out.with_name("new"))
        shutil.rmtree(out.with_name("new"))


def test_what_people_put_into_the_folder_stays(made: tuple[str, Path, list[AnnotatedArticle]]) -> None:
    name, out, articles = made
    mine = {"notes.txt": b"mine", "Eve/other.ann": b"T1\tCONTENT 0 1\tx\n", "Ada/notes.ann": b"mine", ".stats": b"x"}
    for file, data in mine.items():
        (out / file).parent.mkdir(exist_ok=True)
        (out / file).write_bytes(data)
    (out / "empty").mkdir()
    (out / "link").symlink_to(out.parent)
    for some in (articles[:1], articles, articles[:1]):
        assert write(out, name, some) == []
        write(out.with_name("new"), name, some)
        assert files(out) == {**files(out.with_name("new")), **mine}
        assert (out / "empty").is_dir() and (out / "link").is_symlink()
        shutil.rmtree(out.with_name("new"))


def test_a_changed_file_is_kept_and_reported(growing: tuple[str, Path, list[AnnotatedArticle]]) -> None:
    name, out, articles = growing
    before = set(files(out))
    write(out.with_name("fewer"), name, articles[:1])
    stale = sorted(before - set(files(out.with_name("fewer"))))[-1]
    both = sorted(file for file in files(out.with_name("fewer")) if file != folders.LIST)[-1]
    for file in (stale, both):
        (out / file).write_bytes(b"changed by hand")
    assert write(out, name, articles[:1]) == sorted(out / file for file in (stale, both))
    found, new = files(out), files(out.with_name("fewer"))
    assert found[stale] == found[both] == b"changed by hand" and set(found) == {*new, stale}
    for file in set(new) - {both, folders.LIST}:
        assert found[file] == new[file]
    assert write(out, name, articles[:1], force=True) == [out / stale]  # it is in no place that the export needs
    assert files(out)[both] == new[both] and files(out)[stale] == b"changed by hand"
    (out / stale).unlink()
    assert write(out, name, articles[:1]) == [] and files(out) == new


def test_a_file_of_other_origin_in_the_way_is_kept(growing: tuple[str, Path, list[AnnotatedArticle]]) -> None:
    name, out, articles = growing
    write(out, name, articles[:1])
    write(out.with_name("all"), name, articles)
    new = sorted(set(files(out.with_name("all"))) - set(files(out)))[0]
    (out / new).parent.mkdir(exist_ok=True)
    (out / new).write_bytes(b"mine")
    assert write(out, name, articles) == [out / new] and (out / new).read_bytes() == b"mine"
    (out / new).unlink()
    (out / new).symlink_to(out.with_name("elsewhere"))
    with pytest.raises(ExportError, match="symbolic link"):
        write(out, name, articles, force=True)
    assert (out / new).is_symlink() and not out.with_name("elsewhere").exists()
    (out / new).unlink()
    project.create_project(out.with_name("p.annot")).close()
    shutil.copy(out.with_name("p.annot"), out / new)
    with pytest.raises(ExportError, match="is never replaced"):
        write(out, name, articles, force=True)
    assert (out / new).read_bytes() == out.with_name("p.annot").read_bytes()


def test_a_list_never_leads_out_of_its_folder(made: tuple[str, Path, list[AnnotatedArticle]]) -> None:
    name, out, articles = made
    outside = out.with_name("thesis.txt")
    outside.write_bytes(b"mine")
    (out / "way").symlink_to(out.parent)
    digest = folders.sha256_of(outside)
    names = ("../thesis.txt", str(outside), "way/thesis.txt", "Ada/../../thesis.txt", "C:\\thesis.txt", "", ".")
    listed = (out / folders.LIST).read_text(encoding="utf-8")
    (out / folders.LIST).write_text(listed + "".join(f"{digest}  {each}\n" for each in names), encoding="utf-8")
    write(out, name, articles[:1])
    assert outside.read_bytes() == b"mine"


def test_a_link_to_another_folder_is_not_followed(tmp_path: Path) -> None:
    articles = sayable(formats.get("brat"), hard_cases())
    write(tmp_path / "out", "brat", articles)
    shutil.move(tmp_path / "out" / "Ada", tmp_path / "Ada")
    (tmp_path / "out" / "Ada").symlink_to(tmp_path / "Ada")
    before = files(tmp_path / "Ada")
    with pytest.raises(ExportError, match="needs a folder of that name"):
        write(tmp_path / "out", "brat", articles)
    assert files(tmp_path / "Ada") == before


def test_a_folder_without_a_list_is_left_alone(tmp_path: Path) -> None:
    articles = sayable(formats.get("brat"), hard_cases())
    for mark in ("thesis.txt", folders.LIST):  # the second as an older version wrote it: a sentence
        out = tmp_path / mark.strip(".")
        out.mkdir()
        (out / mark).write_text("Made by an export, which may replace this folder.\n", encoding="utf-8")
        (out / "index.json").write_text("mine", encoding="utf-8")
        before = files(out)
        with pytest.raises(OccupiedError, match="choose a new or empty one"):
            write(out, "brat", articles)
        assert files(out) == before
        write(out, "brat", articles, force=True)
        assert files(out)["index.json"] != b"mine" and (mark == folders.LIST or files(out)[mark] == before[mark])


def test_a_kill_between_two_files_leaves_nothing_that_is_not_known_as_ours(
    made: tuple[str, Path, list[AnnotatedArticle]], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, out, articles = made
    (out / "notes.txt").write_text("mine")
    changed = [replace(a, decisions=a.decisions[:1]) for a in articles]
    moved = Path.replace
    files_moved: list[Path] = []

    def stop(self: Path, target: Path) -> Path:
        if out in target.parents:
            files_moved.append(target)
            if len(files_moved) == 2:
                raise KeyboardInterrupt
        return moved(self, target)

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write(out, name, changed)
    monkeypatch.setattr(Path, "replace", moved)
    assert write(out, name, changed) == []
    write(out.with_name("new"), name, changed)
    assert files(out) == {**files(out.with_name("new")), "notes.txt": b"mine"}


def test_kept_files_are_told_on_the_command_line(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide_all(store)
    words = ["export", str(store.path), "--format", "brat", "--output", str(tmp_path / "out")]
    assert main(words) == 0
    ann = next((tmp_path / "out").rglob("*.ann"))
    ann.write_text("T1\tCONTENT 0 3\tOne\n")
    desk.undo(store, ANNOTATOR)
    capsys.readouterr()
    assert main(words) == 1
    shown = capsys.readouterr()
    assert f"{ann}: left alone" in shown.err and "Traceback" not in shown.err
    assert ann.read_text() == "T1\tCONTENT 0 3\tOne\n"
    report = export.export(store, tmp_path / "out", fmt="brat")
    assert report.kept == (ann,)
