from __future__ import annotations

import dataclasses

import pytest

from geodata.errors import MissingColumnError
from geodata.matching import Gazetteer
from geodata.reading.tables import parse_table
from geodata.reading.typed import KnownAreas, TypedTable, empty_table, typed
from geodata.reading.validation import validate
from geodata.schema import (
    FERTILITY,
    PARAMETERS,
    POPULATION,
    PROVENANCE,
    SOURCES,
    STAFFING,
    TABLES,
    Kind,
    Table,
)

DISTRICTS = Gazetteer({"LS-A": "Maseru"})
KNOWN = KnownAreas(DISTRICTS, Gazetteer({"LS-A": "Maseru", "LS": "Lesotho"}))
DEMO = "demo,2017-11-30,demonstration"


def values_of(table: Table, text: str) -> TypedTable:
    return typed(table, parse_table(f"{table.name}.csv", text.encode()), KNOWN)


def rules_of(table: Table, text: str) -> set[tuple[str, int | None, str]]:
    values = values_of(table, text)
    findings = [*values.findings, *validate(table, values)]
    return {(finding.rule, finding.row, finding.column) for finding in findings}


def staffing(*rows: str) -> str:
    header = "site_id,period,cadre,headcount,fte,approved_posts,vacancies,source,source_date"
    return "\n".join([f"{header},data_status", *rows])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_has_its_key_and_its_provenance(table: Table) -> None:
    names = table.column_names
    assert len(set(names)) == len(names)
    assert {*table.key, *table.ordered} <= {*names}
    assert table is SOURCES or table.columns[-3:] == PROVENANCE


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_empty_table_is_valid(table: Table) -> None:
    assert validate(table, empty_table(table)) == []


def test_every_failure_of_every_column_comes_at_once_with_its_row() -> None:
    text = staffing(
        f"S1,201711,MM,-1,1,,,{DEMO}",
        f",201711,MM,1.5,x,,,{DEMO}",
        f"S2,2017-11,NURSE,1,1,,,{DEMO}",
        f"S3,201711,MM,1,1,,,{DEMO}",
        f"S3,201711,MM,2,1,,,{DEMO}",
        "S4,201711,MM,1,1,,,demo,soon,guessed",
    )
    assert rules_of(STAFFING, text) == {
        ("negative_number", 2, "headcount"),
        ("blank_cell", 3, "site_id"),
        ("not_whole", 3, "headcount"),
        ("not_a_number", 3, "fte"),
        ("bad_period", 4, "period"),
        ("unknown_word", 4, "cadre"),
        ("duplicate_id", 5, "site_id"),
        ("duplicate_id", 6, "site_id"),
        ("bad_date", 7, "source_date"),
        ("bad_status", 7, "data_status"),
    }


def test_a_good_table_has_no_finding_and_its_values() -> None:
    text = staffing(f"S1,201711,MM,2,1.5,,,{DEMO}", f"S1,201711,SC,,,,,{DEMO}")
    assert rules_of(STAFFING, text) == set()
    frame = values_of(STAFFING, text).frame
    assert frame["headcount"].tolist()[0] == 2
    assert frame["headcount"].isna().tolist() == [False, True]
    assert frame["cadre"].tolist() == ["MM", "SC"]


def test_a_blank_cell_in_a_number_that_must_be_there_is_told_once() -> None:
    header = "name,value,unit,low,high,mark,note,source,source_date,data_status"
    rows = ["tau,,share,,,A,,planning,2026,modelled", "k,x,pairs,,,A,,planning,2026,modelled"]
    assert rules_of(PARAMETERS, "\n".join([header, *rows])) == {
        ("blank_cell", 2, "value"),
        ("not_a_number", 3, "value"),
    }


def test_a_parameter_outside_its_range_is_found() -> None:
    header = "name,value,unit,low,high,mark,note,source,source_date,data_status"
    rows = ["tau,0.95,share,0.8,0.9,A,,planning,2026,modelled"]
    assert rules_of(PARAMETERS, "\n".join([header, *rows])) == {("bounds_out_of_order", 2, "low")}


def test_the_country_may_stand_beside_the_districts_in_a_population_table() -> None:
    header = "area_code,year,sex,age_group,count,source,source_date,data_status"
    rows = [
        "LS,2016,both,all,2007201,census,2016,published",
        "Lesotho,2006,both,all,1,census,2016,published",
        "LS-X,2006,both,all,1,census,2016,published",
    ]
    assert rules_of(POPULATION, "\n".join([header, *rows])) == {
        ("district_by_name", 3, "area_code"),
        ("unknown_district", 4, "area_code"),
    }


def test_a_missing_column_is_told_and_the_others_are_still_checked() -> None:
    header = "area_code,tfr,births_per_year,source,source_date,data_status"
    text = f"{header}\nLS-A,-1,,dhs,2014,published"
    assert rules_of(FERTILITY, text) == {
        ("missing_column", None, "year"),
        ("negative_number", 2, "tfr"),
    }


def test_an_optional_column_may_be_absent_with_a_note() -> None:
    text = f"site_id,period,cadre,headcount,source,source_date,data_status\nS1,201711,MM,2,{DEMO}"
    assert {rule for rule, _, _ in rules_of(STAFFING, text)} == {"absent_column"}
    assert values_of(STAFFING, text).frame["fte"].isna().all()


def test_a_frame_without_a_column_is_refused() -> None:
    values = values_of(STAFFING, staffing(f"S1,201711,MM,2,2,,,{DEMO}"))
    cut = dataclasses.replace(values, frame=values.frame.drop(columns="cadre"))
    with pytest.raises(MissingColumnError, match="cadre"):
        validate(STAFFING, cut)


def test_kinds_are_words_for_people() -> None:
    assert all((kind == kind.strip() and kind.islower()) or kind == Kind.FLAG for kind in Kind)
