"""A cluster of several nodes, all of them on this machine, grades what one process does, whatever dies."""

import glob
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import typer

from autograder import assignment as assignments
from autograder import reuse
from autograder.cli import instructors
from autograder.errors import CourseError, OurError, UnknownError
from autograder.runners import actor, jobs
from autograder.runners import ray as cluster_runner
from autograder.sandbox import policy
from tests.audit.course import whole_course
from tests.cli.support import SLUG, WIDE, notebook, spoil
from tests.cli.test_interrupt import started
from tests.grading.nodes import join, simulated
from tests.grading.test_runners import RIGHT, graded
from tests.grading.test_runners import jobs as jobs_of
from tests.support import timeless

ray = pytest.importorskip("ray", reason="the extra ray is not installed", exc_type=ImportError)

FIRST = "    assert_equal(student.double(1), 2)\n"
TELLS = """
    import os, tempfile, time
    actor = int(open(f"/proc/{{os.getppid()}}/stat").read().rsplit(")", 1)[1].split()[1])
    def tell(what):
        with open({log!r}, "a") as file:
            file.write(" ".join([what, str(os.getpid()), str(actor), tempfile.gettempdir()]) + chr(10))
    tell("begins")
    answer = student.double(1)
    if answer == -7:
        os._exit(5)
    if answer == -8:
        os.kill(actor, 9)
        time.sleep(60)
    time.sleep({seconds})
    tell("ends")
"""
PLACE = f"autograder-*/course/solutions/{SLUG}/hidden/test_double.py"
PRYS = f"""
import glob

seen = glob.glob("{tempfile.gettempdir()}/{PLACE}")
"""


@pytest.fixture(scope="module")
def cluster():
    with simulated(2) as nodes:
        yield nodes


@pytest.fixture
def course(tmp_path):
    return whole_course(tmp_path / "root")


@pytest.fixture
def log(course, tmp_path):
    """Where the workers of a course write down what they are at, with processes and folders."""
    file = tmp_path / "log"
    hidden = course / "solutions" / SLUG / "hidden" / "test_double.py"
    spoil(hidden, FIRST, TELLS.format(log=str(file), seconds=0.6) + FIRST)
    return file


def told(log):
    """What was written: begins or ends, the worker, its actor, their folder."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [
        (what, int(worker), int(parent), folder) for what, worker, parent, folder in map(str.split, lines)
    ]


def in_actors(course, cluster, **more):
    chosen = assignments.load(course, SLUG)
    return cluster_runner.in_actors(chosen, secret=b"x", address=cluster.address, **more)


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def eventually(holds, seconds=30):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def left_behind(log):
    """What is still there of the workers that have written: processes and folders."""
    folders = {folder for *_, folder in told(log)}
    return [folder for folder in folders if Path(folder).exists()] + users(folders)


def users(folders):
    """Processes that were given one of these as their place for temporary files."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if any(folder in environment for folder in folders):
            found.append(int(process.name))
    return found


def test_actors_report_what_one_process_does(course, cluster, sandbox):
    """On nodes that have no folder of the course: replay commands name those that are here."""
    some = jobs_of(
        (RIGHT.format("2 * n"), {}),
        (RIGHT.format("2 * abs(n)"), {"path": "/files/s1.ipynb"}),
        (RIGHT.format("2 * n"), {"exercises": ["double"]}),
        ("def double(:", {}),
    )

    apart = graded(in_actors(course, cluster, num_cpus=0.5, per_gpu=2), some)

    chosen = assignments.load(course, SLUG)
    here = graded(jobs.here(chosen, sandbox=sandbox, secret=b"x"), some)
    assert [timeless(report) for report in apart] == [timeless(report) for report in here]
    assert [report.score for report in apart] == [4, 2, 4, 0]
    assert str(course) in str(apart[1])


def test_actor_computes_on_the_gpu_that_ray_keeps_for_it(course, cluster):
    """Here only Ray believes in it, and what needs a GPU says what it was refused."""
    config = course / "assignments" / SLUG / "assignment.toml"
    spoil(config, 'name = "halve"\ntoolbox = "numpy"\n', 'name = "halve"\ntoolbox = "keras"\n')
    (job,) = jobs_of((RIGHT.format("2 * n"), {"exercises": ["halve"]}))

    (report,) = graded(in_actors(course, cluster, per_gpu=2, actors=1), [job])
    (on_cpu,) = graded(in_actors(course, cluster, actors=1), [job])

    assert "GPU 0 cannot be used" in str(report)
    assert "GPU" not in str(on_cpu)


def test_node_that_is_lost_costs_what_was_in_flight(course, cluster, log):
    join(cluster)
    numbers, reports = [], {}

    def on_report(number, report):
        numbers.append(number)
        reports[number] = report
        if len(numbers) == 2:
            eventually(lambda: at_work(log))
            raylet = parent(at_work(log).pop())
            cluster.remove_node(node_of(cluster, raylet), allow_graceful=False)

    in_actors(course, cluster, per_gpu=1)(jobs_of(*[(RIGHT.format("2 * n"), {})] * 9), on_report)

    assert sorted(numbers) == list(range(9))
    assert [report.score for report in reports.values()] == [4] * 9
    assert len([line for line in told(log) if line[0] == "begins"]) == 9 + 1
    assert len({line[2] for line in told(log)}) == 3
    eventually(lambda: not left_behind(log))


def at_work(log):
    """The actors in whose workers something has begun and not ended."""
    begun = [line[2] for line in told(log) if line[0] == "begins"]
    for line in told(log):
        if line[0] == "ends":
            begun.remove(line[2])
    return set(begun)


def node_of(cluster, raylet):
    return next(node for node in cluster.worker_nodes if pid_of(node) == raylet)


def pid_of(node):
    return node.all_processes["raylet"][0].process.pid


def test_job_that_kills_its_worker_or_its_actor_is_not_graded(course, cluster, log):
    some = jobs_of((RIGHT.format("-7"), {}), (RIGHT.format("-8"), {}), *[(RIGHT.format("2 * n"), {})] * 2)

    reports = graded(in_actors(course, cluster), some)

    assert [report.outcome for report in reports] == ["not_graded", "not_graded", "graded", "graded"]
    assert reports[0].reason == "the worker that graded it was lost, 2 times: it ended with 5"
    assert "the worker that graded it was lost, 2 times: its actor on" in reports[1].reason
    assert reports[0].our_fault
    assert reports[1].our_fault
    eventually(lambda: not left_behind(log))


def test_as_many_actors_fit_as_every_share_allows():
    node = {"CPU": 8.0, "GPU": 2.0, "memory": 1e9}

    assert cluster_runner.Share(cpus=1).fits(node) == 8
    assert cluster_runner.Share(cpus=1, gpus=0.25).fits(node) == 8
    assert cluster_runner.Share(cpus=1, gpus=0.5).fits(node) == 4
    assert cluster_runner.Share(cpus=3, gpus=0.5).fits(node) == 2
    assert cluster_runner.Share(cpus=1, gpus=1).fits({"CPU": 8.0}) == 0


def test_share_that_no_node_has_is_refused(course, cluster):
    with pytest.raises(UnknownError, match=r"none of the \d nodes .* has 1.5 CPU and 1 GPU: start one"):
        graded(in_actors(course, cluster, num_cpus=1.5, per_gpu=1), jobs_of((RIGHT.format("2 * n"), {})))


def test_broken_hidden_tests_end_the_run_with_their_reason(course, cluster):
    spoil(course / "solutions" / SLUG / "hidden" / "test_double.py", "points(2)", "points(9)")

    with pytest.raises(CourseError, match="the hidden tests of double are worth 11, expected 4"):
        graded(in_actors(course, cluster), jobs_of((RIGHT.format("2 * n"), {})))


def test_node_with_other_libraries_is_refused(course, cluster, monkeypatch):
    """Its reports would be kept as if they followed from what is installed here."""
    found = reuse.installed()
    monkeypatch.setattr(reuse, "installed", lambda: {**found, "numpy": "0.1"})

    with pytest.raises(OurError, match=r"numpy '\d.*', expected '0.1': install what is installed where"):
        graded(in_actors(course, cluster), jobs_of((RIGHT.format("2 * n"), {})))


def test_no_jobs_need_no_cluster(course):
    chosen = assignments.load(course, SLUG)

    assert graded(cluster_runner.in_actors(chosen, secret=b"x", address="127.0.0.1:1"), []) == []


def test_hidden_tests_are_out_of_reach(course, cluster, log):
    """A submission that knows where to look finds nothing, where the driver's user finds them."""
    prying = PRYS + RIGHT.format("0 if seen else 2 * n")
    there = []

    def on_report(number, report):
        there.append((report.score, glob.glob(f"{tempfile.gettempdir()}/{PLACE}")))

    in_actors(course, cluster, actors=1)(jobs_of((prying, {})), on_report)

    ((score, found),) = there
    assert score == 4
    assert [name for name in found if name.startswith(told(log)[0][3])]


def test_folder_that_sandboxes_may_read_is_refused(tmp_path):
    granted = policy.readable(actor.TOOLBOXES["numpy"]).grants[-2].path

    with pytest.raises(OurError, match=r"could be read by students' code on .*: set TMPDIR there"):
        actor.demand_out_of_reach(granted / "autograder-x")
    actor.demand_out_of_reach(tmp_path)


def test_folder_goes_with_the_last_process_that_holds_it(tmp_path):
    folder = tmp_path / "folder"
    (folder / "in it").mkdir(parents=True)
    alive = actor.removed_after(folder)
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[alive])

    os.close(alive)
    time.sleep(0.2)
    assert folder.exists()
    other.kill()
    other.communicate()
    eventually(lambda: not folder.exists())


def command(address, *more):
    return [
        sys.executable,
        "-m",
        "autograder",
        "grade",
        SLUG,
        "files",
        "--runner",
        "ray",
        "--address",
        address,
        *more,
    ]


def test_interrupted_run_goes_on_and_leaves_no_actor(cluster, log, course, tmp_path):
    (tmp_path / "files").mkdir()
    for number in range(4):
        (tmp_path / "files" / f"s{number}.ipynb").write_text(notebook(course) + " " * number)
    words = command(cluster.address, "--root", str(course), "--out", "out")
    process = subprocess.Popen(
        words,
        cwd=tmp_path,
        env={**os.environ, **WIDE},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    eventually(lambda: list(tmp_path.glob("out/*/feedback.html")), 60)
    eventually(lambda: at_work(log))
    process.send_signal(2)
    _, stderr = process.communicate(timeout=60)

    assert process.returncode == 2, stderr
    assert "the same command goes on from there" in stderr
    assert "Traceback" not in stderr
    eventually(lambda: not left_behind(log))
    assert not [line for line in told(log) if started(line[2]) and parent(line[2]) != 1]

    again = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, **WIDE}, check=False
    )
    assert again.returncode == 0, again.stderr
    assert "4 of 4 graded (" in again.stdout
    assert len(list(tmp_path.glob("out/*/report.json"))) == 4


def test_address_without_a_cluster_is_an_error(course):
    grade = cluster_runner.in_actors(assignments.load(course, SLUG), secret=b"x", address="127.0.0.1:1")

    with pytest.raises(UnknownError, match=r"no Ray cluster at 127.0.0.1:1: `ray start --head` starts one"):
        graded(grade, jobs_of((RIGHT.format("2 * n"), {})))


def test_address_needs_the_runner_it_is_of(tmp_path):
    with pytest.raises(typer.BadParameter, match="it goes with --runner ray"):
        instructors.grade(SLUG, [tmp_path], tmp_path, address="auto")


def test_missing_extra_is_named_with_its_cure(course, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)

    with pytest.raises(OurError, match=r"needs the extra ray: pip install 'keras-workbook\[ray\]'"):
        cluster_runner.in_actors(assignments.load(course, SLUG), secret=b"x")
