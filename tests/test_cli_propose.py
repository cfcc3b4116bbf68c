"""``annotator propose`` as a user types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import main
from annotator.resources import seed

SEED = "000_915434029b41a593"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    status = main(["propose", *map(str, words)])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_quotations_inside_quotations_can_be_left_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("“My mother told me, ‘Always write it down,’” Ada Lund said.", encoding="utf-8")
    kept, left = (json.loads(run(capsys, path, *words)[1])["quotes"] for words in ([], ["--no-nested"]))
    assert [q["text"] for q in kept] == ["“My mother told me, ‘Always write it down,’”", "‘Always write it down,’"]
    assert left == kept[:1]


def test_an_article_in_another_language_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text(
        "Die Stadt hat am Montag beschlossen, die Brücke zu sperren, sagte die Bürgermeisterin. " * 3, encoding="utf-8"
    )
    status, _, told = run(capsys, path, "--marks-only")
    assert status == 0
    assert "1 article seems not to be in English (brief in German). Proposals are made for English" in told


def test_an_article_goes_to_standard_output_in_the_scorers_format(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, seed(f"{SEED}.txt"))
    assert status == 0
    (record,) = map(json.loads, out.splitlines())
    text = seed(f"{SEED}.txt").read_text(encoding="utf-8")
    assert (record["id"], record["offset_unit"]) == (SEED, "codepoint")
    marked = [q for q in record["quotes"] if q["kind"] != "indirect"]
    assert len(marked) == 18
    for quote in record["quotes"]:
        assert text[quote["start"] : quote["end"]] == quote["text"]
        spans = [quote["speaker"], quote["cue"], *quote.get("candidates", [])]
        assert all(text[s["start"] : s["end"]] == s["text"] for s in spans if s)
    kinds = {q["text"]: q["kind"] for q in marked}
    assert (kinds["“Safe Mobility Offices”"], kinds["“global challenge,”"]) == ("not-speech", "mixed")
    assert {"name", "score", "reason"} <= marked[2]["candidates"][0].keys()


def test_jsonl_keeps_its_text_and_txt_gets_plain_newlines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes("One.\r\n\r\n“Go,” she said.\r\n".encode())
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": "x", "text": "One.\r\n“Go \ud83d,” she said."}) + "\n", encoding="utf-8"
    )
    status, _, _ = run(capsys, tmp_path, "--output", tmp_path / "out")
    assert status == 0
    found = {r["id"]: r["quotes"][0]["start"] for r in lines(tmp_path / "out")}
    assert found == {"x": 6, "b": 6}


def test_bad_articles_are_named_and_the_rest_is_done(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "good.txt").write_text("“Go,” she said.", encoding="utf-8")
    more = ["not json", '{"id": 3}', '{"id": "good", "text": "another"}', '{"id": "later", "text": "“Go,” he said."}']
    (tmp_path / "more.jsonl").write_text("\n".join(more), encoding="utf-8")
    status, _, err = run(capsys, tmp_path, "--output", tmp_path / "out")
    assert status == 2
    assert [r["id"] for r in lines(tmp_path / "out")] == ["good", "later"]
    told = [line for line in err.splitlines() if line.startswith("error: ")]
    assert len(told) == 4
    for line, words in zip(
        told,
        ["bad.txt: not UTF-8", "more.jsonl:1: not JSON", "more.jsonl:2: an article", "“good” already"],
        strict=True,
    ):
        assert words in line


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["missing.txt"], "There is no file or folder “missing.txt”."),
        ([str(seed("README.md"))], "is not a .txt, .jsonl, .jsonl.gz or .parquet file."),
        ([str(seed(f"{SEED}.txt")), "--model", "en_none"], "“en_none” is not installed"),
        ([str(seed(f"{SEED}.txt")), "--resume"], "--resume needs --output"),
        ([str(seed(f"{SEED}.txt")), "--processes", "0"], "--processes must be at least 1."),
        ([str(seed(f"{SEED}.txt")), "--output", str(seed(f"{SEED}.txt"))], "choose another file for --output."),
    ],
)
def test_bad_input_is_one_sentence_and_exit_status_2(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    try:
        status, out, err = run(capsys, *words)
    finally:
        assert seed(f"{SEED}.txt").stat().st_size > 5000
    assert (status, out) == (2, "")
    assert told in err
    assert len(err.strip().splitlines()) == 1


def test_resume_goes_on_after_a_line_that_was_cut_off(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    articles, out = tmp_path / "a.jsonl", tmp_path / "out"
    articles.write_text(
        "".join(json.dumps({"id": str(n), "text": f"“Go {n},” she said."}) + "\n" for n in range(40)), encoding="utf-8"
    )
    assert run(capsys, articles, "--output", out)[0] == 0
    whole = out.read_bytes()
    out.write_bytes(whole[: len(whole) // 2])
    assert run(capsys, articles, "--output", out, "--resume")[0] == 0
    assert out.read_bytes() == whole


def test_several_processes_give_the_same_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    articles = tmp_path / "a.jsonl"
    articles.write_text(
        "".join(json.dumps({"id": str(n), "text": f"“Go {n},” she said."}) + "\n" for n in range(40)), encoding="utf-8"
    )
    assert run(capsys, articles, "--output", tmp_path / "one")[0] == 0
    assert run(capsys, articles, "--output", tmp_path / "two", "--processes", "2")[0] == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_workers_end_when_the_process_that_started_them_is_killed(tmp_path: Path) -> None:
    text = seed(f"{SEED}.txt").read_text(encoding="utf-8")
    articles = tmp_path / "many.jsonl"
    articles.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n in range(2000)), encoding="utf-8")
    command = [sys.executable, "-m", "annotator", "propose", str(articles), "--processes", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline()  # the workers are at work
        process.kill()
        process.communicate(timeout=30)  # both pipes end only when the workers, which hold them too, have ended
