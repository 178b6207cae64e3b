"""What comes in: a long list of sites, a fine raster of people, and the memory both take."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.figures import Figure

SITES: Final = 100_000
SIDE_DEGREES: Final = 2.6
CORNER: Final = (26.95, -28.45)
CELLS_A_SIDE: Final = 3_120  # Of three seconds of arc, 100 m at the equator.
FINE_M: Final = 250.0
BARS_S: Final = {"data_sites": 5.0, "data_raster": 3.0}
BAR_GB: Final = 1.5
ROOT: Final = Path(__file__).parent.parent


def data() -> list[Figure]:
    """Seconds and peak memory of each task, in a process of its own."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        _write_sites(Path(folder) / "sites.csv")
        _write_raster(Path(folder) / "population.tif")
        for name, bar in BARS_S.items():
            command = [sys.executable, "-m", "benchmarks.data", name, folder]
            said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
            seconds, gigabytes = json.loads(said)
            figures.append(Figure(f"{name}_seconds", seconds, "s", bar))
            figures.append(Figure(f"{name}_memory", gigabytes, "GB", BAR_GB))
    return figures


def _write_sites(path: Path) -> None:
    spread = np.random.default_rng(1).random((SITES, 2))
    lines = [
        f"S{row},Site {row},LS-A,{-29.7 + north / 2:.6f},{27.4 + east / 2:.6f},health_centre"
        for row, (north, east) in enumerate(spread)
    ]
    header = "site_id,site_name,district_code,latitude,longitude,facility_type"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")


def _write_raster(path: Path) -> None:
    import rasterio  # noqa: PLC0415 - slow to import
    from rasterio.transform import Affine  # noqa: PLC0415

    step = SIDE_DEGREES / CELLS_A_SIDE
    people = np.random.default_rng(1).gamma(0.3, 1, (CELLS_A_SIDE, CELLS_A_SIDE))
    profile = {
        "driver": "GTiff", "height": CELLS_A_SIDE, "width": CELLS_A_SIDE, "count": 1,
        "dtype": "float32", "crs": "EPSG:4326", "nodata": -99999, "compress": "deflate",
        "transform": Affine(step, 0, CORNER[0], 0, -step, CORNER[1]),
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as raster:
        raster.write((people * 2_000_000 / people.sum()).astype("float32"), 1)


def _sites(folder: Path) -> float:
    from geodata.incoming.place import lesotho  # noqa: PLC0415 - each task in its own process
    from geodata.incoming.read import read_any  # noqa: PLC0415

    place = lesotho()
    started = time.perf_counter()
    read = read_any(folder / "sites.csv", place)
    seconds = time.perf_counter() - started
    if len(read.tables[0].frame) != SITES:
        raise RuntimeError("rows were lost")
    return seconds


def _raster(folder: Path) -> float:
    from geodata.ground.counts import Cells, counts_on  # noqa: PLC0415 - each task in its own process
    from geodata.incoming.place import lesotho  # noqa: PLC0415
    from geodata.lesotho.facts import METRIC_CRS  # noqa: PLC0415
    from geodata.reading.rasters import read_raster  # noqa: PLC0415

    shapes = lesotho().shapes
    cells = Cells(METRIC_CRS, 500_000, 6_839_500, FINE_M, (940, 960))
    counts_on(
        replace(read_raster(folder / "population.tif"), values=np.ones((2, 2))), shapes, cells
    )
    started = time.perf_counter()
    found = counts_on(read_raster(folder / "population.tif"), shapes, cells)
    seconds = time.perf_counter() - started
    if not np.isclose(found.values.sum(), found.totals.sum(), rtol=1e-3):
        raise RuntimeError("people were lost")
    return seconds


def _run(name: str, folder: Path) -> None:
    import resource  # noqa: PLC0415 - the figures are taken on Linux

    seconds = {"data_sites": _sites, "data_raster": _raster}[name](folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sys.stdout.write(json.dumps([seconds, peak]))


if __name__ == "__main__":
    _run(sys.argv[1], Path(sys.argv[2]))
