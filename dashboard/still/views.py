"""What the still map shows of a layer: one value a district, in the classes of the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from dashboard import wording
from dashboard.maps.classes import COVERAGE, PART_CODES, THREE_WAY, WALK, Scale, scale_of
from dashboard.maps.layers import district_measure, prevalence_by_district
from dashboard.state import Layer
from dashboard.text import NO_DATA, count, percent
from geodata.names import Part
from geodata.phrases import count_words, walk_words
from geodata.staff_measures import STAFF_MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme

NO_SITE: Final = "no site"
NOBODY: Final = "n/a: nobody there"
PART_MEASURES: Final = {
    Part.SERVED: "effective_coverage",
    Part.OVER_CAPACITY: "share_over_capacity",
    Part.OUT_OF_REACH: "share_out_of_reach",
}


@dataclass(frozen=True)
class StillView:
    """
    One picture in numbers, every Series by district code.

    Attributes
    ----------
    unit
        What is shown, in words, for the head of the legend.
    words
        Written under the name of each district.
    shares, scale
        What shades each district, and its classes; no scale, no shading.
    left, right
        Counts drawn as half circles; ``right`` is empty where there is one count only.
    """

    unit: str
    words: pd.Series
    shares: pd.Series
    scale: Scale | None = None
    left: pd.Series | None = None
    right: pd.Series | None = None


def still_view(programme: Programme, assessment: Assessment, selection: Selection) -> StillView:
    """Choose what stands for a layer when only districts and bands may be shown."""
    return _VIEWS[selection.layer](programme, assessment, selection)


def _within(programme: Programme, assessment: Assessment, selection: Selection) -> StillView:
    minutes = selection.threshold_minutes
    share = _by_district(programme, assessment, f"need_within_{minutes}_minutes")
    unit = f"share of need within {wording.WALKS[minutes]}"
    return StillView(unit, share.map(_percent_words), share, COVERAGE)


def _served(programme: Programme, assessment: Assessment, selection: Selection) -> StillView:
    share = _by_district(programme, assessment, district_measure(selection))
    return StillView("share of need that can be served", share.map(_percent_words), share, COVERAGE)


def _need(programme: Programme, assessment: Assessment, _selection: Selection) -> StillView:
    need = _by_district(programme, assessment, "need_per_year")
    unit = "births a year to women living with HIV"
    return StillView(unit, need.map(count_words), _none(need), left=need)


def _remoteness(programme: Programme, assessment: Assessment, _selection: Selection) -> StillView:
    median = _by_district(programme, assessment, "median_walk_seconds")
    return StillView("median walk to a site with staff", median.map(walk_words), median, WALK)


def _ratio(programme: Programme, assessment: Assessment, selection: Selection) -> StillView:
    per_post = _by_district(programme, assessment, district_measure(selection))
    unit = f"births a year to women living with HIV for each {wording.CADRES[selection.cadre]}"
    words = per_post.map(count_words)
    # Nobody to divide by is not the same as nobody having said.
    nobody = _by_district(programme, assessment, STAFF_MEASURES[selection.cadre]) == 0
    return StillView(unit, words.mask(nobody, NOBODY), per_post, scale_of(selection))


def _by_district(programme: Programme, assessment: Assessment, name: str) -> pd.Series:
    return assessment.districts[name].reindex(programme.districts.index).astype(float)


def _none(like: pd.Series) -> pd.Series:
    return pd.Series(np.nan, index=like.index)


def _percent_words(share: float) -> str:
    return NO_DATA if pd.isna(share) else percent(share)


def _prevalence(programme: Programme, _assessment: Assessment, selection: Selection) -> StillView:
    rows = prevalence_by_district(programme, selection.prevalence)
    share = rows["estimate"].reindex(programme.districts.index).astype(float).round(3)
    words = share.map(lambda one: NO_DATA if pd.isna(one) else f"{100 * one:.1f}%")
    if rows.empty:
        words = share.map(lambda _: "")
    unit = "share living with HIV"
    return StillView(unit, words, share, None if rows.empty else scale_of(selection))


def _parts(programme: Programme, assessment: Assessment, _selection: Selection) -> StillView:
    shares = pd.DataFrame(
        {
            PART_CODES[part]: _by_district(programme, assessment, name)
            for part, name in PART_MEASURES.items()
        }
    )
    told = shares.notna().all(axis=1)
    largest = shares[told].idxmax(axis=1).reindex(shares.index).astype(float)
    words = pd.Series(
        [" / ".join(_percent_words(share) for share in row) for row in shares.to_numpy()],
        index=shares.index,
    ).where(told, NO_DATA)
    return StillView(
        "largest part of need; served / over capacity / out of reach", words, largest, THREE_WAY
    )


def _posts(programme: Programme, assessment: Assessment, selection: Selection) -> StillView:
    code = selection.cadre.lower()
    short = _by_district(programme, assessment, f"{code}_deficit")
    spare = _by_district(programme, assessment, f"{code}_surplus")
    pairs = zip(short, spare, strict=True)
    words = [
        NO_DATA if pd.isna(missing) else f"{count(missing)} missing, {count(over)} over"
        for missing, over in pairs
    ]
    sites = _by_district(programme, assessment, "sites")
    words = [told if some else NO_SITE for told, some in zip(words, sites > 0, strict=True)]
    unit = f"{wording.CADRES[selection.cadre]} posts against the norms"
    return StillView(
        unit, pd.Series(words, index=short.index), _none(short), left=short, right=spare
    )


_VIEWS: Final[dict[Layer, Callable[[Programme, Assessment, Selection], StillView]]] = {
    Layer.WALKING_TIME: _within,
    Layer.NEED: _need,
    Layer.PREVALENCE: _prevalence,
    Layer.GEOGRAPHIC_COVERAGE: _within,
    Layer.EFFECTIVE_COVERAGE: _served,
    Layer.THREE_WAY: _parts,
    Layer.STAFFING_RATIO: _ratio,
    Layer.DEFICIT: _posts,
    Layer.EQUITY_FIFTH: _remoteness,
}
