"""What the page about clusters tells to run and to expect is so."""

import re
import subprocess

import pytest
import typer.main
import yaml

from autograder import cli
from tests.support import ROOT

PAGE = (ROOT / "autograder" / "runners" / "README.md").read_text(encoding="utf-8")
DAY, PEAK, HOUR = 100_000, 20_000, 3600


def blocks(kind):
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def test_commands_have_the_options_they_use():
    grade = typer.main.get_command(cli.app).commands["grade"]
    known = {name for option in grade.params for name in option.opts}
    lines = re.findall(r"autograder grade .*", "".join(blocks("bash") + blocks("yaml")))

    assert len(lines) == 5
    assert {word for line in lines for word in line.split() if word.startswith("--")} <= known


@pytest.mark.parametrize("script", blocks("bash"))
def test_scripts_are_sound(script):
    done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


def test_job_for_kubernetes_is_yaml():
    (text,) = blocks("yaml")

    spec = yaml.safe_load(text)["spec"]
    assert spec["entrypoint"].startswith("autograder grade")
    assert spec["rayClusterSpec"]["headGroupSpec"]["rayStartParams"] == {"num-cpus": "0"}


@pytest.mark.parametrize("row", re.findall(r"^\| 0\d: [^|]*\|(.*)\|$", PAGE, re.MULTILINE))
def test_sizes_are_what_their_seconds_make(row):
    seconds, hours, cores, most = map(float, row.split("|"))

    assert hours == round(DAY * seconds / HOUR, 1)
    assert cores == pytest.approx(DAY * seconds / HOUR / 24, rel=0.05)
    assert most == pytest.approx(PEAK * seconds / HOUR, rel=0.01)


def test_backlog_is_what_32_cores_leave():
    done, others = 32 * HOUR / 15.5, (DAY - PEAK) / 23
    left = PEAK - done

    for number in (done, left, others, done - others):
        assert f"{number:,.0f}" in PAGE
    assert f"{left / (done - others):.1f} hours later" in PAGE
