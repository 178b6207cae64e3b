"""How often a stop is among the first when need is drawn anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.planning.siting import next_stops
from geodata.walking.links import alike
from geodata.zonal import sums

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geodata.planning.siting import Question
    from geodata.walking.links import Links

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Told = Callable[[int, NDArray[np.int64]], None]

DRAWS: Final = 200
TELL_EVERY: Final = 10


@dataclass(frozen=True)
class DrawnNeed:
    """
    A question of siting and the draws of its need.

    ``parts`` is need a year of each group in each district, ``factors`` has one row a draw
    and one column a district.
    """

    asked: Question
    parts: Floats
    factors: Floats

    def draw(self, number: int) -> Question:
        """Return the question with the need of one draw."""
        return replace(self.asked, need=self.parts @ self.factors[number])


def need_by_district(
    need: Floats, covered: NDArray[np.bool_], links: Links, district: Integers, districts: int
) -> Floats:
    """
    Need a year of each group of ``siting.question``, apart by district.

    Parameters
    ----------
    need, covered, links
        As for ``question``, whose groups these are.
    district
        Position of each cell's district.

    >>> from geodata.walking.links import Links
    >>> links = Links.of_minutes(np.array([[9.0], [9.0], [9.0]]), 60)
    >>> nowhere = np.zeros(3, bool)
    >>> need_by_district(np.array([1.0, 2, 4]), nowhere, links, np.array([0, 1, 1]), 2).tolist()
    [[1.0, 6.0]]
    """
    open_need = np.where(covered, 0.0, need)
    groups, members = alike(links, open_need)
    kept = groups >= 0
    joint = groups[kept] * districts + district[kept]
    return sums(open_need[kept], joint, members.shape[0] * districts).reshape(-1, districts)


def times_chosen(drawn: DrawnNeed, told: Told = lambda _done, _times: None) -> Integers:
    """
    Count for each candidate in how many draws it is among the next stops.

    Parameters
    ----------
    told
        Called now and then with the draws done and the counts so far.

    >>> from geodata.walking.links import Links
    >>> from geodata.planning.siting import SitingRule, question
    >>> links = Links.of_minutes(np.array([[9.0, 90], [90, 9]]), 60)
    >>> need, nowhere = np.array([5.0, 4.0]), np.zeros(2, bool)
    >>> asked = question(need, nowhere, links, "AB", SitingRule(1))
    >>> parts = need_by_district(need, nowhere, links, np.array([0, 1]), 2)
    >>> times_chosen(DrawnNeed(asked, parts, np.array([[1.0, 1], [1, 1.5], [1, 1.1]]))).tolist()
    [2, 1]
    """
    times = np.zeros(len(drawn.asked.districts), dtype=np.int64)
    for number in range(len(drawn.factors)):
        times[list(next_stops(drawn.draw(number)).chosen)] += 1
        if (number + 1) % TELL_EVERY == 0:
            told(number + 1, times)
    return times
