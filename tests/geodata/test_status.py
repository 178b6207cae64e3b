from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.status import DataStatus, describe, worst

STATUSES = st.lists(st.sampled_from(DataStatus), min_size=1)


def test_order_from_worst_to_best() -> None:
    assert [str(status) for status in DataStatus] == [
        "demonstration",
        "modelled",
        "published",
        "reported",
    ]


@given(STATUSES, STATUSES)
def test_more_data_never_improves_the_status(one: list[DataStatus], more: list[DataStatus]) -> None:
    order = list(DataStatus).index
    assert order(worst(one + more)) == min(order(worst(one)), order(worst(more)))


@given(STATUSES)
def test_words_name_each_status_once_and_say_when_mixed(statuses: list[DataStatus]) -> None:
    words = describe(statuses)
    assert all(words.count(status) == 1 for status in set(statuses))
    assert words.startswith("mixed: ") == (len(set(statuses)) > 1)


@pytest.mark.parametrize("function", [worst, describe])
def test_nothing_has_no_status(function: object) -> None:
    assert callable(function)
    with pytest.raises(ValueError, match=r"."):
        function([])
