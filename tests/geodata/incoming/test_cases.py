"""Every case of real trouble: its file in, and what ``expect.json`` says must come out."""

from __future__ import annotations

import json
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy import ndimage

from geodata.findings import Severity
from geodata.incoming.formats import boundaries_of
from geodata.incoming.onegrid import on_grid_of
from geodata.incoming.place import Place
from geodata.incoming.rasterfile import coverage
from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict
from geodata.incoming.together import best_key, join_codes
from geodata.matching import Gazetteer
from geodata.reading.vectors import read_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geodata.incoming.result import Incoming, ReadLayer, ReadTable
    from geodata.reading.rasters import RawRaster

CASES = Path(__file__).parents[2] / "data" / "cases"
BASE = CASES / "_baseline"
Check = Any
cells_of = attrgetter("values")
ASIDE = {"EXPECT.md", "expect.json", "scenario.json", "payloads.json", "truth.csv"}


@cache
def place() -> Place:
    frame = read_vectors(BASE / "districts.geojson").frame
    names = dict(zip(frame["district_code"], frame["district_name"], strict=True))
    shapes = frame.set_index("district_code").geometry
    return Place("Lesotho", Gazetteer(names), shapes)


def files_of(case: Path) -> list[Path]:
    return sorted(path for path in case.iterdir() if path.is_file() and path.name not in ASIDE)


@cache
def read(case: str, name: str = "") -> Incoming:
    folder = next(CASES.glob(f"{case}-*"))
    path = folder / name if name else files_of(folder)[0]
    return read_any(path, place())


def table_of(case: str, name: str = "") -> ReadTable:
    (table,) = read(case, name).tables
    return table


def words_of(case: str) -> str:
    folder = next(CASES.glob(f"{case}-*"))
    read_files = [read(case, path.name) for path in files_of(folder)]
    return "\n".join(
        text
        for one in read_files
        for text in (*one.summary, *(str(remark.finding) for remark in one.remarks))
    )


def ids(table: ReadTable, rows: Iterable[int], column: str = "site_id") -> list[str]:
    return [str(table.cells.at[row, column]) for row in rows]


def rows_ok(case: str, expected: dict[str, Any]) -> None:
    assert table_of(case).facts["rows_ok"] == expected["rows_ok"]


def equals_baseline(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    base = pd.read_csv(BASE / "sites.csv").head(8)
    frame = table_of(case).frame
    for column in base:
        if column in {"latitude", "longitude"}:
            np.testing.assert_allclose(frame[column].to_numpy(), base[column].to_numpy())
        else:
            assert frame[column].tolist() == base[column].tolist()


def near_baseline(case: str, expected: dict[str, Any], tolerance: float = 1e-5) -> None:
    rows_ok(case, expected)
    base, frame = pd.read_csv(BASE / "sites.csv"), table_of(case).frame
    for column in ("latitude", "longitude"):
        np.testing.assert_allclose(frame[column], base[column], atol=tolerance)


def check_enc03(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    frame = table_of(case).frame.set_index("site_id")
    assert frame.at["S014", "district_code"] == expected["district_of_S014"]


def check_enc06(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    table = table_of(case)
    assert table.frame["headcount"].sum() == expected["headcount_total"]
    assert table.cells.index[0] == expected["first_data_line"]


def check_enc08(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    assert f"{expected['blank_rows_skipped']} empty rows skipped" in words_of(case)


def check_str01(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    table = table_of(case)
    assert table.header_row == expected["header_row"]
    assert table.facts["title_period"] == "201711"


def check_str02(case: str, expected: dict[str, Any]) -> None:
    frame = table_of(case).frame
    assert {name: frame[name].sum() for name in expected["totals"]} == expected["totals"]
    assert len(frame) == 14


def check_str04(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    table = table_of(case)
    assert table.frame["MM"].sum() == expected["mm_total"]
    assert table.facts["rollup_rows"] == expected["rollup_rows"]


def check_str05(case: str, expected: dict[str, Any]) -> None:
    near_baseline(case, expected)
    assert table_of(case).cells.index[0] == 3


def check_str07(case: str, expected: dict[str, Any]) -> None:
    near_baseline(case, expected)
    base = pd.read_csv(BASE / "sites.csv")
    assert table_of(case).frame["district_code"].tolist() == base["district_code"].tolist()
    assert f"{expected['sheets_used']} sheets" in words_of(case)


def check_str09(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    frame = table_of(case).frame
    assert frame.iloc[0, 0] == expected["first_period"]
    assert frame.iloc[0, 2] == 1204


def check_str10(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    table = table_of(case)
    assert table.facts["missing"] == expected["missing"]
    assert table.facts["title_district"] == "LS-D"
    assert table.frame["value"].sum() == 211 + 198 + 31 + 29 + 9 + 7


def check_str13(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    assert table_of(case).frame["site_id"].tolist()[-1] == "S015"


def check_val01(case: str, expected: dict[str, Any]) -> None:
    table = table_of(case)
    values, states = table.frame.set_index("site_id")["headcount"], table.states["headcount"]
    assert {site: values[site] for site in expected["numbers"]} == expected["numbers"]
    assert values.notna().sum() == 2
    assert list(states.index[states == "query"]) == expected["query_rows"]
    assert (states == "missing").sum() == expected["missing"]


def check_val03(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    values = table_of(case).frame.set_index("area_code")["estimate"]
    assert values["LS-A"] == expected["LS-A"]
    assert values["LS-K"] == expected["LS-K"]
    assert values.between(0, 1).all()


def check_val05(case: str, expected: dict[str, Any]) -> None:
    table = table_of(case)
    proposed: Any = table.facts["proposed pop_2016"]
    assert list(proposed) == expected["query_rows"]
    assert table.frame["pop_2016"].sum() + sum(proposed.values()) == expected["total"]


def check_val06(case: str, expected: dict[str, Any]) -> None:
    table = table_of(case)
    values, states = table.frame["value"], table.states["value"]
    assert values.sum() == expected["sum_known"]
    assert (states == "suppressed").sum() == expected["suppressed"]
    assert (states == "missing").sum() == expected["missing"]
    assert (values == 0).sum() == expected["zero"]


def check_val07(case: str, expected: dict[str, Any]) -> None:
    table = table_of(case)
    assert (table.frame["held_date"] == "2017-11-30").sum() == expected["dates_20171130"]
    states = table.states["held_date"]
    assert list(states.index[states == "query"]) == expected["query_rows"]


def check_val08(case: str, expected: dict[str, Any]) -> None:
    assert table_of(case).frame["planned_date"].tolist() == expected["dates"]


def check_val11(case: str, expected: dict[str, Any]) -> None:
    assert table_of(case).frame["headcount"].tolist() == expected["headcounts"]


def check_val12(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    table = table_of(case)
    assert table.facts["formula_rows"] == expected["formula_rows"]
    assert table.frame["headcount"].notna().sum() == 1


def check_val13(case: str, expected: dict[str, Any]) -> None:
    kinds: Any = table_of(case).facts["kinds"]
    assert kinds == {
        "month": expected["months"],
        "quarter": expected["quarters"],
        "financial year": expected["fin_years"],
        "week": expected["weeks"],
    }


def refused(case: str, expected: dict[str, Any]) -> None:
    del expected
    assert read(case).verdict == Verdict.REFUSE


def check_fil08(case: str, expected: dict[str, Any]) -> None:
    for name in expected["refused"]:
        assert read(case, name).verdict == Verdict.REFUSE
        assert read(case, name).remarks[0].finding.rule == "incomplete_file"
    table = read(case, "staffing.csv")
    assert table.verdict == Verdict.ASK
    assert table.remarks[0].rows == (expected["csv_last_line"],)
    assert len(table.tables[0].frame) == 39


def check_xy01(case: str, expected: dict[str, Any]) -> None:
    near_baseline(case, expected)
    table = table_of(case)
    assert ids(table, table.facts["swap"]) == expected["swapped"]
    assert table.cells.at[3, "latitude"] == "27.45217"


def check_xy03(case: str, expected: dict[str, Any]) -> None:
    table = table_of(case)
    assert len(list(table.facts["minus_sign"])) == expected["repaired"]
    assert ids(table, table.facts["unplaced"]) == expected["unplaced"]
    assert table.facts["placed"] == 13


def check_xy04(case: str, expected: dict[str, Any]) -> None:
    near_baseline(case, expected, expected["tolerance_deg"])


def check_xy06(case: str, expected: dict[str, Any]) -> None:
    table = table_of(case)
    assert table.facts["placed"] == expected["placed"]
    assert ids(table, table.facts["unplaced"]) == expected["unplaced"]
    assert len(table.frame) == 14


def check_xy07(case: str, expected: dict[str, Any]) -> None:
    near_baseline(case, expected)
    assert table_of(case).facts["crs"] == f"EPSG:{expected['epsg']}"


def check_xy09(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    assert table_of(case).facts["placed"] == expected["placed"]


def check_xy11(case: str, expected: dict[str, Any]) -> None:
    table = table_of(case)
    stacks: Any = table.facts["stacked"]
    assert [ids(table, rows) for rows in stacks] == [expected["stacked"]]
    assert len(table.facts["rounded"]) == expected["rounded"]
    assert len(table.frame) == 14


def check_joi01(case: str, expected: dict[str, Any]) -> None:
    table = table_of(case)
    truth = pd.read_csv(next(CASES.glob("JOI-01-*")) / "truth.csv")
    assert len(table.frame) == expected["rows"]
    found, suggested = set(table.facts["codes"]), set(table.facts["suggested"])
    assert len(found | suggested) == expected["codes"]
    sure = table.frame["district_code"].to_numpy()
    assert all(
        code in {"", right} for code, right in zip(sure, truth["district_code"], strict=True)
    )
    asked = set(truth.loc[sure == "", "area_name"].str.strip())
    assert asked == {"Hlotse", "T.Y.", "Qacha'sneck", "Mokhlotong"}


def check_joi03(case: str, expected: dict[str, Any]) -> None:
    sites, staffing = table_of(case, "sites.csv"), table_of(case, "staffing.csv")
    assert sites.facts["identical"] == expected["identical"]
    assert sites.facts["conflict"] == expected["conflict"] == staffing.facts["conflict"]
    assert not set(expected["conflict"]) & set(sites.frame["site_id"])
    assert staffing.frame["headcount"].sum() == 87 - 1


def check_joi05(case: str, expected: dict[str, Any]) -> None:
    listed = list(table_of(case, "sites.csv").cells["facility_code"])
    for name in ("staffing.csv", "visits.xlsx"):
        codes, remarks = join_codes(table_of(case, name), "facility_code", listed)
        assert len(set(codes) & set(listed)) == expected["joined"]
        words = " ".join(str(remark.finding) for remark in remarks)
        assert "14 of 14" in words
        assert "007" in words


def check_joi07(case: str, expected: dict[str, Any]) -> None:
    facts = table_of(case).facts
    assert len(list(facts["codes"])) == expected["matched"]
    assert facts["unmatched"] == expected["unmatched_rows"]
    assert facts["national"] == expected["national_rows"]
    assert facts["missing"] == expected["missing"]


def check_prv01(case: str, expected: dict[str, Any]) -> None:
    one = read(case)
    table = table_of(case)
    assert table.frame["headcount"].sum() == expected["mm_total"]
    everything = json.dumps([remark.as_json() for remark in one.remarks]) + repr(one.summary)
    everything += table.cells.to_csv() + table.frame.to_csv() + repr(table.facts)
    for text in (*expected["forbidden_strings"], "1980-01-01", "Village 01"):
        assert text not in everything


def check_prv03(case: str, expected: dict[str, Any]) -> None:
    rows_ok(case, expected)
    assert "Site & Sons <Ltd>" in set(table_of(case).frame["site_name"])


def layer_of(case: str, name: str = "") -> ReadLayer:
    (layer,) = read(case, name).layers
    return layer


def inside(layer: ReadLayer) -> bool:
    west, south, east, north = layer.frame.total_bounds
    box = place().box
    return bool(box.holds(west, south) and box.holds(east, north))


def districts(case: str, expected: dict[str, Any]) -> None:
    for path in files_of(next(CASES.glob(f"{case}-*"))):
        layer = layer_of(case, path.name)
        if "districts" in layer.facts:
            assert layer.facts["districts"] == expected["districts"]
            assert len(set(layer.frame["district_code"])) == expected["districts"]
            assert inside(layer)
    assert "districts" in layer_of(case).facts


def check_crs01(case: str, expected: dict[str, Any]) -> None:
    districts(case, expected)
    assert layer_of(case).facts["epsg"] == expected["epsg"]


def check_crs02(case: str, expected: dict[str, Any]) -> None:
    districts(case, expected)
    assert "ESRI:102022" in words_of(case)


def check_geo01(case: str, expected: dict[str, Any]) -> None:
    districts(case, expected)
    assert layer_of(case).facts["repaired"] == expected["repaired"]


def check_geo02(case: str, expected: dict[str, Any]) -> None:
    districts(case, expected)
    assert all(shape.exterior.is_ccw for shape in layer_of(case).frame.geometry)


def check_geo03(case: str, expected: dict[str, Any]) -> None:
    districts(case, expected)
    sites = layer_of(case, "sites_z.geojson")
    assert sites.facts["placed"] == expected["sites"]
    assert not sites.frame.geometry.has_z.any()
    assert sites.frame["altitude"].max() > 1000


def check_geo09(case: str, expected: dict[str, Any]) -> None:
    layer = layer_of(case, "districts.geojson")
    assert layer.facts["districts"] == expected["districts"]
    assert layer.facts["placed"] == expected["drawn"]
    assert layer_of(case, "sites.geojson").facts["placed"] == expected["sites_placed"]


def check_geo11(case: str, expected: dict[str, Any]) -> None:
    assert len(table_of(case, "sites.csv").frame) == expected["sites"]
    pairs = [
        remark.finding.message
        for remark in read(case, "districts.geojson").remarks
        if remark.finding.rule == "overlap"
    ]
    assert pairs
    assert all("Berea" in message for message in pairs)


def check_geo13(case: str, expected: dict[str, Any]) -> None:
    layer = layer_of(case, "context.geojson")
    assert layer.facts["holes"] == expected["holes"]
    sites = pd.read_csv(BASE / "sites.csv")
    points = gpd.points_from_xy(sites["longitude"], sites["latitude"])
    within = [layer.frame.geometry.contains(point).any() for point in points]
    assert sum(within) == expected["sites_in_context"]


def check_geo16(case: str, expected: dict[str, Any]) -> None:
    layer = layer_of(case)
    assert layer.facts["features"] == expected["features"]
    assert layer.facts["placed"] == expected["placed"]


def check_geo17(case: str, expected: dict[str, Any]) -> None:
    one = read(case)
    assert len(one.layers) == expected["layers"]
    assert boundaries_of(list(one.layers)) == expected["boundaries"]


def check_geo22(case: str, expected: dict[str, Any]) -> None:
    districts(case, expected)
    assert len(files_of(next(CASES.glob(f"{case}-*")))) == expected["files"]


def check_joi08(case: str, expected: dict[str, Any]) -> None:
    keys = list(table_of(case, "table.csv").cells["key"])
    frame = layer_of(case, "districts.geojson").frame
    assert best_key(frame.drop(columns="geometry"), keys) == ("OBJECTID", expected["matched"])


def total(case: str, expected: dict[str, Any]) -> None:
    for path in files_of(next(CASES.glob(f"{case}-*"))):
        raster = read(case, path.name).raster
        assert raster is not None
        found = np.nansum(raster.values)
        assert found == pytest.approx(expected["total"], rel=expected.get("tolerance", 1e-5))


def check_ras08(case: str, expected: dict[str, Any]) -> None:
    for name in expected["refused"]:
        assert read(case, name).verdict == Verdict.REFUSE
    half = read(case, "west_half.tif")
    assert half.verdict == Verdict.WARN
    assert half.raster is not None
    covered = coverage(half.raster, place())
    assert [code for code, share in covered.items() if share == 0] == expected["uncovered"]


def check_ras07(case: str, expected: dict[str, Any]) -> None:
    people, shares = read(case, "population.tif").raster, read(case, "prevalence.tif").raster
    assert people is not None
    assert shares is not None
    moved, remarks = on_grid_of(shares, people)
    words = " ".join(str(remark.finding) for remark in remarks)
    assert "resampled" in words
    assert {remark.finding.severity for remark in remarks} == {Severity.WARNING}
    for part in ("0.049", "0.05", "0.33 cells"):
        assert part in words
    assert np.nansum(cells_of(people)) == pytest.approx(expected["total"], rel=1e-6)
    assert cells_of(moved).shape == cells_of(people).shape
    living = np.nansum(cells_of(moved) * cells_of(people))
    sampled = sampled_at_centres(shares, people)
    assert living == pytest.approx(np.nansum(sampled * cells_of(people)), rel=0.02)
    assert not (np.isnan(cells_of(moved)) & (cells_of(people) > 0)).any()


def sampled_at_centres(levels: RawRaster, target: RawRaster) -> np.ndarray:
    """Return what another library finds at each target centre between the cells of a raster."""
    rows, columns = cells_of(target).shape
    west, south, east, north = target.bounds
    east_m = west + (np.arange(columns) + 0.5) * (east - west) / columns
    north_m = north - (np.arange(rows) + 0.5) * (north - south) / rows
    left, bottom, right, top = levels.bounds
    high, wide = cells_of(levels).shape
    places = np.meshgrid(
        (top - north_m) / (top - bottom) * high - 0.5,
        (east_m - left) / (right - left) * wide - 0.5,
        indexing="ij",
    )
    return ndimage.map_coordinates(cells_of(levels), places, order=0, mode="nearest")


CHECKS: dict[str, Callable[[str, dict[str, Any]], None]] = {
    "CRS-01": check_crs01,
    "CRS-02": check_crs02,
    "CRS-03": districts,
    "FIL-06": refused,
    "GEO-01": check_geo01,
    "GEO-02": check_geo02,
    "GEO-03": check_geo03,
    "GEO-04": check_crs01,
    "GEO-05": refused,
    "GEO-08": refused,
    "GEO-09": check_geo09,
    "GEO-11": check_geo11,
    "GEO-13": check_geo13,
    "GEO-16": check_geo16,
    "GEO-17": check_geo17,
    "GEO-18": districts,
    "GEO-21": districts,
    "GEO-22": check_geo22,
    "JOI-08": check_joi08,
    "RAS-01": total,
    "RAS-02": total,
    "RAS-03": refused,
    "RAS-06": total,
    "RAS-07": check_ras07,
    "RAS-08": check_ras08,
    "RAS-11": refused,
    "ENC-01": equals_baseline,
    "ENC-02": equals_baseline,
    "ENC-03": check_enc03,
    "ENC-06": check_enc06,
    "ENC-08": check_enc08,
    "FIL-01": refused,
    "FIL-02": rows_ok,
    "FIL-05": rows_ok,
    "FIL-08": check_fil08,
    "FIL-10": near_baseline,
    "JOI-01": check_joi01,
    "JOI-03": check_joi03,
    "JOI-05": check_joi05,
    "JOI-07": check_joi07,
    "PRV-01": check_prv01,
    "PRV-03": check_prv03,
    "STR-01": check_str01,
    "STR-02": check_str02,
    "STR-04": check_str04,
    "STR-05": check_str05,
    "STR-07": check_str07,
    "STR-09": check_str09,
    "STR-10": check_str10,
    "STR-11": near_baseline,
    "STR-13": check_str13,
    "VAL-01": check_val01,
    "VAL-03": check_val03,
    "VAL-05": check_val05,
    "VAL-06": check_val06,
    "VAL-07": check_val07,
    "VAL-08": check_val08,
    "VAL-11": check_val11,
    "VAL-12": check_val12,
    "VAL-13": check_val13,
    "XY-01": check_xy01,
    "XY-03": check_xy03,
    "XY-04": check_xy04,
    "XY-06": check_xy06,
    "XY-07": check_xy07,
    "XY-09": check_xy09,
    "XY-11": check_xy11,
}
# Rows that a person decides one by one do not hold up a file that is otherwise accepted.
ROWS_ASKED = {"JOI-01": {7, 9, 17, 20}, "JOI-05": {16}, "GEO-16": {4}}
JOINED_VERDICT = {"RAS-07"}  # Each file is right alone; the warning is about the two.
JOINED_WORDS = {"JOI-05", "JOI-08", "RAS-07"}  # Said by the join of its files; checked there.


# Their answer is a file that goes out, a legend or the running app; where they are checked.
OUTPUT = {
    "DSH-01": "dashboard/test_data_routes.py",
    "DSH-02": "dashboard/test_data_routes.py",
    "DSH-04": "dashboard/test_data_routes.py",
    "DSH-05": "browser/test_cases.py",
    "DSH-07": "dashboard/serving/test_mounting.py",
    "DSH-10": "browser/test_cases.py",
    "DSH-13": "geodata/incoming/test_output_cases.py",
    "DSH-14": "browser/test_cases.py",
    "EXP-01": "geodata/incoming/test_output_cases.py",
    "EXP-04": "geodata/incoming/test_output_cases.py",
    "EXP-05": "geodata/incoming/test_output_cases.py",
    "EXP-06": "geodata/incoming/test_output_cases.py",
    "JOI-10": "geodata/incoming/test_output_cases.py",
    "PRV-06": "geodata/incoming/test_output_cases.py",
}


def the_cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*/expect.json")):
        case = json.loads(path.read_text(encoding="utf-8"))["id"]
        if case in OUTPUT:
            continue
        found.append(pytest.param(case, id=case))
    return found


def test_all_81_cases_are_here() -> None:
    assert len(the_cases()) + len(OUTPUT) == 81
    assert not set(OUTPUT) & set(CHECKS)
    for case, module in OUTPUT.items():
        text = (Path(__file__).parents[2] / module).read_text(encoding="utf-8")
        assert f"def test_{case.replace('-', '').casefold()}_" in text, case


@pytest.mark.parametrize("case", the_cases())
def test_a_case_gives_what_it_should(case: str) -> None:
    check = CHECKS.get(case)
    assert check is not None, "nothing checks this case yet"
    text = (next(CASES.glob(f"{case}-*")) / "expect.json").read_text(encoding="utf-8")
    expect = json.loads(text)
    check(case, expect["expected"])
    if case not in JOINED_WORDS:
        words = words_of(case)
        assert [part for part in expect["message_should_mention"] if part not in words] == []
    if case not in JOINED_VERDICT:
        check_verdict(case, expect)


def check_verdict(case: str, expect: dict[str, Any]) -> None:
    """Hold the verdict against the worst of the files; rows asked one by one are named."""
    folder = next(CASES.glob(f"{case}-*"))
    found = [read(case, path.name) for path in files_of(folder)]
    if expect["verdict"] == "refuse":
        assert any(one.verdict == Verdict.REFUSE for one in found)
        return
    asked = {*expect["expected"].get("query_rows", ()), *ROWS_ASKED.get(case, ())}
    order = list(Verdict)
    worst = max((one.verdict for one in found), key=order.index)
    if expect["verdict"] == "accept" and worst == Verdict.WARN:
        rows = {
            row
            for one in found
            for remark in one.remarks
            if remark.finding.severity != "note"
            for row in (*remark.rows, *([] if remark.rows else [0]))
        }
        assert rows
        assert rows <= asked
    else:
        assert worst == expect["verdict"]
