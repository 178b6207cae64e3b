"""A raw table made into values: numbers, days and codes in place of text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geodata.findings import Finding, error, note
from geodata.matching import Gazetteer, How, Match
from geodata.reading.values import dates, flags, numbers, shares
from geodata.schema import Column, Kind, Table

if TYPE_CHECKING:
    from geodata.reading.tables import RawTable

NUMERIC = frozenset({Kind.NUMBER, Kind.WHOLE, Kind.SHARE, Kind.FLAG})


class KnownAreas(NamedTuple):
    """The districts by code and name, and the same with the country itself."""

    districts: Gazetteer
    areas: Gazetteer


@dataclass(frozen=True, eq=False)
class TypedTable:
    """
    A table with values.

    Parameters
    ----------
    file
        The file's name.
    frame
        Values by column; text that is blank is an empty string, a number that is blank NaN, a
        day that is blank NaT. The index is the row as a user sees it.
    raw
        The same cells as written.
    findings
        What did not parse, and what was noticed before.
    """

    file: str
    frame: pd.DataFrame
    raw: pd.DataFrame
    findings: tuple[Finding, ...]


def typed(table: Table, raw: RawTable, known: KnownAreas) -> TypedTable:
    """Read the cells of the table's known columns; others are left out, with a note."""
    findings = [*raw.findings, *_missing_columns(table, raw), *_unknown_columns(table, raw)]
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        if column.name in raw.frame:
            cells = raw.frame[column.name]
            columns[column.name], more = _values(raw, column, cells, known)
            findings += more
        else:
            columns[column.name] = _blank(column, raw.frame.index)
    frame = pd.DataFrame(columns, index=raw.frame.index)
    return TypedTable(raw.name, frame, raw.frame, tuple(findings))


@cache
def empty_table(table: Table) -> TypedTable:
    """Return a table without rows, always the same, for a file that need not be there."""
    index = pd.Index([], dtype="int64")
    frame = pd.DataFrame({column.name: _blank(column, index) for column in table.columns})
    return TypedTable(f"{table.name}.csv", frame, frame.astype("str"), ())


def _values(
    raw: RawTable, column: Column, cells: pd.Series[str], known: KnownAreas
) -> tuple[pd.Series, list[Finding]]:
    match column.kind:
        case Kind.SHARE:
            return shares(raw.name, cells, raw.decimal_mark)
        case Kind.NUMBER | Kind.WHOLE:
            return numbers(raw.name, cells, raw.decimal_mark)
        case Kind.FLAG:
            return flags(raw.name, cells)
        case Kind.DATE:
            return dates(raw.name, cells)
        case Kind.DISTRICT | Kind.AREA:
            whole = column.kind == Kind.AREA
            return _codes(raw.name, cells, known.areas if whole else known.districts)
    return cells, []


def _blank(column: Column, index: pd.Index[int]) -> pd.Series:
    if column.kind in NUMERIC:
        return pd.Series(float("nan"), index=index, dtype="float64")
    if column.kind == Kind.DATE:
        return pd.Series(pd.NaT, index=index, dtype="datetime64[us]")
    return pd.Series("", index=index, dtype="str")


def _codes(
    table: str, cells: pd.Series[str], gazetteer: Gazetteer
) -> tuple[pd.Series[str], list[Finding]]:
    if not gazetteer.names:
        return cells, []  # The table of districts has its own finding.
    matches = gazetteer.matches(cells.unique())
    findings = [
        _match_finding(table, int(str(row)), str(cells.name), matches[text], gazetteer)
        for row, text in cells.items()
        if text and matches[text].how != How.CODE
    ]
    return cells.map({text: match.code for text, match in matches.items()}), findings


def _match_finding(
    table: str, row: int, column: str, match: Match, gazetteer: Gazetteer
) -> Finding:
    where = (table, row, column, match.text)
    if match.code:
        message = f"Read as {gazetteer.title(match.code)}."
        return note("district_by_name", *where, message, "Write the code to be sure.")
    if match.how == How.NEEDS_CONFIRMATION:
        message = f"This is a town; its district is {gazetteer.title(match.suggestion)}."
        remedy = f"Write {match.suggestion} if the district is meant."
        return error("district_needs_confirmation", *where, message, remedy)
    message = "This is no known district."
    remedy = f"Write one of: {', '.join(gazetteer.names)}."
    if match.suggestion:
        remedy = f"Did you mean {gazetteer.title(match.suggestion)}? Write its code."
    return error("unknown_district", *where, message, remedy)


def _missing_columns(table: Table, raw: RawTable) -> list[Finding]:
    findings = []
    for column in table.columns:
        if column.name in raw.frame:
            continue
        if column.needed:
            message = f"The column '{column.name}' is missing."
            remedy = f"Add it; it holds {column.expected}."
            finding = error("missing_column", raw.name, None, column.name, "", message, remedy)
        else:
            message = f"There is no column '{column.name}': all its values are missing."
            finding = note("absent_column", raw.name, None, column.name, "", message, "")
        findings.append(finding)
    return findings


def _unknown_columns(table: Table, raw: RawTable) -> list[Finding]:
    message = "This column is not known and was left out."
    return [
        note("unknown_column", raw.name, None, str(column), "", message, "")
        for column in raw.frame.columns
        if column not in table.column_names
    ]
