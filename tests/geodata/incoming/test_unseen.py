"""Kinds of files invented for the purpose: nothing is lost, guessed or repeated unsaid."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import xlsxwriter
from affine import Affine

from geodata.incoming.entities import rows_of, word_remarks
from geodata.incoming.place import lesotho
from geodata.incoming.read import read_any
from geodata.incoming.result import State
from geodata.schema import SITES

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geodata.incoming.result import Incoming, Remark


def read(folder: Path, content: str | bytes, name: str = "a.csv") -> Incoming:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_any(path)


def told(one: Incoming) -> dict[str, Remark]:
    return {remark.finding.rule: remark for remark in one.remarks}


def frame_of(one: Incoming) -> pd.DataFrame:
    return one.tables[0].frame


def test_a_point_between_thousands_is_settled_by_the_other_cells(tmp_path: Path) -> None:
    head = "district;year;count\nMaseru;2016;"
    settled = frame_of(read(tmp_path, head + "12.345,5\nBerea;2016;1.000\n"))
    assert settled["count"].tolist() == [12345.5, 1000]
    one = read(tmp_path, head.replace("count", "visits") + "1.000\nBerea;2016;12\n")
    assert one.tables[0].states["visits"].tolist() == [State.QUERY, State.VALUE]
    assert told(one)["grouping"].fix == "ungroup"


def test_counts_below_zero_and_parts_of_persons_are_told_where_they_stand(tmp_path: Path) -> None:
    one = read(tmp_path, "site_id,cadre,headcount\nS1,MM,-2\nS2,MM,1.5\nS3,MM,2\n")
    assert told(one)["negative_count"].rows == (2,)
    assert told(one)["not_whole"].rows == (3,)


def test_a_longitude_is_no_telephone_number(tmp_path: Path) -> None:
    rows = "S1,A,-29.3,28.002724386601102\nS2,B,-29.4,27.864187858665520\n"
    one = read(tmp_path, f"site_id,name,lat,lon\n{rows}")
    assert frame_of(one)["longitude"].tolist() == [28.002724386601102, 27.86418785866552]


def test_the_country_in_every_row_makes_no_totals(tmp_path: Path) -> None:
    rows = "Lesotho,S1,2\nLesotho,S2,3\nLesotho,S3,1\n"
    assert len(frame_of(read(tmp_path, f"country,site_id,MM\n{rows}"))) == 3


def test_years_may_head_columns(tmp_path: Path) -> None:
    one = read(tmp_path, "district,1996,2006,2016\nLeribe,300160,293369,337521\nBerea,1,2,3\n")
    assert one.tables[0].header_row == 1
    assert frame_of(one)["district_code"].tolist() == ["LS-C", "LS-D"]


def test_words_of_a_list_are_read_from_others_and_that_is_told(tmp_path: Path) -> None:
    content = "site_id,facility_type,ownership\nS1,District Hospital,Government\nS2,Clinic,FBO\n"
    read_table = read(tmp_path, content).tables[0]
    rows = rows_of(read_table, SITES, "201711")
    assert rows["facility_type"].tolist() == ["hospital", "Clinic"]
    assert rows["ownership"].tolist() == ["MoH", "FBO"]
    words = [remark.finding.message for remark in word_remarks(read_table, SITES, rows)]
    assert "'District Hospital' -> hospital" in words[0]
    assert "'Government' -> MoH" in words[1]


def test_no_share_is_above_a_hundred_per_cent(tmp_path: Path) -> None:
    one = read(tmp_path, "district,prevalence %\nMaseru,25\nBerea,125\nLeribe,0.25\nQuthing,-3%\n")
    states = one.tables[0].states["estimate"].tolist()
    assert states == [State.VALUE, State.QUERY, State.QUERY, State.QUERY]
    assert told(one)["share_in_percent"].rows == (4,)
    assert {remark.rows for remark in one.remarks if remark.finding.rule == "no_share"} == {
        (3,), (5,)
    }  # fmt: skip


def test_names_where_numbers_belong_are_neither_kept_nor_repeated(tmp_path: Path) -> None:
    rows = "S1,MM,Mamello Thabane\nS2,MM,Mme Palesa\nS3,MM,Not Available\nS4,MM,2\n"
    one = read(tmp_path, f"site_id,cadre,headcount\n{rows}")
    assert told(one)["name_in_cell"].rows == (2, 3)
    words = " ".join(f"{remark.finding}{remark.finding.value}" for remark in one.remarks)
    words += one.tables[0].cells.to_csv() + frame_of(one).to_csv()
    assert "Mamello" not in words
    assert "Palesa" not in words


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\u2060", "\u200e", "\ufeff"])
def test_signs_that_nobody_sees_make_no_other_site(tmp_path: Path, sign: str) -> None:
    one = read(tmp_path, f"site_id,MM\nS{sign}1,{sign}2\nS2,3\n")
    assert frame_of(one).to_numpy().tolist() == [["S1", 2], ["S2", 3]]
    assert told(one)["invisible_signs"].rows == (2,)


def test_codes_marked_as_text_keep_their_zeros_and_lose_the_mark(tmp_path: Path) -> None:
    one = read(tmp_path, 'site_id,MM\n="007",2\n\'008,3\n')
    assert frame_of(one)["site_id"].tolist() == ["007", "008"]


def test_rows_that_are_too_short_or_too_long_are_named_once(tmp_path: Path) -> None:
    one = read(tmp_path, "site_id;site_name;MM\nS1;A;2\nS2,B,3\nS3;C\nS4;D;1;x\nS5;E;1;y\n")
    assert told(one)["too_few_cells"].rows == (3, 4)
    assert [remark.rows for remark in one.remarks if remark.finding.rule == "too_many_cells"] == [
        (5, 6)
    ]


def test_a_header_that_stands_again_in_other_words_is_no_row(tmp_path: Path) -> None:
    one = read(tmp_path, "site_id,MM,SC\nS1,2,1\nSite ID,mm,sc\nS2,3,1\n")
    assert told(one)["repeated_header"].rows == (3,)
    assert frame_of(one)["MM"].sum() == 5


def test_sums_of_parts_without_a_word_for_it_are_no_rows(tmp_path: Path) -> None:
    rows = "Maseru,S1,2\nMaseru,S2,3\nMaseru,,5\nBerea,S3,1\nBerea,S4,1\nBerea,,2\n"
    one = read(tmp_path, f"district,site_id,MM\n{rows}")
    assert told(one)["totals_rows"].rows == (4, 7)
    assert frame_of(one)["MM"].sum() == 7
    other = read(tmp_path, f"district,site_id,MM\n{rows.replace(',,5', ',,4')}")
    assert len(frame_of(other)) == 6  # One of them adds up to nothing: all stay, and are checked.


@pytest.mark.parametrize("word", ["Kaofela", "Tsohle", "Total geral", "Soma", "Ensemble"])
def test_totals_are_known_in_four_languages(tmp_path: Path, word: str) -> None:
    assert frame_of(read(tmp_path, f"site_id,MM\nS1,2\nS2,3\n{word},5\n"))["MM"].sum() == 5


@pytest.mark.parametrize(
    "day", ["1er mai 2017", "1 de maio de 2017", "1st of May 2017", "1. Mai 2017"]
)
def test_days_are_read_in_other_languages(tmp_path: Path, day: str) -> None:
    one = read(tmp_path, f"stop_id,planned_date\nA,{day}\n")
    assert frame_of(one)["planned_date"].tolist() == ["2017-05-01"]


def test_errors_of_formulas_are_named_and_not_only_missing(tmp_path: Path) -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["site_id", "MM"])
        for row, (formula, value) in enumerate((("=#REF!", "#REF!"), ("=1+1", 2)), start=1):
            sheet.write(row, 0, f"S{row}")
            sheet.write_formula(row, 1, formula, None, value)
    one = read(tmp_path, kept.getvalue(), "a.xlsx")
    assert told(one)["formula_without_result"].rows == (2,)
    assert frame_of(one)["MM"].sum() == 2


def test_sheets_of_months_do_not_contradict_one_another(tmp_path: Path) -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        for title, count in (("Oct 2017", 2), ("Nov 2017", 3)):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, ["site_id", "MM", "SC"])
            sheet.write_row(1, 0, ["S1", count, 1])
    one = read(tmp_path, kept.getvalue(), "a.xlsx")
    assert frame_of(one)[["period", "MM"]].to_numpy().tolist() == [["201710", 2], ["201711", 3]]


@pytest.mark.parametrize(
    "text",
    [
        "29\u00b033\u203245\u2033S 27\u00b050\u203214\u2033E",
        "-29,5625 27,83722", "-29.5625/27.83722",
        "https://maps.example.org/?q=-29.5625,27.83722", "35J 581105 6729401",
    ],
)  # fmt: skip
def test_pairs_of_coordinates_are_read_as_people_write_them(tmp_path: Path, text: str) -> None:
    (latitude, longitude), *_ = frame_of(read(tmp_path, f'site_id,gps\nS1,"{text}"\n'))[
        ["latitude", "longitude"]
    ].to_numpy()
    assert abs(latitude + 29.5625) < 1e-4
    assert abs(longitude - 27.8372) < 1e-4


def test_the_grid_of_a_neighbour_and_a_letter_for_a_digit_are_told(tmp_path: Path) -> None:
    head = "site_id,latitude,longitude\n"
    one = read(tmp_path, f"{head}S1,-3242500.0,48600.0\nS2,-3275800.0,87100.0\n")
    assert "Lo27 (east and north)" in told(one)["metres"].finding.message
    assert "300 m" in told(one)["metres"].finding.remedy
    one = read(tmp_path, f"{head}S1,-29.56O6,27.8372\nS2,-29.5726,999\n")
    assert "O for 0" in told(one)["not_an_angle"].finding.message
    assert told(one)["no_degrees"].rows == (3,)
    assert one.tables[0].facts["placed"] == 0


def test_every_document_of_a_kmz_is_read(tmp_path: Path) -> None:
    kml = (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        "<name>%s</name><Point><coordinates>27.5,-29.3</coordinates></Point></Placemark></Document>"
        "</kml>"
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:  # Stored as they are: no <kml> makes it a KML.
        archive.writestr("doc.kml", kml % "A")
        archive.writestr("files/b.kml", kml % "B")
    one = read(tmp_path, kept.getvalue(), "a.kmz")
    assert [table.frame["site_name"].iloc[0] for table in one.tables] == ["A", "B"]


def test_a_misspelt_district_of_a_layer_is_named_with_the_likely_one(tmp_path: Path) -> None:
    shapes = lesotho().shapes
    names = ["Masero", *list(lesotho().districts.names.values())[1:]]
    gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs="EPSG:4326").to_file(
        tmp_path / "a.geojson"
    )
    one = read_any(tmp_path / "a.geojson")
    assert "perhaps LS-A (Maseru)" in told(one)["unmatched_district"].finding.message


def test_a_fault_of_every_row_is_told_in_few_remarks_that_name_all_rows(tmp_path: Path) -> None:
    rows = "\n".join(f"S{at},{27 + at / 1000:.4f},-29.5,no{at}?" for at in range(300))
    one = read(tmp_path, f"site_id,latitude,longitude,MM\n{rows}\n")
    alike = [remark for remark in one.remarks if remark.finding.rule == "not_a_number"]
    assert len(alike) == 101
    assert alike[-1].finding.message.startswith("And 200 more of the same kind, in rows 102")
    assert {row for remark in alike for row in remark.rows} == set(range(2, 302))
    assert told(one)["swap"].rows == tuple(range(2, 302))
    assert frame_of(one)["longitude"].between(27, 27.4).all()


def raster(folder: Path, values: np.ndarray, name: str = "pop.tif") -> Incoming:
    """Read a raster of 60 x 60 cells that covers the country."""
    place = Affine(0.045, 0, 26.9, 0, -0.04, -28.4)
    with rasterio.open(
        folder / name, "w", driver="GTiff", height=60, width=60, count=1,
        dtype="float32", crs="EPSG:4326", transform=place,
    ) as file:  # fmt: skip
        file.write(values.astype("float32"), 1)
    return read_any(folder / name)


@pytest.mark.parametrize(
    ("name", "cell", "rule"),
    [
        ("pop.tif", -1.0, "no_people"), ("pop.tif", 1e6, "no_people"),
        ("pop.tif", 0.001, "no_people"), ("pop.tif", np.nan, "no_values"),
        ("dem.tif", np.nan, "no_values"), ("pop.tif", 12.0, ""), ("dem.tif", -1.0, ""),
    ],
)  # fmt: skip
def test_values_that_no_people_can_be_are_told(
    tmp_path: Path, name: str, cell: float, rule: str
) -> None:
    one = raster(tmp_path, np.full((60, 60), cell), name)
    assert {"no_people", "no_values"} & set(told(one)) == ({rule} if rule else set())


@pytest.mark.parametrize("mark", [255, 65535, 99999])
def test_a_usual_mark_far_above_all_values_is_no_data(tmp_path: Path, mark: int) -> None:
    values = np.full((60, 60), 12)
    values[:6] = mark
    one = raster(tmp_path, values)
    assert told(one)["undeclared_no_data"].finding.value == str(mark)
    assert np.nansum(one.raster.values) == 12 * 54 * 60  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"ncols 4\nnrows 4\n", "Esri grid"), (b"CDF\x01" + bytes(99), "NetCDF"),
        (bytes(2 * 1201**2), "heights (HGT)"),
        (b"site_id^site_name^MM\nS1^A^2\n", "parted by ^"),
        (b"site_id,MM\nS1,2\0\n", "line 2 holds a zero byte"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    (remark,) = read(tmp_path, content, "a.csv").remarks
    assert words in remark.finding.message
    assert remark.finding.remedy
