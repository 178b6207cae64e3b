"""Parameters that numbers need, and staff that is not full-time: each fault is found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geodata.assessment import assess
from geodata.choice import Choice
from geodata.model import build_model
from geodata.names import TOTAL, Platform
from geodata.parameters import Parameters
from geodata.reading.parameterchecks import NEEDED
from geodata.terrain import Season
from geodata.travel import travel_tables
from tests.geodata.folders import found

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.programme import Programme


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_parameter_is_found(name: str, tiny_folder: Path) -> None:
    path = tiny_folder / "parameters.csv"
    rows = path.read_text().splitlines()
    path.write_text("\n".join(row for row in rows if not row.startswith(f"{name},")))
    finding = found(tiny_folder, "missing_parameter")
    assert (finding.table, finding.column, finding.value) == ("parameters.csv", "name", name)
    assert NEEDED[name].words in finding.remedy


def test_the_parameters_that_are_needed_are_enough(lesotho: Programme) -> None:
    items = tuple(item for item in lesotho.parameters.items if item.name in NEEDED)
    least = replace(lesotho, parameters=Parameters(items))
    model = build_model(least, {season: travel_tables(least, season) for season in Season})
    for season in Season:
        assess(model, Choice(season=season, platform=Platform.COMMUNITY))
    found = assess(model, Choice())
    assert found.value(TOTAL, "need_per_year") == pytest.approx(9_000, abs=1)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("k_facility", "0", "more than 0"),
        ("prevalence", "25", "a share above 0"),
        ("tau", "95", "a share from 0 to 1"),
        ("outreach_months", "2.5", "a whole number from 1 to 60"),
        ("minimum_contacts", "0", "a whole number"),
        ("outreach_months", "900", "60"),
    ],
)
def test_a_parameter_that_no_number_can_be_made_with_is_found(
    name: str, value: str, says: str, tiny_folder: Path
) -> None:
    path = tiny_folder / "parameters.csv"
    rows = [row.split(",") for row in path.read_text().splitlines()]
    at = next(number for number, row in enumerate(rows) if row[0] == name)
    rows[at][1], rows[at][3], rows[at][4] = value, "", ""
    path.write_text("\n".join(",".join(row) for row in rows))
    finding = found(tiny_folder, "bad_parameter")
    assert (finding.row, finding.column, finding.value) == (at + 1, "value", value)
    assert says in finding.message


def test_posts_that_are_not_full_time_are_told_as_capacity_counts_heads(tiny_folder: Path) -> None:
    path = tiny_folder / "staffing.csv"
    rows = path.read_text().splitlines()
    header = rows[0].split(",")
    cells = rows[2].split(",")
    cells[header.index("headcount")], cells[header.index("fte")] = "2", "1.5"
    path.write_text("\n".join([*rows[:2], ",".join(cells), *rows[3:]]))
    finding = found(tiny_folder, "part_time_posts")
    assert (finding.severity, finding.row, finding.value) == ("warning", 3, "1.5")
    assert "counted in heads" in finding.message
