"""Naomi's zip: newer and older columns, what is left out is counted, and nothing else is kept."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.connect.connector import Said
from geodata.connect.naomi import (
    LAYER_NAME,
    TABLE_NAME,
    Naomi,
    Wanted,
    converted,
    is_naomi,
)
from geodata.drafts.workbench import Workbench
from geodata.errors import FileError
from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict
from geodata.programme import check
from tests.geodata.connect.standin import square

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.place import Place

NEWER = ("area_id", "sex", "age_group", "calendar_quarter", "indicator", "mean", "se", "median",
         "mode", "lower", "upper")  # fmt: skip
QUTHING = ("LSO_1_7", "female", "Y025_029", "CY2022Q4", "prevalence", "0.231", "0.01", "0.231",
           "0.231", "0.204", "0.260")  # fmt: skip


def table(columns: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([columns, *rows])
    return written.getvalue()


def changed(**new: str) -> tuple[str, ...]:
    return tuple(new.get(name, value) for name, value in zip(NEWER, QUTHING, strict=True))


def packed(**files: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name.replace("__", "."), (2023, 5, 4, 0, 0, 0))
            archive.writestr(info, content)
    return raw.getvalue()


def outlines(lesotho: Place) -> str:
    areas = [("LSO", "Lesotho", None), *(
        (f"LSO_1_{number}", name, "LSO")
        for number, name in enumerate(lesotho.districts.names.values(), start=1)
    ), ("LSO_2_1", "A constituency", "LSO_1_1")]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"area_id": one, "area_name": name,
                                           "parent_area_id": parent, "spectrum_region_code": 0},
         "geometry": square(27.2 + 0.1 * place, -29.5, 0.1)}
        for place, (one, name, parent) in enumerate(areas)
    ]})  # fmt: skip


def rows_of(raw: bytes, lesotho: Place, wanted: Wanted | None = None) -> list[dict[str, str]]:
    files = converted("run.zip", raw, lesotho, wanted or Wanted(), Said("run.zip"))
    return list(csv.DictReader(files[TABLE_NAME].decode().splitlines()))


def test_an_estimate_becomes_a_row_with_interval_population_date_and_status(
    lesotho: Place,
) -> None:
    (row,) = rows_of(packed(indicators__csv=table(NEWER, QUTHING)), lesotho)
    assert row == {
        "layer_id": "naomi_2022_women_25_29",
        "layer_title": "Naomi, women 25-29, December 2022",
        "area_code": "LS-G",
        "area_level": "district",
        "period": "2022Q4",
        "population": "women_25_29",
        "estimate": "0.231",
        "lower": "0.204",
        "upper": "0.260",
        "ci_level": "95",
        "method": "naomi",
        "source": "Naomi, run",
        "source_date": "2023-05-04",
        "data_status": "published",
    }


def test_an_older_zip_is_read_with_the_tables_that_explain_its_numbers(lesotho: Place) -> None:
    older = (
        "area_id",
        "sex",
        "age_group_id",
        "quarter_id",
        "indicator_id",
        "mean",
        "lower",
        "upper",
    )
    raw = packed(
        indicators__csv=table(older, ("LSO_1_7", "female", "18", "492", "2", "0.2", "0.1", "0.3"),
                              ("LSO_1_7", "female", "18", "492", "4", "0.8", "0.7", "0.9")),
        meta_indicator__csv=table(("indicator_id", "indicator"), ("2", "prevalence"),
                                  ("4", "art_coverage")),
        meta_age_group__csv=table(("age_group_id", "age_group"), ("18", "15-49")),
        meta_period__csv=table(("quarter_id", "calendar_quarter"), ("492", "CY2022Q4")),
    )  # fmt: skip
    (row,) = rows_of(raw, lesotho)
    assert (row["layer_id"], row["estimate"]) == ("naomi_2022_women_15_49", "0.2")


def test_an_older_zip_without_those_tables_is_refused(lesotho: Place) -> None:
    older = ("area_id", "sex", "age_group_id", "quarter_id", "indicator_id", "mean")
    raw = packed(indicators__csv=table(older, ("LSO_1_7", "female", "18", "492", "2", "0.2")))
    with pytest.raises(FileError, match="has no indicator, age_group, calendar_quarter"):
        rows_of(raw, lesotho)


def test_what_is_left_out_is_counted(lesotho: Place) -> None:
    raw = packed(
        indicators__csv=table(
            NEWER, QUTHING, changed(area_id="LSO"), changed(area_id="LSO_2_1"),
            changed(indicator="plhiv"), changed(indicator="anc_prevalence"),
            changed(sex="male"), changed(age_group="Y000_999"), changed(calendar_quarter="junk"),
        )
    )  # fmt: skip
    said = Said("run.zip")
    converted("run.zip", raw, lesotho, Wanted(), said)
    assert said.summary == ["2 estimates of prevalence in 1 layers."]
    messages = {one.finding.message for one in said.remarks}
    assert messages == {
        "1 rows of areas that are neither the country nor a district were left out.",
        "2 rows of other indicators were left out.",
        "3 rows of other ages, sexes or quarters were left out.",
        "The zip holds no outlines; those of the dataset stay.",
    }


def test_what_is_wanted_can_be_said(lesotho: Place) -> None:
    raw = packed(
        indicators__csv=table(
            NEWER, QUTHING, changed(sex="both", age_group="Y015_049", calendar_quarter="CY2023Q3"),
        )
    )  # fmt: skip
    (row,) = rows_of(raw, lesotho, Wanted(("both",), ("15-49",), ("CY2023Q3",)))
    assert row["layer_id"] == "naomi_2023q3_adults_15_49"
    assert row["layer_title"] == "Naomi, adults 15-49, September 2023"


@pytest.mark.parametrize("name", ["boundaries__geojson", "meta_area__geojson"])
def test_a_dropped_zip_is_read_like_any_file(lesotho: Place, tmp_path: Path, name: str) -> None:
    rows = [
        changed(area_id=one) for one in ("LSO", *(f"LSO_1_{number}" for number in range(1, 11)))
    ]
    path = tmp_path / "run.zip"
    path.write_bytes(packed(indicators__csv=table(NEWER, *rows), **{name: outlines(lesotho)}))
    incoming = read_any(path, lesotho)
    assert incoming.verdict in {Verdict.ACCEPT, Verdict.WARN}
    assert len(incoming.tables[0].frame) == 11
    assert incoming.layers[0].facts["districts"] == 10
    assert "2 outlines of other areas were left out." in {
        one.finding.message for one in incoming.remarks
    }


def test_a_zip_becomes_part_of_a_dataset_that_can_be_published(
    tmp_path: Path, lesotho: Place
) -> None:
    path = tmp_path / "run.zip"
    rows = [
        changed(area_id=one) for one in ("LSO", *(f"LSO_1_{number}" for number in range(1, 11)))
    ]
    path.write_bytes(packed(indicators__csv=table(NEWER, *rows)))
    bench = Workbench(tmp_path / "root")
    token = bench.new_draft()
    bench.take_in(token, path)
    assert bench.review(token).can_publish
    with bench._candidate(token) as folder:
        programme, _ = check(folder)
    assert programme is not None
    own = programme.prevalence.query("layer_id == 'naomi_2022_women_25_29'")
    assert dict(zip(own["area_code"], own["data_status"], strict=True)) == dict.fromkeys(
        ["LS", *lesotho.districts.names], "published"
    )


def test_the_connector_writes_both_files(lesotho: Place, tmp_path: Path) -> None:
    path = tmp_path / "run.zip"
    path.write_bytes(
        packed(indicators__csv=table(NEWER, QUTHING), boundaries__geojson=outlines(lesotho))
    )
    fetched = Naomi(path, lesotho).fetch(tmp_path, lambda *_: None)
    assert [one.name for one in fetched.files] == [TABLE_NAME, LAYER_NAME]
    with pytest.raises(FileError, match="not there"):
        Naomi(tmp_path / "none.zip", lesotho).fetch(tmp_path, lambda *_: None)


def test_a_zip_of_others_is_not_taken_for_naomis(lesotho: Place) -> None:
    assert not is_naomi(packed(a__csv="x"))
    with pytest.raises(FileError) as caught:
        rows_of(packed(a__csv="x"), lesotho)
    assert caught.value.finding.rule == "not_naomi"
    with pytest.raises(FileError) as caught:
        rows_of(packed(indicators__csv=table(NEWER, changed(sex="male"))), lesotho)
    assert caught.value.finding.rule == "nothing_wanted"


cells = st.sampled_from(["LSO", "LSO_1_7", "female", "Y025_029", "CY2022Q4", "prevalence", "0.2",
                         "-1", "", "NaN", "1e999", "\u0000", "'\"", "=1+1"])  # fmt: skip
content = st.one_of(
    st.lists(st.tuples(*[cells] * len(NEWER)), max_size=4).map(
        lambda rows: table(NEWER, QUTHING, *rows)
    ),
    st.text(max_size=80),
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(indicators=content, areas=st.one_of(st.none(), st.text(max_size=60)), cut=st.integers(0, 60))
def test_any_zip_is_read_or_refused(
    lesotho: Place, tmp_path: Path, indicators: str, areas: str | None, cut: int
) -> None:
    more = {} if areas is None else {"boundaries__geojson": areas}
    raw = packed(indicators__csv=indicators, **more)
    path = tmp_path / "run.zip"
    path.write_bytes(raw[: len(raw) - cut] if cut > 50 else raw)
    incoming = read_any(path, lesotho)
    assert "not_understood" not in {one.finding.rule for one in incoming.remarks}
