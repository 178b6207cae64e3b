"""What the controls of the Plan page show of a scenario: levels, their words, and options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import Output

from dashboard import travel_words
from dashboard.plan import ids as plan_ids
from dashboard.plan.page import norm_texts, pace_text, subject_options
from dashboard.plan.state import travel_values
from dashboard.plan.words import NORMS

if TYPE_CHECKING:
    from dashboard.context import Context
    from dashboard.text import Option
    from geodata.planning.scenario import Scenario

# What a scenario sets besides places and posts.
LEVEL_CONTROLS: Final = (
    *(plan_ids.norm(norm.name, "slider") for norm in NORMS),
    plan_ids.PACE,
    plan_ids.SEASON,
    plan_ids.WITHIN,
    *plan_ids.TRAVEL.values(),
)


def control_outputs() -> list[Output]:
    """Name what stands beside the controls, the places to choose from, and the way to today."""
    return [
        *(Output(plan_ids.norm(norm.name, "value"), "children") for norm in NORMS),
        Output(plan_ids.norm("pace", "value"), "children"),
        Output(plan_ids.TRAVEL_NOW, "children"),
        Output(plan_ids.WHAT, "data"),
        Output(plan_ids.RESET, "disabled"),
    ]


def control_props(context: Context, scenario: Scenario) -> list[Any]:
    """Fill it, in the order of the outputs."""
    return [
        *(norm.shown for norm in norm_texts(context, scenario)),
        pace_text(scenario).shown,
        travel_words.now(travel_values(scenario.way)),
        options(subject_options(context.programme, scenario)),
        scenario.is_today,
    ]


def levels(context: Context, scenario: Scenario) -> list[list[Any]]:
    """Return each control of ``LEVEL_CONTROLS`` with the value that a scenario gives it."""
    travel = travel_values(scenario.way)
    values = [
        *(norm.value for norm in norm_texts(context, scenario)),
        scenario.pace_percent,
        str(scenario.season),
        str(scenario.threshold_minutes),
        *(travel[key] for key in plan_ids.TRAVEL),
    ]
    return [list(pair) for pair in zip(LEVEL_CONTROLS, values, strict=True)]


def options(listed: tuple[Option, ...]) -> list[dict[str, Any]]:
    """Turn options into what a select takes, those of one group under its name."""
    groups: dict[str, list[dict[str, str]]] = {}
    for option in listed:
        groups.setdefault(option.group, []).append({"value": option.value, "label": option.label})
    return [{"group": group, "items": items} for group, items in groups.items()]
