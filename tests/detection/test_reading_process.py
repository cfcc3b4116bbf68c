"""The process that reads tokens for a corpus: the same answers, and nothing lost where it fails or ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest

from annotator.cli import main
from annotator.detection import reading_process
from annotator.detection.batch import Pool
from annotator.detection.pipeline import Detector
from annotator.detection.reading_process import ReadingProcess
from annotator.own_process import EndedError, cores
from annotator.resources import seed

TEXT = "A town votes\n\n“Yes,” said Ida Holm, the mayor. “We will build it,” she told the council in Port Esker."
JOBS = [(str(n), TEXT + f" It met {n} times.") for n in range(40)]
PATIENCE = 60.0


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    found = ReadingProcess()
    yield found
    found.close()


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def children() -> list[psutil.Process]:
    """The processes that read for this one."""
    found = []
    for each in psutil.Process().children():
        try:
            if any("reading_process" in word for word in each.cmdline()):
                found.append(each)
        except psutil.NoSuchProcess:
            continue
    return found


def test_it_reads_what_a_thread_reads(process: ReadingProcess, detector: Detector) -> None:
    wanted = detector.weights.wanted
    process.begin(wanted)
    for text in (TEXT, "", "   \n", seed("000_915434029b41a593.txt").read_text(encoding="utf-8")):
        tokens = detector.parser.tokenizer.tokenize(text)
        own, found = detector.parser.reader.read(tokens, wanted), process.submit(tokens).result(PATIENCE)
        assert (found.tags, found.labels) == (own.tags, own.labels)
        for one, other in ((found.heads, own.heads), (found.starts, own.starts), (found.told, own.told)):
            assert np.array_equal(one, other)


def test_a_fault_of_one_article_is_told_and_the_next_is_read(process: ReadingProcess, detector: Detector) -> None:
    process.begin(detector.weights.wanted)
    tokens = detector.parser.tokenizer.tokenize(TEXT)
    broken = process.submit(replace(tokens, starts=tokens.starts[:2]))
    with pytest.raises(RuntimeError, match="Error: "):
        broken.result(PATIENCE)
    assert process.submit(tokens).result(PATIENCE).tags


def test_all_articles_are_found_where_it_is_killed_on_the_way(process: ReadingProcess) -> None:
    with Pool(partial(Detector, indirect=False)) as alone, Pool(partial(Detector, indirect=False), 1, process) as pool:
        expected = [result.line for result in alone.run(JOBS)]
        found = []
        for number, result in enumerate(pool.run(JOBS)):
            found.append(result)
            if number == 5:  # the third batch is not begun yet
                for each in children():
                    each.kill()
                    each.wait()
        assert [result.error for result in found] == [""] * len(JOBS)
        assert [result.line for result in found] == expected
        assert pool.detector.process is None


def test_one_that_ended_before_it_began_is_not_used(detector: Detector) -> None:
    ended = ReadingProcess()
    ended.close()
    with pytest.raises(EndedError):
        ended.submit(detector.parser.tokenizer.tokenize(TEXT))
    with Pool(partial(Detector, indirect=False), 1, ended) as pool:
        assert all(not result.error for result in pool.run(JOBS[:2]))


def test_there_is_none_where_others_share_the_cores_or_one_is_left() -> None:
    with reading_process.beside(False) as found:
        assert found is None and not children()
    with reading_process.beside(True) as found:
        assert (found is None) == (cores() == 1)
    assert not children()
    script = """
import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
from annotator.detection import reading_process
with reading_process.beside(True) as found:
    print(found)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "None\n"


@pytest.mark.parametrize("options", [[], ["--marks-only"]])
def test_the_command_ends_it(tmp_path: Path, options: list[str]) -> None:
    articles, output = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    articles.write_text("".join(json.dumps({"id": i, "text": text}) + "\n" for i, text in JOBS[:3]), encoding="utf-8")
    assert main(["propose", str(articles), "--output", str(output), *options]) == 0
    assert len(output.read_text(encoding="utf-8").splitlines()) == 3
    assert not children()


def test_it_ends_with_a_command_that_is_killed(tmp_path: Path) -> None:
    articles = tmp_path / "a.jsonl"
    lines = (json.dumps({"id": f"{n} {i}", "text": text}) + "\n" for n in range(100) for i, text in JOBS)
    articles.write_text("".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "annotator", "propose", str(articles)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as killed:
        assert killed.stdout is not None and killed.stdout.readline()
        readers = psutil.Process(killed.pid).children()
        killed.kill()
    assert len(readers) == (cores() > 1) and not psutil.wait_procs(readers, timeout=PATIENCE)[1]
