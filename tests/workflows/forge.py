"""A forge of folders, and a runner for its jobs: steps that fetch actions or install are left out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

SECRETS = {
    "SUBMISSIONS_TOKEN": "a-token-to-read-submissions",
    "AUTOGRADER_SECRET": "a-secret-of-the-course" * 2,
}
INPUTS = {"assignment": "99_mini"}
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")  # as both runners call it
SECONDS = 120


def load(path: Path) -> dict[str, Any]:
    """Read a workflow."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def repository(home: Path, name: str, files: dict[str, str], link: tuple[str, str] | None = None) -> None:
    """Make `home/name.git` with one commit of some files, and perhaps a link."""
    work = home / f"{name}.work"
    work.mkdir(parents=True)
    for path, text in files.items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_text(text, encoding="utf-8")
    if link is not None:
        (work / link[0]).parent.mkdir(parents=True, exist_ok=True)
        (work / link[0]).symlink_to(link[1])
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "mine"]):
        subprocess.run(["git", *who, *command], cwd=work, check=True)
    subprocess.run(["git", "clone", "-q", "--bare", work, home / f"{name}.git"], check=True)


@dataclass
class Runner:
    """Runs what a job would run, in a folder, with what the forge puts into the environment."""

    workspace: Path
    server: str = ""
    tools: Path = field(init=False)

    def __post_init__(self) -> None:
        self.workspace.mkdir(exist_ok=True)
        self.tools = self.workspace.with_name(f"{self.workspace.name}.tools")
        self.tools.mkdir()
        (self.tools / "autograder").write_text(f'#!/bin/sh\nexec {sys.executable} -m autograder "$@"\n')
        (self.tools / "autograder").chmod(0o755)

    def github(self, job: dict[str, Any], until: str = "") -> dict[str, subprocess.CompletedProcess[str]]:
        """Run a job's own steps up to one of a name, by their names; a failed one ends it."""
        done: dict[str, subprocess.CompletedProcess[str]] = {}
        for step in job["steps"]:
            name = step.get("name", "")
            if name == until and until:
                break
            if "run" not in step or name == "Install" or not self._wanted(step):
                continue
            given = {key: _filled(value) for key, value in step.get("env", {}).items()}
            about = {"GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": self.server}
            about["GITHUB_STEP_SUMMARY"] = str(self.tools / "summary.md")
            folder = self.workspace / step.get("working-directory", ".")
            done[name] = self._bash(step["run"], {**about, **given}, folder)
            if done[name].returncode:
                break
        return done

    def gitlab(self, job: dict[str, Any], **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a job's script, with the variables of its environment."""
        about = {"CI": "true", "CI_SERVER_URL": self.server, "ASSIGNMENT": "99_mini"}
        return self._bash("\n".join(job["script"]), {**about, **variables}, self.workspace)

    def _bash(
        self, script: str, environment: dict[str, str], folder: Path
    ) -> subprocess.CompletedProcess[str]:
        known = {"PATH": f"{self.tools}:{os.environ['PATH']}", "HOME": str(self.tools)}
        file = self.tools / "script.sh"
        file.write_text(script, encoding="utf-8")
        return subprocess.run(
            [*BASH, str(file)],
            cwd=folder,
            env={**known, **environment},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def _wanted(self, step: dict[str, Any]) -> bool:
        """Tell whether a step's condition holds: that a file is there is the only one that is asked."""
        asked = re.search(r"hashFiles\('(.+?)'\) != ''", step.get("if", ""))
        return asked is None or (self.workspace / asked[1]).is_file()


def _filled(value: str) -> str:
    """Fill in `${{ inputs.NAME }}` and `${{ secrets.NAME }}`."""
    value = re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: INPUTS[found[1]], value)
    return re.sub(r"\$\{\{ secrets\.(\w+) \}\}", lambda found: SECRETS[found[1]], value)
