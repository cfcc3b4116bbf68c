"""No output replaces what is not its own: projects never, other files only when told to, links and devices never."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.errors import ExportError, OccupiedError
from annotator.exchange import formats
from annotator.store.connection import Store
from annotator.store.identify import FileKind, file_kind
from annotator.workflow import export, outputs, project
from annotator.workflow.export import check_target, write_checked
from tests.exchange.corpora import CODEBOOK, hard_cases
from tests.exchange.test_formats import sayable
from tests.support import decide_all, new_project

pytestmark = pytest.mark.usefixtures("one_pipeline")

FIXTURE = Path(__file__).parent / "fixtures" / "schema-1.annot.gz"
FILES = [name for name in formats.NAMES if not formats.get(name).folder]


def a_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE mine (x)")
        db.commit()


def a_project(path: Path) -> None:
    new_project(path).close()


def an_unnamed_project(path: Path) -> None:
    made = path.with_name("made.annot")
    a_project(made)
    made.rename(path)


def an_old_project(path: Path) -> None:
    path.write_bytes(gzip.decompress(FIXTURE.read_bytes()))


def a_project_by_hard_link(path: Path) -> None:
    an_unnamed_project(path.with_name("other"))
    path.hardlink_to(path.with_name("other"))


def a_project_with_a_live_log(path: Path) -> None:
    """All that is in it stands in the log beside it, as after a kill."""
    live = new_project(path.with_name("live.annot"))
    project.add_annotator(live, "Ada")
    for end in ("", "-wal", "-shm"):
        shutil.copy(f"{live.path}{end}", f"{path}{end}")
    live.close()


def a_log(path: Path) -> None:
    an_unnamed_project(path.with_name(path.name.removesuffix("-wal")))
    path.write_bytes(b"log")


PROJECTS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "a project": ("p.annot", a_project),
    "one under another name": ("thesis.docx", an_unnamed_project),
    "one of the first schema": ("old", an_old_project),
    "one by a hard link": ("link.jsonl", a_project_by_hard_link),
    "one with a live log": ("copy", a_project_with_a_live_log),
    "the log of one": ("thesis-wal", a_log),
    "a damaged one": ("damaged.annot", lambda path: path.write_bytes(b"SQLite?") and None),
}
OTHERS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "a document": ("thesis.docx", lambda path: path.write_bytes(b"PK\x03\x04 my thesis\n") and None),
    "a database": ("zotero.sqlite", a_database),
    "text": ("notes.txt", lambda path: path.write_text("mine\n") and None),
    "a table": ("mine.csv", lambda path: path.write_text("id,text\n1,mine\n") and None),
    "lines of JSON": ("mine.jsonl", lambda path: path.write_text('{"id": "a", "text": "mine"}\n') and None),
    "a list in JSON": ("mine.json", lambda path: path.write_text('[{"data": {"text": "mine"}, "annotations": []}]') and None),
    "one long line": ("long", lambda path: path.write_bytes(b"x" * 100_000) and None),
}  # fmt: skip


def contents(folder: Path) -> dict[Path, bytes]:
    """What the files of a folder hold, but for SQLite's shared memory."""
    return {path: path.read_bytes() for path in folder.iterdir() if path.is_file() and not path.name.endswith("-shm")}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", PROJECTS)
def test_a_project_is_never_replaced(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / PROJECTS[kind][0]
    PROJECTS[kind][1](path)
    before = contents(tmp_path)
    (tmp_path / "in").mkdir()
    for spelled in (path, tmp_path / "in" / ".." / path.name):
        for force in (False, True):
            with pytest.raises(ExportError, match="is never replaced"):
                check_target(spelled, name, force=force)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", OTHERS)
def test_another_file_is_replaced_only_when_told_to(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / OTHERS[kind][0]
    OTHERS[kind][1](path)
    before, fmt = path.read_bytes(), formats.get(name)
    articles = sayable(fmt, hard_cases()[:1])
    with pytest.raises(OccupiedError, match="another file has this name"):
        check_target(path, name)
    with pytest.raises(OccupiedError, match="another file has this name"):
        write_checked(fmt, path, articles, CODEBOOK)
    assert path.read_bytes() == before
    write_checked(fmt, path, articles, CODEBOOK, force=True)
    assert path.read_bytes() != before
    check_target(path, name)


def test_every_format_knows_its_own_exports_and_no_others(tmp_path: Path) -> None:
    paths = {}
    for name in FILES:
        fmt = formats.get(name)
        for many in (hard_cases(), []):
            paths[name, bool(many)] = tmp_path / f"{name}-{len(many)}"
            write_checked(fmt, paths[name, bool(many)], sayable(fmt, many), CODEBOOK)
    for (name, many), path in paths.items():
        check_target(path, name)
        for other in FILES:
            if other != name and many:
                with pytest.raises(OccupiedError):
                    check_target(path, other)


def test_what_another_tool_wrote_is_no_earlier_export(tmp_path: Path) -> None:
    """Files as the tools themselves write them: each is imported, and none is replaced unasked."""
    theirs = {
        "doccano": '{"id": 1, "text": "“Yes,” she said.", "entities": [], "relations": [], "Comments": []}\n',
        "prodigy": '{"text": "“Yes,” she said.", "spans": [], "_input_hash": 1, "_task_hash": 2, "answer": "accept"}\n',
        "label-studio": '[{"id": 1, "annotations": [], "file_upload": "a", "data": {"text": "“Yes”"}, "predictions": []}]',
        "citron": '{"text": "“Yes,” she said.", "quotes": []}\n',
        "jsonl": '{"id": "a", "text": "“Yes,” she said.", "quotes": []}\n',
    }
    for name, text in theirs.items():
        path = tmp_path / f"{name}{formats.get(name).suffix}"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(OccupiedError):
            check_target(path, name)


@pytest.mark.parametrize("name", formats.NAMES)
@pytest.mark.parametrize("force", [False, True])
def test_links_and_devices_are_no_outputs(tmp_path: Path, name: str, force: bool) -> None:
    (tmp_path / "target").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    (tmp_path / "to-folder").symlink_to(tmp_path / "folder")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())
    articles = sayable(formats.get(name), hard_cases()[:1])
    for place in ("link", "dangling", "to-folder", "pipe"):
        for write in (
            lambda path: check_target(path, name, force=force),
            lambda path: write_checked(formats.get(name), path, articles, CODEBOOK, force=force),
        ):
            with pytest.raises(ExportError) as caught:
                write(tmp_path / place)
            assert str(tmp_path / place) in str(caught.value)
    assert sorted(tmp_path.iterdir()) == before and (tmp_path / "target").read_text() == "mine"
    assert (tmp_path / "pipe").is_fifo() and (tmp_path / "link").is_symlink() and (tmp_path / "dangling").is_symlink()


def test_files_beside_an_export_are_asked_about_too(tmp_path: Path) -> None:
    fmt = formats.get("label-studio")
    articles = sayable(fmt, hard_cases()[:1])
    (tmp_path / "out.config.xml").write_text("<View><!-- my own --></View>")
    with pytest.raises(OccupiedError, match=r"out\.config\.xml"):
        write_checked(fmt, tmp_path / "out.json", articles, CODEBOOK)
    assert [path.name for path in tmp_path.iterdir()] == ["out.config.xml"]
    write_checked(fmt, tmp_path / "out.json", articles, CODEBOOK, force=True)
    write_checked(fmt, tmp_path / "out.json", articles, CODEBOOK)


def test_looking_at_a_project_keeps_the_locks_of_this_process(store: Store, tmp_path: Path) -> None:
    def locks() -> int:
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
        held = (line.split() for line in lines)
        return len({tuple(words[1:]) for words in held if words[4] == str(os.getpid())})  # one can stand there twice

    store.rows("SELECT count(*) FROM article")
    before = locks()
    (tmp_path / "linked.jsonl").hardlink_to(store.path)
    for path in (store.path, tmp_path / "linked.jsonl", Path(f"{store.path}-wal"), Path(f"{store.path}-shm")):
        with pytest.raises(ExportError, match="project"):
            export.export(store, path, force=True)
        assert file_kind(path) is FileKind.PROJECT
    assert locks() == before > 0


@pytest.mark.parametrize(
    "words", ["export", "export --format csv", "propose", "agreement", "search", "demo", "release"]
)
def test_no_command_replaces_a_project_or_a_thesis(
    store: Store, tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    decide_all(store)
    (tmp_path / "a.txt").write_text("“Go,” she said.", encoding="utf-8")
    command, *more = words.split()
    asked = {"propose": [str(tmp_path / "a.txt")], "demo": [], "search": [str(store.path), "buoys"]}
    names = {"agreement": ("page.html", "page.csv", "page.jsonl"), "demo": ("demo.png", "demo.jsonl")}
    for name in names.get(command, ("out.jsonl", "thesis.docx")):
        for kind, make in (("mine", OTHERS["a document"][1]), ("project", an_unnamed_project)):
            path = tmp_path / kind / name
            path.parent.mkdir(exist_ok=True)
            make(path)
            before = path.read_bytes()
            output = path.parent if command == "demo" else path
            call = [command, *asked.get(command, [str(store.path)]), *more, "--output", str(output)]
            assert main(call) == 2
            told = capsys.readouterr().err
            assert told.startswith("error: ") and told.count("\n") == 1 and name in told
            if kind == "project" and command != "release":
                assert main([*call, "--force"]) == 2
                assert "is never replaced" in capsys.readouterr().err
            assert path.read_bytes() == before
            path.unlink()


def test_an_earlier_output_of_propose_is_replaced_or_gone_on_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("“Go,” she said.", encoding="utf-8")
    words, out = ["propose", str(tmp_path / "a.txt"), "--output", str(tmp_path / "out")], tmp_path / "out"
    assert main(words) == 0
    whole = out.read_bytes()
    assert main(words) == 0 and out.read_bytes() == whole
    for text in ("one line that is mine", '{"id": "a", "text": "mine"}\n', '{"id": "a", "tex'):
        out.write_text(text)
        assert main([*words, "--resume"]) == (0 if text.endswith("tex") else 2)
        assert out.read_text().startswith(text[:7]) or out.read_bytes() == whole
    capsys.readouterr()


def test_recovery_replaces_no_list_of_lost_rows(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new.annot.lost.jsonl").write_text("mine")
    assert main(["doctor", str(store.path), "--recover", str(tmp_path / "new.annot")]) == 2
    assert "new.annot.lost.jsonl" in capsys.readouterr().err
    assert (tmp_path / "new.annot.lost.jsonl").read_text() == "mine" and not (tmp_path / "new.annot").exists()


def test_what_came_while_an_output_was_written_stays(tmp_path: Path) -> None:
    aim = tmp_path / "out"
    with pytest.raises(OccupiedError), outputs.output(aim, lambda _: False) as made:
        made.write_text("new")
        aim.write_text("mine")
    assert aim.read_text() == "mine" and [path.name for path in tmp_path.iterdir()] == ["out"]
