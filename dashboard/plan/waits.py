"""Work that the answers to a plan wait for, by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.jobs.here import key_of
from dashboard.plan.rules import walks_of
from geodata.planning.edits import in_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.planning.scenario import Scenario


def waits_of(scenario: Scenario) -> Iterator[str]:
    """Name all work that the answers to a scenario may wait for, in the order of the page."""
    yield key_of("way", scenario.way)
    for step in (scenario, *in_steps(scenario)):
        yield key_of("walks", step)
    yield key_of("links", scenario)
    yield key_of("rules", walks_of(scenario))


def waits_of_plan(scenario: Scenario, beside: Scenario | None) -> Iterator[str]:
    """Name the same for a scenario and for what it is compared with, under its own choice."""
    if beside is not None:
        other = beside.under(scenario)
        yield key_of("walks", other)
        yield key_of("rules", walks_of(other))
    yield from waits_of(scenario)
