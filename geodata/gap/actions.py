"""What would close the gap: posts and outreach with reason, effect and interval, for staff only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geodata.actions import Action, Kind, effects_of
from geodata.choice import BASE, CHECKS
from geodata.names import Cadre, Platform
from geodata.phrases import cadre_words
from geodata.planning.posts import next_posts
from geodata.planning.posttable import post_table
from geodata.runs import conditions
from geodata.supply import supply

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geodata.actions import Effects
    from geodata.choice import Choice
    from geodata.model import Model
    from geodata.supply import Supply

# Coordinators serve no need of their own, so their posts can stand beside either platform.
FRONTLINE: Final = {platform.frontline for platform in Platform}
COUNTED: Final = "counted in the headline"
OTHER_PLATFORM: Final = "not added: it serves women whom the other platform counts too"
NOT_KNOWN: Final = "not known: women would walk elsewhere, which only a new walk can tell"
OUTREACH: Final = "Outreach"
ALL_POSTS: Final = 10_000
LEAST_GAIN: Final = 1.0
SIDES: Final = (BASE, *(check for check in CHECKS if check.need_side != "base"))


@dataclass(frozen=True)
class PlannedAction:
    """
    One action with what a planner must know of it.

    Attributes
    ----------
    code, district_code
        Of the site or the stop.
    role
        The cadre of a post in words, or 'Outreach'.
    counting
        Whether the effect is part of the headline, and why where it is not.
    effect, low, high
        Need a year that it adds to those before it: whole numbers, None where it is not
        counted; ``low`` and ``high`` over the 95 % interval of need.
    """

    action: Action
    code: str
    district_code: str
    role: str
    reason: str
    counting: str = COUNTED
    effect: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class ActionPlan:
    """
    All actions, those that do most by themselves first; ``effect`` adds up to ``headline``.

    ``before`` and ``after`` are need a year that is supported, ``low`` and ``high`` the
    headline over the 95 % interval of need; whole numbers. ``cannot_assess`` lists the
    (site_id, cadre) whose staff was not reported.
    """

    rows: tuple[PlannedAction, ...]
    before: int
    after: int
    low: int
    high: int
    cannot_assess: tuple[tuple[str, str], ...]

    @property
    def headline(self) -> int:
        """Need a year that all counted actions add together."""
        return sum(row.effect or 0 for row in self.rows)


def action_plan(model: Model, choice: Choice) -> ActionPlan:
    """
    List every post and visit that helps or that a norm asks for, and work out what they do.

    Effects are of the chosen platform; posts of the other one stand in the list without an
    effect, because both may serve the same women. An effect next to a site's catchment
    tells its staff, so the list is for staff only.
    """
    shared = conditions(model.programme, choice)
    places = _Places(model)
    engines = [supply(model, choice, shared, side, places.position) for side in SIDES]
    plan = next_posts(post_table(model, choice, shared), ALL_POSTS, least_gain=LEAST_GAIN)
    rows = [
        *_stop_rows(model, engines[0], places),
        *_post_rows(plan.posts, places, choice.platform),
    ]
    counted = _by_effect([row for row in rows if row.counting == COUNTED], engines[0])
    actions = [row.action for row in counted]
    effects = [effects_of(actions, engine.supported) for engine in engines]
    headlines = [sum(each.shown()) for each in effects]
    after = round(effects[0].after)
    return ActionPlan(
        (*_with_effects(counted, effects), *(row for row in rows if row.counting != COUNTED)),
        before=after - headlines[0],
        after=after,
        low=min(headlines),
        high=max(headlines),
        cannot_assess=plan.cannot_assess,
    )


def _by_effect(rows: list[PlannedAction], engine: Supply) -> list[PlannedAction]:
    """Order actions by what each would do by itself, the most first; ties keep their order."""
    before = engine.supported([])
    alone = {row.code + row.role: engine.supported([row.action]) - before for row in rows}
    return sorted(rows, key=lambda row: -round(alone[row.code + row.role], 7))


def _with_effects(rows: list[PlannedAction], effects: list[Effects]) -> Iterator[PlannedAction]:
    """Fill in the effects: whole numbers that add up, and their ends over need's interval."""
    shown = effects[0].shown()
    for at, row in enumerate(rows):
        ends = [shown[at], *(round(each.added[at]) for each in effects[1:])]
        yield replace(row, effect=shown[at], low=min(ends), high=max(ends))


class _Places:
    """Sites and stops by a name that only one of them has."""

    def __init__(self, model: Model) -> None:
        sites, stops = model.programme.sites, model.programme.outreach_stops
        self.name = {**_names(sites["site_name"]), **_names(stops["stop_name"])}
        self.district = {
            str(code): str(district)
            for table in (sites, stops)
            for code, district in table["district_code"].items()
        }
        self.position = {
            self.name[str(code)]: at
            for index in (sites.index, stops.index)
            for at, code in enumerate(index)
        }


def _names(names: pd.Series) -> dict[str, str]:
    doubled = names.duplicated(keep=False)
    return {
        str(code): f"{name} ({code})" if twice else str(name)
        for (code, name), twice in zip(names.items(), doubled, strict=True)
    }


def _post_rows(posts: pd.DataFrame, places: _Places, platform: Platform) -> Iterator[PlannedAction]:
    """Yield one row a site and cadre, in the order in which their first post stands."""
    for (site, code), group in posts.groupby(["site_id", "cadre"], sort=False):
        cadre = Cadre(str(code))
        counting = OTHER_PLATFORM if cadre in FRONTLINE - {platform.frontline} else COUNTED
        if counting == COUNTED and group["gain"].isna().any():
            counting = NOT_KNOWN
        yield PlannedAction(
            action=Action(Kind.ADD_POST, places.name[str(site)], cadre, len(group)),
            code=str(site),
            district_code=places.district[str(site)],
            role=cadre_words(cadre),
            reason="; ".join(dict.fromkeys(group["reason"])),
            counting=counting,
        )


def _stop_rows(model: Model, engine: Supply, places: _Places) -> Iterator[PlannedAction]:
    """Yield what helps at each stop: its visits held again, or twice as many of them."""
    before, parameters = engine.supported([]), model.programme.parameters
    stops = model.programme.outreach_stops.index[: len(engine.reached)]
    for at, code in enumerate(map(str, stops)):
        held = engine.now[at] > 0
        action = Action(Kind.DOUBLE_STOP if held else Kind.RESUME_STOP, places.name[code])
        if engine.supported([action]) - before < LEAST_GAIN:
            continue
        if held:
            reason = (
                f"{engine.now[at]:.0%} of women have contacts often enough with one visit a "
                f"month, {engine.doubled[at]:.0%} with two"
            )
        else:
            reason = _lapsed(float(model.stop_days.iloc[at]), parameters.value("recency_days"))
        yield PlannedAction(action, code, places.district[code], OUTREACH, reason)


def _lapsed(days: float, limit: float) -> str:
    """
    Say why a stop counts for nothing now.

    >>> _lapsed(58, 35), _lapsed(float("nan"), 35)
    ('last visit 58 days ago (rule: within 35)', 'no visit recorded (rule: within 35 days)')
    """
    if days != days:  # noqa: PLR0124  (not a number)
        return f"no visit recorded (rule: within {limit:g} days)"
    return f"last visit {days:.0f} days ago (rule: within {limit:g})"
