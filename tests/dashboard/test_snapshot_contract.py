"""The import contract of what the public gets: broken on purpose, it is seen to break."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECK = Path(sys.executable).with_name("lint-imports")
CONTRACT = "The snapshot and the public atlas are made from the public view alone"
CODE = shutil.ignore_patterns("data", "assets", "__pycache__")

pytestmark = pytest.mark.skipif(not CHECK.exists(), reason="import-linter is not installed")


@pytest.fixture(name="copy")
def _copy(tmp_path: Path) -> Path:
    for package in ("geodata", "dashboard", "layouts"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=CODE)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def checked(folder: Path) -> str:
    """Check the contract in a folder; return what is said of it."""
    said = subprocess.run(
        [CHECK, "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return next(line for line in said.splitlines() if line.startswith(CONTRACT))


def test_the_contract_is_kept(copy: Path) -> None:
    assert " KEPT" in checked(copy)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("snapshot/contents", "from geodata.programme import load"),
        ("snapshot/document", "from geodata.assessment import Assessment"),
        ("snapshot/svgmap", "from dashboard.wording import number"),
        ("snapshot/figures", "from dashboard.snapshots import headline_view"),
        ("atlas/public", "from dashboard.staffatlas.maps import staff_picture"),
        ("atlas/scenes", "from dashboard.context import Context"),
    ],
    ids=[
        "the programme",
        "an assessment",
        "by a detour",
        "by the way in",
        "the staff atlas",
        "the app's context",
    ],
)
def test_a_public_file_that_looks_at_the_private_programme_breaks_it(
    copy: Path, module: str, line: str
) -> None:
    path = copy / "dashboard" / f"{module}.py"
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    assert " BROKEN" in checked(copy)
