"""Written workflows are what the forges take, and their steps do what they should on the small course."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from autograder import assignment as assignments
from autograder import model, release, workflows
from tests.cli.conftest import WRONG
from tests.cli.support import SLUG, notebook, numpy_course, run
from tests.workflows.forge import SECRETS, Runner, load, repository

SCHEMAS = Path(__file__).parent / "schemas"
SCHEMA = {"github": "github-workflow.json", "gitlab": "gitlab-ci.json"}
KINDS = [(forge, runner) for forge in ("github", "gitlab") for runner in ("gpu", "cpu")]
PRYING = """
import os
print("SEES", sorted(os.environ.items()))
for path in ("/proc/self/environ", "/proc/1/environ", f"/proc/{os.getppid()}/environ"):
    try:
        print("READ", open(path, "rb").read())
    except OSError as error:
        print("TRIED", type(error).__name__)


def double(n):
    if isinstance(n, bool):
        raise TypeError
    return 2 * n
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return numpy_course(tmp_path_factory.mktemp("workflows") / "course")


@pytest.fixture(scope="module")
def written(root, tmp_path_factory):
    """The folders of all four kinds."""
    home = tmp_path_factory.mktemp("written")
    for forge, runner in KINDS:
        folder = home / f"{forge}-{runner}"
        done = run("ci", forge, folder, "--runner", runner, "--root", root)
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) == 4
    return home


def student_file(written, forge, runner="cpu"):
    return written / f"{forge}-{runner}" / "student" / workflows.STUDENT[forge]


def instructor_file(written, forge, runner="cpu"):
    return written / f"{forge}-{runner}" / "instructor" / workflows.INSTRUCTOR[forge]


def every_file(written):
    return [which(written, *kind) for kind in KINDS for which in (student_file, instructor_file)]


def jobs(data):
    """The jobs of either forge's workflow."""
    return data["jobs"] if "jobs" in data else {name: job for name, job in data.items() if "script" in job}


def steps(data):
    return [step for job in data.get("jobs", {}).values() for step in job["steps"]]


@pytest.mark.parametrize(("forge", "runner"), KINDS)
@pytest.mark.parametrize("which", [student_file, instructor_file])
def test_workflow_is_valid(written, which, forge, runner):
    schema = json.loads((SCHEMAS / SCHEMA[forge]).read_text(encoding="utf-8"))
    judge = jsonschema.Draft7Validator(schema)
    data = load(which(written, forge, runner))

    assert [error.message for error in judge.iter_errors(data)] == []


@pytest.mark.parametrize(
    ("forge", "broken"),
    [("github", {"jobs": {"a": {"steps": []}}}), ("gitlab", {"check": {"script": 1}})],
)
def test_schemas_can_refuse(forge, broken):
    schema = json.loads((SCHEMAS / SCHEMA[forge]).read_text(encoding="utf-8"))

    assert not jsonschema.Draft7Validator(schema).is_valid(broken)


def test_actions_are_pinned_by_commit(written):
    text = "".join(path.read_text(encoding="utf-8") for path in every_file(written))
    used = re.findall(r"uses: (.*)", text)

    assert used
    assert [
        one for one in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)
    ] == []


def test_permissions_are_the_least(written):
    for runner in ("gpu", "cpu"):
        for which in (student_file, instructor_file):
            data = load(which(written, "github", runner))
            for job in data["jobs"].values():
                assert job.get("permissions", data["permissions"]) == {"contents": "read"}
    kept = [step["with"]["persist-credentials"] for step in steps(data) if "checkout" in step.get("uses", "")]
    assert kept == [False, False]


def test_every_job_has_a_time_out_and_does_not_pile_up(written):
    for path in every_file(written):
        data = load(path)
        for name, job in jobs(data).items():
            assert "timeout-minutes" in job or "timeout" in job, f"{path}: {name}"
        assert "concurrency" in data or any("resource_group" in job for job in jobs(data).values())


def test_student_side_has_no_secret_and_no_runner_of_ours(written):
    for forge, runner in KINDS:
        text = yaml.dump(load(student_file(written, forge, runner))).lower()
        assert not [word for word in ("secret", "token", "self-hosted", "gpu", "hidden") if word in text]


def test_instructor_side_is_started_by_hand_alone(written):
    for runner in ("gpu", "cpu"):
        assert list(load(instructor_file(written, "github", runner))["on"]) == ["workflow_dispatch"]
        rules = load(instructor_file(written, "gitlab", runner))["workflow"]["rules"]
        assert [rule["if"].startswith('$CI_PIPELINE_SOURCE == "web"') for rule in rules] == [True]


def test_gpu_runner_is_labelled(written):
    def label(forge, runner):
        job = jobs(load(instructor_file(written, forge, runner)))["grade"]
        return job["runs-on"] if forge == "github" else job.get("tags")

    assert label("github", "gpu") == ["self-hosted", "linux", "gpu"]
    assert label("github", "cpu") == "ubuntu-24.04"
    assert (label("gitlab", "gpu"), label("gitlab", "cpu")) == (["gpu"], None)


def test_secrets_reach_one_step_each(written):
    """The token is not where students' code runs; nothing is written into a script by the forge."""
    data = load(instructor_file(written, "github", "gpu"))
    having = {
        (name, step.get("name"), key)
        for name, job in data["jobs"].items()
        for step in job["steps"]
        for key, value in step.get("env", {}).items()
        if "secrets." in value
    }

    assert having == {
        ("fetch", "Fetch submissions", "SUBMISSIONS_TOKEN"),
        ("grade", "Grade", "AUTOGRADER_SECRET"),
    }
    assert yaml.dump(data).count("secrets.") == len(having)
    assert not [step for step in steps(data) if "${{" in step.get("run", "")]


def test_written_again_the_list_of_students_stays(written, root):
    roster = written / "github-cpu" / "instructor" / workflows.ROSTER
    assert roster.read_text() == workflows.HEADER
    roster.write_text("student,repository\nada,class/ada\n")
    run("ci", "github", written / "github-cpu", "--root", root)

    assert roster.read_text().endswith("ada,class/ada\n")


def test_course_without_assignments(tmp_path):
    (tmp_path / "assignments").mkdir()
    done = run("ci", "github", "out", "--root", tmp_path, cwd=tmp_path)

    assert done.returncode == 4
    assert "no assignment in" in done.stderr


@pytest.fixture
def students_checkout(root, tmp_path):
    """What a student's repository holds: the released folder with the student's notebook."""

    def checkout(**answers):
        release.build(assignments.load(root, SLUG), tmp_path / "work" / SLUG)
        (tmp_path / "work" / SLUG / "mini.ipynb").write_text(notebook(root, **answers), encoding="utf-8")
        return Runner(tmp_path / "work")

    return checkout


@pytest.mark.parametrize("forge", ["github", "gitlab"])
@pytest.mark.parametrize(("answers", "code"), [({}, 0), ({"double": WRONG}, 1)], ids=["right", "wrong"])
def test_student_side_runs_the_public_tests(written, students_checkout, forge, answers, code):
    runner = students_checkout(**answers)
    job = jobs(load(student_file(written, forge)))["check"]
    done = runner.github(job)[SLUG] if forge == "github" else runner.gitlab(job)

    assert done.returncode == code, done.stderr
    assert re.search(r"^Public tests \d of 2\. The grader runs more\.$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_student_side_of_what_is_not_released_yet(written, tmp_path, forge):
    job = jobs(load(student_file(written, forge)))["check"]
    runner = Runner(tmp_path / "work")

    assert runner.github(job) == {} if forge == "github" else runner.gitlab(job).returncode == 0


@pytest.fixture(scope="module")
def forge_of_five(root, tmp_path_factory):
    """Ada's repository is right, bob's pries, cy's has no notebook, dee's is a link, and eve has none."""
    home = tmp_path_factory.mktemp("forge")
    repository(home, "class/ada", {f"{SLUG}/mini.ipynb": notebook(root)})
    repository(home, "class/bob", {f"{SLUG}/mini.ipynb": notebook(root, double=PRYING)})
    repository(home, "class/cy", {"README.md": "nothing yet"})
    repository(home, "class/dee", {"README.md": "x"}, link=(f"{SLUG}/mini.ipynb", "/etc/passwd"))
    return home


@pytest.fixture
def instructors(written, root, forge_of_five, tmp_path):
    """The instructors' checkout, for one forge's runner."""

    def checkout(forge, runner):
        work = tmp_path / "work"
        shutil.copytree(root, work)
        shutil.copytree(written / f"{forge}-{runner}" / "instructor", work, dirs_exist_ok=True)
        lines = [f"{name},class/{name}" for name in ("ada", "bob", "cy", "dee", "eve")]
        (work / "ci" / "submissions.csv").write_text("\r\n".join(["student,repository", *lines]))
        return Runner(work, server=f"file://{forge_of_five}")

    return checkout


@pytest.mark.parametrize(("forge", "kind"), [("github", "gpu"), ("gitlab", "cpu")])
def test_instructor_side_fetches_and_grades(written, instructors, forge, kind):
    runner = instructors(forge, kind)
    found = jobs(load(instructor_file(written, forge, kind)))
    if forge == "github":
        fetched = runner.github(found["fetch"])["Fetch submissions"]
        graded = runner.github(found["grade"], until="Clean up")["Grade"]
    else:
        fetched = runner.gitlab(found["fetch"], SUBMISSIONS_TOKEN=SECRETS["SUBMISSIONS_TOKEN"])
        graded = runner.gitlab(found["grade"], AUTOGRADER_SECRET=SECRETS["AUTOGRADER_SECRET"])

    assert fetched.returncode == 0, fetched.stderr
    assert fetched.stdout == "3 fetched, 2 missing\n"
    assert (runner.workspace / "submitted" / "missing.txt").read_text() == "cy,class/cy\neve,class/eve\n"
    assert graded.returncode == 0, graded.stderr
    reports = {
        path.parent.name: model.load(path) for path in (runner.workspace / "reports").glob("*/report.json")
    }
    assert {name: one.score for name, one in reports.items()} == {"ada": 8.0, "bob": 8.0, "dee": None}
    assert "SEES" in reports["bob"].stdout
    assert (runner.workspace / "junit.xml").is_file()
    everything = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for folder in ("reports", "submitted")
        for path in (runner.workspace / folder).rglob("*")
        if path.is_file()
    )
    assert not [
        name for name, value in SECRETS.items() if value in everything + graded.stdout + graded.stderr
    ]
    assert "root:" not in everything  # of the file that dee's link leads to


def test_cleaning_up_leaves_nothing_on_the_runner(written, instructors):
    runner = instructors("github", "gpu")
    (runner.workspace / "submitted" / "ada").mkdir(parents=True)
    job = load(instructor_file(written, "github", "gpu"))["jobs"]["grade"]
    done = runner.github({"steps": [step for step in job["steps"] if step.get("name") == "Clean up"]})

    assert done["Clean up"].returncode == 0
    assert not (runner.workspace / "submitted").exists()


def test_grading_without_the_courses_secret_is_refused(written, instructors):
    """A secret made on the spot would give other inputs at every run."""
    job = jobs(load(instructor_file(written, "gitlab")))["grade"]
    done = instructors("gitlab", "cpu").gitlab(job)

    assert done.returncode != 0
    assert "set it for the environment grading" in done.stderr


@pytest.mark.parametrize(
    "line", ["../ada,class/ada", "a/b,class/ada", "ada,../../etc", "ada,--upload-pack=x", "ada;id,class/ada"]
)
def test_list_of_students_is_held_to_its_form(written, instructors, line):
    runner = instructors("gitlab", "cpu")
    (runner.workspace / "ci" / "submissions.csv").write_text(f"student,repository\n{line}\n")
    done = runner.gitlab(jobs(load(instructor_file(written, "gitlab")))["fetch"])

    assert done.returncode == 4
    assert "expected student,repository" in done.stderr


def test_token_is_in_no_argument(written, instructors, tmp_path):
    """Any user of a machine can read the arguments of its processes."""
    runner = instructors("gitlab", "cpu")
    log = tmp_path / "log"
    (runner.tools / "git").write_text(f'#!/bin/sh\necho "$@" >>{log}\nenv >>{log}.env\nexit 1\n')
    (runner.tools / "git").chmod(0o755)
    job = jobs(load(instructor_file(written, "gitlab")))["fetch"]
    done = runner.gitlab(job, SUBMISSIONS_TOKEN=SECRETS["SUBMISSIONS_TOKEN"])

    assert done.returncode == 5
    assert "clone" in log.read_text()
    assert SECRETS["SUBMISSIONS_TOKEN"] not in log.read_text() + Path(f"{log}.env").read_text()
    assert "http.file://" in Path(f"{log}.env").read_text()


def test_script_is_good_bash(written):
    script = written / "github-cpu" / "instructor" / workflows.FETCH

    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
