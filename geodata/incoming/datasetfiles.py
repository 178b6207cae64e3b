"""What an incoming file changes in a dataset: whole files, made from its rows and the old ones."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geodata.drafts.rowsource import Rows, rows_of_table
from geodata.findings import Severity
from geodata.incoming.basefiles import Base
from geodata.incoming.contradictions import contradictions
from geodata.incoming.councilfiles import council_files, is_councils
from geodata.incoming.entities import entity_of, nearest, rows_of, word_remarks
from geodata.incoming.gonesites import without_gone_sites
from geodata.incoming.gridfiles import layer_from, raster_files
from geodata.incoming.pointtables import is_point_table
from geodata.incoming.result import Spot
from geodata.incoming.roadfiles import is_lines, road_files
from geodata.incoming.siterows import are_sites_by_name, completed, with_known_sites
from geodata.layerfiles import geojson_bytes
from geodata.periods import parse_period
from geodata.reading.about import ABOUT_FILE
from geodata.schema import (
    DISTRICTS,
    FERTILITY,
    PARAMETERS,
    POPULATION,
    PREVALENCE,
    SITES,
    SOURCES,
    STAFFING,
)
from geodata.tablefiles import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.incoming.decisions import Decisions
    from geodata.incoming.place import Place
    from geodata.incoming.result import Incoming, ReadLayer, ReadTable, Remark
    from geodata.schema import Table
    from geodata.status import DataStatus

# Of these tables only the groups that the new rows are about are taken out.
GROUPS: Mapping[str, tuple[str, ...]] = {
    PREVALENCE.name: ("layer_id",),
    POPULATION.name: ("year", "sex", "age_group"),
    FERTILITY.name: ("year",),
    SOURCES.name: ("id",),
    PARAMETERS.name: ("name",),
}
# What stands for "not said"; each use is told in a warning.
NOT_SAID: Mapping[str, Mapping[str, str]] = {
    SITES.name: {
        "coord_quality": "unknown",
        "ownership": "other",
        "facility_team": "1",
        "community_team": "1",
    }
}
LONGEST_ID = 40
PLACES_OF_ROWS = ("site_id", "stop_id", "area_code", "district_code")


@dataclass(frozen=True)
class Stamp:
    """Source, date and status of the rows that do not say theirs."""

    source: str
    source_date: str
    data_status: DataStatus


class Changes(NamedTuple):
    """The dataset's files that a read file changes, what was done, and from which rows they are."""

    files: dict[str, bytes]
    remarks: tuple[Remark, ...]
    rows: dict[str, Rows]


def changed_files(
    incoming: Incoming,
    base: Path,
    place: Place,
    stamp: Stamp,
    decisions: Decisions | None = None,
) -> Changes:
    """
    Return the dataset's files that a read file changes, by name, and what was done.

    Parameters
    ----------
    base
        Folder of the dataset with all its files; it is only read.
    decisions
        What a person decided of what the file cannot say.
    """
    files: dict[str, bytes] = {}
    remarks: list[Remark] = []
    filled: dict[str, set[str]] = {}
    rows: dict[str, Rows] = {}
    for table in incoming.tables:
        made, told = _table_files(table, Base(base, files), place, stamp, filled, rows)
        files |= made
        remarks += told
    if SITES.name in filled:  # Known only now: a site may stand in any table of the upload.
        now = Base(base, files)
        left, told = without_gone_sites(now, set(now.table(SITES)["site_id"]), Spot(incoming.name))
        files |= left
        rows = {name: one for name, one in rows.items() if name not in left}
        remarks += told
    for layer in incoming.layers:
        if is_point_table(layer):
            continue  # Its rows were one of the tables.
        now = Base(base, files)
        source, listed = _listed_source(stamp.source, "outlines", now)
        made, told = _layer_files(layer, now, place, replace(stamp, source=source))
        files |= (listed | made) if made else {}
        remarks += told
    if incoming.raster is not None:
        now = Base(base, files)
        source, listed = _listed_source(stamp.source, "grid", now)
        known = replace(stamp, source=source)
        made, told = raster_files(incoming.name, incoming.raster, now, place, known, decisions)
        files |= (listed | made) if made else {}
        remarks += told
    return Changes(files, tuple(remarks), rows)


def _table_files(
    read: ReadTable,
    base: Base,
    place: Place,
    stamp: Stamp,
    filled: dict[str, set[str]],
    origins: dict[str, Rows],
) -> tuple[dict[str, bytes], list[Remark]]:
    """Return what one table changes; to those that it ``filled`` so far, rows are added."""
    read, more = with_known_sites(read, base.table(SITES))
    table = SITES if are_sites_by_name(read) else entity_of(map(str, read.frame.columns))
    if table is None:
        return {}, [_checked_only(read)]
    if read.frame.empty:
        message = f"The table has no rows; {table.name}.csv stays as it is."
        return {}, [read.spot.remark(Severity.WARNING, "no_rows", message, "Fill it in.")]
    about, old = base.about(), base.table(table)
    was = str(about["period"])
    rows = rows_of(read, table, str(about["period"]))
    more += word_remarks(read, table, rows)
    if table is PREVALENCE:
        rows = _as_layer(rows, place)
    if table is SITES:
        rows, told = completed(read, rows, old, place)
        more += told
    nowhere = [name for name in PLACES_OF_ROWS if name in table.key and name not in rows]
    if nowhere:
        message = f"The table was checked; {table.name}.csv needs a column {nowhere[0]}."
        remedy = "Add it, or say which column it is."
        return {}, [read.spot.remark(Severity.WARNING, "column_missing", message, remedy)]
    own = set(map(str, rows.columns))
    rows, assumed = _not_said(table, _filled(table, rows, old))
    rows, files = _stamped(table, rows, base, stamp)
    added = table.name in filled
    kept = _others(table, rows, old) if added else _kept(table, rows, old)
    earlier = filled.get(table.name, set())
    more += contradictions(read.spot, table, old, rows, own & earlier)
    filled[table.name] = own | earlier
    columns = [name for name in table.column_names if name in rows or name in kept]
    both = pd.concat([kept, rows], ignore_index=True).reindex(columns=columns).fillna("")
    files[f"{table.name}.csv"] = csv_bytes(both, for_excel=False, guard=False)
    origins.pop(f"{table.name}.csv", None)
    numbers = [int(str(row)) for row in read.frame.index]
    origin = rows_of_table(read.spot.sheet, len(kept), numbers, len(rows))
    if origin and "roster_counted" not in {remark.finding.rule for remark in read.remarks}:
        origins[f"{table.name}.csv"] = origin
    others = "other tables of this file" if added else "other groups"
    message = f"{len(rows)} rows take the place of {len(old) - len(kept)} in {table.name}.csv"
    message += f"; {len(kept)} of {others} stay." if len(kept) else "."
    remarks = [*more, read.spot.remark(Severity.NOTE, "takes_place", message)]
    if assumed:
        message = f"Not said, so assumed: {assumed}."
        remedy = "Add these columns to be sure."
        remarks.append(read.spot.remark(Severity.WARNING, "assumed", message, remedy))
    if table is STAFFING:
        files |= _new_snapshot(rows, about)
        if ABOUT_FILE in files:
            message = f"The snapshot is now {max(rows['period'])}; it was {was}."
            remarks.append(read.spot.remark(Severity.WARNING, "new_period", message, "Confirm."))
    return files, remarks


def _checked_only(read: ReadTable) -> Remark:
    """Say that a table fills none of the dataset's, and which column it lacks for the nearest."""
    names = set(map(str, read.frame.columns))
    table, lacks = nearest(names)
    if table:
        message = f"The table was checked; {table} needs a column {lacks}."
        remedy = "Add it, or say below the file which column it is."
        return read.spot.remark(Severity.WARNING, "column_missing", message, remedy)
    listed = ", ".join(map(str, read.frame.columns))
    message = f"The table was checked; no table of the dataset has these columns: {listed}."
    remedy = "Use a template if it should be part of the dataset."
    return read.spot.remark(Severity.NOTE, "checked_only", message, remedy)


def _as_layer(rows: pd.DataFrame, place: Place) -> pd.DataFrame:
    """Return rows of prevalence with the names of their layer, where they do not have them."""
    parts = [rows[name] for name in ("method", "population", "period") if name in rows]
    names = ["_".join(filter(None, row)) for row in zip(*parts, strict=True)]
    if "layer_id" not in rows:
        rows = rows.assign(layer_id=[_slug(name) for name in names])
    if "layer_title" not in rows:
        rows = rows.assign(layer_title=[name.replace("_", " ") for name in names])
    if "area_level" not in rows and "area_code" in rows:
        district = rows["area_code"].isin(list(place.districts.names))
        rows = rows.assign(area_level=district.map({True: "district", False: "country"}))
    return rows


def _filled(table: Table, rows: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the columns that only the old table has, looked up by their key."""
    key = [name for name in table.key if name in rows and name in old]
    missing = [
        column.name
        for column in table.columns
        if column.name not in rows and column.name in old and column.name not in _PROVENANCE
    ]
    if key and missing:
        known = old.drop_duplicates(key).set_index(key)[missing]
        looked_up = known.reindex(
            pd.MultiIndex.from_frame(rows[key]) if len(key) > 1 else rows[key[0]]
        )
        filled = looked_up.fillna("").set_axis(rows.index, axis="index")
        rows = pd.concat([rows, filled], axis="columns")
    return rows


def _not_said(table: Table, rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return rows with the words for what is not said, and in words what was assumed where."""
    told = []
    for name, word in NOT_SAID.get(table.name, {}).items():
        given = rows[name] if name in rows else pd.Series("", index=rows.index, dtype="str")
        blank = int((given == "").sum())
        if blank:
            told.append(f"{name} {word} in {blank} rows")
        rows = rows.assign(**{name: given.replace("", word)})
    return rows, ", ".join(told)


_PROVENANCE = ("source", "source_date", "data_status")


def _stamped(
    table: Table, rows: pd.DataFrame, base: Base, stamp: Stamp
) -> tuple[pd.DataFrame, dict[str, bytes]]:
    """Return rows with their provenance, and the table of sources with those that are new."""
    if "source" not in table.column_names:
        return rows, {}
    for name in _PROVENANCE:
        given = rows[name] if name in rows else pd.Series("", index=rows.index, dtype="str")
        rows = rows.assign(**{name: given.replace("", str(getattr(stamp, name)))})
    sources = base.table(SOURCES)
    known = set(sources["id"])
    new = {text: _slug(text) for text in rows["source"].unique() if text not in known}
    if not new:
        return rows, {}
    added = pd.DataFrame({"id": new.values(), "title": new.keys(), "used_for": table.name})
    added = added[~added["id"].isin(known)].drop_duplicates("id")
    both = pd.concat([sources, added], ignore_index=True).fillna("")
    rows = rows.assign(source=rows["source"].replace(new))
    return rows, {f"{SOURCES.name}.csv": csv_bytes(both, for_excel=False, guard=False)}


def _listed_source(title: str, used_for: str, base: Base) -> tuple[str, dict[str, bytes]]:
    """Return the id of a source, and the table of sources with it where it is new."""
    sources = base.table(SOURCES)
    known = set(sources["id"])
    if title in known or _slug(title) in known:
        return (title if title in known else _slug(title)), {}
    added = pd.DataFrame({"id": [_slug(title)], "title": [title], "used_for": [used_for]})
    both = pd.concat([sources, added], ignore_index=True).fillna("")
    return _slug(title), {f"{SOURCES.name}.csv": csv_bytes(both, for_excel=False, guard=False)}


def _slug(text: str) -> str:
    """
    Make an id of a title.

    >>> _slug("QA demo (invented)")
    'qa_demo_invented'
    """
    return re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:LONGEST_ID] or "upload"


def _kept(table: Table, rows: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in GROUPS.get(table.name, ()) if name in rows and name in old]
    if not names:
        return old.iloc[:0]
    groups = set(rows[names].itertuples(index=False, name=None))
    return old[[row not in groups for row in old[names].itertuples(index=False, name=None)]]


def _others(table: Table, rows: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """Return the old rows whose key none of the new rows has."""
    names = [name for name in table.key if name in rows and name in old]
    keys = set(rows[names].itertuples(index=False, name=None))
    return old[[key not in keys for key in old[names].itertuples(index=False, name=None)]]


def _new_snapshot(rows: pd.DataFrame, about: dict[str, object]) -> dict[str, bytes]:
    """Return programme.json with the period of the newest rows, where that is another."""
    periods = sorted(set(rows["period"]) - {""})
    if not periods or str(about["period"]) in periods:
        return {}
    newest = parse_period(periods[-1])
    about |= {"period": newest.text, "as_of": newest.end.isoformat()}
    return {ABOUT_FILE: json.dumps(about, ensure_ascii=False, indent=1).encode() + b"\n"}


def _layer_files(
    layer: ReadLayer, base: Base, place: Place, stamp: Stamp
) -> tuple[dict[str, bytes], list[Remark]]:
    count = len(place.districts.names)
    if layer.facts.get("districts") != count and is_councils(layer, count):
        made, told = council_files(layer, base)
        source = layer_from(base, "areas", stamp, stamp.data_status) if made else {}
        return made | source, told
    if is_lines(layer):
        made, told = road_files(layer, base)
        source = layer_from(base, "roads", stamp, stamp.data_status) if made else {}
        return made | source, told
    if layer.facts.get("districts") != count:
        message = (
            "The layer was checked; a version takes the outlines of all districts, or of all "
            "their parts with a name for each."
        )
        return {}, [layer.spot.remark(Severity.NOTE, "checked_only", message)]
    frame = layer.frame[layer.frame["district_code"] != ""].sort_values("district_code")
    known = base.table(DISTRICTS)
    old = dict(zip(known["district_code"], known.get("naomi_area_id", ""), strict=False))
    outlines = frame[["geometry"]].assign(
        area_id=frame["district_code"],
        naomi_area_id=[old.get(code, "") for code in frame["district_code"]],
        area_name=[place.districts.names[code] for code in frame["district_code"]],
    )
    names = ["area_id", "naomi_area_id", "area_name", "geometry"]
    message = f"{len(outlines)} outlines take the place of those in districts.geojson."
    others = len(layer.frame) - len(outlines)
    if others:
        message += f" {others} features of other levels were checked only."
    remark = layer.spot.remark(Severity.NOTE, "takes_place", message)
    source = layer_from(base, "districts", stamp, stamp.data_status)
    return {"districts.geojson": geojson_bytes(outlines[names]), **source}, [remark]
