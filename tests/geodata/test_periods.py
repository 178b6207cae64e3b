from __future__ import annotations

from contextlib import suppress
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
        ("2017W45", "week", "2017-11-06", "2017-11-12"),
        # 4 January 2015 is a Sunday: the weeks that hold it begin on these days.
        ("2015WedW1", "week", "2014-12-31", "2015-01-06"),
        ("2015WedW5", "week", "2015-01-28", "2015-02-03"),
        ("2015ThuW6", "week", "2015-02-05", "2015-02-11"),
        ("2015FriW1", "week", "2015-01-02", "2015-01-08"),
        ("2015SatW7", "week", "2015-02-14", "2015-02-20"),
        ("2015SunW8", "week", "2015-02-22", "2015-02-28"),
        ("2015BiW1", "two weeks", "2014-12-29", "2015-01-11"),
        ("2017BiW26", "two weeks", "2017-12-18", "2017-12-31"),
        ("201701B", "two months", "2017-01-01", "2017-02-28"),
        ("201706B", "two months", "2017-11-01", "2017-12-31"),
        ("2017S1", "half year", "2017-01-01", "2017-06-30"),
        ("2017AprilS1", "half year", "2017-04-01", "2017-09-30"),
        ("2017AprilS2", "half year", "2017-10-01", "2018-03-31"),
        ("2018NovS1", "half year", "2017-11-01", "2018-04-30"),
        ("2018NovS2", "half year", "2018-05-01", "2018-10-31"),
        ("2018NovQ1", "quarter", "2017-11-01", "2018-01-31"),
        ("2018NovQ4", "quarter", "2018-08-01", "2018-10-31"),
        ("2017Feb", "financial year", "2017-02-01", "2018-01-31"),
        ("2017July", "financial year", "2017-07-01", "2018-06-30"),
        ("2017Aug", "financial year", "2017-08-01", "2018-07-31"),
        ("2017Sep", "financial year", "2017-09-01", "2018-08-31"),
        ("2018Nov", "financial year", "2017-11-01", "2018-10-31"),
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
     "20170230", "2017oct", "0000", "FY18Q5", "FY2018", " 2017", "٢٠١٧", "2019W53", "9999Oct",
     "201707B", "201700B", "2017BiW27", "2017BiW0", "2017WedW54", "2017MonW1", "2017AprilS3",
     "2017NovQ5", "0001Nov", "2017Jan", "LAST_12_MONTHS", "2017JulyS1"],
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
        [f"{year}0{part}B" for part in range(1, 7)],
    ):
        parts = [parse_period(text) for text in texts]
        whole = parse_period(str(year))
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        for before, after in pairwise(parts):
            assert after.start - before.end == timedelta(days=1)


@given(st.integers(1900, 2200), st.sampled_from(["", "Wed", "Thu", "Fri", "Sat", "Sun"]))
def test_weeks_follow_one_another_from_year_to_year(year: int, day: str) -> None:
    def weeks(year: int) -> list[tuple[date, date]]:
        found = []
        for week in range(1, 55):
            with suppress(UnknownPeriodError):
                period = parse_period(f"{year}{day}W{week}")
                found.append((period.start, period.end))
        return found

    both = weeks(year) + weeks(year + 1)
    assert len(weeks(year)) in {52, 53}
    for before, after in pairwise(both):
        assert after[0] - before[1] == timedelta(days=1)
    if not day:
        assert weeks(year)[0][0] == date.fromisocalendar(year, 1, 1)


@given(
    st.integers(1900, 2200),
    st.sampled_from([("April", "AprilS", 2), ("Nov", "NovS", 2), ("Nov", "NovQ", 4)]),
)
def test_parts_tile_the_financial_year(year: int, names: tuple[str, str, int]) -> None:
    whole, part, count = names
    parts = [parse_period(f"{year}{part}{number + 1}") for number in range(count)]
    year_itself = parse_period(f"{year}{whole}")
    assert (parts[0].start, parts[-1].end) == (year_itself.start, year_itself.end)
    for before, after in pairwise(parts):
        assert after.start - before.end == timedelta(days=1)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_day_is_its_own_period(day: date) -> None:
    period = parse_period(f"{day:%Y%m%d}")
    assert (period.kind, period.start, period.end) == (PeriodKind.DAY, day, day)
