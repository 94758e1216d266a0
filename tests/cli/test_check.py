"""`autograder check` and the commands' own words."""

import re

import pytest

from autograder import check as check_now
from tests.cli.support import SLUG, notebook, run

COMMANDS = (
    "check",
    "grade",
    "report",
    "doctor",
    "release",
    "book",
    "audit",
    "calibrate",
    "new",
    "course",
    "demo",
)
COMMANDS += ("export", "schema", "gradescope", "ci")


@pytest.fixture
def check(numpy_root, tmp_path):
    def run_check(text, name="mini.ipynb", **more):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return run("check", SLUG, name, "--root", numpy_root, cwd=tmp_path, **more)

    return run_check


def test_check_of_the_right_notebook(check, right):
    done = check(right)

    assert done.returncode == 0
    assert "double: public tests 2 of 2. The grader runs more." in done.stdout
    assert "✓ Twice 3 is 6." in done.stdout
    assert done.stdout.endswith("Public tests 2 of 2. The grader runs more.\n")


def test_check_of_a_wrong_notebook(check, wrong):
    """The student reads what was called, expected and received."""
    done = check(wrong)

    assert done.returncode == 1
    words = " ".join(done.stdout.split())
    assert "✗ Twice 3 is 6. call double(3) expected 6 received 7" in words
    assert "✗ True is no number to double. call double(True) expected TypeError received an answer" in words
    assert "Public tests 0 of 2. The grader runs more." in words


def test_check_of_an_error(check, numpy_root):
    """An exception comes with the student's own line."""
    answer = "def double(n):\n    return n.twice"
    words = " ".join(check(notebook(numpy_root, double=answer)).stdout.split())

    assert "AttributeError: 'int' object has no attribute 'twice'" in words
    assert "line 2 of double: return n.twice" in words


def test_check_of_the_stub(check, numpy_root):
    stub = 'def double(n):\n    raise NotImplementedError("double")'
    done = check(notebook(numpy_root, double=stub))

    assert done.returncode == 1
    assert "not implemented yet" in done.stdout


def test_check_of_a_script(check):
    done = check("# %%\ndef double(n):\n    if n is True: raise TypeError\n    return 2 * n\n", "mine.py")

    assert done.returncode == 0


def test_check_names_failing_cells(check, numpy_root):
    done = check(notebook(numpy_root, double="def double(n:\n    return 2 * n"))

    assert done.returncode == 1
    assert "(double): SyntaxError" in done.stdout


def test_check_of_what_is_no_notebook(check):
    done = check("{")

    assert done.returncode == 4
    assert "not a notebook" in done.stderr


def test_check_in_the_release_folder(numpy_root, tmp_path, right):
    """A student has no course around: the public tests beside the notebook are enough."""
    public = numpy_root / "assignments" / SLUG / "test_public.py"
    (tmp_path / "test_public.py").write_bytes(public.read_bytes())
    (tmp_path / "mini.ipynb").write_text(right, encoding="utf-8")

    assert run("check", SLUG, "mini.ipynb", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command):
    """What a command does, and in the end a command to copy."""
    done = run(command, "--help")
    about = done.stdout.split("\nArguments:")[0].split("\nOptions:")[0].strip()

    assert done.returncode == 0
    assert about.split("\n\n")[-1].strip().startswith(f"Example: autograder {command}")


def test_every_command_is_known_here():
    listed = run("--help").stdout.split("Commands:")[1]

    assert [line.split()[0] for line in listed.strip().splitlines()] == list(COMMANDS)


def test_paths_are_whole_lines(numpy_root, tmp_path):
    """Output that goes into a pipe is not wrapped at the width of a terminal that is not there."""
    folder = tmp_path / ("a" * 60) / ("b" * 60)
    done = run("course", folder, "--root", numpy_root, env={"PATH": "/usr/bin:/bin"})

    assert done.returncode == 0
    written = {str(path) for path in folder.rglob("*") if path.is_file()}
    assert set(done.stdout.splitlines()) == written


def test_exercise_of_several_functions_is_checked_by_its_name(numpy_root, monkeypatch, capsys):
    monkeypatch.chdir(numpy_root / "assignments" / SLUG)

    def halve(x):
        return x / 2

    def double(n):
        if isinstance(n, bool):
            raise TypeError
        return 2 * n

    check_now(halve, double, exercise="double")

    said = capsys.readouterr().out
    passed, of = re.search(r"^double: public tests (\d+) of (\d+)\.", said).groups()
    assert passed == of
    with pytest.raises(TypeError, match="check expects your function or class"):
        check_now(halve, 3)
