"""Columns and lists about persons under headers, languages and shapes that no case has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.result import Incoming

NAMES = ("Mpho Thabane", "Lineo Mokoena", "Palesa Letsie")
NUMBERS = ("A001234/17", "A001235/17", "A001236/17")
PHONES = ("5801 2345", "+27 82 123 4567", "(+266) 6301 2346")
DAYS = ("1990-03-12", "1988-11-02", "1995-07-30")
HOMES = ("Ha Lebona", "Ha Thetsane", "Ha Mabote")


def read(folder: Path, content: str, name: str = "a.csv") -> Incoming:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return read_any(path)


def everything(one: Incoming) -> str:
    remarks = json.dumps([remark.as_json() for remark in one.remarks], ensure_ascii=False)
    tables = [table.frame.to_csv() + table.cells.to_csv() for table in one.tables]
    return "\n".join([remarks, *one.summary, *tables])


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        *((header, NAMES) for header in (
            "Lebitso", "Lebitso la mosali", "Nom", "Nom et prénom", "Nome", "Apelido", "MM name",
            "Names of mentor mothers", "Surname & Initials", "Contact person", "Staff", "CHW",
            "Name (surname first)", "Village health worker", "Responsable", "Mentor", "Caregiver",
        )),
        *((header, NUMBERS) for header in (
            "ID No.", "Mme code", "ART number", "Patient ID", "Numéro de dossier", "Emp. no", "UIC",
            "OPD number", "eRegister ID", "Bukana",
        )),
        *((header, PHONES) for header in ("Cell", "Téléphone", "Mohala", "GSM", "", "x")),
        *((header, DAYS) for header in (
            "DOB", "Date de naissance", "Data de nascimento", "Letsatsi la tsoalo", "Born",
        )),
        *((header, HOMES) for header in (
            "Village of residence", "Adresse", "Motse oa bolulo", "Place of birth", "Homestead",
        )),
    ],
)  # fmt: skip
def test_a_column_about_persons_leaves_nothing_in_any_language(
    tmp_path: Path, header: str, cells: tuple[str, ...]
) -> None:
    rows = "".join(f'S{at},MM,{at},"{cell}"\n' for at, cell in enumerate(cells, start=1))
    one = read(tmp_path, f"site_id,cadre,headcount,{header}\n{rows}")
    kept = everything(one)
    assert not [cell for cell in cells if cell in kept]
    (dropped,) = [remark for remark in one.remarks if remark.finding.rule == "personal_columns"]
    assert dropped.rows == (1,)
    assert one.tables[0].frame["headcount"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Partner", ("EGPAF", "JHPIEGO", "CHAL")), ("Owner", ("Government", "CHAL", "Private")),
        ("Staff type", ("Facility", "Community", "Facility")), ("Women", ("nil", "none", "2")),
        ("Client type", ("New", "Old", "New")), ("Lebitso la setsi", HOMES), ("Village", HOMES),
        ("Nom du site", HOMES), ("Mobile clinic", ("yes", "no", "yes")), ("Name", HOMES),
        ("OPD number", ("120", "233", "441")), ("Contacts traced", ("1", "4", "5")),
        ("Live births", ("1", "4", "5")), ("Northing", ("6729388", "6729381", "6729382")),
        ("cell_id", ("58", "59", "60")), ("Remarks", ("Road closed", "ok", "New roof")),
    ],
)  # fmt: skip
def test_a_column_about_places_or_counts_stays(
    tmp_path: Path, header: str, cells: tuple[str, ...]
) -> None:
    rows = "".join(f'S{at},"{cell}"\n' for at, cell in enumerate(cells, start=1))
    one = read(tmp_path, f"site_id,{header}\n{rows}")
    assert list(one.tables[0].cells.iloc[:, 1]) == list(cells)


@pytest.mark.parametrize(
    "comment", ["call her on 5801 2345", "63012346 is her number", "ask Mme Palesa", "a.b@c.org"]
)
def test_comments_that_name_someone_are_dropped_and_heads_stay_counted(
    tmp_path: Path, comment: str
) -> None:
    text = f"site_id,cadre,headcount,comments\nS1,MM,2,{comment}\nS2,SC,3,ok\n"
    one = read(tmp_path, text)
    assert comment not in everything(one)
    assert one.tables[0].frame["headcount"].tolist() == [2, 3]


@pytest.mark.parametrize(
    "content",
    [
        "No,Date,Client code,Age,Sex,Test result\n1,2017-11-01,AX1,23,F,Pos\n",
        "Site,ANC No,Visit date,HIV status,EDD\nS1,AX1/17,2017-11-01,Pos,2018-02-01\n",
        "Facility,Mother,Infant,Date PCR,Result\nS1,AX1 Mok,Baby,2017-11-01,Pos\n",
        "Nom,Date de naissance,Téléphone,Village\nAX1,1990-01-01,58012345,Ha A\n",
        "facility,sex,age,art_start_date,viral_load\nS1,F,23,2016-02-01,AX1\nS1,F,25,2016-03-01,40\n",
        "S1,2,58012345\nS2,AX1,63012346\n",
    ],
)  # fmt: skip
def test_a_list_of_persons_of_any_shape_is_refused(tmp_path: Path, content: str) -> None:
    one = read(tmp_path, content)
    assert one.verdict == Verdict.REFUSE
    assert "line_list" in {remark.finding.rule for remark in one.remarks}
    assert "AX1" not in everything(one)


def test_counts_by_age_and_sex_are_no_list_of_persons(tmp_path: Path) -> None:
    text = "district,year,sex,age,count\nMaseru,2016,F,15,120\nMaseru,2016,F,16,130\n"
    assert len(read(tmp_path, text).tables[0].frame) == 2
