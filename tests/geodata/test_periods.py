from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import UnknownPeriodError
from geodata.periods import PeriodKind, parse_period


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("201711", "month", "2017-11-01", "2017-11-30"),
        ("201712", "month", "2017-12-01", "2017-12-31"),
        ("201602", "month", "2016-02-01", "2016-02-29"),
        ("2017Q4", "quarter", "2017-10-01", "2017-12-31"),
        ("2017Q1", "quarter", "2017-01-01", "2017-03-31"),
        ("2017", "year", "2017-01-01", "2017-12-31"),
        ("2017S2", "half year", "2017-07-01", "2017-12-31"),
        ("2017April", "financial year", "2017-04-01", "2018-03-31"),
        ("2017Oct", "financial year", "2017-10-01", "2018-09-30"),
        ("20171130", "day", "2017-11-30", "2017-11-30"),
        ("2017W47", "week", "2017-11-20", "2017-11-26"),
        ("2020W53", "week", "2020-12-28", "2021-01-03"),
        ("2018W1", "week", "2018-01-01", "2018-01-07"),
        ("FY18", "financial year", "2017-10-01", "2018-09-30"),
        ("FY18Q1", "quarter", "2017-10-01", "2017-12-31"),
        ("FY18Q4", "quarter", "2018-07-01", "2018-09-30"),
    ],
)
def test_texts_of_dhis2_and_pepfar(text: str, kind: str, start: str, end: str) -> None:
    period = parse_period(text)
    assert (period.text, period.kind) == (text, kind)
    assert (str(period.start), str(period.end)) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["", "Nov 2017", "2017-11", "201713", "201700", "2017Q5", "2017S3", "2017W54", "2017W00",
     "20170230", "2017oct", "0000", "FY18Q5", "FY2018", " 2017", "٢٠١٧", "2019W53", "9999Oct"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UnknownPeriodError, match="201711"):
        parse_period(text)


@given(st.text(max_size=10))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        period = parse_period(text)
    except UnknownPeriodError:
        return
    assert period.start <= period.end


@given(st.integers(1900, 2200))
def test_months_quarters_and_halves_tile_the_year(year: int) -> None:
    for texts in (
        [f"{year}{month:02}" for month in range(1, 13)],
        [f"{year}Q{quarter}" for quarter in range(1, 5)],
        [f"{year}S{half}" for half in (1, 2)],
    ):
        parts = [parse_period(text) for text in texts]
        whole = parse_period(str(year))
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        for before, after in pairwise(parts):
            assert after.start - before.end == timedelta(days=1)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_day_is_its_own_period(day: date) -> None:
    period = parse_period(f"{day:%Y%m%d}")
    assert (period.kind, period.start, period.end) == (PeriodKind.DAY, day, day)
