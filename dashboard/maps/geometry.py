"""Shapes and surfaces of the map as files whose address changes with their content."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache, partial
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import shapely

from dashboard.maps import surface
from dashboard.serving.shelves import made_shelf
from geodata.choice import Choice
from geodata.names import Platform, Scope
from geodata.terrain import Season
from geodata.walking.surfaces import Direction, Traveller
from geodata.ways import Mode, Steps, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dashboard.context import Context
    from dashboard.serving.shelves import Shelf
    from geodata.programme import Programme

SHELF: Final = "map"
DRAWING_VERSION: Final = "1"
GRID_DEGREES: Final = 0.0005
DECIMALS: Final = 4
SHAPES: Final = ("districts", "areas", "country")


@lru_cache(maxsize=4)
def map_shelf(context: Context) -> Shelf:
    """
    Return the files that the map fetches once: GeoJSON of the shapes, PNG of the surfaces.

    Each is made when it is first asked for. The folder's name changes with the dataset and
    with the way of drawing.
    """
    programme = context.programme
    drawn = (programme.content_hash, DRAWING_VERSION, surface.palette(), surface.PIXEL_DEGREES)
    frame = lru_cache(maxsize=1)(lambda: surface.frame(programme))
    makers: dict[str, Callable[[], bytes]] = {
        shape_path(name): partial(shape_file, programme, name) for name in SHAPES
    }
    for choice in _surface_choices():
        makers[surface_path(choice)] = partial(_surface, context, frame, choice)
    return made_shelf(SHELF, repr(drawn), makers, context.mount)


def shape_path(name: str) -> str:
    """
    Return the path of a shape file on the shelf.

    >>> shape_path("areas")
    'areas.json'
    """
    return f"{name}.json"


def surface_path(choice: Choice) -> str:
    """
    Return the path of the walking-time surface of a choice on the shelf.

    >>> from geodata.choice import Choice
    >>> surface_path(Choice())
    'dry-facility-programme.png'
    """
    unusual = f"-{choice.way.key}" if choice.way.unusual else ""
    return f"{choice.season}-{choice.platform}-{choice.scope}{unusual}.png"


def shape_file(programme: Programme, name: str) -> bytes:
    """
    Write districts, areas or the country as GeoJSON with one ``area_id`` a feature.

    Coordinates are rounded to about 50 m, which is finer than a pixel of the map and than
    the stated accuracy of the boundaries.
    """
    features = [
        {
            "type": "Feature",
            "properties": {"area_id": area_id},
            "geometry": {"type": shape.geom_type, "coordinates": _rounded(shape)},
        }
        for area_id, shape in _shapes(programme, name).items()
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":")).encode()


def _surface_choices() -> Iterator[Choice]:
    """Yield one choice for each surface that can be asked for; the threshold changes none."""
    ways = [Way(*parts) for parts in product(Direction, Mode, Traveller, Steps)]
    for season, platform, scope, way in product(Season, Platform, Scope, ways):
        yield Choice(season=season, platform=platform, scope=scope, **asdict(way))


def _surface(context: Context, frame: Callable[[], surface.Frame], choice: Choice) -> bytes:
    model = context.model_for(context.offer.usable(choice.way))
    return surface.surface_png(model, frame(), choice.season, choice.platform, choice.scope)


def _shapes(programme: Programme, name: str) -> dict[str, shapely.Geometry]:
    if name == "country":
        return {name: shapely.union_all(programme.districts.geometry.to_numpy())}
    table = programme.districts if name == "districts" else programme.areas
    return dict(table.geometry.items())


def _rounded(shape: shapely.Geometry) -> Any:  # noqa: ANN401 - nested lists of any depth
    snapped = shapely.transform(shape, lambda at: (at / GRID_DEGREES).round() * GRID_DEGREES)
    return _short(shapely.geometry.mapping(snapped)["coordinates"])


def _short(value: Any) -> Any:  # noqa: ANN401
    return round(value, DECIMALS) if isinstance(value, float) else [_short(part) for part in value]
