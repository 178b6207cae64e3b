"""DHIS2: places, values, paging, and nothing about persons, against a stand-in."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from geodata.connect.dhis2 import AREAS, POINTS, PREVALENCE, SITES, VALUES, Dhis2
from geodata.connect.dhis2_api import PAGE_SIZE
from geodata.connect.dhis2_meanings import WOMEN
from geodata.connect.intake import take_in_fetched
from geodata.drafts.workbench import Workbench
from geodata.errors import ConnectError
from geodata.incoming.entities import entity_of
from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict
from geodata.programme import load
from geodata.schema import POPULATION
from geodata.versions.shelf import Words
from tests.geodata.connect.standin import (
    PERSONAL_WORDS,
    TOKEN,
    Asked,
    Dhis2Server,
    Standin,
    point,
    square,
    told,
    unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.connect.connector import Fetched
    from geodata.connect.web import Web
    from geodata.incoming.place import Place

TODAY = "2026-11-28"
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
FACILITIES = [
    unit(1, 3, "Ha Thaba Health Centre", geometry=point(27.5, -29.4)),
    unit(2, 3, "Semonkong", geometry=point(28.04, -29.84)),
    unit(3, 3, "Without a place"),
    unit(4, 3, "Shut", geometry=point(27.6, -29.5), closedDate="2015-06-30T00:00:00.000"),
]


@pytest.fixture
def make(server: Standin, signed_in: Web, lesotho: Place) -> Callable[..., Dhis2]:
    return lambda **wanted: Dhis2(server.base, signed_in, lesotho, TODAY, **wanted)


@pytest.fixture
def fetch(
    make: Callable[..., Dhis2], tmp_path: Path, tell: Callable[[str, int, int], None]
) -> Callable[..., Fetched]:
    return lambda **wanted: make(**wanted).fetch(tmp_path, tell)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def features(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_bytes())["features"])


def rules(fetched: Fetched) -> dict[str, str]:
    return {one.finding.rule: one.finding.message for one in fetched.remarks}


def refusal(make_it: Callable[[], object]) -> str:
    with pytest.raises(ConnectError) as caught:
        make_it()
    return caught.value.finding.rule


@pytest.mark.usefixtures("dhis2")
def test_with_nothing_wanted_the_levels_of_the_server_are_told(
    fetch: Callable[..., Fetched],
) -> None:
    fetched = fetch()
    assert fetched.files == ()
    assert fetched.summary == ("Levels of this server: 1 National, 2 District, 3 Facility.",)


def test_facilities_are_points_and_what_has_no_place_is_told(
    dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path
) -> None:
    dhis2.units = FACILITIES
    fetched = fetch(facilities="Facility")
    assert [path.name for path in fetched.files] == [POINTS]
    names = [one["properties"]["area_name"] for one in features(tmp_path / POINTS)]
    assert names == ["Ha Thaba Health Centre", "Semonkong"]
    assert features(tmp_path / POINTS)[0]["geometry"]["coordinates"] == [27.5, -29.4]
    assert "1 of 3 facilities" in rules(fetched)["no_position"]
    assert rules(fetched)["closed"] == "1 closed places were left out."


def test_facilities_are_sites_only_when_the_user_says_so(
    dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path
) -> None:
    dhis2.units = FACILITIES
    fetched = fetch(facilities="3", as_sites=True)
    rows = table(tmp_path / SITES)
    assert [row["site_name"] for row in rows] == [
        "Ha Thaba Health Centre", "Semonkong", "Without a place",
    ]  # fmt: skip
    assert {row["district_name"] for row in rows} == {"Maseru District"}
    assert {row["facility_type"] for row in rows} == {"health_centre"}
    assert rows[2]["latitude"] == ""
    assert "ownership" not in rows[0]  # No group says it, so nothing is said.
    assert str(fetched.stamp.data_status) == "reported"


def test_outlines_go_through_the_reader_of_every_layer(
    dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path, lesotho: Place
) -> None:
    names = list(lesotho.districts.names.values())
    dhis2.units = [
        unit(place, 2, f"{name} District", geometry=square(27.2 + 0.2 * place, -29.5, 0.2))
        for place, name in enumerate(names)
    ]
    fetched = fetch(areas="district")
    incoming = read_any(fetched.files[0], lesotho)
    assert (tmp_path / AREAS) == fetched.files[0]
    assert incoming.layers[0].facts["districts"] == len(names)
    assert incoming.verdict in {Verdict.ACCEPT, Verdict.WARN}


@pytest.mark.usefixtures("dhis2")
def test_a_level_that_is_not_there_is_told_with_those_that_are(
    make: Callable[..., Dhis2], tmp_path: Path
) -> None:
    with pytest.raises(ConnectError, match="1 National, 2 District, 3 Facility"):
        make(areas="Council").fetch(tmp_path, lambda *_: None)


def test_all_pages_are_asked_and_each_place_comes_once(
    server: Standin, dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path,
    told_progress: list[tuple[str, int, int]],
) -> None:  # fmt: skip
    count = 2 * PAGE_SIZE + 3
    dhis2.units = [
        unit(one, 3, f"Clinic {one}", geometry=point(27.5, -29.4)) for one in range(count)
    ]
    fetch(facilities="3")
    assert len(features(tmp_path / POINTS)) == count
    pages = [
        one.query["page"] for one in server.asked if one.path.endswith("organisationUnits.json")
    ]
    assert pages == [["1"], ["2"], ["3"]]
    assert [done for _, done, _ in told_progress] == [PAGE_SIZE, 2 * PAGE_SIZE, count]
    assert {total for *_, total in told_progress} == {count}


def test_pages_that_repeat_themselves_come_to_an_end(
    server: Standin, dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path
) -> None:
    pager = {"page": 1, "pageCount": 10**9, "total": 7}
    page = {"pager": pager, "organisationUnits": FACILITIES[:1]}

    def answer(asked: Asked) -> object:
        return told(page) if "organisationUnits." in asked.path else dhis2(asked)

    server.answer = answer  # type: ignore[assignment]
    assert rules(fetch(facilities="3"))["not_all"] == "1 of 7 organisationUnits came."
    assert len(features(tmp_path / POINTS)) == 1
    assert len(server.asked) < 6


def test_nothing_about_persons_is_asked_for_or_kept(
    server: Standin, dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path
) -> None:
    dhis2.units = [*FACILITIES, unit(9, 2, "Maseru", geometry=square(27.2, -29.6, 0.5))]
    dhis2.rows = [["ReUHfIn0pTQ", "LSOdistrctA", "201711", "23.4"]]
    fetched = fetch(
        facilities="3", areas="2", as_sites=True, data=("ReUHfIn0pTQ",), periods=("201711",),
        level="2",
    )  # fmt: skip
    written = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    said = [*fetched.summary, *(str(one.finding) for one in fetched.remarks), repr(fetched)]
    everything = "\n".join([*written, *said]).casefold()
    assert len(written) == 4
    for word in PERSONAL_WORDS:
        assert word not in everything
    fields = {field for one in server.asked for field in one.query.get("fields", [])}
    for name in ("contactPerson", "phoneNumber", "email", "address", "users", "user", ":all", "*"):
        assert not any(name in text for text in fields)
    assert not any("/users" in path or "/me" in path for path in server.paths())


def test_the_token_is_nowhere_but_in_the_header(
    server: Standin, dhis2: Dhis2Server, make: Callable[..., Dhis2], tmp_path: Path
) -> None:
    dhis2.units = FACILITIES
    source = make(facilities="3")
    fetched = source.fetch(tmp_path, lambda *_: None)
    secret = TOKEN.removeprefix("d2pat_")
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert secret.encode() not in written
    assert secret not in repr((source, fetched, [one.query for one in server.asked]))
    assert {one.headers["Authorization"] for one in server.asked} == {f"ApiToken {TOKEN}"}


@pytest.mark.parametrize(
    "token", ["", "short", "with space d2pat_123", "d2pat_1\r\nX: y", "é" * 20]
)
def test_what_cannot_be_a_token_is_not_sent(
    server: Standin, web: Web, lesotho: Place, tmp_path: Path, token: str
) -> None:
    source = Dhis2(server.base, type(web)(token=token), lesotho, TODAY)
    assert refusal(lambda: source.fetch(tmp_path, lambda *_: None)) == "bad_token"
    assert server.asked == []


def test_values_have_the_first_and_last_day_of_their_period(
    dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path, server: Standin
) -> None:
    spans = {
        "201711": ("2017-11-01", "2017-11-30"),
        "2017Q4": ("2017-10-01", "2017-12-31"),
        "2017April": ("2017-04-01", "2018-03-31"),
        "2017Oct": ("2017-10-01", "2018-09-30"),
        "2017S2": ("2017-07-01", "2017-12-31"),
        "2017": ("2017-01-01", "2017-12-31"),
        "2017W47": ("2017-11-20", "2017-11-26"),
    }
    dhis2.rows = [["ReUHfIn0pTQ", "LSOdistrctA", period, "7"] for period in spans]
    fetched = fetch(data=("ReUHfIn0pTQ",), periods=tuple(spans), level="District")
    rows = table(tmp_path / VALUES)
    assert {row["period"]: (row["period_start"], row["period_end"]) for row in rows} == spans
    assert {row["district_name"] for row in rows} == {"Maseru District"}
    asked = server.asked[-1].query["dimension"]
    assert asked == ["dx:ReUHfIn0pTQ", f"pe:{';'.join(spans)}", "ou:LEVEL-2"]
    assert "missing_values" not in rules(fetched)


def test_a_value_that_is_not_there_is_missing_and_not_zero(
    dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path
) -> None:
    dhis2.rows = [
        ["ReUHfIn0pTQ", "LSOdistrctA", "201711", "0"],
        ["ReUHfIn0pTQ", "LSOdistrctC", "201711", ""],
        ["ReUHfIn0pTQ", "LSOdistrctC", "201710", "3"],
        ["ReUHfIn0pTQ", "LSOdistrctC", "201611", "99"],
    ]
    fetched = fetch(data=("ReUHfIn0pTQ",), periods=("201711", "201710"), level="2")
    values = {
        (row["district_name"], row["period"]): row["value"] for row in table(tmp_path / VALUES)
    }
    assert values == {("Maseru District", "201711"): "0", ("Leribe", "201710"): "3"}
    assert "2 combinations" in rules(fetched)["missing_values"]
    assert rules(fetched)["other_period"] == "1 values of other periods were left out."


def test_an_indicator_of_prevalence_becomes_a_share_by_its_factor(
    dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path, lesotho: Place
) -> None:
    dhis2.rows = [["ReUHfIn0pTQ", "LSOdistrctA", "201711", "23.4"]]
    fetched = fetch(
        data=("ReUHfIn0pTQ",), periods=("201711",), level="2", population="anc_clients"
    )  # fmt: skip
    (row,) = table(tmp_path / PREVALENCE)
    assert (row["estimate"], row["population"], row["method"]) == (
        "0.234", "anc_clients", "anc_routine",
    )  # fmt: skip
    (read,) = read_any(fetched.files[0], lesotho).tables
    assert read.frame["district_code"].tolist() == ["LS-A"]
    assert read.frame["estimate"].tolist() == [0.234]


def test_values_that_a_person_names_become_tables_of_the_dataset(
    dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path, lesotho: Place
) -> None:
    dhis2.rows = [
        ["ReUHfIn0pTQ", "LSOdistrctA", "2017", "161627"],
        ["ReUHfIn0pTQ", "LSOdistrctA", "201711", "9"],
        ["Uvn6LCg7dVU", "LSOdistrctA", "2017", "7"],
    ]
    fetched = fetch(
        data=("women_15_49=ReUHfIn0pTQ", "Uvn6LCg7dVU"), periods=("2017", "201711"), level="2"
    )
    assert [path.name for path in fetched.files] == [WOMEN, VALUES]
    (row,) = table(tmp_path / WOMEN)
    assert (row["area_code"], row["year"], row["sex"], row["age_group"], row["count"]) == (
        "LS-A", "2017", "female", "Y015_049", "161627",
    )  # fmt: skip
    assert "1 numbers of women are not of a calendar year" in rules(fetched)["no_year"]
    assert [row["value"] for row in table(tmp_path / VALUES)] == ["7"]
    (read,) = read_any(fetched.files[0], lesotho).tables
    assert entity_of(map(str, read.frame.columns)) is POPULATION


def test_named_staff_and_facilities_make_a_draft_that_can_be_published(
    dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path
) -> None:
    dhis2.units = [
        unit(1, 3, "Ha Thaba", geometry=point(27.5, -29.4)),
        unit(2, 3, "Ha Moeti", geometry=point(27.6, -29.5)),
    ]
    ids = [str(one["id"]) for one in dhis2.units]
    dhis2.rows = [
        ["ReUHfIn0pTQ", ids[0], "201801", "2"],
        ["ReUHfIn0pTQ", ids[1], "201801", "0"],
        ["Uvn6LCg7dVU", ids[0], "201801", "1"],
    ]
    fetched = fetch(
        facilities="3", as_sites=True, level="3", periods=("201801",),
        data=("mm=ReUHfIn0pTQ", "SC=Uvn6LCg7dVU"),
    )  # fmt: skip
    bench = Workbench(tmp_path / "root")
    token = bench.new_draft()
    take_in_fetched(bench, token, fetched, "DHIS2", NOON)
    assert not [one for one in bench.review(token).findings if one.severity == "error"]
    bench.publish(token, Words("Thabo", "from DHIS2"), NOON, accept=True)
    programme = load(bench.in_use())
    staff = programme.staffing.set_index(["site_id", "cadre"])["headcount"]
    assert staff.to_dict() == {(ids[0], "MM"): 2, (ids[0], "SC"): 1, (ids[1], "MM"): 0}
    assert programme.info.period == "201801"
    assert set(programme.staffing["source"]) == {"dhis2_127_0_0_1"}


def test_a_data_element_has_no_factor_so_it_is_no_share(
    dhis2: Dhis2Server, fetch: Callable[..., Fetched]
) -> None:
    dhis2.rows, dhis2.factor = [["ReUHfIn0pTQ", "LSOdistrctA", "201711", "23"]], None
    wanted = {"data": ("ReUHfIn0pTQ",), "periods": ("201711",), "level": "2"}
    assert refusal(lambda: fetch(**wanted, population="anc_clients")) == "no_factor"


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        ({"data": ("ReUHfIn0pTQ",), "periods": ("201711",)}, "not_enough"),
        ({"data": ("ReUHfIn0pTQ",), "level": "2"}, "not_enough"),
        ({"data": ("ReUHfIn0pTQ",), "periods": ("LAST_MONTH",), "level": "2"}, "unknown_period"),
        ({"data": ("ReUHfIn0pTQ",), "periods": ("FY18Q1",), "level": "2"}, "unknown_period"),
        ({"data": ("XX=ReUHfIn0pTQ",), "periods": ("2017",), "level": "2"}, "unknown_meaning"),
        ({"data": ("MM=",), "periods": ("2017",), "level": "2"}, "unknown_data"),
        ({"data": ("x&dimension.y",), "periods": ("201711",), "level": "2"}, "unknown_data"),
        ({"facilities": "3", "group": "a:b,c"}, "unknown_group"),
        (
            {"data": ("ReUHfIn0pTQ", "Uvn6LCg7dVU"), "periods": ("201711",), "level": "2",
             "population": "anc_clients"},
            "not_enough",
        ),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("dhis2")
def test_what_makes_no_question_is_refused(
    fetch: Callable[..., Fetched], wanted: dict[str, Any], rule: str
) -> None:
    assert refusal(lambda: fetch(**wanted)) == rule


def test_a_group_narrows_what_is_asked(
    server: Standin, dhis2: Dhis2Server, fetch: Callable[..., Fetched]
) -> None:
    dhis2.units = FACILITIES
    fetch(facilities="3", group="oRVt7g429ZO")
    filters = server.asked[-1].query["filter"]
    assert filters == ["level:eq:3", "organisationUnitGroups.id:eq:oRVt7g429ZO"]


@pytest.mark.parametrize("ending", ["", "/", "/api", "/api/"])
@pytest.mark.usefixtures("dhis2")
def test_the_address_may_end_as_people_copy_it(
    server: Standin, signed_in: Web, lesotho: Place, tmp_path: Path, ending: str
) -> None:
    base = f"{server.base}/hmis{ending}"
    Dhis2(base, signed_in, lesotho, TODAY).fetch(tmp_path, lambda *_: None)
    assert server.paths() == ["/hmis/api/organisationUnitLevels.json"]


def test_prevalence_of_the_country_is_a_row_of_the_country(
    dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path
) -> None:
    dhis2.rows = [["ReUHfIn0pTQ", "Lesotho", "201711", "25"]]
    fetch(data=("ReUHfIn0pTQ",), periods=("201711",), level="1", population="anc_clients")
    (row,) = table(tmp_path / PREVALENCE)
    assert (row["area_code"], row["area_level"]) == ("Lesotho", "country")


def test_levels_without_names_go_by_their_number(
    server: Standin, dhis2: Dhis2Server, fetch: Callable[..., Fetched], tmp_path: Path
) -> None:
    def answer(asked: Asked) -> object:
        levels = "Levels" in asked.path
        return told({"organisationUnitLevels": []}) if levels else dhis2(asked)

    server.answer = answer  # type: ignore[assignment]
    dhis2.units = FACILITIES
    fetch(facilities="3")
    assert len(features(tmp_path / POINTS)) == 2
