"""A corpus in shards: the same proposals as in one run, whatever is killed on the way, and counts that add up."""

from __future__ import annotations

import gzip
import json
import shutil
import sys
import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.dataset
import pyarrow.parquet
import pytest

from annotator.cli import main
from annotator.cli.progress import ProgressLines, duration
from annotator.detection.batch import Job, Pool, Result
from annotator.detection.pipeline import Detector
from annotator.detection.settings import TURN
from annotator.errors import BadInputError, OccupiedError
from annotator.exchange import corpus_files, proposal_files
from annotator.exchange.seen_ids import SeenIds
from annotator.workflow import collect, shards
from annotator.workflow.proposing import Proposing, Shard, ShardCounts
from annotator.workflow.shards import Inputs, ShardJob

Records = list[dict[str, Any]]


def article(n: int) -> dict[str, str]:
    return {"id": f"a{n}", "text": f"“Go to place {n},” said Ida Holm. Nobody went.", "source": f"Paper {n % 3}"}


def write(path: Path, records: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(partial(Detector, indirect=False)) as made:
        yield made


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write(tmp_path / "articles.jsonl", [article(n) for n in range(40)])


def make(
    pool: Pool,
    source: Path,
    folder: Path,
    shard: str,
    *,
    fmt: str = ".jsonl",
    stop: int = -1,
    resume: bool = False,
    **more: Any,
) -> Proposing:
    """One shard in this process; after ``stop`` articles it ends as if Ctrl+C were pressed."""
    told: list[str] = []
    wanted = Shard.parse(shard)
    proposing = Proposing(wanted, told.append)
    job = ShardJob(
        folder / f"{wanted.stem}{fmt}", fmt, wanted, Inputs.of([source]), pool.detector.detector_version,
        {"marks_only": True}, manifest=folder / f"{wanted.stem}.json", **more,
    )  # fmt: skip

    def progress() -> None:
        if proposing.made == stop:
            raise KeyboardInterrupt

    job.run(proposing, corpus_files.read_corpus([source], wanted.holds), pool.run, resume=resume, progress=progress)
    return proposing


def plain(pool: Pool, source: Path) -> Records:
    proposing = Proposing(Shard(), lambda _: None)
    return [proposal_files.without_position(r) for r in proposing.records(corpus_files.read_corpus([source]), pool.run)]


@pytest.mark.parametrize("fmt", proposal_files.FORMATS)
def test_shards_collected_are_the_whole_in_its_order(pool: Pool, articles: Path, tmp_path: Path, fmt: str) -> None:
    folder = tmp_path / "parts"
    sizes = [make(pool, articles, folder, f"{n}/3", fmt=fmt).counts.mine for n in (1, 2, 3)]
    assert sum(sizes) == 40 and min(sizes) > 3
    found = collect.collect(folder, tmp_path / f"all{fmt}")
    assert list(proposal_files.read_records(tmp_path / f"all{fmt}")) == plain(pool, articles)
    assert (found.counts.articles, found.counts.read, found.counts.quotations) == (40, 40, 40)
    assert {path.name.split(".")[0] for path in folder.iterdir()} == {f"part-0000{n}-of-00003" for n in (1, 2, 3)}


def test_a_shard_that_was_killed_goes_on(pool: Pool, articles: Path, tmp_path: Path) -> None:
    make(pool, articles, tmp_path / "whole", "1/2")
    for stop in (3, 8):
        with pytest.raises(KeyboardInterrupt):
            make(pool, articles, tmp_path / "cut", "1/2", stop=stop, resume=True)
    (work,) = (tmp_path / "cut").glob(".*.work")
    whole = work.read_bytes()
    assert whole.count(b"\n") == 1 + 3 + 8
    work.write_bytes(whole[:-30])  # as a disk keeps it that lost its power
    assert make(pool, articles, tmp_path / "cut", "1/2", resume=True).made == 20 - 10
    name = "part-00001-of-00002.jsonl"
    assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert list((tmp_path / "cut").glob(".*")) == []


def test_what_is_there_is_neither_replaced_nor_gone_on_with_unasked(pool: Pool, articles: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        make(pool, articles, tmp_path / "cut", "1/2", stop=3)
    with pytest.raises(OccupiedError, match="go on with --resume"):
        make(pool, articles, tmp_path / "cut", "1/2")
    other = write(tmp_path / "other.jsonl", [article(n) for n in range(41)])
    with pytest.raises(BadInputError, match="other input"):
        make(pool, other, tmp_path / "cut", "1/2", resume=True)
    assert make(pool, other, tmp_path / "cut", "1/2", force=True).counts.read == 41


def test_counts_add_up_whatever_the_articles_are_like(pool: Pool, tmp_path: Path) -> None:
    rows = [article(n) for n in range(10)]
    source = write(tmp_path / "a.jsonl", [*rows, rows[3], {**rows[4], "text": "Another text."}])
    with source.open("a", encoding="utf-8") as file:
        file.write('not json\n{"id": 1}\n\n')

    def failing(jobs: Iterator[Job]) -> Iterator[Result]:
        for result in pool.run(jobs):
            yield Result(result.id, error="a5: the detector failed.") if result.id == "a5" else result

    total = ShardCounts()
    for number in (1, 2):
        proposing = Proposing(Shard(number, 2), lambda _: None)
        assert list(proposing.records(corpus_files.read_corpus([source], proposing.shard.holds), failing))
        total.add(proposing.counts)
    assert total == ShardCounts(
        read=24, unreadable=4, mine=12, articles=9, duplicates=1, clashes=1, failed=1, quotations=9
    )
    assert total.message == "9 articles done, 1 already there, 1 failed, 5 left out"


@pytest.fixture(scope="module")
def in_two(pool: Pool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a corpus that was made in two shards."""
    folder = tmp_path_factory.mktemp("in two")
    source = write(folder / "articles.jsonl", [article(n) for n in range(40)])
    for shard in ("1/2", "2/2"):
        make(pool, source, folder / "parts", shard)
    return folder / "parts"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            lambda folder: (folder / "part-00002-of-00002.json").unlink(),
            "1 of 2 shards are missing or not finished: 2;",
        ),
        (lambda folder: (folder / "part-00002-of-00002.jsonl").unlink(), "cannot be read"),
        (lambda folder: (folder / "part-00002-of-00002.jsonl").write_text("{}\n"), "does not match its manifest"),
        (lambda folder: change(folder, "detector", "older"), "another detector"),
        (lambda folder: change(folder, "settings", {"marks_only": False}), "other input or settings"),
        (
            lambda folder: change(folder, "counts", {**ShardCounts(read=40, mine=40, articles=40).as_json()}),
            "do not add up",
        ),
        (lambda folder: (folder / "part-00002-of-00002.json").write_text("[]"), "not a readable manifest"),
        (lambda folder: shutil.rmtree(folder), "There is no folder"),
    ],
)
def test_collect_names_what_is_wrong(in_two: Path, tmp_path: Path, spoil: Any, told: str) -> None:
    folder = tmp_path / "parts"
    shutil.copytree(in_two, folder)
    spoil(folder)
    with pytest.raises(BadInputError, match=told):
        collect.collect(folder, tmp_path / "all.jsonl")
    assert not (tmp_path / "all.jsonl").exists()


def change(folder: Path, key: str, value: Any) -> None:
    path = folder / "part-00002-of-00002.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))


def test_more_shards_than_can_be_open_are_joined_in_steps(
    pool: Pool, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 6):
        make(pool, articles, tmp_path / "parts", f"{number}/5", fmt=".jsonl.gz")
    monkeypatch.setattr(collect, "AT_ONCE", 2)
    collect.collect(tmp_path / "parts", tmp_path / "all.jsonl")
    assert list(proposal_files.read_records(tmp_path / "all.jsonl")) == plain(pool, articles)
    assert not list((tmp_path / "parts").glob(".join*"))


def test_all_parquet_files_have_one_schema(pool: Pool, tmp_path: Path) -> None:
    """One without any quotation, speaker or metadata is read together with one that has all, whichever comes first."""
    bare = {"id": "bare", "text": "Nothing was said."}
    source = write(tmp_path / "a.jsonl", [article(1), bare])
    full, empty = plain(pool, source)
    assert full["quotes"][0]["speaker"]["name"] == "Ida Holm" and empty["quotes"] == []
    folder = tmp_path / "out"
    folder.mkdir()
    for name, records in (("1", [empty]), ("2", [full]), ("3", []), ("4", [empty])):
        proposal_files.write_records(folder / f"{name}.parquet", records, ".parquet")
    table = pyarrow.dataset.dataset(folder).to_table()
    assert table.column("id").to_pylist() == ["bare", "a1", "bare"]
    assert (
        table.schema.equals(proposal_files.schema(pyarrow)) and table.column("quotes")[1].as_py()[0]["kind"] == "direct"
    )
    assert list(proposal_files.read_records(folder / "2.parquet")) == [full]


def test_every_kind_of_file_is_read_alike(tmp_path: Path) -> None:
    rows = [article(n) for n in range(5)]
    write(tmp_path / "1.jsonl", rows)
    with gzip.open(tmp_path / "2.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({**row, "id": f"b{row['id']}"}) + "\n" for row in rows)
    table = pyarrow.Table.from_pylist([{**row, "id": f"c{row['id']}", "n": None} for row in rows])
    pyarrow.parquet.write_table(table, tmp_path / "3.parquet")
    found = list(corpus_files.read_corpus([tmp_path]))
    assert [each.id.lstrip("bc") for each in found] == [row["id"] for row in rows] * 3
    assert {(each.text, *each.metadata.items()) for each in found if each.id.endswith("a2")} == {
        (rows[2]["text"], ("source", "Paper 2"))
    }
    positions = [each.position for each in found]
    assert positions == sorted(set(positions)) and found[-1].read == sum(p.stat().st_size for p in tmp_path.iterdir())
    part = corpus_files.read_corpus([tmp_path], lambda name: name == "ca3")
    assert [each.id for each in part if each.wanted] == ["ca3"]


@pytest.mark.parametrize("start", [0, 1, 50, 107, 108, 109, 300])
def test_ranges_of_a_file_hold_each_line_once(tmp_path: Path, start: int) -> None:
    source = write(tmp_path / "1.jsonl", [article(n) for n in range(5)])
    (file,) = corpus_files.corpus_files([source])
    parts = [*corpus_files.read_file(file, stop=start), *corpus_files.read_file(file, start=start)]
    assert [each.position for each in parts] == [each.position for each in corpus_files.read_corpus([source])]


def test_text_files_of_one_name_do_not_clash(tmp_path: Path) -> None:
    for folder in ("north", "south"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_text(f"News of the {folder}.", encoding="utf-8")
    (tmp_path / "1.txt").write_text("News.", encoding="utf-8")

    def ids(*paths: str) -> list[str]:
        return [each.id for each in corpus_files.read_corpus([tmp_path / path for path in paths])]

    assert ids("") == ["1", "north/1", "south/1"]
    assert ids("north", "south") == ids("north/1.txt", "south/1.txt") == ["north/1", "south/1"]
    assert ids("north") == ids("north/1.txt") == ["1"]


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps(article(1)).encode() * 50)
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "none.jsonl.gz").write_bytes(b"plain text")
    (tmp_path / "torn.parquet").write_bytes(b"PAR1 and no more")
    pyarrow.parquet.write_table(pyarrow.table({"id": [1], "body": ["x"]}), tmp_path / "columns.parquet")
    told = {each.error for each in corpus_files.read_corpus([tmp_path])}
    assert told == {
        f"{tmp_path}/cut.jsonl.gz: the compressed file is damaged or cut off; fetch it again.",
        f"{tmp_path}/none.jsonl.gz: the compressed file is damaged or cut off; fetch it again.",
        f"{tmp_path}/torn.parquet: it is not a readable Parquet file; write it again.",
        f"{tmp_path}/columns.parquet: it has no text columns “id” and “text”; rename them.",
    }


def test_ids_take_little_memory() -> None:
    """A million in under 50 MB while the table grows; here a tenth of it."""
    tracemalloc.start()
    try:
        seen = SeenIds()
        assert all(seen.add(f"article {n}", "01234567") is None for n in range(100_000))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert seen.count == 100_000 and "article 77" in seen and "article 100000" not in seen
    assert (seen.add("article 5", "01234567ab"), seen.add("article 5", "f1234567")) == (True, False)


def test_the_time_left_is_told(tmp_path: Path) -> None:
    proposing = Proposing(Shard(), lambda _: None, made=200, read=3_000, resumed=1_000)
    proposing.counts.articles = 350
    line = ProgressLines(proposing, 10_000, lambda _: None).line(20.0)
    assert line == "350 articles, 10.0 a second, 30% read, about 70 s left"
    assert [duration(n) for n in (89.4, 200, 7000, 400_000)] == ["89 s", "3 min", "1 h 57 min", "4 days 15 h"]


@pytest.mark.parametrize("text", ["0/3", "4/3", "1/0", "x/2", "1", "-1/2", "1/100000"])
def test_a_shard_that_cannot_be_is_told(text: str) -> None:
    with pytest.raises(BadInputError, match="--shard must be I/N"):
        Shard.parse(text)


def test_a_slow_article_holds_nobody_back() -> None:
    slow = " ".join(f"“Go to place {n},” said Ida Holm." for n in range(500))
    jobs = [("slow", slow), *((str(n), "“Go,” she said.") for n in range(79))]
    with Pool(partial(Detector, indirect=False), 2) as made:
        found = [result.id for result in made.run(jobs, ordered=False)]
    assert sorted(found) == sorted(name for name, _ in jobs) and found.index("slow") > 16


def test_the_command_makes_shards_and_joins_them(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str | Path) -> tuple[int, str]:
        status = main(list(map(str, words)))
        shown = capsys.readouterr()
        return status, shown.out + shown.err

    parts = tmp_path / "parts"
    propose = ("propose", articles, "--marks-only", "--output")
    for shard in ("1/2", "2/2"):
        assert run(*propose, parts, "--shard", shard, "--format", "parquet")[0] == 0
    assert "is done already" in run(*propose, parts, "--shard", "2/2", "--format", "parquet", "--resume")[1]
    assert run("collect", parts)[1].startswith("2 shards: 40 articles done; 40 quotations, by en_")
    assert run("collect", parts, "--output", tmp_path / "all.parquet")[0] == 0
    assert run(*propose, tmp_path / "one.parquet")[0] == 0
    both = [list(proposal_files.read_records(tmp_path / name)) for name in ("all.parquet", "one.parquet")]
    assert both[0] == both[1] and len(both[0]) == 40
    for words, told in (
        ((*propose, "-", "--shard", "1/2"), "--shard needs --output"),
        ((*propose, tmp_path / "one.parquet", "--shard", "1/2"), "name the folder of all shards"),
        (("propose", tmp_path, "--output", parts, "--shard", "1/2"), "is in an input folder"),
        (("collect", tmp_path), "holds no finished shard"),
        ((*propose, parts, "--shard", "1/2", "--format", "parquet"), "begun or done already"),
    ):
        status, said = run(*words)
        assert status == 2 and told in said, (words, said)


def test_shards_of_other_settings_are_not_taken_for_done(pool: Pool, articles: Path, tmp_path: Path) -> None:
    make(pool, articles, tmp_path / "parts", "1/1")
    manifest = tmp_path / "parts" / "part-00001-of-00001.json"
    job = ShardJob(
        manifest.with_suffix(".jsonl"), ".jsonl", Shard(), Inputs.of([articles]), pool.detector.detector_version,
        {"marks_only": False}, manifest=manifest,
    )  # fmt: skip
    with pytest.raises(BadInputError, match="other settings"):
        job.is_done()
    assert shards.read_manifest(manifest)["counts"]["articles"] == 40


def test_threads_take_short_turns_of_python_while_a_corpus_is_read_and_only_then(pool: Pool) -> None:
    before = sys.getswitchinterval()
    results = pool.run([(f"a{n}", "“Go,” said Ida Holm.") for n in range(3)])
    assert next(results).id == "a0" and before > TURN
    assert sys.getswitchinterval() == pytest.approx(TURN)
    assert len(list(results)) == 2 and sys.getswitchinterval() == before
