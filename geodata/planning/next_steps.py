"""Where next: stops, posts and areas in order, each with a reason, an interval and its ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.choice import BASE
from geodata.names import Cadre, Platform
from geodata.need import Z_95
from geodata.planning.draws import DRAWS as SITING_DRAWS
from geodata.planning.draws import DrawnNeed, need_by_district
from geodata.planning.posts import NORM, coverage_after, next_posts
from geodata.planning.posttable import post_table
from geodata.planning.siting import question
from geodata.priority import (
    HIGHEST,
    LOWEST,
    priority_score,
    rank_ranges,
    rank_rows,
    tied_neighbours,
)
from geodata.runs import cell_need_per_year, conditions, run
from geodata.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geodata.assessment import Assessment
    from geodata.choice import Choice
    from geodata.model import Model
    from geodata.planning.siting import Question, Siting, SitingRule
    from geodata.walking.links import Links

    Floats = NDArray[np.float64]

MOST: Final = 10
DRAWS: Final = 1000
# The first of each serves women; the coordinators are asked for by the norms.
PLATFORM_CADRES: Final = {
    Platform.FACILITY: (Cadre.MM, Cadre.SC),
    Platform.COMMUNITY: (Cadre.CMM, Cadre.CSC),
}


def stops_next(
    model: Model, choice: Choice, candidates: pd.DataFrame, asked: Question, found: Siting
) -> pd.DataFrame:
    """
    Describe the next outreach stops: those that bring most need within a walk.

    Counted is need that no staffed site has in reach and no stop visited lately.

    Parameters
    ----------
    candidates
        From ``stop_candidates``.
    asked, found
        From ``stop_question``, and the stops that answer it.

    Returns
    -------
    One row a stop, in the order of choice: the columns of ``candidates``, ``gain`` in need a
    year added to that of the stops before it, ``gain_lower`` and ``gain_upper``, and the
    columns of ``rank_spread``. Fewer rows than asked for: more stops would add nothing.
    """
    shared = conditions(model.programme, choice)
    rows = candidates.iloc[list(found.chosen)].copy()
    gains, most = np.array(found.gains, dtype=float), asked.rule.visit_capacity
    rows["gain"] = gains
    rows["gain_lower"] = gains * shared.low_factor
    rows["gain_upper"] = np.minimum(gains * shared.high_factor, most)
    factors = district_factors(model, rows["district_code"])
    return rows.join(rank_spread(rows["gain"], np.minimum(gains * factors, most)))


def stop_question(
    model: Model, choice: Choice, candidates: pd.DataFrame, links: Links, rule: SitingRule
) -> Question:
    """
    Ask where the next stops should stand; ``prove`` tells how good an answer is.

    Parameters
    ----------
    candidates, links
        From ``stop_candidates``, and who can walk to each of them.
    """
    need, covered = _open_need(model, choice)
    return question(need, covered, links, candidates["district_code"].tolist(), rule)


def drawn_question(model: Model, choice: Choice, asked: Question, links: Links) -> DrawnNeed:
    """Draw the need of a question anew, by the error that each district has on its own."""
    need, covered = _open_need(model, choice)
    index = model.programme.districts.index
    parts = need_by_district(need, covered, links, model.cells.district, len(index))
    return DrawnNeed(asked, parts, district_factors(model, index.to_series(), SITING_DRAWS))


def _open_need(model: Model, choice: Choice) -> tuple[Floats, NDArray[np.bool_]]:
    """Need a year of each cell beyond the walk to a site, and whether outreach reaches it."""
    result = run(model, choice, conditions(model.programme, choice), BASE)
    return result.split.out_of_reach, result.outreach.cell_fraction > 0


@dataclass(frozen=True, eq=False)
class PostsNext:
    """
    The next posts of one platform, and what they do together.

    Attributes
    ----------
    posts
        One row a post as in ``next_posts``, with ``site_name`` and the columns of
        ``rank_spread`` (missing for a post whose effect only a new walk can tell).
    message
        Said where no more posts would help.
    coverage
        Effective coverage ``before`` and ``after`` all of them, from ``coverage_after``; the
        first post at a site without staff is not in it, as its effect is not known.
    """

    posts: pd.DataFrame
    message: str
    coverage: pd.DataFrame


def posts_next(
    model: Model,
    choice: Choice,
    most: int = MOST,
    cost_per_post: Mapping[str, float] | None = None,
) -> PostsNext:
    """
    Choose the next posts of a platform's cadres at existing sites.

    Effects next to a site's catchment tell its staff: for staff only.

    Parameters
    ----------
    cost_per_post
        Cost of a post a year by cadre, where it is known.
    """
    shared = conditions(model.programme, choice)
    table = post_table(model, choice, shared)
    # The other platform may serve the same women: its posts are another question.
    cadres = PLATFORM_CADRES[choice.platform]
    table = table[table["cadre"].isin(cadres)].reset_index(drop=True)
    plan = next_posts(table, most, cost_per_post)
    posts = plan.posts
    sites = model.programme.sites.loc[posts["site_id"]]
    at = table.set_index(["site_id", "cadre"]).loc[
        list(zip(posts["site_id"], posts["cadre"], strict=True))
    ]
    there = at["posts"].to_numpy() + posts.groupby(["site_id", "cadre"]).cumcount().to_numpy()
    per_post = at["need_per_post"].to_numpy()
    need = at["need"].to_numpy() * district_factors(model, sites["district_code"])
    drawn = np.clip(need - there * per_post, 0.0, per_post)
    told = posts["gain"].notna() & (posts["reason"] != NORM)
    spread = rank_spread(posts.loc[told, "gain"], drawn[:, told.to_numpy()])
    named = posts.assign(
        site_name=sites["site_name"].to_numpy(), district_code=sites["district_code"].to_numpy()
    )
    need_year = float(cell_need_per_year(model.cells, shared).sum())
    ends = (need_year, need_year * shared.low_factor, need_year * shared.high_factor)
    after = coverage_after(table, plan, Cadre(cadres[0]), ends)
    return PostsNext(named.join(spread), plan.message, after)


def areas_next(model: Model, assessment: Assessment) -> pd.DataFrame:
    """
    Put community areas in order by their priority score, with how sure that order is.

    Returns
    -------
    One row an area: ``area_name``, ``unmet_need``, ``walk_minutes``, ``deficit_share`` (of its
    district), ``days_since_visit``, ``score``, and the columns of ``rank_ranges``.
    """
    areas = assessment.areas[assessment.areas["in_scope"]]
    code = assessment.choice.platform.frontline.lower()
    wide = assessment.districts
    share = wide[f"{code}_deficit"] / wide[f"{code}_required"].where(wide[f"{code}_required"] > 0)
    days = areas["days_since_outreach"]
    if not model.programme.outreach_visits.empty:
        days = days.fillna(np.inf)  # No visit that anybody could walk to: never.
    parts = pd.DataFrame(
        {
            "unmet_need": (areas["need"] - assessment.supported.reindex(areas.index)).clip(
                lower=0.0
            ),
            "walk_minutes": areas["walk_seconds"] / SECONDS_PER_MINUTE,
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
        top=MOST,
    )
    table = areas[["area_name", "need"]].join(parts).join(priority_score(parts)).join(spread)
    return table.sort_values("rank").head(MOST)


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


def district_factors(model: Model, districts: pd.Series, draws: int = DRAWS) -> Floats:
    """
    Draw the error of need that each district has on its own; errors they share turn no rank.

    Returns
    -------
    One row a draw and one column for each of the given district codes; the same in every run.
    """
    sigma = float(np.sqrt(np.log1p(_own_error(model) ** 2)))
    index = model.programme.districts.index
    random = np.random.default_rng(0)
    drawn: Floats = np.exp(sigma * random.standard_normal((draws, len(index))))
    return drawn[:, index.get_indexer(districts)]
