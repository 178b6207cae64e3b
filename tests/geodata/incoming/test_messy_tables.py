"""Tables built or written in ways nobody sent before: nothing is guessed, lost or left unsaid."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from geodata.drafts.workbench import EMBEDDED
from geodata.incoming.datasetfiles import Stamp, changed_files
from geodata.incoming.place import lesotho
from geodata.incoming.read import read_any
from geodata.status import DataStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from geodata.incoming.datasetfiles import Changes
    from geodata.incoming.result import Incoming, Remark

STAMP = Stamp("a", "2017-11-30", DataStatus.REPORTED)
STAFF = "site_id,period,cadre,headcount\n"


def read(folder: Path, content: str | bytes, name: str = "a.csv") -> Incoming:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_any(path)


def book(
    folder: Path,
    rows: Sequence[Sequence[object]],
    more: Callable[[Worksheet], object] = Worksheet.get_name,
) -> Incoming:
    path = folder / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        days = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet()
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(at, column, value, days)
                elif value is not None:
                    sheet.write(at, column, value)
        more(sheet)
    return read_any(path)


def told(one: Incoming) -> dict[str, Remark]:
    return {remark.finding.rule: remark for remark in one.remarks}


def frame_of(one: Incoming) -> pd.DataFrame:
    return one.tables[0].frame


def changes_of(one: Incoming) -> Changes:
    return changed_files(one, EMBEDDED, lesotho(), STAMP)


def test_signs_of_other_scripts_part_numbers_too(tmp_path: Path) -> None:
    rows = "Maseru,\u0662\u0660\u0661\u0666,\u0665\u0661\u0669\u066c\u0661\u0668\u0666\n"
    rows += "Berea,\uff12\uff10\uff11\uff16,\uff13\uff0e\uff15\n"
    rows += "Leribe,\u06f2\u06f0\u06f1\u06f6,\u06f3\u06f3\u066b\u06f5\n"
    one = read(tmp_path, f"district_name,year,count\n{rows}")
    assert frame_of(one)["count"].tolist() == [519186, 3.5, 33.5]
    assert frame_of(one)["year"].tolist() == ["2016", "2016", "2016"]
    wide = read(tmp_path, f"{STAFF}S1,201711,\uff2d\uff2d,1\n")
    assert frame_of(wide)["cadre"].tolist() == ["MM"]


@pytest.mark.parametrize(
    "header", ["Population (thousands)", "Population '000", "Population (000s)", "Count in 1,000s"]
)
def test_thousands_in_a_header_are_counted_and_told(tmp_path: Path, header: str) -> None:
    one = read(tmp_path, f'District,Year,"{header}"\nMaseru,2016,519.2\nBerea,2016,262.6\n')
    assert frame_of(one)["count"].tolist() == [519200, 262600]
    assert told(one)["numbers_thousands"].rows == (2, 3)


def test_numbers_too_large_for_thousands_are_asked_about(tmp_path: Path) -> None:
    one = read(tmp_path, "District,Year,Population (thousands)\nMaseru,2016,519186\n")
    assert frame_of(one)["count"].tolist() == [519186]
    assert told(one)["thousands_doubted"].asks


def test_people_by_district_and_year_are_the_populations(tmp_path: Path) -> None:
    one = read(tmp_path, "District,Year,Population\nMaseru,2016,519186\nBerea,2016,262616\n")
    assert frame_of(one)["count"].tolist() == [519186, 262616]
    words = "area_code,period,population,estimate\nLS-A,2017,adults_15_49,0.25\n"
    assert frame_of(read(tmp_path, words))["population"].tolist() == ["adults_15_49"]


def test_years_of_another_calendar_or_mistyped_are_no_days(tmp_path: Path) -> None:
    one = read(tmp_path, f"{STAFF}S1,2560-11,MM,2\nS2,201711,MM,1\nS3,10171,MM,1\nS4,210711,MM,1\n")
    assert frame_of(one)["period"].tolist() == ["", "201711", "", ""]
    odd = [remark for remark in one.remarks if remark.finding.rule == "odd_year"]
    assert [remark.rows for remark in odd] == [(2,), (5,)]
    assert "2017-11" in odd[0].finding.message
    days = read(tmp_path, "stop_id,planned_date\nT1,0217-11-30\nT2,2017-11-30\nT3,30/11/2560\n")
    assert frame_of(days)["planned_date"].tolist() == ["", "2017-11-30", ""]
    assert "30/11/2017" in told(days)["odd_year"].finding.message


@pytest.mark.parametrize(
    ("headers", "periods"),
    [
        ((dt.date(2017, 10, 1), dt.date(2017, 11, 1)), ["201710", "201711"]),
        (("2017-10", "2017-11"), ["201710", "201711"]),
        (("10/2017", "11/2017"), ["201710", "201711"]),
        (("FY18 Q1", "FY18 Q2"), ["FY18Q1", "FY18Q2"]),
        (("FY2018-Q1", "FY2018-Q2"), ["FY18Q1", "FY18Q2"]),
    ],
)
def test_periods_across_the_top_in_any_form(
    tmp_path: Path, headers: tuple[object, object], periods: list[str]
) -> None:
    rows = [["Site ID", "Indicator", *headers], ["S1", "ANC_NEW", 10, 12], ["S2", "ANC_NEW", 3, 4]]
    frame = frame_of(book(tmp_path, rows))
    assert frame["period"].tolist() == [periods[0], periods[0], periods[1], periods[1]]
    assert frame["value"].tolist() == [10, 3, 12, 4]


def test_a_quarter_beside_its_months_is_told(tmp_path: Path) -> None:
    one = read(tmp_path, "site_id,indicator,Oct-17,Nov-17,Q4 2017\nS1,ANC_NEW,9,12,21\n")
    assert told(one)["periods_within"].finding.value == "2017Q4"
    apart = read(tmp_path, "site_id,indicator,Oct-17,Nov-17,Q1 2018\nS1,ANC_NEW,9,12,21\n")
    assert "periods_within" not in told(apart)


def merged(*spans: str) -> Callable[[Worksheet], None]:
    def merge(sheet: Worksheet) -> None:
        for span, text in (one.split("=") for one in spans):
            sheet.merge_range(span, int(text) if text.isdigit() else text)

    return merge


@pytest.mark.parametrize("down", [(), ("A1:A2=Site ID", "B1:B2=Indicator")])
def test_years_merged_over_months_head_columns(tmp_path: Path, down: tuple[str, ...]) -> None:
    rows = [
        [None if down else "Site ID", None if down else "Indicator"],
        [None, None, "Nov", "Dec", "Jan", "Feb"],
        ["S1", "ANC_NEW", 1, 2, 3, 4],
        ["S2", "ANC_NEW", 5, 6, 7, 8],
    ]
    one = book(tmp_path, rows, merged("C1:D1=2017", "E1:F1=2018", *down))
    frame = frame_of(one)
    assert sorted(set(frame["period"])) == ["201711", "201712", "201801", "201802"]
    assert frame["value"].tolist() == [1, 5, 2, 6, 3, 7, 4, 8]


def test_filled_and_vacant_below_a_cadre_are_not_mixed_up(tmp_path: Path) -> None:
    rows = [["Site ID"], [None, "Vacant", "Filled", "Filled", "Vacant"], ["S1", 9, 1, 2, 8]]
    frame = frame_of(book(tmp_path, rows, merged("B1:C1=MM", "D1:E1=CMM")))
    assert (frame["MM"].tolist(), frame["CMM"].tolist()) == ([1], [2])
    assert len(frame) == 1


def test_a_hint_of_a_separator_that_parts_nothing_is_not_followed(tmp_path: Path) -> None:
    one = read(tmp_path, "sep=,\nsite_id;period;cadre;headcount\nS1;201711;MM;2\nS2;201711;MM;1\n")
    assert frame_of(one)["headcount"].tolist() == [2, 1]
    assert "semicolons" in told(one)["separator"].finding.message


def test_two_signs_between_cells_are_refused_with_the_sign(tmp_path: Path) -> None:
    one = read(tmp_path, "site_id::cadre::headcount\nS1::MM::2\nS2::MM::1\n")
    assert "::" in told(one)["not_parted"].finding.message
    assert not one.tables


def test_a_line_of_dashes_below_the_header_is_no_row(tmp_path: Path) -> None:
    rows = "| site_id | cadre | headcount |\n|---|:---:|---:|\n| S1 | MM | 2 |\n"
    one = read(tmp_path, rows, "a.md")
    assert frame_of(one)["headcount"].tolist() == [2]


def test_text_decoded_twice_is_put_right_and_told(tmp_path: Path) -> None:
    wrong = "Qacha\u2019s Nek".encode().decode("cp1252")
    cafe = "Caf\u00e9 clinic".encode().decode("cp1252")
    one = read(tmp_path, f"site_id,site_name,district\nS1,{cafe},{wrong}\nS2,Na\u00efve,Berea\n")
    assert frame_of(one)["site_name"].tolist() == ["Caf\u00e9 clinic", "Na\u00efve"]
    assert frame_of(one)["district_code"].tolist() == ["LS-H", "LS-D"]
    assert told(one)["decoded_twice"].rows == (2,)


def test_rows_contradict_each_other_however_their_key_is_written(tmp_path: Path) -> None:
    rows = "S1,201711,MM,2\nS1,Nov-17,Mentor Mother,3\nS2,201711,MM,1\nS2,2017-11,mm,1\n"
    one = read(tmp_path, STAFF + rows)
    assert frame_of(one)["site_id"].tolist() == ["S2"]
    assert told(one)["conflicting_rows"].rows == (2, 3)
    assert told(one)["repeated_row"].rows == (5,)


def test_ids_and_names_that_differ_in_spelling_alone_are_told(tmp_path: Path) -> None:
    head = "site_id,site_name,district,latitude,longitude\n"
    rows = "S-01,St. Joseph's Health Centre,Maseru,-29.4512,27.7213\n"
    rows += "s1,Saint Joseph Health Center,Maseru,-29.4812,27.9913\n"
    rows += "S2,St Joseph Hospital,Maseru,-29.3412,27.6213\n"
    rows += "S3,ST JOSEPHS HC,Leribe,-28.8712,28.0413\n"
    one = told(read(tmp_path, head + rows))
    assert one["ids_alike"].rows == (2, 3)
    assert one["names_alike"].rows == (2, 3)
    lines = read(tmp_path, head + 'S1,"St\nAnna",Maseru,,\n"s\n1",St. Anna,Maseru,,\n')
    assert {"ids_alike", "names_alike"} <= set(told(lines))
    assert not {"ids_alike", "not_understood"} & set(told(read(tmp_path, head)))
    once = read(tmp_path, f"{STAFF}S1,201711,MM,2\nS1,201711,SC,1\nS10,201711,MM,1\n")
    assert not {"ids_alike", "names_alike"} & set(told(once))


def test_rows_and_columns_that_are_exchanged_are_asked_about(tmp_path: Path) -> None:
    rows = "site_id,S001,S002,S003\nsite_name,Alpha,Beta,Gamma\ndistrict,Maseru,Berea,Leribe\n"
    one = read(tmp_path, rows + "latitude,-29.31,-29.21,-28.91\nlongitude,27.48,27.88,28.11\n")
    assert told(one)["exchanged_axes"].asks
    plain = read(tmp_path, f"{STAFF}S1,201711,MM,2\n")
    assert "exchanged_axes" not in told(plain)


def test_tables_of_one_upload_that_contradict_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for count, extra in ((2, "fte"), (5, "vacancies")):
            sheet = workbook.add_worksheet()
            sheet.write_row(0, 0, ["site_id", "period", "cadre", "headcount", extra])
            sheet.write_row(1, 0, ["DS-A01", "201711", "MM", count, 1])
            sheet.write_row(2, 0, ["DS-A02", "201711", "MM", 1, 1])
    remarks = {one.finding.rule: one for one in changes_of(read_any(path)).remarks}
    assert remarks["contradicts"].asks
    assert "DS-A01 201711 MM" in remarks["contradicts"].finding.message
    assert "DS-A02" not in remarks["contradicts"].finding.message


def test_the_period_that_was_is_named_when_a_new_one_comes(tmp_path: Path) -> None:
    changes = changes_of(read(tmp_path, f"{STAFF}DS-A01,201712,MM,2\n"))
    message = next(one for one in changes.remarks if one.finding.rule == "new_period").finding
    assert message.message == "The snapshot is now 201712; it was 201711."


@pytest.mark.parametrize(
    "cell",
    ["-29,3125, 27,4801", "-29,3125,27,4801", "29,3125S, 27,4801E", "geo:-29.3125,27.4801"],
)
def test_decimal_commas_beside_a_comma_between(tmp_path: Path, cell: str) -> None:
    frame = frame_of(read(tmp_path, f'site_id,GPS\nS1,"{cell}"\n'))
    assert frame["latitude"].tolist() + frame["longitude"].tolist() == [-29.3125, 27.4801]


def test_degrees_with_a_word_for_the_hemisphere_in_french(tmp_path: Path) -> None:
    one = read(tmp_path, "site_id,lat,lon\nS1,29\u00b018'45\"Sud,27\u00b028'30\"Est\n")
    assert frame_of(one)["latitude"].round(4).tolist() == [-29.3125]
    assert frame_of(one)["longitude"].round(4).tolist() == [27.475]


def test_lists_of_a_dhis2_answer_have_its_headers(tmp_path: Path) -> None:
    content = """{"headers": [{"name": "dx", "column": "Data"}, {"name": "ou", "column":
      "Organisation unit ID"}, {"name": "pe", "column": "Period"}, {"name": "value", "column":
      "Value"}], "metaData": {}, "rows": [["ANC_NEW", "S1", "201711", "12.0"]]}"""
    one = read(tmp_path, content, "a.json")
    assert frame_of(one)["period"].tolist() == ["201711"]
    assert frame_of(one)["value"].tolist() == [12]


def test_a_name_twice_in_a_record_keeps_both_values_and_is_told(tmp_path: Path) -> None:
    one = read(tmp_path, '[{"site_id": "S1", "MM": 1, "MM": 5}, {"site_id": "S2", "MM": 2}]')
    assert frame_of(one)["MM"].tolist() == [1, 2]
    assert told(one)["same_meaning"].finding.column == "MM (2)"


def test_what_json_does_not_know_is_no_number(tmp_path: Path) -> None:
    content = '[{"site_id": "S1", "MM": NaN}, {"site_id": "S2", "MM": true}, {"MM": 2}]'
    one = read(tmp_path, content)
    assert told(one)["numbers_mark"].rows == (1,)
    assert told(one)["not_a_number"].rows == (2,)


def test_rows_and_columns_drawn_together_are_hidden_ones(tmp_path: Path) -> None:
    rows = [["site_id", "cadre", "headcount", "fte"], ["S1", "MM", 2, 2], ["S2", "MM", 1, 1]]
    book(tmp_path, rows)
    kept = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(kept, "w") as new:
        for entry in old.namelist():
            part = old.read(entry)
            if entry.endswith("sheet1.xml"):
                part = part.replace(b'<row r="2"', b'<row r="2" ht="0" customHeight="1"')
                columns = (
                    b'<cols><col min="4" max="4" width="0" customWidth="1"/></cols><sheetData>'
                )
                part = part.replace(b"<sheetData>", columns)
            new.writestr(entry, part)
    one = told(read(tmp_path, kept.getvalue(), "b.xlsx"))
    assert one["hidden_rows"].rows == (2,)
    assert one["hidden_columns"].finding.column


def test_a_row_of_units_may_say_thousands(tmp_path: Path) -> None:
    one = read(tmp_path, "area_code,year,count\ncode,date,thousand\nLS-A,2016,519.2\n")
    assert frame_of(one)["count"].tolist() == [519200]


def test_texts_between_apostrophes_are_what_stands_between(tmp_path: Path) -> None:
    rows = "'S1','Beta','-29.2125','27.8813'\n'S2','Muela,-29.3125,27.4813\n"
    one = read(tmp_path, f"site_id,site_name,latitude,longitude\n{rows}")
    assert frame_of(one)["site_id"].tolist() == ["S1", "S2"]
    assert frame_of(one)["site_name"].tolist() == ["Beta", "'Muela"]
    assert frame_of(one)["longitude"].tolist() == [27.8813, 27.4813]
    assert told(one)["text_marks"].rows == (2, 3)


def test_words_that_are_in_no_list_are_told_where_they_stand(tmp_path: Path) -> None:
    rows = "S1,201711,Site Co-ordinator,1\nS2,201711,Comm. MM,1\nS3,201711,Nurse,1\nS4,201711,,1\n"
    one = read(tmp_path, f"{STAFF}{rows}")
    remark = told(one)["unknown_word"]
    assert (remark.rows, remark.finding.value) == ((4,), "Nurse")
    assert remark.expected == "MM, SC, CMM, CSC"
    sites = "site_id,latitude,longitude,facility_type\nS1,-29.3125,27.4813,Health Center\n"
    assert "unknown_word" not in told(read(tmp_path, sites))
    assert "unknown_word" in told(read(tmp_path, sites.replace("Health Center", "Kiosk")))
    people = "district,year,sex,count\nMaseru,2016,F,12\nBerea,2016,Male,11\nLeribe,2016,x,10\n"
    assert told(read(tmp_path, people))["unknown_word"].rows == (4,)
