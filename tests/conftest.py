"""A country small enough to count by hand, and the embedded dataset."""

from __future__ import annotations

import gc
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
from hypothesis import settings

from geodata.programme import Programme, load

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A busy machine is no failure, and one commit gets one answer: the same examples at each run. New
# ones are for who looks for faults: python -m pytest --hypothesis-profile=hunt
settings.register_profile("hunt", deadline=None, print_blob=True)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same")

EMBEDDED = Path(__file__).parents[1] / "geodata" / "lesotho" / "data"
CRS = "EPSG:32735"
WEST_M, NORTH_M, CELL_M = 560_000, 6_740_000, 1_000
SIDE = 9  # Cells along each side; a community area has 3 x 3 of them, a district 3 areas.
DISTRICTS = {"LS-A": "Maseru", "LS-C": "Leribe", "LS-G": "Quthing"}
NAOMI = {"LS-A": "LSO_1_1", "LS-C": "LSO_1_3", "LS-G": "LSO_1_7"}
DEMO = "demo,2017-11-30,demonstration"


def pytest_collection_finish() -> None:
    """Look less for garbage, and never in what was imported: it took a twentieth of the time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def lesotho() -> Programme:
    """Return the embedded dataset, loaded once."""
    return load(EMBEDDED)


@pytest.fixture(scope="session")
def tiny_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a valid dataset folder that tests must not change; copy it, or use tiny_folder."""
    folder = tmp_path_factory.mktemp("tiny")
    write_tiny_country(folder)
    return folder


@pytest.fixture
def tiny_folder(tiny_template: Path, tmp_path: Path) -> Path:
    """
    Return a valid dataset folder of its own: three districts of three areas of 3 x 3 km.

    Maseru (west, in the programme) has sites S1 and S2, Leribe (middle, in the programme) S3,
    Quthing (east) none. Every cell expects one birth a year. The north is lowland, the middle
    foothill, the south mountain; the Senqu runs from west to east through the middle row of
    cells, with one bridge in Maseru.
    """
    folder = tmp_path / "tiny"
    shutil.copytree(tiny_template, folder)
    return folder


def write_tiny_country(folder: Path) -> None:
    """Write every file of the tiny dataset."""
    _write_about(folder)
    _write_layers(folder)
    _write_tables(folder)
    _write_rasters(folder)
    for name in ("parameters.csv", "sources.csv"):
        shutil.copyfile(EMBEDDED / name, folder / name)


def cell_centre(row: float, column: float) -> tuple[float, float]:
    """Return longitude and latitude of the centre of a cell, rounded to about a metre."""
    east_m, north_m = WEST_M + (column + 0.5) * CELL_M, NORTH_M - (row + 0.5) * CELL_M
    longitude, latitude = pyproj.Transformer.from_crs(CRS, 4326, always_xy=True).transform(
        east_m, north_m
    )
    return round(longitude, 5), round(latitude, 5)


def _write_about(folder: Path) -> None:
    layer = {"source": "surface", "source_date": "2017", "data_status": "modelled"}
    about = {
        "programme_id": "tiny",
        "title": "Mentor Mothers in a tiny country",
        "country": "Lesotho",
        "as_of": "2017-11-30",
        "generated_at": "2026-11-25T00:00:00Z",
        "period": "201711",
        "crs": CRS,
        "boundary_accuracy_m": 1000,
        "rule_version": "1.0.0",
        "published_totals": {"sites": 3, "SC": 2, "MM": 4, "CSC": 2, "CMM": 3},
        "layers": dict.fromkeys(["grid", "rivers", "areas", "districts"], layer),
    }
    (folder / "programme.json").write_text(json.dumps(about, indent=2), "utf-8")


def _write_layers(folder: Path) -> None:
    districts = [
        _feature(
            _square(0, 3 * place, SIDE, 3), area_id=code, area_name=name, naomi_area_id=NAOMI[code]
        )
        for place, (code, name) in enumerate(DISTRICTS.items())
    ]
    areas = [
        _feature(
            _square(3 * part, 3 * place, 3, 3),
            area_id=f"{code}-{part + 1:03}",
            area_name=f"near Village {part + 1}, {name}",
            district_code=code,
        )
        for place, (code, name) in enumerate(DISTRICTS.items())
        for part in range(3)
    ]
    middle = [cell_centre(SIDE // 2, column) for column in range(SIDE)]
    river = _feature({"type": "LineString", "coordinates": middle}, river_id="senqu", name="Senqu")
    for name, features in {"districts": districts, "areas": areas, "rivers": [river]}.items():
        _write_geojson(folder / f"{name}.geojson", features)


def _square(row: int, column: int, rows: int, columns: int) -> dict[str, object]:
    corners = ((0, 0), (rows, 0), (rows, columns), (0, columns), (0, 0))
    ring = [cell_centre(row + down - 0.5, column + right - 0.5) for down, right in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def _feature(geometry: dict[str, object], **properties: str) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _write_geojson(path: Path, features: list[dict[str, object]]) -> None:
    members = {"source": "surface", "source_date": "2017", "data_status": "modelled"}
    content = {"type": "FeatureCollection", **members, "features": features}
    path.write_text(json.dumps(content), "utf-8")


def _point(row: float, column: float) -> str:
    longitude, latitude = cell_centre(row, column)
    return f"{latitude},{longitude}"


def _write_tables(folder: Path) -> None:
    for name, (header, rows) in _tables().items():
        text = "\n".join([f"{header},source,source_date,data_status".lstrip(","), *rows])
        (folder / f"{name}.csv").write_text(text + "\n", "utf-8")


def _tables() -> dict[str, tuple[str, list[str]]]:
    bos, census, uscb = "bos2006,2006", "census2016,2016", "uscb2019,2019"
    return {
        "districts": (
            "district_code,district_name,naomi_area_id,in_programme",
            [
                f"{code},{name},{NAOMI[code]},{int(code != 'LS-G')},m2m2017,2017-11-30,published"
                for code, name in DISTRICTS.items()
            ],
        ),
        "population": (
            "area_code,year,sex,age_group,count",
            [
                f"{code},{year},{people},{count},{source},published"
                for code in DISTRICTS
                for year, people, count, source in (
                    (2006, "both,all", 3600, bos),
                    (2016, "both,all", 4000, census),
                    (2017, "female,Y015_049", 1000, uscb),
                )
            ],
        ),
        "fertility": (
            "area_code,year,tfr,births_per_year",
            [f"{code},2014,3.5,,ldhs2014,2014,published" for code in DISTRICTS],
        ),
        "prevalence": (
            (
                "layer_id,layer_title,area_code,area_level,period,population,estimate,lower,upper,"
                "ci_level,method"
            ),
            [
                (
                    "unaids_2016_adults_national,UNAIDS 2016,LS,country,2016,adults_15_49,"
                    "0.25,0.23,0.27,95,national_uniform,unaids2016,2017-11-30,published"
                ),
                *(
                    f"naomi_2022_women_25_29,UNAIDS Naomi,{code},district,2022Q4,women_25_29,"
                    f"{estimate},{estimate - 0.02:.2f},{estimate + 0.02:.2f},95,naomi,"
                    "naomi2023,2023,published"
                    for code, estimate in zip(DISTRICTS, (0.20, 0.21, 0.23), strict=True)
                ),
            ],
        ),
        "sites": (
            (
                "site_id,site_name,district_code,latitude,longitude,coord_quality,facility_type,"
                "ownership,facility_team,community_team,open_days_per_week"
            ),
            [
                f"S1,Demo site 1,LS-A,{_point(1, 1)},gps,health_centre,MoH,1,1,5,{DEMO}",
                f"S2,Demo site 2,LS-A,{_point(7, 1)},gps,health_centre,CHAL,1,0,5,{DEMO}",
                f"S3,Demo site 3,LS-C,{_point(1, 4)},map,hospital,MoH,1,1,,{DEMO}",
            ],
        ),
        "staffing": (
            "site_id,period,cadre,headcount,fte,approved_posts,vacancies",
            [
                f"{site},201711,{cadre},{count},{count},,,{DEMO}"
                for site, staff in {
                    "S1": {"MM": 2, "SC": 1, "CMM": 2, "CSC": 1},
                    "S2": {"MM": 1, "SC": 0},
                    "S3": {"MM": 1, "SC": 1, "CMM": 1, "CSC": 1},
                }.items()
                for cadre, count in staff.items()
            ],
        ),
        "outreach_stops": (
            (
                "stop_id,stop_name,district_code,latitude,longitude,parent_site_id,"
                "planned_frequency,access_mode"
            ),
            [f"P1,Demo stop 1,LS-C,{_point(7, 4)},S3,monthly,road,{DEMO}"],
        ),
        "outreach_visits": (
            "stop_id,planned_date,held_date,status,mm_present",
            [
                f"P1,2017-10-03,2017-10-03,held,1,{DEMO}",
                f"P1,2017-11-02,,cancelled_weather,,{DEMO}",
            ],
        ),
        "places": (
            "place_id,place_name,district_code,latitude,longitude,kind,population_2016",
            [
                f"T1,Town,LS-A,{_point(1, 1)},town,900,census2016,2016,published",
                f"V1,Village,LS-G,{_point(7, 7)},village,,census2016,2016,published",
            ],
        ),
        "bridges": (
            "bridge_id,place_name,latitude,longitude",
            [f"B1,Town,{_point(4, 1)},planning,2017,modelled"],
        ),
    }


def _write_rasters(folder: Path) -> None:
    bands = np.repeat([1, 2, 4], 3)[:, None] * np.ones((1, SIDE))
    heights = np.repeat([1600, 1900, 2300], 3)[:, None] * np.ones((1, SIDE))
    blocks = np.arange(SIDE) // 3
    areas = blocks[:, None] + 3 * blocks[None, :] + 1
    _write_raster(folder / "births.tif", np.ones((SIDE, SIDE), dtype="float32"))
    _write_raster(folder / "zones.tif", bands.astype("uint8"))
    _write_raster(folder / "elevation.tif", heights.astype("int16"), no_data=-32768)
    _write_raster(folder / "areas.tif", areas.astype("uint16"))


def _write_raster(
    path: Path,
    values: NDArray[np.float32] | NDArray[np.uint8] | NDArray[np.int16] | NDArray[np.uint16],
    no_data: float | None = None,
) -> None:
    import rasterio  # noqa: PLC0415 - slow, and most tests need no raster
    from affine import Affine  # noqa: PLC0415

    rows, columns = values.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=rows,
        width=columns,
        count=1,
        dtype=values.dtype,
        crs=CRS,
        transform=Affine(CELL_M, 0, WEST_M, 0, -CELL_M, NORTH_M),
        nodata=no_data,
    ) as raster:
        raster.write(values, 1)
