"""The title and the one sentence that says what the map shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from dashboard import wording
from dashboard.state import Layer
from dashboard.text import NO_DATA, interval, percent, percent_interval
from dashboard.words import LAYER_NAMES, SEASON_PHRASES
from geodata.names import TOTAL, Cadre, NeedBasis
from geodata.phrases import count_words, walk_words
from geodata.ways import Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme

BY_TAXI: Final = "Time on foot and by taxi to a staffed site"
PREVALENCE_OF_BASIS: Final = {
    NeedBasis.NATIONAL: "the national adult estimate of prevalence",
    NeedBasis.NAOMI_PATTERN: "Naomi's district pattern, scaled to the national estimate",
}
RATIO_OF_CADRE: Final = {
    Cadre.MM: "need_per_mentor_mother",
    Cadre.CMM: "need_per_community_mentor_mother",
    Cadre.SC: "need_per_site_coordinator",
    Cadre.CSC: "need_per_community_site_coordinator",
}


def title(programme: Programme, selection: Selection) -> str:
    """
    Say what the view shows and when: 'Walking time to a staffed site, November 2017'.

    A prevalence source has its own year in its name, and takes no other.
    """
    if selection.layer == Layer.PREVALENCE:
        rows = programme.prevalence
        named = rows.loc[rows["layer_id"] == selection.prevalence, "layer_title"]
        return f"HIV prevalence: {named.iloc[0]}" if len(named) else LAYER_NAMES[selection.layer]
    name = LAYER_NAMES[selection.layer]
    if selection.layer == Layer.WALKING_TIME and selection.mode == Mode.TAXI:
        name = BY_TAXI
    return f"{name}, {programme.info.as_of:%B %Y}"


def sentence(programme: Programme, assessment: Assessment, selection: Selection) -> str:
    """Write the one sentence over the map, from the numbers of the view."""
    area_id = wording.focus(programme, assessment, selection)
    where = wording.where_words(programme, assessment, area_id)
    if selection.layer == Layer.PREVALENCE:
        return _prevalence(programme, selection)
    return _SENTENCES[selection.layer](assessment, selection, area_id, where)


def _walking(assessment: Assessment, selection: Selection, area_id: str, where: str) -> str:
    near = assessment.measure(area_id, "geographic_coverage")
    flagged = assessment.value(area_id, "areas_flagged")
    unknown = assessment.value(area_id, "areas_not_assessed")
    walk, season = wording.walk(selection.choice), SEASON_PHRASES[selection.season]
    staffed, told = wording.STAFFED[selection.platform], _told(assessment, area_id)
    remote = "flagged as remote and underserved"
    flags = f"{wording.plural(flagged, 'community area')} {_are(flagged)} {remote}"
    if unknown:
        which = "others cannot be assessed" if flagged else "areas cannot be assessed"
        flags = f"{flags if flagged else 'none is ' + remote}, {unknown:,.0f} {which}"
    return (
        f"In {where}, {wording.in_ten(near['value'])} women in need "
        f"({_share_with_range(near)}) live within {walk} of {staffed} in the {season} ({told}); "
        f"{flags}."
    ).replace("in the winter", "in winter")


def _need(assessment: Assessment, _selection: Selection, area_id: str, where: str) -> str:
    need, basis = assessment.measure(area_id, "need_per_year"), assessment.choice.need_basis
    if math.isnan(need["value"]):
        why = wording.why_missing(assessment, area_id, "need_per_year", "")
        return f"Need in {where} cannot be told: {why}."
    return (
        f"About {count_words(need['value'])} births a year to women living with HIV are expected "
        f"in {where} ({interval(need['lower'], need['upper'])}, modelled from births and "
        f"{PREVALENCE_OF_BASIS[basis]})."
    )


def _geographic(assessment: Assessment, selection: Selection, area_id: str, where: str) -> str:
    near = assessment.measure(area_id, "geographic_coverage")
    median = assessment.value(area_id, "median_walk_seconds")
    half = f"half of all need lies within about {walk_words(median)}"
    if math.isinf(median):
        half = "less than half of all need has a walking route to one in this model"
    walk = wording.walk(selection.choice)
    return (
        f"{percent(near['value'])} of need in {where} lies within {walk} of "
        f"{wording.STAFFED[selection.platform]} ({_range(near)} over six checks, "
        f"{_told(assessment, area_id)}); {half}."
    )


def _split(assessment: Assessment, selection: Selection, area_id: str, where: str) -> str:
    served = assessment.measure(area_id, "effective_coverage")
    over = assessment.value(area_id, "share_over_capacity")
    out = assessment.value(area_id, "share_out_of_reach")
    walk = wording.walk(selection.choice)
    return (
        f"If women use only the nearest site, {percent(served['value'])} of need in {where} can "
        f"be served ({_range(served)} over six checks, {_told(assessment, area_id)}); "
        f"{percent(over)} is in reach but over capacity and {percent(out)} is beyond {walk}."
    )


def _ratio(assessment: Assessment, selection: Selection, area_id: str, where: str) -> str:
    found = assessment.measure(area_id, RATIO_OF_CADRE[selection.cadre])
    cadre = wording.CADRES[selection.cadre]
    if math.isnan(found["value"]):
        name = RATIO_OF_CADRE[selection.cadre]
        why = wording.why_missing(assessment, area_id, name, f"no {cadre}")
        return f"Need for each {cadre} in {where}: {why}."
    return (
        f"In {where}, about {count_words(found['value'])} births a year to women living with HIV "
        f"are expected for each {cadre} ({interval(found['lower'], found['upper'])}, modelled; "
        f"{wording.plural(found['denominator'], cadre)})."
    )


def _deficit(assessment: Assessment, selection: Selection, area_id: str, where: str) -> str:
    code, cadre = selection.cadre.lower(), wording.CADRES[selection.cadre]
    short = assessment.measure(area_id, f"{code}_deficit")
    spare = assessment.value(area_id, f"{code}_surplus")
    told = wording.reported(assessment, area_id, selection.cadre)
    if math.isnan(short["value"]):
        return f"Posts of {cadre}s missing in {where} cannot be told: {told} reported."
    against = f"At the {told} that reported, against" if told else "Against"
    return (
        f"{against} the norms, {where} {'are' if area_id == TOTAL else 'is'} short of "
        f"{wording.plural(short['value'], f'{cadre} post')} ({short['lower']:,.0f} to "
        f"{short['upper']:,.0f} over the interval of need); {wording.plural(spare, 'post')} "
        "stand above the norm at other sites, shown apart."
    )


def _equity(assessment: Assessment, _selection: Selection, _area_id: str, _where: str) -> str:
    nearest, remote = assessment.fifths.iloc[0], assessment.fifths.iloc[-1]
    return (
        f"In {wording.scope_words(assessment)}, {percent(nearest)} of the nearest fifth of need "
        f"can be served and {percent(remote)} of the most remote fifth "
        "(if women use only the nearest site, modelled)."
    )


def _prevalence(programme: Programme, selection: Selection) -> str:
    rows = programme.prevalence[programme.prevalence["layer_id"] == selection.prevalence]
    districts = rows[(rows["area_level"] == "district") & rows["estimate"].notna()]
    districts = districts.sort_values(["estimate", "area_code"])
    if rows.empty:
        return f"HIV prevalence: {NO_DATA} under this name."
    name = rows["layer_title"].iloc[0]
    if districts.empty:
        row = rows.iloc[0]
        return (
            f"{name}: {percent(row['estimate'])} ({percent_interval(row['lower'], row['upper'])}); "
            "one figure for the country, so no district is coloured by it."
        )
    low, high = districts.iloc[0], districts.iloc[-1]
    names = programme.districts["area_name"]
    here = districts[districts["area_code"] == selection.place]
    if len(here):
        row = here.iloc[0]
        between = percent_interval(row["lower"], row["upper"])
        name = f"{name}: {100 * row['estimate']:.1f}% ({between}) in {names[selection.place]}; all"
    else:
        name = f"{name}:"
    missing = len(programme.districts) - len(districts)
    rest = f"; no data for {wording.number(missing)} districts" if missing else ""
    ends = (
        f"{100 * row['estimate']:.1f}% ({percent_interval(row['lower'], row['upper'])}) in "
        f"{names[row['area_code']]}"
        for row in (low, high)
    )
    return f"{name} from {' to '.join(ends)}{rest}."


def _share_with_range(measure: pd.Series) -> str:
    return f"{percent(measure['value'])}, {_range(measure)} over six checks"


def _range(measure: pd.Series) -> str:
    lower, upper = measure["lower"], measure["upper"]
    return f"{100 * lower:.0f} to {100 * upper:.0f}%"


def _told(assessment: Assessment, area_id: str) -> str:
    """Say that walks are modelled, and to how many sites where others did not report."""
    told = wording.reported(assessment, area_id, wording.walked_to(assessment))
    return f"modelled; {told} reported their staff" if told else "modelled"


def _are(count: float) -> str:
    return "is" if count == 1 else "are"


_SENTENCES: Final[dict[Layer, Callable[[Assessment, Selection, str, str], str]]] = {
    Layer.WALKING_TIME: _walking,
    Layer.NEED: _need,
    Layer.GEOGRAPHIC_COVERAGE: _geographic,
    Layer.EFFECTIVE_COVERAGE: _split,
    Layer.THREE_WAY: _split,
    Layer.STAFFING_RATIO: _ratio,
    Layer.DEFICIT: _deficit,
    Layer.EQUITY_FIFTH: _equity,
}
