"""From the corpus back to the desk: a sample with its probabilities, and an estimate of the whole from what was decided on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.detection.batch import Pool
from annotator.detection.pipeline import Detector
from annotator.errors import BadInputError
from annotator.exchange import corpus_files, proposal_files
from annotator.records import Status
from annotator.store import articles
from annotator.store.connection import Store
from annotator.workflow import desk, export, project
from annotator.workflow.estimate import estimate, question_of
from annotator.workflow.proposing import Proposing, Shard
from annotator.workflow.sampling import PROBABILITY, SIZE, STRATUM, Plan, doubt, draw, import_sample, stratum_of

WHO = "Ada"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """60 articles of three papers, each with a quotation by one of two people, and the detector's proposals on them."""
    folder = tmp_path_factory.mktemp("corpus")
    names = ("Ida Holm", "Tom Verma")
    rows = [
        {"id": f"a{n}", "source": f"Paper {n % 3}", "date": f"2024-0{1 + n // 30}-15", "section": f"Section {n % 11}",
         "text": f"“Go to place {n},” {names[n % 4 == 0]} said.\nNobody went there."}
        for n in range(60)
    ]  # fmt: skip
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    proposals = folder / "proposals.jsonl.gz"
    with Pool(partial(Detector, indirect=False)) as pool:
        records = Proposing(Shard(), lambda _: None).records(corpus_files.read_corpus([source]), pool.run)
        proposal_files.write_records(proposals, map(proposal_files.without_position, records), ".jsonl.gz")
    return source, proposals


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(project.create_project(tmp_path / "p.annot")) as made:
        project.add_annotator(made, WHO)
        yield made


def decide_sample(store: Store) -> None:
    """Confirm every quotation of every article."""
    for _, sha in articles.article_names(store):
        opened = desk.load_desk(store, sha, WHO)
        for quotation in opened.quotations:
            desk.decide(store, desk.confirm(desk.shown(opened, quotation)), action="Confirm quotation")


@pytest.mark.parametrize(("keys", "told"), [((), "1 stratum"), (("source",), "3 strata"), (("section",), "11 strata")])
def test_the_strata_are_counted_in_words(
    store: Store, corpus: tuple[Path, Path], keys: tuple[str, ...], told: str
) -> None:
    change, _ = import_sample(store, [corpus[0]], corpus[1], Plan(30, keys))
    assert change.message == f"30 articles added, drawn from 60 in {told}."


def test_a_stratified_sample_comes_in_with_its_probabilities(
    store: Store, corpus: tuple[Path, Path], tmp_path: Path
) -> None:
    change, _ = import_sample(store, [corpus[0]], corpus[1], Plan(12, ("source",)))
    assert change.message == "12 articles added, drawn from 60 in 3 strata."
    every = [articles.article(store, sha) for _, sha in articles.article_names(store)]
    assert [a.metadata[STRATUM] for a in every].count("source=Paper 1") == 4
    assert {(a.metadata[PROBABILITY], a.metadata[SIZE]) for a in every} == {("0.2", "20")}
    assert len(desk.load_desk(store, every[0].sha256, WHO).quotations) == 1  # the detector need not run again
    decide_sample(store)
    export.export(store, tmp_path / "out.jsonl", fmt="jsonl")
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(records) == 12 and all(f'"{PROBABILITY}": "0.2"' in json.dumps(record) for record in records)
    with pytest.raises(BadInputError, match="is here already"):
        import_sample(store, [corpus[0]], corpus[1], Plan(12))


def test_the_whole_corpus_is_estimated_from_a_sample(store: Store, corpus: tuple[Path, Path]) -> None:
    import_sample(store, [corpus[0]], corpus[1], Plan(30, ("source", "date"), seed=1))
    decide_sample(store)
    report = estimate(store, corpus[1], question_of(store, "tom verma"))
    assert (report.corpus, report.sampled, report.finished, report.strata, report.annotator) == (60, 30, 30, 6, WHO)
    human, ppi, dsl = report.estimates
    assert all(
        each.low - 1e-6 <= 15 / 60 <= each.high + 1e-6 for each in (human, ppi, dsl)
    )  # the detector may err nowhere here
    assert abs(ppi.share - 0.25) < 0.01 and ppi.width < 0.5 * human.width and dsl.width < 0.5 * human.width


def test_a_part_of_the_sample_is_enough_and_is_told(store: Store, corpus: tuple[Path, Path]) -> None:
    import_sample(store, [corpus[0]], corpus[1], Plan(10))
    names = articles.article_names(store)
    for _, sha in names[:1]:
        opened = desk.load_desk(store, sha, WHO)
        desk.decide(store, desk.confirm(desk.shown(opened, opened.quotations[0])), action="Confirm quotation")
    (speaker,) = project.speakers(store)
    with pytest.raises(BadInputError, match=r"finished 1 sampled articles of the stratum “all”; finish at least 2"):
        estimate(store, corpus[1], question_of(store, speaker.name))
    decide_sample(store)
    assert estimate(store, corpus[1], question_of(store, "Ida Holm")).finished == 10


def test_stances_are_estimated_from_their_probabilities(
    store: Store, corpus: tuple[Path, Path], tmp_path: Path
) -> None:
    """A corpus whose records have stances, as a model that was learned from decisions proposes them."""
    (target, *_) = project.current_codebook(store).targets
    label = target.labels[0].id
    records = list(proposal_files.read_records(corpus[1]))
    for number, record in enumerate(records):
        for quote in record["quotes"]:
            likely = 0.9 if number % 2 else 0.2
            quote["stances"] = [{"target": target.id, "label": label, "probability": likely}]
    proposal_files.write_records(tmp_path / "stances.parquet", records, ".parquet")
    assert list(proposal_files.read_records(tmp_path / "stances.parquet")) == records
    import_sample(store, [corpus[0]], tmp_path / "stances.parquet", Plan(20))
    question = question_of(store, target=target.id)
    assert question.expected(records[1])[0] == pytest.approx(0.9 * records[1]["quotes"][0]["confidence"])
    decide_sample(store)
    report = estimate(store, tmp_path / "stances.parquet", question)
    assert report.estimates[0].share == 0.0 and report.proposals == pytest.approx(0.55, abs=0.01)
    with pytest.raises(BadInputError, match="decided no quotation of this kind"):
        estimate(store, tmp_path / "stances.parquet", question_of(store, target=target.id, label=label))
    with pytest.raises(BadInputError, match="--stances"):
        estimate(store, corpus[1], question)


def test_doubt_is_what_the_detector_leaves_open(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    record = next(proposal_files.read_records(corpus[1]))
    quote = record["quotes"][0]
    assert doubt(record) == pytest.approx(1 - quote["confidence"] * quote["candidates"][0]["score"])
    assert doubt({**record, "quotes": []}) == 0
    assert stratum_of(record, ("date", "speaker", "nothing")) == "date=2024-01, speaker=Tom Verma, nothing=none"
    every = list(proposal_files.read_records(corpus[1]))
    for number, each in enumerate(every):
        each["quotes"][0]["confidence"] = 0.5 + number / 120
    proposal_files.write_records(tmp_path / "unsure.jsonl", every, ".jsonl")
    drawn, records = draw(tmp_path / "unsure.jsonl", Plan(20, ("uncertainty",)))
    assert len(records) == 20 and list(drawn.sizes) == [12] * 5
    rates = [drawn.inclusion_probability(stratum) for stratum in range(5)]
    assert rates == sorted(rates) and rates[4] > 2 * rates[0]


def test_decisions_that_reject_or_withdraw_do_not_count(store: Store, corpus: tuple[Path, Path]) -> None:
    import_sample(store, [corpus[0]], corpus[1], Plan(4))
    decide_sample(store)
    sha = articles.article_names(store)[0][1]
    opened = desk.load_desk(store, sha, WHO)
    decision = opened.quotations[0].decision
    assert decision is not None
    question = question_of(store, decision.speaker_name)
    assert question.counted([decision]) == (1.0, 1.0)
    for status in (Status.REJECTED, Status.WITHDRAWN, Status.OPEN):
        assert question.counted([replace(decision, status=status)]) == (0.0, 0.0)


def test_the_commands(corpus: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str | Path) -> tuple[int, str]:
        status = main(list(map(str, words)))
        shown = capsys.readouterr()
        return status, shown.out + shown.err

    path = tmp_path / "p.annot"
    sample = ("import", path, corpus[0], "--proposals", corpus[1], "--sample")
    assert run(*sample, 20, "--stratify", "source,speaker")[0] == 0
    with closing(project.open_project(path)) as store:
        project.add_annotator(store, WHO)
        decide_sample(store)
    outputs = [tmp_path / f"share.{suffix}" for suffix in ("csv", "svg", "txt")]
    words = [word for path in outputs for word in ("--output", path)]
    for _ in range(2):  # its own outputs are replaced
        status, said = run("estimate", path, corpus[1], "--speaker", "Ida Holm", *words)
        assert status == 0 and "PPI++" in said and "60 articles; Ada finished 20 of 20" in said
    assert outputs[2].read_text(encoding="utf-8") == said
    for more, told in (
        (("estimate", path, corpus[1]), "Name a --speaker or a --target"),
        (("estimate", path, corpus[1], "--speaker", "Nobody"), "no speaker is called “Nobody”"),
        (("estimate", path, corpus[1], "--label", "x", "--speaker", "Ida Holm"), "belongs to a --target"),
        (("estimate", path, corpus[1], "--target", "x"), "the codebook has no “x”"),
        (("estimate", path, corpus[1], "--speaker", "Ida Holm", "--annotator", "Eve"), "no annotator is called"),
        (("estimate", path, tmp_path / "none", "--speaker", "Ida Holm"), "There is no file or folder"),
        (("estimate", path, corpus[1], "--speaker", "Ida Holm", "--output", tmp_path / "x.pdf"), "written as .csv"),
        ((*sample, 61), "choose a --sample of 2 to 60"),
        ((*sample[:-1],), "needs both"),
        ((*sample, 5, "--stratify", "uncertainty,source"), "has strata of its own"),
        (
            ("import", tmp_path / "q.annot", corpus[1].parent / "none.jsonl", *sample[3:], 5),
            "There is no file or folder",
        ),
    ):
        status, said = run(*more)
        assert status == 2 and told in said, (more, said)
    assert not (tmp_path / "q.annot").exists()


def test_articles_that_changed_since_are_told(store: Store, corpus: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(corpus[0].read_text(encoding="utf-8").replace("Nobody went there.", "All went."), encoding="utf-8")
    with pytest.raises(BadInputError, match="5 articles of the sample are not in the files as the detector read them"):
        import_sample(store, [other], corpus[1], Plan(5))
    assert articles.article_names(store) == []
