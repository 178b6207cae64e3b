"""
What was worked out once, kept in a folder: the grid, walking times, findings.

Every file names what it was made from, and one that is broken, cut short or made from
something else counts as absent: it is worked out again, never trusted.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.findings import Finding, Severity
from geodata.grid import Grid
from geodata.ground.layers import GroundLayers
from geodata.travel import TravelTables, WalkTimes, travel_tables
from geodata.ways import Way
from geodata.wholefile import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from geodata.programme import Programme
    from geodata.terrain import Season

    Arrays = Mapping[str, NDArray[Any]]

GRID_ARRAYS = {
    "births": np.float64,
    "zone": np.uint8,
    "elevation_m": np.float32,
    "district": np.int16,
    "area": np.int32,
    "river": np.bool_,
}
# Whatever a damaged or foreign file may raise while it is read or taken apart.
FAULTS = (OSError, ValueError, LookupError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True)
class Store:
    """
    A cache folder, for one version of one dataset.

    Nothing fails when the folder cannot be written: then nothing is kept.

    Parameters
    ----------
    folder
        Made when it is not there.
    content_hash
        Hash of the dataset folder's files. With the hash of the code it is the key of all
        that is kept.
    rule_version
        Version of the rules, where the dataset's own files do not hold it.
    """

    folder: Path
    content_hash: str
    rule_version: str = ""

    def grid(self, read: Callable[[], Grid]) -> Grid:
        """Return the kept grid, or else read and keep it; the kept one needs no rasterio."""
        kept = _read_arrays(self._path("grid", "npz"), self._key("grid"))
        with contextlib.suppress(*FAULTS):
            return _unpack_grid(kept)
        grid = read()
        _write(self._path("grid", "npz"), _npz(_pack_grid(grid), self._key("grid")))
        return grid

    def travel_tables(
        self, programme: Programme, season: Season, way: Way | None = None
    ) -> TravelTables:
        """Return the kept times of a season and a way, or else work them out and keep them."""
        way = way or Way()
        kind = f"travel-{season}-{way.key}"
        kept = _read_arrays(self._path(kind, "npz"), self._key(kind))
        with contextlib.suppress(*FAULTS):
            return _unpack_travel(kept, programme)
        tables = travel_tables(programme, season, way)
        _write(self._path(kind, "npz"), _npz(_pack_travel(tables), self._key(kind)))
        return tables

    def findings(self) -> tuple[Finding, ...] | None:
        """Return what the last check of this dataset found; None when none is kept."""
        with contextlib.suppress(*FAULTS):
            kept = json.loads(self._path("findings", "json").read_text("utf-8"))
            if kept["key"] == self._key("findings"):
                return _findings(kept["findings"])
        return None

    def keep_findings(self, findings: tuple[Finding, ...]) -> None:
        """Keep what a check of this dataset has found."""
        kept = {"key": self._key("findings"), "findings": [asdict(one) for one in findings]}
        _write(self._path("findings", "json"), json.dumps(kept).encode())

    def _key(self, kind: str) -> str:
        return f"{kind}\n{self.content_hash}\n{self.rule_version}\n{_code_hash()}"

    def _path(self, kind: str, ending: str) -> Path:
        digest = hashlib.sha256(self._key(kind).encode()).hexdigest()[:24]
        return self.folder / f"{kind}-{digest}.{ending}"


@cache
def _code_hash() -> str:
    """Hash of the code that makes what is kept, so that a new version makes it anew."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(here.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Keep a file where the folder can be written."""
    with contextlib.suppress(OSError):
        write_whole(path, content)


def _npz(arrays: Arrays, key: str) -> bytes:
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, key=np.array(key), **arrays)
    return file.getvalue()


def _read_arrays(path: Path, key: str) -> Arrays:
    """Read the arrays of a kept file; none when it is missing, damaged or another's."""
    with contextlib.suppress(*FAULTS), path.open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        arrays = {name: kept[name] for name in kept}
        if str(arrays.pop("key")) == key:
            return arrays
    return {}


def _pack_grid(grid: Grid) -> Arrays:
    corner = np.array([grid.west_m, grid.north_m, grid.cell_m])
    arrays = {name: getattr(grid, name) for name in GRID_ARRAYS}
    return {"crs": np.array(grid.crs), "corner": corner, **arrays, **grid.layers.packed()}


def _unpack_grid(kept: Arrays) -> Grid:
    west_m, north_m, cell_m = kept["corner"].tolist()
    shape = kept["zone"].shape
    arrays = {name: _checked(kept[name], kind, shape) for name, kind in GRID_ARRAYS.items()}
    layers = GroundLayers.unpacked(kept, shape)
    return Grid(str(kept["crs"]), west_m, north_m, cell_m, **arrays, layers=layers)


def _pack_travel(tables: TravelTables) -> Arrays:
    cells = [np.zeros(0, np.int64), *(cells for cells, _ in tables.stops)]
    seconds = [np.zeros(0, np.int32), *(seconds for _, seconds in tables.stops)]
    return {
        "facility_seconds": tables.facility.seconds,
        "facility_nearest": tables.facility.nearest,
        "community_seconds": tables.community.seconds,
        "community_nearest": tables.community.nearest,
        "stop_cells": np.concatenate(cells),
        "stop_seconds": np.concatenate(seconds),
        "stop_sizes": np.array([len(one) for one in cells[1:]], np.int64),
        "moved": np.array(json.dumps([asdict(one) for one in tables.moved])),
        "births_on_closed_ground": np.array(tables.births_on_closed_ground),
    }


def _unpack_travel(kept: Arrays, programme: Programme) -> TravelTables:
    sizes = _checked(kept["stop_sizes"], np.int64, (len(programme.outreach_stops),))
    ends = np.cumsum(sizes)[:-1]
    total = (int(sizes.sum()),)
    cells = np.split(_checked(kept["stop_cells"], np.int64, total), ends)
    seconds = np.split(_checked(kept["stop_seconds"], np.int32, total), ends)
    return TravelTables(
        facility=_walk_times(kept, "facility", programme.grid.shape),
        community=_walk_times(kept, "community", programme.grid.shape),
        stops=list(zip(cells, seconds, strict=True)) if len(sizes) else [],
        moved=_findings(json.loads(str(kept["moved"]))),
        births_on_closed_ground=float(kept["births_on_closed_ground"]),
    )


def _walk_times(kept: Arrays, platform: str, shape: tuple[int, int]) -> WalkTimes:
    return WalkTimes(
        seconds=_checked(kept[f"{platform}_seconds"], np.int32, shape),
        nearest=_checked(kept[f"{platform}_nearest"], np.int16, shape),
    )


def _checked(array: NDArray[Any], kind: type, shape: tuple[int, ...]) -> NDArray[Any]:
    if array.dtype != kind or array.shape != shape:
        message = f"kept array is {array.dtype} {array.shape}, not {kind} {shape}"
        raise ValueError(message)
    return array


def _findings(kept: list[dict[str, Any]]) -> tuple[Finding, ...]:
    return tuple(Finding(**{**one, "severity": Severity(one["severity"])}) for one in kept)
