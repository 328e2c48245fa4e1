"""The commands write what they promise and say in one line what is wrong with a file."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.command_line import escape

ROOT = Path(__file__).parents[2]
COMMENTS = """id,text
a,"Parking is terrible, nowhere to park"
b,Nowhere to park near the school
c,GP appointments take weeks
=1+1,I cannot get a GP appointment
e,🙂
f,
"""
PICKS = "response_id,section,option\n1,live,Buses\n1,live,Parks\n2,live,Buses\n3,age,Lunch clubs\n"


@pytest.fixture
def run(tmp_path, capsys):
    def run_themes(content=COMMENTS, *extra, encoding="utf-8"):
        (tmp_path / "in.csv").write_text(content, encoding=encoding)
        paths = [f"--{name}={tmp_path / file}" for name, file in (("input", "in.csv"), ("output", "out.csv"))]
        status = main(["themes", *paths, f"--labels={tmp_path / 'labels.csv'}", *extra])
        return status, capsys.readouterr().err

    return run_themes


@pytest.fixture
def run_rank(tmp_path, capsys):
    def run(picks=PICKS, shown=None):
        (tmp_path / "picks.csv").write_text(picks, encoding="utf-8")
        words = ["rank", "--input", str(tmp_path / "picks.csv"), "--output", str(tmp_path / "ranks.csv")]
        if shown is not None:
            (tmp_path / "shown.csv").write_text(shown, encoding="utf-8")
            words += ["--shown", str(tmp_path / "shown.csv")]
        status = main(words)
        return status, capsys.readouterr().err

    return run


def read(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_every_comment_is_in_the_output_and_themes_match_the_labels(run, tmp_path):
    status, said = run(COMMENTS, "--themes", "2")

    assigned, labels = read(tmp_path / "out.csv"), read(tmp_path / "labels.csv")
    assert status == 0
    assert assigned["id"].tolist() == ["a", "b", "c", "=1+1", "e", "f"]
    assert assigned["theme"].tolist()[4:] == ["", ""]
    assert labels.columns.tolist() == ["theme", "label", "size", "terms"]
    counts = assigned.loc[assigned["theme"] != "", "theme"].value_counts()
    assert dict(zip(labels["theme"], labels["size"].astype(int), strict=True)) == counts.to_dict()
    assert "could not be used: 2 comments of 6 (no words 1, empty 1)" in said


def test_the_same_seed_writes_the_same_files(run, tmp_path):
    run(COMMENTS, "--seed", "3")
    first = (tmp_path / "out.csv").read_bytes(), (tmp_path / "labels.csv").read_bytes()

    run(COMMENTS, "--seed", "3")

    assert ((tmp_path / "out.csv").read_bytes(), (tmp_path / "labels.csv").read_bytes()) == first


def test_a_byte_order_mark_from_a_spreadsheet_is_accepted(run):
    assert run(encoding="utf-8-sig")[0] == 0


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_words_that_a_spreadsheet_would_run_are_made_harmless(start):
    frame = pd.DataFrame({"label": [f"{start}1+1", "Parking"], "size": [2, 1]})

    assert escape(frame, ["label"])["label"].tolist() == [f"'{start}1+1", "Parking"]


@pytest.mark.parametrize(
    ("content", "extra", "message"),
    [
        ("id,comment\n1,more buses\n", [], "lacks the column text; columns found: id, comment"),
        ("", [], "is empty"),
        ("id,text\n", [], "is empty: it has column names but no rows"),
        ("id,text\n1,more buses\n1,fewer cars\n", [], "duplicate id in the comments: 1"),
        ("id,text\n1,more buses\n,fewer cars\n", [], "has no id in row 2"),
        ("id,text\n1,more buses, please\n2,fewer cars, please\n", [], "not a table of comma-separated values"),
        ("id,text\n1,more buses\n2,fewer cars, please\n", [], "not a table of comma-separated values"),
        ('id,text\n1,"more buses\n', [], "not a table of comma-separated values"),
        (COMMENTS, ["--themes", "0"], "--themes must be a positive whole number, not '0'"),
        (COMMENTS, ["--themes", "-2"], "--themes must be a positive whole number, not '-2'"),
        (COMMENTS, ["--themes", "2.5"], "--themes must be a positive whole number, not '2.5'"),
        (COMMENTS, ["--seed", "x"], "--seed must be a whole number, 0 or more, not 'x'"),
        (COMMENTS, ["--seed", str(2**40)], "the seed must be a whole number from 0"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(run, content, extra, message):
    status, said = run(content, *extra)

    assert status == 2
    assert said.startswith("error: ")
    assert message in said
    assert said.count("\n") == 1


def test_another_encoding_is_refused_with_the_way_out(run):
    status, said = run("id,text\n1,Caf\u00e9 closed\n", encoding="cp1252")

    assert status == 2
    assert "is not UTF-8 text; in the spreadsheet choose 'Save as', 'CSV UTF-8'" in said


def test_a_missing_file_is_named(tmp_path, capsys):
    output, labels = str(tmp_path / "out.csv"), str(tmp_path / "labels.csv")

    status = main(["themes", "--input", "nowhere.csv", "--output", output, "--labels", labels])

    assert status == 2
    assert capsys.readouterr().err == "error: there is no file nowhere.csv\n"


def test_a_missing_output_folder_is_named_before_any_work(tmp_path, capsys):
    status = main(["rank", "--input", "nowhere.csv", "--output", str(tmp_path / "none" / "ranks.csv")])

    assert status == 2
    assert "there is no folder" in capsys.readouterr().err


def test_a_folder_given_as_file_is_an_error_in_words(tmp_path, capsys):
    status = main(["rank", "--input", str(tmp_path), "--output", str(tmp_path / "ranks.csv")])

    assert status == 2
    assert "cannot be read" in capsys.readouterr().err


def test_ranks_without_shown_leave_shown_and_blank_empty(run_rank, tmp_path):
    """Section live: 2 answered, Buses 2/2, Parks 1/2. Section age: 1 answered, Lunch clubs 1/1."""
    status, said = run_rank()

    ranks = read(tmp_path / "ranks.csv")
    assert status == 0
    assert said == ""
    assert ",".join(ranks.columns) == "section,option,count,share,low,high,rank,rank_label,answered,shown,blank"
    assert ranks["share"].tolist() == ["1.0", "0.5", "1.0"]
    assert ranks["rank_label"].tolist() == ["1", "2", "1"]
    assert ranks["shown"].tolist() == ["", "", ""]


def test_ranks_with_shown_count_the_blank(run_rank, tmp_path):
    status, _ = run_rank(shown="response_id,section\n1,live\n2,live\n3,live\n3,age\n")

    ranks = read(tmp_path / "ranks.csv")
    assert status == 0
    assert ranks["blank"].tolist() == ["1", "1", "0"]


def test_unusable_picks_are_counted_with_the_reason(run_rank):
    _, said = run_rank(PICKS + "1,live,Buses\n,live,Buses\n")

    assert said == (
        "could not be used: 2 rows (picked twice by the same response 1, no response, section or option given 1)\n"
    )


def test_over_ticked_sections_are_told(run_rank):
    extra = "".join(f"9,live,{option}\n" for option in ("Buses", "Parks", "Trees", "Bins"))

    _, said = run_rank(PICKS + extra)

    assert said == "left out of the shares: 1 answers with more than 3 picks in a section\n"


def test_options_that_a_spreadsheet_would_run_are_made_harmless(run_rank, tmp_path):
    run_rank("response_id,section,option\n1,live,=HYPERLINK(1)\n")

    assert read(tmp_path / "ranks.csv")["option"].tolist() == ["'=HYPERLINK(1)"]


def test_picks_without_any_option_are_refused(run_rank):
    status, said = run_rank("response_id,section,option\n1,live,\n")

    assert status == 2
    assert "no row has both a section and an option" in said


def test_the_module_runs_as_a_program(tmp_path):
    (tmp_path / "picks.csv").write_text(PICKS, encoding="utf-8")
    command = [sys.executable, "-m", "analysis", "rank", "--input", "picks.csv", "--output", "ranks.csv"]

    done = subprocess.run(  # noqa: S603
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "ranks.csv").exists()
