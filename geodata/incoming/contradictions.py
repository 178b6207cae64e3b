"""Tables of one upload that say different things of the same: told, never settled silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from geodata.incoming.result import Remark, Spot
    from geodata.schema import Table

MOST_NAMED = 5


def contradictions(
    spot: Spot, table: Table, before: pd.DataFrame, rows: pd.DataFrame, said: Collection[str]
) -> list[Remark]:
    """
    Return a question on rows that an earlier table of the same upload had with other values.

    Parameters
    ----------
    before
        Rows of the table as the upload has filled it so far.
    said
        The columns that both have themselves, and that were not looked up for them.

    >>> import pandas as pd
    >>> from geodata.incoming.result import Spot
    >>> from geodata.schema import STAFFING
    >>> one = pd.DataFrame({"site_id": ["S1"], "period": ["201711"], "cadre": ["MM"],
    ...     "headcount": ["2"]})
    >>> other = one.assign(headcount=["5"])
    >>> told = contradictions(Spot("a.zip"), STAFFING, one, other, {"headcount"})
    >>> told[0].finding.message[:55]
    'S1 201711 MM (headcount 2, then 5) stands in two tables'
    >>> contradictions(Spot("a.zip"), STAFFING, one, one, {"headcount"})
    []
    """
    key = [name for name in table.key if name in rows and name in before]
    values = sorted(set(said) & set(before.columns) & set(rows.columns) - set(key))
    if not key or not values:
        return []
    both = before.merge(rows, on=key, suffixes=("", " then"))
    named = []
    for row in both.to_dict("records"):
        differs = [
            f"{name} {row[name]}, then {row[f'{name} then']}"
            for name in values
            if row[name] and row[f"{name} then"] and row[name] != row[f"{name} then"]
        ]
        if differs:
            named.append(f"{' '.join(str(row[name]) for name in key)} ({'; '.join(differs)})")
    if not named:
        return []
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    message = (
        f"{', '.join(named[:MOST_NAMED])}{more} stands in two tables of this upload with "
        "different values; the later were taken."
    )
    remedy = "Keep the right ones, and send the file again."
    return [
        spot.remark(
            Severity.WARNING, "contradicts", message, remedy, expected="one value", asks=True
        )
    ]
