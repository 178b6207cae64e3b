from __future__ import annotations

import json
from typing import TYPE_CHECKING

import brotli
import shapely

from dashboard.maps.geometry import map_shelf, shape_file, surface_path
from geodata.choice import Choice
from geodata.names import Platform
from geodata.terrain import Season
from tests.dashboard.mapcontexts import context_in, context_of

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.programme import Programme


def test_shapes_carry_ids_and_lie_within_a_hundred_metres_of_the_dataset(
    lesotho: Programme,
) -> None:
    for name, table in {"districts": lesotho.districts, "areas": lesotho.areas}.items():
        features = json.loads(shape_file(lesotho, name))["features"]
        assert [one["properties"]["area_id"] for one in features] == table.index.tolist()
        for feature, shape in list(zip(features, table.geometry, strict=True))[:10]:
            drawn = shapely.geometry.shape(feature["geometry"])
            assert shapely.hausdorff_distance(drawn, shape) < 0.001


def test_the_country_is_one_shape(lesotho: Programme) -> None:
    (feature,) = json.loads(shape_file(lesotho, "country"))["features"]
    assert feature["properties"] == {"area_id": "country"}
    drawn = shapely.geometry.shape(feature["geometry"])
    assert abs(drawn.area / lesotho.districts.geometry.union_all().area - 1) < 0.001


def test_all_shapes_and_a_surface_are_small_enough_for_a_slow_line(lesotho: Programme) -> None:
    entries = map_shelf(context_of(lesotho)).entries
    fetched = [name for name in entries if name.endswith(".json")] + [surface_path(Choice())]
    sent = [entries[name].read() for name in fetched]
    assert sum(len(brotli.compress(content, quality=5)) for content in sent) < 75_000


def test_addresses_change_with_the_dataset_and_not_without(
    lesotho: Programme, tiny_template: Path
) -> None:
    ours, theirs = map_shelf(context_of(lesotho)), map_shelf(context_in(tiny_template))
    assert ours.address("areas.json") != theirs.address("areas.json")
    assert ours.digest == map_shelf(context_of(lesotho)).digest


def test_every_choice_has_its_surface_on_the_shelf(tiny_template: Path) -> None:
    shelf = map_shelf(context_in(tiny_template))
    for season in Season:
        for platform in Platform:
            path = surface_path(Choice(season=season, platform=platform))
            assert shelf.entries[path].media_type == "image/png"
            assert shelf.entries[path].read().startswith(b"\x89PNG")
