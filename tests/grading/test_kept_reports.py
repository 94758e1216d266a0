"""What is reused of a folder of reports: whole ones of ours alone, whoever wrote them."""

import os
import shutil

import pytest

from autograder.runners.workforce import Workforce
from tests.cli.support import SLUG, notebook, spoil

IDLE = "import time\n\ndef halve(x):\n    time.sleep(9)"
TESTS = f"solutions/{SLUG}/hidden/test_double.py"


def cut_report(folder):
    (folder / "report.json").write_bytes((folder / "report.json").read_bytes()[:-20])


def edit_report(folder):
    spoil(folder / "report.json", '"score": 8.0', '"score": 9.0')


def nest_report(folder):
    (folder / "report.json").write_bytes(b"[" * 200_000)


def report_is_a_pipe(folder):
    (folder / "report.json").unlink()
    os.mkfifo(folder / "report.json")


def lose_key(folder):
    (folder / "reuse.json").unlink()


def damage_key(folder):
    (folder / "reuse.json").write_bytes(b"\xff{")


def age_key(folder):
    spoil(folder / "reuse.json", '"schema": 1', '"schema": 0')


def fill_key(folder):
    spoil(folder / "reuse.json", '"schema": 1', '"schema": 1, "more": 2')


def take_anothers(folder):
    shutil.copytree(folder.parent / "bob", folder, dirs_exist_ok=True)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (cut_report, "its old report cannot be used: Input data was truncated"),
        (edit_report, "its old report cannot be used: report.json is not the one that reuse.json tells of"),
        (nest_report, "its old report cannot be used: "),
        (report_is_a_pipe, "its old report cannot be used: expected a plain file, received 'report.json'"),
        (lose_key, "nothing is recorded of what its old report follows from"),
        (damage_key, "its old report cannot be used: JSON is malformed"),
        (age_key, "its old report cannot be used: Invalid enum value 0 - at `$.schema`"),
        (fill_key, "its old report cannot be used: Object contains unknown field `more`"),
        (take_anothers, "the report in its place is of another student"),
    ],
)
def test_damaged_report_is_made_again(graded, damage, why):
    before = graded.written()
    damage(graded.home / "out" / "ada")

    again = graded.grade()

    assert again.why["ada"].startswith(why)
    assert again.why["bob"] == "unchanged"
    assert graded.written() == before


def test_what_we_failed_to_grade_is_never_reused(graded):
    broken = "    raise RuntimeError\n"
    spoil(
        graded.root / TESTS,
        '    """A bool is a TypeError."""\n',
        f'    """A bool is a TypeError."""\n{broken}',
    )
    assert [report.our_fault for report in graded.grade().reports] == [True, True, False]

    again = graded.grade()

    assert again.why["ada"] == "it was not graded before, by no fault of the student's"
    spoil(graded.root / TESTS, broken, "")
    assert [report.score for report in graded.grade().reports] == [8, 5, None]


def test_time_is_shared_so_what_ran_out_of_it_is_graded_whole(graded):
    graded.hand_in("bob", notebook(graded.root, halve=IDLE))
    graded.grade()
    spoil(graded.root / TESTS, "The answer is twice the number.", "It is twice the number.")

    why = graded.grade().why["bob"]

    assert why.startswith("hidden/test_double.py changed: exercise double (and others, ")
    assert graded.graded == {"ada": ["double"], "bob": None}


def test_workers_write_what_one_process_does(graded):
    graded.grade("apart", by=Workforce(workers=2))

    assert graded.graded == {}
    assert graded.written("apart") == graded.written()


def test_worker_killed_in_the_middle_costs_nothing(graded, monkeypatch, tmp_path):
    """Its submission is graded again; its sandbox's folder goes with the run."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    flag = tmp_path / "killed"
    once = f"""
    import os, pathlib, signal
    if not pathlib.Path({str(flag)!r}).exists():
        pathlib.Path({str(flag)!r}).touch()
        os.kill(os.getpid(), signal.SIGKILL)
"""
    spoil(
        graded.root / TESTS, '    """A bool is a TypeError."""\n', f'    """A bool is a TypeError."""\n{once}'
    )

    apart = graded.grade("apart", by=Workforce(workers=2))

    assert flag.exists()
    assert [report.score for report in apart.reports] == [8, 5, None]
    graded.grade("here")
    assert graded.written("apart") == graded.written("here")
    assert list((tmp_path / "scratch").iterdir()) == []
