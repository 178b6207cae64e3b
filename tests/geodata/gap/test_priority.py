"""Priority of districts in the gap report: counted by hand, and as sure as it says."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from geodata.assessment import assess
from geodata.choice import Choice
from geodata.gap.columns import Level
from geodata.gap.priority import COLUMNS, priority, with_priority
from geodata.gap.report import gap_report
from geodata.gap.sheets import FIRST_ROW, HEADING_ROW
from geodata.names import TOTAL, Platform
from tests.geodata import small
from tests.geodata.reports import HOUR, lesotho_report, report_of, small_model
from tests.geodata.worlds import lesotho_model


@pytest.mark.parametrize("platform", list(Platform))
def test_the_score_is_that_of_the_formula(platform: Platform) -> None:
    model, choice = lesotho_model(), Choice(platform=platform)
    answers = assess(model, choice)
    found = priority(model.programme, answers)
    cadre = "mm" if platform == Platform.FACILITY else "cmm"
    for code in found.index:
        unmet = answers.value(code, "unmet_need_per_year")
        walk = answers.value(code, "median_walk_seconds") / 60
        missing = answers.value(code, f"{cadre}_deficit") / answers.value(code, f"{cadre}_required")
        stops = answers.stops[answers.stops["district_code"] == code]["days_since"]
        told = sorted(float("inf") if day != day else day for day in stops)  # noqa: PLR0124
        days = told[len(told) // 2]
        score = 40 * min(unmet / 50, 1) + 25 * min(walk / 240, 1)
        score += 20 * min(missing, 1) + 15 * min(days / 90, 1)
        assert found.at[code, "priority_score"] == pytest.approx(score)


def test_most_unmet_need_is_first_and_ranges_hold_the_rank() -> None:
    report = lesotho_report()
    found = priority(report.programme, report.assessment)
    unmet = {code: report.assessment.value(code, "unmet_need_per_year") for code in found.index}
    by_need = sorted(unmet, key=lambda code: -unmet[code])
    assert found["rank_unmet"].sort_values().index.tolist() == by_need
    assert (found["rank_low"] <= found["rank_score"]).all()
    assert (found["rank_score"] <= found["rank_high"]).all()
    assert sorted(found["rank_score"]) == [1, 2, 3, 4, 5]


def test_without_records_of_outreach_there_is_no_score_and_the_reason_is_told() -> None:
    model = small.model(outreach_visits=small.visits(None).iloc[:0])
    report = report_of(model, HOUR)
    table = with_priority(report.tables[Level.DISTRICT], model.programme, report.assessment)
    assert set(table.cells["priority_score"]) == {None}
    assert all(rank is not None for rank in table.cells["rank_unmet"])
    why = {table.reasons[code]["priority_score"] for code in table.codes}
    assert why == {"not known: days since the last outreach visit"}


def test_rows_in_another_order_have_the_same_ranks_and_the_total_has_none() -> None:
    report = lesotho_report()
    table = report.tables[Level.DISTRICT]
    turned = table.in_order(reversed(table.codes))
    first, other = (
        with_priority(each, report.programme, report.assessment) for each in (table, turned)
    )
    for column in COLUMNS:
        assert first.cells[column.key] == tuple(reversed(other.cells[column.key]))
        assert first.total[column.key] is None
    assert TOTAL not in first.codes


def test_the_sheet_by_district_ends_in_ranks_that_the_dictionary_explains() -> None:
    report = report_of(small_model(), HOUR)
    book = openpyxl.load_workbook(io.BytesIO(gap_report(replace(report))))
    lines = list(book["Gap by district"].values)
    at = lines[HEADING_ROW].index("Rank by unmet need")
    found = priority(report.programme, report.assessment)
    shown = [line[at] for line in lines[FIRST_ROW : FIRST_ROW + len(found)]]
    assert shown == found["rank_unmet"].tolist()
    keys = {row[0] for row in book["Dictionary"].values}
    assert {column.key for column in COLUMNS} <= keys
