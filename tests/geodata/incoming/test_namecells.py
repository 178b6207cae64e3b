"""Names and numbers of persons where nobody looks for them: odd headers, single cells, rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geodata.drafts.keptcells import cells_of
from geodata.incoming.decisions import Decisions
from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.result import Incoming

NAMES = ("Palesa Mokoena", "Thabo Letsie", "Lineo Ramakatsa")


def read(folder: Path, content: str, decisions: Decisions | None = None) -> Incoming:
    path = folder / "a.csv"
    path.write_text(content, encoding="utf-8")
    return read_any(path, decisions=decisions)


def told(one: Incoming) -> str:
    """Return all that leaves the reading: findings, sentences, and what a draft keeps."""
    remarks = json.dumps([remark.as_json() for remark in one.remarks], ensure_ascii=False)
    return "\n".join([remarks, *one.summary, cells_of(one).decode()])


def rules(one: Incoming) -> set[str]:
    return {remark.finding.rule for remark in one.remarks}


@pytest.mark.parametrize(
    "header",
    [
        "Incumbent", "Holder of post", "Keeper", "NOK", "Who to ask", "Responsable du site",
        "Posted there", "z", "Team", "keeper / name",
    ],
)  # fmt: skip
@pytest.mark.parametrize("style", [str, str.upper, lambda name: f"{name[0]}. {name.split()[1]}"])
def test_names_under_any_header_that_no_table_has_are_dropped(
    tmp_path: Path, header: str, style: type[str]
) -> None:
    names = [style(name) for name in NAMES]
    rows = "".join(f"S{at},MM,{at},{name}\n" for at, name in enumerate(names, start=1))
    one = read(tmp_path, f"site_id,cadre,headcount,{header}\n{rows}")
    assert rules(one) & {"personal_columns", "likely_personal_columns"}
    assert not [name for name in names if name in told(one)]
    assert one.tables[0].cells.shape[1] == 3
    assert one.tables[0].frame["headcount"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Nearest town", ("Maputsoe East", "Roma Valley", "Teyateyaneng West")),
        ("Terrain", ("Lower Foothills", "High Mountains", "Senqu River Valley")),
        ("Level", ("Health Centre", "Filter Clinic", "District Hospital")),
        ("Supported by", ("Red Cross", "Lutheran Church", "Baylor College")),
        ("Access", ("Gravel Road", "Horse Track", "Tar Road")),
    ],
)
def test_words_that_are_no_names_stay(tmp_path: Path, header: str, cells: tuple[str, ...]) -> None:
    rows = "".join(f"S{at},{cell}\n" for at, cell in enumerate(cells, start=1))
    one = read(tmp_path, f"site_id,{header}\n{rows}")
    assert list(one.tables[0].cells.iloc[:, 1]) == list(cells)


def test_a_column_that_a_person_has_named_is_no_column_of_names(tmp_path: Path) -> None:
    text = "site_id,Post\nS1,Maluti Adventist\nS2,Paray Bobete\n".replace("Post", "Posted at")
    assert "Posted at" not in read(tmp_path, text).tables[0].meanings
    said = Decisions(meanings={"Posted at": "site_name"})
    one = read(tmp_path, text, said)
    assert one.tables[0].frame["site_name"].tolist() == ["Maluti Adventist", "Paray Bobete"]


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("headcount", "Palesa Mokoena", "name_in_cell"),
        ("headcount", "PALESA MOKOENA", "name_in_cell"),
        ("headcount", "P. Mokoena", "name_in_cell"),
        ("headcount", "Palesa", "name_in_cell"),
        ("headcount", "Neo", "name_in_cell"),
        ("headcount", "2 (Palesa Mokoena)", "name_in_cell"),
        ("headcount", "58012345", "phone_in_cell"),
        ("headcount", "5801 2345", "phone_in_cell"),
        ("headcount", "+26663012345", "phone_in_cell"),
        ("site_name", "Ha Thaba (5801 2345)", "phone_in_cell"),
        ("site_name", "call +266 5801 2345", "phone_in_cell"),
        ("site_name", "thabo@example.org", "phone_in_cell"),
        ("cadre", "Palesa Mokoena", "name_in_cell"),
        ("period", "Palesa Mokoena", "name_in_cell"),
    ],
)
def test_a_cell_that_slipped_into_another_column_is_told_by_row_only(
    tmp_path: Path, column: str, cell: str, rule: str
) -> None:
    row = {"site_id": "S2", "site_name": "Ha B", "period": "201711", "cadre": "MM"}
    row |= {"headcount": "1"} | {column: cell}
    others = "S1,Ha A,201711,MM,1", "S3,Ha C,201711,SC,1"
    text = f"{','.join(row)}\n{others[0]}\n{','.join(row.values())}\n{others[1]}\n"
    one = read(tmp_path, text)
    (found,) = [remark for remark in one.remarks if remark.finding.rule == rule]
    assert (found.rows, found.finding.column, found.finding.value) == ((3,), column, "")
    assert cell not in told(one)
    assert len(one.tables[0].frame) == 3


@pytest.mark.parametrize(
    "cell", ["two", "Two", "Nil", "TBC", "Nov", "Not Available", "N/A", "3 posts", "Vacant", "<5"]
)
def test_words_about_a_count_are_no_names(tmp_path: Path, cell: str) -> None:
    one = read(tmp_path, f"site_id,cadre,headcount\nS1,MM,{cell}\nS2,MM,1\nS3,MM,1\n")
    assert "name_in_cell" not in rules(one)


@pytest.mark.parametrize("cadre", ["Mentor Mother", "Community Health Worker", "Data Clerk"])
def test_words_of_posts_are_no_names(tmp_path: Path, cadre: str) -> None:
    one = read(tmp_path, f"site_id,period,cadre,headcount\nS1,201711,{cadre},1\n")
    assert one.tables[0].frame["cadre"].tolist() == [cadre]


def test_names_of_a_table_without_a_header_are_dropped(tmp_path: Path) -> None:
    rows = "Palesa Mokoena,MM,Ha A,3\nThabo Letsie,MM,Ha B,4\nLineo Ramakatsa,SC,Ha B,5\n"
    one = read(tmp_path, rows)
    assert one.verdict == Verdict.ASK
    assert "likely_personal_columns" in rules(one)
    assert "Palesa" not in told(one) + one.tables[0].cells.to_csv()


@pytest.mark.parametrize("header", ["Name of MM1", "MM2 name", "Age of MM1", "Phone of MM 2"])
def test_persons_that_are_numbered_are_persons(tmp_path: Path, header: str) -> None:
    text = f"site_id,cadre,headcount,{header}\nS1,MM,1,34\nS2,MM,1,41\n"
    assert "personal_columns" in rules(read(tmp_path, text))


def test_findings_repeat_no_words_of_columns_that_nobody_knows(tmp_path: Path) -> None:
    headless = read(tmp_path, "S1,Palesa Mokoena,1\nS2,Thabo Letsie,2\nS3,Lineo R,1\n")
    assert "no_header" in rules(headless)
    assert "Palesa" not in told(headless)
    last = read(tmp_path, "Odd one,site_id,MM\nPalesa M,S1,2\n,,\nThabo,S2,1\n")
    assert "blank_rows" in rules(last)
    assert "Thabo" not in told(last)
    marked = read(tmp_path, "site_id,MM,Odd one\nS1,2,<b>Palesa</b>\nS2,1,x\n")
    assert "markup" in rules(marked)
    assert "Palesa" not in told(marked)


def test_rows_that_only_persons_tell_apart_are_added_up_and_asked_about(tmp_path: Path) -> None:
    text = (
        "site_id,period,cadre,headcount,Name\nS1,201711,MM,1,Palesa Mokoena\n"
        "S1,201711,MM,1,Thabo Letsie\nS2,201711,MM,1,Lineo R\nS2,201711,MM,1,Lineo R\n"
    )
    one = read(tmp_path, text)
    assert one.verdict == Verdict.ASK
    assert one.tables[0].frame.set_index("site_id")["headcount"].to_dict() == {"S1": 2, "S2": 1}
    (added,) = [remark for remark in one.remarks if remark.finding.rule == "heads_added"]
    assert added.rows == (2, 3)
    assert "repeated_row" in rules(one)  # Both rows of S2 are the same person twice.


def test_a_roster_by_name_of_site_is_counted(tmp_path: Path) -> None:
    text = "Facility,Cadre,Name\nHa A,MM,Palesa M\nHa A,MM,Thabo L\nHa B,SC,Lineo R\n"
    frame = read(tmp_path, text).tables[0].frame
    assert frame[["site_name", "cadre", "headcount"]].to_numpy().tolist() == [
        ["Ha A", "MM", 2.0], ["Ha B", "SC", 1.0],
    ]  # fmt: skip


def test_a_list_of_places_with_whom_to_call_is_no_list_of_persons(tmp_path: Path) -> None:
    rows = "Ha A,-29.31,27.51,Palesa Mokoena,58012345\nHa B,-29.12,27.83,Thabo Letsie,63012345\n"
    one = read(tmp_path, f"Facility,Lat,Long,In charge,Phone\n{rows}")
    assert one.tables[0].frame["site_name"].tolist() == ["Ha A", "Ha B"]
    assert "58012345" not in told(one)
    persons = read(tmp_path, "Facility,Name,Phone\nHa A,Palesa Mokoena,58012345\n")
    assert persons.verdict == Verdict.REFUSE
