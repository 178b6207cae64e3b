"""Every number has its explanation, and every name in it can be filled."""

from __future__ import annotations

import csv
import string
from pathlib import Path

import pandas as pd
import pytest

from dashboard import method
from dashboard.method_words import ENTRIES, MethodEntry
from geodata.indicators import INDICATORS

DATA = Path(__file__).parents[2] / "geodata" / "lesotho" / "data"
ENDINGS = ("_low", "_high", "_n", "_d")
NOT_EXPLAINED_ALONE = {"concentration_index"}


def placeholders(entry: MethodEntry) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(entry.worked) if name}


def parameter_names() -> set[str]:
    with (DATA / "parameters.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"] for row in csv.DictReader(file)}


def totals(**rows: tuple[float, str]) -> pd.DataFrame:
    columns = ["value", "lower", "upper", "numerator", "denominator", "unit"]
    table = {name: [value, 1, 2, 3, 4, unit] for name, (value, unit) in rows.items()}
    return pd.DataFrame.from_dict(table, orient="index", columns=columns)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.anchor)
def test_each_name_in_a_worked_line_is_a_measure_or_a_parameter(entry: MethodEntry) -> None:
    known = {f"p_{name}" for name in parameter_names()} | set(INDICATORS)
    known |= {f"{name}{ending}" for name in INDICATORS for ending in ENDINGS}
    assert placeholders(entry) <= known


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.anchor)
def test_each_entry_says_formula_values_sources_and_limits(entry: MethodEntry) -> None:
    assert all((entry.title, entry.formula, entry.worked, entry.sources, entry.limits))


def test_anchors_are_addresses_and_stand_once() -> None:
    anchors = [entry.anchor for entry in ENTRIES]
    assert len(set(anchors)) == len(anchors)
    assert all(anchor == anchor.lower() and " " not in anchor for anchor in anchors)


def test_values_are_filled_and_a_missing_one_says_so() -> None:
    parameters = pd.DataFrame({"name": ["prevalence"], "value": [0.25]})
    filled = method.entries(totals(sites=(56.0, "sites")), parameters)
    by_anchor = {entry.anchor: entry.worked for entry in filled}
    assert by_anchor["sites"] == "56 sites in scope."
    assert "no data births x 0.25 = no data" in by_anchor["need"]


@pytest.mark.parametrize(
    ("name", "unit", "value", "said"),
    [
        ("geographic_coverage", "share", 0.834, "83%"),
        ("median_walk_seconds", "seconds", 9600, "2 h 40 min"),
        ("need_per_year", "expected births a year to women living with HIV", 9003, "9,000"),
        ("mentor_mothers_per_site", "Mentor Mothers per site", 1.25, "1.25"),
        ("need_per_frontline", "births per frontline", 42.25, "42"),
        ("community_mentor_mothers", "Community Mentor Mothers", 143, "143"),
        ("equity_gap", "percentage points", -43.2, "-43 percentage points"),
        ("gini_between_districts", "index from 0 to 1", 0.1172, "0.117"),
        ("sites", "sites", float("nan"), "no data"),
    ],
)
def test_a_value_is_written_by_its_unit(name: str, unit: str, value: float, said: str) -> None:
    parameters = pd.DataFrame({"name": [], "value": []})
    words = method._measure_words(totals(**{name: (value, unit)}))
    assert words[name] == said
    assert method.entries(totals(**{name: (value, unit)}), parameters)


def test_parameters_keep_their_range_source_and_mark() -> None:
    frame = pd.read_csv(DATA / "parameters.csv")
    rows = {row.name: row for row in method.parameter_rows(frame)}
    assert rows["tau"].value == "0.95"
    assert rows["tau"].bounds == "0.8 to 1"
    assert rows["tau"].mark == "A"
    assert len(rows) == len(frame)


def test_sources_keep_their_defects_and_an_empty_cell_is_empty() -> None:
    frame = pd.DataFrame(
        {
            "title": ["Census"],
            "publisher": ["Bureau of Statistics"],
            "year": [2016],
            "licence": [None],
            "url": [float("nan")],
            "used_for": ["population"],
            "defects": ["quoted"],
        },
        index=["census2016"],
    )
    (row,) = method.source_rows(frame)
    assert (row.source_id, row.year, row.licence, row.url) == ("census2016", "2016", "", "")
