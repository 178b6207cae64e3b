"""Invented rows that hang on sites which a new list does not have: they leave with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.schema import OUTREACH_STOPS, OUTREACH_VISITS, STAFFING, Table
from geodata.status import DataStatus
from geodata.tablefiles import csv_bytes

if TYPE_CHECKING:
    import pandas as pd

    from geodata.incoming.basefiles import Base
    from geodata.incoming.result import Remark, Spot


def without_gone_sites(
    base: Base, sites: set[str], spot: Spot
) -> tuple[dict[str, bytes], list[Remark]]:
    """
    Return the tables without demonstration rows of sites that are gone, and what was left out.

    Reported rows stay whatever they hang on: the check of the dataset names them.
    """
    staff, stops = base.table(STAFFING), base.table(OUTREACH_STOPS)
    visits = base.table(OUTREACH_VISITS)
    gone_stops = _hanging(stops, "parent_site_id", sites)
    stop_ids = set(stops.loc[~gone_stops, "stop_id"])
    dropped = (
        (STAFFING, staff, _hanging(staff, "site_id", sites)),
        (OUTREACH_STOPS, stops, gone_stops),
        (OUTREACH_VISITS, visits, _hanging(visits, "stop_id", stop_ids)),
    )
    files, remarks = {}, []
    for table, frame, gone in dropped:
        if gone.any():
            files[f"{table.name}.csv"] = csv_bytes(frame[~gone], for_excel=False, guard=False)
            remarks.append(_told(spot, table, int(gone.sum())))
    return files, remarks


def _hanging(frame: pd.DataFrame, column: str, known: set[str]) -> pd.Series[bool]:
    invented = frame["data_status"] == DataStatus.DEMONSTRATION
    return invented & (frame[column] != "") & ~frame[column].isin(list(known))


def _told(spot: Spot, table: Table, count: int) -> Remark:
    message = (
        f"{count} demonstration rows of {table.name}.csv belong to sites that are not in this "
        "list; being invented, they leave with them."
    )
    remedy = "Send your own, or keep the old sites."
    return spot.remark(Severity.WARNING, "demonstration_left", message, remedy)
