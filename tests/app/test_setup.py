"""Set-up: prerequisites are named, versions are pinned, a bad start is told in sentences."""

from __future__ import annotations

import re
import shutil
import socket
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.running import ROOT, running_app

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = ("geodata", "dashboard", "layouts")
LONGEST_APP = 60


def run_app(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "app.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def prerequisites(python: str) -> subprocess.CompletedProcess[str]:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is missing")
    command = [make, "--silent", "prerequisites", f"PYTHON={python}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def fake_python(folder: Path, body: str) -> str:
    script = folder / "python3"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script)


def test_a_machine_with_everything_is_let_through() -> None:
    found = prerequisites(sys.executable)

    assert (found.returncode, found.stdout) == (0, "")


def test_without_python_the_line_says_what_to_install() -> None:
    found = prerequisites("no-such-python")

    assert found.returncode != 0
    assert found.stdout == "python3 is missing: sudo apt install python3 python3-venv\n"


def test_an_old_python_is_named_with_its_version(tmp_path: Path) -> None:
    old = 'if [ "$1" = -V ]; then echo Python 3.9.2; else exit 1; fi'
    found = prerequisites(fake_python(tmp_path, old))

    assert found.returncode != 0
    assert found.stdout.startswith("Python 3.9.2 is too old, 3.11 or later is needed")
    assert found.stdout.count("\n") == 1


def test_without_venv_the_line_says_what_to_install(tmp_path: Path) -> None:
    without = 'case "$2" in *ensurepip*) exit 1 ;; esac'
    found = prerequisites(fake_python(tmp_path, without))

    assert found.returncode != 0
    assert found.stdout == "python3-venv is missing: sudo apt install python3-venv\n"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_version_is_pinned_exactly(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    required = [line.partition("#")[0].strip() for line in lines]
    named = [line for line in required if line and line != "-r requirements.txt"]

    assert named
    assert [line for line in named if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    assert len({line.partition("=")[0].lower() for line in named}) == len(named)


def test_nothing_says_where_packages_come_from() -> None:
    for name in ("Makefile", ".ci/run", ".ci/browser", "requirements.txt", "pyproject.toml"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "index-url" not in text


def test_continuous_integration_runs_make_test() -> None:
    script = ROOT / ".ci" / "run"

    assert "make test" in script.read_text().splitlines()[-1]
    assert script.stat().st_mode & stat.S_IXUSR


def test_the_app_only_wires_and_nothing_wires_the_app() -> None:
    assert len((ROOT / "app.py").read_text().splitlines()) <= LONGEST_APP
    importing = re.compile(r"^\s*(from app import|import app\b)", re.MULTILINE)
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert [path for path in modules if importing.search(path.read_text())] == []


def test_dates_are_written_as_every_system_can() -> None:
    # A hyphen in a format of dates is known to some systems only; on Windows it is a fault.
    written = re.compile(r"%-[a-zA-Z]")
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert [path for path in modules if written.search(path.read_text("utf-8"))] == []


def test_the_start_waits_for_no_library_that_pages_need_later() -> None:
    heavy = ("matplotlib", "numba", "pandera", "rasterio", "scipy", "typst", "xlsxwriter")
    told = f"import sys, app; print([one for one in {heavy} if one in sys.modules])"
    command = [sys.executable, "-c", told]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("folder", ["no/such/folder", "longer" * 1000])
def test_a_missing_folder_is_told_in_a_sentence(folder: str) -> None:
    ended = run_app("--data", folder)

    assert ended.returncode == 2
    assert "There is no such folder" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_every_fault_of_a_folder_is_listed(tiny_folder: Path) -> None:
    sites = tiny_folder / "sites.csv"
    sites.write_text(sites.read_text().replace("S1,Demo site 1,LS-A", "S1,Demo site 1,LS-X"))
    staffing = tiny_folder / "staffing.csv"
    staffing.write_text(staffing.read_text().replace("S1,201711,MM,2,", "S1,201711,MM,-2,"))
    ended = run_app("--data", str(tiny_folder))

    assert ended.returncode == 2
    assert "sites.csv, row 2, column district_code: 'LS-X'" in ended.stderr
    assert "staffing.csv, row 2, column headcount: '-2'" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_address_that_others_reach_is_refused_in_a_sentence() -> None:
    ended = run_app("--host", "0.0.0.0")  # noqa: S104 - refused

    assert ended.returncode == 2
    assert "access control comes first" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_in_use_is_told_in_a_sentence(tiny_folder: Path, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port, data = str(other.getsockname()[1]), str(tiny_folder)
        ended = run_app("--port", port, "--data", data, "--cache", str(tmp_path))

    assert ended.returncode == 2
    assert "cannot be opened" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_another_dataset_is_served(tiny_folder: Path, tmp_path: Path) -> None:
    with running_app(tmp_path / "cache", "--data", str(tiny_folder)) as app:
        assert app.first_byte_s > 0
