"""Totals rows and notes of a table: left out of the data and held against it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.columns import meaning_of
from geodata.incoming.numbers import read_numbers
from geodata.incoming.result import Remark, Spot, State, rows_words
from geodata.matching import fold
from geodata.tablefiles import number_text

if TYPE_CHECKING:
    import pandas as pd

    from geodata.incoming.headers import Frame

SMALL = 1e-6
SITES = frozenset({"site_id", "site_name", "facility_code"})
GRAND = ("grand", "overall")


def without_country(frame: Frame, country: str) -> Frame:
    """
    Return a table of sites with the rows that stand for the whole country among its totals.

    In a table of districts such a row is data: it is told from theirs where names are matched.
    """
    if not any(meaning_of(header) in SITES for header in frame.headers):
        return frame
    named, begins = fold(country), fold(country)[:1]
    first = ((row.number, next((cell for cell in row.cells if cell), "")) for row in frame.body)
    # Most names begin with another letter, which is told at little cost.
    whole = {
        number for number, cell in first
        if (not cell.isascii() or begins in cell[:2].casefold()) and fold(cell) == named
    }  # fmt: skip
    if not whole or len(whole) * 2 > len(frame.body):
        return frame  # A column that says the country in every row sums up nothing.
    return replace(
        frame,
        body=tuple(row for row in frame.body if row.number not in whole),
        totals=(*frame.totals, *(row for row in frame.body if row.number in whole)),
    )


def total_remarks(
    spot: Spot, frame: Frame, cells: pd.DataFrame, values: pd.DataFrame, facts: dict[str, object]
) -> list[Remark]:
    """Return how the last total of the file agrees with the sum of its rows."""
    remarks = []
    facts["rollup_rows"] = len(frame.totals)
    if frame.notes:
        rows = [row.number for row in frame.notes]
        message = f"Notes below or beside the table were left out ({rows_words(rows)})."
        remarks.append(spot.remark(Severity.NOTE, "footnote", message, rows=rows))
    if not frame.totals:
        return remarks
    rows = [row.number for row in frame.totals]
    message = f"{len(rows)} totals rows were left out of the data ({rows_words(rows)})."
    remarks.append(
        spot.remark(
            Severity.NOTE,
            "totals_rows",
            message,
            "Nothing to do, or keep them as rows.",
            rows=rows,
            fix="totals",
        )
    )
    grand = next(
        (
            row
            for row in frame.totals
            if any(cell.casefold().startswith(GRAND) for cell in row.cells)
        ),
        frame.totals[-1] if len(frame.totals) == 1 else None,
    )
    if grand is None:
        return remarks
    title = next(cell for cell in grand.cells if cell)
    kept = [place for place, header in enumerate(frame.headers) if header]
    for place, name in zip(kept, cells.columns, strict=False):
        stated = read_numbers([grand.cells[place] if place < len(grand.cells) else ""])[0]
        if stated.state != State.VALUE or name not in values or values[name].dtype != "float64":
            continue
        total = float(values[name].sum())
        agrees = abs(total - stated.value) <= SMALL
        message = (
            f"{title}: the file says {number_text(stated.value)} for {name}, the rows add up to "
            f"{number_text(total)}."
        )
        severity = Severity.NOTE if agrees else Severity.WARNING
        remarks.append(
            spot.remark(
                severity,
                "grand_total" if agrees else "total_differs",
                message,
                "" if agrees else "Look which of them is right.",
                rows=[grand.number],
                column=str(name),
            )
        )
    return remarks
