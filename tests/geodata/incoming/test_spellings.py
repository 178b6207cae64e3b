"""Numbers, periods, names, degrees, totals and text files written in yet other ways."""

from __future__ import annotations

import io
import time
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from geodata.incoming.decisions import Decisions
from geodata.incoming.read import read_any
from geodata.incoming.result import State, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.result import Incoming, ReadTable


def read(
    folder: Path, content: str | bytes, name: str = "a.csv", decisions: Decisions | None = None
) -> Incoming:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_any(path, decisions=decisions)


def table(folder: Path, content: str | bytes, decisions: Decisions | None = None) -> ReadTable:
    (only,) = read(folder, content, decisions=decisions).tables
    return only


def rules(one: Incoming) -> set[str]:
    return {remark.finding.rule for remark in one.remarks}


@pytest.mark.parametrize(
    ("written", "state"),
    [
        *((mark, State.MISSING) for mark in (
            "unknown", "inconnu", "não disponível", "s/d", "N/D", "not known", "did not report",
        )),
        *((mark, State.SUPPRESSED) for mark in (
            "fewer than five", "moins de 5", "1 to 4", "≤ 4", "c", "(s)", "5 or fewer", "masked",
        )),
        *((mark, State.QUERY) for mark in ("néant", "aucun", "nil", "-99", "999", "2+1", "1/2")),
    ],
)  # fmt: skip
def test_what_is_no_number_is_told_apart(tmp_path: Path, written: str, state: State) -> None:
    read_table = table(tmp_path, f"site_id,cadre,headcount\nS1,MM,{written}\nS2,MM,2\n")
    assert read_table.states["headcount"].tolist() == [state, State.VALUE]


@pytest.mark.parametrize(
    ("written", "number"),
    [("12 staff", 12), ("3 MM", 3), ("five", 5), ("~3", 3), ("3*", 3), ("MM: 4", 4), ("(2)", -2)],
)
def test_a_number_among_words_is_proposed_and_read_once_confirmed(
    tmp_path: Path, written: str, number: float
) -> None:
    text = f"site_id,cadre,headcount\nS1,MM,{written}\nS2,MM,2\n"
    one = table(tmp_path, text)
    assert one.states["headcount"].tolist() == [State.QUERY, State.VALUE]
    (asked,) = [remark for remark in one.remarks if remark.fix == "unit"]
    made = Decisions(made=frozenset({str(asked.as_json()["repair"])}))
    assert table(tmp_path, text, made).frame["headcount"].tolist() == [number, 2]


@pytest.mark.parametrize("written", ["27 per cent", "27pct", "27 pour cent", "27\uff05", "% 27"])
def test_per_cent_in_words_is_per_cent(tmp_path: Path, written: str) -> None:
    text = f"area_name,period,estimate\nMaseru,2017,{written}\nLeribe,2017,0.2\n"
    assert table(tmp_path, text).frame["estimate"].tolist() == [0.27, 0.2]


@pytest.mark.parametrize("sign", [".", ","])
def test_people_are_never_parts_of_people(tmp_path: Path, sign: str) -> None:
    text = "District;year;count\n" + "".join(
        f"{name};2016;{count.replace('.', sign)}\n"
        for name, count in (("Maseru", "519.186"), ("Leribe", "337.521"), ("Berea", "262.616"))
    )
    one = table(tmp_path, text)
    assert one.frame["count"].isna().all()
    assert one.facts["proposed count"] == {2: 519186.0, 3: 337521.0, 4: 262616.0}


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("novembre 2017", "201711"), ("Nov. 2017", "201711"), ("août 2017", "201708"),
        ("fevereiro 2017", "201702"), ("Loetse 2017", "201709"), ("Oct-Dec 2017", "2017Q4"),
        ("July to September 2017", "2017Q3"), ("4th quarter 2017", "2017Q4"),
        ("Trimestre 4 2017", "2017Q4"), ("FY2017/18", "FY18"), ("FY17-18", "FY18"),
        ("FY2017/19", ""), ("Nov-Dec 2017", ""), ("Q4 FY18", ""), ("201713", ""),
    ],
)  # fmt: skip
def test_a_period_in_other_words(tmp_path: Path, written: str, period: str) -> None:
    text = f"site_id,period,cadre,headcount\nS1,{written},MM,1\n"
    assert table(tmp_path, text).frame["period"].tolist() == [period]


@pytest.mark.parametrize(
    "written",
    ["11-Nov-17", "11 novembre 2017", "11/11/2017 08:30", "2017/11/11", "Sat 11 Nov 2017"],
)
def test_a_day_in_other_words(tmp_path: Path, written: str) -> None:
    one = table(tmp_path, f"stop_id,planned_date\nP1,{written}\n")
    assert one.frame["planned_date"].tolist() == ["2017-11-11"]


@pytest.mark.parametrize(
    "word",
    ["Totaux", "Sous-total", "Total général", "Kakaretso", "\u03a3", "District total", "Somme",
     "Maseru total:", "National", "Country total", "Ensemble", "All districts.", "Lesotho"],
)  # fmt: skip
@pytest.mark.parametrize("start", ["{},,", ",,{}"])
def test_a_total_in_any_words_is_left_out(tmp_path: Path, word: str, start: str) -> None:
    rows = "S1,Ha A,Maseru,2\nS2,Ha B,Leribe,3\n"
    text = f"site_id,site_name,district,MM\n{rows}{start.format(word)},5\n"
    one = table(tmp_path, text)
    assert one.frame["MM"].tolist() == [2, 3]
    assert one.facts["rollup_rows"] == 1
    kept = table(tmp_path, text, Decisions(left=frozenset({"totals"})))
    assert kept.frame["MM"].tolist() == [2, 3, 5]


def test_a_row_that_adds_up_is_a_total_whatever_it_is_called(tmp_path: Path) -> None:
    rows = "S1,Ha A,2,1\nS2,Ha B,3,1\nS3,Ha C,4,1\n"
    text = "site_id,site_name,MM,SC\n{},Mokoloko,9,3\n"
    assert table(tmp_path, text.format(f"{rows}")).facts["rollup_rows"] == 1
    assert table(tmp_path, text.format(f"{rows}S4")).facts["rollup_rows"] == 0


def test_a_last_row_that_holds_only_its_code_is_no_note(tmp_path: Path) -> None:
    one = table(tmp_path, "site_id,MM,SC\nS1,2,1\nS2,3,1\nS3\nSource: our own count\n")
    assert one.frame["site_id"].tolist() == ["S1", "S2", "S3"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("District of Berea", "LS-D"), ("Mokhotlong (LS-J)", "LS-J"), ("Masèru", "LS-A"),
        ("LS-A - Maseru", "LS-A"), ("Mohales Hoek", "LS-F"), ("QACHA\u2019S NEK DISTRICT", "LS-H"),
        ("Mokhotlong (LS-A)", ""), ("Maseru District Council", ""), ("01 Maseru", ""),
    ],
)  # fmt: skip
def test_a_district_in_other_words(tmp_path: Path, written: str, code: str) -> None:
    one = table(tmp_path, f"District,year,count\n{written},2016,1\n")
    assert one.frame["district_code"].tolist() == [code]
    assert code or "district_to_confirm" in {remark.finding.rule for remark in one.remarks}


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("29-18-36S", "27-28-48E"), ("291836S", "E272848"), ("S29.18.36", "E27.28.48"),
        ("Lat: -29.31", "Lon: 27.48"), ("-29\u00b018.600'", "27\u00b028.800'"),
    ],
)  # fmt: skip
def test_degrees_in_other_signs(tmp_path: Path, latitude: str, longitude: str) -> None:
    frame = table(tmp_path, f'site_id,lat,long\nS1,"{latitude}","{longitude}"\n').frame
    assert frame["latitude"].tolist() == pytest.approx([-29.31])
    assert frame["longitude"].tolist() == pytest.approx([27.48])


TEXT = "site_id,site_name,MM\nS1,Qacha\u2019s Nek,2\nS2,Ha B,3\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-16", "cp1252"])
def test_every_encoding_gives_the_same_text(tmp_path: Path, encoding: str) -> None:
    assert (
        table(tmp_path, TEXT.encode(encoding)).frame["site_name"].tolist()[0] == "Qacha\u2019s Nek"
    )


@pytest.mark.parametrize(
    "content",
    [
        '"sep=;"\r\nsite_id;MM;SC\r\nS1;2;1\r\n',
        "Report, of November, 2017, draft, v2\nsite_id;MM;SC\nS1;2;1\nS2;3;1\n",
        "# made by, a, b, c, d\nsite_id|MM|SC\nS1|2|1\nS2|3|1\n",
        'site_id\tMM\tSC\n"S, 1"\t2\t1\r"S, 2"\t3\t1\n',
    ],
)
def test_what_parts_most_rows_parts_the_cells(tmp_path: Path, content: str) -> None:
    assert table(tmp_path, content).frame[["MM", "SC"]].iloc[0].tolist() == [2, 1]


def test_cells_that_no_sign_parts_are_asked_about(tmp_path: Path) -> None:
    one = read(tmp_path, "site_id  MM  SC\nS1  2  1\nS2  3  1\n")
    assert one.verdict == Verdict.ASK
    assert "not_parted" in rules(one)


def test_a_row_of_millions_of_cells_is_refused_at_once(tmp_path: Path) -> None:
    begun = time.process_time()
    one = read(tmp_path, b"site_id,MM\n" + b"1," * 2_000_000)
    assert [(remark.finding.rule, remark.rows) for remark in one.remarks] == [("too_large", (2,))]
    most_s = 5
    assert time.process_time() - begun < most_s


def book() -> list[tuple[str, bytes]]:
    kept = io.BytesIO()
    made = xlsxwriter.Workbook(kept, {"in_memory": True})
    made.add_worksheet().write_row(0, 0, ["site_id", "MM"])
    made.close()
    with zipfile.ZipFile(kept) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
@pytest.mark.parametrize(
    "start",
    [
        b'<?xml version="1.0"?><!--' + b" " * 9_000 + b"-->",
        b"\xef\xbb\xbf\n<!-- a --><?a b?>\n",
        "<?xml version='1.0' encoding='UTF-16'?>".encode("utf-16"),
    ],
)
def test_entities_behind_comments_or_in_utf_16_are_refused(
    tmp_path: Path, part: str, start: bytes
) -> None:
    entities = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    hostile = start + (entities.encode("utf-16-le") if wide else entities.encode())
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in book():
            archive.writestr(name, hostile if name == part else content)
    assert rules(read(tmp_path, kept.getvalue(), "a.xlsx")) == {"unsafe_xml"}


def test_a_refusal_names_its_row(tmp_path: Path) -> None:
    one = read(tmp_path, 'site_id,MM\nS1,2\nS2,"3\n')
    assert [remark.rows for remark in one.remarks] == [(3,)]


@pytest.mark.parametrize(
    ("code", "rule"),
    [("1.20E+05", "code_as_power"), ("1E12", "code_as_power"), ("2-Mar", "code_as_day"),
     ("Mar-02", "code_as_day"), ("7.0", "code_as_decimal")],
)  # fmt: skip
def test_a_code_that_a_spreadsheet_has_spoilt_is_named(
    tmp_path: Path, code: str, rule: str
) -> None:
    one = read(tmp_path, f"site_id,MM\nS1,2\n{code},1\nMar-Ha2,1\n")
    (told,) = [remark for remark in one.remarks if remark.finding.rule.startswith("code_as")]
    assert (told.finding.rule, told.rows, told.finding.column) == (rule, (3,), "site_id")


def test_a_table_without_rows_is_told(tmp_path: Path) -> None:
    told = read(tmp_path, "site_id,MM\n").remarks
    assert "only_header" in {one.finding.rule for one in told}


def test_of_very_many_unknown_names_the_likely_are_asked_about_and_none_is_lost(
    tmp_path: Path,
) -> None:
    names = [f"Village {letter}{at}" for at in range(30) for letter in "ABCDEFGHIJ"]
    names += ["Masero", "Mokhlotong"]
    rows = "".join(f"S{at},{name}\n" for at, name in enumerate(names))
    one = read(tmp_path, f"site_id,district\n{rows}")
    asked = [remark for remark in one.remarks if remark.finding.rule == "unknown_district"]
    (rest,) = [remark for remark in one.remarks if remark.finding.rule == "more_unknown_districts"]
    likely = [remark for remark in one.remarks if remark.finding.rule == "district_to_confirm"]
    assert (len(asked), len(rest.rows)) == (100, 200)
    assert [remark.finding.value for remark in likely] == ["Masero", "Mokhlotong"]
    review = one.tables[0].facts["review"]
    assert [told["text"] for told in review][:2] == ["Masero", "Mokhlotong"]  # type: ignore[index]
    named = {row for remark in (*asked, *likely, rest) for row in remark.rows}
    assert named == set(range(2, len(names) + 2))
