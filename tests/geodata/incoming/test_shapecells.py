"""Shapes in a column of a table, in every form that databases and map programs write."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
import xlsxwriter

from geodata.drafts.workbench import Workbench
from geodata.incoming.place import Place, lesotho
from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict
from geodata.incoming.shapecells import CUT_AT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from geodata.incoming.result import Incoming

FORMS = {
    "text": lambda shape: shapely.to_wkt(shape, rounding_precision=5),
    "with a system": lambda shape: f"SRID=4326;{shapely.to_wkt(shape, rounding_precision=5)}",
    "binary": lambda shape: shapely.to_wkb(shape, hex=True),
    "json": lambda shape: json.dumps(shapely.geometry.mapping(shape)),
}


@pytest.fixture(scope="module")
def place() -> Place:
    return lesotho()


def table(folder: Path, shapes: gpd.GeoSeries, form: Callable[..., str]) -> Path:
    path = folder / "outlines.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["area_code", "Outline", "count"])
        writer.writerows([code, form(shape), at] for at, (code, shape) in enumerate(shapes.items()))
    return path


def rules(one: Incoming) -> set[str]:
    return {remark.finding.rule for remark in one.remarks}


@pytest.mark.parametrize("form", FORMS)
def test_outlines_in_any_form_are_a_layer_beside_the_table(
    tmp_path: Path, place: Place, form: str
) -> None:
    one = read_any(table(tmp_path, place.shapes, FORMS[form]))
    (layer,) = one.layers
    assert layer.facts["districts"] == len(place.shapes)
    assert layer.frame.index.tolist() == list(range(2, 12))  # The rows of the table.
    areas = layer.frame.set_index("district_code").geometry.to_crs("EPSG:32735").area
    assert (areas / place.shapes.to_crs("EPSG:32735").area - 1).abs().max() < 1e-4
    assert one.tables[0].frame["count"].sum() == sum(range(len(place.shapes)))
    asks = form in {"text", "binary"}  # Neither says what its numbers are.
    assert (one.verdict == Verdict.ASK, "crs_assumed" in rules(one)) == (asks, asks)


def test_metres_are_asked_about_unless_the_shapes_name_their_system(
    tmp_path: Path, place: Place
) -> None:
    metres = place.shapes.to_crs("EPSG:32735")
    plain = read_any(table(tmp_path, metres, FORMS["text"]))
    assert plain.verdict == Verdict.ASK
    assert plain.layers[0].facts["epsg"] == 32735
    named = read_any(table(tmp_path, metres, lambda shape: f"SRID=32735;{FORMS['text'](shape)}"))
    assert named.verdict == Verdict.ACCEPT
    assert named.layers[0].facts["districts"] == len(place.shapes)


def test_outlines_of_a_table_reach_the_dataset(tmp_path: Path, place: Place) -> None:
    bench = Workbench(tmp_path / "root")
    token = bench.new_draft()
    path = table(tmp_path, place.shapes, FORMS["with a system"])
    upload, _ = bench.take_in(token, path)
    assert "districts.geojson" in upload.files
    assert bench.review(token).difference is not None


def test_a_shape_that_a_spreadsheet_has_cut_off_is_named_with_its_row(tmp_path: Path) -> None:
    angles = ", ".join(f"27.{at:06} -29.5" for at in range(3000))
    long = f"POLYGON (({angles}, 28 -30, 27.000000 -29.5))"[:CUT_AT]
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["area_code", "geom"])
    sheet.write_row(1, 0, ["LS-A", "POLYGON ((27 -29, 28 -29, 28 -30, 27 -29))"])
    sheet.write_row(2, 0, ["LS-B", long])
    book.close()
    (cut,) = [one for one in read_any(path).remarks if one.finding.rule == "shape_cut"]
    assert (cut.rows, cut.finding.severity) == ((3,), "error")


def test_a_table_of_nothing_but_shapes_is_a_layer(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('geom\n"LINESTRING (27.5 -29.1, 27.6 -29.2)"\n', encoding="utf-8")
    one = read_any(path)
    assert (len(one.layers), len(one.tables)) == (1, 0)
    assert one.layers[0].frame.geometry.iloc[0].geom_type == "LineString"


def test_a_broken_shape_stays_in_every_count(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = "POLYGON ((27 -29, 28 -29, 28 -30, 27 -29))"
    path.write_text(f'name,geom\nHa A,"{good}"\nHa B,"{good[:30]}"\n', encoding="utf-8")
    one = read_any(path)
    assert (len(one.layers[0].frame), one.layers[0].facts["placed"]) == (2, 1)
    assert "no_geometry" in rules(one)


def test_an_outline_of_very_many_points_is_read_from_a_csv(tmp_path: Path) -> None:
    angles = np.linspace(0, 2 * np.pi, 30_000, endpoint=False)
    ring = np.column_stack([28 + np.cos(angles) / 9, -29.5 + np.sin(angles) / 9])
    path = tmp_path / "a.csv"
    text = shapely.to_wkt(shapely.Polygon(ring), rounding_precision=9)
    path.write_text(f'name,geom\nHa A,"{text}"\n', encoding="utf-8")
    assert path.stat().st_size > 500_000
    assert read_any(path).layers[0].facts["placed"] == 1


def test_points_in_json_are_positions(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    point = '{""type"": ""Point"", ""coordinates"": [27.5123, -29.3456]}'
    path.write_text(f'site_id,geojson\nS1,"{point}"\n', encoding="utf-8")
    frame = read_any(path).tables[0].frame
    assert frame[["latitude", "longitude"]].iloc[0].tolist() == [-29.3456, 27.5123]
