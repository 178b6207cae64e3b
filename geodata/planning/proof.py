"""How good a choice of stops is: the best there could be, or how far from it at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.planning.siting import Siting, add_greedily, most_possible, next_stops

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.optimize import LinearConstraint, OptimizeResult

    from geodata.planning.siting import Question

    Floats = NDArray[np.float64]

CHOSEN = 0.5
PRECISION = 1e-6
OPTIMAL = 0


@dataclass(frozen=True)
class Proof:
    """
    The best choice found, and the most that any choice could cover.

    ``bound`` is need a year. ``gap`` is the share of it that may be missed: 0 where the
    choice is proven to be the best.
    """

    best: Siting
    bound: float

    @property
    def gap(self) -> float:
        """Share of the bound that the best choice found may miss."""
        missed = self.bound - self.best.covered
        return missed / self.bound if missed > PRECISION * max(1.0, self.bound) else 0.0

    @property
    def proven(self) -> bool:
        """Whether no other choice covers more."""
        return self.gap == 0.0


def prove(
    asked: Question,
    time_limit_seconds: float = 5.0,
    told: Callable[[Proof], None] = lambda _proof: None,
) -> Proof:
    """
    Look for the best choice of all; with no time left, say how far off it can be.

    Parameters
    ----------
    time_limit_seconds
        Longest search. The choice of ``next_stops`` stands when nothing better is found.
    told
        Called with what is known before the search itself: the choice of ``next_stops``, and
        the bound when a part of a stop could be chosen, which takes a moment only.

    >>> from geodata.walking.links import Links
    >>> from geodata.planning.siting import SitingRule, question
    >>> links = Links.of_minutes(np.array([[9.0, 90], [9, 9], [90, 9]]), 60)
    >>> need, nowhere = np.array([10.0, 4, 3]), np.zeros(3, bool)
    >>> proof = prove(question(need, nowhere, links, ["A"] * 2, SitingRule(stops=1)))
    >>> proof.best.chosen, proof.proven
    ((0,), True)
    """
    best = next_stops(asked)
    bound = most_possible(asked)
    if best.covered < bound - PRECISION and len(asked.need):
        relaxed = _solve(asked, time_limit_seconds, whole=False)
        if relaxed.status == OPTIMAL:
            bound = min(bound, -float(relaxed.fun))
        told(Proof(best, max(bound, best.covered)))
    if best.covered < bound - PRECISION and len(asked.need):
        found = _solve(asked, time_limit_seconds)
        if found.x is not None:
            places = np.flatnonzero(found.x[: len(asked.districts)] > CHOSEN)
            best = max(best, add_greedily(asked, places.tolist()), key=lambda one: one.covered)
        if found.mip_dual_bound is not None:
            bound = min(bound, -float(found.mip_dual_bound))
    return Proof(best, max(bound, best.covered))


def _solve(asked: Question, time_limit_seconds: float, *, whole: bool = True) -> OptimizeResult:
    """Run the mixed-integer programme: a stop is chosen or not, unless parts may be."""
    from scipy.optimize import Bounds, milp  # noqa: PLC0415 - only a proof needs it

    limited = (asked.reach @ asked.need > asked.rule.visit_capacity).any()
    constraints, worth, most = _with_capacity(asked) if limited else _without_capacity(asked)
    stops = len(asked.districts)
    return milp(
        -np.concatenate([np.zeros(stops), worth]),
        integrality=np.concatenate([np.full(stops, float(whole)), np.zeros(len(worth))]),
        bounds=Bounds(0, np.concatenate([np.ones(stops), most])),
        constraints=[*constraints, *_choice(asked, len(worth))],
        options={"time_limit": time_limit_seconds, "mip_rel_gap": 0.0},
    )


def _choice(asked: Question, others: int) -> list[LinearConstraint]:
    """No more stops than may be, and no fewer than each district's minimum."""
    from scipy.optimize import LinearConstraint  # noqa: PLC0415

    def counted(places: NDArray[np.bool_]) -> Floats:
        """Row that counts some of the candidates."""
        return np.concatenate([places.astype(float), np.zeros(others)])

    codes = np.array(asked.districts)
    everywhere = counted(np.ones(len(codes), dtype=bool))
    minimums = asked.rule.minimum_by_district.items()
    return [LinearConstraint(everywhere, -np.inf, asked.rule.most)] + [
        LinearConstraint(counted(codes == code), minimum, np.inf) for code, minimum in minimums
    ]


def _without_capacity(asked: Question) -> tuple[list[LinearConstraint], Floats, Floats]:
    """Cover a group (0 to 1) only when a candidate in its reach is chosen."""
    from scipy.optimize import LinearConstraint  # noqa: PLC0415
    from scipy.sparse import eye_array, hstack  # noqa: PLC0415

    groups = len(asked.need)
    table = hstack([-asked.reach.T, eye_array(groups)], format="csr")
    return [LinearConstraint(table, -np.inf, 0.0)], asked.need, np.ones(groups)


def _with_capacity(asked: Question) -> tuple[list[LinearConstraint], Floats, Floats]:
    """Need flows from groups to chosen stops: no more than there is, nor than a stop can."""
    from scipy.optimize import LinearConstraint  # noqa: PLC0415
    from scipy.sparse import csr_array, diags_array, hstack  # noqa: PLC0415

    pairs = asked.reach.tocoo()
    flows, ones = np.arange(pairs.nnz), np.ones(pairs.nnz)
    stops, groups = asked.reach.shape
    capacity, need = asked.rule.visit_capacity, asked.need[pairs.col]
    by_stop = csr_array((ones, (pairs.row, flows)), shape=(stops, pairs.nnz))
    by_group = csr_array((ones, (pairs.col, flows)), shape=(groups, pairs.nnz))
    opened = csr_array((-need, (flows, pairs.row)), shape=(pairs.nnz, stops))
    full = hstack([-diags_array(np.full(stops, capacity)), by_stop], format="csr")
    once = hstack([csr_array((groups, stops)), by_group], format="csr")
    only_chosen = hstack([opened, diags_array(ones)], format="csr")
    constraints = [
        LinearConstraint(full, -np.inf, 0.0),
        LinearConstraint(once, -np.inf, asked.need),
        LinearConstraint(only_chosen, -np.inf, 0.0),
    ]
    return constraints, ones, need
