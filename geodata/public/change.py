"""Two published views beside one another: what changed, or why they cannot be compared."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from geodata.errors import GeodataError
from geodata.privacy import Figure, State
from geodata.public.columns import BY_NAME, COORDINATORS, SITES, STAFF_COUNTS, Family
from geodata.public.rows import RowKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.public.rows import PublicRow
    from geodata.public.view import PublicView


class NotComparableError(GeodataError):
    """Two views define their figures differently; the reasons are in words."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(f"These snapshots cannot be compared: {'; '.join(reasons)}.")


@dataclass(frozen=True)
class Change:
    """One figure of one row, shown in both views."""

    row: str
    area_ids: tuple[str, ...]
    column: str
    before: float
    after: float

    @property
    def difference(self) -> float:
        """How much more it is now; no route before and none now is no difference."""
        return _more(self.before, self.after)


CHOICES: Final = {
    "season": "season",
    "threshold_minutes": "walk that counts as near",
    "platform": "platform",
    "need_basis": "prevalence behind need",
    "scope": "scope",
}


def reasons_against(earlier: PublicView, later: PublicView) -> tuple[str, ...]:
    """
    Say why figures of two views do not mean the same; nothing when they do.

    The same programme, rules, choices, planning numbers, districts and standing of the data
    (invented or not), and dates in their order.
    """
    return tuple(_reasons(earlier, later))


def _reasons(earlier: PublicView, later: PublicView) -> Iterator[str]:
    if earlier.programme_id != later.programme_id:
        yield f"they are of {earlier.programme_id} and {later.programme_id}"
    if earlier.rule_version != later.rule_version:
        yield f"the rules changed from version {earlier.rule_version} to {later.rule_version}"
    before, after = asdict(earlier.choice), asdict(later.choice)
    for name, words in CHOICES.items():
        if before[name] != after[name]:
            yield f"the {words} changed from {before[name]} to {after[name]}"
    yield from _parameters(dict(earlier.parameters), dict(later.parameters))
    if {row.area_ids for row in earlier.districts} != {row.area_ids for row in later.districts}:
        yield "the programme's districts are not the same"
    if earlier.status != later.status:
        yield f"the data was {earlier.status} and is {later.status}"
    if earlier.as_of > later.as_of:
        yield f"data as of {earlier.as_of} is not older than data as of {later.as_of}"


def _parameters(before: dict[str, float], after: dict[str, float]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            old, new = (f"{value:g}" if value is not None else "none"
                        for value in (before.get(name), after.get(name)))  # fmt: skip
            yield f"{name} changed from {old} to {new}"


def changes(earlier: PublicView, later: PublicView) -> tuple[Change, ...]:
    """
    List the figures that both views show; what one of them hides has no change.

    Raises
    ------
    NotComparableError
        With every reason.
    """
    reasons = reasons_against(earlier, later)
    if reasons:
        raise NotComparableError(reasons)
    return tuple(_shown_in_both(earlier, later))


def _shown_in_both(earlier: PublicView, later: PublicView) -> Iterator[Change]:
    before = {_key(row): row for row in earlier.rows}
    for row in later.rows:
        old = before.get(_key(row))
        if old is None:
            continue
        known = dict(old.figures)
        for name, figure in row.figures:
            value = known[name].value if name in known else None
            if value is not None and figure.value is not None:
                yield Change(row.name, row.area_ids, name, value, figure.value)


def sites_told_apart(earlier: PublicView, later: PublicView) -> tuple[str, ...]:
    """
    Name the rows in which two views differ by so few sites that the staff of those shows.

    Two editions of the same data that differ by one site tell the staff of that site by
    subtraction, whatever each of them hides. Views of two dates tell it to a reader who takes
    it that nobody else came or went, and the figures must not bear that out: one change of
    staff where the sites stayed the same shows that it does not hold.
    """
    if earlier.programme_id != later.programme_id:
        return ()
    before = {_key(row): row for row in earlier.rows}
    pairs = [(before[_key(row)], row) for row in later.rows if _key(row) in before]
    is_same_date = earlier.as_of == later.as_of
    if not is_same_date and any(_changed_elsewhere(old, row) for old, row in pairs):
        return ()
    return tuple(
        row.name
        for old, row in pairs
        if _few_sites_apart(old, row, later) and (is_same_date or _may_be_theirs(old, row))
    )


def laid_together(older: Sequence[PublicView], view: PublicView) -> list[PublicView]:
    """
    List what a reader can believe all at once: older views, the new one last, each once.

    Of an older edition of one date, rows in which it was corrected since are left out with
    the sums they are part of; the rest still stands beside what is new.
    """
    kept = [view]
    for one in reversed(older):
        left = one
        for other in kept:
            left = _without_differences(left, other)
        if left not in kept:
            kept.append(left)
    return kept[::-1]


def _without_differences(one: PublicView, other: PublicView) -> PublicView:
    if one.as_of != other.as_of:
        return one
    new = {_key(row): row for row in other.rows}
    corrected = {
        _key(row)
        for row in one.rows
        if _key(row) in new and any(_difference(row, new[_key(row)], name) for name in BY_NAME)
    }
    if not corrected:
        return one
    rows = tuple(
        _emptied(row) if _key(row) in corrected or row.kind != RowKind.DISTRICT else row
        for row in one.rows
    )
    # The totals that the programme published itself may be what was corrected.
    return replace(one, rows=rows, known_totals=())


def _emptied(row: PublicRow) -> PublicRow:
    free = (Family.NEED, Family.OUTREACH)
    return replace(
        row,
        figures=tuple(
            (name, figure if BY_NAME[name].family in free else Figure(State.MISSING))
            for name, figure in row.figures
        ),
    )


def _few_sites_apart(old: PublicRow, row: PublicRow, view: PublicView) -> bool:
    apart = _difference(old, row, SITES)
    told = any(_difference(old, row, name) is not None for name in STAFF_COUNTS if name != SITES)
    return bool(apart) and view.policy.is_small(abs(apart or 0.0)) and told


def _changed_elsewhere(old: PublicRow, row: PublicRow) -> bool:
    """Whether staff changed in a district whose sites stayed the same."""
    is_still = row.kind == RowKind.DISTRICT and _difference(old, row, SITES) == 0
    return is_still and any(_difference(old, row, name) for name in STAFF_COUNTS)


def _may_be_theirs(old: PublicRow, row: PublicRow) -> bool:
    """Whether all that changed can be the staff of the sites that came, or that went."""
    sites = _difference(old, row, SITES) or 0.0
    changes = {name: _difference(old, row, name) or 0.0 for name in STAFF_COUNTS}
    return all(change * sites >= 0 for change in changes.values()) and all(
        abs(changes[name]) <= abs(sites) for name in COORDINATORS
    )


def _difference(old: PublicRow, row: PublicRow, name: str) -> float | None:
    before, after = old[name].value, row[name].value
    return None if before is None or after is None else _more(before, after)


def _more(before: float, after: float) -> float:
    # Of two walks without a route a subtraction would give no number.
    return 0.0 if before == after else after - before


def _key(row: PublicRow) -> tuple[RowKind, tuple[str, ...]]:
    return row.kind, row.area_ids
