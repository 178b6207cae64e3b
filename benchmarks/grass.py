"""GRASS r.walk, the engine of AccessMod, on the same ground; only its own time counts."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.floating]

MISSING: Final = "GRASS (grass-core) is not installed"
NO_DATA: Final = -9999.0
LEVEL_SECONDS_PER_METRE: Final = 0.72
# Heights upside down turn every walk round: r.walk goes away from its start.
ABOVE_ALL_M: Final = 5000.0
NANOSECONDS: Final = 1e9
IMPORT: Final = """
set -e
g.region n={side} s=0 e={side} w=0 rows={cells} cols={cells}
for name in heights friction sites; do
  r.in.bin -f input=$name.bin output=$name bytes=4 north={side} south=0 east={side} west=0 \
    rows={cells} cols={cells} anull={none} --quiet --overwrite
done
"""
WALK: Final = """
set -e
started=$(date +%s%N)
r.walk {flags} elevation=heights friction=friction start_raster=sites output=times \
  memory=8000 --quiet --overwrite
echo $(($(date +%s%N) - started))
"""


def is_installed() -> bool:
    """Whether there is a GRASS to compare with."""
    return shutil.which("grass") is not None


def bring_in(
    folder: Path, pace: Floats, heights: Floats, sites: NDArray[np.int64], cell_m: float
) -> None:
    """Make a GRASS project of square ground in a folder; this is not measured."""
    closed = ~np.isfinite(pace)
    marks = np.full(pace.size, NO_DATA, np.float32)
    marks[sites] = 1
    layers = {
        "heights": np.where(closed, NO_DATA, ABOVE_ALL_M - heights),
        "friction": np.where(closed, NO_DATA, np.maximum(pace - LEVEL_SECONDS_PER_METRE, 0)),
        "sites": marks,
    }
    for name, values in layers.items():
        values.astype("<f4").tofile(folder / f"{name}.bin")
    cells = len(pace)
    script = IMPORT.format(side=cells * cell_m, cells=cells, none=NO_DATA)
    create = ["grass", "-c", "XY", "-e", "project"]
    subprocess.run(create, cwd=folder, check=True, capture_output=True)
    _run(folder, script)


def walk_seconds(folder: Path, *, knights: bool) -> float:
    """Seconds that r.walk takes, with 16 neighbours or 8; it does not say which site is nearest."""
    return int(_run(folder, WALK.format(flags="-k" if knights else ""))) / NANOSECONDS


def _run(folder: Path, script: str) -> str:
    (folder / "script.sh").write_text(script)
    command = ["grass", "project/PERMANENT", "--exec", "sh", "script.sh"]
    ended = subprocess.run(
        command, cwd=folder, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return ended.stdout.decode().strip().rpartition("\n")[2]
