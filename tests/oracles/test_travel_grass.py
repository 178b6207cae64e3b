"""
Judge: GRASS r.walk with knight's moves, the engine of AccessMod.

It walks away from its start by Langmuir's rule; so the graph here has Langmuir's costs, and
for walks to the site GRASS gets the heights upside down, which turns every walk round.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.travel import walk_times
from geodata.walking.graph import walk_graph
from geodata.walking.slopes import SlopeTable
from geodata.walking.surfaces import Direction, Surface

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.walking.graph import WalkGraph

pytestmark = [
    pytest.mark.usefixtures("either_engine"),
    pytest.mark.skipif(shutil.which("grass") is None, reason="GRASS (grass-core) is not installed"),
]

ROWS, COLUMNS, CELL_M = 40, 50, 100.0
# Langmuir in GRASS: seconds a metre on the level, up, gently down and steeply down.
LEVEL, UP, GENTLY_DOWN, STEEPLY_DOWN, STEEP = 0.72, 6.0, 1.9998, -1.9998, -0.2125
# Each step is rounded to a millisecond, and no walk here has two hundred.
TOLERANCE_SECONDS = 0.5 + 200 * 0.0005
SCRIPT = """
set -e
g.region n={north} s=0 e={east} w=0 rows={rows} cols={columns}
for name in heights friction sites; do
  r.in.bin -d input=$name.bin output=$name bytes=8 north={north} south=0 east={east} west=0 \
    rows={rows} cols={columns} anull=-9999 --quiet
done
r.walk -k elevation=heights friction=friction start_raster=sites output=times --quiet
r.out.bin -f input=times output=times.bin bytes=8 --quiet
"""


def langmuir(slope: np.ndarray) -> np.ndarray:
    """Factor on the level's time; whole metres of rise keep clear of the jump at -0.2125."""
    kinds = [slope >= 0, slope >= STEEP]
    return 1 + np.select(kinds, [UP, GENTLY_DOWN], STEEPLY_DOWN) * slope / LEVEL


def langmuir_graph(heights: np.ndarray, direction: Direction) -> WalkGraph:
    """Build the graph of one direction, as the product turns it, with Langmuir's costs."""
    surface = Surface(np.full(heights.shape, LEVEL), heights)
    turned = surface.graph(CELL_M, direction).heights
    return walk_graph(surface.pace, CELL_M, 16, turned, SlopeTable.of(langmuir))


def grass_seconds(heights: np.ndarray, sites: np.ndarray, folder: Path) -> np.ndarray:
    marks = np.full(heights.size, -9999.0)
    marks[sites] = 1
    for name, values in (
        ("heights", heights),
        ("friction", np.zeros(heights.shape)),
        ("sites", marks),
    ):
        values.astype("<f8").tofile(folder / f"{name}.bin")
    script = SCRIPT.format(north=ROWS * CELL_M, east=COLUMNS * CELL_M, rows=ROWS, columns=COLUMNS)
    (folder / "walk.sh").write_text(script)
    command = ["grass", "--tmp-location", "XY", "--exec", "sh", "walk.sh"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return np.fromfile(folder / "times.bin", "<f8").reshape(heights.shape)


@pytest.mark.parametrize("direction", list(Direction))
def test_times_equal_r_walk_to_the_second(tmp_path: Path, direction: Direction) -> None:
    random = np.random.default_rng(20171130)
    rough = random.integers(0, 120, size=(ROWS, COLUMNS))
    heights = 1500 + rough + 8.0 * np.arange(COLUMNS)
    sites = random.choice(heights.size, 5, replace=False)
    times = walk_times(langmuir_graph(heights, direction), sites).seconds
    # GRASS walks away from the sites, which is the way home.
    away = heights if direction == Direction.HOME else 5000 - heights
    expected = grass_seconds(away, sites, tmp_path)
    np.testing.assert_allclose(times, expected, rtol=0, atol=TOLERANCE_SECONDS)
