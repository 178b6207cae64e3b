"""Where next: stops, posts and areas in order, each with a reason, an interval and its ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.choice import BASE
from geodata.gap_actions import OTHER
from geodata.names import Platform
from geodata.need import Z_95
from geodata.posts import NORM, next_posts
from geodata.posttable import post_table
from geodata.priority import (
    HIGHEST,
    LOWEST,
    priority_score,
    rank_ranges,
    rank_rows,
    tied_neighbours,
)
from geodata.runs import conditions, run
from geodata.siting import SitingRule, next_stops, question

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.assessment import Assessment
    from geodata.choice import Choice
    from geodata.links import Links
    from geodata.model import Model
    from geodata.programme import Programme
    from geodata.siting import Question

    Floats = NDArray[np.float64]

MOST: Final = 10
DRAWS: Final = 1000
DEFICITS: Final = {Platform.FACILITY: "mm", Platform.COMMUNITY: "cmm"}


def stop_candidates(programme: Programme) -> pd.DataFrame:
    """
    Return where a new stop may stand: in the middle of each community area of the programme.

    One row an area: ``name``, ``district_code``, ``longitude``, ``latitude``; in the order of
    the areas' codes, so that ties go to the first of them.
    """
    areas = programme.areas.sort_index()
    inside = programme.districts["in_programme"].reindex(areas["district_code"]).to_numpy(bool)
    areas = areas[inside]
    points = areas.geometry.representative_point()
    return pd.DataFrame(
        {
            "name": areas["area_name"],
            "district_code": areas["district_code"],
            "longitude": points.x.round(4),
            "latitude": points.y.round(4),
        }
    )


def stops_next(
    model: Model, choice: Choice, candidates: pd.DataFrame, links: Links, most: int = MOST
) -> pd.DataFrame:
    """
    Choose the next outreach stops: those that bring most need within a walk.

    Counted is need that no staffed site has in reach and no stop visited lately.

    Parameters
    ----------
    candidates, links
        From ``stop_candidates``, and who can walk to each of them.

    Returns
    -------
    One row a stop, in the order of choice: the columns of ``candidates``, ``gain`` in need a
    year added to that of the stops before it, ``gain_lower`` and ``gain_upper``, and the
    columns of ``rank_spread``. Fewer rows than asked for: more stops would add nothing.
    """
    shared = conditions(model.programme, choice)
    found = next_stops(stop_question(model, choice, candidates, links, most))
    rows = candidates.iloc[list(found.chosen)].copy()
    gains = np.array(found.gains)
    rows["gain"] = gains
    rows["gain_lower"], rows["gain_upper"] = gains * shared.low_factor, gains * shared.high_factor
    factors = _district_factors(model, rows["district_code"])
    return rows.join(rank_spread(rows["gain"], gains * factors))


def stop_question(
    model: Model, choice: Choice, candidates: pd.DataFrame, links: Links, most: int = MOST
) -> Question:
    """Ask where the next stops should stand; ``prove`` tells how good an answer is."""
    result = run(model, choice, conditions(model.programme, choice), BASE)
    covered = result.outreach.cell_fraction > 0
    districts = candidates["district_code"].tolist()
    rule = SitingRule(stops=most)
    return question(result.split.out_of_reach, covered, links, districts, rule)


def posts_next(model: Model, choice: Choice, most: int = MOST) -> tuple[pd.DataFrame, str]:
    """
    Choose the next posts of a platform at existing sites, and say where no more would help.

    Effects next to a site's catchment tell its staff: for staff only.

    Returns
    -------
    One row a post as in ``next_posts``, with ``site_name`` and the columns of ``rank_spread``
    (missing for a post whose effect only a new walk can tell), and the plan's message.
    """
    table = post_table(model, choice, conditions(model.programme, choice))
    # The other platform may serve the same women: its posts are another question.
    table = table[table["cadre"] != OTHER[choice.platform]].reset_index(drop=True)
    plan = next_posts(table, most)
    posts = plan.posts
    sites = model.programme.sites.loc[posts["site_id"]]
    at = table.set_index(["site_id", "cadre"]).loc[
        list(zip(posts["site_id"], posts["cadre"], strict=True))
    ]
    there = at["posts"].to_numpy() + posts.groupby(["site_id", "cadre"]).cumcount().to_numpy()
    per_post = at["need_per_post"].to_numpy()
    need = at["need"].to_numpy() * _district_factors(model, sites["district_code"])
    drawn = np.clip(need - there * per_post, 0.0, per_post)
    told = posts["gain"].notna() & (posts["reason"] != NORM)
    spread = rank_spread(posts.loc[told, "gain"], drawn[:, told.to_numpy()])
    named = posts.assign(
        site_name=sites["site_name"].to_numpy(), district_code=sites["district_code"].to_numpy()
    )
    return named.join(spread), plan.message


def areas_next(
    model: Model, assessment: Assessment, supported: pd.Series, most: int = MOST
) -> pd.DataFrame:
    """
    Put community areas in order by their priority score, with how sure that order is.

    Parameters
    ----------
    supported
        Need supported in each area: that of the assessment.

    Returns
    -------
    One row an area: ``area_name``, ``unmet_need``, ``walk_minutes``, ``deficit_share`` (of its
    district), ``days_since_visit``, ``score``, and the columns of ``rank_ranges``.
    """
    areas = assessment.areas[assessment.areas["in_scope"]]
    code = DEFICITS[assessment.choice.platform]
    wide = assessment.districts
    share = wide[f"{code}_deficit"] / wide[f"{code}_required"].where(wide[f"{code}_required"] > 0)
    days = areas["days_since_outreach"]
    if not model.programme.outreach_visits.empty:
        days = days.fillna(np.inf)  # No visit that anybody could walk to: never.
    parts = pd.DataFrame(
        {
            "unmet_need": (areas["need"] - supported.reindex(areas.index)).clip(lower=0.0),
            "walk_minutes": areas["walk_seconds"] / 60,
            "deficit_share": areas["district_code"].map(share),
            "days_since_visit": days,
        }
    )
    low, high = (1 + side * Z_95 * _own_error(model) for side in (-1, 1))
    spread = rank_ranges(
        parts,
        parts.assign(unmet_need=parts["unmet_need"] * low),
        parts.assign(unmet_need=parts["unmet_need"] * high),
        draws=DRAWS,
        top=most,
    )
    table = areas[["area_name", "need"]].join(parts).join(priority_score(parts)).join(spread)
    return table.sort_values("rank").head(most)


def rank_spread(values: pd.Series, drawn: Floats) -> pd.DataFrame:
    """
    Say how far each rank moves over some draws of the values.

    Parameters
    ----------
    drawn
        One row a draw, one column a value.

    Returns
    -------
    ``rank``, ``lowest_rank`` and ``highest_rank`` (5 and 95 % of the draws), and ``tied``: whether
    the order with a neighbour turns in more than one draw of four, or the two are equal.

    >>> values = pd.Series({"A": 9.0, "B": 5.0, "C": 4.9})
    >>> drawn = np.array([[9.0, 5.0, 4.9], [9.0, 4.8, 5.2]])
    >>> rank_spread(values, drawn)["tied"].tolist()
    [False, True, True]
    """
    if values.empty:
        columns = ["rank", "lowest_rank", "highest_rank", "tied"]
        return pd.DataFrame(columns=columns, index=values.index)
    order = rank_rows(drawn)
    middle = pd.Series(rank_rows(values.to_numpy(float)[np.newaxis])[0] + 1.0, index=values.index)
    tied = tied_neighbours(order, middle) | _equal_neighbours(values, middle)
    low, high = np.percentile(order, [LOWEST, HIGHEST], axis=0, method="nearest") + 1.0
    return pd.DataFrame(
        {
            "rank": middle,
            "lowest_rank": low,
            "highest_rank": high,
            "tied": tied,
        }
    )


def _equal_neighbours(values: pd.Series, middle: pd.Series) -> NDArray[np.bool_]:
    """Whether a value equals that before or after it in rank: its place is then no merit."""
    order = np.argsort(middle.to_numpy())
    same = np.isclose(np.diff(values.to_numpy(float)[order]), 0.0)
    equal = np.zeros(len(order), dtype=bool)
    equal[order[:-1]] |= same
    equal[order[1:]] |= same
    return equal


def _own_error(model: Model) -> float:
    return model.programme.parameters.value("cv_independent")


def _district_factors(model: Model, districts: pd.Series) -> Floats:
    """
    Draw the error of need that each district has on its own; errors they share turn no rank.

    Returns one row a draw and one column for each of the given district codes.
    """
    sigma = float(np.sqrt(np.log1p(_own_error(model) ** 2)))
    index = model.programme.districts.index
    random = np.random.default_rng(0)
    drawn: Floats = np.exp(sigma * random.standard_normal((DRAWS, len(index))))
    return drawn[:, index.get_indexer(districts)]
