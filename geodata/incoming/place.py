"""What is known of the country that a file should be about: districts, edges, metre systems."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyproj import Transformer

from geodata.matching import Gazetteer
from geodata.reading.folder import read_folder
from geodata.reading.positions import MARGIN_DEGREES, Box
from geodata.reading.vectors import read_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

EMBEDDED = Path(__file__).parents[1] / "lesotho" / "data" / "districts.geojson"
METRE_SYSTEMS = (
    ("UTM 35S", "EPSG:32735"),
    ("UTM 36S", "EPSG:32736"),
    ("UTM 34S", "EPSG:32734"),
    ("Web Mercator", "EPSG:3857"),
    ("Africa Albers", "ESRI:102022"),
    ("Hartebeesthoek94 Lo27", "EPSG:2052"),
    ("Hartebeesthoek94 Lo29", "EPSG:2053"),
    ("Hartebeesthoek94 Lo27 (east and north)", "ESRI:102566"),
    ("Hartebeesthoek94 Lo29 (east and north)", "ESRI:102567"),
)


@dataclass(frozen=True, eq=False)
class Place:
    """
    The country that the files are about.

    Parameters
    ----------
    country
        Its name, as a totals row may write it.
    districts
        Codes and names.
    shapes
        Outlines in WGS 84, indexed by code; for naming the district a point lies in.
    """

    country: str
    districts: Gazetteer
    shapes: gpd.GeoSeries

    @property
    def box(self) -> Box:
        """Edges in degrees, with a margin for border posts."""
        west, south, east, north = (float(edge) for edge in self.shapes.total_bounds)
        margin = MARGIN_DEGREES
        return Box(west - margin, south - margin, east + margin, north + margin)


@cache
def lesotho() -> Place:
    """
    Return the ten districts that come with the package.

    >>> lesotho().districts.code_of("Maseru")
    'LS-A'
    """
    frame = read_vectors(EMBEDDED).frame
    names = dict(zip(frame["area_id"], frame["area_name"], strict=True))
    return Place("Lesotho", Gazetteer(names), frame.set_index("area_id").geometry)


def place_of(folder: Path) -> Place:
    """
    Return the country of a dataset folder; the embedded one where its files cannot be read.

    >>> place_of(EMBEDDED.parent).districts.code_of("LSO_1_1")
    'LS-A'
    """
    contents = read_folder(folder)
    layer = contents.layers.get("districts")
    if layer is None or contents.info is None or not contents.known.districts.names:
        return lesotho()
    shapes = layer.frame.set_index("area_id").geometry
    return Place(contents.info.country, contents.known.districts, shapes)


def metre_system(
    box: Box, eastings: Sequence[float], northings: Sequence[float]
) -> tuple[str, str] | None:
    """
    Return name and code of the first metre system that puts every point in the box.

    >>> lesotho_box = Box(27.0, -30.7, 29.5, -28.5)
    >>> metre_system(lesotho_box, [581102.15], [6729388.14])
    ('UTM 35S', 'EPSG:32735')
    >>> metre_system(lesotho_box, [1.0], [2.0]) is None
    True
    """
    for title, code in METRE_SYSTEMS:
        longitudes, latitudes = to_degrees(code, eastings, northings)
        points = zip(longitudes, latitudes, strict=True)
        if eastings and all(box.holds(longitude, latitude) for longitude, latitude in points):
            return title, code
    return None


def to_degrees(
    code: str, eastings: Sequence[float], northings: Sequence[float]
) -> tuple[Sequence[float], Sequence[float]]:
    """Return longitudes and latitudes of points in metres."""
    transformer = Transformer.from_crs(code, "EPSG:4326", always_xy=True)
    longitudes, latitudes = transformer.transform(list(eastings), list(northings))
    return longitudes, latitudes
