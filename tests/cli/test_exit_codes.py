"""Every ExitCode, and the sentence that comes with it."""

import pytest

from autograder.cli import ExitCode
from autograder.sandbox import gpus
from tests.cli.support import SLUG, notebook, run, spoil


@pytest.fixture
def hand_in(tmp_path):
    def write(name, text):
        path = tmp_path / "files" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_codes_are_documented():
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0, "LOST_POINTS": 1, "INTERRUPTED": 2, "OUR_FAILURE": 3, "MISUSE": 4, "NOTHING_FOUND": 5,
    }  # fmt: skip


@pytest.mark.parametrize("workers", ["0", "-1", "many", "1.5", "99999", "\N{SUPERSCRIPT TWO}"])
def test_number_of_workers(grade, hand_in, right, workers):
    hand_in("ada", right)
    graded = grade("files", "--workers", workers)

    assert graded.code == ExitCode.MISUSE
    assert f"expected auto or a number from 1 to 1024, received '{workers}'" in graded.stderr


def test_a_worker_for_each_core(grade, hand_in, right, wrong):
    hand_in("ada", right)
    hand_in("bob", wrong)

    assert "2 of 2 graded; reports in out" in grade("files", "--workers", "auto").stdout


def test_gpu_that_is_not_there(grade, hand_in, right):
    hand_in("ada", right)
    graded = grade("files", "--gpus", "77")

    assert graded.code == ExitCode.MISUSE
    assert "--gpus: expected auto or some of this machine's GPUs (" in graded.stderr
    assert "), received '77'" in graded.stderr


@pytest.mark.skipif(bool(gpus.present()), reason="there is a GPU here")
def test_all_gpus_of_a_machine_without(own_root, grade, right, tmp_path):
    """It is graded on the CPU, and out of what can be run there."""
    config = own_root / "assignments" / SLUG / "assignment.toml"
    spoil(config, 'name = "halve"\ntoolbox = "numpy"', 'name = "halve"\ntoolbox = "keras"\ndevice = "gpu"')
    (tmp_path / "ada.ipynb").write_text(right, encoding="utf-8")

    graded = grade("ada.ipynb", "--gpus", "auto", "--per-gpu", "4", "--strict", root=own_root)

    assert graded.code == ExitCode.OK
    assert "this machine has no GPU: graded on the CPU" in graded.stdout
    assert "GPU part not run, in 1 reports: halve (4 points); they are graded out of" in graded.stdout
    assert (graded.report("ada").score, graded.report("ada").max_score) == (4, 4)


@pytest.mark.parametrize(("strict", "code"), [((), ExitCode.OK), (("--strict",), ExitCode.LOST_POINTS)])
def test_lost_points(grade, hand_in, wrong, strict, code):
    hand_in("ada", wrong)

    assert grade("files", *strict).code == code


def test_strict_and_all_right(grade, hand_in, right):
    assert grade(hand_in("ada", right), "--strict").code == ExitCode.OK


def test_strict_and_unreadable(grade, hand_in):
    """Not graded is not all right."""
    assert grade(hand_in("ada", ""), "--strict").code == ExitCode.LOST_POINTS


def test_nbgrader_layout(grade, tmp_path, right, wrong):
    """Students are folders; one who renamed the notebook is told so; who handed in nothing is not there."""
    for student, name, text in (
        ("ada", "mini", right),
        ("bob", "mini", wrong),
        ("eve", "mini (1)", right),
    ):
        folder = tmp_path / "submitted" / student / SLUG
        folder.mkdir(parents=True)
        (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")
        (folder / "test_public.py").write_text("", encoding="utf-8")
    (tmp_path / "submitted" / "zoe" / "01_another").mkdir(parents=True)
    graded = grade("submitted")

    assert graded.code == ExitCode.OK
    assert {path.name for path in graded.out.iterdir()} == {"ada", "bob", "eve", "summary.csv"}
    assert (graded.report("ada").score, graded.report("bob").score) == (8, 4)
    reason = "expected mini.ipynb, received mini (1).ipynb: rename it"
    assert graded.report("eve").reason == reason
    assert f"eve: not graded: {reason}" in graded.stderr


def test_broken_hidden_test(grade, hand_in, own_root, right):
    """Its bug is not the student's: not graded, and the run has failed."""
    hidden = own_root / "solutions" / SLUG / "hidden" / "test_double.py"
    spoil(hidden, "assert_equal(student.double(1), 2)", "assert_equal(student.double(1), 3)")
    graded = grade(hand_in("ada", right), root=own_root)

    assert graded.code == ExitCode.OUR_FAILURE
    report = graded.report("ada")
    assert (report.outcome, report.score, report.our_fault) == ("not_graded", None, True)
    assert "test_bool_is_refused" in graded.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("solutions/{}/hidden/test_double.py", "import pytest", "import pytests", "test_double.py"),
        ("solutions/{}/reference.py", "return 2 * n", "return 2 *", "reference.py"),
        ("assignments/{}/assignment.toml", "points = 8", 'points = "8"', "assignment.toml"),
        ("assignments/{}/assignment.toml", "[limits]", "[limits", "assignment.toml"),
        ("assignments/{}/assignment.toml", "cell_seconds", "cel_seconds", "$.limits"),
        ("assignments/{}/mini.py", 'id="halve"', 'id="half"', "mini.py"),
    ],
)
def test_broken_course(grade, hand_in, own_root, right, file, old, new, words):
    """The message names the file, and no student is scored."""
    spoil(own_root / file.format(SLUG), old, new)
    graded = grade(hand_in("ada", right), root=own_root)

    assert graded.code == ExitCode.OUR_FAILURE
    assert words in graded.stderr
    assert "Traceback" not in graded.stderr
    assert not (graded.out / "ada").exists()


@pytest.mark.slow
def test_misuse(tmp_path, numpy_root, right):
    """Unknown words, a missing path, two files of one student, a folder that cannot be made."""
    (tmp_path / "a").mkdir()
    for name in ("ada.ipynb", "a/ada.ipynb"):
        (tmp_path / name).write_text(right, encoding="utf-8")
    root = ("--root", numpy_root)
    commands = {
        ("grade", SLUG, "ada.ipynb", *root): "--out",
        ("grade", "98_unknown", "ada.ipynb", "--out", "out", *root): "there are: 99_mini",
        ("grade", SLUG, "bob.ipynb", "--out", "out", *root): "there is no bob.ipynb",
        ("grade", SLUG, "ada.ipynb", "a", "--out", "out", *root): "two submissions belong to 'ada'",
        ("grade", SLUG, "ada.ipynb", "--out", "out", "--root", "nowhere"): "nowhere",
        ("grade", SLUG, "ada.ipynb", "--out", "out"): "no folder 'assignments'",
        ("check", SLUG, "bob.ipynb", *root): "bob.ipynb",
        ("release", "98_unknown", *root): "98_unknown",
    }
    for command, words in commands.items():
        done = run(*command, cwd=tmp_path)
        assert done.returncode == ExitCode.MISUSE, command
        assert words in done.stderr, command
        assert "Traceback" not in done.stderr, command


@pytest.mark.parametrize("command", ["grade", "course"])
def test_file_in_place_of_a_folder(tmp_path, numpy_root, right, command):
    """To write into what is a file is misuse, not a crash whose exit code means lost points."""
    file = tmp_path / "ada.ipynb"
    file.write_text(right, encoding="utf-8")
    arguments = (SLUG, file, "--out", file) if command == "grade" else (file,)
    done = run(command, *arguments, "--root", numpy_root, cwd=tmp_path)

    assert (done.returncode, "Traceback" in done.stderr) == (ExitCode.MISUSE, False)


def test_nothing_found(grade, tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "notes.txt").write_text("no notebook", encoding="utf-8")
    graded = grade("files")

    assert graded.code == ExitCode.NOTHING_FOUND
    assert "no notebook or script in files" in graded.stderr
    assert not graded.out.exists()


def test_reports_are_replaced(grade, hand_in, numpy_root, right):
    """Graded again, better: the new report stands in the old one's place."""
    path = hand_in("ada", notebook(numpy_root, halve="halve = None"))
    assert grade(path).report("ada").score == 4

    hand_in("ada", right)
    assert grade(path).report("ada").score == 8
