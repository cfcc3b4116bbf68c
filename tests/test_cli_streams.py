"""Whatever the terminal, the pipe or the disk is like, a command ends in a sentence; data is UTF-8; nothing printed steers a terminal."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import main, streams
from annotator.store.connection import Store
from annotator.workflow import desk, project
from tests.support import ANNOTATOR, decide_all, load

STEERING = "\x1b[31mred\x1b[0m\x07\x08\r\x9b2J\x7f\u202eabc\u2066"
ENCODINGS = ("cp1252", "cp437", "ascii", "utf-16", "utf-8")


class Terminal(io.TextIOWrapper):
    """A stream in an encoding, which a test reads as it would be shown."""

    def __init__(self, encoding: str, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def shown(self, encoding: str = "") -> str:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(encoding or self.encoding)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Terminal, Terminal]]:
    """Puts streams of an encoding in the place of the standard ones."""

    def make(encoding: str, *, terminal: bool = False) -> tuple[Terminal, Terminal]:
        made = Terminal(encoding, terminal=terminal), Terminal(encoding, terminal=terminal)
        monkeypatch.setattr(sys, "stdout", made[0])
        monkeypatch.setattr(sys, "stderr", made[1])
        return made

    return make


def commands(store: Store, folder: Path) -> list[list[str]]:
    """A call of every command that prints, with letters that few encodings have."""
    (folder / "ł.txt").write_text("“Łódź 👍,” said Žižek.", encoding="utf-8")
    path = str(store.path)
    return [
        ["import", str(folder / "new.annot"), str(folder / "ł.txt"), "--preview"],
        ["import", str(folder / "ł.annot"), str(folder / "ł.txt")],
        ["search", path, "buoys"],
        ["search", path, "buoys", "--json"],
        ["export", path, "--output", str(folder / "ł.jsonl")],
        ["export", path, "--output", "-"],
        ["export", path, "--format", "csv", "--output", "-"],
        ["export", path, "--preview"],
        ["export", "--formats"],
        ["agreement", path],
        ["agreement", path, "--json"],
        ["agreement", path, "--output", str(folder / "ł.html")],
        ["review", path],
        ["doctor", path],
        ["package", path, "--for", "Žižek", "Łukasz", "--output", str(folder)],
        ["merge", path, str(folder / "ł.annot"), "--dry-run"],
        ["release", path, "--output", str(folder / "ł-1"), "--name", "Łódź"],
        ["release", path, "--output", str(folder)],
        ["doctor", str(folder / "ź.annot")],
        ["propose", str(folder / "ź.txt")],
    ]


@pytest.mark.parametrize(("encoding", "terminal"), [*((each, False) for each in ENCODINGS), ("cp437", True)])
def test_every_command_prints_in_any_encoding(
    store: Store, tmp_path: Path, printed: Callable[..., tuple[Terminal, Terminal]], encoding: str, terminal: bool
) -> None:
    decide_all(store)
    project.add_annotator(store, "Łukasz 👍")
    for words in commands(store, tmp_path):
        out, err = printed(encoding, terminal=terminal)
        status = main(words)
        data = words[-1] == "-" or words[:1] + words[2:] == ["agreement", "--json"]
        told = err.shown() + out.shown("utf-8" if data and not terminal else "")
        assert status in (0, 1, 2) and told.strip() and "Traceback" not in told, words
        assert (status == 2) == err.shown().startswith("error: "), (words, err.shown())


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_data_is_utf_8_whatever_the_stream_is(
    store: Store, tmp_path: Path, printed: Callable[..., tuple[Terminal, Terminal]], encoding: str
) -> None:
    decide_all(store)
    article = tmp_path / "a.txt"
    article.write_text("“Łódź 👍,” said Žižek. “Ünï,” he said.", encoding="utf-8")
    for words in (["propose", str(article)], ["export", str(store.path), "--output", "-"]):
        out, _ = printed(encoding)
        assert main(words) == 0
        (record,) = [json.loads(line) for line in out.shown("utf-8").splitlines()]
        assert record["quotes"]
    if encoding != "cp1252":
        return  # one process tells whether what was done above is what happens in one
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    with (tmp_path / "out").open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "annotator", "propose", str(article)], stdout=file, stderr=subprocess.PIPE,
            env=environment, check=False,
        )  # fmt: skip
    assert done.returncode == 0 and b"Traceback" not in done.stderr
    assert json.loads((tmp_path / "out").read_text(encoding="utf-8"))["quotes"][0]["text"] == "“Łódź 👍,”"


def steered(text: str) -> list[str]:
    return [letter for letter in text if letter != "\n" and ord(letter) in streams._SPELLED]


@pytest.mark.parametrize("terminal", [False, True])
def test_no_name_steers_a_terminal(
    tmp_path: Path, printed: Callable[..., tuple[Terminal, Terminal]], terminal: bool
) -> None:
    """Names of articles, annotators, speakers, files and labels, titles, comments: all that a project or a file brings."""
    source = tmp_path / f"a{STEERING.replace(chr(13), '')}.jsonl"
    record = {
        "id": f"id {STEERING}\nerror: no",
        "title": f"title {STEERING}",
        "text": f"“Go {STEERING},” she said. buoys\n",
    }
    source.write_text(json.dumps(record) + "\n", encoding="utf-8")
    path = tmp_path / f"p{STEERING.replace(chr(13), '')}.annot"
    with closing(project.create_project(path)) as store:
        for name in (ANNOTATOR, f"Eve{STEERING}"):
            project.add_annotator(store, name)
    (tmp_path / "text.txt").write_text(f"“Go {STEERING},” she said.", encoding="utf-8")
    for words in (
        ["import", str(path), str(source), "--preview"],
        ["import", str(path), str(source)],
        ["import", str(path), str(source.with_suffix(".txt"))],
        ["search", str(path), "buoys"],
        ["search", str(path), "buoys", "--json"],
        ["search", str(path), "buoys", "--speaker", f"nobody{STEERING}"],
        ["export", str(path), "--output", str(tmp_path / f"out{STEERING}.jsonl")],
        ["agreement", str(path)],
        ["agreement", str(path), "--json"],
        ["agreement", str(path), "--annotators", STEERING],
        ["package", str(path), "--for", f"Ben{STEERING}", "--output", str(tmp_path)],
        ["doctor", str(path)],
        ["review", str(path)],
        ["release", str(path), "--name", STEERING, "--output", str(tmp_path / f"r{STEERING}")],
        ["propose", str(tmp_path / "text.txt")],
        ["propose", str(tmp_path / "text.txt"), "--model", STEERING],
    ):
        out, err = printed("utf-8", terminal=terminal)
        main(words)
        assert steered(out.shown()) == steered(err.shown()) == [], words
        assert out.shown() or err.shown(), words


def test_an_export_to_a_terminal_does_not_steer_it(
    store: Store, printed: Callable[..., tuple[Terminal, Terminal]]
) -> None:
    opened = load(store)
    decision = desk.confirm(desk.shown(opened, opened.quotations[0]))
    desk.decide(store, decision, action="Confirm quotation")
    store.db.execute("UPDATE decision SET comment = ?", (STEERING,))
    for terminal in (False, True):
        out, _ = printed("utf-8", terminal=terminal)
        assert main(["export", str(store.path), "--format", "csv", "--output", "-"]) == 0
        assert bool(steered(out.shown().replace("\r\n", "\n"))) is not terminal


def process(words: list[str], **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "annotator", *words], stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False, **more
    )  # type: ignore[call-overload, no-any-return]  # fmt: skip


@pytest.mark.parametrize("command", ["search", "export", "agreement", "propose", "formats", "help"])
def test_standard_output_that_takes_nothing_is_told(store: Store, tmp_path: Path, command: str) -> None:
    decide_all(store)
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps({"id": str(n), "text": f"“Go {n},” she said."}) + "\n" for n in range(30)), encoding="utf-8"
    )
    words = {
        "search": ["search", str(store.path), "the", "--limit", "500"],
        "export": ["export", str(store.path), "--output", "-"],
        "agreement": ["agreement", str(store.path)],
        "propose": ["propose", str(tmp_path / "a.jsonl")],
        "formats": ["export", "--formats"],
        "help": ["export", "--help"],
    }[command]
    size = 8_000_000  # no file grows beyond it, and that of standard output is nearly there
    with (tmp_path / "full").open("ab") as file:
        file.truncate(size - 200)
        done = process(words, stdout=file, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert done.returncode == 2 and "Traceback" not in done.stderr and "ignored" not in done.stderr, done.stderr
    assert errors == [
        "error: Standard output cannot be written (File too large); free some space or send the output elsewhere."
    ]
    done = process(words, preexec_fn=lambda: os.close(1))
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert "Standard output is closed" in done.stderr
    reading, writing = os.pipe()
    os.close(reading)
    done = process(words, stdout=writing)
    os.close(writing)
    assert done.returncode == 0 and "Traceback" not in done.stderr and "error" not in done.stderr, done.stderr


def test_closed_standard_files_never_become_a_project(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“Go,” she said.", encoding="utf-8")
    words = [sys.executable, "-m", "annotator", "import", str(tmp_path / "p.annot"), str(tmp_path / "a.txt")]
    subprocess.run(words, preexec_fn=lambda: [os.close(n) for n in range(3)], check=False)
    with closing(project.open_project(tmp_path / "p.annot")) as store:
        assert store.one("SELECT count(*) FROM article") == (1,)


@pytest.mark.parametrize(
    "words", [["export", "--formats"], ["search", "p.annot", "x"], ["propose", "a.txt"], ["import", "p.annot", "a"]]
)
def test_a_folder_that_was_deleted_is_told(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "gone").mkdir()
    script = f"import os, sys; os.chdir({str(tmp_path / 'gone')!r}); os.rmdir(os.getcwd()); os.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", script, sys.executable, "-m", "annotator", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: The current folder no longer exists; change to another one.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("search P x --limit -1", "--limit must be at least 1."),
        ("search P x --limit 0", "--limit must be at least 1."),
        ("search P x --limit ten", "--limit must be a whole number, not “ten”."),
        ("search P x --limit 99999999999999999999", "--limit must be at most 2,147,483,648."),
        ("search P --since foo", "--since must be a day written as YYYY-MM-DD, not “foo”."),
        ("search P --since 2023-02-30", "--since must be a day written as YYYY-MM-DD, not “2023-02-30”."),
        ("search P --until 2023", "--until must be a day written as YYYY-MM-DD, not “2023”."),
        ("release P --output R --seed -1", "--seed must be at least 0."),
        ("release P --output R --validation nan", "--validation must be a number from 0 to 1, not “nan”."),
        ("release P --output R --test inf", "--test must be a number from 0 to 1, not “inf”."),
        ("release P --output R --test -0.1", "--test must be a number from 0 to 1, not “-0.1”."),
        ("release P --output R --test 0.6 --validation 0.6", "must be between 0 and 1 and add up to 1."),
        ("release P --output R --again 0", "--again must be at least 1."),
        ("release P --output R --again 99999999999999999999", "--again must be at most"),
        ("release P --output R --again 7", "7"),
        ("agreement P --seed -1", "--seed must be at least 0."),
        ("agreement P --seed x", "--seed must be a whole number, not “x”."),
        ("package P --for A --overlap -1", "--overlap must be at least 1."),
        ("package P --for A --without-proposals nan", "--without-proposals must be a number from 0 to 1, not “nan”."),
        ("package P --for A --without-proposals 50%", "--without-proposals must be a number from 0 to 1, not “50%”."),
        ("propose T --processes 0", "--processes must be at least 1."),
        ("propose T --processes 1e9", "--processes must be a whole number, not “1e9”."),
        ("propose T --processes 1000000", "--processes must be at most 256."),
        ("export P --format jsonl", "--output"),
        ("export", "--formats"),
        ("export P --format brat --output -", "is a folder"),
        ("export P --output .", "."),
        ("export P --output /", "/"),
        ("export P --format brat --output /", "/"),
        ("export P --output T/x", "T/x"),
        ("search P \udcff", "is not text in the encoding of this terminal"),
        ("package P --for \udcff", "is not text in the encoding of this terminal"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_one_sentence(
    store: Store,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    told: str,
) -> None:
    (tmp_path / "T").write_text("mine")
    (tmp_path / "T.txt").write_text("mine")
    monkeypatch.chdir(tmp_path)
    paths = {"P": str(store.path), "R": str(tmp_path / "R"), "T": "T.txt"}
    assert main([paths.get(word, word) for word in words.split()]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.startswith("error: ") and shown.err.count("\n") == 1, shown.err
    assert told in shown.err
    assert not (tmp_path / "R").exists()


def test_a_search_where_nothing_is_finds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project.create_project(tmp_path / "p.annot").close()
    for words in (
        ["buoys"],
        ["buoys", "--in", "quotations"],
        ["buoys", "--in", "comments"],
        ["--flagged"],
        ["a", "--json"],
    ):
        assert main(["search", str(tmp_path / "p.annot"), *words]) == 0
        assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("what", ["missing", "broken", "empty folder", "bad codebook", "refused"])
def test_an_import_that_brings_nothing_leaves_no_new_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    (tmp_path / "in").mkdir()
    files = {"broken": "a.pdf", "bad codebook": "a.qdc", "refused": "a.xyz"}
    if what in files:
        (tmp_path / "in" / files[what]).write_text("no")
    source = tmp_path / "gone.txt" if what == "missing" else tmp_path / "in"
    if what in ("bad codebook", "refused"):
        source /= files[what]
    assert main(["import", str(tmp_path / "p.annot"), str(source)]) in (1, 2)
    assert "error: " in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    project.create_project(tmp_path / "p.annot").close()
    assert main(["import", str(tmp_path / "p.annot"), str(source)]) in (1, 2)
    assert (tmp_path / "p.annot").exists()  # it was there before


def test_the_version_and_the_formats_need_no_project(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0 and capsys.readouterr().out.startswith("annotator 0.")
    assert main(["export", "--formats"]) == 0
    assert "`parquet`" in capsys.readouterr().out
