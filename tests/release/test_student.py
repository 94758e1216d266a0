"""What a student does with the release: pytest in its folder, and the notebook in a real kernel."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

from tests.cli.support import python
from tests.release.conftest import BOOK
from tests.support import ROOT

PUBLIC_TESTS = 34
pytestmark = pytest.mark.slow


def plain_pytest(folder):
    return python("-m", "pytest", "-p", "no:cacheprovider", cwd=folder)


def test_stub_fails_readably(students_folder):
    """Every public test fails, shows the fact it states, and gives its one reason."""
    done = plain_pytest(students_folder)

    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].strip("= ").startswith(f"{PUBLIC_TESTS} failed in")
    assert len(re.findall(r"^E +NotImplementedError: \w+", done.stdout, flags=re.MULTILINE)) == PUBLIC_TESTS
    assert '"""A window of 5 can start at the pixels 0 to 27 of 32: that is 28 places."""' in done.stdout


def test_wrong_answer_fails_readably(students_folder, filled_in):
    """The last line of a failure says what was expected and received."""
    wrong = filled_in.replace(
        "def dense_params(", "def dense_params(*_, **__):\\n    return 7\\n\\n\\ndef unused("
    )
    assert wrong != filled_in
    (students_folder / f"{BOOK}.ipynb").write_text(wrong, encoding="utf-8")
    done = plain_pytest(students_folder)

    assert re.search(
        r"Mismatch: expected int [\d_]+, received|Mismatch: expected [\d_]+, received 7", done.stdout
    )


def test_reference_passes(students_folder, filled_in):
    (students_folder / f"{BOOK}.ipynb").write_text(filled_in, encoding="utf-8")
    done = plain_pytest(students_folder)

    assert done.returncode == 0, done.stdout
    assert f"{PUBLIC_TESTS} passed" in done.stdout


def execute(text, folder):
    """Run a notebook as Jupyter does, to the end, whatever its cells raise; return it with outputs."""
    book = nbformat.reads(text, as_version=4)
    client = NotebookClient(
        book, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return book


def outputs(book, role):
    """The outputs of the cells of a role, by cell id."""
    return {cell.metadata.id: cell.outputs for cell in book.cells if cell.metadata.get("role") == role}


def html_of(shown):
    (output,) = shown
    assert output.output_type == "display_data", output
    return output.data["text/html"]


@pytest.fixture
def executed_right(students_folder, filled_in):
    return execute(filled_in, students_folder)


@pytest.fixture
def executed_stub(students_folder):
    return execute((students_folder / f"{BOOK}.ipynb").read_text(encoding="utf-8"), students_folder)


def test_right_notebook_in_a_kernel(executed_right):
    """Check cells are green and say that green is not the grade; figures are drawn; no cell raises."""
    pages = {name: html_of(shown) for name, shown in outputs(executed_right, "check").items()}

    assert len(pages) == 9
    assert "public tests 4 of 4. The grader runs more." in pages["check_conv_output_length"]
    for page in pages.values():
        passed, total = re.search(r"public tests (\d+) of (\d+)\. The grader runs more\.", page).groups()
        assert passed == total
        assert "✗" not in page
    counts = [int(re.search(r"public tests (\d+)", page)[1]) for page in pages.values()]
    assert sum(counts) == PUBLIC_TESTS
    figures = outputs(executed_right, "demo")
    assert len(figures) >= 5
    drawn = [
        name for name, shown in figures.items() if any("image/png" in one.get("data", {}) for one in shown)
    ]
    assert len(drawn) >= 5
    assert _raised(executed_right) == []


def test_stub_in_a_kernel(executed_stub):
    """Check cells say what is missing in a table, not by a traceback; no figure needs an answer."""
    pages = {name: html_of(shown) for name, shown in outputs(executed_stub, "check").items()}

    assert "public tests 0 of 4. The grader runs more." in pages["check_conv_output_length"]
    assert "not implemented yet" in pages["check_conv_output_length"]
    assert "conv_output_length(32, 5)" in pages["check_conv_output_length"]
    assert all("public tests 0 of" in page for page in pages.values())
    assert _raised(executed_stub) == []


def _raised(book):
    """What any cell raised."""
    return [
        (cell.metadata.id, output.ename, output.evalue)
        for cell in book.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]


def test_release_has_the_public_tests():
    text = (ROOT / "release" / "01_shapes_and_parameters" / "test_public.py").read_text(encoding="utf-8")

    assert text.count("\ndef test_") == PUBLIC_TESTS
