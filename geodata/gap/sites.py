"""Exact staff and posts by site, for the staff-only sheet of the gap report and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geodata.gap.columns import Column, Kind, Level
from geodata.gap.district_columns import CADRE_TITLES
from geodata.gap.levels import SITE_COLUMNS
from geodata.gap.table import shown
from geodata.names import Cadre
from geodata.staffing import gap

if TYPE_CHECKING:
    import pandas as pd

    from geodata.gap.table import Cell, GapTable

STAFF_SHEET: Final = (
    "STAFF ONLY: exact staff by site. A Mentor Mother is by definition a woman living with HIV; "
    "this sheet is for planning posts and must not leave the programme."
)
BANDED: Final = ("Staff, in bands", "Posts missing, in bands")
PARTS: Final = {
    "current": ("Current", "persons", "at this site; empty where the site did not report."),
    "required": ("Required", "posts", "posts that the norms ask for at this site."),
    "deficit": ("Missing", "posts", "posts required less current, where that is more than none."),
    "surplus": ("Above the norm", "posts", "current less posts required; never netted."),
}
EXACT_COLUMNS: Final = tuple(
    Column(
        f"{cadre.lower()}_{part}",
        title,
        unit,
        Kind.COUNT,
        f"{CADRE_TITLES[cadre][0]}: {words}",
        group=CADRE_TITLES[cadre][0],
    )
    for cadre in Cadre
    for part, (title, unit, words) in PARTS.items()
)


def exact_sites(table: GapTable, posts: pd.DataFrame) -> GapTable:
    """
    Put exact numbers in the place of the bands of the site table.

    Parameters
    ----------
    table
        Sites in the order in which they shall stand, their staff in bands.
    posts
        From ``post_table`` of the same choice.

    Raises
    ------
    ValueError
        When the table is not one of sites.
    """
    if table.level != Level.SITE:
        raise ValueError(f"Exact staff is told by site and not by {table.level}.")
    cells: dict[str, tuple[Cell, ...]] = dict(table.cells)
    for cadre in Cadre:
        rows = posts[posts["cadre"] == cadre].set_index("site_id").reindex(list(table.codes))
        numbers = gap(rows["required"], rows["posts"]).assign(
            current=rows["posts"], required=rows["required"]
        )
        for part in PARTS:
            key = f"{cadre.lower()}_{part}"
            cells[key] = tuple(shown(float(number), Kind.COUNT) for number in numbers[part])
    kept = [column for column in SITE_COLUMNS if column.group not in BANDED]
    after = next(at for at, column in enumerate(kept) if column.key == "community_team") + 1
    columns = (*kept[:after], *EXACT_COLUMNS, *kept[after:])
    return replace(
        table, columns=columns, cells={column.key: cells[column.key] for column in columns}
    )
