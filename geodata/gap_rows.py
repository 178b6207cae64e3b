"""Rows of the gap table, not yet rounded: what each level takes from an assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.gap_columns import NO_DATA
from geodata.gap_district_columns import CADRE_TITLES, DISTRICT_COLUMNS
from geodata.measures import MISSING_INPUT, NO_DENOMINATOR
from geodata.names import TOTAL, FlagStatus, NeedBasis
from geodata.phrases import rounded_need

if TYPE_CHECKING:
    from geodata.assessment import Assessment
    from geodata.choice import Choice
    from geodata.gap_columns import Column
    from geodata.programme import Programme

    Reasons = dict[str, dict[str, str]]

NO_OUTREACH_DATA: Final = "no outreach data"
SMALLEST_SHOWN: Final = 5
PREVALENCE_WORDS: Final = {
    NeedBasis.NATIONAL: "national adult prevalence, applied to pregnant women",
    NeedBasis.NAOMI_PATTERN: "Naomi's district pattern, scaled to the national figure",
}


def district_rows(
    programme: Programme, assessment: Assessment, prevalence_layer: str
) -> tuple[pd.DataFrame, Reasons]:
    """
    Take the districts in scope and their total from the measures.

    Returns
    -------
    Values by code (the last is ``TOTAL``), unrounded; and the reasons for what has no
    denominator.
    """
    in_scope = assessment.districts["in_scope"].drop(TOTAL).astype(bool)
    codes = [*in_scope.index[in_scope], TOTAL]
    names = programme.districts["area_name"].reindex(codes)
    names[TOTAL] = f"Total of {len(codes) - 1} districts"
    values = pd.DataFrame(
        {
            "district_name": names,
            "district_code": [*codes[:-1], ""],
            "need_source": _need_source(programme, assessment.choice, codes),
            "last_outreach_date": _last_dates(assessment.stops, codes),
            "notes": _reporting_notes(assessment.sites, codes),
        },
        index=codes,
    )
    measures, reasons = _measure_columns(assessment, codes)
    prevalence = _prevalence_columns(programme, prevalence_layer, codes)
    return pd.concat([values, measures, prevalence], axis=1), reasons


def _measure_columns(assessment: Assessment, codes: list[str]) -> tuple[pd.DataFrame, Reasons]:
    columns = [column for column in DISTRICT_COLUMNS if column.measure]
    measures = assessment.measures
    values: dict[str, np.ndarray] = {}
    reasons: Reasons = {}
    for column in columns:
        asked = [(code, column.measure) for code in codes]
        at = measures.index.get_indexer(pd.MultiIndex.from_tuples(asked))
        values[column.key] = measures[column.part].to_numpy()[at]
        if column.part == "value":
            status = measures["status"].to_numpy()[at]
            _add_reasons(reasons, column, dict(zip(codes, status, strict=True)))
    return pd.DataFrame(values, index=codes), reasons


def _add_reasons(reasons: Reasons, column: Column, status: dict[str, str]) -> None:
    """Say why a value is missing: no denominator, or a total of which a part is missing."""
    without = [code for code, word in status.items() if word == NO_DENOMINATOR]
    for code in without if column.reason else []:
        reasons.setdefault(code, {})[column.key] = f"n/a ({column.reason})"
    if status[TOTAL] == MISSING_INPUT:
        districts = len(status) - 1
        told = districts - sum(word == MISSING_INPUT for word in status.values()) + 1
        reasons.setdefault(TOTAL, {})[column.key] = f"{told} of {districts} districts have data"


def _need_source(programme: Programme, choice: Choice, codes: list[str]) -> list[str]:
    reported = programme.districts["births_reported"].notna()
    prevalence = PREVALENCE_WORDS[choice.need_basis]
    return [
        f"{'reported' if reported.get(code, False) else 'modelled'} births x {prevalence}"
        for code in codes
    ]


def _last_dates(stops: pd.DataFrame, codes: list[str]) -> list[str]:
    """Write the date of the last visit held in each district, and in all of them."""
    if "last_held" not in stops:
        return [""] * len(codes)
    last = stops.groupby("district_code")["last_held"].max().reindex(codes)
    last[TOTAL] = last.max()
    return [str(text) for text in last.dt.strftime("%Y-%m-%d").fillna("")]


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


def _prevalence_columns(programme: Programme, layer: str, codes: list[str]) -> pd.DataFrame:
    """Take one layer's estimate and interval by district; no total: it is no count."""
    names = {"estimate": "pct", "lower": "low", "upper": "high"}
    of_layer = programme.prevalence[programme.prevalence["layer_id"] == layer]
    by_area = of_layer.drop_duplicates("area_code").set_index("area_code")
    found = by_area.reindex(index=codes, columns=list(names)).astype(float)
    return found.rename(columns={name: f"prevalence_layer_{end}" for name, end in names.items()})


def area_rows(programme: Programme, assessment: Assessment) -> tuple[pd.DataFrame, Reasons]:
    """
    Take the community areas in scope; nothing here depends on the staff of one site.

    Returns
    -------
    Values by area code, unrounded but for need (see ``whole_need``); and the reasons.
    """
    areas = assessment.areas[assessment.areas["in_scope"].astype(bool)]
    unknown = areas["flag"] == FlagStatus.CANNOT_ASSESS
    values = pd.DataFrame(
        {
            "area_name": areas["area_name"],
            "area_code": areas.index,
            "need_per_year": whole_need(areas["need"]),
            "need_low": whole_need(areas["need_lower"]),
            "need_high": whole_need(areas["need_upper"]),
            "median_travel_min": areas["walk_seconds"],
            "p90_travel_min": areas["walk_p90_seconds"],
            "remote_level": areas["remote_level"],
            "pct_need_within_60min": areas["share_within_60_minutes"],
            "pct_need_within_120min": areas["share_within_120_minutes"],
            "need_beyond_threshold": whole_need(areas["need_beyond_threshold"]),
            "fifth": areas["fifth"],
            "days_since_outreach": areas["days_since_outreach"],
            "outreach_effective_fraction": areas["outreach_fraction"],
            "underserved_flag": areas["flag"],
            "flag_number": areas["flag_number"],
            "checks_flagged": areas["checks_flagged"].where(~unknown),
            "flag_robustness": areas["robustness"],
            "flag_explanation": areas["explanation"],
        }
    )
    no_outreach = areas.index[areas["outreach_fraction"].isna()]
    reasons = {str(code): {"days_since_outreach": NO_OUTREACH_DATA} for code in no_outreach}
    return _with_district(values, programme, areas["district_code"]), reasons


def whole_need(need: pd.Series) -> pd.Series:
    """
    Round need to whole births; under five it is cut, so that '5' always means 5 or more.

    >>> whole_need(pd.Series([4.9, 5.4, np.nan])).tolist()
    [4.0, 5.0, nan]
    """
    return need.round().where(need >= SMALLEST_SHOWN, np.floor(need))


def site_rows(programme: Programme, assessment: Assessment) -> tuple[pd.DataFrame, Reasons]:
    """
    Take the sites in scope, with staff and posts missing in bands only.

    Need in the catchment is rounded to two figures: with the norms it says how many posts
    a site should have, and a band must not be read back to a head count.
    """
    sites = assessment.sites[assessment.sites["in_scope"].astype(bool)]
    values = pd.DataFrame(
        {
            "site_name": sites["site_name"],
            "site_id": sites.index,
            "need_in_catchment": sites["need_in_catchment"].map(rounded_need),
            "facility_team": _yes_no(sites["facility_team"]),
            "community_team": _yes_no(sites["community_team"]),
            "mm_band": sites["mm_band"],
            "cmm_band": sites["cmm_band"],
            "sc_present": _present(sites["sc_band"]),
            "csc_present": _present(sites["csc_band"]),
            "mm_deficit_band": sites["mm_deficit_band"],
            "cmm_deficit_band": sites["cmm_deficit_band"],
        }
    )
    return _with_district(values, programme, sites["district_code"]), {}


def _yes_no(told: pd.Series) -> pd.Series:
    return told.map({True: "yes", False: "no"}).fillna(NO_DATA)


def _present(band: pd.Series) -> pd.Series:
    return band.map({"0": "no", "1": "yes", "2+": "yes"}).fillna(NO_DATA)


def _with_district(values: pd.DataFrame, programme: Programme, codes: pd.Series) -> pd.DataFrame:
    names = codes.map(programme.districts["area_name"])
    return values.assign(district_code=codes, district_name=names)
