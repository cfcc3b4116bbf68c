import json

import pytest

from annotator.cli import main
from annotator.records import ADJUDICATED
from annotator.workflow import project
from tests.learning.made import items
from tests.learning.projects import decide, make_project


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    path = tmp_path_factory.mktemp("train") / "plans.annot"
    made = items(120)
    store = make_project(path, made)
    decide(store, made)
    store.close()
    return path


def _run(capsys, *words):
    status = main([*map(str, words)])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_a_report_tells_what_predictions_were_worth(decided, capsys):
    status, out, _ = _run(capsys, "train", decided, "--report")
    assert status == 0
    assert "Learned from 120 decided quotations of Ada." in out
    assert "\n       20   #" in out
    for words in ("Right label first", "Calibration error", "three likeliest", "Another 100 decisions", "by article"):
        assert words in out


def test_a_model_proposes_stances_for_other_articles(decided, capsys, tmp_path):
    model = tmp_path / "plans.npz"
    assert _run(capsys, "train", decided, "--output", model)[0] == 0
    text = "“The harbor plan is a waste of our money,” Tom Field said on Monday.\nThe sign read “Exit.”\n"
    (tmp_path / "new.txt").write_text(text, encoding="utf-8")
    status, out, err = _run(capsys, "propose", tmp_path / "new.txt", "--stances", model)
    assert status == 0, err
    record = json.loads(out)
    assert "+stances." in record["detector"]
    first = record["quotes"][0]["stances"][0]
    assert (first["target"], first["label"]) == ("harbor", "against")
    assert 0.5 < first["probability"] <= 1


def test_the_same_decisions_give_the_same_model(decided, capsys, tmp_path):
    for name in ("a.npz", "b.npz"):
        assert _run(capsys, "train", decided, "--output", tmp_path / name)[0] == 0
    assert _run(capsys, "train", decided, "--output", tmp_path / "a.npz")[0] == 0  # an earlier model may be replaced
    from annotator.learning.files import read_model

    one, other = (read_model(tmp_path / name)[1] for name in ("a.npz", "b.npz"))
    assert one == other
    assert (one["annotator"], one["decisions"], one["last_sequence"]) == ("Ada", 120, 120)
    assert len(one["outside_prior"]) == len(one["codebook"]["hash"]) == 64


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Name the model to write with --output"),
        (["--output", "model.txt"], "the name of a model must end in .npz"),
        (["--report", "--annotator", "Bob"], "no annotator is called “Bob”; choose one of Ada"),
        (["--report", "--annotator", ADJUDICATED], "0 quotations are decided; at least 20"),
    ],
)
def test_bad_input_is_told_in_a_sentence(decided, capsys, words, told):
    status, out, err = _run(capsys, "train", decided, *words)
    assert status == 2 and told in err and out == ""


def test_two_annotators_are_not_mixed(capsys, tmp_path):
    made = items(24)
    store = make_project(tmp_path / "two.annot", made)
    decide(store, made)
    project.add_annotator(store, "Ben")
    decide(store, made, "Ben")
    store.close()
    status, _, err = _run(capsys, "train", tmp_path / "two.annot", "--report")
    assert status == 2 and "name one of Ada, Ben with --annotator" in err
    assert _run(capsys, "train", tmp_path / "two.annot", "--report", "--annotator", "Ben")[0] == 0


def test_a_project_nobody_annotated_is_told(capsys, tmp_path):
    project.create_project(tmp_path / "new.annot").close()
    status, _, err = _run(capsys, "train", tmp_path / "new.annot", "--report")
    assert status == 2 and "nobody has annotated it yet" in err


def test_a_file_that_is_no_model_is_told_before_any_article_is_read(capsys, tmp_path):
    (tmp_path / "model.npz").write_bytes(b"no")
    (tmp_path / "new.txt").write_text("“Go,” she said.", encoding="utf-8")
    status, out, err = _run(capsys, "propose", tmp_path / "new.txt", "--stances", tmp_path / "model.npz")
    assert status == 2 and "not a stance model" in err and out == ""


def test_words_that_the_encoder_does_not_know_are_noticed():
    from annotator.workflow.stances import unknown_share

    assert unknown_share(["The harbor plan would ruin the bay."]) == 0
    assert unknown_share(["Порт погубит залив, сказал мэр."]) > 0.5
