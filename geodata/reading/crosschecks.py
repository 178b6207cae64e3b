"""Checks between tables: every reference is known, totals agree, nothing needed is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.findings import Finding, error, warning
from geodata.names import Cadre
from geodata.reading.joined import women_15_49

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.reading.folder import Contents
    from geodata.reading.typed import TypedTable

REFERENCES = (
    ("staffing", "site_id", "sites", "site_id"),
    ("outreach_stops", "parent_site_id", "sites", "site_id"),
    ("outreach_visits", "stop_id", "outreach_stops", "stop_id"),
)
MOST_FTE_A_HEAD = 1.5
SITES_TOTAL = "sites"


def check_across(contents: Contents) -> list[Finding]:
    """Return what does not agree between the tables of a folder."""
    return [
        *_unknown_references(contents),
        *_unknown_sources(contents),
        *_missing_denominators(contents),
        *_staffing(contents),
        *_totals(contents),
        *_visits(contents),
    ]


def _unknown_references(contents: Contents) -> Iterator[Finding]:
    for name, column, other, key in REFERENCES:
        if name not in contents.tables or other not in contents.tables:
            continue
        table, known = contents.tables[name], set(contents.tables[other].frame[key])
        for row, text in table.frame[column].items():
            if text and text not in known:
                message = f"There is no such {key} in {contents.tables[other].file}."
                remedy = f"Correct it, or add it to {contents.tables[other].file}."
                rule = f"unknown_{key.removesuffix('_id')}"
                yield error(rule, table.file, int(str(row)), column, text, message, remedy)


def _unknown_sources(contents: Contents) -> Iterator[Finding]:
    """Yield each unknown source of a table once, at its first row."""
    if "sources" not in contents.tables:
        return
    known = {"", *contents.tables["sources"].frame["id"]}
    for table in contents.tables.values():
        if "source" not in table.frame:
            continue
        unknown = table.frame.loc[~table.frame["source"].isin(known), "source"]
        for text, rows in unknown.groupby(unknown).groups.items():
            message = f"This source is not in the table of sources ({len(rows)} rows use it)."
            remedy = "Add it to sources, or correct it."
            row = int(rows.min())
            yield error("unknown_source", table.file, row, "source", str(text), message, remedy)


def _missing_denominators(contents: Contents) -> Iterator[Finding]:
    """Yield the districts for which need cannot be computed: it is then missing, not zero."""
    districts = contents.known.districts
    if not {"population", "fertility"} <= contents.tables.keys():
        return
    population, fertility = contents.tables["population"], contents.tables["fertility"]
    women = women_15_49(population.frame)
    counted = set(women.loc[women["count"].notna(), "area_code"])
    births = fertility.frame[["tfr", "births_per_year"]].notna().any(axis=1)
    fertile = set(fertility.frame.loc[births, "area_code"])
    reported = set(fertility.frame.loc[fertility.frame["births_per_year"].notna(), "area_code"])
    for code in districts.names:
        title = districts.title(code)
        if code not in counted | reported:
            message = f"Women aged 15-49 are missing for {title}: its need will be missing too."
            remedy = "Add a row with sex female and age_group Y015_049."
            yield warning("missing_women", population.file, None, "count", code, message, remedy)
        if code not in fertile:
            message = f"Fertility and births are missing for {title}: its need will be missing too."
            remedy = "Add its tfr or its births_per_year."
            yield warning("missing_fertility", fertility.file, None, "tfr", code, message, remedy)


def _staffing(contents: Contents) -> Iterator[Finding]:
    table = contents.tables.get("staffing")
    if table is None:
        return
    above = table.frame["fte"] > MOST_FTE_A_HEAD * table.frame["headcount"]
    for row in table.frame.index[above]:
        message = f"More than {MOST_FTE_A_HEAD} full-time posts a head."
        text = str(table.raw.at[row, "fte"])
        remedy = "Look whether headcount and fte are exchanged."
        yield warning("fte_above_headcount", table.file, int(row), "fte", text, message, remedy)
    yield from _part_time(table)
    period = contents.info.period if contents.info else ""
    if period and not (table.frame["period"] == period).any():
        message = f"No row is of the period {period} that programme.json names."
        remedy = "Add the snapshot of that period, or name another."
        yield error("no_snapshot", table.file, None, "period", "", message, remedy)


def _part_time(table: TypedTable) -> Iterator[Finding]:
    """Yield once, at its first row, that capacity counts heads where posts are not full-time."""
    full_time, heads = table.frame["fte"], table.frame["headcount"]
    differ = table.frame.index[full_time.notna() & heads.notna() & (full_time != heads)]
    if len(differ):
        row = int(differ[0])
        message = (
            f"Full-time posts differ from heads ({len(differ)} rows); what a site can carry is "
            "counted in heads, each as full-time."
        )
        remedy = "Read effective coverage with that in mind."
        text = str(table.raw.at[row, "fte"])
        yield warning("part_time_posts", table.file, row, "fte", text, message, remedy)


def _totals(contents: Contents) -> Iterator[Finding]:
    """Yield differences from the published totals: shown with their size, never blocked."""
    if contents.info is None or not {"sites", "staffing"} <= contents.tables.keys():
        return
    sites, staffing = contents.tables["sites"], contents.tables["staffing"]
    snapshot = staffing.frame[staffing.frame["period"] == contents.info.period]
    for name, published in contents.info.published_totals.items():
        rows = sites.frame if name == SITES_TOTAL else snapshot[snapshot["cadre"] == name]
        count = len(rows) if name == SITES_TOTAL else int(rows["headcount"].sum())
        if count == published:
            continue
        missing = 0 if name == SITES_TOTAL else int(rows["headcount"].isna().sum())
        unknown = f" ({missing} of {len(rows)} rows do not say)" if missing else ""
        file = sites.file if name == SITES_TOTAL else staffing.file
        title = name if name == SITES_TOTAL else Cadre(name).value
        message = (
            f"{title}: the table adds up to {count}{unknown}, the published total is {published}: "
            f"a difference of {count - published:+d}."
        )
        remedy = "Nothing is blocked; look which of the two is right."
        yield warning("total_differs", file, None, title, str(count), message, remedy)


def _visits(contents: Contents) -> Iterator[Finding]:
    table = contents.tables.get("outreach_visits")
    if table is None or contents.info is None:
        return
    frame, as_of = table.frame, pd.Timestamp(contents.info.as_of)
    held = frame["status"] == "held"
    cancelled = frame["status"].str.startswith("cancelled")
    faults = (
        ("held_without_date", held & frame["held_date"].isna(), "It was held, but has no day."),
        (
            "cancelled_with_date",
            cancelled & frame["held_date"].notna(),
            "It was cancelled, but has a day on which it was held.",
        ),
        (
            "after_as_of",
            frame["held_date"] > as_of,
            f"It was held after {as_of.date()}, the day the dataset stands for.",
        ),
    )
    for rule, rows, message in faults:
        for row in frame.index[rows]:
            text = str(table.raw.at[row, "held_date"]) if "held_date" in table.raw else ""
            remedy = "Correct the day or the status."
            yield warning(rule, table.file, int(row), "held_date", text, message, remedy)
