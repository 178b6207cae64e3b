"""Columns about persons taken out of a table, and rows of single staff counted by site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.findings import Severity
from geodata.gap.export import unguarded
from geodata.incoming.columns import meaning_of
from geodata.incoming.decisions import shape_of
from geodata.incoming.namecells import FEWEST, are_names
from geodata.incoming.personal import (
    likely_remarks,
    names_someone,
    personal_columns,
    personal_kind,
    personal_remarks,
)
from geodata.incoming.personwords import BARE_NAMES, BARE_PLACES, NAME_WORDS, PLACES, folded
from geodata.incoming.result import rows_words
from geodata.reading.values import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.incoming.decisions import Decisions
    from geodata.incoming.headers import Frame
    from geodata.incoming.result import Remark, Spot

SITES = ("site_id", "facility_code", "site_name")
# Words of headers of places that are no persons' names, beside those of sites and areas.
OF_PLACES = PLACES | BARE_PLACES | frozenset(
    {"locality", "zone", "chiefdom", "constituency", "catchment", "river", "road", "route", "adm1",
     "adm2", "adm3", "admin", "location", "title", "partner", "organisation", "organization",
     "funder", "donor", "source", "settlement", "owner", "agency", "type", "kind", "status"}
)  # fmt: skip


def without_persons(
    spot: Spot, frame: Frame, decisions: Decisions
) -> tuple[pd.DataFrame, list[Remark], bool, frozenset[str]]:
    """
    Return cells without personal columns, remarks, whether any was dropped, and of which kinds.

    Dropped are those told by header or content, and those that no table of ours has and that
    hold what looks like names. Rows that differed in these alone are no repetitions of one
    another: ``differing`` in the ``attrs`` of the cells says which they are.
    """
    width = len(frame.headers)
    rows = [
        [
            *(unguarded(cell) if cell[:1] == "'" else cell for cell in row.cells[:width]),
            *[""] * (width - len(row.cells)),
        ]
        for row in frame.body
    ]
    index = pd.Index([row.number for row in frame.body], dtype="int64")
    cells = pd.DataFrame(rows, index=index, columns=pd.Index(range(width)), dtype="str")
    texts = [cells[place].tolist() for place in range(width)]
    kinds = personal_columns(frame.headers, texts)
    strewn = _strewn(frame.headers, texts, kinds)
    if strewn:
        texts = [
            ["" if at in strewn.get(place, ()) else cell for at, cell in enumerate(column)]
            for place, column in enumerate(texts)
        ]
        cells = pd.DataFrame(dict(enumerate(texts)), index=index, dtype="str")
        kinds = personal_columns(frame.headers, texts)
    likely = [
        place
        for place, header in enumerate(frame.headers)
        if place not in kinds
        if _says_nothing(header, frame.headers, decisions)
        if are_names(texts[place], often=_says_name(header))
    ]
    gone = {*kinds, *likely}
    keep = [
        place
        for place in range(width)
        if place not in gone
        and ((cells[place] != "").any() or not frame.headers[place].startswith("column "))
    ]
    kept = cells[keep].set_axis([frame.headers[place] for place in keep], axis="columns")
    if gone and keep:
        alike = kept.duplicated(keep=False) & ~cells.duplicated(keep=False)
        kept.attrs["differing"] = tuple(map(int, kept.index[alike]))
    header_row = frame.header_rows[-1] if frame.header_rows else 0
    remarks = [
        _not_kept(spot, frame.headers[place], [int(index[at]) for at in sorted(rows)])
        for place, rows in strewn.items()
    ]
    dropped = {frame.headers[place]: kind for place, kind in kinds.items()}
    remarks += personal_remarks(spot, header_row, dropped)
    remarks += likely_remarks(spot, header_row, [frame.headers[place] for place in likely])
    return kept, remarks, bool(gone), frozenset(kinds.values())


def _strewn(
    headers: Sequence[str], texts: Sequence[Sequence[str]], kinds: Mapping[int, str]
) -> dict[int, set[int]]:
    """Return the few cells, by column, for which a column of ours would else be dropped whole."""
    found: dict[int, set[int]] = {}
    for place, kind in kinds.items():
        if kind != "phone" or not meaning_of(headers[place]) or personal_kind(headers[place], ()):
            continue
        rows = {at for at, cell in enumerate(texts[place]) if cell and names_someone(cell)}
        if rows and len(rows) < FEWEST * sum(map(bool, texts[place])):
            found[place] = rows
    return found


def _not_kept(spot: Spot, header: str, rows: list[int]) -> Remark:
    message = f"{rows_words(rows).capitalize()} of '{header}' may hold a telephone number or an "
    message += "address; it was not kept, and read as missing."
    return spot.remark(
        Severity.WARNING, "phone_in_cell", message, "Write there what the column is for.",
        rows=rows, column=header, expected="no name or number of a person",
    )  # fmt: skip


def _says_name(header: str) -> bool:
    return bool(set(folded(header).split("_")) & NAME_WORDS)


def _says_nothing(header: str, headers: tuple[str, ...], decisions: Decisions) -> bool:
    """Say whether nobody has said, and no word of a header says, that it is about places."""
    decided = {**decisions.remembered.get(shape_of(headers), {}), **decisions.meanings}
    bare = "/" in header and folded(header.rsplit("/", maxsplit=1)[-1]) in BARE_NAMES
    return (
        (bare or not meaning_of(header))
        and header not in decided
        and not set(folded(header).split("_")) & OF_PLACES
    )


def are_places(cells: pd.DataFrame, named: Mapping[str, str]) -> bool:
    """Say whether each row of a table is another site or stop."""
    columns = [header for header, name in named.items() if name in (*SITES, "stop_id", "stop_name")]
    return any((cells[header] != "").all() and cells[header].is_unique for header in columns)


def counted(spot: Spot, cells: pd.DataFrame) -> tuple[pd.DataFrame, list[Remark]]:
    """
    Return a roster as heads by site and cadre: no row of a person is kept.

    Parameters
    ----------
    cells
        By meaning, without personal columns.
    """
    keys = [next((name for name in SITES if name in cells), "site_id"), "period", "cadre"]
    if not {keys[0], "cadre"} <= set(cells):
        return cells, []
    if "headcount" in cells:
        return _added_up(spot, cells)  # Heads are counted already, a row is mostly no person.
    others = [name for name in ("district_code", "district_name") if name in cells]
    groups = cells.groupby([name for name in (*others, *keys) if name in cells], sort=False)
    heads = groups.size().rename("headcount").reset_index().astype("str")
    heads.index = pd.Index(range(1, len(heads) + 1), dtype="int64")
    message = (
        f"{len(cells)} rows of single staff were counted by site and cadre; only counts were kept."
    )
    return heads, [spot.remark(Severity.NOTE, "roster_counted", message)]


def _added_up(spot: Spot, cells: pd.DataFrame) -> tuple[pd.DataFrame, list[Remark]]:
    """Add up rows that only columns about persons told apart: each stands for other heads."""
    differing = set(cells.attrs.get("differing", ()))
    rows = [int(str(row)) for row in cells.index if int(str(row)) in differing]
    alike = cells.loc[rows]
    heads = [number for text in alike["headcount"] if (number := number_of(text)) is not None]
    if not rows or len(heads) != len(rows):
        return cells, []
    sums = alike.assign(heads=heads).groupby(list(alike.columns), sort=False)["heads"]
    added = alike.assign(headcount=[f"{total:g}" for total in sums.transform("sum")])
    first = added[~alike.duplicated()]
    left = cells.drop(index=[row for row in rows if row not in set(first.index)])
    left.loc[first.index, "headcount"] = first["headcount"]
    message = (
        f"{rows_words(rows).capitalize()} differed only in columns about persons: their heads "
        f"were added up, to {len(first)} rows."
    )
    remedy = "Confirm that each row stood for other persons, or send one row a site and cadre."
    return left, [
        spot.remark(
            Severity.WARNING, "heads_added", message, remedy, rows=rows, column="headcount",
            asks=True,
        )
    ]  # fmt: skip
