"""Work that a plan waits for: how far it is, and its end when a reader will not wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.jobs.here import key_of
from dashboard.plan_rules import walks_of
from geodata.scenario_edits import in_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.context import Context
    from geodata.scenario import Scenario


def waits_of(scenario: Scenario) -> Iterator[str]:
    """Name all work that the answers to a scenario may wait for, in the order of the page."""
    yield key_of("way", scenario.way)
    for step in (scenario, *in_steps(scenario)):
        yield key_of("walks", step)
    yield key_of("links", scenario)
    yield key_of("rules", walks_of(scenario))


def share_done(context: Context, scenario: Scenario) -> float | None:
    """Tell how much is done of what a scenario waits for; None where nothing takes long."""
    found = (context.jobs.look(key) for key in waits_of(scenario))
    return next((job.share for job in found if job is not None and job.is_active), None)


def stop(context: Context, scenario: Scenario) -> None:
    """End all work that a scenario waits for."""
    for key in waits_of(scenario):
        context.jobs.cancel(key)


def wait_props(share: float | None) -> list[Any]:
    """
    Fill the bar of what takes long: its value, and whether it hides.

    >>> wait_props(0.25), wait_props(None)
    (['0.25', False], ['0', True])
    """
    return ["0", True] if share is None else [f"{share:.2f}", False]
