"""Rows of sites that lack their ids or districts: known names and places give them, told."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geodata.findings import Severity
from geodata.incoming.result import rows_words
from geodata.matching import fold
from geodata.names import Cadre

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.incoming.place import Place
    from geodata.incoming.result import ReadTable, Remark, Spot

SITES_BY_NAME = frozenset({"site_name", "latitude", "longitude"})
LONGEST_ID = 24


def are_sites_by_name(read: ReadTable) -> bool:
    """Say whether the rows of a table are sites with a name and a place, but without an id."""
    names = set(map(str, read.frame.columns))
    return names >= SITES_BY_NAME and not names & {"site_id", "stop_id", "place_id", "bridge_id"}


def with_known_sites(read: ReadTable, sites: pd.DataFrame) -> tuple[ReadTable, list[Remark]]:
    """
    Return a table of staff that names its sites by code or name only with the ids of those.

    A row whose site nothing settles has no id: the check of the dataset then stands against it.
    """
    frame = read.frame
    staff = {"cadre", "headcount"} <= set(frame) or bool(set(map(str, Cadre)) & set(frame))
    by = [name for name in ("facility_code", "site_name") if name in frame]
    if "site_id" in frame or not staff or not by or frame.empty:
        return read, []
    known = _only_once(dict(zip(sites["site_id"], sites["site_name"], strict=True)))
    own = {fold(site): site for site in sites["site_id"]}
    texts = zip(*(map(str, frame[name]) for name in by), strict=True)
    ids = [
        next((site for text in row if (site := own.get(fold(text)) or known.get(fold(text)))), "")
        for row in texts
    ]
    lost = [int(str(row)) for row, site in zip(frame.index, ids, strict=True) if not site]
    message = f"The rows have no id; {len(ids) - len(lost)} of {len(ids)} were joined to a site "
    message += f"by {' or '.join(by)}"
    message += f"; no site has that of {rows_words(lost)}." if lost else "."
    remedy = "Add a column of site ids, or write the names as the sites have them."
    remark = read.spot.remark(
        Severity.WARNING, "sites_by_name", message, remedy, rows=lost, column=by[-1]
    )
    return replace(read, frame=frame.assign(site_id=ids)), [remark]


def completed(
    read: ReadTable, rows: pd.DataFrame, old: pd.DataFrame, place: Place
) -> tuple[pd.DataFrame, list[Remark]]:
    """Return rows of sites with what their names and places give, and remarks on it."""
    told: list[Remark] = []
    if are_sites_by_name(read):
        rows, told = with_ids(read.spot, rows, old)
    rows, more = with_districts(read.spot, rows, place)
    return rows, [*told, *more]


def with_ids(
    spot: Spot, rows: pd.DataFrame, old: pd.DataFrame
) -> tuple[pd.DataFrame, list[Remark]]:
    """
    Return sites with the ids of those in use that have the same name, and made ones for others.

    A name that two sites have gives no id of theirs: which is meant only a person knows.
    """
    known = _only_once(dict(zip(old["site_id"], old["site_name"], strict=True)))
    taken = set(old["site_id"])
    ids, new = [], []
    for row, name in zip(rows.index, rows["site_name"], strict=True):
        site = known.get(fold(name), "")
        if site in ids or not site:
            site = _made(name or f"site {row}", taken)
            new.append(int(str(row)))
        taken.add(site)
        ids.append(site)
    message = f"The rows have no id; {len(ids) - len(new)} of {len(ids)} have the name of a site."
    if new:
        message += f" For the others one was made of the name ({rows_words(new)})."
    remedy = "Look whether each is really new; add a column of ids to be sure."
    remark = spot.remark(Severity.WARNING, "ids_by_name", message, remedy, rows=new)
    return rows.assign(site_id=ids), [remark]


def _only_once(names: Mapping[str, str]) -> dict[str, str]:
    """Return the id of each name that one site alone has, by its plain form."""
    found: dict[str, list[str]] = {}
    for site, name in names.items():
        found.setdefault(fold(name), []).append(site)
    return {name: sites[0] for name, sites in found.items() if name and len(sites) == 1}


def _made(name: str, taken: set[str]) -> str:
    """
    Return an id made of a name that no other row has.

    >>> _made("Ha Thaba (new)", set()), _made("Ha Thaba (new)", {"HA-THABA-NEW"})
    ('HA-THABA-NEW', 'HA-THABA-NEW-2')
    """
    stem = re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")[:LONGEST_ID] or "SITE"
    made, number = stem, 2
    while made in taken:
        made, number = f"{stem}-{number}", number + 1
    return made


def with_districts(
    spot: Spot, rows: pd.DataFrame, place: Place
) -> tuple[pd.DataFrame, list[Remark]]:
    """Return sites with the district they lie in, where the file says none."""
    given = rows.get("district_code", pd.Series("", index=rows.index, dtype="str"))
    numbers = rows[["longitude", "latitude"]].apply(pd.to_numeric, errors="coerce")
    blank = (given == "") & numbers.notna().all(axis="columns")
    if not blank.any():
        return rows, []
    points = shapely.points(numbers[blank].to_numpy())
    tree = shapely.STRtree(place.shapes.to_numpy())
    at, which = tree.query(points, predicate="covered_by")
    found = {int(one): str(place.shapes.index[area]) for one, area in zip(at, which, strict=True)}
    codes = [found.get(number, "") for number in range(len(points))]
    filled = given.copy()
    filled.loc[blank] = pd.Series(codes, index=rows.index[blank], dtype="str")
    placed = [int(str(row)) for row, code in zip(rows.index[blank], codes, strict=True) if code]
    if not placed:
        return rows, []
    message = f"No district is named in {rows_words(placed)}; it was taken from where they lie."
    remedy = "Name the districts to be sure."
    remark = spot.remark(Severity.WARNING, "district_by_place", message, remedy, rows=placed)
    return rows.assign(district_code=filled), [remark]
