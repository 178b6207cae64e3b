"""Any table as CSV or XLSX for people: codes stay text, numbers stay numbers, no live formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pandas as pd
import xlsxwriter

from geodata.gap.export import BYTE_ORDER_MARK, guarded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

WIDEST, NARROWEST, SAMPLED = 60, 9, 200
LONGEST_TITLE = 31
TEXT_FORMAT = 49  # Number of the format that Excel calls Text.


def csv_bytes(frame: pd.DataFrame, *, for_excel: bool = True, guard: bool = True) -> bytes:
    r"""
    Write a table as CSV.

    Parameters
    ----------
    frame
        Columns of numbers stay numbers; all others are text, guarded against formulas.
    for_excel
        Begin with a byte order mark, without which Excel mistakes accents. Excel still turns
        007 into 7 and 2E10 into a number on a double-click: XLSX keeps them.
    guard
        False only for files that no spreadsheet opens: those of a dataset itself.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"n": [-3], "name": ["=1"]}), for_excel=False)
    b"n,name\r\n-3,'=1\r\n"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(str(name)) for name in frame.columns])
    columns = [_texts(frame.iloc[:, place], guard=guard) for place in range(frame.shape[1])]
    writer.writerows(zip(*columns, strict=True))
    mark = BYTE_ORDER_MARK if for_excel else ""
    return f"{mark}{out.getvalue()}".encode()


def _texts(column: pd.Series, *, guard: bool) -> list[str]:
    numeric = pd.api.types.is_numeric_dtype(column)
    return [
        ""
        if pd.isna(value)
        else number_text(value)
        if numeric
        else guarded(str(value))
        if guard
        else str(value)
        for value in column
    ]


def number_text(value: float) -> str:
    """
    Write a number without a needless point; the same number is read back.

    >>> number_text(3.0), number_text(0.1), number_text(-29.45371)
    ('3', '0.1', '-29.45371')
    """
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def xlsx_bytes(sheets: Mapping[str, pd.DataFrame], made: datetime) -> bytes:
    """
    Write tables as one workbook: texts as text cells, numbers as numbers, missing cells empty.

    Parameters
    ----------
    made
        Time written into the file, so that equal tables give equal bytes.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": made.replace(tzinfo=None)})
    bold, text = (
        book.add_format({"bold": True, "bottom": 1}),
        book.add_format({"num_format": TEXT_FORMAT}),
    )
    for title, frame in sheets.items():
        sheet = book.add_worksheet(title[:LONGEST_TITLE])
        for place, name in enumerate(map(str, frame.columns)):
            sheet.write_string(0, place, name, bold)
            column = frame.iloc[:, place]
            _write_column(sheet, place, column, text)
            longest = max([len(name), *column.head(SAMPLED).astype("str").str.len()])
            sheet.set_column(place, place, min(max(longest + 2, NARROWEST), WIDEST))
        sheet.freeze_panes(1, 0)
        if len(frame.columns):
            sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
    book.close()
    return out.getvalue()


def _write_column(sheet: Any, place: int, column: pd.Series, text: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    numeric = pd.api.types.is_numeric_dtype(column)
    for row, value in enumerate(column, start=1):
        if pd.isna(value) or value == "":
            continue
        if numeric:
            sheet.write_number(row, place, float(value))
        else:
            sheet.write_string(row, place, str(value), text)
