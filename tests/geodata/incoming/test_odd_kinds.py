"""Kinds of files and columns nobody sent before: persons by odd numbers, files that are no data."""

from __future__ import annotations

import io
import lzma
import zipfile
from typing import TYPE_CHECKING

import pytest

from geodata.incoming.read import read_any

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.result import Incoming, Remark


def read(folder: Path, content: str | bytes, name: str = "a.csv") -> Incoming:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_any(path)


def told(one: Incoming) -> dict[str, Remark]:
    return {remark.finding.rule: remark for remark in one.remarks}


def test_numbers_of_registers_are_those_of_persons_and_counts_are_not(tmp_path: Path) -> None:
    head = "site_id,period,{}\nS1,201711,{}\nS2,201711,{}\n"
    for header in ("Pre-ART No", "ANC reg #", "ART reg. number", "HTS register no", "ANC reg"):
        one = read(tmp_path, head.format(header, "LS/12", "334-17"))
        assert "personal_columns" in told(one), header
    counted = read(tmp_path, head.format("ANC reg", "120", "N/A"))
    assert "personal_columns" not in told(counted)


def test_a_code_of_a_register_tells_a_person_under_any_header(tmp_path: Path) -> None:
    rows = "S1,2,LS/MSU/0012/17\nS2,1,BER/9/2016\n"
    one = read(tmp_path, f"site_id,MM,x7\n{rows}")
    assert "personal_columns" in told(one)
    assert "0012" not in str(one)


def test_results_beside_the_number_of_a_register_are_a_list_of_persons(tmp_path: Path) -> None:
    rows = "S1,201711,LS/MSU/12/17,POS\nS1,201711,LS/MSU/13/17,NEG\n"
    one = read(tmp_path, f"site_id,period,Pre-ART No,Result\n{rows}")
    assert told(one)["line_list"].finding.severity == "error"
    assert not one.tables


def test_initials_are_names(tmp_path: Path) -> None:
    for header in ("Focal", "x7"):
        one = read(tmp_path, f"site_id,MM,{header}\nS1,2,T.M.\nS2,1,L. P.\nS3,1,K.R.T.\n")
        assert "personal_columns" in told(one), header
    marks = read(tmp_path, "site_id,MM,x7\nS1,2,N.A.\nS2,1,N.D.\nS3,1,n.a.\n")
    assert "personal_columns" not in told(marks)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("BEGIN:VCARD\nN:Mokoena;Palesa\nTEL:58123456\nEND:VCARD\n", "contacts"),
        ("MIME-Version: 1.0\nContent-Type: text/html\n\n<table></table>\n", "message"),
        ("From: a@example.org\nSubject: sites\n\nS1;S2\n", "message"),
        (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(30), "WebP"),
        (b"\0\0\0\x18ftypheic" + bytes(30), "HEIC"),
        (lzma.compress(b"site_id"), "XZ"),
        (b"GRIB" + bytes(40), "GRIB"),
        (b'VERSION 300\nCharset "Neutral"\nCOLUMNS 1\nDATA\n', "MapInfo"),
        ("0\nSECTION\n2\nENTITIES\n0\nEOF\n", "drawing"),
        (b"\x03u\x0b\x1e\2\0\0\0A\0\x0e\0" + bytes(20) + b"SITE" + bytes(28) + b"\r S1", "dBase"),
        (r"{\rtf1\ansi site list}", "RTF"),
        ('ID;PWXL;N;E\nC;Y1;X1;K"site_id"\nE\n', "SYLK"),
        ('TABLE\n0,1\n"EXCEL"\nVECTORS\n0,2\n""\n', "DIF"),
        ("-- staff\nINSERT INTO staff VALUES ('S1','201711','MM',2);\n", "SQL"),
    ],
)
def test_what_is_no_data_says_what_it_is(tmp_path: Path, content: str | bytes, word: str) -> None:
    one = read(tmp_path, content)
    assert word in told(one)["unknown_format"].finding.message
    assert "Mokoena" not in str(one)


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("Index/Document.iwa", "Apple"),
    ],
)
def test_documents_of_other_offices_are_named(tmp_path: Path, entry: str, word: str) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(entry, "<x/>")
    assert word in told(read(tmp_path, kept.getvalue(), "a.xlsx"))["unknown_format"].finding.message


def test_bytes_that_nobody_could_type_are_no_table(tmp_path: Path) -> None:
    one = read(tmp_path, b"\x05\xdc" * 4000)
    assert told(one)["not_text"].finding.severity == "error"


def test_a_zip_without_files_is_empty(tmp_path: Path) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("a/", "")
    for content in (kept.getvalue(), b"PK\x05\x06" + bytes(18)):
        one = read(tmp_path, content, "a.zip")
        assert told(one)["empty_file"].finding.message == "The zip holds no file."


def test_two_files_of_one_name_in_a_zip_are_both_read_or_none(tmp_path: Path) -> None:
    kept = io.BytesIO()
    head = "site_id,period,cadre,headcount\nS1,201711,MM,"
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("staff.csv", head + "2\n")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("staff.csv", head + "5\n")
    one = read(tmp_path, kept.getvalue(), "a.zip")
    assert told(one)["unsafe_zip"].finding.severity == "error"
    assert not one.tables


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("CCC", ("12345-00012", "12345-00013")), ("x7", ("HEI-2017-0012", "HEI-2017-0013")),
        ("Year born", ("1988", "1990")), ("Age", ("29", "31")), ("Kin", ("Neo (sister)", "none")),
        ("x7", ("@palesa_m", "@neo.l")), ("Status", ("HIV+", "HIV-")), ("ARV", ("TLD", "TLD")),
        ("Bank", ("Standard 90800123456", "FNB 62123456789")), ("x7", ("mokoena.palesa", "le.neo")),
        ("x7", ("House 12, Ha Thaba", "Plot 44 Khubelu")), ("x7", ("palesa.jpg", "IMG_neo.JPG")),
        ("x7", ("356938035643809", "356938035643810")), ("Next appt", ("2017-12-01", "2017-12-03")),
    ],
)  # fmt: skip
def test_what_only_one_of_the_staff_has_is_dropped(
    tmp_path: Path, header: str, cells: tuple[str, str]
) -> None:
    one, two = cells
    rows = f'S1,201711,MM,2,"{one}"\nS2,201711,SC,1,"{two}"\n'
    read_file = read(tmp_path, f"site_id,period,cadre,headcount,{header}\n{rows}")
    assert told(read_file)["personal_columns"].finding.column == header
    assert one not in str(read_file)
    assert read_file.tables[0].frame["headcount"].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Status", ("filled", "vacant")), ("Sex", ("F", "M")), ("FTE", ("0.5", "1")),
        ("MoH code", ("LS-1201", "LS-1202")), ("x7", ("Ha Thaba", "Site 12")),
        ("Type", ("permanent", "contract")), ("x7", ("10.5", "9.5")), ("web", ("www.moh", "x")),
    ],
)  # fmt: skip
def test_what_is_of_no_person_stays(tmp_path: Path, header: str, cells: tuple[str, str]) -> None:
    rows = "".join(f"S{at},201711,MM,2,{cell}\n" for at, cell in enumerate(cells))
    one = read(tmp_path, f"site_id,period,cadre,headcount,{header}\n{rows}")
    assert not {"personal_columns", "likely_personal_columns"} & set(told(one))


def test_ages_of_counts_stay(tmp_path: Path) -> None:
    one = read(tmp_path, "district,year,sex,age,count\nMaseru,2016,F,15,120\nBerea,2016,F,16,99\n")
    assert "personal_columns" not in told(one)


def test_a_text_of_another_office_is_named(tmp_path: Path) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    one = read(tmp_path, kept.getvalue(), "a.odt")
    assert "Writer" in told(one)["unknown_format"].finding.message
