"""The order of rows in a dataset's files says nothing, so it changes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geodata.assessment import Assessment, assess
from geodata.choice import Choice
from geodata.model import build_model
from geodata.names import Platform
from geodata.programme import load
from geodata.rules import rule_shares, site_links
from geodata.terrain import Season
from geodata.travel import travel_tables

if TYPE_CHECKING:
    from pathlib import Path

# A site at the place of S3, so that women have two that are equally near.
TWIN = "S0,Demo site 0,LS-C,{place},gps,health_centre,MoH,1,1,5,demo,2017-11-30,demonstration"
HEADS = "S0,201711,{cadre},1,1,,,demo,2017-11-30,demonstration"


@pytest.fixture
def twins(tiny_folder: Path) -> Path:
    sites = tiny_folder / "sites.csv"
    lines = sites.read_text("utf-8").splitlines()
    place = ",".join(lines[3].split(",")[3:5])
    sites.write_text("\n".join([*lines, TWIN.format(place=place)]) + "\n", "utf-8")
    with (tiny_folder / "staffing.csv").open("a", encoding="utf-8") as file:
        file.writelines(HEADS.format(cadre=cadre) + "\n" for cadre in ("MM", "CMM"))
    about = json.loads((tiny_folder / "programme.json").read_text("utf-8"))
    about["published_totals"] = {}
    (tiny_folder / "programme.json").write_text(json.dumps(about), "utf-8")
    return tiny_folder


def answers(folder: Path) -> tuple[list[Assessment], list[object]]:
    programme = load(folder)
    tables = {season: travel_tables(programme, season) for season in Season}
    model = build_model(programme, tables)
    choices = [Choice(platform=platform, threshold_minutes=60) for platform in Platform]
    shares = [
        rule_shares(model, one, site_links(model, one.season, one.platform, one.way))
        for one in choices
    ]
    return [assess(model, choice) for choice in choices], shares


@pytest.mark.parametrize("seed", range(3))
def test_order_of_rows_in_any_file_never_changes_a_result(twins: Path, seed: int) -> None:
    before, shares = answers(twins)
    for path in twins.glob("*.csv"):
        header, *rows = path.read_text("utf-8").splitlines()
        order = np.random.default_rng(seed).permutation(len(rows))
        mixed = [header, *(rows[place] for place in order)]
        path.write_text("\n".join(mixed) + "\n", "utf-8")
    after, shares_after = answers(twins)
    for one, other in zip(before, after, strict=True):
        pd.testing.assert_frame_equal(other.measures, one.measures)
        pd.testing.assert_frame_equal(other.areas, one.areas)
        pd.testing.assert_frame_equal(other.sites, one.sites)
        pd.testing.assert_frame_equal(other.stops.sort_index(), one.stops.sort_index())
    assert shares_after == shares
