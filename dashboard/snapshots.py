"""From the programme to what a snapshot is made of: public view, public ground, fonts, name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import shapely

from dashboard.ground import DECIMALS
from dashboard.snapshot.document import Fonts
from dashboard.snapshot.ground import District, Ground, Town
from dashboard.webfonts import FONT_FILES
from geodata.choice import Choice
from geodata.gap.export import file_name
from geodata.privacy import DisclosureError, Policy
from geodata.public.view import public_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.context import Context
    from dashboard.snapshot.ground import Ring
    from geodata.programme import Programme
    from geodata.public.view import PublicView

TOWN: Final = "town"


def snapshot_name(view: PublicView, ending: str) -> str:
    """Name a file by country, date of the data and status, as all files."""
    return file_name(view.country, ["snapshot"], view, view.status, ending)


def public_ground(programme: Programme) -> Ground:
    """Take borders, names and rivers from a programme: what any atlas of the country shows."""
    districts = programme.districts
    inside = districts.geometry.representative_point()
    shapes = zip(
        districts.index, districts["area_name"], districts.geometry, inside.x, inside.y, strict=True
    )
    return Ground(
        districts=tuple(
            District(str(code), str(name), _rings(shape), (float(east), float(north)))
            for code, name, shape, east, north in shapes
        ),
        rivers=tuple(
            _ring(part) for part in shapely.get_parts(programme.rivers.geometry.to_numpy())
        ),
        credit=_credit(programme),
        towns=tuple(_towns(programme)),
    )


def headline_view(context: Context, policy: Policy | None = None) -> PublicView | None:
    """
    Return the public view of the headline numbers, made once; None if none is safe.

    It knows of nothing that was published before; ``dashboard.publishing`` does.
    """
    return context.kept(_view, policy or Policy())


def fonts() -> Fonts:
    """Read the two fonts that the files carry."""
    return Fonts(*(file.read_bytes() for file in FONT_FILES))


def _view(context: Context, policy: Policy) -> PublicView | None:
    try:
        return public_view(context.programme, context.assessment(Choice()), policy)
    except DisclosureError:
        return None


def _credit(programme: Programme) -> str:
    """Name who published the borders, where the sources say it."""
    for _, row in programme.sources.iterrows():
        if "boundar" in str(row["title"]).lower() and not pd.isna(row["publisher"]):
            return f"{row['publisher']}, {row['year']}"
    return "see the sources"


def _towns(programme: Programme) -> Iterator[Town]:
    if programme.places.empty:
        return
    places = programme.places[programme.places["kind"] == TOWN]
    columns = ("district_code", "place_name", "longitude", "latitude")
    for code, name, east, north in zip(*(places[column] for column in columns), strict=True):
        yield Town(str(code), str(name), (float(east), float(north)))


def _rings(shape: shapely.Geometry) -> tuple[Ring, ...]:
    parts = shapely.get_parts(shape)
    return tuple(_ring(ring) for part in parts for ring in shapely.get_rings(part))


def _ring(line: shapely.Geometry) -> Ring:
    return tuple(
        (float(east), float(north))
        for east, north in shapely.get_coordinates(line).round(DECIMALS).tolist()
    )
