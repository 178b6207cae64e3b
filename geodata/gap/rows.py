"""Rows of the gap table, not yet rounded: what each level takes from an assessment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.gap.columns import NO_DATA
from geodata.gap.district_columns import CADRE_TITLES, DISTRICT_COLUMNS
from geodata.measures import MISSING_INPUT, NO_DENOMINATOR, pooled
from geodata.names import TOTAL, FlagStatus, NeedBasis, Part
from geodata.phrases import rounded_need

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geodata.assessment import Assessment
    from geodata.choice import Choice
    from geodata.gap.columns import Column
    from geodata.programme import Programme

NO_OUTREACH_DATA: Final = "no outreach data"
SMALLEST_SHOWN: Final = 5
PREVALENCE_WORDS: Final = {
    NeedBasis.NATIONAL: "national adult prevalence, applied to pregnant women",
    NeedBasis.NAOMI_PATTERN: "Naomi's district pattern, scaled to the national figure",
}
PART_WORDS: Final = {
    Part.SERVED: "can be served",
    Part.OVER_CAPACITY: "over capacity",
    Part.OUT_OF_REACH: "out of reach",
}
YES_NO: Final = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Values:
    """
    Columns of values by key, one value a code; numbers unrounded, NaN for missing.

    ``reasons`` says by code and key why a value is missing, where more is known than the
    column's own word for it. Plain lists: a frame of a hundred short columns is slow.
    """

    codes: list[str]
    columns: dict[str, Sequence[object]]
    reasons: dict[str, dict[str, str]] = field(default_factory=dict)

    def explain(self, code: str, key: str, why: str) -> None:
        """Say why one value is missing."""
        self.reasons.setdefault(code, {})[key] = why


def district_rows(programme: Programme, assessment: Assessment, prevalence_layer: str) -> Values:
    """Take the districts in scope from the measures, and their total as the last row."""
    in_scope = assessment.districts["in_scope"].astype(bool)
    codes = [str(code) for code in in_scope.index[in_scope] if code != TOTAL]
    names = programme.districts["area_name"].to_dict()
    total = f"Total of {len(codes)} district{'' if len(codes) == 1 else 's'}"
    every = [*codes, TOTAL]
    values = Values(
        every,
        {
            "district_name": [names.get(code, total) for code in every],
            "district_code": [*codes, ""],
            "need_source": _need_source(programme, assessment.choice, every),
            "last_outreach_date": _last_dates(assessment.stops, codes),
            "notes": _reporting_notes(assessment.sites, every),
            **_prevalence_columns(programme, prevalence_layer, every),
        },
    )
    _add_measures(values, assessment.measures)
    return values


def _add_measures(values: Values, measures: pd.DataFrame) -> None:
    position = {key: at for at, key in enumerate(measures.index)}
    columns = [column for column in DISTRICT_COLUMNS if column.measure]
    names = {column.part for column in columns}
    parts = {name: measures[name].to_numpy() for name in names}
    status = measures["status"].tolist()
    for column in columns:
        at = [position[(code, column.measure)] for code in values.codes]
        values.columns[column.key] = parts[column.part][at].tolist()
        if column.part == "value":
            _add_reasons(values, column, [status[place] for place in at])


def _add_reasons(values: Values, column: Column, status: list[str]) -> None:
    """Say why a value is missing: no denominator, or a total of which a part is missing."""
    for code, word in zip(values.codes, status, strict=True):
        if word == NO_DENOMINATOR and column.reason:
            values.explain(code, column.key, f"n/a ({column.reason})")
    if status[-1] == MISSING_INPUT:
        districts = status[:-1]
        told = sum(word != MISSING_INPUT for word in districts)
        values.explain(TOTAL, column.key, f"{told} of {len(districts)} districts have data")


def _need_source(programme: Programme, choice: Choice, codes: list[str]) -> list[str]:
    reported = programme.districts["births_reported"].notna().to_dict()
    prevalence = PREVALENCE_WORDS[choice.need_basis]
    return [
        f"{'reported' if reported.get(code, False) else 'modelled'} births x {prevalence}"
        for code in codes
    ]


def _last_dates(stops: pd.DataFrame, codes: list[str]) -> list[str]:
    """Write the date of the last visit held in each district, and in all of them at the end."""
    if "last_held" not in stops:
        return [""] * (len(codes) + 1)
    held = stops.dropna(subset=["last_held"])
    by_district: dict[str, str] = {}
    for code, day in zip(held["district_code"], held["last_held"], strict=True):
        text = day.date().isoformat()
        by_district[code] = max(text, by_district.get(code, ""))
    dates = [by_district.get(code, "") for code in codes]
    return [*dates, max(dates, default="")]


def _reporting_notes(sites: pd.DataFrame, codes: list[str]) -> list[str]:
    """Say which cadres not every site has reported: the sum over the rest is not the whole."""
    counted = sites[sites["in_scope"].astype(bool)]
    notes: dict[str, list[str]] = {code: [] for code in codes}
    for cadre, (title, _) in CADRE_TITLES.items():
        silent = counted[f"{cadre.lower()}_band"] == NO_DATA
        for code in codes if silent.any() else []:
            here = silent if code == TOTAL else silent[counted["district_code"] == code]
            if here.any():
                notes[code].append(f"{title}: {int((~here).sum())} of {len(here)} sites reported")
    return ["; ".join(words) for words in notes.values()]


def _prevalence_columns(
    programme: Programme, layer: str, codes: list[str]
) -> dict[str, Sequence[object]]:
    """Take one layer's estimate and interval by district; no total: it is no count."""
    of_layer = programme.prevalence[programme.prevalence["layer_id"] == layer]
    row_of = {code: at for at, code in enumerate(of_layer["area_code"])}
    columns: dict[str, Sequence[object]] = {}
    for name, end in (("estimate", "pct"), ("lower", "low"), ("upper", "high")):
        values = of_layer[name].tolist() if row_of else []
        columns[f"prevalence_layer_{end}"] = [
            values[row_of[code]] if code in row_of else np.nan for code in codes
        ]
    return columns


def area_rows(programme: Programme, assessment: Assessment) -> Values:
    """Take the community areas in scope; nothing here depends on the staff of one site."""
    areas = assessment.areas[assessment.areas["in_scope"].to_numpy(bool)]
    codes = [str(code) for code in areas.index]
    unknown = (areas["flag"] == FlagStatus.CANNOT_ASSESS).to_numpy()
    need_columns = {
        "need_per_year": "need",
        "need_low": "need_lower",
        "need_high": "need_upper",
        "need_beyond_threshold": "need_beyond_threshold",
    }
    same = {
        "area_name": "area_name",
        "median_travel_min": "walk_seconds",
        "p90_travel_min": "walk_p90_seconds",
        "remote_level": "remote_level",
        "pct_need_within_60min": "share_within_60_minutes",
        "pct_need_within_120min": "share_within_120_minutes",
        "fifth": "fifth",
        "days_since_outreach": "days_since_outreach",
        "outreach_effective_fraction": "outreach_fraction",
        "underserved_flag": "flag",
        "flag_number": "flag_number",
        "flag_robustness": "robustness",
        "flag_explanation": "explanation",
    }
    columns: dict[str, Sequence[object]] = {
        "area_code": codes,
        "geographic_coverage_pct": _within(areas),
        "main_part": [PART_WORDS.get(part, "") for part in areas["part"]],
        "checks_flagged": np.where(
            unknown, np.nan, areas["checks_flagged"].to_numpy(float)
        ).tolist(),
        **{key: areas[name].tolist() for key, name in same.items()},
        **{
            key: whole_need(areas[name].to_numpy(float)).tolist()
            for key, name in need_columns.items()
        },
        **_district_columns(programme, areas["district_code"]),
    }
    values = Values(codes, columns)
    for code in areas.index[areas["outreach_fraction"].isna()]:
        values.explain(str(code), "days_since_outreach", NO_OUTREACH_DATA)
    return values


def _within(areas: pd.DataFrame) -> list[float]:
    need, beyond = areas["need"].to_numpy(float), areas["need_beyond_threshold"].to_numpy(float)
    shares: list[float] = pooled(need - beyond, need).tolist()
    return shares


def whole_need(need: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Round need to whole births; under five it is cut, so that '5' always means 5 or more.

    >>> whole_need(np.array([4.9, 5.4, np.nan])).tolist()
    [4.0, 5.0, nan]
    """
    return np.where(need >= SMALLEST_SHOWN, np.round(need), np.floor(need))


def site_rows(programme: Programme, assessment: Assessment) -> Values:
    """
    Take the sites in scope, with staff and posts missing in bands only.

    Need in the catchment is rounded to two figures: with the norms it says how many posts
    a site should have, and a band must not be read back to a head count.
    """
    sites = assessment.sites[assessment.sites["in_scope"].to_numpy(bool)]
    codes = [str(code) for code in sites.index]
    bands = ("mm_band", "cmm_band", "mm_deficit_band", "cmm_deficit_band")
    columns: dict[str, Sequence[object]] = {
        "site_id": codes,
        "site_name": sites["site_name"].tolist(),
        "need_in_catchment": [rounded_need(need) for need in sites["need_in_catchment"]],
        "facility_team": [YES_NO[bool(told)] for told in sites["facility_team"]],
        "community_team": [YES_NO[bool(told)] for told in sites["community_team"]],
        "sc_present": [_present(band) for band in sites["sc_band"]],
        "csc_present": [_present(band) for band in sites["csc_band"]],
        **{band: sites[band].tolist() for band in bands},
        **_district_columns(programme, sites["district_code"]),
    }
    return Values(codes, columns)


def _present(band: str) -> str:
    return NO_DATA if band == NO_DATA else YES_NO[band != "0"]


def _district_columns(programme: Programme, codes: pd.Series) -> dict[str, Sequence[object]]:
    names = programme.districts["area_name"].to_dict()
    listed = codes.tolist()
    return {"district_code": listed, "district_name": [names[code] for code in listed]}
