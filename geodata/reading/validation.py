"""Checks of single tables: blanks, ranges, words, keys; every failure with its row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from geodata.errors import MissingColumnError, UnknownPeriodError
from geodata.findings import Finding, error
from geodata.periods import parse_period
from geodata.reading.values import MISSING_MARKS, date_of
from geodata.schema import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import pandera.pandas as pa

    from geodata.reading.typed import TypedTable

YEAR_OR_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?", re.ASCII)
BLANK = "blank_cell"
DUPLICATE = "duplicate_id"
ORDER = "bounds_out_of_order"
# What was found in a table, as long as somebody holds it: one that is kept is checked once.
_found: WeakKeyDictionary[TypedTable, dict[Table, list[Finding]]] = WeakKeyDictionary()


def validate(table: Table, values: TypedTable) -> list[Finding]:
    """
    Return every cell of a table that is not as it must be.

    Raises
    ------
    MissingColumnError
        When the frame lacks a column of the table; ``typed`` makes frames that have them all.
    """
    missing = [name for name in table.column_names if name not in values.frame]
    if missing:
        message = f"{values.file} lacks the columns {', '.join(missing)}"
        raise MissingColumnError(message)
    known = _found.setdefault(values, {})
    if table not in known:
        known[table] = [
            finding
            for rule, row, column in _failures(table, values)
            if (finding := _finding(table, values, rule, row, column))
        ]
    return list(known[table])


def _failures(table: Table, values: TypedTable) -> Iterator[tuple[str, int, str]]:
    """Yield rule, row and column of each failure, once."""
    import pandera.pandas as pa  # noqa: PLC0415 - takes a second, and only checking needs it

    schema = _schema(table, values)
    try:
        schema.validate(values.frame, lazy=True)
    except pa.errors.SchemaErrors as problem:
        cases = problem.failure_cases[["check", "index", "schema_context", "column"]]
        whole_rows = cases["schema_context"] == "DataFrameSchema"
        cases.loc[whole_rows, "column"] = ""
        for check, row, _, column in cases.drop_duplicates().itertuples(index=False):
            yield str(check), int(row), str(column)


def _schema(table: Table, values: TypedTable) -> pa.DataFrameSchema:
    import pandera.pandas as pa  # noqa: PLC0415 - takes a second, and only checking needs it

    present = [column for column in table.columns if column.name in values.raw]
    columns = {
        column.name: pa.Column(None, checks=list(_checks(column)), nullable=True)
        for column in present
    }
    names = {column.name for column in present}
    rows = []
    if names.issuperset(table.key):
        rows.append(
            pa.Check(lambda frame: ~_repeated(frame, table.key), error=DUPLICATE, ignore_na=False)
        )
    if table.ordered and names.issuperset(table.ordered):
        rows.append(
            pa.Check(lambda frame: _in_order(frame[[*table.ordered]]), error=ORDER, ignore_na=False)
        )
    return pa.DataFrameSchema(columns, checks=rows)


def _checks(column: Column) -> Iterator[pa.Check]:
    import pandera.pandas as pa  # noqa: PLC0415 - takes a second, and only checking needs it

    if column.filled:
        yield pa.Check(lambda cells: cells.notna() & (cells != ""), error=BLANK, ignore_na=False)
    if column.low is not None:
        yield pa.Check(lambda cells: cells.isna() | (cells >= column.low), error="too_low")
    if column.high is not None:
        yield pa.Check(lambda cells: cells.isna() | (cells <= column.high), error="too_high")
    if column.choices:
        yield pa.Check(lambda cells: cells.isin(["", *column.choices]), error="unknown_word")
    if column.kind == Kind.WHOLE:
        yield pa.Check(lambda cells: cells.isna() | (cells % 1 == 0), error="not_whole")
    if column.kind == Kind.PERIOD:
        yield pa.Check(lambda cells: cells.map(_is_period), error="bad_period")
    if column.kind == Kind.WHEN:
        yield pa.Check(lambda cells: cells.map(_is_when), error="bad_date")


def _repeated(frame: pd.DataFrame, key: tuple[str, ...]) -> pd.Series[bool]:
    cells = frame[list(key)]
    # A key that is blank or could not be read is no key; it has a finding of its own.
    blank = ((cells == "") | cells.isna()).any(axis=1)
    return frame.duplicated(list(key), keep=False) & ~blank


def _in_order(bounds: pd.DataFrame) -> pd.Series[bool]:
    """Say for each row whether the numbers that are there never decrease."""
    filled = bounds.ffill(axis=1)
    return ~(filled.diff(axis=1) < 0).any(axis=1)


def _is_period(text: str) -> bool:
    try:
        return not text or bool(parse_period(text))
    except UnknownPeriodError:
        return False


def _is_when(text: str) -> bool:
    return not text or bool(YEAR_OR_MONTH.fullmatch(text)) or date_of(text) is not None


def _finding(table: Table, values: TypedTable, rule: str, row: int, column: str) -> Finding | None:
    if rule == DUPLICATE:
        return _duplicate(table, values, row)
    if rule == ORDER:
        return _out_of_order(table, values, row)
    known = next(known for known in table.columns if known.name == column)
    return _cell_finding(values, rule, row, known)


def _cell_finding(values: TypedTable, rule: str, row: int, known: Column) -> Finding | None:
    column = known.name
    text = str(values.raw.at[row, column])
    where = (values.file, row, column, text)
    if rule == BLANK:
        if text.casefold() not in MISSING_MARKS:
            return None  # It did not parse, and has a finding that says so.
        return error(rule, *where, f"The cell is blank; expected {known.expected}.", "Fill it in.")
    if rule == "too_high" and known.kind == Kind.SHARE:
        message, remedy = "A share cannot be above 1.", "Use 0.25, not 25."
        return error("share_above_one", *where, message, remedy)
    if rule == "too_low" and known.low == 0:
        message, remedy = "This cannot be negative.", "Write 0 or more; leave unknown cells blank."
        return error("negative_number", *where, message, remedy)
    if rule == "unknown_word" and column == "data_status":
        rule = "bad_status"
    return error(rule, *where, f"Expected {known.expected}.", "Correct the cell.")


def _duplicate(table: Table, values: TypedTable, row: int) -> Finding:
    key = list(table.key)
    same = (values.frame[key] == values.frame.loc[row, key]).all(axis=1)
    rows = ", ".join(str(number) for number in values.frame.index[same])
    message = f"The same {' and '.join(key)} in rows {rows}."
    text = " ".join(str(values.raw.at[row, name]) for name in key)
    remedy = "Keep one of them; none was chosen."
    return error(DUPLICATE, values.file, row, key[0], text, message, remedy)


def _out_of_order(table: Table, values: TypedTable, row: int) -> Finding:
    names = list(table.ordered)
    text = ", ".join(str(values.raw.at[row, name]) for name in names)
    message = f"These must not decrease: {', '.join(names)}."
    remedy = "Look whether two of them are exchanged."
    return error(ORDER, values.file, row, names[0], text, message, remedy)
