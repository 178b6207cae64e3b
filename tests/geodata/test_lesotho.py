"""The embedded dataset: what it must hold, and that it is what its script makes."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from scipy import ndimage

from geodata.lesotho import facts, make, outreach, packages, staff, surface, tables

ROOT = Path(__file__).parents[2]
DATA = ROOT / "geodata" / "lesotho" / "data"
HASHES = ROOT / "geodata" / "lesotho" / "data.sha256"
FACILITIES = ROOT.parent / "shared" / "data" / "raw" / "who_public_facilities_lso.csv"
PROGRAMME = ["LS-A", "LS-C", "LS-D", "LS-E", "LS-F"]
STATUSES = {"reported", "published", "modelled", "demonstration"}
RASTERS = ("births", "zones", "elevation", "areas")
INVENTED = ("sites", "staffing", "outreach_stops", "outreach_visits")
FORBIDDEN_COLUMNS = {"name", "first_name", "phone", "birth_date", "national_id", "village"}

# domain.md 1.2: births and need a year by district, to the whole number.
BIRTHS = {
    "LS-A": 12_007,
    "LS-B": 3_327,
    "LS-C": 9_496,
    "LS-D": 6_401,
    "LS-E": 3_580,
    "LS-F": 4_517,
    "LS-G": 3_256,
    "LS-H": 1_599,
    "LS-J": 3_097,
    "LS-K": 3_674,
}
# domain.md section 7: sites and posts by district.
SPLIT = {
    "LS-A": (18, 23, 17, 31, 17),
    "LS-C": (13, 17, 12, 39, 12),
    "LS-D": (10, 12, 9, 30, 9),
    "LS-E": (9, 10, 9, 23, 8),
    "LS-F": (6, 8, 6, 20, 6),
}


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", dtype={"period": str, "source_date": str})


def raster(name: str) -> np.ndarray:
    with rasterio.open(DATA / f"{name}.tif") as band:
        return np.asarray(band.read(1))


def layer(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(DATA / f"{name}.geojson")


def points(frame: pd.DataFrame) -> gpd.GeoSeries:
    located = gpd.points_from_xy(frame["longitude"], frame["latitude"], crs=4326)
    return gpd.GeoSeries(located, index=frame.index).to_crs(32735)


def district_of_cells() -> np.ndarray:
    codes = np.append(layer("areas")["district_code"].to_numpy(), "")
    return np.asarray(codes[raster("areas").astype(int) - 1])


# The same bytes


def test_files_are_those_the_script_made() -> None:
    listed = dict(line.split("  ")[::-1] for line in HASHES.read_text("utf-8").splitlines())
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in DATA.iterdir()}
    assert found == listed


def test_the_folder_stays_small() -> None:
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 3_000_000


def test_making_it_again_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = os.environ.get("ATLAS_PACKAGES")
    if not folder:
        pytest.skip("ATLAS_PACKAGES names no folder of downloaded packages (250 MB)")
    make.make(Path(folder), tmp_path / "data", tmp_path / "data.sha256")
    assert (tmp_path / "data.sha256").read_text("utf-8") == HASHES.read_text("utf-8")


def test_tables_without_packages_are_made_again_the_same(tmp_path: Path) -> None:
    make.output.write_facts(tmp_path)
    for file in tmp_path.iterdir():
        assert file.read_bytes() == (DATA / file.name).read_bytes(), file.name


@pytest.fixture
def one_package(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Ask for one small package only, and write down what a registry's client is told."""
    digest = hashlib.sha256(b"cities").hexdigest()
    row = {"registry": "pypi", "name": "itur", "version": "0.4.0", "file_name": "itur.whl"}
    told: list[list[str]] = []

    def client(command: list[str], *, check: bool) -> None:
        assert check
        told.append(command)
        (Path(command[command.index("--dest") + 1]) / "itur.whl").write_bytes(b"cities")

    monkeypatch.setattr(facts, "table", lambda _: pd.DataFrame([{**row, "sha256": digest}]))
    monkeypatch.setattr(packages.subprocess, "run", client)
    return told


def test_a_package_at_hand_is_not_downloaded(tmp_path: Path, one_package: list[list[str]]) -> None:
    (tmp_path / "itur.whl").write_bytes(b"cities")
    assert packages.fetch(tmp_path) == {"itur": tmp_path / "itur.whl"}
    assert one_package == []


def test_a_missing_package_is_asked_for_by_its_pinned_version(
    tmp_path: Path, one_package: list[list[str]]
) -> None:
    packages.fetch(tmp_path / "new")
    assert one_package[0][-1] == "itur==0.4.0"


def test_a_package_with_another_hash_is_refused(
    tmp_path: Path, one_package: list[list[str]]
) -> None:
    (tmp_path / "itur.whl").write_bytes(b"something else")
    with pytest.raises(ValueError, match="sha256"):
        packages.fetch(tmp_path)
    assert one_package == []


# Provenance


def test_every_table_says_where_it_comes_from_and_how_sure_it_is() -> None:
    known = set(table("sources")["id"])
    for file in sorted(DATA.glob("*.csv")):
        if file.stem == "sources":
            continue
        frame = table(file.stem)
        assert set(frame["source"]) <= known, file.name
        assert set(frame["data_status"]) <= STATUSES, file.name
        assert frame["source_date"].notna().all(), file.name


def test_every_layer_says_where_it_comes_from_and_how_sure_it_is() -> None:
    known = set(table("sources")["id"])
    entries = list(json.loads((DATA / "programme.json").read_text("utf-8"))["layers"].values())
    entries += [json.loads(file.read_text("utf-8")) for file in sorted(DATA.glob("*.geojson"))]
    for name in RASTERS:
        with rasterio.open(DATA / f"{name}.tif") as band:
            entries.append(band.tags())
    assert all(entry["source"] in known for entry in entries)
    assert all(entry["data_status"] in STATUSES for entry in entries)


def test_the_district_lines_carry_their_attribution() -> None:
    content = json.loads((DATA / "districts.geojson").read_text("utf-8"))
    assert "CC BY 3.0 IGO" in content["attribution"]


def test_what_is_invented_is_marked_as_demonstration() -> None:
    for name in INVENTED:
        assert set(table(name)["data_status"]) == {"demonstration"}, name
    assert table("sites")["site_name"].str.fullmatch(r"Demo site [A-Z][a-z' H]+-\d\d").all()
    assert (
        table("outreach_stops")["stop_name"].str.fullmatch(r"Demo stop [A-Z][a-z' H]+-\d\d").all()
    )


def test_sources_are_complete() -> None:
    frame = table("sources")
    assert frame["id"].is_unique
    assert frame.drop(columns="url").notna().all().all()
    used = {
        source
        for file in DATA.glob("*.csv")
        if file.stem != "sources"
        for source in table(file.stem)["source"]
    }
    assert {"m2m2017", "codab2019", "geonames", "itu1511", "wdbii"} <= set(frame["id"])
    assert used <= set(frame["id"])


def test_no_column_holds_a_person() -> None:
    for name in INVENTED:
        assert not FORBIDDEN_COLUMNS & set(table(name).columns), name


# Districts and need


def test_districts_sum_to_the_census() -> None:
    frame = table("population").set_index(["year", "age_group", "area_code"])["count"]
    assert frame[2006].sum() == 1_876_633
    assert frame[2016].sum() == 2_007_201
    assert frame[2016, "all"][PROGRAMME].sum() == 1_463_135
    assert frame[2017, "Y015_049"].sum() == 551_977
    assert frame[2017, "Y015_049"][PROGRAMME].sum() == 415_207


def test_the_five_districts_of_the_programme_are_marked() -> None:
    frame = table("districts").set_index("district_code")
    assert frame.index[frame["in_programme"] == 1].tolist() == PROGRAMME
    assert len(frame) == 10


def test_births_are_women_times_fertility_over_35() -> None:
    births = facts.births_per_year()
    assert births.round().astype(int).to_dict() == BIRTHS
    assert births[PROGRAMME].sum() * 0.25 == pytest.approx(9_000, abs=1)


@pytest.mark.parametrize("position", range(10))
def test_cells_sum_to_their_district(position: int) -> None:
    code = sorted(BIRTHS)[position]
    births = raster("births").astype(float)
    in_cells = births[district_of_cells() == code].sum()
    assert in_cells == pytest.approx(float(facts.births_per_year()[code]), rel=1e-6)


def test_nobody_is_born_outside_the_country() -> None:
    assert raster("births")[raster("zones") == 0].sum() == 0
    assert (raster("births") >= 0).all()


def test_nobody_is_born_on_a_tip_of_land_that_hangs_by_a_corner() -> None:
    label, _ = ndimage.label(raster("zones") > 0)
    main = np.argmax(np.bincount(label.ravel())[1:]) + 1
    assert raster("births")[label != main].sum() == 0


def test_towns_hold_their_people() -> None:
    """Births near Maseru's middle: at least the town's share of its district."""
    births, frame = raster("births").astype(float), points(table("places").query("kind == 'town'"))
    maseru = frame[table("places").query("place_name == 'Maseru'").index[0]]
    with rasterio.open(DATA / "births.tif") as band:
        rows, columns = np.nonzero(births)
        east, north = rasterio.transform.xy(band.transform, rows, columns)
    near = np.hypot(np.asarray(east) - maseru.x, np.asarray(north) - maseru.y) < 10_000
    assert births[rows, columns][near].sum() > 330_760 / 519_186 * 12_007


def test_rural_density_falls_with_height_and_distance() -> None:
    lowlands, mountains = np.uint8(1), np.uint8(4)
    zone = np.array([lowlands, lowlands, mountains, mountains, mountains])
    height = np.array([1_500.0, 1_500.0, 2_000.0, 2_400.0, 2_900.0])
    distance = np.array([0.0, 24_000.0, 0.0, 0.0, 0.0])
    weight = surface.rural_weight(zone, height, distance)
    assert weight[0] == 1
    assert weight[1] == pytest.approx(0.3 + 0.7 * np.exp(-2))
    assert weight[2] == pytest.approx(0.45)
    assert weight[3] == pytest.approx(0.45 * 500 / 900)
    assert weight[4] == 0


# Grid and areas


def test_rasters_share_one_grid_on_whole_cells() -> None:
    frames = []
    for name in RASTERS:
        with rasterio.open(DATA / f"{name}.tif") as band:
            frames.append((band.transform, band.shape, band.crs.to_epsg()))
    assert len(set(frames)) == 1
    transform, _, epsg = frames[0]
    assert epsg == 32735
    assert transform.a == 500
    assert transform.c % 500 == transform.f % 500 == 0


def test_rasters_agree_on_what_is_inside() -> None:
    inside = raster("zones") > 0
    assert (inside == (raster("areas") > 0)).all()
    assert (inside == (raster("elevation") > 0)).all()


def test_rasters_are_of_the_type_they_should_be() -> None:
    assert [raster(name).dtype.name for name in RASTERS] == ["float32", "uint8", "int16", "uint16"]
    with rasterio.open(DATA / "elevation.tif") as band:
        assert band.nodata == -32768


def test_zones_are_close_to_the_official_shares() -> None:
    zone = raster("zones")
    share = np.bincount(zone.ravel(), minlength=5)[1:] / (zone > 0).sum()
    assert share[0] == pytest.approx(0.20, abs=0.05)
    assert share[3] == pytest.approx(0.63, abs=0.05)


def test_every_community_area_holds_the_minimum_need() -> None:
    position, births = raster("areas").astype(int), raster("births").astype(float)
    need = np.bincount(position.ravel(), births.ravel())[1:] * 0.25
    assert len(need) == len(layer("areas"))
    assert need.min() >= 5


def test_areas_cover_the_districts_without_gap_or_overlap() -> None:
    shapes = layer("areas")
    assert shapes.geometry.is_valid.all()
    assert shapely.coverage_is_valid(np.asarray(shapes.geometry.array))
    metric, outlines = shapes.to_crs(32735), layer("districts").to_crs(32735).set_index("area_id")
    covered = metric.dissolve("district_code").area
    assert (covered / outlines.area - 1).abs().max() < 1e-4


def test_areas_have_ids_and_names_of_their_own() -> None:
    shapes = layer("areas")
    assert shapes["area_id"].is_unique
    assert shapes["area_name"].is_unique
    assert shapes["area_id"].str.fullmatch(r"LS-[A-K]-\d{3}").all()
    assert (shapes["area_id"].str[:4] == shapes["district_code"]).all()
    assert shapes["area_id"].is_monotonic_increasing


def test_cells_lie_in_the_area_they_name() -> None:
    position = raster("areas").astype(int)
    shapes = layer("areas").to_crs(32735)
    with rasterio.open(DATA / "areas.tif") as band:
        rows, columns = np.nonzero(position)
        east, north = rasterio.transform.xy(band.transform, rows, columns)
    found = shapes.geometry.to_numpy()[position[rows, columns] - 1]
    assert shapely.distance(found, shapely.points(east, north)).max() < 25


# Demonstration sites and staff


def test_sites_and_posts_are_split_by_the_published_rule() -> None:
    sites, posts = (
        table("sites"),
        table("staffing").merge(table("sites")[["site_id", "district_code"]]),
    )
    counts = posts.pivot_table(
        index="district_code", columns="cadre", values="headcount", aggfunc="sum"
    )
    found = {
        code: (int(n), *(int(counts.loc[code, cadre]) for cadre in ("MM", "SC", "CMM", "CSC")))
        for code, n in sites["district_code"].value_counts().items()
    }
    assert found == SPLIT
    totals = json.loads((DATA / "programme.json").read_text("utf-8"))["published_totals"]
    assert tuple(np.sum(list(SPLIT.values()), axis=0)) == (56, 70, 53, 143, 52)
    assert totals == {"sites": 56, "SC": 53, "MM": 70, "CSC": 52, "CMM": 143}


def test_posts_at_a_site() -> None:
    posts = table("staffing").pivot_table(index="site_id", columns="cadre", values="headcount")
    assert set(posts["MM"]) == {1, 2}
    assert posts["CMM"].between(1, 4).all()
    assert (posts["SC"] == 0).sum() == 3
    assert (posts["CSC"] == 0).sum() == 4
    assert set(posts["SC"]) == set(posts["CSC"]) == {0, 1}


def test_a_missing_coordinator_is_a_vacancy() -> None:
    frame = table("staffing")
    assert (frame["approved_posts"] == frame["headcount"] + frame["vacancies"]).all()
    assert frame["vacancies"].sum() == 3 + 4
    assert (frame["fte"] == frame["headcount"]).all()
    assert set(frame["period"]) == {"201711"}


def test_sites_and_stops_lie_in_their_district() -> None:
    outlines = layer("districts").to_crs(32735).set_index("area_id").geometry
    for name in ("sites", "outreach_stops"):
        frame = table(name)
        located = points(frame)
        inside = [
            outlines[code].covers(point)
            for code, point in zip(frame["district_code"], located, strict=True)
        ]
        assert all(inside), name


def test_sites_of_a_district_keep_apart() -> None:
    for _, own in table("sites").groupby("district_code"):
        located = points(own)
        gaps = [located.drop(i).distance(point).min() for i, point in located.items()]
        assert min(gaps) >= 5_000 - 20


def test_stops_lie_far_from_every_site_and_never_in_the_lowlands() -> None:
    stops, sites = points(table("outreach_stops")), points(table("sites"))
    assert min(sites.distance(stop).min() for stop in stops) >= 7_000 - 20
    with rasterio.open(DATA / "zones.tif") as band:
        zones = {int(value[0]) for value in band.sample([(p.x, p.y) for p in stops])}
    assert zones <= {3, 4}


def test_remote_places_stay_remote() -> None:
    """As the crow flies at 2 km/h, most need in the mountains is over two hours from any site."""
    births, zone = raster("births").astype(float), raster("zones")
    mine = np.isin(district_of_cells(), PROGRAMME) & (zone == 4)
    with rasterio.open(DATA / "births.tif") as band:
        east, north = rasterio.transform.xy(band.transform, *np.nonzero(mine))
    sites = points(table("sites"))
    steps = [np.hypot(np.asarray(east) - p.x, np.asarray(north) - p.y) for p in sites]
    hours = np.min(steps, axis=0) / 2_000
    need = births[mine]
    assert need[hours > 2].sum() / need.sum() > 0.5


def test_no_demonstration_point_is_near_a_listed_facility() -> None:
    if not FACILITIES.exists():
        pytest.skip("the public facility list is not beside this checkout (../shared)")
    listed = pd.read_csv(FACILITIES).dropna(subset=["Lat", "Long"])
    facilities = points(listed.rename(columns={"Lat": "latitude", "Long": "longitude"}))
    for name in ("sites", "outreach_stops"):
        gaps = [facilities.distance(point).min() for point in points(table(name))]
        assert min(gaps) >= 3_000, name


def test_posts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        staff.spread(5, 2, 1, 2, np.random.default_rng(1))


# Outreach


def test_visits_run_from_december_2016_to_november_2017() -> None:
    frame = table("outreach_visits")
    planned = frame["planned_date"]
    assert planned.min()[:7] == "2016-12"
    assert planned.max()[:7] == "2017-11"
    assert frame["held_date"].dropna().max() <= "2017-11-30"
    assert frame.groupby("stop_id").size().max() == 12
    assert not frame.duplicated(["stop_id", "planned_date"]).any()


def test_only_held_visits_have_a_day_and_someone_present() -> None:
    frame = table("outreach_visits")
    held = frame["status"] == "held"
    assert (frame["held_date"].notna() == held).all()
    assert (frame["mm_present"].notna() == held).all()
    assert (frame.loc[held, "held_date"] >= frame.loc[held, "planned_date"]).all()


def test_winter_cancels_more_visits() -> None:
    frame = table("outreach_visits")
    winter = frame["planned_date"].str[5:7].isin(["06", "07", "08"])
    cancelled = frame["status"].str.startswith("cancelled")
    assert cancelled[winter].mean() > 2 * cancelled[~winter].mean()


def test_a_few_stops_are_overdue_and_one_was_never_visited() -> None:
    stops = table("outreach_stops")["stop_id"]
    last = table("outreach_visits").groupby("stop_id")["held_date"].max().reindex(stops)
    assert last.isna().sum() == 1
    days = (pd.Timestamp("2017-11-30") - pd.to_datetime(last.dropna())).dt.days
    assert 3 <= (days > 35).sum() <= 6
    assert 14 <= len(stops) <= 20


def test_stops_belong_to_a_site_of_their_district() -> None:
    stops = table("outreach_stops").merge(
        table("sites"), left_on="parent_site_id", right_on="site_id", suffixes=("", "_site")
    )
    assert len(stops) == len(table("outreach_stops"))
    assert (stops["district_code"] == stops["district_code_site"]).all()
    assert set(stops["access_mode"]) <= {"road", "horse", "foot", "air"}


def test_visits_do_not_change_from_one_run_to_the_next() -> None:
    ids = table("outreach_stops")["stop_id"].tolist()
    pd.testing.assert_frame_equal(outreach.visits(ids), outreach.visits(ids))


# Prevalence, parameters, places, rivers


def test_prevalence_layers() -> None:
    frame = table("prevalence").set_index(["layer_id", "area_code"])
    ages = ["naomi_2022_women_15_19", "naomi_2022_women_20_24", "naomi_2022_women_25_29"]
    for layer_id in ages:
        own = frame.loc[layer_id]
        assert len(own) == 11
        assert (own["lower"] <= own["estimate"]).all()
        assert (own["estimate"] <= own["upper"]).all()
        assert set(own["method"]) == {"naomi"}
        assert set(own["data_status"]) == {"published"}
    quthing = frame.loc[("naomi_2022_women_25_29", "LS-G")]
    assert quthing[["estimate", "lower", "upper"]].round(3).tolist() == [0.231, 0.204, 0.260]
    national = frame.loc[("unaids_2016_adults_national", "LS")]
    assert national[["estimate", "lower", "upper"]].tolist() == [0.25, 0.23, 0.27]
    assert national["method"] == "national_uniform"
    survey = frame.loc["ldhs_2004_adults"]
    assert survey["estimate"].to_dict() == {"LS": 0.24, "LS-C": 0.30, "LS-J": 0.18, "LS-K": 0.18}
    assert survey["lower"].isna().all()


def test_each_prevalence_layer_has_one_title_one_population_and_one_period() -> None:
    frame = table("prevalence")[["layer_id", "layer_title", "population", "period"]]
    assert frame.drop_duplicates()["layer_id"].is_unique


def test_parameters_lie_in_their_range() -> None:
    frame = table("parameters")
    assert frame["name"].is_unique
    assert (frame["low"] <= frame["value"]).all()
    assert (frame["value"] <= frame["high"]).all()
    assert set(frame["mark"]) <= {"V", "V2", "Kh", "Km", "Kl", "A", "M"}
    assert (frame.loc[frame["mark"] == "A", "data_status"] == "modelled").all()


def test_every_assumption_has_a_mark_and_a_reason() -> None:
    frame = facts.table("assumptions")
    assert frame["name"].is_unique
    assert set(frame["mark"]) == {"A"}
    assert frame["why"].notna().all()


def test_places_are_those_of_geonames_without_the_misplaced_one() -> None:
    frame = table("places")
    assert len(frame) == 46
    assert "Sekake" not in set(frame["place_name"])
    towns = frame[frame["kind"] == "town"]
    assert towns["population_2016"].sum() == 686_295
    assert frame.loc[frame["kind"] == "village", "population_2016"].isna().all()
    facts_by_town = facts.table("towns").set_index("town_name")["district_code"]
    assert towns.set_index("place_name")["district_code"].to_dict() == facts_by_town.to_dict()


def test_the_senqu_runs_through_the_country_and_crossings_lie_on_it() -> None:
    rivers = layer("rivers")
    assert set(rivers["name"]) == {"Senqu"}
    assert set(rivers.geom_type) == {"LineString"}
    metric = rivers.to_crs(32735).union_all()
    assert 340_000 < metric.length < 430_000
    bridges = table("bridges")
    assert points(bridges).distance(metric).max() < 20
    located = points(table("places"))
    near = table("places")["place_name"][located.distance(metric) <= 3_000]
    assert set(bridges["place_name"]) == set(near)


def test_naomi_and_women_are_those_shipped() -> None:
    assert tables.prevalence()["estimate"].between(0, 1).all()
    assert facts.table("lso_women_15_49")["women_15_49"].sum() == 551_977
