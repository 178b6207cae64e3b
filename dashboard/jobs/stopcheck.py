"""The long part of the next stops: is another choice better, and does it hold for other need."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.planning.draws import times_chosen
from geodata.planning.proof import prove

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dashboard.jobs.worker import Report, Result
    from geodata.planning.draws import DrawnNeed
    from geodata.planning.proof import Proof

LONGEST_SEARCH_S: Final = 30.0
# How much of the work is done once the bound is known, and once the search has ended.
BOUND_SHARE, SEARCH_SHARE = 0.1, 0.4


def check_stops(drawn: DrawnNeed, report: Report) -> Result:
    """
    Prove how good the next stops are, then choose them again for each draw of need.

    Returns
    -------
    ``bound``: most need a year that any choice covers; ``covered`` and ``chosen``: the best
    choice found, by position of the candidates; ``draws``: draws made, and ``times``: the draws
    in which a candidate was among the next stops, by its position.
    """

    def bounded(proof: Proof) -> None:
        report(BOUND_SHARE, _told(proof))

    proof = prove(drawn.asked, LONGEST_SEARCH_S, bounded)
    known = _told(proof)
    report(SEARCH_SHARE, known)
    every = len(drawn.factors)

    def counted(done: int, times: NDArray[np.int64]) -> None:
        share = SEARCH_SHARE + (1 - SEARCH_SHARE) * done / every
        report(share, known | _times(done, times))

    return known | _times(every, times_chosen(drawn, counted))


def key_of(drawn: DrawnNeed) -> str:
    """Return what is the same for the same question with the same draws, in any process."""
    asked, digest = drawn.asked, hashlib.sha256()
    for part in (asked.need, asked.reach.indptr, asked.reach.indices, drawn.parts, drawn.factors):
        digest.update(np.ascontiguousarray(part).tobytes())
    digest.update(repr((asked.districts, asked.rule)).encode())
    return f"stops-{digest.hexdigest()[:32]}"


def _told(proof: Proof) -> Result:
    return {
        "bound": proof.bound,
        "covered": proof.best.covered,
        "chosen": [int(place) for place in proof.best.chosen],
    }


def _times(draws: int, times: NDArray[np.int64]) -> Result:
    chosen = np.flatnonzero(times)
    return {"draws": draws, "times": {str(place): int(times[place]) for place in chosen}}
