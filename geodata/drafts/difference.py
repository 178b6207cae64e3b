"""What a new version of a dataset changes: sites, staff, totals, coverage and flags."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from geodata.ground.changes import ground_changes
from geodata.names import TOTAL, Cadre, FlagStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.assessment import Assessment
    from geodata.programme import Programme

LEAST_MOVE_M = 1.0
SHARES = {
    "geographic coverage": "geographic_coverage",
    "effective coverage": "effective_coverage",
}
MOST_NAMED = 12
UNKNOWN = "areas that were flagged and cannot be assessed any more, which clears nobody"
REMOVED = "areas that were flagged and are no areas of the programme any more"


@dataclass(frozen=True)
class Change:
    """A number before and after; NaN where it is not known."""

    before: float
    after: float

    @property
    def words(self) -> str:
        """
        Both numbers and the difference, with its sign.

        >>> Change(70, 72).words, Change(float("nan"), 3).words
        ('70 -> 72 (+2)', 'not known -> 3')
        """
        written = " -> ".join(_number(value) for value in (self.before, self.after))
        change = self.after - self.before
        return written if pd.isna(change) else f"{written} ({change:+g})"


@dataclass(frozen=True)
class Difference:
    """
    One version against the one in use.

    Parameters
    ----------
    added, gone
        Ids of sites.
    moved_m
        Metres that each moved site moved.
    staff
        Headcount of each cadre in the snapshot, over all sites.
    published
        The published total of each cadre and of sites, beside what the new version adds up to.
    shares
        Coverage of the programme's districts, in per cent.
    flagged, cleared
        Names of community areas that are newly remote and underserved, or known to be so no more.
    unknown
        Names of areas that were flagged, and of which nothing can be said any more.
    removed
        Names of areas that were flagged and are no areas of the programme any more.
    ground
        What changes of the ground that women walk on, one sentence each.
    """

    added: tuple[str, ...]
    gone: tuple[str, ...]
    moved_m: Mapping[str, float]
    staff: Mapping[str, Change]
    published: Mapping[str, Change]
    shares: Mapping[str, Change] = field(default_factory=dict)
    flagged: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    ground: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Return the difference in plain words, one thing a line."""
        moved = [f"{site} {metres:,.0f} m" for site, metres in self.moved_m.items()]
        lines = [
            _listed("sites added", self.added),
            _listed("sites gone", self.gone),
            _listed("sites moved", moved),
        ]
        lines += [f"{name}: {change.words}" for name, change in self.staff.items()]
        lines += [
            f"{name} against the published total: {_number(change.before)} published, "
            f"{_number(change.after)} here ({change.after - change.before:+g})"
            for name, change in self.published.items()
        ]
        return [*lines, *self.ground, *self.effects()]

    def effects(self) -> list[str]:
        """Return what changes in coverage and flags, where that was worked out."""
        if not self.shares:
            return []
        return [
            *(f"{name}, per cent: {change.words}" for name, change in self.shares.items()),
            _listed("areas newly flagged", self.flagged),
            _listed("areas no longer flagged", self.cleared),
            *([_listed(UNKNOWN, self.unknown)] if self.unknown else []),
            *([_listed(REMOVED, self.removed)] if self.removed else []),
        ]

    def reconciled(self) -> list[dict[str, str]]:
        """Return each total beside the last version and beside what was published."""
        before = {name: change.before for name, change in self.staff.items()}
        sites = self.published.get("sites")
        gone = len(self.gone) - len(self.added)
        before |= {"sites": sites.after + gone} if sites else {}
        return [
            {
                "what": name,
                "last": _number(before.get(name, float("nan"))),
                "here": _number(change.after),
                "change": _sign(change.after - before.get(name, float("nan"))),
                "published": _number(change.before),
                "apart": _sign(change.after - change.before),
            }
            for name, change in self.published.items()
        ]


def difference(before: Programme, after: Programme) -> Difference:
    """Compare sites, staff and totals of two versions."""
    old, new = before.sites, after.sites
    both = new.index.intersection(old.index)
    metric = after.info.crs
    metres = new.loc[both].to_crs(metric).distance(old.loc[both].to_crs(metric))
    far = metres[metres >= LEAST_MOVE_M].sort_values(ascending=False)
    counts = {cadre: Change(*(_heads(one, cadre) for one in (before, after))) for cadre in Cadre}
    here = {"sites": float(len(new))} | {str(cadre): one.after for cadre, one in counts.items()}
    published = after.info.published_totals
    return Difference(
        added=tuple(new.index.difference(old.index)),
        gone=tuple(old.index.difference(new.index)),
        moved_m={str(site): float(value) for site, value in far.items()},
        staff={str(cadre): change for cadre, change in counts.items()},
        published={name: Change(total, here[name]) for name, total in published.items()},
        ground=ground_changes(before.grid, after.grid),
    )


def _heads(programme: Programme, cadre: Cadre) -> float:
    rows = programme.staffing[programme.staffing["period"] == programme.info.period]
    return float(rows.loc[rows["cadre"] == cadre, "headcount"].sum(min_count=1))


def with_results(found: Difference, before: Assessment, after: Assessment) -> Difference:
    """Add coverage and flags, which take a few seconds to work out."""
    shares = {
        title: Change(*(round(100 * one.value(TOTAL, name), 1) for one in (before, after)))
        for title, name in SHARES.items()
    }
    old, now = before.areas, after.areas
    was = old.index[old["flag"] == FlagStatus.FLAGGED]
    new = now.index[now["flag"] == FlagStatus.FLAGGED].difference(was)
    state = now["flag"].reindex(was)
    cleared = was[state == FlagStatus.CLEAR]
    unknown = was[state == FlagStatus.CANNOT_ASSESS]
    removed = was[state.isna() | (state == FlagStatus.OUTSIDE)]
    return replace(
        found,
        shares=shares,
        flagged=_named(now, new),
        cleared=_named(old, cleared),
        unknown=_named(old, unknown),
        removed=_named(old, removed),
    )


def _named(areas: pd.DataFrame, ids: pd.Index[str]) -> tuple[str, ...]:
    return tuple(str(areas.at[area, "area_name"]) for area in sorted(ids))


def _listed(title: str, names: tuple[str, ...] | list[str]) -> str:
    """
    Return how many there are and the first of them.

    >>> _listed("sites gone", ["A", "B"]), _listed("sites gone", [])
    ('2 sites gone: A, B', '0 sites gone')
    """
    named = ", ".join(names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} others" if len(names) > MOST_NAMED else ""
    return f"{len(names)} {title}" + (f": {named}{more}" if named else "")


def _sign(value: float) -> str:
    return "not known" if pd.isna(value) else f"{value:+g}"


def _number(value: float) -> str:
    return "not known" if pd.isna(value) else f"{value:g}"
