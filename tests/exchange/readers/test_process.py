"""Files read in a process of their own: one that crashes, freezes or fills it is one sentence, and the others come in."""

from __future__ import annotations

import os
import signal
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import BadInputError
from annotator.exchange.readers import process
from annotator.exchange.readers.base import ReadOptions
from annotator.exchange.readers.kept import Chunk, KeptParts
from annotator.exchange.readers.reading import read_articles
from annotator.store.connection import Store
from annotator.workflow import corpus, preview

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals, pipes and links as POSIX has them")


@pytest.fixture(autouse=True)
def own_process() -> Iterator[None]:
    """No process is left from another test, and none for the next."""
    process.close()
    yield
    process.close()


def texts(folder: Path, count: int) -> list[Path]:
    made = [folder / f"{n}.txt" for n in range(count)]
    for n, path in enumerate(made):
        path.write_text(f"Article {n}: “Yes,” she said.", encoding="utf-8")
    return made


def read(paths: list[Path], **more: KeptParts) -> dict[str, list[str]]:
    """The texts of each file by its name, or the sentence that says why it cannot be read."""
    found: dict[str, list[str]] = {}
    for chunk in process.read_files(paths, **more):
        found.setdefault(chunk.path.name, []).extend([chunk.error] if chunk.error else [a.text for a in chunk.articles])
    return found


def test_files_are_read_in_order_in_one_process_that_stays_warm(tmp_path: Path) -> None:
    paths = texts(tmp_path, 300)
    assert list(read(paths)) == [path.name for path in paths]
    (warm,) = process._idle
    assert read(paths[:1]) == {"0.txt": ["Article 0: “Yes,” she said."]}
    assert process._idle == [warm] and warm.alive


def test_articles_are_those_that_are_read_here(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id;text;place\n1;“Già,” disse.;Roma\n2;;Oslo\n3;No.;Città\n".encode("cp1252"))
    (chunk,) = process.read_files([path], ReadOptions(), columns=True)
    assert chunk.articles == list(read_articles(path))
    assert chunk.columns == ["id", "text", "place"] and chunk.notes["row without text: left out"] == 1


@POSIX
def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = texts(tmp_path, 3)
    read(paths[:1])  # the process is there and warm
    monkeypatch.setattr(process, "SECONDS", 4.0)
    stopped = process._idle[0]._process
    os.kill(stopped.pid, signal.SIGSTOP)  # as a reader that comes to no end
    found = read(paths)
    assert "0.txt: reading it takes too long; split it" in found["0.txt"][0]
    assert [found[name] for name in ("1.txt", "2.txt")] == [[p.read_text(encoding="utf-8")] for p in paths[1:]]
    assert stopped.poll() is not None


@POSIX
def test_a_process_that_ends_is_replaced(tmp_path: Path) -> None:
    paths = texts(tmp_path, 200)
    read(paths[:1])
    running = process._idle[0]._process
    found: list[Chunk] = []
    for chunk in process.read_files(paths):
        found.append(chunk)
        if len(found) == 10:
            running.kill()
    failed = [chunk.error for chunk in found if chunk.error]
    assert len(found) == 200 and len(failed) <= 1
    assert all("its reader crashed" in sentence for sentence in failed)


@POSIX
def test_a_file_that_takes_all_memory_is_told(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "big.docx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as file,
    ):
        for _ in range(1200):
            file.write(bytes(1 << 20))
    started = time.monotonic()
    found = read([tmp_path / "big.docx", *texts(tmp_path, 1)])
    assert "big.docx: " in found["big.docx"][0] and len(found["big.docx"]) == 1
    assert found["0.txt"] == ["Article 0: “Yes,” she said."]
    assert time.monotonic() - started < 60


@POSIX
def test_a_pipe_a_folder_and_a_link_to_itself_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "folder.txt").mkdir()
    found = read([tmp_path / "pipe.txt", tmp_path / "loop.txt", tmp_path / "folder.txt", *texts(tmp_path, 1)])
    assert "pipe.txt: it is not a readable file" in found["pipe.txt"][0]
    assert "loop.txt: it cannot be read" in found["loop.txt"][0]
    assert "folder.txt: it is not a readable file" in found["folder.txt"][0]
    assert len(found["0.txt"]) == 1


def test_files_of_a_folder_that_no_reader_knows_are_told_by_their_kind(store: Store, tmp_path: Path) -> None:
    for name in ("a.doc", "b.DOC", "c.pages", "notes", ".hidden", "Thumbs.db", "a.gold.jsonl", "other.annot"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "a.txt").write_text("Words of a file.", encoding="utf-8")
    told = {".doc": 2, ".pages": 1, "no ending": 1}
    wanted = {f"file of a kind that is not read: left out ({kind})": count for kind, count in told.items()}
    (tmp_path / "settings.xml").write_text("<settings><size>3</size></settings>", encoding="utf-8")
    wanted["file without an article that can be read: left out (.xml)"] = 1
    shown = preview.preview_import([tmp_path])
    assert sorted(shown.left) == sorted(f"{count} × {note}" for note, count in wanted.items())
    assert all(line in shown.text for line in shown.left)
    _, report = corpus.import_paths(store, [tmp_path])
    assert report.added == 1 and dict(report.notes) == wanted


@POSIX
def test_links_out_of_a_folder_are_not_followed(store: Store, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("Secret words.", encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "a.txt").write_text("Words of a file.", encoding="utf-8")
    (inside / "b.txt").symlink_to(inside / "a.txt")
    (inside / "c.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (inside / "d.txt").symlink_to(inside / "d.txt")
    os.mkfifo(inside / "e.txt")
    _, report = corpus.import_paths(store, [inside])
    assert (report.added, report.already_here, report.problems) == (1, 1, [])
    assert report.notes["link that leads out of the folder: not followed"] == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("charset.eml", b'From: a@b\nSubject: x\nContent-Type: text/plain; charset=" utf-8"\n\nhello there\n'),
        ("undefined.eml", b'From: a@b\nSubject: x\nContent-Type: text/plain; charset="undefined"\n\nhello\n'),
        ("number.rtf", b"{\\rtf1 \\u99999999999999? text}"),
        (
            "deep.eml",
            b"From: a@b\nSubject: x\n"
            + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1000)),
        ),
        ("deep.html", b"<html><body>" + b"<div>" * 20_000 + b"<p>words</p>"),
        ("spaces.md", b"# a" + b" " * 40_000 + b"b\n"),
    ],
)
def test_a_bad_file_is_one_sentence_and_the_others_come_in(
    store: Store, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text("Good words.", encoding="utf-8")
    started = time.monotonic()
    _, report = corpus.import_paths(store, [tmp_path / name, tmp_path / "good.txt"])
    assert report.added + len(report.problems) == 2 and report.added >= 1
    assert all(name in problem and "\n" not in problem for problem in report.problems)
    assert time.monotonic() - started < 20


def test_what_a_preview_read_is_not_read_again(tmp_path: Path) -> None:
    paths, kept = texts(tmp_path, 2), KeptParts()
    read(paths, kept=kept)
    os.utime(paths[0], (1, 1))
    paths[1].write_text("Changed since.", encoding="utf-8")
    chunks: list[Chunk] = list(process.read_files(paths, kept=kept))
    assert [chunk.articles[0].text for chunk in chunks] == ["Article 0: “Yes,” she said.", "Changed since."]
    stamp = paths[0].stat()
    paths[0].write_bytes(bytes(stamp.st_size))
    os.utime(paths[0], ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert read(paths[:1], kept=kept) == {"0.txt": ["Article 0: “Yes,” she said."]}  # from what was kept
    kept.close()


def test_an_import_that_is_given_up_leaves_no_process(store: Store, tmp_path: Path) -> None:
    texts(tmp_path, 200)
    with pytest.raises(BadInputError, match="canceled"):
        corpus.import_paths(store, [tmp_path], progress=lambda done, _: done < 3)
    assert process._idle == []


@POSIX
@pytest.mark.parametrize("name", ["pipe.txt", "pipe.jsonl", "pipe.json", "pipe.qdc", "pipe.csv", "pipe"])
def test_a_pipe_that_is_named_is_told(store: Store, tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    (tmp_path / "good.txt").write_text("Good words.", encoding="utf-8")
    _, report = corpus.import_paths(store, [tmp_path / name, tmp_path / "good.txt"])
    assert (report.added, len(report.problems)) == (1, 1) and f"{name}: it is not a readable file" in report.problems[0]


def test_json_of_other_kinds_in_a_folder_is_left_alone_and_broken_json_told(store: Store, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"a": {"b": 1}}', encoding="utf-8")
    (tmp_path / "types.xml").write_text("<types/>", encoding="utf-8")
    (tmp_path / "broken.json").write_text('{"articles": [', encoding="utf-8")
    (tmp_path / "good.json").write_text('[{"text": "Good words."}]', encoding="utf-8")
    _, report = corpus.import_paths(store, [tmp_path])
    assert (report.added, len(report.problems)) == (1, 1) and "broken.json" in report.problems[0]
