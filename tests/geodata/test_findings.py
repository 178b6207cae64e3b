from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geodata.findings import Finding, Severity, error, has_error, in_order, note, warning

FINDINGS = st.lists(
    st.builds(
        Finding,
        rule=st.sampled_from(["a", "b"]),
        severity=st.sampled_from(Severity),
        table=st.sampled_from(["sites.csv", "staffing.csv"]),
        row=st.none() | st.integers(1, 5),
        column=st.sampled_from(["", "latitude"]),
        value=st.sampled_from(["", "x"]),
        message=st.just("m"),
        remedy=st.just("r"),
    )
)


@given(FINDINGS)
def test_order_loses_none_and_does_not_depend_on_the_order_before(findings: list[Finding]) -> None:
    ordered = in_order(findings)
    assert set(ordered) == set(findings)
    assert len(ordered) == len(set(findings))
    assert ordered == in_order(reversed(findings))


@given(FINDINGS)
def test_errors_come_first(findings: list[Finding]) -> None:
    severities = [finding.severity for finding in in_order(findings)]
    assert severities == sorted(severities, key=list(Severity).index)


def test_only_an_error_stops_a_folder() -> None:
    place = ("r", "a.csv", 2, "n", "x", "m", "r")
    assert has_error([note(*place), error(*place)])
    assert not has_error([note(*place), warning(*place)])


def test_a_finding_says_where_what_and_what_to_do() -> None:
    finding = warning("r", "a.csv", 12, "n", "-1", "Below zero.", "Write 0.")
    assert str(finding) == "warning: a.csv, row 12, column n: '-1'. Below zero. Write 0."
