"""Files that nobody has sent yet: other spellings of what the known cases hold."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
import xlsxwriter
from affine import Affine

from geodata.incoming.entities import rows_of
from geodata.incoming.place import lesotho
from geodata.incoming.read import read_any
from geodata.incoming.result import State, Verdict
from geodata.schema import STAFFING

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.result import Incoming, ReadTable


def read(folder: Path, content: str | bytes, name: str = "a.csv") -> Incoming:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_any(path)


def table(folder: Path, content: str | bytes, name: str = "a.csv") -> ReadTable:
    (only,) = read(folder, content, name).tables
    return only


def rules(one: Incoming) -> set[str]:
    return {remark.finding.rule for remark in one.remarks}


@pytest.mark.parametrize(
    "mark",
    ["not available", "N.A", "n.d.", "ND", "\u2014", "\u2013", "..", "(blank)", "#DIV/0!",
     "not applicable", "Not recorded", "\u2026"],
)  # fmt: skip
def test_every_spelling_of_not_known_is_missing_and_never_zero(tmp_path: Path, mark: str) -> None:
    read_table = table(tmp_path, f"site_id,cadre,headcount\nS1,MM,{mark}\nS2,MM,2\n")
    assert read_table.states["headcount"].tolist() == [State.MISSING, State.VALUE]


@pytest.mark.parametrize("digits", ["\u0661\u0662", "\u0e51\u0e52", "\uff11\uff12", "\u06f1\u06f2"])
def test_digits_of_every_script_are_numbers(tmp_path: Path, digits: str) -> None:
    read_table = table(tmp_path, f"site_id,cadre,headcount\nS1,MM,{digits}\n")
    assert read_table.frame["headcount"].tolist() == [12]


@pytest.mark.parametrize(
    "written",
    ["519\u2009186", "519\u202f186", "519\u00a0186", "519'186", "519\u2019186", "519,186",
     "\u200b519186", "519 186.0"],
)  # fmt: skip
def test_thousands_are_parted_by_any_thin_sign(tmp_path: Path, written: str) -> None:
    text = f'district,year,count\nMaseru,2016,"{written}"\nLeribe,2016,337521\n'
    assert table(tmp_path, text).frame["count"].tolist() == [519186, 337521]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("29\u00b018\u203236\u2033S", "27\u00b028\u203248\u2033E"),
        ("29\u00b0 18\u2019 36\u201d S", "27\u00b0 28\u2019 48\u201d E"),
        ("S 29 18.6", "E 27 28.8"),
        ("29d18m36s S", "27d28m48s E"),
        ("-29:18:36", "27:28:48"),
        ("29.31 south", "27.48 East"),
        ("29.31 degrees south", "27.48 deg east"),
        ("S29,31", "E27,48"),
        ("\u221229.31", "27.48"),
    ],
)
def test_degrees_in_any_notation_are_one_place(
    tmp_path: Path, latitude: str, longitude: str
) -> None:
    text = f"site_id;latitude;longitude\nS1;{latitude};{longitude}\n"
    frame = table(tmp_path, text).frame
    assert frame["latitude"].tolist() == pytest.approx([-29.31])
    assert frame["longitude"].tolist() == pytest.approx([27.48])


@pytest.mark.parametrize(
    "header", ["easting_km,northing_km", "x,y", "Easting,Northing", "UTM X,UTM Y"]
)
def test_kilometres_of_utm_are_asked_about_and_placed(tmp_path: Path, header: str) -> None:
    one = read(tmp_path, f"site_id,{header}\nS1,546.5,6757.3\nS2,560.2,6740.1\n")
    assert one.verdict == Verdict.ASK
    assert one.tables[0].frame["latitude"].tolist() == pytest.approx([-29.3125, -29.4671], abs=1e-3)
    assert any("kilometres" in remark.finding.message for remark in one.remarks)


@pytest.mark.parametrize(
    "day",
    ["20171130", "2017/11/30", "2017.11.30", "Nov 30, 2017", "November 30 2017",
     "Thursday 30 November 2017", "Thu, 30 Nov 2017", "30th November 2017", "30-Nov-17",
     "2017-11-30T00:00:00", "30.11.2017", "43069"],
)  # fmt: skip
def test_one_day_in_any_notation(tmp_path: Path, day: str) -> None:
    text = f'stop_id,planned_date,status\nST1,"{day}",held\n'
    assert table(tmp_path, text).frame["planned_date"].tolist() == ["2017-11-30"]


@pytest.mark.parametrize("day", ["20171301", "20170231", "31/02/2017", "1234567", "Nov 31, 2017"])
def test_what_is_no_day_stays_a_question(tmp_path: Path, day: str) -> None:
    text = f'stop_id,planned_date,status\nST1,"{day}",held\n'
    assert table(tmp_path, text).states["planned_date"].tolist() == [State.QUERY]


def test_days_of_both_orders_in_one_column_are_not_guessed(tmp_path: Path) -> None:
    text = "stop_id,planned_date,status\nA,30/11/2017,held\nB,1/13/2017,held\nC,3/10/2017,held\n"
    assert table(tmp_path, text).frame["planned_date"].tolist()[2] == ""


def workbook(rows: list[list[Any]], **options: object) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                form = [day] if isinstance(cell, datetime) else []
                sheet.write(number, place, cell, *form)
    return file.getvalue()


def test_a_workbook_that_counts_from_1904_gives_the_same_day(tmp_path: Path) -> None:
    day = datetime(2017, 11, 30)  # noqa: DTZ001 - a cell of Excel has no zone
    rows = [["stop_id", "planned_date", "status"], ["A", day, "held"], ["B", 41607, "held"]]
    frame = table(tmp_path, workbook(rows, date_1904=True), "a.xlsx").frame
    assert frame["planned_date"].tolist() == ["2017-11-30", "2017-11-30"]
    rows[2][1] = 43069
    frame = table(tmp_path, workbook(rows), "a.xlsx").frame
    assert frame["planned_date"].tolist() == ["2017-11-30", "2017-11-30"]


@pytest.mark.parametrize("word", ["Total", "Sub total", "SUM", "Sum:", "All sites", "Overall"])
def test_a_row_of_totals_anywhere_is_left_out(tmp_path: Path, word: str) -> None:
    text = f"site_id,MM,SC\nS1,1,1\n{word},1,1\nS2,2,0\n"
    read_table = table(tmp_path, text)
    assert read_table.frame["MM"].tolist() == [1, 2]
    assert read_table.facts["rollup_rows"] == 1


def test_all_as_an_age_group_is_no_total(tmp_path: Path) -> None:
    text = "district,year,age_group,count\nMaseru,2016,All,5\nLeribe,2016,overall,6\n"
    assert len(table(tmp_path, text).frame) == 2


def test_two_tables_of_one_sheet_are_never_added_up(tmp_path: Path) -> None:
    text = (
        "site_id,MM,SC\nS1,1,1\nS2,2,0\n\nPopulation by district\ndistrict,year,count\n"
        "Maseru,2016,519186\nLeribe,2016,337521\n"
    )
    one = read(tmp_path, text)
    assert one.verdict == Verdict.ASK
    staff, people = one.tables
    assert staff.frame["MM"].sum() == 3
    assert people.frame["count"].tolist() == [519186, 337521]
    assert list(people.cells.index) == [7, 8]


def test_a_gap_within_a_table_parts_nothing(tmp_path: Path) -> None:
    assert len(table(tmp_path, "site_id,MM,SC\nS1,1,1\n\nS2,2,0\n").frame) == 2


def test_a_header_on_each_page_is_read_once(tmp_path: Path) -> None:
    read_table = table(tmp_path, "site_id,MM,SC\nS1,1,1\nsite_id,MM,SC\nS2,2,0\n")
    assert read_table.frame["MM"].tolist() == [1, 2]


def test_a_row_of_units_is_no_data(tmp_path: Path) -> None:
    text = "site_id,latitude,longitude,walk\n,degrees,degrees,minutes\nS1,-29.41,27.52,30\n"
    assert table(tmp_path, text).frame["walk"].tolist() == [30]


@pytest.mark.parametrize(
    ("header", "below"),
    [("prevalence (%)", ""), ("Prevalence, per cent", ""), ("prevalence", ",(%)\n")],
)
def test_a_column_that_says_per_cent_is_in_per_cent(
    tmp_path: Path, header: str, below: str
) -> None:
    units = "(code),(%)\n" if below else ""
    text = f'district,"{header}"\n{units}Maseru,25\nLeribe,0.5\n'
    assert table(tmp_path, text).frame["estimate"].tolist() == [0.25, 0.005]


def test_shares_under_a_header_in_per_cent_stay_shares(tmp_path: Path) -> None:
    frame = table(tmp_path, "district,prevalence (%)\nMaseru,0.25\nLeribe,0.27\n").frame
    assert frame["estimate"].tolist() == [0.25, 0.27]


def test_two_columns_of_one_meaning_are_told(tmp_path: Path) -> None:
    one = read(tmp_path, "site_id,MM,MM,SC\nS1,1,2,1\n")
    assert one.tables[0].frame["MM"].tolist() == [1]
    assert "same_meaning" in rules(one)


POINT = {"type": "Point", "coordinates": [27.5, -29.4]}
FEATURE = {"type": "Feature", "properties": {"name": "A"}, "geometry": POINT}


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (json.dumps(POINT), 1),
        (json.dumps({"type": "GeometryCollection", "geometries": [POINT, POINT]}), 1),
        (f"{json.dumps(FEATURE)}\n{json.dumps(FEATURE)}\n", 2),
        (f"\x1e{json.dumps(FEATURE)}\n\x1e{json.dumps(FEATURE)}\n", 2),
        (json.dumps(FEATURE, indent=1), 1),
    ],
    ids=["shape", "collection of shapes", "one a line", "text sequence", "one feature"],
)
def test_geojson_in_its_other_forms(tmp_path: Path, content: str, count: int) -> None:
    (layer,) = read(tmp_path, content, "a.geojson").layers
    assert layer.facts["placed"] == count


def test_topojson_with_a_transform_lies_where_it_should(tmp_path: Path) -> None:
    ring = [[0, 0], [500, 0], [0, 500], [-500, 0], [0, -500]]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": {"name": "Maseru"}}
    topology = {
        "type": "Topology", "arcs": [ring],
        "transform": {"scale": [0.001, 0.001], "translate": [27.0, -30.0]},
        "objects": {"d": {"type": "GeometryCollection", "geometries": [shape]}},
    }  # fmt: skip
    (layer,) = read(tmp_path, json.dumps(topology), "a.topojson").layers
    assert layer.frame.total_bounds.tolist() == pytest.approx([27.0, -30.0, 27.5, -29.5])


def test_folders_within_folders_of_kml_are_all_read(tmp_path: Path) -> None:
    def mark(name: str, place: str) -> str:
        point = f"<Point><coordinates>{place}</coordinates></Point>"
        return f"<Placemark><name>{name}</name>{point}</Placemark>"

    inner = f"<Folder><name>B</name>{mark('one', '27.5,-29.4,0')}</Folder>"
    folders = f"<Folder><name>A</name>{inner}</Folder>"
    folders += f"<Folder><name>C</name>{mark('two', '27.6,-29.5')}</Folder>"
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>'
    one = read(tmp_path, kml, "a.kml")
    assert sum(len(layer.frame) for layer in one.layers) == 2


@pytest.mark.parametrize(
    "header", ["Nurse in charge", "In-charge", "Compiled by", "Focal person", "Site supervisor",
               "Signature", "Mentor Mothers present"],
)  # fmt: skip
def test_a_role_with_names_in_it_is_about_persons_and_one_with_numbers_is_not(
    tmp_path: Path, header: str
) -> None:
    text = "site_id,{},MM\nS1,{},1\nS2,{},2\n"
    named = read(tmp_path, text.format(header, "Mpho Thabane", "Lineo Mokoena"))
    assert "personal_columns" in rules(named)
    assert "Thabane" not in repr(named.tables[0].cells.to_dict())
    counted = read(tmp_path, text.format(header, "1", "2"))
    assert "personal_columns" not in rules(counted)
    assert len(counted.tables[0].cells.columns) == 3


@pytest.mark.parametrize(
    "month", ["2017-11-01", "43040", "01/11/2017", "30/11/2017", "2017M11", "Nov-17", "11/2017"]
)
def test_a_month_that_a_spreadsheet_made_a_day_is_the_month(tmp_path: Path, month: str) -> None:
    text = f"site_id,period,cadre,headcount\nS1,{month},MM,1\n"
    assert table(tmp_path, text).frame["period"].tolist() == ["201711"]


@pytest.mark.parametrize("month", ["2017-11-15", "November", "2017/18"])
def test_what_is_no_period_stays_a_question(tmp_path: Path, month: str) -> None:
    text = f"site_id,period,cadre,headcount\nS1,{month},MM,1\n"
    assert table(tmp_path, text).states["period"].tolist() == [State.QUERY]


def test_cadres_in_words_are_those_of_the_dataset(tmp_path: Path) -> None:
    text = (
        "site_id,period,cadre,headcount\nS1,201711,Mentor Mother,1\nS1,201711,sc,1\n"
        "S1,201711,Community mentor mothers,2\nS1,201711,Nurse,1\n"
    )
    rows = rows_of(table(tmp_path, text), STAFFING, "201711")
    assert rows["cadre"].tolist() == ["MM", "SC", "CMM", "Nurse"]


def test_a_cadre_with_its_platform_in_brackets(tmp_path: Path) -> None:
    frame = table(tmp_path, "site_id,MM (facility),Mentor Mothers (community)\nS1,1,2\n").frame
    assert (frame["MM"].tolist(), frame["CMM"].tolist()) == ([1], [2])


def points(*places: tuple[float, float], **properties: list[str]) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {key: texts[at] for key, texts in properties.items()},
            "geometry": {"type": "Point", "coordinates": list(place)},
        }
        for at, place in enumerate(places)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_some_points_of_a_layer_that_are_exchanged_or_far_off_are_told(tmp_path: Path) -> None:
    one = read(tmp_path, points((27.5, -29.4), (-29.5, 27.6), (10.0, 50.0)), "a.geojson")
    found = {remark.finding.rule: remark.rows for remark in one.remarks}
    assert (found["exchanged"], found["outside_country"]) == ((2,), (3,))


def test_an_id_that_two_points_share_is_told(tmp_path: Path) -> None:
    text = points((27.5, -29.4), (27.6, -29.4), (27.7, -29.4), site_id=["S1", "S1", "S2"])
    one = read(tmp_path, text, "a.geojson")
    assert [remark.rows for remark in one.remarks if remark.finding.rule == "repeated_id"] == [
        (1, 2)
    ]


@pytest.mark.parametrize(
    ("start", "word"),
    [(b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG"),
     (b"\x1f\x8b\x08", "GZIP"), (b'[{"site_id": 1}]', "JSON"), (b"7z\xbc\xaf\x27\x1c", "7-Zip")],
)  # fmt: skip
def test_what_is_no_data_is_named_and_refused(tmp_path: Path, start: bytes, word: str) -> None:
    one = read(tmp_path, start + b"0" * 200, "a.csv")
    assert one.verdict == Verdict.REFUSE
    assert word in one.remarks[0].finding.message


def test_a_layer_that_lacks_a_district_says_which(tmp_path: Path) -> None:
    place = lesotho()
    frame = gpd.GeoDataFrame(
        {"name": list(place.districts.names.values())}, geometry=list(place.shapes), crs=4326
    )
    path = tmp_path / "a.gpkg"
    frame.drop(index=3).to_file(path)
    (remark,) = [
        remark for remark in read_any(path).remarks if remark.finding.rule == "missing_district"
    ]
    assert remark.finding.value == list(place.districts.names)[3]


@pytest.mark.parametrize("mark", [np.inf, -np.inf, 3.4e38, -3.4e38, np.nan])
def test_no_data_of_any_kind_is_never_added_up(tmp_path: Path, mark: float) -> None:
    path = tmp_path / "a.tif"
    values = np.full((10, 10), 2.0, "float32")
    values[0, 0] = mark
    shape = {"driver": "GTiff", "height": 10, "width": 10, "count": 1, "dtype": "float32"}
    place = Affine(0.27, 0, 26.9, 0, -0.24, -28.4)
    with rasterio.open(path, "w", crs="EPSG:4326", transform=place, **shape) as raster:
        raster.write(values, 1)
    assert "198" in read_any(path).summary[1]


def test_quotes_that_are_not_doubled_are_kept_where_one_reading_fits(tmp_path: Path) -> None:
    content = 'site_id,site_name,MM\nS1,"Ha "B"",2\nS2,"Ha\nC",3\nS3,"Ha "D", E",1\n'
    one = read(tmp_path, content.replace('S3,"Ha "D", E",1\n', ""))
    assert one.tables[0].frame["site_name"].tolist() == ['Ha "B"', "Ha\nC"]
    (told,) = [remark for remark in one.remarks if remark.finding.rule == "loose_quotes"]
    assert told.rows == (2,)
    assert "Ha" not in told.finding.message
    refused = read(tmp_path, content)  # The comma after D may end the cell or belong to it.
    assert [(remark.finding.rule, remark.rows) for remark in refused.remarks] == [
        ("broken_quotes", (5,))
    ]


GPX = """<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">%s<trk>
<trkseg><trkpt lat="-29.31" lon="27.48"/><trkpt lat="-29.32" lon="27.49"/></trkseg></trk></gpx>"""


def test_waypoints_of_a_gpx_are_sites_and_its_tracks_are_not(tmp_path: Path) -> None:
    points = '<wpt lat="-29.3111" lon="27.4822"><ele>1600</ele><name>Ha Thaba</name></wpt>'
    one = read(tmp_path, GPX % points, "a.gpx")
    assert rules(one) == {"tracks_aside"}
    assert one.tables[0].frame.iloc[0].tolist() == ["Ha Thaba", -29.3111, 27.4822]
    assert rules(read(tmp_path, GPX % "", "a.gpx")) == {"no_waypoints"}


@pytest.mark.parametrize(
    "content",
    [
        '[{"site_id": "S1", "MM": 2}, {"site_id": "S2", "MM": null}]',
        '{"rows": [{"site_id": "S1", "MM": 2.0}, {"site_id": "S2"}], "page": 1}',
        '{"site_id": "S1", "MM": 2}\n{"site_id": "S2"}\n',
        '[["site_id", "MM"], ["S1", "2"], ["S2", ""]]',
    ],
)
def test_records_in_json_are_rows_counted_from_one(tmp_path: Path, content: str) -> None:
    read_table = table(tmp_path, content, "a.json")
    assert read_table.frame["site_id"].to_dict() == {1: "S1", 2: "S2"}
    assert read_table.states["MM"].tolist() == [State.VALUE, State.MISSING]


def test_the_units_of_a_dhis2_and_features_of_esri_are_places(tmp_path: Path) -> None:
    unit = '{"id": "a", "name": "A", "geometry": {"type": "Point", "coordinates": [27.5, -29.3]}}'
    esri = (
        '{"geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 4326}, "features": '
        '[{"attributes": {"name": "A"}, "geometry": {"x": 27.5, "y": -29.3}}]}'
    )
    for content in (f'{{"organisationUnits": [{unit}]}}', f"[{unit}]", esri):
        frame = table(tmp_path, content, "a.json").frame
        assert frame[["site_name", "latitude", "longitude"]].iloc[0].tolist() == ["A", -29.3, 27.5]


def test_outlines_in_a_table_are_named_once_with_what_to_do(tmp_path: Path) -> None:
    rows = "\n".join(f'S{at},"POLYGON ((27 -29, 28 -29, 28 -30, 27 -29))"' for at in range(1, 4))
    one = read(tmp_path, f"site_id,geom\n{rows}\nS4,POINT (27.5123 -29.3)\n")
    (told,) = [remark for remark in one.remarks if remark.finding.rule == "shapes_in_table"]
    assert told.rows == (2, 3, 4)
    assert "not_an_angle" not in rules(one)
    assert one.tables[0].facts["placed"] == 1


def test_points_in_the_binary_form_of_databases_are_read(tmp_path: Path) -> None:
    hexed = shapely.to_wkb(shapely.Point(27.5123, -29.3456), hex=True)
    frame = table(tmp_path, f"site_id,geom\nS1,{hexed}\n").frame
    assert frame[["latitude", "longitude"]].iloc[0].tolist() == [-29.3456, 27.5123]


def test_a_workbook_in_the_xml_of_old_excel_is_read(tmp_path: Path) -> None:
    cells = "<Row><Cell><Data>S1</Data></Cell><Cell ss:Index='3'><Data>2</Data></Cell></Row>"
    head = "".join(f"<Cell><Data>{name}</Data></Cell>" for name in ("site_id", "SC", "MM"))
    content = (
        "<?xml version='1.0'?><Workbook xmlns:ss='x'><Worksheet ss:Name='A'><Table>"
        f"<Row>{head}</Row>{cells}</Table></Worksheet></Workbook>"
    )
    frame = table(tmp_path, content, "a.xls").frame
    assert frame["MM"].tolist() == [2]
