"""Where a planner is: the scenario at hand and the steps behind and ahead."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from dashboard.state import KEY_OF_FIELD
from geodata.planning.scenario import WAY_PARTS, Scenario, UnreadableScenarioError
from geodata.ways import Way

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY: Final = "scenario"
MOST_STEPS: Final = 50
TODAY: Final = Scenario()


@dataclass(frozen=True)
class History:
    """
    Scenarios one after another; a new step forgets those that were taken back.

    Steps back and forth are taken on the page itself, from what ``to_store`` writes.

    >>> slow = Scenario(pace_percent=80.0)
    >>> history = History(future=(Scenario(),)).to(slow)
    >>> history.past == (Scenario(),), history.present == slow, history.future
    (True, True, ())
    """

    past: tuple[Scenario, ...] = ()
    present: Scenario = TODAY
    future: tuple[Scenario, ...] = ()

    def to(self, scenario: Scenario) -> History:
        """Take a step; the same scenario is none."""
        if scenario == self.present:
            return self
        return History((*self.past, self.present)[-MOST_STEPS:], scenario)

    def to_store(self) -> dict[str, Any]:
        """Write it as the page's store holds it."""
        return {
            "past": [one.to_json() for one in self.past],
            "present": self.present.to_json(),
            "future": [one.to_json() for one in self.future],
        }

    @classmethod
    def from_store(cls, stored: Mapping[str, Any] | None) -> History:
        """
        Read what ``to_store`` wrote.

        Raises
        ------
        UnreadableScenarioError
            For a store that this version did not write.
        """
        given = stored or {}
        past, future = (given.get(name, ()) for name in ("past", "future"))
        if not all(isinstance(one, list | tuple) for one in (past, future)):
            raise UnreadableScenarioError("its steps are no lists")
        read = Scenario.from_json
        return cls(tuple(map(read, past)), read(given.get("present", "")), tuple(map(read, future)))


def travel_values(way: Way) -> dict[str, str]:
    """
    Return the value of each control of how women travel, by key of Explore's address.

    >>> travel_values(Way())["way"]
    'to_site'
    """
    return {KEY_OF_FIELD[name]: str(value) for name, value in asdict(way).items()}


def way_of(values: Mapping[str, str]) -> Way:
    """
    Read what ``travel_values`` wrote.

    >>> way_of(travel_values(Way())) == Way()
    True
    """
    return Way(**{name: kind(values[KEY_OF_FIELD[name]]) for name, kind in WAY_PARTS.items()})


def from_query(query: Mapping[str, str]) -> tuple[Scenario, bool]:
    """
    Read the scenario of an address, and say whether it could be read.

    >>> from_query({"scenario": '{"pace_percent":80.0}'})[0].pace_percent
    80.0
    >>> from_query({"scenario": "[nonsense"})[1]
    False
    """
    try:
        return Scenario.from_json(query.get(KEY, "")), True
    except UnreadableScenarioError:
        return Scenario(), False
