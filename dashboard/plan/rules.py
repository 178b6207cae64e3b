"""Three rules of who goes where, for a scenario and for what it stands beside."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from dash import Output

from dashboard import wording
from dashboard.jobs.here import noted
from dashboard.plan import ids as plan_ids
from dashboard.plan import words as plan_words
from dashboard.plan.planned import planner_of
from dashboard.plan.slots import change_words
from dashboard.text import percent
from geodata.names import TOTAL, Platform
from geodata.once import Once
from geodata.planning.scenario import Scenario
from geodata.rules import rule_shares, site_links
from geodata.ways import Mode

if TYPE_CHECKING:
    from dashboard.context import Context
    from geodata.rules import RuleShares
    from geodata.walking.links import Links

KEPT: Final = 6
PARTS: Final = ("before", "after", "change")


def scenario_rules(context: Context, scenario: Scenario) -> RuleShares | None:
    """
    Return what a scenario serves under each rule; None where taxis are ridden.

    Outreach stops are no sites, so where they stand has no say.
    """
    return None if scenario.way.mode == Mode.TAXI else _rules(context, scenario.without_stops)


def walks_of(scenario: Scenario) -> Scenario:
    """Leave of a scenario what says who can walk where: no norm, no threshold, no stop."""
    return replace(scenario.without_stops, norms=(), threshold_minutes=Scenario().threshold_minutes)


def _made(context: Context, scenario: Scenario) -> RuleShares:
    model = planner_of(context, scenario.way).model(scenario)
    return rule_shares(model, scenario.choice, _links(context, walks_of(scenario)))


def _walked(context: Context, scenario: Scenario) -> Links:
    model = planner_of(context, scenario.way).model(scenario)
    with noted(context.jobs, "rules", scenario) as told:
        return site_links(model, scenario.season, Platform.FACILITY, scenario.way, told)


_rules = Once(_made, 4 * KEPT)
_links = Once(_walked, KEPT)


def rule_outputs() -> list[Output]:
    """Name the slots of the rules beside the headline, and their note."""
    cells = [
        Output(plan_ids.rule(rule, part), "children") for rule in plan_words.RULES for part in PARTS
    ]
    return [*cells, Output(plan_ids.RULES_NOTE, "children")]


def rule_props(context: Context, scenario: Scenario, beside: Scenario) -> list[str]:
    """
    Fill the rules beside the headline, on both sides.

    Parameters
    ----------
    beside
        What the scenario is compared with, seen under the scenario's own choice.
    """
    sides = [scenario_rules(context, one) for one in (beside.under(scenario), scenario)]
    if not all(sides):
        untold = [plan_words.NOT_ASKED] * (len(PARTS) * len(plan_words.RULES))
        return [*untold, _on_foot(context, scenario)]
    shares = [[getattr(side, rule) for side in sides] for rule in plan_words.RULES]
    cells = chain.from_iterable(
        (percent(before), percent(after), change_words("share", before, after))
        for before, after in shares
    )
    return [*cells, plan_words.RULES_NOTE]


def _on_foot(context: Context, scenario: Scenario) -> str:
    """Say beside taxis what a walk alone would do."""
    walked = replace(scenario, way=replace(scenario.way, mode=Mode.WALK))
    found = planner_of(context, walked.way).assessment(walked)
    return plan_words.RULES_BY_TAXI.format(
        share=percent(found.value(TOTAL, "effective_coverage")), walk=wording.walk(walked.choice)
    )
